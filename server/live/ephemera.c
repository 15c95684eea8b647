/* Who types and who is there, to those who listen: without a number, and left out where it would be in the way. */
#include "live/hub_state.h"

enum { DELIVERIES_PER_S = 20000 }; /* of such frames; a room of hundreds that all move at once must not drown what counts */

static const uint32_t at_most_every[HUB_SAID] = {[HUB_TYPING] = 20, [HUB_HERE] = 100}; /* tenths of a second */

bool hub_may_say(struct hub *h, struct hub_conn *c, const struct live_id *stream, enum hub_said what, int64_t now_ms) {
  (void)h;
  for (struct ring *r = c->subs.next; r != &c->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, mine);
    if (s->topic->company || !live_id_eq(&s->topic->stream, stream)) continue;
    uint32_t now = (uint32_t)(now_ms / 100);
    if (s->state != HUB_LIVE || (s->said[what] && now - s->said[what] < at_most_every[what])) return false;
    s->said[what] = now ? now : 1;
    return true;
  }
  return false;
}

static bool within_credit(struct hub *h, int64_t now_ms) {
  int64_t since = now_ms - h->eph_at_ms;
  h->eph_at_ms = now_ms;
  h->eph_credit += since * DELIVERIES_PER_S / 1000;
  if (since < 0 || h->eph_credit > DELIVERIES_PER_S) h->eph_credit = DELIVERIES_PER_S;
  return h->eph_credit > 0;
}

static void to_topic(struct hub *h, const struct hub_topic *t, const struct hub_eph *e, void **frame) {
  for (struct ring *r = t->subs.next; r != &t->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, peers);
    if (s->state != HUB_LIVE || live_id_eq(&s->conn->person, &e->person) || h->sink.backlog(h->ctx, s->conn->socket)) continue;
    if (!*frame) *frame = hub_make(h, frame_eph(h->scratch, e));
    hub_give(h, s->conn, *frame);
    h->eph_credit--;
  }
}

void hub_say(struct hub *h, const struct hub_eph *e, int64_t now_ms) {
  struct hub_topic *first = map_get(h->streams, live_id_key(&e->stream));
  if (!first || !within_credit(h, now_ms)) return;
  void *frame = NULL;
  to_topic(h, first, e, &frame);
  for (struct ring *r = first->same.next; r != &first->same; r = r->next)
    to_topic(h, RING_OF(r, struct hub_topic, same), e, &frame);
  if (frame) h->sink.drop(h->ctx, frame);
  arena_reset(h->scratch);
}

/* Subscriptions that catch up: gathered by stream, read together, handed out in portions that a socket can take. */
#include "live/hub_state.h"
#include <stdlib.h>

enum {
  BATCH_SUBS = 500,
  TRIES = 8,
  HOLD_BYTES = 65536 /* on their way to one socket; it gets more when it has taken them */
};

/* What a batch was answered. Frames are shared by all it goes to. */
struct page_event {
  void *frame;
  struct live_at at;
  bool one;
  struct live_id person; /* who alone gets it */
};

struct hub_page {
  bool found, more;
  uint64_t epoch;
  str epoch_text;
  struct live_at head;
  int64_t first;
  struct page_event *events;
  size_t n;
  struct live_at end; /* the last event that was read */
  bool *may;          /* for each of the batch's persons */
};

/* Gathering. */

static int by_id(const void *a, const void *b) { return memcmp(a, b, sizeof(struct live_id)); }

static void list_persons(struct hub_batch *b, size_t subs) {
  b->persons = ARENA_ARRAY(b->a, struct live_id, subs);
  size_t n = 0;
  for (struct ring *r = b->subs.next; r != &b->subs; r = r->next)
    b->persons[n++] = RING_OF(r, struct hub_sub, queue)->conn->person;
  qsort(b->persons, n, sizeof *b->persons, by_id);
  for (size_t i = 0; i < n; i++)
    if (!b->npersons || !live_id_eq(&b->persons[b->npersons - 1], &b->persons[i])) b->persons[b->npersons++] = b->persons[i];
}

/* The first who waits, and all who have at least as much as it has. */
static struct hub_batch *gather(struct hub_topic *t) {
  struct arena *a = arena_new(1024);
  struct hub_batch *b = ARENA_NEW(a, struct hub_batch);
  const struct hub_sub *first = RING_OF(t->waiting.next, struct hub_sub, queue);
  *b = (struct hub_batch){.company = t->co, .stream = t->stream, .own = t->company, .resume = first->resume,
                          .from = first->last, .a = a};
  ring_init(&b->subs);
  ring_init(&b->filled);
  size_t n = 0;
  for (struct ring *r = t->waiting.next, *next; r != &t->waiting && n < BATCH_SUBS; r = next) {
    next = r->next;
    struct hub_sub *s = RING_OF(r, struct hub_sub, queue);
    if (s->resume && (!b->resume || live_at_cmp(s->last, b->from) < 0)) continue;
    ring_take(&s->queue);
    ring_push(&b->subs, &s->queue);
    s->state = HUB_READING;
    s->seen = (struct live_at){0};
    n++;
  }
  if (!b->own) list_persons(b, n);
  return b;
}

struct hub_batch *hub_next(struct hub *h) {
  while (!ring_empty(&h->ready)) {
    struct hub_topic *t = RING_OF(h->ready.next, struct hub_topic, ready);
    ring_take(&t->ready);
    if (ring_empty(&t->waiting)) continue;
    if (!t->co->placed) {
      ring_push(&t->co->early, &t->ready);
      continue;
    }
    struct hub_batch *b = gather(t);
    if (!ring_empty(&t->waiting)) ring_push(&h->ready, &t->ready);
    return b;
  }
  return NULL;
}

void hub_batch_free(struct hub *h, struct hub_batch *b) {
  for (size_t i = 0; b->page && i < b->page->n; i++) h->sink.drop(h->ctx, b->page->events[i].frame);
  if (!ring_empty(&b->filled)) h->nfilled--;
  ring_take(&b->filled);
  arena_free(b->a);
}

int hub_filled(const struct hub *h) { return h->nfilled; }

/* What was read. */

static void fill(struct hub *h, struct hub_batch *b, const struct hub_replay *r) {
  struct hub_page *p = b->page = ARENA_NEW(b->a, struct hub_page);
  *p = (struct hub_page){.found = r->found, .more = r->more, .epoch = hub_epoch_hash(r->epoch), .head = r->head, .first = r->first};
  p->epoch_text = str_dup(b->a, r->epoch);
  p->events = ARENA_ARRAY(b->a, struct page_event, r->n + 1);
  for (size_t i = 0; i < r->n; i++) {
    const struct live_event *e = &r->events[i];
    struct page_event out = {.at = b->own ? e->at : (struct live_at){0, e->seq}};
    p->end = out.at;
    if (b->own && (live_kind_is(e, "session.closed") || !hub_on_company_stream(e))) continue;
    out.one = hub_for_one(e, &out.person);
    out.frame = hub_make(h, frame_event(h->scratch, e, b->own));
    p->events[p->n++] = out;
  }
  p->may = ARENA_ARRAY(b->a, bool, b->npersons + 1);
  for (size_t i = 0; i < r->npersons; i++) {
    const struct live_id *at = bsearch(&r->persons[i], b->persons, b->npersons, sizeof *b->persons, by_id);
    if (at) p->may[at - b->persons] = true;
  }
}

void hub_replayed(struct hub *h, struct hub_batch *b, const struct hub_replay *r) {
  if (ring_empty(&b->subs)) {
    hub_batch_free(h, b);
    return;
  }
  fill(h, b, r);
  ring_push(&h->filled, &b->filled);
  h->nfilled++;
  arena_reset(h->scratch);
}

static void give_up(struct hub *h, struct hub_sub *s) {
  ring_take(&s->queue);
  if (++s->tries < TRIES) {
    hub_sub_wait(h, s);
    return;
  }
  struct err e = {0};
  (void)err_set(&e, ERR_UNAVAILABLE, "stream_unavailable", "", "The stream cannot be read at the moment.");
  hub_send(h, s->conn, frame_err(h->scratch, &e, STR_NONE));
  hub_end(h, s->conn, "restart", 1013);
}

void hub_not_replayed(struct hub *h, struct hub_batch *b) {
  while (!ring_empty(&b->subs)) give_up(h, RING_OF(b->subs.next, struct hub_sub, queue));
  hub_batch_free(h, b);
  arena_reset(h->scratch);
}

/* Handing out. */

static bool may_see(const struct hub_batch *b, const struct hub_sub *s) {
  if (b->own) return true;
  const struct live_id *at = bsearch(&s->conn->person, b->persons, b->npersons, sizeof *b->persons, by_id);
  return at && b->page->may[at - b->persons];
}

static void hold(struct hub_sub *s) {
  s->state = HUB_WAITING;
  ring_take(&s->queue);
  ring_push(&s->conn->held, &s->queue);
}

void hub_drained(struct hub *h, struct hub_conn *c) {
  while (!ring_empty(&c->held)) hub_sub_wait(h, RING_OF(c->held.next, struct hub_sub, queue));
}

static size_t first_beyond(const struct hub_page *p, struct live_at last) {
  size_t low = 0, high = p->n;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (live_at_cmp(p->events[mid].at, last) <= 0)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

/* Gives what the page has for it; false: the socket is to take that first. */
static bool give_page(struct hub *h, const struct hub_batch *b, struct hub_sub *s, int *frames) {
  const struct hub_page *p = b->page;
  for (size_t i = first_beyond(p, s->last); i < p->n; i++) {
    const struct page_event *e = &p->events[i];
    if (h->sink.backlog(h->ctx, s->conn->socket) > HOLD_BYTES) return false;
    if (!b->own && e->at.id > s->last.id + 1) hub_skip_to(h, s, (struct live_at){0, e->at.id - 1});
    s->last = e->at;
    if (e->one && !live_id_eq(&e->person, &s->conn->person)) continue;
    hub_give(h, s->conn, e->frame);
    ++*frames;
  }
  return true;
}

static void caught_up(struct hub *h, struct hub_sub *s) {
  s->epoch = 0;
  if (live_at_cmp(s->seen, s->last) > 0) { /* the feed was ahead of this snapshot */
    hub_sub_wait(h, s);
    return;
  }
  if (!s->lived) hub_send(h, s->conn, frame_live(h->scratch, hub_stream_of(s), s->last));
  s->lived = true;
  s->state = HUB_LIVE;
  h->stats.replays++;
}

/* Too far behind, of another history, or ahead of all there is: the client fetches anew. */
static bool is_gap(const struct hub_batch *b, const struct hub_sub *s) {
  const struct hub_page *p = b->page;
  if ((s->epoch && s->epoch != p->epoch) || live_at_cmp(s->last, p->head) > 0) return true;
  if (b->own) return p->more && live_at_cmp(s->last, b->from) == 0;
  return p->head.id - s->last.id > HUB_REPLAY_MAX;
}

/* What was read lies before what this one wants next, or between. */
static void catch_up(struct hub *h, const struct hub_batch *b, struct hub_sub *s, int *frames) {
  const struct hub_page *p = b->page;
  if (is_gap(b, s)) {
    hub_skip_to(h, s, p->head);
  } else if (b->own && p->more) {
    hub_sub_wait(h, s); /* it may be near enough: read from its own place */
    return;
  } else if (!give_page(h, b, s, frames)) {
    s->epoch = 0;
    hold(s);
    return;
  } else if (p->more) {
    s->epoch = 0;
    if (live_at_cmp(s->last, p->end) < 0 && !b->own) s->last = p->end;
    hub_sub_wait(h, s);
    return;
  }
  if (live_at_cmp(s->last, p->head) < 0) {
    if (b->own)
      s->last = p->head;
    else
      hub_skip_to(h, s, p->head);
  }
  caught_up(h, s);
}

static int hand_out(struct hub *h, const struct hub_batch *b, struct hub_sub *s) {
  const struct hub_page *p = b->page;
  int frames = 1;
  ring_take(&s->queue);
  s->state = HUB_WAITING;
  if (s->conn->closing) return frames;
  if (!may_see(b, s)) {
    hub_send(h, s->conn, frame_bye(h->scratch, hub_stream_of(s), s->known ? "unshared" : "not_found"));
    hub_sub_end(h, s);
    return frames;
  }
  if (!p->found) { /* given between the two readings */
    give_up(h, s);
    return frames;
  }
  s->tries = 0;
  if (!s->told) hub_send(h, s->conn, frame_sub_ok(h->scratch, hub_stream_of(s), p->epoch_text, p->head, p->first));
  if (!s->resume) s->last = p->head;
  s->told = s->known = s->resume = true;
  if (!b->own && s->last.id < p->first - 1) s->last.id = p->first - 1;
  catch_up(h, b, s, &frames);
  return frames;
}

bool hub_step(struct hub *h, int frames) {
  while (frames > 0 && !ring_empty(&h->filled)) {
    struct hub_batch *b = RING_OF(h->filled.next, struct hub_batch, filled);
    while (frames > 0 && !ring_empty(&b->subs)) frames -= hand_out(h, b, RING_OF(b->subs.next, struct hub_sub, queue));
    if (ring_empty(&b->subs)) hub_batch_free(h, b);
    arena_reset(h->scratch);
  }
  return !ring_empty(&h->filled);
}

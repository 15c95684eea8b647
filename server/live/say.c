/* What a person says by the socket, message after message: each is sent to the database when the one before is answered,
   so that they stand in the room in the order they were said. The session is looked at anew each time. When one comes back
   because it was too much or the database is away, those behind it come back with it: the client says them again, in order. */
#include "base/log.h"
#include "live/private.h"
#include <stdlib.h>

enum { SAYINGS_MAX = 64 };

struct saying {
  struct ring queue;
  struct live *live;
  struct visitor *visitor; /* NULL: the socket is gone; what the database has done counts all the same */
  struct arena *a;
  enum message_kind kind;
  struct live_id room;
  str cid;
  int64_t to;
  struct db_step steps[2];
  struct db_param params[7];
};

static struct saying *of(struct ring *r) { return RING_OF(r, struct saying, queue); }

static void submit(struct visitor *v);

static str room_text(struct saying *s) {
  char buf[LIVE_ID_TEXT];
  return str_dup(s->a, live_id_text(&s->room, buf));
}

static void reply_err(struct visitor *v, const struct saying *s, const struct err *e) {
  struct live *l = v->live;
  hub_send(l->hub, v->conn, frame_err(l->scratch, e, s->cid));
  if (e->code == ERR_UNAUTHENTICATED) hub_end(l->hub, v->conn, "session", 4001);
}

static void reply_ack(struct visitor *v, const struct saying *s, const PGresult *r) {
  struct live *l = v->live;
  int64_t seq = 0;
  (void)str_int(str_of(PQgetvalue(r, 0, 1)), &seq);
  hub_send(l->hub, v->conn,
           frame_ack(l->scratch, s->cid, &s->room, seq, str_of(PQgetvalue(r, 0, 0)), PQgetvalue(r, 0, 2)[0] == 't'));
}

static void refuse_waiting(struct visitor *v, const struct err *e) {
  while (!ring_empty(&v->sayings)) {
    struct saying *s = of(v->sayings.next);
    ring_take(&s->queue);
    v->nsayings--;
    reply_err(v, s, e);
    arena_free(s->a);
  }
}

static void said(void *ctx, const struct db_reply *reply) {
  struct saying *s = ctx;
  struct visitor *v = s->visitor;
  struct live *l = s->live;
  if (reply->status == DB_OK) db_ring(l->db);
  if (v) {
    ring_take(&s->queue);
    v->nsayings--;
    struct err e = {0};
    if (reply->status != DB_OK) {
      db_err(reply, &e);
      reply_err(v, s, &e);
      if (e.code == ERR_TOO_MANY || e.code == ERR_UNAVAILABLE) refuse_waiting(v, &e);
    } else if (s->kind == MESSAGE_SEND && PQntuples(reply->results[1]) == 1) {
      reply_ack(v, s, reply->results[1]);
    }
    arena_reset(l->scratch);
    submit(v);
  }
  arena_free(s->a);
}

static void submit(struct visitor *v) {
  if (ring_empty(&v->sayings) || v->conn->closing) return;
  struct saying *s = of(v->sayings.next);
  s->steps[0] = visitor_binding(v, s->a, &v->company);
  db_submit(v->live->db, s->steps, 2, said, s);
}

static void plan_send(struct saying *s, const struct message *m) {
  const struct message_send *d = &m->send;
  const str all[7] = {room_text(s), s->cid, d->text, d->thread, d->mentions, d->refs, d->files};
  for (int i = 0; i < 7; i++) s->params[i].v = str_none(all[i]) ? STR_NONE : str_dup(s->a, all[i]);
  s->steps[1] = (struct db_step){s->live->send, s->params, 7};
}

static void plan_read(struct saying *s) {
  s->params[0].v = room_text(s);
  s->params[1].v = str_printf(s->a, "%lld", (long long)s->to);
  s->steps[1] = (struct db_step){s->live->read, s->params, 2};
}

/* A later "read" of the same room takes the place of one that still waits. */
static bool joined(struct visitor *v, const struct message *m) {
  if (ring_empty(&v->sayings)) return false;
  for (struct ring *r = v->sayings.next->next; r != &v->sayings; r = r->next) {
    struct saying *s = of(r);
    if (s->kind != MESSAGE_READ || !live_id_eq(&s->room, &m->subs->stream)) continue;
    if (m->to > s->to) s->to = m->to;
    plan_read(s);
    return true;
  }
  return false;
}

bool saying_begin(struct visitor *v, const struct message *m, struct err *e) {
  if (m->kind == MESSAGE_READ && joined(v, m)) return true;
  if (v->nsayings >= SAYINGS_MAX) {
    e->retry_after = 1;
    return err_set(e, ERR_TOO_MANY, "too_many_requests", "", "Too many messages are on their way. Send again when some are acknowledged.");
  }
  struct arena *a = arena_new(512 + m->send.text.n);
  struct saying *s = ARENA_NEW(a, struct saying);
  *s = (struct saying){.live = v->live, .visitor = v, .a = a, .kind = m->kind, .room = m->subs->stream, .to = m->to};
  if (m->kind == MESSAGE_SEND) {
    s->cid = str_dup(a, m->cid);
    plan_send(s, m);
  } else {
    plan_read(s);
  }
  bool idle = ring_empty(&v->sayings);
  ring_push(&v->sayings, &s->queue);
  v->nsayings++;
  if (idle) submit(v);
  return true;
}

void sayings_drop(struct visitor *v) {
  bool first = true;
  while (!ring_empty(&v->sayings)) {
    struct saying *s = of(v->sayings.next);
    ring_take(&s->queue);
    s->visitor = NULL;
    if (!first) arena_free(s->a);
    first = false;
  }
  v->nsayings = 0;
}

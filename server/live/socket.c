/* The life of one live socket: let in by its session, heard, looked after, closed. */
#include "auth/credential.h"
#include "base/clock.h"
#include "base/log.h"
#include "live/private.h"
#include <stdlib.h>

enum {
  PING_S = 25,
  STRIKES_MAX = 10,           /* messages that make no sense, until the socket is closed */
  RECHECK_US = 300 * 1000000, /* a session that ran out closes its sockets within this time */
  RECHECK_SHARE = 200,        /* of all sockets, every second */
  OVER_US = 1000000           /* between two questions about one that should be over */
};

/* A question to the database whether the session holds; outlives the visitor if need be. */
struct check {
  struct arena *a;
  struct visitor *visitor; /* NULL: it is gone */
  visitor_done done;
  struct db_step step;
};

/* Sink of the hub. */

static void *sink_make(void *ctx, str text) {
  (void)ctx;
  return ws_frame_new(text);
}

static void sink_send(void *ctx, void *socket, void *frame) {
  (void)ctx;
  struct visitor *v = socket;
  if (v->poll)
    poll_take(v->poll, frame);
  else
    (void)ws_send(v->ws, frame); /* a socket that does not take it is being closed */
}

static void sink_drop(void *ctx, void *frame) {
  (void)ctx;
  ws_frame_unref(frame);
}

static void sink_close(void *ctx, void *socket, int code, const char *reason) {
  (void)ctx;
  struct visitor *v = socket;
  if (v->poll)
    poll_end(v->poll);
  else
    ws_close(v->ws, code, str_of(reason));
}

static size_t sink_backlog(void *ctx, void *socket) {
  (void)ctx;
  const struct visitor *v = socket;
  return v->poll ? poll_backlog(v->poll) : ws_backlog(v->ws);
}

struct live *live_new(struct loop *loop, struct db *db, struct api *api, const struct live_conf *conf) {
  struct live *l = calloc(1, sizeof *l);
  if (!l) abort();
  *l = (struct live){.loop = loop, .db = db};
  l->bind = db_require(db, STR("bind/live"));
  l->send = db_require(db, STR("live/send"));
  l->read = db_require(db, STR("live/read"));
  struct hub_conf limits = {conf->per_person, conf->per_address};
  struct hub_sink sink = {sink_make, sink_send, sink_drop, sink_close, sink_backlog};
  l->hub = hub_new(&limits, &sink, l);
  l->feed = feed_new(loop, db, l->hub);
  l->eph = ephemera_new(l);
  l->scratch = arena_new(8192);
  l->pong = ws_frame_new(frame_pong());
  poll_register(l, api);
  return l;
}

/* Whether a session holds. */

struct db_step visitor_binding(struct visitor *v, struct arena *a, const struct live_id *company) {
  char buf[LIVE_ID_TEXT];
  struct db_param *p = ARENA_ARRAY(a, struct db_param, 3);
  p[0] = (struct db_param){str_dup(a, (str){(const char *)v->hash, sizeof v->hash}), true};
  if (company) p[1].v = str_dup(a, live_id_text(company, buf));
  p[2].v = STR("guest");
  return (struct db_step){v->live->bind, p, 3};
}

static void answered(void *ctx, const struct db_reply *reply) {
  struct check *c = ctx;
  struct visitor *v = c->visitor;
  if (v) {
    v->check = NULL;
    c->done(v, reply);
  }
  arena_free(c->a);
}

void visitor_ask(struct visitor *v, const struct live_id *company, visitor_done done) {
  struct arena *a = arena_new(512);
  struct check *c = ARENA_NEW(a, struct check);
  *c = (struct check){.a = a, .visitor = v, .done = done, .step = visitor_binding(v, a, company)};
  v->check = c;
  v->checked_us = clock_us();
  db_submit(v->live->db, &c->step, 1, answered, c);
}

static bool id_column(const PGresult *r, const char *name, struct live_id *out) {
  int col = PQfnumber(r, name);
  return col >= 0 && !PQgetisnull(r, 0, col) && live_id_read(str_of(PQgetvalue(r, 0, col)), out);
}

bool visitor_known(struct visitor *v, struct arena *a, const struct db_reply *reply, struct err *e) {
  if (reply->status != DB_OK) {
    db_err(reply, e);
    return false;
  }
  const PGresult *r = reply->results[0];
  if (PQntuples(r) != 1 || !id_column(r, "person_id", &v->person) || !id_column(r, "company_id", &v->company) ||
      !id_column(r, "session_id", &v->session))
    return credential_required(e);
  int64_t left = 0;
  (void)str_int(str_of(PQgetvalue(r, 0, PQfnumber(r, "left_ms"))), &left);
  v->ends_us = clock_us() + left * 1000;
  if (str_none(v->name)) v->name = str_dup(a, str_of(PQgetvalue(r, 0, PQfnumber(r, "person_name"))));
  return true;
}

void visitor_gone(struct visitor *v) {
  if (v->check) v->check->visitor = NULL;
  v->check = NULL;
  sayings_drop(v);
  if (v->conn) hub_leave(v->live->hub, v->conn);
  v->conn = NULL;
}

static void checked(struct visitor *v, const struct db_reply *reply) {
  struct err e = {0};
  bool ok = visitor_known(v, ws_arena(v->ws), reply, &e);
  if (ok) {
    struct hub_who who = {v->person, v->company, v->session, ws_client_ip(v->ws)};
    ok = hub_room(v->live->hub, &who, &e);
  }
  if (ok)
    ws_accept(v->ws);
  else
    ws_refuse(v->ws, &e);
}

void live_check(void *live, struct ws *s, struct http_req *upgrade) {
  struct live *l = live;
  struct credential cred;
  struct err e = {0};
  bool ok = credential_read(upgrade, &cred, &e) && (cred.kind == CRED_SESSION || credential_required(&e)) &&
            credential_origin_ok(upgrade, &e);
  if (ok && l->draining) {
    e.retry_after = 1;
    ok = err_set(&e, ERR_UNAVAILABLE, "restarting", "", "The server is restarting.");
  }
  if (!ok) {
    ws_refuse(s, &e);
    return;
  }
  struct visitor *v = ARENA_NEW(ws_arena(s), struct visitor);
  *v = (struct visitor){.live = l, .ws = s};
  ring_init(&v->sayings);
  memcpy(v->hash, cred.hash, sizeof v->hash);
  ws_set_user(s, v);
  visitor_ask(v, NULL, checked);
}

/* The cookie may have run out, been used to choose another company, or lost its membership. */
static void rechecked(struct visitor *v, const struct db_reply *reply) {
  struct err e = {0};
  if (!v->conn || visitor_known(v, v->live->scratch, reply, &e)) return;
  if (e.code == ERR_UNAUTHENTICATED || e.code == ERR_FORBIDDEN) hub_end(v->live->hub, v->conn, "session", 4001);
  arena_reset(v->live->scratch);
}

static void recheck_one(void *ctx, struct hub_conn *conn) {
  struct live *l = ctx;
  struct visitor *v = conn->socket;
  int64_t now = clock_us();
  if (v->poll && poll_abandoned(v->poll)) poll_end(v->poll);
  bool over = now >= v->ends_us && now - v->checked_us >= OVER_US, due = now - v->checked_us >= RECHECK_US;
  if (v->check || conn->closing || !(over || (due && l->rechecks > 0))) return;
  l->rechecks--;
  visitor_ask(v, &v->company, rechecked);
}

static void recheck(void *ctx) {
  struct live *l = ctx;
  struct hub_stats stats;
  hub_get_stats(l->hub, &stats);
  l->rechecks = 1 + stats.sockets / RECHECK_SHARE;
  hub_each(l->hub, recheck_one, l);
}

/* An open socket. */

void live_open(void *live, struct ws *s) {
  struct live *l = live;
  struct visitor *v = ws_user(s);
  struct hub_who who = {v->person, v->company, v->session, ws_client_ip(s)};
  v->conn = hub_join(l->hub, ws_arena(s), v, &who);
  char now[32];
  hub_send(l->hub, v->conn, frame_hello(l->scratch, feed_run(l->feed), clock_rfc3339(now), PING_S));
  arena_reset(l->scratch);
  if (l->draining) hub_end(l->hub, v->conn, "restart", 1012);
  feed_look(l->feed);
}

/* To those who listen; whether it is let through depends on how often it is said, and nobody is told. */
static void say(struct live *l, struct visitor *v, const struct message *m) {
  struct hub_eph e = {.stream = m->subs->stream, .person = v->person, .company = v->company, .name = v->name, .away = m->away, .ask = m->ask,
                      .what = m->kind == MESSAGE_TYPING ? HUB_TYPING : HUB_HERE};
  if (hub_may_say(l->hub, v->conn, &e.stream, e.what, clock_us() / 1000)) ephemera_say(l->eph, &e);
}

static bool obey(struct live *l, struct visitor *v, const struct message *m, struct err *e) {
  switch (m->kind) {
  case MESSAGE_PING:
    (void)ws_send(v->ws, l->pong);
    return true;
  case MESSAGE_UNSUB:
    hub_unsubscribe(l->hub, v->conn, m->subs);
    return true;
  case MESSAGE_SUB:
    for (size_t i = 0; i < m->nsubs; i++)
      if (!hub_subscribe(l->hub, v->conn, &m->subs[i], e)) return false;
    return true;
  case MESSAGE_SEND:
  case MESSAGE_READ:
    return saying_begin(v, m, e);
  case MESSAGE_TYPING:
  case MESSAGE_HERE:
    say(l, v, m);
    return true;
  }
  return true;
}

void live_message(void *live, struct ws *s, str text) {
  struct live *l = live;
  struct visitor *v = ws_user(s);
  if (!v->conn || v->conn->closing) return;
  struct message m;
  struct err e = {0};
  if (!message_read(l->scratch, text, &m, &e) || !obey(l, v, &m, &e)) {
    hub_send(l->hub, v->conn, frame_err(l->scratch, &e, m.cid));
    if (e.code != ERR_TOO_MANY && ++v->strikes >= STRIKES_MAX) hub_close(l->hub, v->conn, "too many messages that make no sense", 1008);
  }
  arena_reset(l->scratch);
  feed_pump(l->feed);
}

void live_closed(void *live, struct ws *s) {
  (void)live;
  struct visitor *v = ws_user(s);
  if (!v) return;
  visitor_gone(v);
  ws_set_user(s, NULL);
}

void live_drained(void *live, struct ws *s) {
  struct live *l = live;
  struct visitor *v = ws_user(s);
  if (!v || !v->conn) return;
  hub_drained(l->hub, v->conn);
  feed_pump(l->feed);
}

/* Start and end. */

static void rung(void *ctx) { feed_look(((struct live *)ctx)->feed); }

void live_start(struct live *l) {
  db_listen(l->db, rung, l);
  ephemera_start(l->eph);
  l->recheck = timer_start(l->loop, 1000, 1000, recheck, l);
  feed_look(l->feed);
}

static void drain_one(void *ctx, struct hub_conn *c) { hub_end(((struct live *)ctx)->hub, c, "restart", 1012); }

void live_drain(struct live *l) {
  l->draining = true;
  hub_each(l->hub, drain_one, l);
}

void live_stop(struct live *l) {
  feed_stop(l->feed);
  ephemera_stop(l->eph);
  if (l->recheck) timer_stop(l->recheck);
  l->recheck = NULL;
}

void live_free(struct live *l) {
  if (!l) return;
  feed_free(l->feed);
  ephemera_free(l->eph);
  hub_free(l->hub);
  ws_frame_unref(l->pong);
  arena_free(l->scratch);
  free(l);
}

void live_get_stats(const struct live *l, struct hub_stats *out) { hub_get_stats(l->hub, out); }

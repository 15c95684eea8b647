/* The life of one live socket: let in by its session, heard, looked after, closed. */
#include "auth/credential.h"
#include "base/clock.h"
#include "base/log.h"
#include "live/feed.h"
#include "live/live.h"
#include <stdlib.h>

enum {
  PING_S = 25,
  STRIKES_MAX = 10,           /* messages that make no sense, until the socket is closed */
  RECHECK_US = 300 * 1000000, /* a session that ran out closes its sockets within this time */
  RECHECK_SHARE = 200         /* of all sockets, every second */
};

struct live {
  struct loop *loop;
  struct db *db;
  struct hub *hub;
  struct feed *feed;
  struct arena *scratch;
  struct ws_frame *pong;
  struct timer *recheck;
  int bind;
  int rechecks; /* still to begin in this second */
  bool draining;
};

/* In the socket's arena. */
struct visitor {
  struct live *live;
  struct ws *ws;
  struct hub_conn *conn; /* NULL until it is open */
  struct check *check;   /* in flight */
  struct live_id person, company, session;
  unsigned char hash[32];
  int64_t checked_us;
  int strikes;
};

/* A question to the database whether the session holds; outlives the socket if need be. */
struct check {
  struct live *live;
  struct arena *a;
  struct visitor *visitor; /* NULL: the socket is gone */
  struct db_step step;
  struct db_param params[2];
  unsigned char hash[32];
};

/* Sink of the hub. */

static void *sink_make(void *ctx, str text) {
  (void)ctx;
  return ws_frame_new(text);
}

static void sink_send(void *ctx, void *socket, void *frame) {
  (void)ctx;
  (void)ws_send(socket, frame); /* a socket that does not take it is being closed */
}

static void sink_drop(void *ctx, void *frame) {
  (void)ctx;
  ws_frame_unref(frame);
}

static void sink_close(void *ctx, void *socket, int code, const char *reason) {
  (void)ctx;
  ws_close(socket, code, str_of(reason));
}

struct live *live_new(struct loop *loop, struct db *db, const struct live_conf *conf) {
  struct live *l = calloc(1, sizeof *l);
  if (!l) abort();
  *l = (struct live){.loop = loop, .db = db, .bind = db_require(db, STR("bind/session"))};
  struct hub_conf limits = {conf->per_person, conf->per_address};
  struct hub_sink sink = {sink_make, sink_send, sink_drop, sink_close};
  l->hub = hub_new(&limits, &sink, l);
  l->feed = feed_new(loop, db, l->hub);
  l->scratch = arena_new(8192);
  l->pong = ws_frame_new(frame_pong());
  return l;
}

/* Whether a session holds. */

static void ask(struct visitor *v, db_done done) {
  struct arena *a = arena_new(512);
  struct check *c = ARENA_NEW(a, struct check);
  *c = (struct check){.live = v->live, .a = a, .visitor = v};
  memcpy(c->hash, v->hash, sizeof c->hash);
  c->params[0] = (struct db_param){{(const char *)c->hash, sizeof c->hash}, true};
  c->params[1] = (struct db_param){STR("viewer"), false};
  c->step = (struct db_step){v->live->bind, c->params, 2};
  v->check = c;
  v->checked_us = clock_us();
  db_submit(v->live->db, &c->step, 1, done, c);
}

static struct visitor *answered(struct check *c) {
  struct visitor *v = c->visitor;
  if (v) v->check = NULL;
  return v;
}

static bool id_column(const PGresult *r, const char *name, struct live_id *out) {
  int col = PQfnumber(r, name);
  return col >= 0 && !PQgetisnull(r, 0, col) && live_id_read(str_of(PQgetvalue(r, 0, col)), out);
}

static bool read_who(const struct db_reply *reply, struct hub_who *who, struct err *e) {
  if (reply->status != DB_OK) {
    db_err(reply, e);
    return false;
  }
  const PGresult *r = reply->results[0];
  if (PQntuples(r) == 1 && id_column(r, "person_id", &who->person) && id_column(r, "company_id", &who->company) &&
      id_column(r, "session_id", &who->session))
    return true;
  return credential_required(e);
}

static void checked(void *ctx, const struct db_reply *reply) {
  struct check *c = ctx;
  struct visitor *v = answered(c);
  if (v) {
    struct err e = {0};
    struct hub_who who = {.address = ws_client_ip(v->ws)};
    if (!read_who(reply, &who, &e) || !hub_room(c->live->hub, &who, &e)) {
      ws_refuse(v->ws, &e);
    } else {
      v->person = who.person;
      v->company = who.company;
      v->session = who.session;
      ws_accept(v->ws);
    }
  }
  arena_free(c->a);
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
  memcpy(v->hash, cred.hash, sizeof v->hash);
  ws_set_user(s, v);
  ask(v, checked);
}

/* The cookie may have run out, been used to choose another company, or lost its membership. */
static void rechecked(void *ctx, const struct db_reply *reply) {
  struct check *c = ctx;
  struct visitor *v = answered(c);
  struct err e = {0};
  struct hub_who who = {0};
  if (v && v->conn) {
    bool holds = read_who(reply, &who, &e);
    if (holds ? !live_id_eq(&who.company, &v->company) : e.code == ERR_UNAUTHENTICATED || e.code == ERR_FORBIDDEN)
      hub_end(c->live->hub, v->conn, "session", 4001);
  }
  arena_free(c->a);
}

static void recheck_one(void *ctx, struct hub_conn *conn) {
  struct live *l = ctx;
  struct visitor *v = ws_user(conn->socket);
  if (l->rechecks <= 0 || v->check || clock_us() - v->checked_us < RECHECK_US) return;
  l->rechecks--;
  ask(v, rechecked);
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
  v->conn = hub_join(l->hub, ws_arena(s), s, &who);
  char now[32];
  hub_send(l->hub, v->conn, frame_hello(l->scratch, feed_run(l->feed), clock_rfc3339(now), PING_S));
  arena_reset(l->scratch);
  if (l->draining) hub_end(l->hub, v->conn, "restart", 1012);
  feed_look(l->feed);
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
    hub_send(l->hub, v->conn, frame_err(l->scratch, &e));
    if (++v->strikes >= STRIKES_MAX) hub_close(l->hub, v->conn, "too many messages that make no sense", 1008);
  }
  arena_reset(l->scratch);
  feed_pump(l->feed);
}

void live_closed(void *live, struct ws *s) {
  struct live *l = live;
  struct visitor *v = ws_user(s);
  if (!v) return;
  if (v->check) v->check->visitor = NULL;
  if (v->conn) hub_leave(l->hub, v->conn);
  ws_set_user(s, NULL);
}

/* Start and end. */

static void rung(void *ctx) { feed_look(((struct live *)ctx)->feed); }

void live_start(struct live *l) {
  db_listen(l->db, rung, l);
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
  if (l->recheck) timer_stop(l->recheck);
  l->recheck = NULL;
}

void live_free(struct live *l) {
  if (!l) return;
  feed_free(l->feed);
  hub_free(l->hub);
  ws_frame_unref(l->pong);
  arena_free(l->scratch);
  free(l);
}

void live_get_stats(const struct live *l, struct hub_stats *out) { hub_get_stats(l->hub, out); }

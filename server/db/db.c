/* The pool: lanes of connections, each with its queue. A request goes to the connection with the least in flight.
 */
#include "db/db.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/log.h"
#include "base/map.h"
#include "base/vec.h"
#include "db/bell.h"
#include "db/conn.h"
#include "loop/loop.h"
#include <stdio.h>
#include <stdlib.h>

enum { LANES = 3 };

static const char *const labels[LANES] = {"fast", "slow", "bulk"};

struct lane {
  struct db *db;
  struct conn **conns;
  int nconns;
  struct request *head, **tail;
  int queued;
  struct timer *wait;    /* until the first in the queue has waited long enough */
  int64_t down_since_us; /* 0: a connection is ready */
};

struct db {
  struct loop *loop;
  struct db_conf conf;
  struct arena *arena;
  VEC_OF(struct statement) statements;
  struct map *by_name; /* to place + 1 */
  str absent;          /* required, and not there */
  struct lane lanes[LANES];
  struct bell *bell;
  struct request *refused; /* to be answered by the timer */
  struct timer *refusing;
  bool closed;
  struct db_stats stats;
};

/* Statements. */

static int or_else(int value, int preset) { return value > 0 ? value : preset; }

struct db *db_new(struct loop *loop, const struct db_conf *conf) {
  struct db *db = calloc(1, sizeof *db);
  if (!db) abort();
  db->loop = loop;
  db->conf = *conf;
  db->conf.fast = or_else(conf->fast, 4);
  db->conf.slow = or_else(conf->slow, 2);
  db->conf.bulk = or_else(conf->bulk, 2);
  db->conf.fast_timeout_ms = or_else(conf->fast_timeout_ms, 5000);
  db->conf.slow_timeout_ms = or_else(conf->slow_timeout_ms, 60000);
  db->conf.queue_wait_ms = or_else(conf->queue_wait_ms, 1000);
  db->conf.depth = or_else(conf->depth, 16);
  db->arena = arena_new(16 * 1024);
  db->by_name = map_new();
  for (int i = 0; i < LANES; i++) db->lanes[i] = (struct lane){.db = db, .tail = &db->lanes[i].head};
  db->bell = bell_new(loop, conf->conninfo);
  return db;
}

int db_statement(struct db *db, str name, str text, enum db_lane lane) {
  int place = (int)db->statements.n;
  struct statement *s = VEC_PUSH(db->arena, &db->statements);
  *s = (struct statement){.name = str_z(db->arena, name), .text = str_z(db->arena, text), .lane = lane};
  snprintf(s->prepared, sizeof s->prepared, "s%d", place);
  map_put(db->by_name, str_of(s->name), (void *)(intptr_t)(place + 1));
  return place;
}

void db_binary(struct db *db, int statement) { db->statements.at[statement].binary = true; }

int db_find(const struct db *db, str name) { return (int)(intptr_t)map_get(db->by_name, name) - 1; }

int db_require(struct db *db, str name) {
  int place = db_find(db, name);
  if (place < 0 && !db->absent.n) db->absent = str_dup(db->arena, name);
  return place;
}

bool db_complete(const struct db *db, struct err *e) {
  return !db->absent.n || err_set(e, ERR_INTERNAL, "statement_missing", NULL, "sql/jobs/%.*s.sql is missing, or has \"-- lane: none\".",
                                  STR_ARG(db->absent));
}

void db_register_jobs(struct db *db) {
  size_t n;
  const struct embed_file *files = embed_files(&n);
  for (size_t i = 0; i < n; i++) {
    str name = files[i].path, first;
    if (!str_starts(name, STR("sql/jobs/")) || !str_ends(name, STR(".sql"))) continue;
    name = (str){name.p + 9, name.n - 9 - 4};
    str_cut(files[i].text, '\n', &first);
    if (str_eq(str_trim(first), STR("-- lane: none"))) continue;
    first = str_trim(first);
    db_statement(db, name, files[i].text,
                 str_eq(first, STR("-- lane: slow"))   ? DB_SLOW
                 : str_eq(first, STR("-- lane: bulk")) ? DB_BULK
                                                       : DB_FAST);
  }
}

/* Answers. */

static struct request *request_new(const struct db_step *steps, int nsteps, db_done done, void *ctx) {
  struct request *r = calloc(1, sizeof *r + (size_t)nsteps * sizeof(PGresult *));
  if (!r) abort();
  r->steps = steps;
  r->nsteps = nsteps;
  r->failed_step = -1;
  r->done = done;
  r->ctx = ctx;
  r->queued_us = clock_us();
  return r;
}

/* A message may quote a person's data, so only what speaks of the program itself is logged. */
static bool about_program(const char *sqlstate) {
  static const char *const classes[] = {"0A", "25", "26", "42", "53", "55", "57", "58", "P0", "XX"};
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    if (strncmp(sqlstate, classes[i], 2) == 0) return true;
  return false;
}

static void log_failure(struct db *db, const struct request *r, const struct db_reply *reply, const PGresult *res) {
  if (strncmp(reply->sqlstate, "HA", 2) == 0) return; /* the caller's doing, and told to the caller */
  const char *name = db->statements.at[r->steps[reply->failed_step].statement].name;
  bool program = about_program(reply->sqlstate);
  LOG(program ? LOG_ERROR : LOG_WARN, "db.statement_failed", log_z("statement", name),
      log_z("sqlstate", reply->sqlstate), log_z("constraint", PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME)),
      log_z("message", program ? reply->message : NULL));
}

static void answer(struct db *db, struct request *r, enum db_status status) {
  struct db_reply reply = {.status = status, .failed_step = -1};
  if (status == DB_UNAVAILABLE) {
    db->stats.unavailable++;
  } else {
    reply.results = r->results;
    reply.nresults = r->nresults;
  }
  if (status == DB_FAILED) {
    db->stats.failed++;
    const PGresult *res = r->failure ? r->failure : r->results[r->failed_step];
    const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    reply.failed_step = r->failed_step;
    reply.sqlstate = sqlstate ? sqlstate : "XX000";
    reply.message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
    reply.detail = PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL);
    reply.hint = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT);
    log_failure(db, r, &reply, res);
  }
  r->done(r->ctx, &reply);
  for (int i = 0; i < r->nsteps; i++) PQclear(r->results[i]);
  PQclear(r->failure);
  free(r);
}

/* A NUL cannot be sent as text; libpq would cut the value there without a word. */
static int refused_step(const struct db_step *steps, int nsteps) {
  for (int i = 0; i < nsteps; i++)
    for (int k = 0; k < steps[i].nparams; k++) {
      const struct db_param *p = &steps[i].params[k];
      if (!p->binary && p->v.n && memchr(p->v.p, 0, p->v.n)) return i;
    }
  return -1;
}

static void answer_refused(void *ctx) {
  struct db *db = ctx;
  struct request *r = db->refused;
  db->refused = NULL;
  db->refusing = NULL;
  while (r) {
    struct request *next = r->next;
    struct db_reply reply = {.status = DB_FAILED,
                             .failed_step = r->failed_step,
                             .sqlstate = "22021",
                             .message = "a text parameter holds a NUL"};
    db->stats.failed++;
    r->done(r->ctx, &reply);
    free(r);
    r = next;
  }
}

/* The queue of a lane. */

static struct conn *least_loaded(const struct lane *lane) {
  struct conn *best = NULL;
  int depth = lane == &lane->db->lanes[DB_BULK] ? 1 : lane->db->conf.depth;
  for (int i = 0; i < lane->nconns; i++) {
    struct conn *c = lane->conns[i];
    if (!conn_ready(c) || conn_in_flight(c) >= depth) continue;
    if (!best || conn_in_flight(c) < conn_in_flight(best)) best = c;
  }
  return best;
}

static struct request *pop(struct lane *lane) {
  struct request *r = lane->head;
  lane->head = r->next;
  if (!lane->head) lane->tail = &lane->head;
  lane->queued--;
  return r;
}

static int64_t deadline_us(const struct lane *lane, const struct request *r) {
  int64_t wait = (int64_t)lane->db->conf.queue_wait_ms * 1000;
  if (lane->db->closed) return 0;
  /* A lane that has been down that long already will not come back in time for this one. */
  if (lane->down_since_us && lane->down_since_us + wait < r->queued_us) return 0;
  return r->queued_us + wait;
}

static void expire(void *ctx);

static void arm(struct lane *lane) {
  if (!lane->head || lane->wait) return;
  int64_t left = deadline_us(lane, lane->head) - clock_us();
  lane->wait = timer_start(lane->db->loop, left > 0 ? (int)(left / 1000) + 1 : 0, 0, expire, lane);
}

static void dispatch(struct lane *lane) {
  struct conn *c;
  while (lane->head && (c = least_loaded(lane))) conn_send(c, pop(lane));
  if (!lane->head) {
    timer_stop(lane->wait);
    lane->wait = NULL;
  }
  arm(lane);
}

static void expire(void *ctx) {
  struct lane *lane = ctx;
  lane->wait = NULL;
  int64_t now = clock_us();
  while (lane->head && deadline_us(lane, lane->head) <= now) answer(lane->db, pop(lane), DB_UNAVAILABLE);
  arm(lane);
}

void db_submit(struct db *db, const struct db_step *steps, int nsteps, db_done done, void *ctx) {
  struct request *r = request_new(steps, nsteps, done, ctx);
  db->stats.requests++;
  r->failed_step = refused_step(steps, nsteps);
  if (r->failed_step >= 0) {
    r->next = db->refused;
    db->refused = r;
    if (!db->refusing) db->refusing = timer_start(db->loop, 0, 0, answer_refused, db);
    return;
  }
  for (int i = 0; i < nsteps; i++) {
    const struct statement *s = &db->statements.at[steps[i].statement];
    if (s->lane > r->lane) r->lane = s->lane;
    if (s->binary && i < 32) r->binary |= 1u << i;
  }
  struct lane *lane = &db->lanes[r->lane];
  *lane->tail = r;
  lane->tail = &r->next;
  lane->queued++;
  dispatch(lane);
}

/* The connections. */

static bool any_ready(const struct lane *lane) {
  for (int i = 0; i < lane->nconns; i++)
    if (conn_ready(lane->conns[i])) return true;
  return false;
}

static void on_ready(void *ctx, struct conn *c) {
  struct lane *lane = ctx;
  (void)c;
  lane->down_since_us = 0;
  dispatch(lane);
}

static void on_lost(void *ctx, struct conn *c) {
  struct lane *lane = ctx;
  (void)c;
  lane->db->stats.reconnects++;
  if (!any_ready(lane)) lane->down_since_us = clock_us();
}

static void on_finished(void *ctx, struct conn *c, struct request *r, enum db_status status) {
  struct lane *lane = ctx;
  (void)c;
  /* First the next request, so that the server has work while this answer is made. */
  if (!lane->db->closed) dispatch(lane);
  answer(lane->db, r, status);
}

void db_open(struct db *db) {
  for (int i = 0; i < LANES; i++) {
    struct lane *lane = &db->lanes[i];
    struct statement **wanted = ARENA_ARRAY(db->arena, struct statement *, db->statements.n + 1);
    int n = 0, own = 0;
    /* Every lane also carries the short statements that come before a long one. */
    for (size_t k = 0; k < db->statements.n; k++) {
      enum db_lane of = db->statements.at[k].lane;
      own += of == (enum db_lane)i;
      if (of == DB_FAST || of == (enum db_lane)i) wanted[n++] = &db->statements.at[k];
    }
    if (i == DB_BULK && !own) continue;
    lane->down_since_us = clock_us();
    lane->nconns = i == DB_FAST ? db->conf.fast : i == DB_SLOW ? db->conf.slow : db->conf.bulk;
    lane->conns = ARENA_ARRAY(db->arena, struct conn *, (size_t)lane->nconns);
    for (int k = 0; k < lane->nconns; k++)
      lane->conns[k] = conn_new(&(struct conn_conf){.loop = db->loop,
                                                    .conninfo = db->conf.conninfo,
                                                    .label = labels[i],
                                                    .statement_timeout_ms = i == DB_FAST ? db->conf.fast_timeout_ms
                                                                                         : db->conf.slow_timeout_ms,
                                                    .statements = wanted,
                                                    .nstatements = n,
                                                    .ready = on_ready,
                                                    .lost = on_lost,
                                                    .finished = on_finished,
                                                    .ctx = lane});
  }
}

bool db_ready(const struct db *db) {
  for (int i = 0; i < LANES; i++) {
    const struct lane *lane = &db->lanes[i];
    if (i == DB_BULK && !lane->nconns) continue;
    if (!any_ready(lane)) return false;
    for (int k = 0; k < lane->nconns; k++)
      if (conn_unprepared(lane->conns[k])) return false;
  }
  return true;
}

void db_close(struct db *db) {
  if (db->closed) return;
  db->closed = true;
  for (int i = 0; i < LANES; i++) {
    struct lane *lane = &db->lanes[i];
    timer_stop(lane->wait);
    lane->wait = NULL;
    while (lane->head) answer(db, pop(lane), DB_UNAVAILABLE);
    for (int k = 0; k < lane->nconns; k++) conn_close(lane->conns[k]);
  }
  bell_close(db->bell);
}

void db_free(struct db *db) {
  if (!db) return;
  for (int i = 0; i < LANES; i++)
    for (int k = 0; k < db->lanes[i].nconns; k++) conn_free(db->lanes[i].conns[k]);
  bell_free(db->bell);
  map_free(db->by_name);
  arena_free(db->arena);
  free(db);
}

void db_get_stats(const struct db *db, struct db_stats *out) {
  *out = db->stats;
  for (int i = 0; i < LANES; i++) {
    out->queued += db->lanes[i].queued;
    for (int k = 0; k < db->lanes[i].nconns; k++) {
      out->in_flight += conn_in_flight(db->lanes[i].conns[k]);
      out->connected += conn_ready(db->lanes[i].conns[k]);
    }
  }
}

void db_ring(struct db *db) { bell_ring(db->bell); }
void db_listen(struct db *db, void (*rung)(void *ctx), void *ctx) { bell_listen(db->bell, rung, ctx); }
bool db_tell(struct db *db, str words) { return bell_tell(db->bell, words); }
void db_hear(struct db *db, void (*told)(void *ctx, str words), void *ctx) { bell_hear(db->bell, told, ctx); }

/* NOTIFY takes a lock that orders all who commit with one, so it goes alone in its transaction, without a payload, and
   at most once in 2 ms. Hearing is a convenience: the poll makes up for every ring that is lost. Words (a NOTIFY with a
   payload) are for what may be lost. */
#include "db/bell.h"
#include "base/clock.h"
#include "base/embed.h"
#include "db/conn.h"
#include "loop/loop.h"
#include <stdlib.h>

enum { RING_EVERY_US = 2000, POLL_MS = 250, TIMEOUT_MS = 2000 };
enum { NOTIFY, LISTEN, TELL, STATEMENTS };

struct bell {
  struct loop *loop;
  const char *conninfo;
  struct conn *conn;
  struct statement statements[STATEMENTS];
  struct statement *known[STATEMENTS];
  struct request *notify, *listen, *tell; /* owned, used again and again */
  struct db_step steps[STATEMENTS];
  bool wanted, notifying, listening, telling, closed;
  struct db_param words;
  char words_room[BELL_WORDS_MAX];
  int64_t rang_us;
  struct timer *later, *poll;
  void (*rung)(void *ctx);
  void *ctx;
  void (*told)(void *ctx, str words);
  void *told_ctx;
};

static struct request *request_for(struct bell *b, int statement) {
  struct request *r = calloc(1, sizeof *r + sizeof(PGresult *));
  if (!r) abort();
  b->steps[statement] = (struct db_step){.statement = statement};
  r->steps = &b->steps[statement];
  r->nsteps = 1;
  return r;
}

struct bell *bell_new(struct loop *loop, const char *conninfo) {
  static const char *const paths[] = {"sql/jobs/db/notify.sql", "sql/jobs/db/listen.sql", "sql/jobs/db/tell.sql"};
  static const char *const names[] = {"s0", "s1", "s2"};
  struct bell *b = calloc(1, sizeof *b);
  if (!b) abort();
  b->loop = loop;
  b->conninfo = conninfo;
  for (int i = 0; i < STATEMENTS; i++) {
    const struct embed_file *file = embed_find(paths[i]);
    b->statements[i] = (struct statement){.name = paths[i], .text = file ? file->text.p : ""};
    memcpy(b->statements[i].prepared, names[i], 3);
    b->known[i] = &b->statements[i];
  }
  b->notify = request_for(b, NOTIFY);
  b->listen = request_for(b, LISTEN);
  b->tell = request_for(b, TELL);
  b->steps[TELL].params = &b->words;
  b->steps[TELL].nparams = 1;
  return b;
}

static void send_one(struct bell *b, struct request *r) {
  r->failed_step = -1;
  r->nresults = 0;
  conn_send(b->conn, r);
}

static void poll_due(void *ctx) {
  struct bell *b = ctx;
  b->rung(b->ctx);
}

/* The poll starts anew after each ring, since a ring has just done its work. */
static void hear(struct bell *b) {
  timer_stop(b->poll);
  b->poll = timer_start(b->loop, POLL_MS, POLL_MS, poll_due, b);
  b->rung(b->ctx);
}

static void notify_now(struct bell *b);

static void later_due(void *ctx) {
  struct bell *b = ctx;
  b->later = NULL;
  notify_now(b);
}

static void notify_now(struct bell *b) {
  if (!b->wanted || b->notifying || b->later || !conn_ready(b->conn)) return;
  int64_t since = clock_us() - b->rang_us;
  if (since < RING_EVERY_US) {
    b->later = timer_start(b->loop, (int)((RING_EVERY_US - since + 999) / 1000), 0, later_due, b);
    return;
  }
  b->wanted = false;
  b->notifying = true;
  b->rang_us = clock_us();
  send_one(b, b->notify);
}

static void on_ready(void *ctx, struct conn *c) {
  struct bell *b = ctx;
  (void)c;
  if (b->rung && !b->listening) {
    b->listening = true;
    send_one(b, b->listen);
  }
  notify_now(b);
}

static void on_finished(void *ctx, struct conn *c, struct request *r, enum db_status status) {
  struct bell *b = ctx;
  (void)c;
  PQclear(r->results[0]);
  PQclear(r->failure);
  r->results[0] = r->failure = NULL;
  if (r == b->listen) {
    b->listening = status == DB_OK;
    if (b->listening && !b->closed) hear(b); /* what rang before is caught up with */
    return;
  }
  if (r == b->tell) {
    b->telling = false;
    return;
  }
  b->notifying = false;
  if (status != DB_OK) b->wanted = true;
  if (!b->closed) notify_now(b);
}

static void on_lost(void *ctx, struct conn *c) {
  (void)c;
  ((struct bell *)ctx)->listening = false;
}

static void on_notified(void *ctx, struct conn *c, const char *payload) {
  struct bell *b = ctx;
  (void)c;
  if (payload[0]) {
    if (b->told) b->told(b->told_ctx, str_of(payload));
  } else if (b->rung) {
    hear(b);
  }
}

static void open_once(struct bell *b) {
  if (b->conn) return;
  b->conn = conn_new(&(struct conn_conf){.loop = b->loop,
                                         .conninfo = b->conninfo,
                                         .label = "bell",
                                         .statement_timeout_ms = TIMEOUT_MS,
                                         .statements = b->known,
                                         .nstatements = STATEMENTS,
                                         .ready = on_ready,
                                         .lost = on_lost,
                                         .finished = on_finished,
                                         .notified = on_notified,
                                         .ctx = b});
}

void bell_ring(struct bell *b) {
  if (b->closed) return;
  open_once(b);
  b->wanted = true;
  notify_now(b);
}

void bell_listen(struct bell *b, void (*rung)(void *ctx), void *ctx) {
  if (b->closed) return;
  b->rung = rung;
  b->ctx = ctx;
  if (!b->poll) b->poll = timer_start(b->loop, POLL_MS, POLL_MS, poll_due, b);
  open_once(b);
  if (conn_ready(b->conn)) on_ready(b, b->conn);
}

void bell_hear(struct bell *b, void (*told)(void *ctx, str words), void *ctx) {
  b->told = told;
  b->told_ctx = ctx;
}

bool bell_tell(struct bell *b, str words) {
  if (b->closed || b->telling || !b->conn || !conn_ready(b->conn) || words.n > sizeof b->words_room) return false;
  memcpy(b->words_room, words.p, words.n);
  b->words.v = (str){b->words_room, words.n};
  b->telling = true;
  send_one(b, b->tell);
  return true;
}

void bell_close(struct bell *b) {
  if (!b || b->closed) return;
  b->closed = true;
  timer_stop(b->later);
  timer_stop(b->poll);
  b->later = b->poll = NULL;
  if (b->conn) conn_close(b->conn);
}

void bell_free(struct bell *b) {
  if (!b) return;
  conn_free(b->conn);
  free(b->notify);
  free(b->listen);
  free(b->tell);
  free(b);
}

/* libpq in pipeline mode on a uv_poll. Opening takes as many rounds as the server wants; requests then go out as they
   come and their results are matched by order. */
#include "db/conn.h"
#include "base/log.h"
#include "loop/loop.h"
#include <stdio.h>
#include <stdlib.h>

enum { BACKOFF_FIRST_MS = 100, BACKOFF_MAX_MS = 3200, OPEN_LIMIT_MS = 5000, PREPARE_AGAIN_MS = 5000 };

enum state {
  CONN_IDLE,      /* waits for its back-off */
  CONN_OPENING,   /* libpq talks */
  CONN_PREPARING, /* statements are on their way */
  CONN_READY,
  CONN_FAILING, /* lost, and told from the timer */
  CONN_CLOSED
};

struct conn {
  struct conn_conf conf;
  enum state state;
  bool was_ready; /* since it was last lost */
  PGconn *pg;
  uv_poll_t *poll; /* owned; a new one for every socket */
  int events;
  uv_timer_t timer; /* back-off, opening limit, preparing again, telling a loss: one at a time, by state */
  int backoff_ms;
  struct request *head, **tail; /* in flight */
  int in_flight;
  int step;       /* of head: results of this step come next */
  bool *prepared; /* by place in conf.statements */
  int *preparing; /* places whose answers are awaited, in order */
  int npreparing, prepare_at, unprepared;
  struct arena *scratch; /* parameters of one send */
};

static void open_now(struct conn *c);
static void prepare(struct conn *c);

static void poll_freed(uv_handle_t *handle) { free(handle); }

static void poll_end(struct conn *c) {
  if (!c->poll) return;
  uv_poll_stop(c->poll);
  uv_close((uv_handle_t *)c->poll, poll_freed);
  c->poll = NULL;
  c->events = 0;
}

static void on_timer(uv_timer_t *handle);

static void timer_set(struct conn *c, int ms) {
  uv_update_time(loop_uv(c->conf.loop));
  uv_timer_start(&c->timer, on_timer, (uint64_t)ms, 0);
}

/* libpq's texts may span lines and end in one. */
static void log_pg(enum log_level level, struct conn *c, const char *event) {
  LOG(level, event, log_z("lane", c->conf.label), log_str("reason", str_trim(str_of(PQerrorMessage(c->pg)))));
}

static void fail_in_flight(struct conn *c) {
  struct request *r = c->head;
  c->head = NULL;
  c->tail = &c->head;
  c->in_flight = c->step = 0;
  while (r) {
    struct request *next = r->next;
    r->next = NULL;
    c->conf.finished(c->conf.ctx, c, r, DB_UNAVAILABLE);
    r = next;
  }
}

static void shut(struct conn *c) {
  poll_end(c); /* before PQfinish closes the socket beneath it */
  if (c->pg) PQfinish(c->pg);
  c->pg = NULL;
  for (int i = 0; i < c->conf.nstatements; i++) c->prepared[i] = false;
  c->npreparing = c->prepare_at = c->unprepared = 0;
}

/* The connection is gone. Whatever was in flight has an unknown outcome. */
static void lose(struct conn *c) {
  if (c->state == CONN_CLOSED) return;
  bool was_ready = c->was_ready;
  c->was_ready = false;
  shut(c);
  /* A quarter more or less, so that many processes do not come back in step. */
  int wait = c->backoff_ms - c->backoff_ms / 4 + (int)(random() % (c->backoff_ms / 2 + 1));
  c->backoff_ms = c->backoff_ms * 2 < BACKOFF_MAX_MS ? c->backoff_ms * 2 : BACKOFF_MAX_MS;
  c->state = CONN_IDLE;
  timer_set(c, wait);
  if (was_ready && c->conf.lost) c->conf.lost(c->conf.ctx, c);
  if (c->state == CONN_IDLE) fail_in_flight(c);
}

static void lose_logged(struct conn *c) {
  log_pg(LOG_WARN, c, c->state == CONN_OPENING ? "db.connect_failed" : "db.connection_lost");
  lose(c);
}

/* For callers that must not be called back: the loss is told on the loop's next round. */
static void lose_soon(struct conn *c) {
  poll_end(c);
  c->state = CONN_FAILING;
  timer_set(c, 0);
}

static void on_poll(uv_poll_t *handle, int status, int events);

static void watch(struct conn *c, int events) {
  if (c->poll && c->events == events) return;
  if (!c->poll) {
    uv_poll_t *p = calloc(1, sizeof *p);
    if (!p) abort();
    if (uv_poll_init(loop_uv(c->conf.loop), p, PQsocket(c->pg)) != 0) {
      free(p);
      lose_soon(c);
      return;
    }
    p->data = c;
    c->poll = p;
  }
  c->events = events;
  uv_poll_start(c->poll, events, on_poll);
}

static void silence(void *ctx, const PGresult *notice) {
  struct conn *c = ctx;
  LOG(LOG_DEBUG, "db.notice", log_z("lane", c->conf.label),
      log_z("sqlstate", PQresultErrorField(notice, PG_DIAG_SQLSTATE)),
      log_z("message", PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY)));
}

/* The options a conninfo brings along must not be lost when ours are added. */
static str options_of(struct conn *c) {
  str own = STR_NONE;
  PQconninfoOption *all = PQconninfoParse(c->conf.conninfo, NULL);
  for (PQconninfoOption *o = all; o && o->keyword; o++)
    if (strcmp(o->keyword, "options") == 0 && o->val) own = str_dup(c->scratch, str_of(o->val));
  PQconninfoFree(all);
  return str_printf(c->scratch, "%.*s%s-c statement_timeout=%d -c TimeZone=UTC -c DateStyle=ISO", STR_ARG(own),
                    own.n ? " " : "", c->conf.statement_timeout_ms);
}

static void open_now(struct conn *c) {
  arena_reset(c->scratch);
  str application = str_printf(c->scratch, "hansa %s", c->conf.label);
  /* Before dbname: defaults that the conninfo may change. After it: what we insist on. A silent peer is noticed by the
     keepalives, since statement_timeout is the server's to keep. */
  const char *const keys[] = {"keepalives_idle",
                              "keepalives_interval",
                              "keepalives_count",
                              "tcp_user_timeout",
                              "dbname",
                              "application_name",
                              "client_encoding",
                              "options",
                              NULL};
  const char *const values[] = {"10", "5", "3", "15000", c->conf.conninfo, application.p, "UTF8", options_of(c).p,
                                NULL};
  c->state = CONN_OPENING;
  c->pg = PQconnectStartParams(keys, values, 1);
  if (!c->pg) abort();
  if (PQstatus(c->pg) == CONNECTION_BAD) {
    lose_logged(c);
    return;
  }
  PQsetNoticeReceiver(c->pg, silence, c);
  timer_set(c, OPEN_LIMIT_MS);
  watch(c, UV_WRITABLE);
}

static void open_more(struct conn *c) {
  /* libpq may close the socket and open another under the same number, so the watch is renewed every round. */
  poll_end(c);
  switch (PQconnectPoll(c->pg)) {
  case PGRES_POLLING_READING:
    watch(c, UV_READABLE);
    return;
  case PGRES_POLLING_WRITING:
    watch(c, UV_WRITABLE);
    return;
  case PGRES_POLLING_OK:
    break;
  default:
    lose_logged(c);
    return;
  }
  uv_timer_stop(&c->timer);
  if (PQsetnonblocking(c->pg, 1) != 0 || PQenterPipelineMode(c->pg) != 1) {
    lose_logged(c);
    return;
  }
  c->state = CONN_PREPARING;
  prepare(c);
}

/* Sending. */

static void sent(struct conn *c, bool ok) {
  int left = ok ? PQflush(c->pg) : -1;
  if (left < 0) {
    log_pg(LOG_WARN, c, "db.send_failed");
    lose_soon(c);
    return;
  }
  watch(c, left ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

/* Every statement has a Sync of its own, so that one that fails hides no other. */
static void prepare(struct conn *c) {
  bool ok = true;
  c->npreparing = c->prepare_at = 0;
  for (int i = 0; ok && i < c->conf.nstatements; i++) {
    const struct statement *s = c->conf.statements[i];
    if (c->prepared[i]) continue;
    ok = PQsendPrepare(c->pg, s->prepared, s->text, 0, NULL) == 1 && PQpipelineSync(c->pg) == 1;
    c->preparing[c->npreparing++] = i;
  }
  /* With nothing to prepare an empty Sync still proves that the server answers. */
  if (ok && c->npreparing == 0) ok = PQpipelineSync(c->pg) == 1;
  sent(c, ok);
}

void conn_send(struct conn *c, struct request *r) {
  r->next = NULL;
  *c->tail = r;
  c->tail = &r->next;
  c->in_flight++;
  if (c->state != CONN_READY) return; /* lost a moment ago: the timer answers it */
  arena_reset(c->scratch);
  bool ok = true;
  for (int i = 0; ok && i < r->nsteps; i++) {
    const struct db_step *step = &r->steps[i];
    size_t n = (size_t)step->nparams;
    const char **values = ARENA_ARRAY(c->scratch, const char *, n);
    int *lengths = ARENA_ARRAY(c->scratch, int, n), *formats = ARENA_ARRAY(c->scratch, int, n);
    for (size_t k = 0; k < n; k++) {
      const struct db_param *p = &step->params[k];
      formats[k] = p->binary;
      lengths[k] = (int)p->v.n;
      /* libpq reads text parameters up to a NUL */
      values[k] = str_none(p->v) ? NULL : p->binary ? p->v.p : str_z(c->scratch, p->v);
    }
    char name[16];
    snprintf(name, sizeof name, "s%d", step->statement);
    ok = PQsendQueryPrepared(c->pg, name, step->nparams, values, lengths, formats,
                             i < 32 ? (int)(r->binary >> i & 1) : 0) == 1;
  }
  sent(c, ok && PQpipelineSync(c->pg) == 1);
}

/* Receiving. */

static void prepared(struct conn *c) {
  c->npreparing = c->prepare_at = 0;
  c->unprepared = 0;
  for (int i = 0; i < c->conf.nstatements; i++) c->unprepared += !c->prepared[i];
  if (c->unprepared)
    timer_set(c, PREPARE_AGAIN_MS);
  else
    c->backoff_ms = BACKOFF_FIRST_MS;
  c->state = CONN_READY;
  c->was_ready = true;
  c->conf.ready(c->conf.ctx, c);
}

static void prepare_failed(struct conn *c, struct statement *s, const PGresult *res) {
  if (s->reported) return;
  s->reported = true;
  const char *at = PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION);
  LOG(LOG_ERROR, "db.prepare_failed", log_z("statement", s->name), log_z("lane", c->conf.label),
      log_z("sqlstate", PQresultErrorField(res, PG_DIAG_SQLSTATE)),
      log_z("message", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY)), log_z("position", at));
}

static bool preparing(const struct conn *c) { return c->state == CONN_PREPARING || c->npreparing > 0; }

static void take_prepare(struct conn *c, PGresult *res) {
  ExecStatusType status = PQresultStatus(res);
  if (status == PGRES_PIPELINE_SYNC) {
    if (++c->prepare_at >= c->npreparing) prepared(c);
  } else if (c->prepare_at < c->npreparing) {
    int place = c->preparing[c->prepare_at];
    struct statement *s = c->conf.statements[place];
    if (status == PGRES_COMMAND_OK) {
      c->prepared[place] = true;
      s->reported = false;
    } else {
      prepare_failed(c, s, res);
    }
  }
  PQclear(res);
}

static void take_result(struct conn *c, PGresult *res) {
  struct request *r = c->head;
  ExecStatusType status = PQresultStatus(res);
  if (status == PGRES_PIPELINE_SYNC) {
    PQclear(res);
    c->head = r->next;
    if (!c->head) c->tail = &c->head;
    c->in_flight--;
    c->step = 0;
    r->next = NULL;
    c->conf.finished(c->conf.ctx, c, r, r->failed_step >= 0 ? DB_FAILED : DB_OK);
    return;
  }
  bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
  if (!good && status != PGRES_PIPELINE_ABORTED && r->failed_step < 0)
    r->failed_step = c->step < r->nsteps ? c->step : r->nsteps - 1;
  if (c->step < r->nsteps && !r->results[c->step]) {
    r->results[c->step] = res;
    if (status != PGRES_PIPELINE_ABORTED) r->nresults = c->step + 1;
  } else if (!good && !r->failure) {
    r->failure = res; /* the commit itself failed: a deferred constraint */
  } else {
    PQclear(res);
  }
}

static void read_all(struct conn *c) {
  int nothing = 0;
  while (c->pg && (c->head || preparing(c)) && !PQisBusy(c->pg)) {
    PGresult *res = PQgetResult(c->pg);
    if (PQstatus(c->pg) == CONNECTION_BAD) {
      PQclear(res);
      lose_logged(c);
    } else if (!res) {
      /* The end of one query's results. Several in a row: libpq expects no more, though something is in flight. */
      if (c->head && c->step < c->head->nsteps && c->head->results[c->step]) c->step++;
      if (++nothing > 2) {
        LOG(LOG_ERROR, "db.out_of_step", log_z("lane", c->conf.label));
        lose(c);
      }
    } else {
      nothing = 0;
      if (preparing(c)) /* nothing else is in flight then */
        take_prepare(c, res);
      else
        take_result(c, res);
    }
  }
}

static void read_notifications(struct conn *c) {
  bool rang = false;
  for (PGnotify *n; c->pg && (n = PQnotifies(c->pg)) != NULL; PQfreemem(n)) {
    if (!n->extra[0])
      rang = true;
    else if (c->conf.notified && c->state == CONN_READY)
      c->conf.notified(c->conf.ctx, c, n->extra);
  }
  if (rang && c->conf.notified && c->state == CONN_READY) c->conf.notified(c->conf.ctx, c, "");
}

static void on_poll(uv_poll_t *handle, int status, int events) {
  struct conn *c = handle->data;
  if (handle != c->poll) return;
  if (status < 0) { /* UV_EBADF is how libuv tells of POLLERR */
    if (c->state == CONN_OPENING)
      open_more(c); /* libpq finds the reason, or tries the next address */
    else
      lose_logged(c);
    return;
  }
  if (c->state == CONN_OPENING) {
    open_more(c);
    return;
  }
  if (events & UV_READABLE) {
    if (!PQconsumeInput(c->pg)) {
      lose_logged(c);
      return;
    }
    read_all(c);
    if (handle == c->poll) read_notifications(c);
    if (handle != c->poll) return; /* lost or closed in a callback */
  }
  if (c->state == CONN_READY || c->state == CONN_PREPARING) sent(c, true);
}

static void on_timer(uv_timer_t *handle) {
  struct conn *c = handle->data;
  switch (c->state) {
  case CONN_IDLE:
    open_now(c);
    break;
  case CONN_OPENING:
    LOG(LOG_WARN, "db.connect_failed", log_z("lane", c->conf.label), log_z("reason", "no answer in time"));
    lose(c);
    break;
  case CONN_FAILING:
    lose(c);
    break;
  case CONN_READY:
    /* A migration may have brought what was missing. Only between requests: answers are matched by order. */
    if (c->unprepared && c->npreparing == 0) {
      if (c->in_flight)
        timer_set(c, 50);
      else
        prepare(c);
    }
    break;
  case CONN_PREPARING:
  case CONN_CLOSED:
    break;
  }
}

/* Life. */

struct conn *conn_new(const struct conn_conf *conf) {
  struct conn *c = calloc(1, sizeof *c);
  size_t n = conf->nstatements > 0 ? (size_t)conf->nstatements : 1;
  if (!c || !(c->prepared = calloc(n, sizeof *c->prepared)) || !(c->preparing = calloc(n, sizeof *c->preparing)))
    abort();
  c->conf = *conf;
  c->tail = &c->head;
  c->backoff_ms = BACKOFF_FIRST_MS;
  c->scratch = arena_new(16 * 1024);
  uv_timer_init(loop_uv(conf->loop), &c->timer);
  c->timer.data = c;
  timer_set(c, 0);
  return c;
}

bool conn_ready(const struct conn *c) { return c->state == CONN_READY && c->npreparing == 0; }
int conn_unprepared(const struct conn *c) { return c->unprepared; }
int conn_in_flight(const struct conn *c) { return c->in_flight; }

void conn_close(struct conn *c) {
  if (c->state == CONN_CLOSED) return;
  c->state = CONN_CLOSED;
  shut(c);
  uv_close((uv_handle_t *)&c->timer, NULL);
  fail_in_flight(c);
}

void conn_free(struct conn *c) {
  if (!c) return;
  arena_free(c->scratch);
  free(c->prepared);
  free(c->preparing);
  free(c);
}

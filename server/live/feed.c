/* One look at the horizon (the oldest transaction that still runs) tells whether any company can have something new;
   then one request for each company that has a socket, and one for each subscription that catches up. */
#include "live/feed.h"
#include "base/clock.h"
#include "base/log.h"
#include <stdlib.h>

enum {
  IN_FLIGHT_MAX = 24, /* leaves room in the fast lane for the requests of people */
  FEED_LIMIT = 500,
  REPLAY_LIMIT = 500,
  LAGGING_MS = 10 /* an event waits for an older transaction: look again soon */
};

struct feed {
  struct loop *loop;
  struct db *db;
  struct hub *hub;
  int bind, feed, replay, horizon;
  int in_flight;
  bool looking, look_again, stopped;
  struct ring due; /* hub_company.due */
  struct timer *lagging;
  char run[MESSAGE_EPOCH_MAX]; /* of the database */
  int64_t complained_us;
};

/* One request: lives until its callback. */
struct call {
  struct feed *f;
  struct arena *a;
  struct hub_company *company;
  uint32_t generation;
  struct hub_sub *sub;
  struct db_step steps[2];
  struct db_param params[4];
};

struct feed *feed_new(struct loop *loop, struct db *db, struct hub *hub) {
  struct feed *f = calloc(1, sizeof *f);
  if (!f) abort();
  *f = (struct feed){.loop = loop, .db = db, .hub = hub};
  f->bind = db_require(db, STR("bind/company"));
  f->feed = db_require(db, STR("live/feed"));
  f->replay = db_require(db, STR("live/replay"));
  f->horizon = db_require(db, STR("live/horizon"));
  ring_init(&f->due);
  return f;
}

void feed_free(struct feed *f) { free(f); }
bool feed_idle(const struct feed *f) { return f->in_flight == 0 && !f->looking; }
str feed_run(const struct feed *f) { return str_of(f->run); }

void feed_stop(struct feed *f) {
  f->stopped = true;
  if (f->lagging) timer_stop(f->lagging);
  f->lagging = NULL;
}

static void complain(struct feed *f, const char *what, const struct db_reply *reply) {
  int64_t now = clock_us();
  if (reply->status != DB_FAILED || now - f->complained_us < 1000000) return;
  f->complained_us = now;
  LOG(LOG_WARN, "live.read_failed", log_z("what", what), log_z("sqlstate", reply->sqlstate));
}

static struct call *call_new(struct feed *f) {
  struct arena *a = arena_new(1024);
  struct call *c = ARENA_NEW(a, struct call);
  c->f = f;
  c->a = a;
  f->in_flight++;
  return c;
}

static void call_end(struct call *c) {
  c->f->in_flight--;
  arena_free(c->a);
}

static void bind_to(struct call *c, struct hub_company *co) {
  char buf[LIVE_ID_TEXT];
  c->company = co;
  c->generation = co->generation;
  c->params[0].v = str_dup(c->a, live_id_text(&co->id, buf));
  c->steps[0] = (struct db_step){c->f->bind, c->params, 1};
}

static bool still_there(const struct call *c) {
  return !ring_empty(&c->company->all) && c->company->generation == c->generation;
}

/* Rows to events. */

static str cell(const PGresult *r, int row, int col) {
  if (PQgetisnull(r, row, col)) return STR_NONE;
  return (str){PQgetvalue(r, row, col), (size_t)PQgetlength(r, row, col)};
}

static int64_t cell_int(const PGresult *r, int row, int col) {
  int64_t v = 0;
  (void)str_int(cell(r, row, col), &v);
  return v;
}

/* Both statements give what belongs to the stream in the first two columns, then the event or nulls. */
enum {
  COL_HEAD,
  COL_EPOCH,
  COL_TX,
  COL_ID,
  COL_STREAM,
  COL_SEQ,
  COL_KIND,
  COL_RECORD_KIND,
  COL_RECORD,
  COL_COMPANY,
  COL_TIME,
  COL_BODY,
  COL_PERSON,
  COL_SESSION
};

static size_t read_events(struct arena *a, const PGresult *r, struct live_event **out) {
  size_t n = 0;
  *out = ARENA_ARRAY(a, struct live_event, (size_t)PQntuples(r) + 1);
  for (int i = 0; i < PQntuples(r); i++) {
    if (PQgetisnull(r, i, COL_TX)) continue;
    struct live_event *e = &(*out)[n++];
    e->at = (struct live_at){(uint64_t)cell_int(r, i, COL_TX), cell_int(r, i, COL_ID)};
    (void)live_id_read(cell(r, i, COL_STREAM), &e->stream);
    e->seq = cell_int(r, i, COL_SEQ);
    e->kind = cell(r, i, COL_KIND);
    e->record_kind = cell(r, i, COL_RECORD_KIND);
    e->record_id = cell(r, i, COL_RECORD);
    e->company_id = cell(r, i, COL_COMPANY);
    e->time = cell(r, i, COL_TIME);
    e->body = cell(r, i, COL_BODY);
    e->person_id = cell(r, i, COL_PERSON);
    e->session_id = cell(r, i, COL_SESSION);
  }
  return n;
}

/* New events of a company. */

static void due(struct feed *f, struct hub_company *co) {
  if (co->reading)
    co->dirty = true;
  else if (ring_empty(&co->due))
    ring_push(&f->due, &co->due);
}

static void feed_read(void *ctx, const struct db_reply *reply) {
  struct call *c = ctx;
  struct feed *f = c->f;
  bool ok = reply->status == DB_OK && PQntuples(reply->results[1]) > 0;
  if (still_there(c)) {
    struct hub_company *co = c->company;
    bool again = co->dirty || !ok;
    co->reading = co->dirty = false;
    if (ok) {
      const PGresult *r = reply->results[1];
      struct live_event *events;
      size_t n = read_events(c->a, r, &events);
      struct live_at upto = {(uint64_t)cell_int(r, 0, COL_HEAD), 0};
      if (n >= FEED_LIMIT) upto = events[n - 1].at;
      again = again || n >= FEED_LIMIT;
      hub_deliver(f->hub, co, events, n, upto);
    } else {
      complain(f, "feed", reply);
    }
    if (again) due(f, co);
  }
  call_end(c);
  if (ok) feed_pump(f); /* after a failure the next look tries again */
}

static void read_company(struct feed *f, struct hub_company *co) {
  struct call *c = call_new(f);
  bind_to(c, co);
  c->params[1].v = str_printf(c->a, "%llu", (unsigned long long)co->cursor.tx);
  c->params[2].v = str_printf(c->a, "%lld", (long long)co->cursor.id);
  c->params[3].v = str_printf(c->a, "%d", FEED_LIMIT);
  c->steps[1] = (struct db_step){f->feed, c->params + 1, 3};
  co->reading = true;
  db_submit(f->db, c->steps, 2, feed_read, c);
}

/* What a subscription missed. */

static void replay_read(void *ctx, const struct db_reply *reply) {
  struct call *c = ctx;
  struct feed *f = c->f;
  bool ok = reply->status == DB_OK;
  if (c->sub && ok) {
    const PGresult *r = reply->results[1];
    bool company = c->sub->topic->company;
    struct hub_replay got = {.found = PQntuples(r) > 0};
    if (got.found) {
      struct live_event *events;
      got.n = read_events(c->a, r, &events);
      got.events = events;
      got.more = got.n > REPLAY_LIMIT;
      int64_t head = cell_int(r, 0, COL_HEAD);
      got.head = company ? (struct live_at){(uint64_t)head, 0} : (struct live_at){0, head};
      got.epoch = company ? feed_run(f) : cell(r, 0, COL_EPOCH);
    }
    hub_replayed(f->hub, c->sub, &got);
  } else if (c->sub) {
    complain(f, "replay", reply);
    hub_not_replayed(f->hub, c->sub);
  }
  call_end(c);
  if (ok) feed_pump(f);
}

static void read_missed(struct feed *f, struct hub_sub *s) {
  struct call *c = call_new(f);
  bind_to(c, s->conn->company);
  c->sub = s;
  s->reader = &c->sub;
  struct db_param *p = c->params + 1;
  if (s->topic->company) {
    if (s->resume) {
      p[0].v = str_printf(c->a, "%llu", (unsigned long long)s->last.tx);
      p[1].v = str_printf(c->a, "%lld", (long long)s->last.id);
    }
    c->steps[1].statement = f->feed;
  } else {
    char buf[LIVE_ID_TEXT];
    p[0].v = str_dup(c->a, live_id_text(&s->topic->stream, buf));
    if (s->resume) p[1].v = str_printf(c->a, "%lld", (long long)s->last.id);
    c->steps[1].statement = f->replay;
  }
  p[2].v = str_printf(c->a, "%d", REPLAY_LIMIT + 1);
  c->steps[1].params = p;
  c->steps[1].nparams = 3;
  db_submit(f->db, c->steps, 2, replay_read, c);
}

void feed_pump(struct feed *f) {
  if (f->stopped) return;
  while (f->in_flight < IN_FLIGHT_MAX && !ring_empty(&f->due)) {
    struct hub_company *co = RING_OF(f->due.next, struct hub_company, due);
    ring_take(&co->due);
    read_company(f, co);
  }
  while (f->in_flight < IN_FLIGHT_MAX) {
    struct hub_sub *s = hub_next(f->hub);
    if (!s) break;
    read_missed(f, s);
  }
}

/* The horizon. */

static void look_soon(void *ctx) {
  struct feed *f = ctx;
  f->lagging = NULL;
  feed_look(f);
}

static void begin_run(struct feed *f, str run, uint64_t least) {
  if (f->run[0]) {
    LOG(LOG_WARN, "live.database_restarted", log_int("tx", (int64_t)least));
    hub_restart(f->hub, (struct live_at){least, 0});
  }
  size_t n = run.n < sizeof f->run ? run.n : sizeof f->run - 1;
  memcpy(f->run, run.p, n);
  f->run[n] = 0;
}

static void looked(void *ctx, const struct db_reply *reply) {
  struct call *c = ctx;
  struct feed *f = c->f;
  f->looking = false;
  bool ok = reply->status == DB_OK;
  if (ok) {
    uint64_t least = (uint64_t)cell_int(reply->results[0], 0, 0), next = (uint64_t)cell_int(reply->results[0], 0, 1);
    str run = cell(reply->results[0], 0, 2);
    if (!str_eq(run, str_of(f->run))) begin_run(f, run, least);
    struct ring *companies = hub_companies(f->hub);
    for (struct ring *r = companies->next; r != companies; r = r->next) {
      struct hub_company *co = RING_OF(r, struct hub_company, all);
      if (!co->placed)
        hub_place(f->hub, co, (struct live_at){least, 0});
      else if (least > co->cursor.tx)
        due(f, co);
    }
    if (least < next && !f->lagging && !f->stopped) f->lagging = timer_start(f->loop, LAGGING_MS, 0, look_soon, f);
  } else {
    complain(f, "horizon", reply);
  }
  call_end(c);
  if (f->stopped) return;
  if (ok) feed_pump(f);
  if (f->look_again) {
    f->look_again = false;
    if (ok) feed_look(f);
  }
}

void feed_look(struct feed *f) {
  if (f->stopped || (ring_empty(hub_companies(f->hub)) && f->run[0])) return;
  if (f->looking) {
    f->look_again = true;
    return;
  }
  f->looking = true;
  struct call *c = call_new(f);
  c->steps[0] = (struct db_step){f->horizon, NULL, 0};
  db_submit(f->db, c->steps, 1, looked, c);
}

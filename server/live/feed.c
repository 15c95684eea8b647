/* One look at the horizon (the oldest transaction that still runs) tells whether any company can have something new;
   then one request for each company that has a socket, and one for each stream that some
   of its listeners catch up with. */
#include "live/feed.h"
#include "base/clock.h"
#include "base/log.h"
#include <stdlib.h>

enum {
  IN_FLIGHT_MAX = 24, /* leaves room in the fast lane for the requests of people */
  FEED_LIMIT = 500,
  PAGE = 100,          /* events of one reading that catches up; more are read when these have been taken */
  CATCHING_UP_MAX = 8, /* readings in flight or being handed out */
  STEP_FRAMES = 1000,  /* handed out before others have their turn */
  LAGGING_MS = 10 /* an event waits for an older transaction: look again soon */
};

struct feed {
  struct loop *loop;
  struct db *db;
  struct hub *hub;
  int bind, feed, missed, replay, persons, horizon;
  int in_flight, catching_up;
  bool looking, look_again, stopped;
  struct ring due; /* hub_company.due */
  struct timer *lagging, *stepping;
  char run[MESSAGE_EPOCH_MAX]; /* of the database */
  int64_t complained_us;
};

/* One request: lives until its callback. */
struct call {
  struct feed *f;
  struct arena *a;
  struct hub_company *company;
  uint32_t generation;
  struct hub_batch *batch;
  struct db_step steps[3];
  struct db_param params[6];
};

struct feed *feed_new(struct loop *loop, struct db *db, struct hub *hub) {
  struct feed *f = calloc(1, sizeof *f);
  if (!f) abort();
  *f = (struct feed){.loop = loop, .db = db, .hub = hub};
  f->bind = db_require(db, STR("bind/company"));
  f->feed = db_require(db, STR("live/feed"));
  f->missed = db_require(db, STR("live/missed"));
  f->replay = db_require(db, STR("live/replay"));
  f->persons = db_require(db, STR("live/persons"));
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
  if (f->stepping) timer_stop(f->stepping);
  f->stepping = NULL;
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

/* Both statements give what belongs to the stream in the first three columns, then the event or nulls. */
enum {
  COL_HEAD,
  COL_EPOCH,
  COL_FIRST,
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

/* What subscriptions missed. */

static void step(void *ctx) {
  struct feed *f = ctx;
  f->stepping = NULL;
  if (hub_step(f->hub, STEP_FRAMES) && !f->stopped) f->stepping = timer_start(f->loop, 0, 0, step, f);
  feed_pump(f);
}

static void read_persons(struct arena *a, const PGresult *r, struct hub_replay *got) {
  struct live_id *ids = ARENA_ARRAY(a, struct live_id, (size_t)PQntuples(r) + 1);
  for (int i = 0; i < PQntuples(r); i++)
    if (live_id_read(cell(r, i, 0), &ids[got->npersons])) got->npersons++;
  got->persons = ids;
}

static void read_stream(struct call *c, const PGresult *r, struct hub_replay *got) {
  const struct hub_batch *b = c->batch;
  struct live_event *events;
  size_t most = b->own ? HUB_REPLAY_MAX : PAGE;
  int64_t head = cell_int(r, 0, COL_HEAD);
  got->found = true;
  got->n = read_events(c->a, r, &events);
  got->events = events;
  got->more = got->n > most;
  if (got->more) got->n = most;
  got->first = cell_int(r, 0, COL_FIRST);
  got->head = b->own ? (struct live_at){(uint64_t)head, 0} : (struct live_at){0, head};
  got->epoch = b->own ? feed_run(c->f) : cell(r, 0, COL_EPOCH);
}

static void replay_read(void *ctx, const struct db_reply *reply) {
  struct call *c = ctx;
  struct feed *f = c->f;
  bool ok = reply->status == DB_OK;
  f->catching_up--;
  if (ok) {
    struct hub_replay got = {0};
    if (PQntuples(reply->results[1]) > 0) read_stream(c, reply->results[1], &got);
    if (!c->batch->own) read_persons(c->a, reply->results[2], &got);
    hub_replayed(f->hub, c->batch, &got);
  } else {
    complain(f, "replay", reply);
    hub_not_replayed(f->hub, c->batch);
  }
  call_end(c);
  if (ok && !f->stepping && !f->stopped) step(f);
}

static str persons_list(struct arena *a, const struct hub_batch *b) {
  char *text = arena_alloc(a, b->npersons * LIVE_ID_TEXT + 2), *p = text, buf[LIVE_ID_TEXT];
  *p++ = '{';
  for (size_t i = 0; i < b->npersons; i++) {
    if (i) *p++ = ',';
    str id = live_id_text(&b->persons[i], buf);
    memcpy(p, id.p, id.n);
    p += id.n;
  }
  *p++ = '}';
  return (str){text, (size_t)(p - text)};
}

static void read_missed(struct feed *f, struct hub_batch *b) {
  struct call *c = call_new(f);
  bind_to(c, b->company);
  c->batch = b;
  struct db_param *p = c->params + 1;
  if (b->own) {
    if (b->resume) {
      p[0].v = str_printf(c->a, "%llu", (unsigned long long)b->from.tx);
      p[1].v = str_printf(c->a, "%lld", (long long)b->from.id);
    }
    c->steps[1].statement = f->missed;
    p[2].v = str_printf(c->a, "%d", HUB_REPLAY_MAX + 1);
  } else {
    char buf[LIVE_ID_TEXT];
    p[0].v = str_dup(c->a, live_id_text(&b->stream, buf));
    if (b->resume) p[1].v = str_printf(c->a, "%lld", (long long)b->from.id);
    c->steps[1].statement = f->replay;
    p[2].v = str_printf(c->a, "%d", PAGE + 1);
    p[3].v = p[0].v;
    p[4].v = persons_list(c->a, b);
    c->steps[2] = (struct db_step){f->persons, p + 3, 2};
  }
  c->steps[1].params = p;
  c->steps[1].nparams = 3;
  f->catching_up++;
  db_submit(f->db, c->steps, b->own ? 2 : 3, replay_read, c);
}

void feed_pump(struct feed *f) {
  if (f->stopped) return;
  while (f->in_flight < IN_FLIGHT_MAX && !ring_empty(&f->due)) {
    struct hub_company *co = RING_OF(f->due.next, struct hub_company, due);
    ring_take(&co->due);
    read_company(f, co);
  }
  while (f->in_flight < IN_FLIGHT_MAX && f->catching_up + hub_filled(f->hub) < CATCHING_UP_MAX) {
    struct hub_batch *b = hub_next(f->hub);
    if (!b) break;
    read_missed(f, b);
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

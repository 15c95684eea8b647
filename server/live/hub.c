/* Companies, sockets and subscriptions; delivery of what the feed read. */
#include "live/hub_state.h"
#include <stdlib.h>

struct hub_tally {
  int n;
  struct hub_tally *free_next;
  size_t key_n;
  char key[48];
};

struct hub *hub_new(const struct hub_conf *conf, const struct hub_sink *sink, void *ctx) {
  struct arena *a = arena_new(4096);
  struct hub *h = ARENA_NEW(a, struct hub);
  *h = (struct hub){.conf = *conf, .sink = *sink, .ctx = ctx, .arena = a};
  h->scratch = arena_new(16384);
  h->by_id = map_new();
  h->streams = map_new();
  h->persons = map_new();
  h->addresses = map_new();
  ring_init(&h->companies);
  ring_init(&h->ready);
  ring_init(&h->filled);
  return h;
}

void hub_free(struct hub *h) {
  if (!h) return;
  while (!ring_empty(&h->filled)) hub_batch_free(h, RING_OF(h->filled.next, struct hub_batch, filled));
  str key;
  void *value;
  for (size_t i = 0; map_next(h->by_id, &i, &key, &value);) map_free(((struct hub_company *)value)->topics);
  map_free(h->by_id);
  map_free(h->streams);
  map_free(h->persons);
  map_free(h->addresses);
  arena_free(h->scratch);
  arena_free(h->arena);
}

struct ring *hub_companies(struct hub *h) {
  return &h->companies;
}

void hub_get_stats(const struct hub *h, struct hub_stats *out) {
  *out = h->stats;
  for (struct ring *r = h->companies.next; r != &h->companies; r = r->next) {
    struct hub_company *co = RING_OF(r, struct hub_company, all);
    for (struct ring *q = co->conns.next; q != &co->conns; q = q->next)
      out->backlog += (int64_t)h->sink.backlog(h->ctx, RING_OF(q, struct hub_conn, peers)->socket);
  }
}

/* Frames. */

void *hub_make(struct hub *h, str text) {
  h->stats.frames++;
  return h->sink.make(h->ctx, text);
}

void hub_give(struct hub *h, struct hub_conn *c, void *frame) {
  if (c->closing) return;
  h->stats.deliveries++;
  h->sink.send(h->ctx, c->socket, frame);
}

void hub_send(struct hub *h, struct hub_conn *c, str text) {
  if (c->closing) return;
  void *frame = hub_make(h, text);
  hub_give(h, c, frame);
  h->sink.drop(h->ctx, frame);
}

void hub_close(struct hub *h, struct hub_conn *c, const char *why, int code) {
  if (c->closing) return;
  c->closing = true;
  h->sink.close(h->ctx, c->socket, code, why);
}

void hub_end(struct hub *h, struct hub_conn *c, const char *why, int code) {
  hub_send(h, c, frame_bye_socket(h->scratch, why, 500, 5000));
  hub_close(h, c, why, code);
}

/* How many sockets a person and an address have. */

static bool tally_full(const struct map *m, str key, int limit) {
  const struct hub_tally *t = map_get(m, key);
  return limit > 0 && t && t->n >= limit;
}

static struct hub_tally *tally_up(struct hub *h, struct map *m, str key) {
  struct hub_tally *t = map_get(m, key);
  if (!t) {
    t = h->free_tallies;
    if (t)
      h->free_tallies = t->free_next;
    else
      t = ARENA_NEW(h->arena, struct hub_tally);
    *t = (struct hub_tally){.key_n = key.n < sizeof t->key ? key.n : sizeof t->key};
    memcpy(t->key, key.p, t->key_n);
    map_put(m, (str){t->key, t->key_n}, t);
  }
  t->n++;
  return t;
}

static void tally_down(struct hub *h, struct map *m, struct hub_tally *t) {
  if (--t->n > 0) return;
  map_put(m, (str){t->key, t->key_n}, NULL);
  t->free_next = h->free_tallies;
  h->free_tallies = t;
}

static str address_key(str address) { return (str){address.p ? address.p : "", address.n < 48 ? address.n : 48}; }

/* Sockets. */

bool hub_room(struct hub *h, const struct hub_who *who, struct err *e) {
  if (!tally_full(h->persons, live_id_key(&who->person), h->conf.per_person) &&
      !tally_full(h->addresses, address_key(who->address), h->conf.per_address))
    return true;
  e->retry_after = 5;
  return err_set(e, ERR_TOO_MANY, "sockets_too_many", "", "Too many live connections are open already.");
}

static struct hub_topic *topic_new(struct hub *h, struct hub_company *co) {
  struct hub_topic *t = h->free_topics;
  if (t)
    h->free_topics = t->free_next;
  else
    t = ARENA_NEW(h->arena, struct hub_topic);
  *t = (struct hub_topic){.co = co};
  ring_init(&t->subs);
  ring_init(&t->waiting);
  ring_init(&t->ready);
  ring_init(&t->same);
  return t;
}

static struct hub_company *company_of(struct hub *h, const struct live_id *id) {
  struct hub_company *co = map_get(h->by_id, live_id_key(id));
  if (co) return co;
  co = ARENA_NEW(h->arena, struct hub_company);
  co->id = *id;
  co->topics = map_new();
  co->own = topic_new(h, co);
  co->own->company = true;
  ring_init(&co->all);
  ring_init(&co->conns);
  ring_init(&co->early);
  ring_init(&co->due);
  map_put(h->by_id, live_id_key(&co->id), co);
  return co;
}

static void company_wakes(struct hub *h, struct hub_company *co) {
  co->placed = co->dirty = co->reading = false;
  co->generation++;
  ring_push(&h->companies, &co->all);
  h->stats.companies++;
}

struct hub_conn *hub_join(struct hub *h, struct arena *arena, void *socket, const struct hub_who *who) {
  struct hub_conn *c = ARENA_NEW(arena, struct hub_conn);
  *c = (struct hub_conn){.socket = socket, .arena = arena, .person = who->person, .session = who->session};
  ring_init(&c->subs);
  ring_init(&c->held);
  ring_init(&c->ended);
  c->company = company_of(h, &who->company);
  if (ring_empty(&c->company->conns)) company_wakes(h, c->company);
  ring_push(&c->company->conns, &c->peers);
  c->by_person = tally_up(h, h->persons, live_id_key(&who->person));
  c->by_address = tally_up(h, h->addresses, address_key(who->address));
  h->stats.sockets++;
  return c;
}

/* A record's topic is found by its company, and by what is told to all who listen. */
static struct hub_topic *topic_open(struct hub *h, struct hub_company *co, const struct live_id *stream) {
  struct hub_topic *t = topic_new(h, co);
  t->stream = *stream;
  map_put(co->topics, live_id_key(&t->stream), t);
  struct hub_topic *other = map_get(h->streams, live_id_key(&t->stream));
  if (other)
    ring_push(&other->same, &t->same);
  else
    map_put(h->streams, live_id_key(&t->stream), t);
  return t;
}

static void topic_close(struct hub *h, struct hub_topic *t) {
  map_put(t->co->topics, live_id_key(&t->stream), NULL);
  if (map_get(h->streams, live_id_key(&t->stream)) == t) {
    struct hub_topic *other = ring_empty(&t->same) ? NULL : RING_OF(t->same.next, struct hub_topic, same);
    map_put(h->streams, live_id_key(&t->stream), NULL);
    if (other) map_put(h->streams, live_id_key(&other->stream), other);
  }
  ring_take(&t->same);
  ring_take(&t->ready);
  t->free_next = h->free_topics;
  h->free_topics = t;
}

void hub_sub_end(struct hub *h, struct hub_sub *s) {
  struct hub_topic *t = s->topic;
  struct hub_conn *c = s->conn;
  ring_take(&s->peers);
  ring_take(&s->mine);
  ring_take(&s->queue);
  if (!t->company && ring_empty(&t->subs)) topic_close(h, t);
  ring_push(&c->ended, &s->mine);
  c->nsubs--;
  h->stats.subscriptions--;
}

void hub_leave(struct hub *h, struct hub_conn *c) {
  while (!ring_empty(&c->subs)) hub_sub_end(h, RING_OF(c->subs.next, struct hub_sub, mine));
  ring_take(&c->peers);
  if (ring_empty(&c->company->conns)) {
    ring_take(&c->company->all);
    ring_take(&c->company->due);
    h->stats.companies--;
  }
  tally_down(h, h->persons, c->by_person);
  tally_down(h, h->addresses, c->by_address);
  h->stats.sockets--;
}

void hub_each(struct hub *h, void (*fn)(void *ctx, struct hub_conn *c), void *ctx) {
  for (struct ring *r = h->companies.next, *after; r != &h->companies; r = after) {
    after = r->next;
    struct hub_company *co = RING_OF(r, struct hub_company, all);
    for (struct ring *q = co->conns.next, *next; q != &co->conns; q = next) {
      next = q->next;
      fn(ctx, RING_OF(q, struct hub_conn, peers));
    }
  }
}

/* Subscriptions. */

static struct hub_sub *sub_find(struct hub_conn *c, const struct message_sub *m) {
  struct hub_topic *t = m->company ? c->company->own : map_get(c->company->topics, live_id_key(&m->stream));
  if (!t) return NULL;
  /* A socket has at most 200 of its own; a topic may have thousands. */
  for (struct ring *r = c->subs.next; r != &c->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, mine);
    if (s->topic == t) return s;
  }
  return NULL;
}

static struct hub_sub *sub_new(struct hub *h, struct hub_conn *c, const struct message_sub *m) {
  struct hub_sub *s;
  if (ring_empty(&c->ended)) {
    s = ARENA_NEW(c->arena, struct hub_sub);
  } else {
    s = RING_OF(c->ended.next, struct hub_sub, mine);
    ring_take(&s->mine);
  }
  *s = (struct hub_sub){.conn = c};
  ring_init(&s->queue);
  struct hub_topic *t = m->company ? c->company->own : map_get(c->company->topics, live_id_key(&m->stream));
  if (!t) t = topic_open(h, c->company, &m->stream);
  s->topic = t;
  ring_push(&t->subs, &s->peers);
  ring_push(&c->subs, &s->mine);
  c->nsubs++;
  h->stats.subscriptions++;
  return s;
}

static void topic_ready(struct hub *h, struct hub_topic *t) {
  if (ring_empty(&t->ready)) ring_push(t->co->placed ? &h->ready : &t->co->early, &t->ready);
}

void hub_sub_wait(struct hub *h, struct hub_sub *s) {
  s->state = HUB_WAITING;
  ring_take(&s->queue);
  ring_push(&s->topic->waiting, &s->queue);
  topic_ready(h, s->topic);
}

uint64_t hub_epoch_hash(str epoch) {
  uint64_t x = 0xcbf29ce484222325ULL;
  for (size_t i = 0; i < epoch.n; i++) x = (x ^ (unsigned char)epoch.p[i]) * 0x100000001b3ULL;
  return epoch.n ? x | 1 : 0;
}

bool hub_subscribe(struct hub *h, struct hub_conn *c, const struct message_sub *want, struct err *e) {
  struct hub_sub *s = sub_find(c, want);
  if (!s && c->nsubs >= MESSAGE_SUBS_MAX)
    return err_set(e, ERR_TOO_MANY, "subs_too_many", "/subs", "A connection may listen to %d streams.",
                   (int)MESSAGE_SUBS_MAX);
  if (!s) s = sub_new(h, c, want);
  s->resume = want->resume;
  s->last = want->from;
  s->told = s->lived = false;
  s->tries = 0;
  s->epoch = hub_epoch_hash(str_of(want->epoch));
  hub_sub_wait(h, s);
  return true;
}

void hub_unsubscribe(struct hub *h, struct hub_conn *c, const struct message_sub *what) {
  struct hub_sub *s = sub_find(c, what);
  if (s) hub_sub_end(h, s);
}

void hub_place(struct hub *h, struct hub_company *co, struct live_at cursor) {
  co->cursor = cursor;
  co->placed = true;
  while (!ring_empty(&co->early)) {
    struct ring *r = co->early.next;
    ring_take(r);
    ring_push(&h->ready, r);
  }
}

/* Delivery. */

/* What is said in rooms comes on their own streams, to those who listen there; what concerns a company's own people (it
   has no number) comes here too. */
bool hub_on_company_stream(const struct live_event *e) { return !e->seq || !str_eq(e->record_kind, STR("room")); }

bool hub_for_one(const struct live_event *e, struct live_id *person) {
  return !e->seq && live_id_read(e->person_id, person);
}

static void sessions_end(struct hub *h, struct hub_company *co, const struct live_event *e) {
  struct live_id person, session;
  bool by_person = live_id_read(e->person_id, &person), by_session = live_id_read(e->session_id, &session);
  for (struct ring *r = co->conns.next, *next; r != &co->conns; r = next) {
    next = r->next;
    struct hub_conn *c = RING_OF(r, struct hub_conn, peers);
    if ((by_session && live_id_eq(&session, &c->session)) ||
        (!by_session && by_person && live_id_eq(&person, &c->person)))
      hub_end(h, c, "session", 4001);
  }
}

static void passed(struct hub_sub *s, struct live_at at) {
  if (live_at_cmp(at, s->seen) > 0) s->seen = at;
}

static void deliver_own(struct hub *h, struct hub_company *co, const struct live_event *e) {
  void *frame = NULL;
  struct live_id person;
  bool all = hub_on_company_stream(e), one = hub_for_one(e, &person);
  for (struct ring *r = co->own->subs.next; r != &co->own->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, peers);
    if (s->state != HUB_LIVE) {
      passed(s, e->at);
      continue;
    }
    if (live_at_cmp(e->at, s->last) <= 0) continue;
    s->last = e->at;
    if (!all || (one && !live_id_eq(&person, &s->conn->person))) continue;
    if (!frame) frame = hub_make(h, frame_event(h->scratch, e, true));
    hub_give(h, s->conn, frame);
  }
  if (frame) h->sink.drop(h->ctx, frame);
}

void hub_wait_all(struct hub *h, struct hub_topic *t) {
  for (struct ring *r = t->subs.next; r != &t->subs; r = r->next) hub_sub_wait(h, RING_OF(r, struct hub_sub, peers));
}

/* A company has lost the record, or a person a room, or it may be so. */
static bool ends_rights(const struct live_event *e) {
  return live_kind_is(e, "grant.revoked") ||
         (!e->seq && str_eq(e->record_kind, STR("room")) && str_starts(e->kind, STR("room.")));
}

/* Nothing more goes out until the database has said, from a newer snapshot, whether the right is really over: it may have
   been given again before this event came to be delivered. */
static void recheck(struct hub *h, struct hub_company *co, const struct live_event *e) {
  struct live_id record, person;
  struct hub_topic *t = live_id_read(e->record_id, &record) ? map_get(co->topics, live_id_key(&record)) : NULL;
  if (!t) return;
  bool one = hub_for_one(e, &person);
  for (struct ring *r = t->subs.next; r != &t->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, peers);
    if (!one || live_id_eq(&person, &s->conn->person)) hub_sub_wait(h, s);
  }
}

static void deliver_record(struct hub *h, struct hub_company *co, const struct live_event *e) {
  if (ends_rights(e)) {
    recheck(h, co, e);
    return;
  }
  struct hub_topic *t = e->seq > 0 ? map_get(co->topics, live_id_key(&e->stream)) : NULL;
  if (!t) return;
  struct live_at at = {0, e->seq};
  void *frame = NULL;
  for (struct ring *r = t->subs.next; r != &t->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, peers);
    if (s->state != HUB_LIVE) {
      passed(s, at);
    } else if (e->seq == s->last.id + 1) {
      s->last = at;
      if (!frame) frame = hub_make(h, frame_event(h->scratch, e, false));
      hub_give(h, s->conn, frame);
    } else if (e->seq > s->last.id) {
      hub_sub_wait(h, s); /* the numbers between come from the database, or are nothing this company may see */
    }
  }
  if (frame) h->sink.drop(h->ctx, frame);
}

/* The feed goes by transaction, a stream by its own numbers; two writers of one stream may differ in the two orders. */
static int by_stream(const void *a, const void *b) {
  const struct live_event *x = *(const struct live_event *const *)a, *y = *(const struct live_event *const *)b;
  int c = memcmp(&x->stream, &y->stream, sizeof x->stream);
  if (c) return c;
  if (x->seq != y->seq) return x->seq < y->seq ? -1 : 1;
  return live_at_cmp(x->at, y->at);
}

void hub_deliver(struct hub *h, struct hub_company *co, const struct live_event *events, size_t n,
                 struct live_at upto) {
  const struct live_event **sorted = n ? ARENA_ARRAY(h->scratch, const struct live_event *, n) : NULL;
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    if (live_at_cmp(events[i].at, co->cursor) <= 0) continue;
    if (live_kind_is(&events[i], "session.closed")) {
      sessions_end(h, co, &events[i]);
      continue;
    }
    deliver_own(h, co, &events[i]);
    sorted[kept++] = &events[i];
  }
  if (kept > 1) qsort(sorted, kept, sizeof *sorted, by_stream);
  for (size_t i = 0; i < kept; i++) deliver_record(h, co, sorted[i]);
  if (live_at_cmp(upto, co->cursor) > 0) co->cursor = upto;
  arena_reset(h->scratch);
}

void hub_skip_to(struct hub *h, struct hub_sub *s, struct live_at at) {
  h->stats.gaps++;
  hub_send(h, s->conn, frame_gap(h->scratch, hub_stream_of(s), s->last, at));
  s->last = at;
}

static void restart_own(struct hub *h, struct hub_company *co) {
  for (struct ring *r = co->own->subs.next; r != &co->own->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, peers);
    if (s->state == HUB_LIVE) {
      hub_skip_to(h, s, co->cursor);
      continue;
    }
    if (s->known) s->resume = true, s->epoch = hub_epoch_hash(STR("?")); /* no run has this name: it becomes a gap */
    hub_sub_wait(h, s);
  }
}

void hub_restart(struct hub *h, struct live_at cursor) {
  for (struct ring *r = h->companies.next; r != &h->companies; r = r->next) {
    struct hub_company *co = RING_OF(r, struct hub_company, all);
    ring_take(&co->due);
    co->generation++;
    co->reading = co->dirty = false;
    hub_place(h, co, cursor);
    restart_own(h, co);
    str key;
    void *value;
    for (size_t i = 0; map_next(co->topics, &i, &key, &value);) hub_wait_all(h, value);
  }
  arena_reset(h->scratch);
}

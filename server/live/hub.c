/* Companies, sockets and subscriptions; delivery of what the feed read. */
#include "live/hub.h"
#include "base/map.h"
#include <stdlib.h>

struct hub_tally {
  int n;
  struct hub_tally *free_next;
  size_t key_n;
  char key[48];
};

struct hub {
  struct hub_conf conf;
  struct hub_sink sink;
  void *ctx;
  struct arena *arena;   /* companies, topics and tallies; what ends is used again */
  struct arena *scratch; /* reset at the end of each call that builds frames */
  struct map *by_id;     /* company's 16 bytes -> struct hub_company, also those without a socket */
  struct ring companies, waiting;
  struct map *persons, *addresses;
  struct hub_topic *free_topics;
  struct hub_tally *free_tallies;
  struct hub_stats stats;
};

struct hub *hub_new(const struct hub_conf *conf, const struct hub_sink *sink, void *ctx) {
  struct arena *a = arena_new(4096);
  struct hub *h = ARENA_NEW(a, struct hub);
  *h = (struct hub){.conf = *conf, .sink = *sink, .ctx = ctx, .arena = a};
  h->scratch = arena_new(16384);
  h->by_id = map_new();
  h->persons = map_new();
  h->addresses = map_new();
  ring_init(&h->companies);
  ring_init(&h->waiting);
  return h;
}

void hub_free(struct hub *h) {
  if (!h) return;
  str key;
  void *value;
  for (size_t i = 0; map_next(h->by_id, &i, &key, &value);) map_free(((struct hub_company *)value)->topics);
  map_free(h->by_id);
  map_free(h->persons);
  map_free(h->addresses);
  arena_free(h->scratch);
  arena_free(h->arena);
}

struct ring *hub_companies(struct hub *h) {
  return &h->companies;
}

void hub_get_stats(const struct hub *h, struct hub_stats *out) { *out = h->stats; }

/* Frames. */

static void *make(struct hub *h, str text) {
  h->stats.frames++;
  return h->sink.make(h->ctx, text);
}

static void give(struct hub *h, struct hub_conn *c, void *frame) {
  if (c->closing) return;
  h->stats.deliveries++;
  h->sink.send(h->ctx, c->socket, frame);
}

void hub_send(struct hub *h, struct hub_conn *c, str text) {
  if (c->closing) return;
  void *frame = make(h, text);
  give(h, c, frame);
  h->sink.drop(h->ctx, frame);
}

static const struct live_id *stream_of(const struct hub_sub *s) { return s->topic->company ? NULL : &s->topic->stream; }

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

static struct hub_topic *topic_new(struct hub *h) {
  struct hub_topic *t = h->free_topics;
  if (t)
    h->free_topics = t->free_next;
  else
    t = ARENA_NEW(h->arena, struct hub_topic);
  *t = (struct hub_topic){0};
  ring_init(&t->subs);
  return t;
}

static struct hub_company *company_of(struct hub *h, const struct live_id *id) {
  struct hub_company *co = map_get(h->by_id, live_id_key(id));
  if (co) return co;
  co = ARENA_NEW(h->arena, struct hub_company);
  co->id = *id;
  co->topics = map_new();
  co->own = topic_new(h);
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
  ring_init(&c->ended);
  c->company = company_of(h, &who->company);
  if (ring_empty(&c->company->conns)) company_wakes(h, c->company);
  ring_push(&c->company->conns, &c->peers);
  c->by_person = tally_up(h, h->persons, live_id_key(&who->person));
  c->by_address = tally_up(h, h->addresses, address_key(who->address));
  h->stats.sockets++;
  return c;
}

static void sub_end(struct hub *h, struct hub_sub *s) {
  struct hub_topic *t = s->topic;
  struct hub_conn *c = s->conn;
  ring_take(&s->peers);
  ring_take(&s->mine);
  ring_take(&s->queue);
  if (s->reader) *s->reader = NULL;
  s->reader = NULL;
  if (!t->company && ring_empty(&t->subs)) {
    map_put(c->company->topics, live_id_key(&t->stream), NULL);
    t->free_next = h->free_topics;
    h->free_topics = t;
  }
  ring_push(&c->ended, &s->mine);
  c->nsubs--;
  h->stats.subscriptions--;
}

void hub_leave(struct hub *h, struct hub_conn *c) {
  while (!ring_empty(&c->subs)) sub_end(h, RING_OF(c->subs.next, struct hub_sub, mine));
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
  if (!t) {
    t = topic_new(h);
    t->stream = m->stream;
    map_put(c->company->topics, live_id_key(&t->stream), t);
  }
  s->topic = t;
  ring_push(&t->subs, &s->peers);
  ring_push(&c->subs, &s->mine);
  c->nsubs++;
  h->stats.subscriptions++;
  return s;
}

static void sub_wait(struct hub *h, struct hub_sub *s) {
  if (s->reader) *s->reader = NULL;
  s->reader = NULL;
  s->state = HUB_WAITING;
  ring_take(&s->queue);
  ring_push(&h->waiting, &s->queue);
}

bool hub_subscribe(struct hub *h, struct hub_conn *c, const struct message_sub *want, struct err *e) {
  struct hub_sub *s = sub_find(c, want);
  if (!s && c->nsubs >= MESSAGE_SUBS_MAX)
    return err_set(e, ERR_TOO_MANY, "subs_too_many", "/subs", "A connection may listen to %d streams.",
                   (int)MESSAGE_SUBS_MAX);
  if (!s) s = sub_new(h, c, want);
  s->resume = want->resume;
  s->last = want->from;
  s->told = false;
  s->tries = 0;
  memcpy(s->epoch, want->epoch, sizeof s->epoch);
  sub_wait(h, s);
  return true;
}

void hub_unsubscribe(struct hub *h, struct hub_conn *c, const struct message_sub *what) {
  struct hub_sub *s = sub_find(c, what);
  if (s) sub_end(h, s);
}

struct hub_sub *hub_next(struct hub *h) {
  while (!ring_empty(&h->waiting)) {
    struct hub_sub *s = RING_OF(h->waiting.next, struct hub_sub, queue);
    ring_take(&s->queue);
    if (!s->conn->company->placed) {
      ring_push(&s->conn->company->early, &s->queue);
      continue;
    }
    s->state = HUB_READING;
    s->seen = (struct live_at){0};
    return s;
  }
  return NULL;
}

void hub_place(struct hub *h, struct hub_company *co, struct live_at cursor) {
  co->cursor = cursor;
  co->placed = true;
  while (!ring_empty(&co->early)) {
    struct ring *r = co->early.next;
    ring_take(r);
    ring_push(&h->waiting, r);
  }
}

/* Delivery. */

static bool kind_is(const struct live_event *e, const char *kind) { return str_eq(e->kind, str_of(kind)); }

/* A notification is for one person; everything else for the whole company. */
static bool for_person(const struct live_event *e, const struct hub_conn *c) {
  struct live_id person;
  return !kind_is(e, "notification.new") || (live_id_read(e->person_id, &person) && live_id_eq(&person, &c->person));
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
  for (struct ring *r = co->own->subs.next; r != &co->own->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, peers);
    if (s->state != HUB_LIVE) {
      passed(s, e->at);
      continue;
    }
    if (live_at_cmp(e->at, s->last) <= 0) continue;
    s->last = e->at;
    if (!for_person(e, s->conn)) continue;
    if (!frame) frame = make(h, frame_event(h->scratch, e, true));
    give(h, s->conn, frame);
  }
  if (frame) h->sink.drop(h->ctx, frame);
}

static void wait_all(struct hub *h, struct hub_topic *t) {
  for (struct ring *r = t->subs.next; r != &t->subs; r = r->next) sub_wait(h, RING_OF(r, struct hub_sub, peers));
}

static void deliver_record(struct hub *h, struct hub_company *co, const struct live_event *e) {
  if (kind_is(e, "grant.revoked")) {
    struct live_id record;
    struct hub_topic *t = live_id_read(e->record_id, &record) ? map_get(co->topics, live_id_key(&record)) : NULL;
    /* Nothing more goes out until the database has said, from a newer snapshot, that the right is really over: it may
       have been given again before this event came to be delivered. */
    if (t) wait_all(h, t);
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
      if (!frame) frame = make(h, frame_event(h->scratch, e, false));
      give(h, s->conn, frame);
    } else if (e->seq > s->last.id) {
      sub_wait(h, s); /* the numbers between come from the database, or are nothing this company may see */
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
    if (kind_is(&events[i], "session.closed")) {
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

/* Catching up. */

static void skip_to(struct hub *h, struct hub_sub *s, struct live_at at) {
  h->stats.gaps++;
  hub_send(h, s->conn, frame_gap(h->scratch, stream_of(s), s->last, at));
  s->last = at;
}

static void replay_events(struct hub *h, struct hub_sub *s, const struct hub_replay *r) {
  bool company = s->topic->company;
  for (size_t i = 0; i < r->n; i++) {
    const struct live_event *e = &r->events[i];
    struct live_at at = company ? e->at : (struct live_at){0, e->seq};
    if (live_at_cmp(at, s->last) <= 0 || kind_is(e, "session.closed") || !for_person(e, s->conn)) continue;
    if (!company && e->seq > s->last.id + 1) skip_to(h, s, (struct live_at){0, e->seq - 1});
    hub_send(h, s->conn, frame_event(h->scratch, e, company));
    s->last = at;
  }
  if (live_at_cmp(s->last, r->head) >= 0) return;
  if (company)
    s->last = r->head;
  else
    skip_to(h, s, r->head);
}

static void restart_own(struct hub *h, struct hub_company *co) {
  for (struct ring *r = co->own->subs.next; r != &co->own->subs; r = r->next) {
    struct hub_sub *s = RING_OF(r, struct hub_sub, peers);
    if (s->state == HUB_LIVE) {
      skip_to(h, s, co->cursor);
      continue;
    }
    if (s->known) s->resume = true, s->epoch[0] = '?', s->epoch[1] = 0; /* no run has this name: it becomes a gap */
    sub_wait(h, s);
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
    for (size_t i = 0; map_next(co->topics, &i, &key, &value);) wait_all(h, value);
  }
  arena_reset(h->scratch);
}

void hub_replayed(struct hub *h, struct hub_sub *s, const struct hub_replay *r) {
  s->reader = NULL;
  s->tries = 0;
  if (!r->found) {
    hub_send(h, s->conn, frame_bye(h->scratch, stream_of(s), s->known ? "unshared" : "not_found"));
    sub_end(h, s);
    arena_reset(h->scratch);
    return;
  }
  if (live_at_cmp(s->seen, r->head) > 0) { /* the feed was ahead of this snapshot */
    sub_wait(h, s);
    return;
  }
  h->stats.replays++;
  bool announce = !s->told;
  if (announce) hub_send(h, s->conn, frame_sub_ok(h->scratch, stream_of(s), r->epoch, r->head));
  if (!s->resume) s->last = r->head;
  bool other_history = s->epoch[0] && !str_eq(str_of(s->epoch), r->epoch);
  if (other_history || r->more || live_at_cmp(s->last, r->head) > 0)
    skip_to(h, s, r->head);
  else
    replay_events(h, s, r);
  if (announce) hub_send(h, s->conn, frame_live(h->scratch, stream_of(s), s->last));
  s->resume = s->told = s->known = true;
  s->epoch[0] = 0;
  s->state = HUB_LIVE;
  arena_reset(h->scratch);
}

void hub_not_replayed(struct hub *h, struct hub_sub *s) {
  enum { TRIES = 8 };
  s->reader = NULL;
  if (++s->tries < TRIES) {
    sub_wait(h, s);
    return;
  }
  struct err e = {0};
  (void)err_set(&e, ERR_UNAVAILABLE, "stream_unavailable", "", "The stream cannot be read at the moment.");
  hub_send(h, s->conn, frame_err(h->scratch, &e));
  hub_end(h, s->conn, "restart", 1013);
  arena_reset(h->scratch);
}

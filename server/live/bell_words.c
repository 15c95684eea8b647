/* Who types and who is there, from process to process: gathered for a moment, then one NOTIFY. What cannot be sent just
   then is left out. */
#include "base/clock.h"
#include "json/read.h"
#include "json/write.h"
#include "live/private.h"
#include <stdlib.h>

enum { GATHER_MS = 40, NAME_MAX_BYTES = 120 };

struct ephemera {
  struct live *live;
  struct timer *flush;
  char words[DB_WORDS_MAX]; /* a JSON array without its last bracket */
  size_t n;
};

struct ephemera *ephemera_new(struct live *l) {
  struct ephemera *p = calloc(1, sizeof *p);
  if (!p) abort();
  p->live = l;
  return p;
}

static void flush(void *ctx) {
  struct ephemera *p = ctx;
  p->flush = NULL;
  p->words[p->n++] = ']';
  (void)db_tell(p->live->db, (str){p->words, p->n});
  p->n = 0;
}

/* A name is cut between two characters. */
static str short_name(str name) {
  size_t n = 0;
  for (size_t k; n < name.n && (k = str_utf8_next((str){name.p + n, name.n - n})) && n + k <= NAME_MAX_BYTES;) n += k;
  return (str){name.p, n};
}

static str words_of(struct arena *a, const struct hub_eph *e) {
  struct json_writer w;
  char buf[LIVE_ID_TEXT];
  json_init(&w, a, 0, 256);
  json_begin_object(&w);
  json_kv(&w, "s", live_id_text(&e->stream, buf));
  json_kv(&w, "by", live_id_text(&e->person, buf));
  json_kv(&w, "co", live_id_text(&e->company, buf));
  json_kv(&w, "n", short_name(e->name));
  json_kv_int(&w, "k", (int64_t)e->what);
  json_kv_bool(&w, "away", e->away);
  json_kv_bool(&w, "ask", e->ask);
  json_end_object(&w);
  return json_text(&w, 0);
}

void ephemera_say(struct ephemera *p, const struct hub_eph *e) {
  struct arena *a = arena_new(512);
  str one = words_of(a, e);
  if (p->n + one.n + 2 <= sizeof p->words) {
    p->words[p->n] = p->n ? ',' : '[';
    memcpy(p->words + p->n + 1, one.p, one.n);
    p->n += one.n + 1;
    if (!p->flush) p->flush = timer_start(p->live->loop, GATHER_MS, 0, flush, p);
  }
  arena_free(a);
}

static bool id_of(const json_t *j, const char *key, struct live_id *out) {
  const json_t *v = json_object_get(j, key);
  return json_is_string(v) && live_id_read((str){json_string_value(v), json_string_length(v)}, out);
}

static void hear_one(struct live *l, const json_t *j) {
  struct hub_eph e = {0};
  json_int_t k = json_integer_value(json_object_get(j, "k"));
  const json_t *name = json_object_get(j, "n");
  if (!id_of(j, "s", &e.stream) || !id_of(j, "by", &e.person) || !id_of(j, "co", &e.company) || !json_is_string(name) ||
      k < HUB_TYPING || k >= HUB_SAID)
    return;
  e.what = (enum hub_said)k;
  e.name = (str){json_string_value(name), json_string_length(name)};
  e.away = json_is_true(json_object_get(j, "away"));
  e.ask = json_is_true(json_object_get(j, "ask"));
  hub_say(l->hub, &e, clock_us() / 1000);
}

static void told(void *ctx, str words) {
  struct live *l = ctx;
  struct err e = {0};
  JSON_AUTO *list = NULL;
  if (!json_read(words, &list, &e)) return;
  for (size_t i = 0; i < json_array_size(list); i++) hear_one(l, json_array_get(list, i));
}

void ephemera_start(struct ephemera *p) { db_hear(p->live->db, told, p->live); }

void ephemera_stop(struct ephemera *p) {
  if (p->flush) timer_stop(p->flush);
  p->flush = NULL;
  p->n = 0;
}

void ephemera_free(struct ephemera *p) { free(p); }

/* Reads the files of maps, statement by statement. */
#include "edi/map/load.h"
#include "edi/map/parts.h"

bool edi_load_fail(struct edi_load *l, const char *fmt, ...) {
  if (l->why->n) return false;
  char say[EDI_SAY_MAX];
  va_list ap;
  va_start(ap, fmt);
  edi_str said = edi_vformat(say, fmt, ap);
  va_end(ap);
  *l->why = edi_printf(l->m, "%.*s, line %zu: %.*s", EDI_ARG(l->file), l->words.line, EDI_ARG(said));
  return false;
}

bool edi_load_number(edi_str s, unsigned max, unsigned *out) {
  uint64_t v;
  if (!edi_uint(s, &v) || v > max) return false;
  *out = (unsigned)v;
  return true;
}

void *edi_load_grow(struct edi_mem *m, void *old, size_t n, size_t *cap, size_t size) {
  if (n < *cap) return old;
  size_t more = *cap ? *cap * 2 : 4;
  void *p = edi_alloc(m, more * size);
  if (n) memcpy(p, old, n * size);
  *cap = more;
  return p;
}

static bool choice(struct edi_load *l, struct edi_choice *c) {
  const struct edi_words *w = &l->words;
  if (w->n < 3 || l->shape != l->map->root || c->n)
    FAIL("%.*s FIELD CODE ..., once, outside of lists", EDI_ARG(w->w[0]));
  edi_str *codes = edi_alloc(l->m, (w->n - 2) * sizeof *codes);
  for (size_t i = 2; i < w->n; i++) codes[i - 2] = w->w[i];
  *c = (struct edi_choice){.name = w->w[1], .codes = codes, .n = w->n - 2, .line = (unsigned)w->line};
  return true;
}

static bool lines(struct edi_load *l);

/* The lines of parts, here. Lists and levels that a part opens it also ends. */
static bool use(struct edi_load *l) {
  if (l->words.n < 2) FAIL("use NAME");
  if (l->used >= EDI_USE_MAX) FAIL("parts use each other too deep");
  size_t n = l->words.n - 1;
  edi_str *names = edi_alloc(l->m, n * sizeof *names);
  memcpy(names, l->words.w + 1, n * sizeof *names);
  const struct edi_words here = l->words;
  const edi_str file = l->file;
  for (size_t i = 0; i < n; i++) {
    struct edi_part part;
    if (!edi_part_find(l->maps->texts, l->maps->ntexts, names[i], &part))
      FAIL("there is no part %.*s", EDI_ARG(names[i]));
    const struct edi_shape *shape = l->shape;
    l->used++;
    l->words = (struct edi_words){.rest = part.text, .line = part.line, .w = here.w};
    l->file = part.file;
    if (!lines(l)) return false;
    l->words = here;
    l->file = file;
    l->used--;
    if (l->shape != shape) FAIL("the part %.*s does not end what it opens", EDI_ARG(names[i]));
  }
  return true;
}

static bool statement(struct edi_load *l) {
  const struct edi_words *w = &l->words;
  edi_str word = w->w[0];
  if (edi_is(word, "segment")) return edi_load_block(l);
  if (edi_is(word, "list")) return edi_load_list(l, false);
  if (edi_is(word, "one")) return edi_load_list(l, true);
  if (edi_is(word, "tree")) return edi_load_tree(l);
  if (edi_is(word, "level")) return edi_load_level(l);
  if (edi_is(word, "codes")) return edi_load_codes(l, &l->map->codes);
  if (edi_is(word, "use")) return use(l);
  if (edi_is(word, "maybe")) {
    if (w->n != 1) FAIL("maybe stands alone in its line");
    l->maybe = true;
    return true;
  }
  if (edi_is(word, "only")) return choice(l, &l->map->only);
  if (edi_is(word, "skip")) return choice(l, &l->map->skip);
  if (edi_is(word, "end")) {
    if (w->n != 1 || !l->shape->parent) FAIL("there is nothing to end here");
    if (l->shape->parent->tree == l->shape) l->in_tree = false;
    l->maybe = l->shape->maybe_around;
    l->shape = l->shape->parent;
    l->block = NULL;
    return true;
  }
  if (edi_is(word, "members")) {
    if (l->shape->names) FAIL("members stands once in an object");
    edi_str *names = edi_alloc(l->m, w->n * sizeof *names);
    for (size_t i = 1; i < w->n; i++) names[i - 1] = w->w[i];
    l->shape->names = names;
    l->shape->nmembers = w->n - 1;
    return true;
  }
  if (edi_is(word, "position") || edi_is(word, "say")) {
    bool say = edi_is(word, "say");
    if (w->n != (say ? 3u : 2u)) FAIL(say ? "say FIELD VALUE" : "position FIELD");
    if (!say && !l->shape->parent) FAIL("position is for the items of lists");
    uint16_t f = edi_load_field(l, w->w[1]);
    if (f == EDI_NONE) return false;
    struct edi_field *field = &l->shape->fields[f];
    if (field->rules++) FAIL("%.*s is there already", EDI_ARG(field->name));
    if (say) field->constant = w->w[2];
    field->position = !say;
    return true;
  }
  return edi_load_rule(l);
}

static bool lines(struct edi_load *l) {
  while (edi_words_next(&l->words, l->m))
    if (++l->lines > EDI_LINES_MAX) /* parts can use parts many times over */
      FAIL("the map has more than %d lines with its parts", EDI_LINES_MAX);
    else if (!statement(l))
      return false;
  if (l->words.why) FAIL("%s", l->words.why);
  return true;
}

static bool rules_of(struct edi_load *l, edi_str text, edi_str file) {
  l->file = file;
  l->words = (struct edi_words){.rest = text, .w = l->words.w};
  if (!edi_words_next(&l->words, l->m) || l->words.n != 4 || !edi_is(l->words.w[0], "map"))
    FAIL("%s", l->words.why ? l->words.why : "a map begins with: map SET RELEASE DOCUMENT");
  if (!lines(l)) return false;
  if (l->shape != l->map->root) FAIL("a list, tree or level has no end");
  return edi_load_settle(l);
}

static edi_str base_name(edi_str path) {
  size_t slash = 0;
  for (size_t i = 0; i < path.n; i++)
    if (path.p[i] == '/') slash = i + 1;
  edi_str n = {path.p + slash, path.n - slash};
  if (n.n > 4 && memcmp(n.p + n.n - 4, ".map", 4) == 0) n.n -= 4;
  return n;
}

static const struct edi_map_text *text_named(const struct edi_maps *maps, edi_str name) {
  for (size_t i = 0; i < maps->ntexts; i++)
    if (edi_eq(base_name(maps->texts[i].name), name)) return &maps->texts[i];
  return NULL;
}

bool edi_load_map(struct edi_load *l, const struct edi_maps *maps, const struct edi_map_text *t) {
  l->file = t->name;
  l->words = (struct edi_words){.rest = t->text, .w = l->words.w};
  struct edi_map *map = l->map = EDI_NEW(l->m, struct edi_map);
  if (!edi_words_next(&l->words, l->m) || l->words.n != 4 || !edi_is(l->words.w[0], "map"))
    FAIL("%s", l->words.why ? l->words.why : "a map begins with: map SET RELEASE DOCUMENT");
  map->set_id = l->words.w[1];
  map->release = l->words.w[2];
  map->document = l->words.w[3];
  map->file = t->name;
  map->table = x12_schemas_release(maps->schemas, map->release);
  map->def = x12_release_set(map->table, map->set_id);
  if (!map->def) FAIL("there is no table of set %.*s in release %.*s", EDI_ARG(map->set_id), EDI_ARG(map->release));
  if (!edi_eq(base_name(t->name), EDI_SAY("%.*s-%.*s", EDI_ARG(map->set_id), EDI_ARG(map->release))))
    FAIL("the file of this map must be called %.*s-%.*s.map", EDI_ARG(map->set_id), EDI_ARG(map->release));
  l->in_tree = l->maybe = false;
  l->maps = maps;
  l->used = 0;
  l->lines = 0;
  l->block = NULL;
  l->shape = NULL;
  l->shape = map->root = edi_load_shape(l, NULL, 0, map->def->n, 0);
  struct edi_words ahead = l->words;
  if (edi_words_next(&ahead, l->m) && ahead.n == 2 && edi_is(ahead.w[0], "as")) {
    l->words = ahead;
    const struct edi_map_text *other = text_named(maps, ahead.w[1]);
    if (!other || other == t) FAIL("there is no map %.*s", EDI_ARG(ahead.w[1]));
    if (edi_words_next(&ahead, l->m)) {
      l->words = ahead;
      FAIL("nothing follows \"as\"");
    }
    return rules_of(l, other->text,
                    edi_printf(l->m, "%.*s as %.*s", EDI_ARG(other->name), EDI_ARG(base_name(t->name))));
  }
  return rules_of(l, t->text, t->name);
}

const struct edi_maps *edi_maps_read(struct edi_mem *m, const struct x12_schemas *schemas,
                                     const struct edi_map_text *texts, size_t n, edi_str *why) {
  struct edi_maps *maps = EDI_NEW(m, struct edi_maps);
  *maps = (struct edi_maps){.schemas = schemas, .texts = texts, .ntexts = n};
  *why = (edi_str){NULL, 0};
  return edi_load_maps(m, maps, NULL, (edi_str){NULL, 0}, why) ? maps : NULL;
}

bool edi_load_maps(struct edi_mem *m, struct edi_maps *maps, struct edi_codes *overlay, edi_str set, edi_str *why) {
  struct edi_load *l = EDI_NEW(m, struct edi_load);
  *l = (struct edi_load){.m = m, .why = why};
  l->words.w = edi_alloc(m, EDI_WORDS_MAX * sizeof *l->words.w);
  for (size_t i = 0; i < maps->ntexts; i++) {
    if (edi_part_file(&maps->texts[i])) continue;
    edi_str name = base_name(maps->texts[i].name);
    l->overlay = name.n > set.n && memcmp(name.p, set.n ? set.p : "", set.n) == 0 ? overlay : NULL;
    if (!edi_load_map(l, maps, &maps->texts[i])) return false;
    if (maps->last)
      maps->last->next = l->map;
    else
      maps->first = l->map;
    maps->last = l->map;
  }
  return true;
}

/* A partner's lists. */
static bool read_overlay(struct edi_load *l, edi_str text, edi_str *set, struct edi_codes **lists) {
  l->file = EDI_STR("overlay");
  l->words.rest = text;
  if (!edi_words_next(&l->words, l->m) || l->words.n != 2 || !edi_is(l->words.w[0], "overlay"))
    FAIL("%s", l->words.why ? l->words.why : "an overlay begins with: overlay SET");
  *set = l->words.w[1];
  bool known = false;
  for (const struct edi_map *k = l->maps->first; k; k = k->next) known = known || edi_eq(k->set_id, *set);
  if (!known) FAIL("there is no map of %.*s", EDI_ARG(*set));
  while (edi_words_next(&l->words, l->m)) {
    if (!edi_is(l->words.w[0], "codes")) FAIL("an overlay holds codes lines");
    if (!edi_load_codes(l, lists)) return false;
    bool named = false;
    for (const struct edi_map *k = l->maps->first; k; k = k->next)
      named = named || (edi_eq(k->set_id, *set) && edi_load_find_codes(k->codes, (*lists)->name));
    if (!named) FAIL("no map of %.*s has a list %.*s", EDI_ARG(*set), EDI_ARG((*lists)->name));
  }
  if (l->words.why) FAIL("%s", l->words.why);
  return true;
}

const struct edi_maps *edi_maps_overlay(struct edi_mem *m, const struct edi_maps *maps, edi_str text, edi_str *why) {
  struct edi_load *l = EDI_NEW(m, struct edi_load);
  *why = (edi_str){NULL, 0};
  *l = (struct edi_load){.m = m, .why = why, .maps = maps};
  l->words.w = edi_alloc(m, EDI_WORDS_MAX * sizeof *l->words.w);
  edi_str set;
  struct edi_codes *lists = NULL;
  if (!read_overlay(l, text, &set, &lists)) return NULL;
  struct edi_maps *copy = EDI_NEW(m, struct edi_maps);
  *copy = (struct edi_maps){.schemas = maps->schemas, .texts = maps->texts, .ntexts = maps->ntexts};
  return edi_load_maps(m, copy, lists, set, why) ? copy : NULL;
}

const struct edi_map *edi_maps_find(const struct edi_maps *maps, edi_str version, edi_str set_id) {
  if (version.n < 6) return NULL;
  for (const struct edi_map *k = maps ? maps->first : NULL; k; k = k->next)
    if (memcmp(k->release.p, version.p, 6) == 0 && edi_eq(k->set_id, set_id)) return k;
  return NULL;
}

const struct edi_map *edi_maps_each(const struct edi_maps *maps, const struct edi_map *after) {
  return after ? after->next : maps ? maps->first : NULL;
}

edi_str edi_map_document(const struct edi_map *map) { return map->document; }
const struct x12_set_def *edi_map_set(const struct edi_map *map) { return map->def; }

/* Reads the files of maps into shapes, with every name looked up in the set's table. */
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

/* An array that grows by doubling; old memory stays with m. */
void *edi_load_grow(struct edi_mem *m, void *old, size_t n, size_t *cap, size_t size) {
  if (n < *cap) return old;
  size_t more = *cap ? *cap * 2 : 4;
  void *p = edi_alloc(m, more * size);
  if (n) memcpy(p, old, n * size);
  *cap = more;
  return p;
}

/* Codes. */

static struct edi_codes *find_codes(struct edi_codes *first, edi_str name) {
  for (struct edi_codes *c = first; c; c = c->next)
    if (edi_eq(c->name, name)) return c;
  return NULL;
}

static void add_code(struct edi_codes *c, edi_str model, edi_str code) {
  struct edi_code *k = &c->at[c->n];
  *k = (struct edi_code){.model = model, .code = code, .key = edi_code_key(code), .first = true};
  uint16_t words = 0;
  for (size_t i = 0; i < c->n; i++) {
    if (edi_eq(c->at[i].model, model)) {
      k->first = false;
      k->group = c->at[i].group;
    }
    if (c->at[i].first) words++;
  }
  if (k->first) k->group = words;
  c->n++;
}

/* Adds "MODEL=CODE,CODE" or "CODE,CODE" (then each is its own word). */
static bool read_codes(struct edi_load *l, struct edi_codes *c, edi_str w) {
  const char *eq = memchr(w.p, '=', w.n);
  edi_str model = eq ? (edi_str){w.p, (size_t)(eq - w.p)} : (edi_str){NULL, 0};
  edi_str rest = eq ? (edi_str){eq + 1, w.n - model.n - 1} : w;
  if (eq && !model.n) FAIL("\"%.*s\" has no word of the model before =", EDI_ARG(w));
  for (;;) {
    const char *comma = rest.n ? memchr(rest.p, ',', rest.n) : NULL;
    edi_str code = {rest.p, comma ? (size_t)(comma - rest.p) : rest.n};
    if (!code.n) FAIL("\"%.*s\" has an empty code", EDI_ARG(w));
    if (edi_codes_find(c, code)) FAIL("the code %.*s stands twice in the list", EDI_ARG(code));
    add_code(c, eq ? model : code, code);
    if (!comma) return true;
    rest = (edi_str){comma + 1, rest.n - code.n - 1};
  }
}

static size_t count_codes(const struct edi_words *w, size_t from) {
  size_t n = 0;
  for (size_t i = from; i < w->n; i++) {
    n++;
    for (size_t k = 0; k < w->w[i].n; k++) n += w->w[i].p[k] == ',';
  }
  return n;
}

bool edi_load_codes(struct edi_load *l, struct edi_codes **list) {
  const struct edi_words *w = &l->words;
  if (w->n < 3) FAIL("codes NAME MODEL=CODE,CODE ...");
  if (find_codes(*list, w->w[1])) FAIL("there are two lists %.*s", EDI_ARG(w->w[1]));
  struct edi_codes *c = EDI_NEW(l->m, struct edi_codes);
  c->name = w->w[1];
  c->at = edi_alloc(l->m, count_codes(w, 2) * sizeof *c->at);
  for (size_t i = 2; i < w->n; i++) {
    if (edi_is(w->w[i], "*"))
      c->open = true;
    else if (!read_codes(l, c, w->w[i]))
      return false;
  }
  const struct edi_codes *other = find_codes(l->overlay, c->name);
  if (other) {
    edi_str name = c->name;
    *c = *other;
    c->name = name;
  }
  c->next = *list;
  *list = c;
  return true;
}

const struct edi_codes *edi_load_codes_named(struct edi_load *l, edi_str name) {
  const struct edi_codes *c = find_codes(l->map->codes, name);
  if (!c) edi_load_fail(l, "there is no list \"%.*s\" of codes above", EDI_ARG(name));
  return c;
}

/* "01=002,010" or "01=@wanted" */
static bool read_match(struct edi_load *l, edi_str w, struct edi_match *match, size_t *n) {
  const char *eq = memchr(w.p, '=', w.n);
  edi_str at = {w.p, eq ? (size_t)(eq - w.p) : 0}, codes = {eq ? eq + 1 : w.p, eq ? w.n - at.n - 1 : 0};
  if (*n == EDI_MATCHES_MAX) FAIL("more than %d elements are held against codes", EDI_MATCHES_MAX);
  struct edi_match *k = &match[*n];
  if (!edi_load_number(at, 63, &k->element) || !k->element || !codes.n)
    FAIL("\"%.*s\" is not of the form 01=CODE,CODE", EDI_ARG(w));
  if (codes.p[0] == '@') {
    k->codes = edi_load_codes_named(l, (edi_str){codes.p + 1, codes.n - 1});
    if (!k->codes) return false;
  } else {
    struct edi_codes *c = EDI_NEW(l->m, struct edi_codes);
    size_t most = 1;
    for (size_t i = 0; i < codes.n; i++) most += codes.p[i] == ',';
    c->at = edi_alloc(l->m, most * sizeof *c->at);
    if (!read_codes(l, c, codes)) return false;
    k->codes = c;
  }
  if (!k->codes->n) FAIL("a list that is held against elements needs codes");
  ++*n;
  return true;
}

/* Shapes. */

static bool in_loop(const struct x12_set_def *d, unsigned loop, unsigned outer) {
  for (;; loop = d->loops[loop].parent) {
    if (loop == outer) return true;
    if (!loop) return false;
  }
}

static struct edi_shape *new_shape(struct edi_load *l, struct edi_shape *parent, size_t first, size_t end,
                                   unsigned loop) {
  const struct x12_set_def *d = l->map->def;
  struct edi_map *map = l->map;
  struct edi_shape *s = EDI_NEW(l->m, struct edi_shape);
  s->parent = parent;
  s->first = first;
  s->end = end;
  s->loop = loop;
  s->depth = parent ? (uint16_t)(parent->depth + 1) : 0;
  s->maybe_around = l->maybe;
  s->rows = edi_alloc(l->m, (end - first) * sizeof *s->rows);
  for (size_t r = first; r < end; r++) {
    struct edi_row *row = &s->rows[r - first];
    unsigned at = d->rows[r].loop;
    row->group = (uint16_t)r;
    while (at != loop && in_loop(d, at, loop)) {
      row->group = (uint16_t)d->loops[at].first;
      at = d->loops[at].parent;
    }
    row->label = d->rows[r].segment->id;
    for (size_t k = first; k < r; k++)
      if (edi_eq(d->rows[k].segment->id, row->label)) {
        row->label = edi_printf(l->m, "%.*s@%.*s", EDI_ARG(row->label), EDI_ARG(d->rows[r].position));
        break;
      }
  }
  map->shapes = edi_load_grow(l->m, map->shapes, map->nshapes, &map->cap_shapes, sizeof *map->shapes);
  s->ordinal = (unsigned)map->nshapes;
  map->shapes[map->nshapes++] = s;
  return s;
}

/* The member's name as the document has it, and what is always written behind it. It is copied by edi_copy. */
static edi_str key_of(struct edi_load *l, edi_str name, const char *value) {
  edi_str key = EDI_SAY(",\"%.*s\":%s", EDI_ARG(name), value);
  char *p = edi_alloc(l->m, key.n + EDI_SLACK);
  memcpy(p, key.p, key.n);
  return (edi_str){p, key.n};
}

static bool name_ok(edi_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' || (i && s.p[i] >= '0' && s.p[i] <= '9'))) return false;
  return s.n > 0 && s.n <= 40 && !edi_is(s, "kept") && !edi_is(s, "count") && !edi_is(s, "sum") && !edi_is(s, "pairs");
}

static struct edi_list *find_list(const struct edi_shape *s, edi_str name) {
  for (size_t i = 0; i < s->nlists; i++)
    if (edi_eq(s->lists[i]->name, name)) return s->lists[i];
  return NULL;
}

uint16_t edi_load_field(struct edi_load *l, edi_str name) {
  struct edi_shape *s = l->shape;
  for (size_t i = 0; i < s->nfields; i++)
    if (edi_eq(s->fields[i].name, name)) return (uint16_t)i;
  if (!name_ok(name)) {
    edi_load_fail(l, "\"%.*s\" is no name for a field: small letters, digits and _", EDI_ARG(name));
    return EDI_NONE;
  }
  if (find_list(s, name)) {
    edi_load_fail(l, "%.*s is a list", EDI_ARG(name));
    return EDI_NONE;
  }
  s->fields = edi_load_grow(l->m, s->fields, s->nfields, &s->cap_fields, sizeof *s->fields);
  s->fields[s->nfields] =
      (struct edi_field){.name = name, .least_list = EDI_NONE, .line = (unsigned)l->words.line, .maybe = l->maybe};
  return (uint16_t)s->nfields++;
}

/* Finds the row of PATH below the shape: "BEG", "N9/MSG", "MSG@1380". */
static bool find_row(struct edi_load *l, edi_str path, size_t *out) {
  const struct edi_shape *s = l->shape;
  const struct x12_set_def *d = l->map->def;
  edi_str position = {NULL, 0}, loop = {NULL, 0}, id = path;
  const char *at = memchr(path.p, '@', path.n);
  if (at) {
    id.n = (size_t)(at - path.p);
    position = (edi_str){at + 1, path.n - id.n - 1};
  }
  for (size_t i = 0; i < id.n; i++)
    if (path.p[i] == '/') loop = (edi_str){path.p, i};
  if (loop.p) id = (edi_str){loop.p + loop.n + 1, id.n - loop.n - 1};
  edi_str base = d->loops[s->loop].path;
  edi_str full = !loop.n ? base : !base.n ? loop : edi_printf(l->m, "%.*s/%.*s", EDI_ARG(base), EDI_ARG(loop));
  for (size_t r = s->first; r < s->end; r++)
    if (edi_eq(d->loops[d->rows[r].loop].path, full) && edi_eq(d->rows[r].segment->id, id) &&
        (!position.p || edi_eq(d->rows[r].position, position))) {
      *out = r;
      return true;
    }
  FAIL("the set has no segment %.*s at this place", EDI_ARG(path));
}

static void add_member(struct edi_load *l, struct edi_list *list) {
  struct edi_shape *s = l->shape;
  s->lists = edi_load_grow(l->m, s->lists, s->nlists, &s->cap_lists, sizeof(struct edi_list *));
  list->ordinal = (uint16_t)s->nlists;
  s->lists[s->nlists++] = list;
}

/* "groups 03-04 to 22", from word i on */
static bool read_groups(struct edi_load *l, size_t i, struct edi_groups *g) {
  const struct edi_words *w = &l->words;
  unsigned first, last, end;
  edi_str at = i + 3 < w->n ? w->w[i + 1] : (edi_str){"", 0};
  const char *dash = memchr(at.p, '-', at.n);
  size_t n = dash ? (size_t)(dash - at.p) : 0;
  if (!dash || !edi_load_number((edi_str){at.p, n}, 63, &first) || !first ||
      !edi_load_number((edi_str){dash + 1, at.n - n - 1}, 63, &last) || last < first || !edi_is(w->w[i + 2], "to") ||
      !edi_load_number(w->w[i + 3], 63, &end) || end <= last || (end - first + 1) % (last - first + 1))
    FAIL("groups EE-EE to EE: the first group, and the last element of the last one");
  unsigned size = last - first + 1;
  *g = (struct edi_groups){(uint16_t)first, (uint16_t)size, (uint16_t)((end - first + 1) / size)};
  return true;
}

static bool open_list(struct edi_load *l, bool one) {
  const struct edi_words *w = &l->words;
  struct edi_shape *s = l->shape;
  const struct x12_set_def *d = l->map->def;
  if (w->n < 3) FAIL("%s PATH NAME", one ? "one" : "list");
  struct edi_list *list = EDI_NEW(l->m, struct edi_list);
  list->name = w->w[2];
  list->line = (unsigned)w->line;
  list->one = one;
  list->maybe = l->maybe;
  struct edi_groups groups = {0, 0, 0};
  for (size_t i = 3; i < w->n; i++) {
    if (edi_is(w->w[i], "maybe"))
      list->maybe = true;
    else if (edi_is(w->w[i], "groups") && !one) {
      if (!read_groups(l, i, &groups)) return false;
      i += 3;
    } else if (!read_match(l, w->w[i], list->match, &list->nmatch))
      return false;
  }
  if (!name_ok(list->name)) FAIL("\"%.*s\" is no name for a list", EDI_ARG(list->name));
  for (size_t i = 0; i < s->nfields; i++)
    if (edi_eq(s->fields[i].name, list->name)) FAIL("%.*s is a field already", EDI_ARG(list->name));
  if (find_list(s, list->name)) FAIL("there are two lists %.*s here", EDI_ARG(list->name));
  if (s->depth >= 12) FAIL("lists stand too deep in one another");
  list->key = key_of(l, list->name, "");
  edi_str base = d->loops[s->loop].path;
  edi_str full = base.n ? edi_printf(l->m, "%.*s/%.*s", EDI_ARG(base), EDI_ARG(w->w[1])) : w->w[1];
  size_t first = 0, end = 0;
  unsigned loop = 0;
  for (size_t i = 1; i < d->nloops; i++)
    if (edi_eq(d->loops[i].path, full) && d->loops[i].first >= s->first && d->loops[i].end <= s->end) {
      if (d->loops[i].parent != s->loop) FAIL("the loop around %.*s must be a list, too", EDI_ARG(w->w[1]));
      first = d->loops[i].first;
      end = d->loops[i].end;
      loop = (unsigned)i;
    }
  if (end && groups.size) FAIL("groups are of a segment, and %.*s is a loop", EDI_ARG(w->w[1]));
  if (!end) {
    if (!find_row(l, w->w[1], &first)) return false;
    end = first + 1;
    loop = d->rows[first].loop;
    if (loop != s->loop) FAIL("the loop around %.*s must be a list, too", EDI_ARG(w->w[1]));
    if (first == s->first) FAIL("%.*s opens the object at hand, it cannot be a list in it", EDI_ARG(w->w[1]));
  }
  struct edi_row *row = &s->rows[first - s->first];
  struct edi_list **tail = &row->lists;
  while (*tail) tail = &(*tail)->next;
  *tail = list;
  add_member(l, list);
  const struct x12_segment_def *def = d->rows[first].segment;
  if (groups.size && def->described && edi_groups_end(&groups) > def->n + 1)
    FAIL("%.*s has %zu elements in this release", EDI_ARG(def->id), def->n);
  list->item = new_shape(l, s, first, end, loop);
  list->item->groups = groups;
  l->shape = list->item;
  l->block = NULL;
  return true;
}

static bool open_tree(struct edi_load *l) {
  struct edi_shape *s = l->shape;
  const struct x12_set_def *d = l->map->def;
  if (l->words.n != 2) FAIL("tree PATH");
  if (s->parent || s->tree) FAIL("a set has one tree, not inside a list");
  for (size_t i = 1; i < d->nloops; i++)
    if (edi_eq(d->loops[i].path, l->words.w[1]) && d->loops[i].parent == 0 &&
        edi_is(d->rows[d->loops[i].first].segment->id, "HL")) {
      s->rows[d->loops[i].first - s->first].tree = true;
      s->tree = new_shape(l, s, d->loops[i].first, d->loops[i].end, (unsigned)i);
      l->shape = s->tree;
      l->block = NULL;
      l->in_tree = true;
      return true;
    }
  FAIL("the set has no loop %.*s of HL segments", EDI_ARG(l->words.w[1]));
}

static bool open_level(struct edi_load *l) {
  struct edi_shape *s = l->shape;
  if (!l->in_tree || s->level || !s->parent || s->parent->tree != s) FAIL("level stands only in a tree");
  if (l->words.n != 3) FAIL("level CODE NAME");
  struct edi_list *list = EDI_NEW(l->m, struct edi_list);
  list->level = l->words.w[1];
  list->name = l->words.w[2];
  list->line = (unsigned)l->words.line;
  list->maybe = true;
  if (!name_ok(list->name) || find_list(s, list->name))
    FAIL("\"%.*s\" is no name for a level, or is there twice", EDI_ARG(list->name));
  for (size_t i = 0; i < s->nlists; i++)
    if (edi_eq(s->lists[i]->level, list->level)) FAIL("the level %.*s is there twice", EDI_ARG(list->level));
  list->key = key_of(l, list->name, "");
  add_member(l, list);
  list->item = new_shape(l, s, s->first, s->end, s->loop);
  list->item->level = true;
  l->shape = list->item;
  l->block = NULL;
  return true;
}

static bool open_block(struct edi_load *l) {
  const struct edi_words *w = &l->words;
  if (w->n < 2) FAIL("segment PATH");
  if (l->shape->tree == NULL && l->shape->parent && l->shape->parent->tree == l->shape)
    FAIL("in a tree, segments stand in a level");
  struct edi_block *b = EDI_NEW(l->m, struct edi_block);
  b->line = (unsigned)w->line;
  if (!find_row(l, w->w[1], &b->row)) return false;
  for (size_t i = 2; i < w->n; i++) {
    if (edi_is(w->w[i], "always"))
      b->always = true;
    else if (!read_match(l, w->w[i], b->match, &b->nmatch))
      return false;
  }
  for (size_t i = 0; i < b->nmatch; i++) b->covered |= 1ull << b->match[i].element;
  b->ordinal = l->shape->nblocks++;
  struct edi_block **tail = &l->shape->rows[b->row - l->shape->first].blocks;
  while (*tail) tail = &(*tail)->next;
  *tail = b;
  l->block = b;
  return true;
}

/* What is looked up for every segment, beforehand. */
static void settle(struct edi_mem *m, const struct edi_map *map, const struct edi_shape *s, struct edi_block *b,
                   size_t at) {
  struct edi_rule *r = &b->rules[at];
  if (r->kind == EDI_FIELD) {
    r->member = s->fields[r->field].member;
    r->field_rank = s->fields[r->field].rank;
    r->number = r->type == EDI_DECIMAL && r->decimals == 0xff && !r->component;
    r->plain = r->number || (r->type == EDI_TEXT && !r->codes && !r->join.n && !r->max && !r->component &&
                             !(s == map->root && map->only.n && map->only.field == r->field));
  }
  if (r->kind == EDI_CONST) r->key = edi_code_key(r->value);
  uint64_t bit = 1ull << r->element;
  if (!(b->ruled & bit)) b->rule_of[r->element] = (uint8_t)at;
  b->ruled |= bit;
  bool alone = r->kind == EDI_FIELD && r->plain;
  for (size_t i = 0; i < b->nrules; i++)
    if (i != at && (b->rules[i].element == r->element || b->rules[i].field == r->field)) alone = false;
  if (alone) {
    if (!b->plains) b->plains = edi_alloc(m, 64 * sizeof *b->plains);
    b->plains[r->element] = (struct edi_plain){.bit = 1ull << r->member % 64,
                                               .field = r->field,
                                               .rank = r->rank,
                                               .word = r->member / 64,
                                               .rule = (uint8_t)at,
                                               .number = r->number,
                                               .first = r->rank == r->field_rank};
    b->plain |= bit;
  }
  if (r->kind != EDI_FIELD || r->required || r->or_position || r->join.n) b->asked |= bit;
}

/* What is named before it is there. */

static bool resolve(struct edi_load *l, struct edi_shape *s) {
  l->shape = s;
  s->least = edi_alloc(l->m, (s->nfields + 1) * sizeof *s->least);
  for (size_t i = 0; i < s->nfields; i++) {
    struct edi_field *f = &s->fields[i];
    if (!f->least_list_name.n) continue;
    l->words.line = f->line;
    const struct edi_list *list = find_list(s, f->least_list_name);
    if (!list || list->one) FAIL("there is no list %.*s here", EDI_ARG(f->least_list_name));
    f->least_list = list->ordinal;
    f->least_field = EDI_NONE;
    for (size_t k = 0; k < list->item->nfields; k++)
      if (edi_eq(list->item->fields[k].name, f->least_name)) f->least_field = (uint16_t)k;
    if (f->least_field == EDI_NONE)
      FAIL("the items of %.*s have no field %.*s", EDI_ARG(list->name), EDI_ARG(f->least_name));
    if (f->type != EDI_DATE_T || list->item->fields[f->least_field].type != EDI_DATE_T) FAIL("least is for dates");
    s->least[s->nleast++] = (uint16_t)i;
  }
  for (size_t k = s->first; k < s->end; k++)
    for (struct edi_block *b = s->rows[k - s->first].blocks; b; b = b->next) {
      if (b->always) {
        s->always = edi_load_grow(l->m, s->always, s->nalways, &s->cap_always, sizeof *s->always);
        s->always[s->nalways++] = b;
      }
      for (size_t i = 0; i < b->nrules; i++) settle(l->m, l->map, s, b, i);
    }
  return true;
}

/* Members in the order of the members line, then as they were named. */
static bool order_members(struct edi_load *l, struct edi_shape *s) {
  size_t n = s->nmembers, total = s->nfields + s->nlists;
  s->members = edi_alloc(l->m, (total + 1) * sizeof *s->members);
  s->nmembers = 0;
  bool *field = edi_alloc(l->m, s->nfields + 1), *list = edi_alloc(l->m, s->nlists + 1);
  const edi_str *names = s->names;
  for (size_t i = 0; i < n; i++) {
    struct edi_member m = {.field = EDI_NONE, .list = EDI_NONE};
    for (size_t k = 0; k < s->nfields; k++)
      if (edi_eq(s->fields[k].name, names[i]) && !field[k]) m.field = (uint16_t)k, field[k] = true;
    for (size_t k = 0; k < s->nlists; k++)
      if (edi_eq(s->lists[k]->name, names[i]) && !list[k]) m.list = (uint16_t)k, list[k] = true;
    if (m.field == EDI_NONE && m.list == EDI_NONE) FAIL("members names %.*s, which no rule makes", EDI_ARG(names[i]));
    s->members[s->nmembers++] = m;
  }
  for (size_t k = 0; k < s->nfields; k++)
    if (!field[k]) s->members[s->nmembers++] = (struct edi_member){.field = (uint16_t)k, .list = EDI_NONE};
  for (size_t k = 0; k < s->nlists; k++)
    if (!list[k]) s->members[s->nmembers++] = (struct edi_member){.field = EDI_NONE, .list = (uint16_t)k};
  s->nwords = s->nmembers / 64 + 1;
  s->standing = edi_alloc(l->m, s->nwords * sizeof *s->standing);
  for (size_t i = 0; i < s->nmembers; i++) {
    struct edi_member *k = &s->members[i];
    struct edi_field *f = k->field == EDI_NONE ? NULL : &s->fields[k->field];
    if (f) k->key = key_of(l, f->name, "");
    if (f && !f->maybe && !f->constant.n && !f->position && !f->or_position && !f->least_list_name.n)
      k->none = key_of(l, f->name, "null");
    s->keys += k->key.n + 4;
    if (f)
      f->member = (uint16_t)i;
    else
      s->lists[k->list]->member = (uint16_t)i;
    if (f ? !f->maybe || f->constant.n || f->position || f->or_position || f->least_list != EDI_NONE
          : !s->lists[k->list]->maybe)
      s->standing[i / 64] |= 1ull << i % 64;
  }
  return true;
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

static bool resolve_choice(struct edi_load *l, struct edi_choice *c) {
  if (!c->n) return true;
  for (size_t i = 0; i < l->map->root->nfields; i++)
    if (edi_eq(l->map->root->fields[i].name, c->name)) {
      c->field = (uint16_t)i;
      return true;
    }
  l->words.line = c->line;
  FAIL("there is no field %.*s", EDI_ARG(c->name));
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
  if (edi_is(word, "segment")) return open_block(l);
  if (edi_is(word, "list")) return open_list(l, false);
  if (edi_is(word, "one")) return open_list(l, true);
  if (edi_is(word, "tree")) return open_tree(l);
  if (edi_is(word, "level")) return open_level(l);
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
  if (!resolve_choice(l, &l->map->only)) return false;
  for (size_t i = 0; i < l->map->nshapes; i++)
    if (!order_members(l, l->map->shapes[i]) || !resolve(l, l->map->shapes[i])) return false;
  return resolve_choice(l, &l->map->skip);
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
  l->shape = map->root = new_shape(l, NULL, 0, map->def->n, 0);
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
      named = named || (edi_eq(k->set_id, *set) && find_codes(k->codes, (*lists)->name));
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

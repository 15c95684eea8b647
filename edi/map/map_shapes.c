/* Reads what objects a map makes: lists, single objects, the tree and its levels, and the segments they are fed by. */
#include "edi/map/load.h"

static bool in_loop(const struct x12_set_def *d, unsigned loop, unsigned outer) {
  for (;; loop = d->loops[loop].parent) {
    if (loop == outer) return true;
    if (!loop) return false;
  }
}

struct edi_shape *edi_load_shape(struct edi_load *l, struct edi_shape *parent, size_t first, size_t end,
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

edi_str edi_load_key(struct edi_load *l, edi_str name, const char *value) {
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

struct edi_list *edi_load_list_named(const struct edi_shape *s, edi_str name) {
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
  if (edi_load_list_named(s, name)) {
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

bool edi_load_list(struct edi_load *l, bool one) {
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
    } else if (!edi_load_match(l, w->w[i], list->match, &list->nmatch))
      return false;
  }
  if (!name_ok(list->name)) FAIL("\"%.*s\" is no name for a list", EDI_ARG(list->name));
  for (size_t i = 0; i < s->nfields; i++)
    if (edi_eq(s->fields[i].name, list->name)) FAIL("%.*s is a field already", EDI_ARG(list->name));
  if (edi_load_list_named(s, list->name)) FAIL("there are two lists %.*s here", EDI_ARG(list->name));
  if (s->depth >= 12) FAIL("lists stand too deep in one another");
  list->key = edi_load_key(l, list->name, "");
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
  list->item = edi_load_shape(l, s, first, end, loop);
  list->item->groups = groups;
  l->shape = list->item;
  l->block = NULL;
  return true;
}

bool edi_load_tree(struct edi_load *l) {
  struct edi_shape *s = l->shape;
  const struct x12_set_def *d = l->map->def;
  if (l->words.n != 2) FAIL("tree PATH");
  if (s->parent || s->tree) FAIL("a set has one tree, not inside a list");
  for (size_t i = 1; i < d->nloops; i++)
    if (edi_eq(d->loops[i].path, l->words.w[1]) && d->loops[i].parent == 0 &&
        edi_is(d->rows[d->loops[i].first].segment->id, "HL")) {
      s->rows[d->loops[i].first - s->first].tree = true;
      s->tree = edi_load_shape(l, s, d->loops[i].first, d->loops[i].end, (unsigned)i);
      l->shape = s->tree;
      l->block = NULL;
      l->in_tree = true;
      return true;
    }
  FAIL("the set has no loop %.*s of HL segments", EDI_ARG(l->words.w[1]));
}

bool edi_load_level(struct edi_load *l) {
  struct edi_shape *s = l->shape;
  if (!l->in_tree || s->level || !s->parent || s->parent->tree != s) FAIL("level stands only in a tree");
  if (l->words.n != 3) FAIL("level CODE NAME");
  struct edi_list *list = EDI_NEW(l->m, struct edi_list);
  list->level = l->words.w[1];
  list->name = l->words.w[2];
  list->line = (unsigned)l->words.line;
  list->maybe = true;
  if (!name_ok(list->name) || edi_load_list_named(s, list->name))
    FAIL("\"%.*s\" is no name for a level, or is there twice", EDI_ARG(list->name));
  for (size_t i = 0; i < s->nlists; i++)
    if (edi_eq(s->lists[i]->level, list->level)) FAIL("the level %.*s is there twice", EDI_ARG(list->level));
  list->key = edi_load_key(l, list->name, "");
  add_member(l, list);
  list->item = edi_load_shape(l, s, s->first, s->end, s->loop);
  list->item->level = true;
  l->shape = list->item;
  l->block = NULL;
  return true;
}

bool edi_load_block(struct edi_load *l) {
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
    else if (!edi_load_match(l, w->w[i], b->match, &b->nmatch))
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

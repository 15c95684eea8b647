/* From a document to segments. For each object the rows of its part of the table are walked: first what its "kept" has
   for a place, filled in from the fields, then what of the fields is left over. */
#include "edi/map/out.h"
#include "edi/decimal.h"
#include "edi/json_out.h"
#include "edi/map/out_state.h"
#include "edi/map/value.h"

/* Where in the document: "lines[3]." */
static void path(struct edi_buf *b, const struct edi_out_object *at) {
  const struct edi_out_object *chain[64];
  size_t n = 0;
  for (; at && at->up && n < 64; at = at->up) chain[n++] = at;
  while (n--) {
    edi_buf_add(b, chain[n]->name);
    if (chain[n]->position) {
      edi_buf_char(b, '[');
      edi_buf_uint(b, chain[n]->position, 0);
      edi_buf_char(b, ']');
    }
    edi_buf_char(b, '.');
  }
}

bool edi_out_fail(struct edi_out *o, const char *fmt, ...) {
  if (o->failed) return false;
  o->failed = true;
  char say[EDI_SAY_MAX];
  va_list ap;
  va_start(ap, fmt);
  edi_str said = edi_vformat(say, fmt, ap);
  va_end(ap);
  struct edi_buf b = {.m = o->m};
  path(&b, o->at);
  edi_buf_add(&b, said);
  *o->why = edi_buf_str(&b);
  return false;
}

/* "quantity is no number: …" with the place in the map and in the segment. */
static bool rule_fails(struct edi_out *o, const struct edi_rule *r, size_t row, edi_str name, edi_str v,
                       const char *what) {
  edi_str id = o->map->def->rows[row].segment->id;
  return edi_out_fail(o, "%.*s: \"%.*s\" %s (%.*s, line %u, %.*s%02u)", EDI_ARG(name), v.n > 60 ? 60 : (int)v.n, v.p,
                      what, EDI_ARG(o->map->file), r->line, EDI_ARG(id), r->element);
}

/* Cells. */

struct edi_out_cell *edi_out_cell(struct edi_out *o, unsigned element) {
  if (element >= EDI_OUT_ELEMENTS) return NULL;
  while (o->ncells <= element) o->cells[o->ncells++] = (struct edi_out_cell){.parts = 0};
  return &o->cells[element];
}

static void put(struct edi_out *o, const struct edi_rule *r, edi_str v) {
  struct edi_out_cell *c = edi_out_cell(o, r->element);
  if (!c) return;
  if (!r->component) {
    c->text = v;
  } else if (r->component <= EDI_OUT_PARTS) {
    while (c->parts < r->component) c->part[c->parts++] = (edi_str){"", 0};
    c->part[r->component - 1] = v;
  }
}

edi_str edi_out_text(const struct edi_node *n) {
  return n && (n->kind == EDI_STRING || n->kind == EDI_NUMBER) ? n->text : (edi_str){"", 0};
}

static bool write_array(struct x12_writer *w, unsigned element, const struct edi_node *a) {
  bool repeated = a->first && a->first->kind == EDI_ARRAY;
  bool first = true;
  for (const struct edi_node *k = repeated ? a->first : a; k; k = repeated ? k->next : NULL) {
    if (!first && !x12_writer_repeat(w, element)) return false;
    first = false;
    unsigned at = 1;
    if (k->kind != EDI_ARRAY) {
      if (!x12_writer_text(w, element, edi_out_text(k))) return false;
      continue;
    }
    for (const struct edi_node *c = k->first; c; c = c->next, at++)
      if (!x12_writer_component(w, element, at, edi_out_text(c))) return false;
  }
  return true;
}

bool edi_segment_out(struct edi_mem *m, const struct edi_node *array, struct x12_writer *w, edi_str *why) {
  if (!array || array->kind != EDI_ARRAY || !array->first || array->first->kind != EDI_STRING) {
    *why = EDI_STR("a segment must be an array that begins with its name");
    return false;
  }
  bool good = x12_writer_open(w, array->first->text);
  unsigned at = 1;
  for (const struct edi_node *e = array->first->next; e && good; e = e->next, at++)
    good = e->kind == EDI_ARRAY ? write_array(w, at, e) : x12_writer_text(w, at, edi_out_text(e));
  good = good && x12_writer_close(w);
  if (!good) *why = edi_dup(m, x12_writer_why(w));
  return good;
}

bool edi_out_segment(struct edi_out *o, edi_str id) {
  bool good = x12_writer_open(o->w, id);
  for (unsigned i = 1; i < o->ncells && good; i++) {
    const struct edi_out_cell *c = &o->cells[i];
    if (c->raw)
      good = write_array(o->w, i, c->raw);
    else if (c->parts)
      for (unsigned k = 0; k < c->parts && good; k++) good = x12_writer_component(o->w, i, k + 1, c->part[k]);
    else
      good = x12_writer_text(o->w, i, c->text);
  }
  good = good && x12_writer_close(o->w);
  return good || edi_out_fail(o, "%.*s", EDI_ARG(x12_writer_why(o->w)));
}

/* Fields. */

static bool given_text(struct edi_out *o, struct edi_out_object *b, uint16_t field) {
  struct edi_out_field *g = &b->fields[field];
  const struct edi_field *d = &b->shape->fields[field];
  g->node = edi_node_find(b->node, d->name);
  if (!g->node || g->node->kind == EDI_NULL) return true;
  if (g->node->kind != EDI_STRING && g->node->kind != EDI_NUMBER)
    return edi_out_fail(o, "%.*s must be a text or a number", EDI_ARG(d->name));
  if (g->node->text.n) g->rest = g->node->text;
  return true;
}

/* The part of a joined text that is written next: up to the joint, or as much as `as` says if it stands there. */
static edi_str next_part(struct edi_out_field *g, edi_str join, edi_str as) {
  edi_str v = g->rest;
  size_t n = v.n;
  as = edi_trim(as);
  if (as.n && as.n <= v.n && memcmp(v.p, as.p, as.n) == 0 &&
      (as.n == v.n || (v.n - as.n > join.n && memcmp(v.p + as.n, join.p, join.n) == 0)))
    n = as.n;
  else
    for (size_t i = 1; i + join.n < v.n; i++)
      if (memcmp(v.p + i, join.p, join.n) == 0) {
        n = i;
        break;
      }
  g->rest = n < v.n ? (edi_str){v.p + n + join.n, v.n - n - join.n} : (edi_str){NULL, 0};
  return (edi_str){v.p, n};
}

static bool counted(struct edi_out *o, struct edi_out_object *b, const struct edi_rule *r, edi_str as, edi_str *out) {
  const struct edi_node *l = edi_node_find(b->node, b->shape->lists[r->list]->name);
  struct edi_decimal sum = {0, 0};
  if (r->kind == EDI_COUNT) {
    sum.units = l && l->kind == EDI_ARRAY ? (edi_int128)l->n : l && l->kind == EDI_OBJECT ? 1 : 0;
  } else {
    const struct edi_shape *item = b->shape->lists[r->list]->item;
    for (const struct edi_node *i = l && l->kind == EDI_ARRAY ? l->first : NULL; i; i = i->next) {
      const struct edi_node *v = edi_node_find(i, item->fields[r->sum_field].name);
      struct edi_decimal d;
      if (!v || !v->text.n) continue;
      if (!edi_decimal_read(v->text, &d) || !edi_decimal_add(sum, d, &sum)) {
        *out = as;
        return true;
      }
    }
  }
  struct edi_decimal said;
  if (as.n && edi_decimal_read(as, &said) && edi_decimal_cmp(said, sum) == 0) {
    *out = as;
    return true;
  }
  char t[EDI_DECIMAL_TEXT];
  *out = edi_dup(o->m, edi_decimal_text(sum, t));
  return true;
}

/* The element for a field; `as` is how it was written before, used if it still means the same. */
static bool field_text(struct edi_out *o, struct edi_out_object *b, const struct edi_rule *r, size_t row,
                       const struct edi_node *as, int shift, edi_str *out) {
  struct edi_out_field *g = &b->fields[r->field];
  const struct edi_field *d = &b->shape->fields[r->field];
  edi_str was = edi_out_text(as);
  *out = (edi_str){"", 0};
  if (r->or_position && as && !was.n && g->rest.p) { /* it was left to the position */
    char t[24];
    struct edi_buf n = {.p = t, .cap = sizeof t};
    edi_buf_uint(&n, b->position, 0);
    if (edi_eq(g->rest, edi_buf_str(&n))) g->rest.p = NULL;
  }
  if (!g->rest.p) return true;
  edi_str v = g->rest;
  if (r->join.n)
    v = next_part(g, r->join, was);
  else
    g->rest.p = NULL;
  struct edi_buf t = {.m = o->m};
  if (was.n) { /* does it mean the same still? */
    edi_json_text(&t, v);
    struct edi_buf read = {.m = o->m};
    enum edi_read k = edi_value_in(&read, r, was, shift);
    edi_str now = edi_buf_str(&read);
    if (now.n && now.p[0] != '"') t = (struct edi_buf){.p = (char *)(uintptr_t)v.p, .n = v.n};
    if (k != EDI_READ_NO && edi_eq(now, edi_buf_str(&t))) {
      *out = was;
      return true;
    }
    t = (struct edi_buf){.m = o->m};
  }
  const char *why = edi_value_out(&t, r, v, shift);
  if (why) return rule_fails(o, r, row, d->name, v, why);
  *out = edi_buf_str(&t);
  return true;
}

static int shift_of(struct edi_out *o, const struct edi_rule *r) {
  if (!r->scale_element || r->scale_element >= o->ncells) return 0;
  return edi_value_shift(r, o->cells[r->scale_element].text);
}

/* Pairs that are not written yet, from this element on. */
static bool pairs_left(struct edi_out *o, struct edi_out_object *b, const struct edi_rule *r, size_t row, unsigned at) {
  const struct x12_segment_def *def = o->map->def->rows[row].segment;
  for (size_t i = 0; i < r->codes->n; i++) {
    const struct edi_code *c = &r->codes->at[i];
    uint16_t field = r->pair_fields[c->group];
    struct edi_out_field *g = &b->fields[field];
    if (!c->first || !g->rest.p || g->reserved || b->shape->fields[field].rank != r->rank) continue;
    if (def->described && at + 1 > def->n)
      return edi_out_fail(o, "%.*s: there is no place left for it in %.*s", EDI_ARG(b->shape->fields[field].name),
                          EDI_ARG(def->id));
    struct edi_out_cell *kind = edi_out_cell(o, at), *value = edi_out_cell(o, at + 1);
    if (!kind || !value) return true;
    o->cells[at].text = c->code;
    o->cells[at + 1].text = g->rest;
    g->rest.p = NULL;
    at += 2;
  }
  return true;
}

/* Blocks. */

static bool block_has(const struct edi_out_object *b, const struct edi_block *k) {
  for (size_t i = 0; i < k->nrules; i++) {
    const struct edi_rule *r = &k->rules[i];
    if (r->kind == EDI_FIELD) {
      const struct edi_out_field *g = &b->fields[r->field];
      if (g->rest.p && !g->reserved && b->shape->fields[r->field].rank == r->rank) return true;
    } else if (r->kind == EDI_PAIRS) {
      for (size_t c = 0; c < r->codes->n; c++) {
        uint16_t field = r->pair_fields[r->codes->at[c].group];
        const struct edi_out_field *g = &b->fields[field];
        if (g->rest.p && !g->reserved && b->shape->fields[field].rank == r->rank) return true;
      }
    }
  }
  return false;
}

/* A segment from the fields alone. */
static bool fresh(struct edi_out *o, struct edi_out_object *b, const struct edi_block *k) {
  o->ncells = 0;
  for (size_t i = 0; i < k->nmatch; i++) edi_out_cell(o, k->match[i].element)->text = k->match[i].codes->at[0].code;
  for (size_t i = 0; i < 2 * k->nrules; i++) { /* what is scaled comes when the element that scales is there */
    const struct edi_rule *r = &k->rules[i % k->nrules];
    if ((i >= k->nrules) != (r->scale_element > 0)) continue;
    edi_str v = {"", 0};
    switch (r->kind) {
    case EDI_CONST:
      v = r->value;
      break;
    case EDI_COUNT:
      if (!counted(o, b, r, v, &v)) return false;
      break;
    case EDI_SUM:
      continue;
    case EDI_PAIRS:
      if (!pairs_left(o, b, r, k->row, r->element)) return false;
      continue;
    case EDI_FIELD:
      if (b->fields[r->field].reserved || b->shape->fields[r->field].rank != r->rank) continue;
      if (!field_text(o, b, r, k->row, NULL, shift_of(o, r), &v)) return false;
      break;
    }
    put(o, r, v);
  }
  return edi_out_segment(o, o->map->def->rows[k->row].segment->id);
}

static bool entry_matches(const struct edi_block *k, const struct edi_node *entry, unsigned *code) {
  *code = 0;
  for (size_t i = 0; i < k->nmatch; i++) {
    const struct edi_node *e = entry->first->next;
    for (unsigned n = 1; e && n < k->match[i].element; n++) e = e->next;
    const struct edi_code *c = edi_codes_find(k->match[i].codes, edi_out_text(e));
    if (!c) return false;
    if (i == 0) *code = (unsigned)(c - k->match[i].codes->at);
  }
  return true;
}

static const struct edi_block *block_of(const struct edi_out_object *b, uint32_t row, const struct edi_node *entry) {
  const struct edi_block *k = b->shape->rows[row - b->shape->first].blocks;
  unsigned code;
  while (k && !entry_matches(k, entry, &code)) k = k->next;
  return k;
}

static const struct edi_node *as_of(const struct edi_node *raw) { return edi_node_find(raw, EDI_STR("as")); }

/* Is this element for the field to fill? */
static bool fills(const struct edi_node *raw) { return !raw || raw->kind == EDI_NULL || as_of(raw); }

static const struct edi_node *entry_element(const struct edi_node *entry, unsigned element) {
  const struct edi_node *e = entry->first->next;
  for (unsigned n = 1; e && n < element; n++) e = e->next;
  return e;
}

static const struct edi_node *entry_component(const struct edi_node *raw, unsigned component) {
  if (!raw || raw->kind != EDI_ARRAY) return component == 1 || !raw || raw->kind == EDI_NULL ? raw : NULL;
  const struct edi_node *c = raw->first;
  for (unsigned n = 1; c && n < component; n++) c = c->next;
  return c;
}

/* Pairs of a kept segment: qualifiers as they came, values from the fields; then what came to the fields since. */
static bool kept_pairs(struct edi_out *o, struct edi_out_object *b, const struct edi_rule *r, size_t row,
                       const struct edi_node *entry) {
  unsigned at = r->element;
  const struct edi_node *kind = entry_element(entry, at);
  for (; kind; at += 2) {
    const struct edi_node *raw = kind->next;
    struct edi_out_cell *c = edi_out_cell(o, at + 1);
    if (!c) return true;
    c = edi_out_cell(o, at);
    edi_str code = edi_out_text(kind);
    const struct edi_code *known = edi_codes_find(r->codes, code);
    if (known && fills(raw)) {
      struct edi_out_field *g = &b->fields[r->pair_fields[known->group]];
      const struct edi_node *as = as_of(raw);
      if (g->by != entry && as) {
        o->cells[at].text = code;
        o->cells[at + 1].text = edi_out_text(as);
      } else if (g->by == entry && g->rest.p) {
        o->cells[at].text = code;
        o->cells[at + 1].text = as && edi_eq(edi_trim(edi_out_text(as)), g->rest) ? edi_out_text(as) : g->rest;
        g->rest.p = NULL;
      }
    } else {
      if (kind->kind == EDI_ARRAY)
        c->raw = kind;
      else
        c->text = code;
      if (raw && raw->kind == EDI_ARRAY)
        o->cells[at + 1].raw = raw;
      else
        o->cells[at + 1].text = edi_out_text(raw);
    }
    kind = raw ? raw->next : NULL;
  }
  return pairs_left(o, b, r, row, at);
}

/* A segment of which kept has what the fields do not say. */
static bool kept_entry(struct edi_out *o, struct edi_out_object *b, const struct edi_node *entry, uint32_t row) {
  edi_str id = row == EDI_OUT_NO_ROW ? entry->first->text : o->map->def->rows[row].segment->id;
  const struct edi_block *k = row == EDI_OUT_NO_ROW ? NULL : block_of(b, row, entry);
  o->ncells = 0;
  unsigned at = 1;
  for (const struct edi_node *e = entry->first->next; e && at < EDI_OUT_ELEMENTS; e = e->next, at++) {
    if (k && k->pairs_from && at >= k->pairs_from) break;
    struct edi_out_cell *c = edi_out_cell(o, at);
    if (e->kind == EDI_ARRAY)
      c->raw = e;
    else
      c->text = edi_out_text(e);
  }
  bool carried = false, filled = false;
  for (size_t i = 0; k && i < 2 * k->nrules; i++) {
    const struct edi_rule *r = &k->rules[i % k->nrules];
    if ((i >= k->nrules) != (r->scale_element > 0)) continue;
    const struct edi_node *raw = entry_element(entry, r->element);
    if (r->component) { /* the array is taken apart once, its parts put again one by one */
      struct edi_out_cell *c = edi_out_cell(o, r->element);
      if (c->raw) {
        c->raw = NULL;
        for (const struct edi_node *p = raw->first; p && c->parts < EDI_OUT_PARTS; p = p->next)
          c->part[c->parts++] = edi_out_text(p);
      }
      raw = entry_component(raw, r->component);
    }
    edi_str v = {"", 0};
    if (r->kind == EDI_PAIRS) {
      if (!kept_pairs(o, b, r, row, entry)) return false;
      carried = true;
      for (unsigned n = r->element; n < o->ncells; n++) filled = filled || o->cells[n].text.n || o->cells[n].raw;
      continue;
    }
    if (r->kind == EDI_COUNT || r->kind == EDI_SUM) {
      if (raw && raw->kind == EDI_STRING && !raw->text.n) continue;
      if (r->kind == EDI_SUM && !edi_out_text(raw).n) continue;
      if (!counted(o, b, r, edi_out_text(raw), &v)) return false;
      put(o, r, v);
      continue;
    }
    if (!fills(raw)) continue; /* it is kept as it came */
    if (r->kind == EDI_CONST) {
      put(o, r, r->value);
      continue;
    }
    carried = true;
    if (!r->join.n && b->fields[r->field].by != entry) { /* another segment feeds the field */
      v = edi_out_text(as_of(raw));
      filled = filled || v.n;
      put(o, r, v);
      continue;
    }
    if (!field_text(o, b, r, row, as_of(raw), shift_of(o, r), &v)) return false;
    filled = filled || v.n || r->or_position;
    put(o, r, v);
  }
  bool opens = b->shape->parent && row == b->shape->first;
  bool texts = false;
  /* without anything of its own and without its fields it says nothing any more */
  at = 1;
  for (const struct edi_node *e = entry->first->next; e && at < EDI_OUT_ELEMENTS && !texts; e = e->next, at++) {
    bool qualifier = k && k->pairs_from && at >= k->pairs_from;
    for (size_t i = 0; k && i < k->nmatch; i++) qualifier = qualifier || k->match[i].element == at;
    texts = !qualifier && (edi_out_text(e).n || e->kind == EDI_ARRAY);
  }
  if (carried && !filled && !texts && !opens && !(k && k->always)) return true; /* its fields are gone */
  return edi_out_segment(o, id);
}

/* Objects. */

static bool write_item(struct edi_out *o, struct edi_out_object *b, const struct edi_list *l) {
  const struct edi_node *item = b->next[l->ordinal];
  if (!item) return true;
  b->next[l->ordinal] = l->one ? NULL : item->next;
  if (item->kind == EDI_NULL) return true;
  struct edi_out_object inner = {
      .up = b, .shape = l->item, .node = item, .name = l->name, .position = l->one ? 0 : ++b->index[l->ordinal]};
  o->at = &inner;
  if (item->kind != EDI_OBJECT) return edi_out_fail(o, "this must be an object");
  bool good = edi_out_object(o, &inner);
  o->at = b;
  return good;
}

static uint32_t row_of(const struct edi_out_object *b, edi_str label) {
  for (size_t r = b->shape->first; r < b->shape->end; r++)
    if (edi_eq(b->shape->rows[r - b->shape->first].label, label)) return (uint32_t)r;
  return EDI_OUT_NO_ROW;
}

static const struct edi_list *list_named(const struct edi_shape *s, edi_str name) {
  for (size_t i = 0; i < s->nlists; i++)
    if (edi_eq(s->lists[i]->name, name)) return s->lists[i];
  return NULL;
}

/* The entry feeds the field: of several, the one that counted when it was read. */
static void claim(struct edi_out_field *g, const struct edi_node *entry, unsigned rank, bool as) {
  rank = rank * 2 + !as;
  if (!g->by || rank < g->rank) {
    g->by = entry;
    g->rank = rank;
  }
  g->reserved = true;
}

/* Reads "kept": which group each entry belongs to, and which fields entries write. */
static bool read_kept(struct edi_out *o, struct edi_out_object *b) {
  const struct edi_node *kept = edi_node_find(b->node, EDI_STR("kept"));
  if (!kept || kept->kind == EDI_NULL) return true;
  if (kept->kind != EDI_ARRAY) return edi_out_fail(o, "kept must be an array");
  b->kept = kept->first;
  b->nkept = kept->n;
  b->entry_row = edi_alloc(o->m, (kept->n + 1) * sizeof *b->entry_row);
  size_t i = 0;
  for (const struct edi_node *e = kept->first; e; e = e->next, i++) {
    if (e->kind == EDI_OBJECT) {
      const struct edi_list *l = list_named(b->shape, edi_out_text(edi_node_find(e, EDI_STR("next"))));
      if (!l) return edi_out_fail(o, "kept[%zu] names no list of this object", i + 1);
      b->entry_row[i] = EDI_OUT_NO_ROW;
      for (size_t r = b->shape->first; r < b->shape->end; r++)
        for (const struct edi_list *k = b->shape->rows[r - b->shape->first].lists; k; k = k->next)
          if (k == l) b->entry_row[i] = b->shape->rows[r - b->shape->first].group;
      continue;
    }
    if (e->kind != EDI_ARRAY || !e->first || e->first->kind != EDI_STRING)
      return edi_out_fail(o, "kept[%zu] must be an array that begins with the name of a segment", i + 1);
    uint32_t row = row_of(b, e->first->text);
    if (row == EDI_OUT_NO_ROW) { /* unknown here: it follows what stands before it */
      b->entry_row[i] = i ? b->entry_row[i - 1] : b->shape->rows[0].group;
      continue;
    }
    b->entry_row[i] = b->shape->rows[row - b->shape->first].group;
    const struct edi_block *k = block_of(b, row, e);
    unsigned code = 0;
    if (k) entry_matches(k, e, &code);
    for (size_t n = 0; k && n < k->nrules; n++) {
      const struct edi_rule *r = &k->rules[n];
      const struct edi_node *raw = entry_element(e, r->element);
      const struct edi_node *part = r->component ? entry_component(raw, r->component) : raw;
      if (r->kind == EDI_FIELD && !r->join.n && fills(part) &&
          (as_of(part) || b->shape->fields[r->field].rank == r->rank))
        claim(&b->fields[r->field], e, r->rank + (code & 63), as_of(part));
      if (r->kind != EDI_PAIRS) continue;
      for (const struct edi_node *q = raw; q; q = q->next ? q->next->next : NULL) {
        const struct edi_code *c = edi_codes_find(r->codes, edi_out_text(q));
        if (c && fills(q->next)) claim(&b->fields[r->pair_fields[c->group]], e, r->rank, as_of(q->next));
      }
    }
  }
  return true;
}

/* Does kept say what is to be written of this block, or that nothing is? */
static bool settled(const struct edi_out_object *b, const struct edi_block *k) {
  for (const struct edi_node *e = b->kept; e; e = e->next)
    if (e->kind == EDI_ARRAY && edi_eq(e->first->text, b->shape->rows[k->row - b->shape->first].label) &&
        ((e->first->next && e->first->next->kind == EDI_BOOL) || block_of(b, (uint32_t)k->row, e) == k))
      return true;
  return false;
}

/* Has any row of the loop something to write? */
static bool loop_has(const struct edi_out_object *b, size_t first, size_t end) {
  for (size_t r = first; r < end; r++)
    for (const struct edi_block *k = b->shape->rows[r - b->shape->first].blocks; k; k = k->next)
      if (block_has(b, k)) return true;
  return false;
}

/* What of the fields is still to be written in this group. */
static bool left_over(struct edi_out *o, struct edi_out_object *b, size_t group) {
  const struct x12_set_def *d = o->map->def;
  const struct edi_shape *s = b->shape;
  for (size_t r = group; r < s->end && s->rows[r - s->first].group == group; r++) {
    const struct edi_row *row = &s->rows[r - s->first];
    bool opens = s->parent && r == s->first;
    if (d->rows[r].trigger && d->rows[r].loop != s->loop && row->blocks && !block_has(b, row->blocks) &&
        !row->blocks->always && loop_has(b, r + 1, d->loops[d->rows[r].loop].end))
      if (!fresh(o, b, row->blocks)) return false;
    for (const struct edi_block *k = row->blocks; k; k = k->next) {
      bool always = (k->always && !settled(b, k)) || (opens && k == row->blocks);
      if (opens && b->hl) continue; /* HL is written already */
      while (block_has(b, k) || always) {
        if (!fresh(o, b, k)) return false;
        always = false;
        if (!k->joins) break;
      }
    }
    if (opens && !row->blocks && !b->hl) {
      o->ncells = 0;
      if (!edi_out_segment(o, d->rows[r].segment->id)) return false;
    }
  }
  return true;
}

static bool write_group(struct edi_out *o, struct edi_out_object *b, size_t group) {
  const struct edi_shape *s = b->shape;
  bool opens = s->parent && group == s->first, opened = false;
  size_t i = 0;
  for (const struct edi_node *e = b->kept; e; e = e->next, i++) {
    if (b->entry_row[i] != group) continue;
    if (e->kind == EDI_OBJECT) {
      if (!write_item(o, b, list_named(s, edi_out_text(edi_node_find(e, EDI_STR("next")))))) return false;
      continue;
    }
    if (e->first->next && e->first->next->kind == EDI_BOOL) continue;
    uint32_t row = row_of(b, e->first->text);
    opened = true;
    if (!kept_entry(o, b, e, row)) return false;
  }
  if (!(opens && opened) && !left_over(o, b, group)) return false;
  if (s->rows[group - s->first].tree && !edi_out_tree(o, b)) return false;
  for (const struct edi_list *l = s->rows[group - s->first].lists; l; l = l->next)
    while (b->next[l->ordinal])
      if (!write_item(o, b, l)) return false;
  return true;
}

static bool prepare(struct edi_out *o, struct edi_out_object *b) {
  const struct edi_shape *s = b->shape;
  b->fields = edi_alloc(o->m, (s->nfields + 1) * sizeof *b->fields);
  b->next = edi_alloc(o->m, (s->nlists + 1) * sizeof *b->next);
  b->index = edi_alloc(o->m, (s->nlists + 1) * sizeof *b->index);
  for (uint16_t i = 0; i < s->nfields; i++) {
    const struct edi_field *f = &s->fields[i];
    if (!f->position && !f->constant.n && !given_text(o, b, i)) return false;
  }
  for (size_t i = 0; i < s->nlists; i++) {
    const struct edi_node *l = edi_node_find(b->node, s->lists[i]->name);
    if (!l || l->kind == EDI_NULL) continue;
    if (s->lists[i]->one) {
      b->next[i] = l;
    } else {
      if (l->kind != EDI_ARRAY) return edi_out_fail(o, "%.*s must be an array", EDI_ARG(s->lists[i]->name));
      b->next[i] = l->first;
    }
  }
  /* what the items say, too, is written only where kept has a place for it */
  for (size_t i = 0; i < s->nfields; i++) {
    const struct edi_field *f = &s->fields[i];
    if (f->least_list == EDI_NONE || !b->fields[i].rest.p) continue;
    edi_str least = {NULL, 0};
    const struct edi_list *l = s->lists[f->least_list];
    for (const struct edi_node *item = b->next[f->least_list]; item; item = item->next) {
      edi_str v = edi_out_text(edi_node_find(item, l->item->fields[f->least_field].name));
      if (v.n == 10 && (!least.n || memcmp(v.p, least.p, 10) < 0)) least = v;
    }
    b->fields[i].reserved = least.n && edi_eq(least, b->fields[i].rest);
  }
  return read_kept(o, b);
}

static bool write_rows(struct edi_out *o, struct edi_out_object *b) {
  const struct edi_shape *s = b->shape;
  size_t end = s->parent ? s->end : s->end - 1;
  for (size_t r = s->parent ? s->first : s->first + 1; r < end; r++)
    if (s->rows[r - s->first].group == r && !write_group(o, b, r)) return false;
  return true;
}

bool edi_out_object(struct edi_out *o, struct edi_out_object *b) { return prepare(o, b) && write_rows(o, b); }

bool edi_map_out(struct edi_mem *m, const struct edi_map *map, const struct edi_node *document, struct x12_writer *w,
                 edi_str *why) {
  struct edi_out o = {.m = m, .map = map, .w = w, .why = why};
  o.cells = edi_alloc(m, EDI_OUT_ELEMENTS * sizeof *o.cells);
  struct edi_out_object root = {.shape = map->root, .node = document};
  o.at = &root;
  if (!document || document->kind != EDI_OBJECT) return edi_out_fail(&o, "the document must be an object");
  return edi_out_object(&o, &root);
}

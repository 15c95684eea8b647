/* What "kept" says of the segments of an object: its entries, filled in from the fields. */
#include "edi/map/out_state.h"

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
static bool kept_pairs(struct edi_out *o, struct edi_out_object *b, const struct edi_block *k, const struct edi_rule *r,
                       const struct edi_node *entry) {
  unsigned at = r->element;
  const struct edi_node *kind = entry_element(entry, at);
  for (; kind && at < r->last; at += 2) {
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
  return edi_out_pairs(o, b, k, r, at);
}

bool edi_out_entry(struct edi_out *o, struct edi_out_object *b, const struct edi_node *entry, uint32_t row) {
  edi_str id = row == EDI_OUT_NO_ROW ? entry->first->text : o->map->def->rows[row].segment->id;
  const struct edi_block *k = row == EDI_OUT_NO_ROW ? NULL : block_of(b, row, entry);
  o->ncells = 0;
  unsigned at = 1;
  for (const struct edi_node *e = entry->first->next; e && at < EDI_OUT_ELEMENTS; e = e->next, at++) {
    if (k && edi_block_paired(k, at)) continue;
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
      if (!kept_pairs(o, b, k, r, entry)) return false;
      carried = true;
      for (unsigned n = r->element; n < o->ncells && n <= r->last; n++)
        filled = filled || o->cells[n].text.n || o->cells[n].raw;
      continue;
    }
    if (r->kind == EDI_COUNT || r->kind == EDI_SUM) {
      if (raw && raw->kind == EDI_STRING && !raw->text.n) continue;
      if (r->kind == EDI_SUM && !edi_out_text(raw).n) continue;
      edi_out_put(o, r, edi_out_total(o, r, edi_out_text(raw)));
      continue;
    }
    if (!fills(raw)) continue; /* it is kept as it came */
    if (r->kind == EDI_CONST) {
      edi_out_put(o, r, r->value);
      continue;
    }
    carried = true;
    if (!r->join.n && b->fields[r->field].by != entry) { /* another segment feeds the field */
      v = edi_out_text(as_of(raw));
      filled = filled || v.n;
      edi_out_put(o, r, v);
      continue;
    }
    if (!edi_out_field_text(o, b, r, row, as_of(raw), edi_out_shift(o, r), &v)) return false;
    filled = filled || v.n || r->or_position;
    edi_out_put(o, r, v);
  }
  bool opens = b->shape->parent && row == b->shape->first;
  bool texts = false;
  /* without anything of its own and without its fields it says nothing any more */
  at = 1;
  for (const struct edi_node *e = entry->first->next; e && at < EDI_OUT_ELEMENTS && !texts; e = e->next, at++) {
    bool qualifier = k && edi_block_paired(k, at);
    for (size_t i = 0; k && i < k->nmatch; i++) qualifier = qualifier || k->match[i].element == at;
    texts = !qualifier && (edi_out_text(e).n || e->kind == EDI_ARRAY);
  }
  if (carried && !filled && !texts && !opens && !(k && k->always)) return true; /* its fields are gone */
  return edi_out_segment(o, id);
}

uint32_t edi_out_row(const struct edi_out_object *b, edi_str label) {
  for (size_t r = b->shape->first; r < b->shape->end; r++)
    if (edi_eq(b->shape->rows[r - b->shape->first].label, label)) return (uint32_t)r;
  return EDI_OUT_NO_ROW;
}

const struct edi_list *edi_out_list(const struct edi_shape *s, edi_str name) {
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

bool edi_out_read_kept(struct edi_out *o, struct edi_out_object *b) {
  const struct edi_node *kept = edi_node_find(b->node, EDI_STR("kept"));
  if (!kept || kept->kind == EDI_NULL) return true;
  if (kept->kind != EDI_ARRAY) return edi_out_fail(o, "kept must be an array");
  b->kept = kept->first;
  b->nkept = kept->n;
  b->entry_row = edi_alloc(o->m, (kept->n + 1) * sizeof *b->entry_row);
  size_t i = 0;
  for (const struct edi_node *e = kept->first; e; e = e->next, i++) {
    if (e->kind == EDI_OBJECT) {
      const struct edi_list *l = edi_out_list(b->shape, edi_out_text(edi_node_find(e, EDI_STR("next"))));
      if (!l) return edi_out_fail(o, "kept[%zu] names no list of this object", i + 1);
      b->entry_row[i] = EDI_OUT_NO_ROW;
      for (size_t r = b->shape->first; r < b->shape->end; r++)
        for (const struct edi_list *k = b->shape->rows[r - b->shape->first].lists; k; k = k->next)
          if (k == l) b->entry_row[i] = b->shape->rows[r - b->shape->first].group;
      continue;
    }
    if (e->kind != EDI_ARRAY || !e->first || e->first->kind != EDI_STRING)
      return edi_out_fail(o, "kept[%zu] must be an array that begins with the name of a segment", i + 1);
    uint32_t row = edi_out_row(b, e->first->text);
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
      unsigned at = r->element;
      for (const struct edi_node *q = raw; q && at < r->last; q = q->next ? q->next->next : NULL, at += 2) {
        const struct edi_code *c = edi_codes_find(r->codes, edi_out_text(q));
        if (c && fills(q->next)) claim(&b->fields[r->pair_fields[c->group]], e, r->rank, as_of(q->next));
      }
    }
  }
  return true;
}

bool edi_out_settled(const struct edi_out_object *b, const struct edi_block *k) {
  for (const struct edi_node *e = b->kept; e; e = e->next)
    if (e->kind == EDI_ARRAY && edi_eq(e->first->text, b->shape->rows[k->row - b->shape->first].label) &&
        ((e->first->next && e->first->next->kind == EDI_BOOL) || block_of(b, (uint32_t)k->row, e) == k))
      return true;
  return false;
}

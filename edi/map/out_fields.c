/* From the fields of an object to elements. */
#include "edi/decimal.h"
#include "edi/json_out.h"
#include "edi/map/out_state.h"
#include "edi/map/value.h"

/* "quantity is no number: …" with the place in the map and in the segment. */
static bool rule_fails(struct edi_out *o, const struct edi_rule *r, size_t row, edi_str name, edi_str v,
                       const char *what) {
  edi_str id = o->map->def->rows[row].segment->id;
  return edi_out_fail(o, "%.*s: \"%.*s\" %s (%.*s, line %u, %.*s%02u)", EDI_ARG(name), v.n > 60 ? 60 : (int)v.n, v.p,
                      what, EDI_ARG(o->map->file), r->line, EDI_ARG(id), r->element);
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

edi_str edi_out_total(const struct edi_out *o, const struct edi_rule *r, edi_str as) {
  const struct x12_total *t = &o->map->def->totals[r->total];
  const struct x12_total_state *is = &o->totals[r->total];
  if ((as.n && x12_total_agrees(is, t, as)) || (t->element && is->uncertain)) return as;
  char buf[EDI_DECIMAL_TEXT];
  return edi_dup(o->m, edi_decimal_text(x12_total_value(is, t), buf));
}

bool edi_out_field_text(struct edi_out *o, struct edi_out_object *b, const struct edi_rule *r, size_t row,
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

int edi_out_shift(struct edi_out *o, const struct edi_rule *r) {
  if (!r->scale_element || r->scale_element >= o->ncells) return 0;
  return edi_value_shift(r, o->cells[r->scale_element].text);
}

static bool more_pairs(const struct edi_block *k, const struct edi_rule *r) {
  while (++r < k->rules + k->nrules)
    if (r->kind == EDI_PAIRS) return true;
  return false;
}

bool edi_out_pairs(struct edi_out *o, struct edi_out_object *b, const struct edi_block *k, const struct edi_rule *r,
                   unsigned at) {
  const struct x12_segment_def *def = o->map->def->rows[k->row].segment;
  unsigned last = r->last != EDI_NONE ? r->last : def->described ? (unsigned)def->n : EDI_OUT_ELEMENTS;
  for (size_t i = 0; i < r->codes->n; i++) {
    const struct edi_code *c = &r->codes->at[i];
    uint16_t field = r->pair_fields[c->group];
    struct edi_out_field *g = &b->fields[field];
    if (!c->first || !g->rest.p || g->reserved || b->shape->fields[field].rank != r->rank) continue;
    if (at + 1 > last && more_pairs(k, r)) return true;
    if (at + 1 > last || !edi_out_cell(o, at + 1))
      return edi_out_fail(o, "%.*s: there is no place left for it in %.*s", EDI_ARG(b->shape->fields[field].name),
                          EDI_ARG(def->id));
    o->cells[at].text = edi_code_beside(r->codes, c, g->rest.n)->code;
    o->cells[at + 1].text = g->rest;
    g->rest.p = NULL;
    at += 2;
  }
  return true;
}

bool edi_out_block_has(const struct edi_out_object *b, const struct edi_block *k) {
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

bool edi_out_fresh(struct edi_out *o, struct edi_out_object *b, const struct edi_block *k) {
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
      v = edi_out_total(o, r, v);
      break;
    case EDI_SUM:
      continue;
    case EDI_PAIRS:
      if (!edi_out_pairs(o, b, k, r, r->element)) return false;
      continue;
    case EDI_FIELD:
      if (b->fields[r->field].reserved || b->shape->fields[r->field].rank != r->rank) continue;
      if (!edi_out_field_text(o, b, r, k->row, NULL, edi_out_shift(o, r), &v)) return false;
      break;
    }
    edi_out_put(o, r, v);
  }
  return edi_out_segment(o, o->map->def->rows[k->row].segment->id);
}

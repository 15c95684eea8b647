/* Reads the rules of a map: what element is which field. */
#include "edi/map/load.h"

static bool scaled(struct edi_load *l, struct edi_rule *r, size_t at) {
  const struct edi_words *w = &l->words;
  unsigned element;
  if (at + 3 >= w->n || !edi_load_number(w->w[at + 1], 63, &element) || !edi_is(w->w[at + 2], "by"))
    FAIL("scaled EE by NAME");
  r->scale_element = (uint16_t)element;
  r->scale = edi_load_codes_named(l, w->w[at + 3]);
  if (!r->scale) return false;
  for (size_t i = 0; i < r->scale->n; i++) {
    unsigned digits;
    if (!edi_load_number(r->scale->at[i].model, 9, &digits))
      FAIL("the words of %.*s must be powers of ten, 0 to 9", EDI_ARG(w->w[at + 3]));
  }
  return true;
}

/* "lines.quantity" */
static bool dotted(struct edi_load *l, edi_str w, edi_str *list, edi_str *field) {
  const char *dot = memchr(w.p, '.', w.n);
  if (!dot) FAIL("\"%.*s\" is not of the form LIST.FIELD", EDI_ARG(w));
  *list = (edi_str){w.p, (size_t)(dot - w.p)};
  *field = (edi_str){dot + 1, w.n - list->n - 1};
  return true;
}

static bool options(struct edi_load *l, struct edi_rule *r, struct edi_field *f) {
  const struct edi_words *w = &l->words;
  unsigned v;
  for (size_t i = 2; i < w->n; i++) {
    edi_str o = w->w[i];
    if (edi_is(o, "text"))
      r->type = EDI_TEXT;
    else if (edi_is(o, "decimal"))
      r->type = EDI_DECIMAL;
    else if (edi_is(o, "integer"))
      r->type = EDI_INTEGER;
    else if (edi_is(o, "date"))
      r->type = EDI_DATE_T;
    else if (edi_is(o, "time"))
      r->type = EDI_TIME_T;
    else if (edi_is(o, "required"))
      r->required = true;
    else if (edi_is(o, "positive"))
      r->positive = true;
    else if (edi_is(o, "unsigned"))
      r->not_negative = true;
    else if (edi_is(o, "maybe"))
      f->maybe = true;
    else if (edi_is(o, "codes") && i + 1 < w->n) {
      r->codes = edi_load_codes_named(l, w->w[++i]);
      if (!r->codes) return false;
    } else if (edi_is(o, "scaled")) {
      if (!scaled(l, r, i)) return false;
      i += 3;
    } else if (edi_is(o, "join") && i + 1 < w->n && w->w[i + 1].n) {
      r->join = w->w[++i];
      f->joined = true;
      f->join = r->join;
    } else if (edi_is(o, "max") && i + 1 < w->n && edi_load_number(w->w[i + 1], 1000000, &v) && v) {
      r->max = v;
      i++;
    } else if (edi_is(o, "or") && i + 1 < w->n && edi_is(w->w[i + 1], "position")) {
      r->or_position = true;
      i++;
    } else if (edi_is(o, "else") && i + 2 < w->n && edi_is(w->w[i + 1], "least")) {
      if (!dotted(l, w->w[i + 2], &f->least_list_name, &f->least_name)) return false;
      i += 2;
    } else {
      FAIL("\"%.*s\" is not understood here", EDI_ARG(o));
    }
  }
  if ((r->positive || r->not_negative || r->scale_element) && r->type != EDI_DECIMAL && r->type != EDI_INTEGER)
    FAIL("positive, unsigned and scaled are for numbers");
  if ((r->codes || r->join.n || r->max) && r->type != EDI_TEXT) FAIL("codes, join and max are for texts");
  if (r->codes && r->join.n) FAIL("what is joined is not translated");
  return true;
}

static bool place(struct edi_load *l, struct edi_rule *r, edi_str w) {
  const struct x12_segment_def *def = l->map->def->rows[l->block->row].segment;
  const char *dash = memchr(w.p, '-', w.n);
  edi_str at = {w.p, dash ? (size_t)(dash - w.p) : w.n};
  unsigned element, component = 0;
  if (!edi_load_number(at, 63, &element) || !element ||
      (dash && (!edi_load_number((edi_str){dash + 1, w.n - at.n - 1}, 63, &component) || !component)))
    FAIL("\"%.*s\" is not understood: a rule begins with the number of an element, 01 to 63", EDI_ARG(w));
  r->element = (uint16_t)element;
  r->component = (uint16_t)component;
  if (!def->described) return true;
  if (r->element > def->n) FAIL("%.*s has %zu elements in this release", EDI_ARG(def->id), def->n);
  r->def = def->uses[r->element - 1].def;
  if (r->component) {
    const struct x12_composite_def *c = r->def->composite;
    if (!c || r->component > c->n)
      FAIL("%.*s%02u has no component %u in this release", EDI_ARG(def->id), r->element, r->component);
    r->def = c->uses[r->component - 1].def;
  }
  return true;
}

static bool pairs(struct edi_load *l, struct edi_rule *r) {
  const struct edi_words *w = &l->words;
  struct edi_block *b = l->block;
  bool to = edi_is(w->w[1], "to");
  unsigned last = 63;
  r->kind = EDI_PAIRS;
  if (to ? w->n != 5 || !edi_is(w->w[3], "pairs") || !edi_load_number(w->w[2], 63, &last) : w->n != 3)
    FAIL("EE pairs NAME, EE to EE pairs NAME");
  if (r->component) FAIL("pairs are of elements");
  if (to && (last <= r->element || (last - r->element) % 2 == 0)) FAIL("pairs need two elements each");
  const struct x12_segment_def *def = l->map->def->rows[b->row].segment;
  if (to && def->described && last > def->n) FAIL("%.*s has %zu elements in this release", EDI_ARG(def->id), def->n);
  r->last = to ? (uint16_t)last : EDI_NONE;
  b->open_pairs = !to;
  for (unsigned e = r->element; e <= last; e++) b->paired |= 1ull << e;
  b->covered |= b->paired;
  r->codes = edi_load_codes_named(l, w->w[w->n - 1]);
  if (!r->codes) return false;
  if (r->codes->open) FAIL("a list of pairs cannot have *: what it does not name is kept");
  uint16_t *fields = edi_alloc(l->m, (r->codes->n + 1) * sizeof *fields);
  for (size_t i = 0; i < r->codes->n; i++) {
    uint16_t f = edi_load_field(l, r->codes->at[i].model);
    if (f == EDI_NONE) return false;
    fields[r->codes->at[i].group] = f;
    if (r->codes->at[i].first) {
      struct edi_field *field = &l->shape->fields[f];
      if (field->rules && field->type != EDI_TEXT) FAIL("%.*s is of another type elsewhere", EDI_ARG(field->name));
      if (!field->rules++) field->rank = (uint16_t)(l->block->ordinal * 64u);
    }
  }
  r->rank = (uint16_t)(l->block->ordinal * 64u);
  r->pair_fields = fields;
  return true;
}

static bool total(struct edi_load *l, struct edi_rule *r) {
  const struct x12_set_def *d = l->map->def;
  const struct x12_segment_def *in = d->rows[l->block->row].segment;
  bool sum = r->kind == EDI_SUM;
  if (l->words.n != 2) FAIL("EE %s", sum ? "sum" : "count");
  for (size_t i = 0; i < d->ntotals; i++)
    if (d->totals[i].said_in->key == in->key && d->totals[i].said_at == r->element && !d->totals[i].element == !sum) {
      r->total = (uint16_t)i;
      return true;
    }
  FAIL("the table has no %s for %.*s%02u", sum ? "sum" : "count", EDI_ARG(in->id), r->element);
}

bool edi_load_rule(struct edi_load *l) {
  const struct edi_words *w = &l->words;
  struct edi_block *b = l->block;
  if (!b) FAIL("\"%.*s\" is not understood here", EDI_ARG(w->w[0]));
  if (b->nrules == EDI_RULES_MAX) FAIL("more than %d rules for a segment", EDI_RULES_MAX);
  b->rules = edi_load_grow(l->m, b->rules, b->nrules, &b->cap_rules, sizeof *b->rules);
  struct edi_rule *r = &b->rules[b->nrules];
  *r = (struct edi_rule){.line = (unsigned)w->line, .decimals = 0xff, .field = EDI_NONE};
  if (!place(l, r, w->w[0])) return false;
  if (w->n < 2) FAIL("the element has no rule");
  const struct edi_rule *before = b->nrules ? r - 1 : NULL;
  if (before && !before->component && (before->kind == EDI_PAIRS ? before->last : before->element) >= r->element)
    FAIL("the elements of a segment stand in their order");
  const struct edi_groups *g = &l->shape->groups;
  if (g->size && edi_groups_behind(g, r->element)) FAIL("rules are for the first of the groups");
  if (g->size && w->n > 1 &&
      (edi_is(w->w[1], "count") || edi_is(w->w[1], "sum") || edi_is(w->w[w->n > 3 ? 3 : 1], "pairs")))
    FAIL("there are no counts, sums and pairs in groups");
  b->nrules++;
  if (r->component < 2) b->covered |= 1ull << r->element; /* what is no composite is its first component */
  if (r->def) {
    if (r->def->type == X12_N) r->decimals = r->def->decimals;
    r->least = (uint16_t)(r->def->min > 0xffff ? 0xffff : r->def->min);
    r->most = (uint16_t)(r->def->max > 0xffff ? 0xffff : r->def->max);
  }
  if (edi_is(w->w[1], "pairs") || (w->n > 3 && edi_is(w->w[3], "pairs"))) return pairs(l, r);
  if (edi_is(w->w[1], "=")) {
    if (w->n != 3 || !w->w[2].n) FAIL("EE = VALUE");
    r->kind = EDI_CONST;
    r->value = w->w[2];
    return true;
  }
  if (edi_is(w->w[1], "count") || edi_is(w->w[1], "sum")) {
    r->kind = edi_is(w->w[1], "count") ? EDI_COUNT : EDI_SUM;
    return total(l, r);
  }
  r->field = edi_load_field(l, w->w[1]);
  if (r->field == EDI_NONE) return false;
  struct edi_field *f = &l->shape->fields[r->field];
  if (!options(l, r, f)) return false;
  if (g->size && (r->required || r->positive || r->not_negative))
    FAIL("required, positive and unsigned are not asked of groups");
  if (f->position || f->constant.n) FAIL("%.*s is no field of a segment", EDI_ARG(f->name));
  if (f->rules && f->type != r->type) FAIL("%.*s is of another type elsewhere", EDI_ARG(f->name));
  f->type = r->type;
  b->joins = b->joins || r->join.n;
  r->rank = (uint16_t)(b->ordinal * 64u);
  if (!f->rules++) f->rank = r->rank;
  f->or_position = f->or_position || r->or_position;
  return true;
}

/* One segment of a document being written: its elements, then the segment itself. */
#include "edi/map/out_state.h"

struct edi_out_cell *edi_out_cell(struct edi_out *o, unsigned element) {
  if (element >= EDI_OUT_ELEMENTS) return NULL;
  while (o->ncells <= element) o->cells[o->ncells++] = (struct edi_out_cell){.parts = 0};
  return &o->cells[element];
}

void edi_out_put(struct edi_out *o, const struct edi_rule *r, edi_str v) {
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

static void add_to_totals(struct edi_out *o, edi_str id) {
  const struct x12_set_def *d = o->map->def;
  for (size_t i = 0; i < d->ntotals; i++) {
    const struct x12_total *t = &d->totals[i];
    if (!edi_eq(t->segment->id, id)) continue;
    const struct edi_out_cell *c = t->element && t->element < o->ncells ? &o->cells[t->element] : NULL;
    x12_total_add(&o->totals[i], t, c ? c->text : (edi_str){"", 0});
  }
}

bool edi_out_segment(struct edi_out *o, edi_str id) {
  if (o->groups) return edi_out_group(o, id);
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
  add_to_totals(o, id);
  return good || edi_out_fail(o, "%.*s", EDI_ARG(x12_writer_why(o->w)));
}

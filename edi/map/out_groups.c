/* Items that share a segment: each is written to cells as if it stood alone, and taken up as the next group while what
   stands outside of the groups is the same. */
#include "edi/map/out_state.h"

/* A cell without anything in it where there is none. */
static const struct edi_out_cell *cell_at(const struct edi_out_cell *cells, unsigned n, unsigned i) {
  static const struct edi_out_cell none;
  return i < n ? &cells[i] : &none;
}

static bool same_node(const struct edi_node *a, const struct edi_node *b) {
  return a->kind == b->kind && a->n == b->n && edi_eq(a->text, b->text);
}

/* Arrays of repetitions of components, at most. */
static bool same_raw(const struct edi_node *a, const struct edi_node *b) {
  if (a == b) return true;
  if (!a || !b || !same_node(a, b)) return false;
  for (const struct edi_node *x = a->first, *y = b->first; x && y; x = x->next, y = y->next) {
    if (!same_node(x, y)) return false;
    for (const struct edi_node *v = x->first, *w = y->first; v && w; v = v->next, w = w->next)
      if (!same_node(v, w)) return false;
  }
  return true;
}

static bool same_cell(const struct edi_out_cell *a, const struct edi_out_cell *b) {
  if (a->parts != b->parts || !same_raw(a->raw, b->raw)) return false;
  for (unsigned i = 0; i < a->parts; i++)
    if (!edi_eq(a->part[i], b->part[i])) return false;
  return a->parts || a->raw || edi_eq(a->text, b->text);
}

static bool same_outside(const struct edi_out *o, const struct edi_out_groups *g) {
  unsigned n = o->ncells > g->ncells ? o->ncells : g->ncells, end = edi_groups_end(g->as);
  for (unsigned i = 1; i < n; i++)
    if ((i < g->as->first || i >= end) && !same_cell(cell_at(o->cells, o->ncells, i), cell_at(g->cells, g->ncells, i)))
      return false;
  return true;
}

static bool flush(struct edi_out *o, struct edi_out_groups *g) {
  if (!g->n) return true;
  struct edi_out_cell *cells = o->cells;
  unsigned ncells = o->ncells;
  o->groups = NULL;
  o->cells = g->cells;
  o->ncells = g->ncells;
  bool good = edi_out_segment(o, g->id);
  o->groups = g;
  o->cells = cells;
  o->ncells = ncells;
  g->n = 0;
  return good;
}

static void put_cell(struct edi_out_groups *g, unsigned at, const struct edi_out_cell *c) {
  while (g->ncells <= at) g->cells[g->ncells++] = (struct edi_out_cell){.parts = 0};
  g->cells[at] = *c;
}

bool edi_out_group(struct edi_out *o, edi_str id) {
  struct edi_out_groups *g = o->groups;
  const struct edi_groups *as = g->as;
  if (g->n && (g->n == g->most || !same_outside(o, g)) && !flush(o, g)) return false;
  if (!g->n) {
    g->id = id;
    g->ncells = 0;
    for (unsigned i = 1; i < o->ncells; i++)
      if (!edi_groups_behind(as, i)) put_cell(g, i, &o->cells[i]);
  } else {
    for (unsigned i = 0; i < as->size; i++)
      put_cell(g, as->first + g->n * as->size + i, cell_at(o->cells, o->ncells, as->first + i));
  }
  g->n++;
  return true;
}

bool edi_out_grouped(struct edi_out *o, struct edi_out_object *b, const struct edi_list *l, uint32_t n) {
  struct edi_out_groups g = {.as = &l->item->groups, .most = n ? n : l->item->groups.most};
  if (!o->group_cells) o->group_cells = edi_alloc(o->m, EDI_OUT_ELEMENTS * sizeof *o->group_cells);
  g.cells = o->group_cells;
  o->groups = &g;
  bool good = true;
  for (uint32_t i = 0; good && b->next[l->ordinal] && (!n || i < n); i++) good = edi_out_item(o, b, l);
  good = good && flush(o, &g);
  o->groups = NULL;
  return good;
}

/* Reads the table of a transaction set and works out beforehand where each segment goes from each place. */
#include "edi/x12/schema_read.h"

/* The loop named path; a new one must hang under a loop that is still open at this row. */
static bool find_loop(const struct x12_lines *l, struct x12_set_def *d, edi_str path, edi_str most, unsigned *out) {
  for (unsigned i = 0; i < d->nloops; i++)
    if (edi_eq(d->loops[i].path, path)) {
      *out = i;
      if (d->loops[i].end == d->n) return true;
      return x12_lines_wrong(l, "the rows of the loop %.*s must stand together", EDI_ARG(path));
    }
  if (d->nloops == X12_LOOPS_MAX) return x12_lines_wrong(l, "there are more than %d loops", X12_LOOPS_MAX);
  size_t slash = path.n;
  while (slash && path.p[slash - 1] != '/') slash--;
  struct x12_loop new = {.path = path, .first = d->n, .end = d->n};
  if (slash) {
    edi_str around = {path.p, slash - 1};
    unsigned i = 0;
    while (i < d->nloops && !edi_eq(d->loops[i].path, around)) i++;
    if (i == d->nloops || d->loops[i].end != d->n)
      return x12_lines_wrong(l, "the loop %.*s is not open here", EDI_ARG(around));
    new.parent = i;
  }
  new.depth = d->loops[new.parent].depth + 1;
  if (new.depth >= X12_LOOP_DEPTH) return x12_lines_wrong(l, "loops stand more than %d deep", X12_LOOP_DEPTH - 1);
  if (!x12_times(most, &new.max))
    return x12_lines_wrong(l, "the first row of a loop says how many turns it has, not \"%.*s\"", EDI_ARG(most));
  *out = (unsigned)d->nloops;
  d->loops[d->nloops++] = new;
  return true;
}

static bool read_row(const struct x12_lines *l, const struct x12_release *r, struct x12_set_def *d) {
  struct x12_row *row = &d->rows[d->n];
  row->position = l->col[0];
  row->segment = x12_release_segment(r, l->col[2]);
  row->mandatory = edi_is(l->col[3], "M");
  if (!row->segment) return x12_lines_wrong(l, "segment \"%.*s\" is not in segments.tsv", EDI_ARG(l->col[2]));
  if (!row->mandatory && !edi_is(l->col[3], "O"))
    return x12_lines_wrong(l, "the use is M or O, not \"%.*s\"", EDI_ARG(l->col[3]));
  if (!x12_times(l->col[4], &row->max)) return x12_lines_wrong(l, "\"%.*s\" is no number of times", EDI_ARG(l->col[4]));
  if (!find_loop(l, d, l->col[1], l->col[5], &row->loop)) return false;
  if (d->n >= X12_ROWS_MAX) return x12_lines_wrong(l, "there are more than %d rows", X12_ROWS_MAX);
  const struct x12_loop *loop = &d->loops[row->loop];
  row->trigger = row->loop && loop->first == d->n;
  row->depth = (unsigned char)loop->depth;
  if (row->trigger && row->max != 1)
    return x12_lines_wrong(l, "the first row of a loop has its turns, and 1 time each");
  d->n++;
  for (unsigned k = row->loop;; k = d->loops[k].parent) {
    d->loops[k].end = d->n;
    if (!k) break;
  }
  return true;
}

static bool hook(struct x12_set_def *d, const struct x12_segment_def *s, enum x12_row_hook what) {
  bool any = false;
  for (size_t i = 0; i < d->n; i++)
    if (d->rows[i].segment == s) {
      d->rows[i].hooks |= (unsigned char)what;
      any = true;
    }
  return any;
}

static bool read_total(const struct x12_lines *l, const struct x12_release *r, struct x12_set_def *d) {
  if (d->ntotals == X12_TOTALS_MAX) return x12_lines_wrong(l, "there are more than %d totals", X12_TOTALS_MAX);
  struct x12_total *t = &d->totals[d->ntotals];
  edi_str in, of = l->col[3];
  bool sum = edi_is(l->col[2], "sum");
  if (!sum && !edi_is(l->col[2], "count"))
    return x12_lines_wrong(l, "a total is a count or a sum, not \"%.*s\"", EDI_ARG(l->col[2]));
  if (!x12_place_parts(l->col[1], &in, &t->said_at) || !(t->said_in = x12_release_segment(r, in)) ||
      t->said_at > t->said_in->n || !hook(d, t->said_in, X12_HOOK_TOTAL))
    return x12_lines_wrong(l, "\"%.*s\" is no element of this set", EDI_ARG(l->col[1]));
  if ((sum && !x12_place_parts(l->col[3], &of, &t->element)) || !(t->segment = x12_release_segment(r, of)) ||
      t->element > t->segment->n || !hook(d, t->segment, X12_HOOK_SOURCE))
    return x12_lines_wrong(l, "\"%.*s\" does not stand in this set", EDI_ARG(l->col[3]));
  d->ntotals++;
  return true;
}

/* Are the loops that LS opens closed by LE? */
static void hook_bounds(struct x12_set_def *d) {
  for (size_t i = 0; i < d->n; i++) {
    edi_str id = d->rows[i].segment->id;
    if (edi_is(id, "LS")) d->rows[i].hooks |= X12_HOOK_LS;
    if (edi_is(id, "LE")) d->rows[i].hooks |= X12_HOOK_LE;
  }
}

bool x12_read_set(struct x12_lines *l, struct x12_release *r) {
  struct x12_set_def *d = EDI_NEW(l->m, struct x12_set_def);
  size_t lines = 1;
  for (size_t i = 0; i < l->text.n; i++) lines += l->text.p[i] == '\n';
  d->rows = edi_alloc(l->m, lines * sizeof *d->rows);
  d->loops = edi_alloc(l->m, (lines < X12_LOOPS_MAX ? lines + 1 : X12_LOOPS_MAX) * sizeof *d->loops);
  if (!x12_lines_next(l) || !edi_is(l->col[0], "set") || !l->col[1].n || !l->col[2].n || !l->col[3].n)
    return x12_lines_wrong(l, "the first line is: set, id, functional id, name");
  d->id = l->col[1];
  d->group = l->col[2];
  d->name = l->col[3];
  d->loops[0] = (struct x12_loop){.path = EDI_STR(""), .max = 1};
  d->nloops = 1;
  bool behind = false;
  while (x12_lines_next(l)) {
    bool total = edi_is(l->col[0], "total"), hl = edi_is(l->col[0], "hl");
    if (behind && !total && !hl) return x12_lines_wrong(l, "totals and hl stand behind the rows");
    behind = behind || total || hl;
    if (total ? !read_total(l, r, d) : !hl && !read_row(l, r, d)) return false;
    if (!hl) continue;
    const struct x12_segment_def *s = x12_release_segment(r, l->col[1]);
    d->hl = s && s->n >= 3 && hook(d, s, X12_HOOK_HL);
    if (!d->hl) return x12_lines_wrong(l, "\"%.*s\" does not stand in this set", EDI_ARG(l->col[1]));
  }
  if (d->n < 2 || !edi_is(d->rows[0].segment->id, "ST") || !edi_is(d->rows[d->n - 1].segment->id, "SE"))
    return x12_lines_wrong(l, "a set begins with ST and ends with SE");
  for (size_t i = 0; i < r->nsets; i++)
    if (edi_eq(r->sets[i]->id, d->id)) return x12_lines_wrong(l, "there is another table of set %.*s", EDI_ARG(d->id));
  hook_bounds(d);
  x12_set_settle(l->m, d);
  r->sets[r->nsets++] = d;
  return true;
}

size_t x12_next_row(const struct x12_set_def *d, unsigned loop, size_t row) {
  unsigned l = d->rows[row].loop;
  if (l == loop) return row + 1;
  while (d->loops[l].parent != loop) l = d->loops[l].parent;
  return d->loops[l].end;
}

static void settle_ids(struct edi_mem *m, struct x12_set_def *d) {
  unsigned bits = 4;
  while (((size_t)1 << bits) < d->n * 2) bits++;
  d->id_shift = 32 - bits;
  d->ids = edi_alloc(m, sizeof *d->ids << bits);
  d->columns = 0;
  uint32_t mask = (1u << bits) - 1;
  for (size_t i = 0; i < d->n; i++) {
    uint32_t key = d->rows[i].segment->key, h = key * 2654435769u >> d->id_shift;
    while (d->ids[h].key && d->ids[h].key != key) h = (h + 1) & mask;
    if (!d->ids[h].key) d->ids[h] = (struct x12_id_slot){key, (uint32_t)d->columns++};
  }
  for (uint32_t h = 0; h <= mask; h++)
    if (!d->ids[h].key) d->ids[h].column = (uint32_t)d->columns;
}

/* Fills `out` with where each id goes from row `at` of `loop` when no inner loop is open: rows ahead in this loop, then
   whatever `around` says. inclusive: `at` itself may come again. */
static void settle_steps(const struct x12_set_def *d, unsigned loop, size_t at, bool inclusive, const uint16_t *around,
                         uint16_t *out) {
  for (size_t c = 0; c < d->columns; c++) out[c] = X12_STEP_NONE;
  /* a loop with needs is never left without a closer look */
  bool passes = d->loops[loop].needs;
  for (size_t row = inclusive ? at : x12_next_row(d, loop, at); row < d->loops[loop].end;
       row = x12_next_row(d, loop, row)) {
    const struct x12_row *r = &d->rows[row];
    uint16_t *step = &out[x12_set_column(d, r->segment->key)];
    /* a row that a guide does not want is decided the long way: there may be another place for it */
    if (*step == X12_STEP_NONE) *step = (uint16_t)(row | (passes || r->unused ? X12_STEP_PASSES : 0));
    passes = passes || r->least || (r->mandatory && (row != at || !inclusive));
  }
  for (size_t c = 0; c < d->columns && around; c++)
    if (out[c] == X12_STEP_NONE && around[c] != X12_STEP_NONE)
      out[c] = (uint16_t)(around[c] | (passes ? X12_STEP_PASSES : 0));
}

void x12_set_settle(struct edi_mem *m, struct x12_set_def *d) {
  settle_ids(m, d);
  size_t wide = d->columns;
  d->steps = edi_alloc(m, (d->n + 1) * wide * sizeof *d->steps);
  /* what is ahead of a loop when it ends: another turn of it, or what follows in the loop around it */
  uint16_t *around = edi_alloc(m, d->nloops * wide * sizeof *around);
  for (unsigned l = 1; l < d->nloops; l++) {
    unsigned p = d->loops[l].parent;
    settle_steps(d, p, d->loops[l].first, true, p ? &around[p * wide] : NULL, &around[l * wide]);
  }
  for (size_t row = 0; row < d->n; row++) {
    unsigned l = d->rows[row].loop;
    settle_steps(d, l, row, !d->rows[row].trigger, l ? &around[l * wide] : NULL, &d->steps[row * wide]);
  }
  /* before all: a row 0 that has not come is mandatory, unlike one that may come again */
  uint16_t *start = &d->steps[d->n * wide];
  settle_steps(d, 0, 0, true, NULL, start);
  for (size_t c = 0; c < wide; c++)
    if (start[c] != X12_STEP_NONE && start[c] != 0) start[c] |= X12_STEP_PASSES;
}

/* The check of a transaction set. A segment is looked for ahead in the innermost open loop, then in the loops around
   it; what is passed over and mandatory is missing. */
#include "edi/x12/set.h"
#include "edi/date.h"

void x12_check_start(struct x12_check *c, struct edi_mem *m, const struct x12_release *r, const struct x12_set_def *def,
                     struct x12_delimiters d, struct x12_findings *findings) {
  *c = (struct x12_check){.m = m, .release = r, .def = def, .d = d, .findings = findings};
  c->frames[0].row = SIZE_MAX;
}

edi_str x12_check_loop(const struct x12_check *c) { return c->def->loops[c->frames[c->depth].loop].path; }

static void add(struct x12_check *c, const struct x12_segment *s, struct x12_finding f) {
  f.segment = c->ordinal;
  f.offset = f.value.n ? s->offset + (uint64_t)(f.value.p - s->text.p) : s->offset;
  if (!f.segment_id.n) f.segment_id = x12_at(s, 0);
  if (!f.loop.p) f.loop = x12_check_loop(c);
  x12_findings_add(c->m, c->findings, &f);
}

/* The row after `row` in its own loop: an inner loop counts as one row, its trigger. */
static size_t next_row(const struct x12_set_def *d, unsigned loop, size_t row) {
  unsigned l = d->rows[row].loop;
  if (l == loop) return row + 1;
  while (d->loops[l].parent != loop) l = d->loops[l].parent;
  return d->loops[l].end;
}

/* Mandatory rows of a loop in [from, to) that never came. */
static void missing(struct x12_check *c, const struct x12_segment *s, unsigned loop, size_t from, size_t to) {
  for (size_t r = from; r < to; r = next_row(c->def, loop, r))
    if (c->def->rows[r].mandatory) {
      const struct x12_segment_def *def = c->def->rows[r].segment;
      add(c, s,
          (struct x12_finding){
              .part = X12_AK3,
              .code = 3,
              .fatal = true,
              .segment_id = def->id,
              .loop = c->def->loops[c->def->rows[r].loop].path,
              .text = EDI_SAY("The mandatory segment %.*s (%.*s) is missing; it was expected before this place.",
                              EDI_ARG(def->id), EDI_ARG(def->name))});
    }
}

static size_t after(const struct x12_check *c, const struct x12_frame *f) {
  return f->row == SIZE_MAX ? c->def->loops[f->loop].first : next_row(c->def, f->loop, f->row);
}

/* Is this row the one that opens an inner loop of `loop`? */
static bool opens(const struct x12_check *c, unsigned loop, size_t row) { return c->def->rows[row].loop != loop; }

static void take(struct x12_check *c, const struct x12_segment *s, unsigned depth, size_t row) {
  struct x12_frame *f = &c->frames[depth];
  for (unsigned d = c->depth; d > depth; d--)
    missing(c, s, c->frames[d].loop, after(c, &c->frames[d]), c->def->loops[c->frames[d].loop].end);
  c->depth = depth;
  bool again = row == f->row;
  if (!again) missing(c, s, f->loop, after(c, f), row);
  f->count = again ? f->count + 1 : 1;
  f->row = row;
  bool inner = opens(c, f->loop, row);
  if (inner) {
    c->depth = depth + 1;
    c->frames[c->depth] = (struct x12_frame){.loop = c->def->rows[row].loop, .row = row, .count = 1};
  }
  uint32_t max = inner ? c->def->loops[c->def->rows[row].loop].max : c->def->rows[row].max;
  if (f->count > max)
    add(c, s,
        (struct x12_finding){
            .part = X12_AK3,
            .code = inner ? 4 : 5,
            .text = EDI_SAY("%.*s may occur %u times here; this is number %u.", EDI_ARG(x12_at(s, 0)), max, f->count)});
}

static bool place(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def) {
  bool full = false;
  unsigned full_depth = 0;
  for (unsigned d = c->depth + 1; d-- > 0;) {
    const struct x12_frame *f = &c->frames[d];
    const struct x12_loop *l = &c->def->loops[f->loop];
    size_t row = f->row == SIZE_MAX ? l->first : f->row;
    /* the trigger of an open loop opens the next turn of it: that is for the loop around */
    if (d && row == l->first) row++;
    for (; row < l->end; row = next_row(c->def, f->loop, row)) {
      if (c->def->rows[row].segment != def) continue;
      uint32_t max = opens(c, f->loop, row) ? c->def->loops[c->def->rows[row].loop].max : c->def->rows[row].max;
      if (row == f->row && f->count >= max) { /* one too many, unless it has another place further on */
        if (!full) {
          full = true;
          full_depth = d;
        }
        continue;
      }
      take(c, s, d, row);
      return true;
    }
  }
  if (full) take(c, s, full_depth, c->frames[full_depth].row);
  return full;
}

static void misplaced(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def) {
  bool in_set = false;
  for (size_t i = 0; i < c->def->n && def && !in_set; i++) in_set = c->def->rows[i].segment == def;
  struct x12_finding f = {.part = X12_AK3, .code = in_set ? 7 : def ? 6 : 1, .fatal = in_set};
  char say[EDI_SAY_MAX];
  if (in_set)
    f.text = edi_format(say, "The segment %.*s (%.*s) does not belong at this place; the order of segments is fixed.",
                        EDI_ARG(def->id), EDI_ARG(def->name));
  else
    f.text = edi_format(say, "The segment %.*s %s; it was passed over.", (int)(x12_at(s, 0).n > 8 ? 8 : x12_at(s, 0).n),
                        x12_at(s, 0).p, def ? "is not part of this transaction set" : "is not known");
  add(c, s, f);
}

static size_t characters(edi_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
  return n;
}

/* Type R and N: the length counts digits only. Returns false when it is no number. */
static bool digits(edi_str v, bool point, size_t *n) {
  bool seen = !point;
  *n = 0;
  for (size_t i = 0; i < v.n; i++) {
    if (v.p[i] == '-' && i == 0) continue;
    if (v.p[i] == '.' && !seen) {
      seen = true;
      continue;
    }
    if (v.p[i] < '0' || v.p[i] > '9') return false;
    ++*n;
  }
  return *n > 0;
}

static void check_value(struct x12_check *c, const struct x12_segment *s, size_t i, const struct x12_element_def *def,
                        edi_str v) {
  size_t n = v.n;
  int code = 0;
  const char *what = NULL;
  struct edi_date date;
  switch (def->type) {
  case X12_COMPOSITE:
  case X12_B:
    return;
  case X12_N:
  case X12_R:
    if (!digits(v, def->type == X12_R, &n)) {
      code = 6;
      what = "is not a number";
    }
    break;
  case X12_DT:
    if (v.n >= def->min && v.n <= def->max && !edi_date_read(v, &date)) {
      code = 8;
      what = "is not a date of the form CCYYMMDD";
    }
    break;
  case X12_TM:
    if (v.n >= def->min && v.n <= def->max && !edi_time_valid(v)) {
      code = 9;
      what = "is not a time of the form HHMM";
    }
    break;
  case X12_AN:
  case X12_ID:
    n = characters(v);
    if (memchr(v.p, c->d.component, v.n)) {
      code = 6;
      what = "holds the component separator";
    }
    break;
  }
  bool fatal = code == 8 || code == 9 || (code == 6 && (def->type == X12_N || def->type == X12_R));
  if (!code && n < def->min) {
    code = 4;
    what = "is too short";
  } else if (!code && n > def->max) {
    code = 5;
    what = "is too long";
  }
  if (code)
    add(c, s,
        (struct x12_finding){
            .part = X12_AK4,
            .code = code,
            .fatal = fatal,
            .element = (unsigned)i,
            .reference = def->number,
            .value = v,
            .text = code == 4 || code == 5
                        ? EDI_SAY("%.*s%02zu (%.*s) %s: %zu characters, %u to %u are allowed.", EDI_ARG(x12_at(s, 0)),
                                  i, EDI_ARG(def->name), what, n, def->min, def->max)
                        : EDI_SAY("%.*s%02zu (%.*s) %s.", EDI_ARG(x12_at(s, 0)), i, EDI_ARG(def->name), what)});
}

static bool all_blank(edi_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] != ' ') return false;
  return true;
}

static void check_conditions(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def,
                             uint64_t present) {
  for (size_t i = 0; i < def->nconditions; i++) {
    const struct x12_condition *k = &def->conditions[i];
    uint64_t here = k->mask & present, first = 1ull << k->first;
    bool ok = k->kind == 'P'   ? here == 0 || here == k->mask
              : k->kind == 'R' ? here != 0
              : k->kind == 'E' ? __builtin_popcountll(here) <= 1
              : k->kind == 'C' ? !(here & first) || here == k->mask
                               : !(here & first) || (here & ~first);
    if (ok) continue;
    uint64_t absent = k->mask & ~present & ~(k->kind == 'P' || k->kind == 'R' ? 0 : first);
    unsigned at = (unsigned)__builtin_ctzll(k->kind == 'E' ? here & (here - 1) : absent);
    const struct x12_element_def *e = def->uses[at - 1].def;
    add(c, s,
        (struct x12_finding){
            .part = X12_AK4,
            .code = k->kind == 'E' ? 10 : 2,
            .element = at,
            .reference = e->number,
            .value = k->kind == 'E' ? x12_at(s, at) : (edi_str){NULL, 0},
            .text = EDI_SAY(
                k->kind == 'E'
                    ? "%.*s%02u (%.*s) must not be there beside the others."
                    : "%.*s%02u (%.*s) must be there, because an element that needs it is (or both are absent).",
                EDI_ARG(x12_at(s, 0)), at, EDI_ARG(e->name))});
  }
}

static void check_elements(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def) {
  uint64_t present = 0;
  for (size_t i = 1; i <= def->n; i++) {
    const struct x12_use *u = &def->uses[i - 1];
    edi_str v = x12_at(s, i);
    if (all_blank(v)) {
      if (u->mandatory)
        add(c, s,
            (struct x12_finding){.part = X12_AK4,
                                 .code = 1,
                                 .fatal = true,
                                 .element = (unsigned)i,
                                 .reference = u->def->number,
                                 .text = EDI_SAY("%.*s%02zu (%.*s) is missing and must be there.",
                                                 EDI_ARG(x12_at(s, 0)), i, EDI_ARG(u->def->name))});
      continue;
    }
    if (i < 64) present |= 1ull << i;
    if (c->d.repetition && memchr(v.p, c->d.repetition, v.n)) {
      edi_str part[X12_ELEMENTS_MAX];
      size_t n = x12_split(v, c->d.repetition, part, X12_ELEMENTS_MAX);
      for (size_t k = 0; k < n && k < X12_ELEMENTS_MAX; k++)
        if (part[k].n) check_value(c, s, i, u->def, part[k]);
    } else {
      check_value(c, s, i, u->def, v);
    }
  }
  for (size_t i = def->n + 1; i < s->n; i++)
    if (x12_at(s, i).n) {
      add(c, s,
          (struct x12_finding){
              .part = X12_AK4,
              .code = 3,
              .element = (unsigned)i,
              .value = x12_at(s, i),
              .text = EDI_SAY("%.*s has %zu elements at most; this one has more.", EDI_ARG(x12_at(s, 0)), def->n)});
      break;
    }
  check_conditions(c, s, def, present);
}

void x12_check_segment(struct x12_check *c, const struct x12_segment *s) {
  c->ordinal++;
  const struct x12_segment_def *def = x12_release_segment(c->release, x12_at(s, 0));
  if (!def || !place(c, s, def)) {
    misplaced(c, s, def);
    return;
  }
  if (def->described && !c->walk_only) check_elements(c, s, def);
}

/* The check of a transaction set: where each segment belongs. A segment is looked for ahead in the innermost open loop,
   then in the loops around it; what is passed over and mandatory is missing. */
#include "edi/x12/set.h"
#include "edi/x12/element.h"
#include "edi/x12/schema_codes.h"
#include "edi/x12/schema_read.h"

void x12_check_start(struct x12_check *c, struct edi_mem *m, const struct x12_release *r, const struct x12_set_def *def,
                     struct x12_delimiters d, struct x12_findings *findings) {
  if (c->def != def) memset(c->known, 0, sizeof c->known);
  c->m = m;
  c->release = r;
  c->def = def;
  c->d = d;
  c->findings = findings;
  c->frames[0] = (struct x12_frame){.row = SIZE_MAX};
  c->depth = 0;
  c->ordinal = 0;
  c->walk_only = false;
  c->at = def ? def->n : 0;
  if (def && def->ntotals) memset(c->totals, 0, sizeof c->totals);
  x12_hl_start(&c->hl);
}

void x12_check_free(struct x12_check *c) { x12_hl_free(&c->hl); }

edi_str x12_check_loop(const struct x12_check *c) {
  return c->def ? c->def->loops[c->frames[c->depth].loop].path : (edi_str){"", 0};
}

edi_str x12_digits(char buf[static X12_DIGITS], uint64_t v) {
  size_t n = X12_DIGITS;
  do buf[--n] = (char)('0' + v % 10);
  while (v /= 10);
  return (edi_str){buf + n, X12_DIGITS - n};
}

void x12_check_say(struct x12_check *c, const struct x12_segment *s, struct x12_finding *f) {
  const char *severity = x12_release_severity(c->release);
  if (severity && severity[f->key]) {
    if (severity[f->key] == 'I') return;
    f->fatal = severity[f->key] == 'R';
  }
  if (!f->segment) {
    f->segment = c->ordinal;
    bool inside = f->value.n && f->value.p >= s->text.p && f->value.p < s->text.p + s->text.n;
    f->offset = inside ? s->offset + (uint64_t)(f->value.p - s->text.p) : s->offset;
  }
  if (!f->segment_id.n) f->segment_id = x12_at(s, 0);
  if (!f->loop.p) f->loop = x12_check_loop(c);
  x12_findings_add(c->m, c->findings, f);
}

/* On a row that is not the one of s. */
static void say_row(struct x12_check *c, const struct x12_segment *s, size_t at, struct x12_finding *f) {
  const struct x12_row *row = &c->def->rows[at];
  f->segment_id = row->segment->id;
  f->name = row->segment->name;
  f->loop = c->def->loops[row->loop].path;
  x12_check_say(c, s, f);
}

/* The walk goes on from a row that came `count` times. */
static void leave(struct x12_check *c, const struct x12_segment *s, size_t at, uint32_t count) {
  const struct x12_row *row = &c->def->rows[at];
  char found[X12_DIGITS], expected[X12_DIGITS];
  if (!count && row->mandatory) {
    struct x12_finding f = x12_finding_of(row->guided ? X12_K_GUIDE_SEGMENT_MISSING : X12_K_SEGMENT_MISSING);
    say_row(c, s, at, &f);
  } else if (count < row->least) {
    struct x12_finding f = x12_finding_of(row->trigger ? X12_K_GUIDE_LOOP_FEW : X12_K_GUIDE_SEGMENT_FEW);
    f.found = x12_digits(found, count);
    f.expected = x12_digits(expected, row->least);
    say_row(c, s, at, &f);
  }
}

bool x12_when_holds(const struct x12_when *w, const struct x12_segment *s) {
  edi_str v = edi_trim(x12_at(s, w->element));
  bool any = v.n && !w->n;
  for (size_t i = 0; i < w->n && !any; i++) any = edi_eq(w->codes[i], v);
  return any;
}

static bool called_for(const struct x12_check *c, size_t need) {
  const struct x12_need *n = &c->def->needs[need];
  return !n->when.element || c->frames[c->def->loops[c->def->rows[n->on].loop].depth].calls & 1ull << need;
}

/* What a guide asks for in every turn of a loop and did not come in this one. */
static void unmet(struct x12_check *c, const struct x12_segment *s, const struct x12_frame *f) {
  if (!c->def->loops[f->loop].needs) return;
  for (size_t i = 0; i < c->def->nneeds; i++) {
    const struct x12_need *n = &c->def->needs[i];
    if (n->loop != f->loop || n->unused || (f->met & 1ull << i) || !called_for(c, i)) continue;
    struct x12_finding say =
        x12_finding_of(n->when.element ? X12_K_GUIDE_SEGMENT_DEPENDENT : X12_K_GUIDE_SEGMENT_MISSING);
    say.expected = n->code;
    say_row(c, s, n->row, &say);
  }
}

static size_t after(const struct x12_check *c, const struct x12_frame *f) {
  return f->row == SIZE_MAX ? c->def->loops[f->loop].first : x12_next_row(c->def, f->loop, f->row);
}

/* Rows of the loop that the walk passes by on its way to `to`. */
static void pass(struct x12_check *c, const struct x12_segment *s, const struct x12_frame *f, size_t to) {
  bool own = f->row != SIZE_MAX && f->loop && f->row == c->def->loops[f->loop].first; /* it opened this turn */
  if (f->row != SIZE_MAX && !own) leave(c, s, f->row, f->count);
  for (size_t r = after(c, f); r < to; r = x12_next_row(c->def, f->loop, r)) leave(c, s, r, 0);
}

/* How many times a row may stand in a loop: the turns of the inner loop that it opens, or its own times. */
static uint32_t most(const struct x12_set_def *d, unsigned loop, const struct x12_row *row) {
  return row->loop == loop ? row->max : d->loops[row->loop].max;
}

/* Goes to a row whose loop is open, or which opens one. false: it has come as often as it may. */
static inline bool advance(struct x12_check *c, size_t at, bool even_if_full) {
  const struct x12_row *row = &c->def->rows[at];
  unsigned depth = row->depth - row->trigger;
  struct x12_frame *f = &c->frames[depth];
  uint32_t count = f->row == at ? f->count + 1 : 1;
  if (count > most(c->def, f->loop, row) && !even_if_full) return false;
  f->row = at;
  f->count = count;
  c->depth = depth;
  c->at = at;
  if (row->trigger) {
    c->depth = depth + 1;
    c->frames[depth + 1] = (struct x12_frame){.loop = row->loop, .row = at, .count = 1, .begun = c->ordinal};
  }
  return true;
}

/* The long way to a row: says what is passed over and what is too much. */
static void take(struct x12_check *c, const struct x12_segment *s, unsigned depth, size_t at) {
  const struct x12_row *row = &c->def->rows[at];
  struct x12_frame *f = &c->frames[depth];
  for (unsigned d = c->depth; d > depth; d--) {
    pass(c, s, &c->frames[d], c->def->loops[c->frames[d].loop].end);
    unmet(c, s, &c->frames[d]);
  }
  c->depth = depth;
  if (at != f->row) pass(c, s, f, at);
  advance(c, at, true);
  uint32_t max = most(c->def, f->loop, row);
  struct x12_finding say;
  char found[X12_DIGITS], expected[X12_DIGITS];
  if (row->unused)
    say = x12_finding_of(X12_K_GUIDE_SEGMENT_UNUSED);
  else if (f->count > max)
    say = x12_finding_of(row->narrowed  ? row->trigger ? X12_K_GUIDE_LOOP_MANY : X12_K_GUIDE_SEGMENT_MANY
                         : row->trigger ? X12_K_LOOP_TOO_MANY
                                        : X12_K_SEGMENT_TOO_MANY);
  else
    return;
  say.name = row->segment->name;
  say.found = x12_digits(found, f->count);
  say.expected = x12_digits(expected, max);
  x12_check_say(c, s, &say);
}

/* Looks at every row ahead. One that has come as often as it may, or that a guide does not want, is taken only if there
   is no other. */
static bool place(struct x12_check *c, const struct x12_segment *s, uint32_t key) {
  size_t second = SIZE_MAX;
  unsigned second_depth = 0;
  for (unsigned d = c->depth + 1; d-- > 0;) {
    const struct x12_frame *f = &c->frames[d];
    const struct x12_loop *l = &c->def->loops[f->loop];
    size_t at = f->row == SIZE_MAX ? l->first : f->row;
    /* the trigger of an open loop opens the next turn of it: that is for the loop around */
    if (d && at == l->first) at++;
    for (; at < l->end; at = x12_next_row(c->def, f->loop, at)) {
      const struct x12_row *row = &c->def->rows[at];
      if (row->segment->key != key) continue;
      if (!row->unused && (at != f->row || f->count < most(c->def, f->loop, row))) {
        take(c, s, d, at);
        return true;
      }
      if (second == SIZE_MAX) {
        second = at;
        second_depth = d;
      }
    }
  }
  if (second != SIZE_MAX) take(c, s, second_depth, second);
  return second != SIZE_MAX;
}

/* A row was missing in this turn of its loop, and now it comes behind its place: that is one fault, not two. Unless a
   guide makes little of the order: what has no place is read by nobody. */
static void take_back(struct x12_check *c, const struct x12_frame *frame, const struct x12_row *row) {
  const char *severity = x12_release_severity(c->release);
  if (severity && (severity[X12_K_SEGMENT_ORDER] == 'A' || severity[X12_K_SEGMENT_ORDER] == 'I')) return;
  for (const struct x12_finding *f = c->findings->first; f; f = f->next)
    if ((f->key == X12_K_SEGMENT_MISSING || f->key == X12_K_GUIDE_SEGMENT_MISSING) && f->segment > frame->begun &&
        edi_eq(f->segment_id, row->segment->id) && edi_eq(f->loop, c->def->loops[row->loop].path)) {
      x12_findings_remove(c->findings, f);
      return;
    }
}

/* A segment without a place. It is out of order when one of the open loops has it, behind us, and unexpected when only
   loops have it that are not open. */
static void misplaced(struct x12_check *c, const struct x12_segment *s, uint32_t key) {
  const struct x12_segment_def *def = x12_release_segment(c->release, x12_at(s, 0));
  bool in_set = key && x12_set_column(c->def, key) < c->def->columns, open = false;
  for (unsigned d = 0; in_set && d <= c->depth && !open; d++) {
    unsigned loop = c->frames[d].loop;
    for (size_t r = c->def->loops[loop].first; r < c->def->loops[loop].end && !open;
         r = x12_next_row(c->def, loop, r)) {
      open = c->def->rows[r].segment->key == key;
      if (open) take_back(c, &c->frames[d], &c->def->rows[r]);
    }
  }
  struct x12_finding f = x12_finding_of(!def      ? X12_K_SEGMENT_UNKNOWN
                                        : !in_set ? X12_K_SEGMENT_NOT_IN_SET
                                        : open    ? X12_K_SEGMENT_ORDER
                                                  : X12_K_SEGMENT_UNEXPECTED);
  if (def) f.name = def->name;
  x12_check_say(c, s, &f);
}

static void bounds(struct x12_check *c, const struct x12_segment *s, unsigned hooks) {
  struct x12_frame *f = &c->frames[c->depth];
  edi_str v = x12_at(s, 1);
  uint64_t key = x12_code_key(v.p, v.n < X12_CODE_MAX ? v.n : X12_CODE_MAX);
  if (hooks & X12_HOOK_LS) f->bound = key;
  if (!(hooks & X12_HOOK_LE) || !key || !f->bound || f->bound == key) return;
  struct x12_finding say = x12_finding_of(X12_K_LOOP_LS_LE);
  char was[X12_CODE_MAX];
  size_t n = 0;
  for (uint64_t k = f->bound; k && n < sizeof was; k >>= 8) was[n++] = (char)(k & 0xff);
  say.value = v;
  say.expected = (edi_str){was, n};
  x12_check_say(c, s, &say);
}

static void meet(struct x12_check *c, const struct x12_segment *s) {
  edi_str v = edi_trim(x12_at(s, 1));
  for (size_t i = 0; i < c->def->nneeds; i++) {
    const struct x12_need *n = &c->def->needs[i];
    const struct x12_loop *loops = c->def->loops;
    if (n->when.element && n->on == c->at && x12_when_holds(&n->when, s))
      c->frames[loops[c->def->rows[n->on].loop].depth].calls |= 1ull << i;
    if (n->row != c->at || (n->code.n && !edi_eq(n->code, v))) continue;
    c->frames[loops[n->loop].depth].met |= 1ull << i;
    if (!n->unused || !called_for(c, i)) continue;
    struct x12_finding f = x12_finding_of(X12_K_GUIDE_SEGMENT_DEPENDENT_UNUSED);
    say_row(c, s, n->row, &f);
  }
}

static void hooks_of(struct x12_check *c, const struct x12_segment *s, const struct x12_row *row) {
  if (row->hooks & (X12_HOOK_LS | X12_HOOK_LE)) bounds(c, s, row->hooks);
  if (row->hooks & (X12_HOOK_SOURCE | X12_HOOK_TOTAL)) x12_totals_segment(c, s, row);
  if (row->hooks & X12_HOOK_NEED) meet(c, s);
  if (row->hooks & X12_HOOK_HL) x12_hl_segment(c, s, row->segment);
}

static const struct x12_segment_def *variant_of(const struct x12_row *row, const struct x12_segment *s) {
  edi_str code = edi_trim(x12_at(s, 1));
  for (const struct x12_variant *v = row->variants; v; v = v->next)
    if (edi_eq(v->code, code)) return v->segment;
  return NULL;
}

size_t x12_check_segment(struct x12_check *c, const struct x12_segment *s) {
  c->ordinal++;
  const struct x12_set_def *def = c->def;
  edi_str id = x12_at(s, 0);
  uint32_t key = x12_segment_key(id.p, id.n);
  size_t column = key ? x12_set_column(def, key) : def->columns;
  uint16_t step = column < def->columns ? def->steps[c->at * def->columns + column] : X12_STEP_NONE;
  if ((step & X12_STEP_PASSES || !advance(c, step, false)) && (step == X12_STEP_NONE || !place(c, s, key))) {
    misplaced(c, s, key);
    return SIZE_MAX;
  }
  const struct x12_row *row = &def->rows[c->at];
  if (!c->walk_only) {
    const struct x12_segment_def *variant = row->variants ? variant_of(row, s) : NULL;
    if (variant)
      x12_check_elements(c, s, variant, 0);
    else if (row->segment->described)
      x12_check_elements(c, s, row->segment, c->at + 1);
    if (row->hooks) hooks_of(c, s, row);
    if (c->at + 1 == def->n) {
      if (def->hl) x12_hl_finish(c, s);
      unmet(c, s, &c->frames[0]);
    }
  }
  return c->at;
}

void x12_check_lone(struct x12_check *c, const struct x12_segment *s, uint32_t ordinal) {
  const struct x12_segment_def *def = x12_release_segment(c->release, x12_at(s, 0));
  c->ordinal = ordinal;
  if (def && def->described) x12_check_elements(c, s, def, 0);
}

/* Faults of order and number: segments too many, too few, at the wrong place. */
#include "edi/x12/fault_parts.h"
#include "edi/x12/schema_read.h"

enum { COPIES_MAX = 12 };

static const struct x12_row *row_of(const struct x12_made *made, size_t at) {
  return made->at[at].row == SIZE_MAX ? NULL : &made->def->rows[made->at[at].row];
}

static bool inside(const struct x12_made *made, size_t at) {
  return row_of(made, at) && !edi_is(made->at[at].id, "ST") && !edi_is(made->at[at].id, "SE");
}

typedef bool (*suits)(const struct x12_made *made, size_t at);

/* One of the segments that suit; made->n: none. */
static size_t choose(struct x12_breaker *b, suits test) {
  size_t n = 0, chosen = b->made->n;
  for (size_t i = 0; i < b->made->n; i++)
    if (inside(b->made, i) && test(b->made, i) && x12_dice(&b->seed) % ++n == 0) chosen = i;
  return chosen;
}

static bool unknown(struct x12_breaker *b) {
  struct x12_made_segment s = {.row = SIZE_MAX, .id = edi_str_of(b->value), .n = 0};
  size_t st = x12_break_find(b->made, "ST", 0), se = x12_break_find(b->made, "SE", st),
         at = st + 1 + x12_dice(&b->seed) % (se - st);
  if (x12_release_segment(b->made->release, s.id)) return false;
  x12_break_insert(b, at, &s, 1);
  x12_break_recount(b, at);
  x12_break_at(b, at, 0, 0);
  return true;
}

/* A segment of some other set. */
static bool foreign(struct x12_breaker *b) {
  const struct x12_segment_def *found = NULL;
  const struct x12_set_def *other;
  for (size_t i = 0; (other = x12_release_set_at(b->made->release, i)) && !found; i++)
    for (size_t r = 0; r < other->n && !found; r++)
      if (x12_set_column(b->made->def, other->rows[r].segment->key) == b->made->def->columns)
        found = other->rows[r].segment;
  if (!found) return false;
  struct x12_made_segment s = {.row = SIZE_MAX, .id = found->id, .n = 0};
  size_t at = x12_break_find(b->made, "SE", 0);
  x12_break_insert(b, at, &s, 1);
  x12_break_recount(b, at);
  x12_break_at(b, at, 0, 0);
  return true;
}

static bool plain_mandatory(const struct x12_made *made, size_t at) {
  const struct x12_row *row = row_of(made, at);
  return row->mandatory && !row->trigger && !row->hooks && row->max == 1 && x12_break_alone(made, made->at[at].row);
}

static bool missing(struct x12_breaker *b) {
  size_t at = choose(b, plain_mandatory);
  if (at == b->made->n) return false;
  x12_break_at(b, at, 0, 0);
  x12_break_remove(b, at, 1);
  x12_break_recount(b, at);
  return true;
}

/* How many segments the turn of the loop has that begins here. */
static size_t turn(const struct x12_made *made, size_t at) {
  const struct x12_loop *l = &made->def->loops[row_of(made, at)->loop];
  size_t n = 1;
  while (row_of(made, at + n) && made->at[at + n].row > l->first && made->at[at + n].row < l->end) n++;
  return n;
}

static bool only_turn(const struct x12_made *made, size_t at) {
  const struct x12_row *row = row_of(made, at);
  if (!row->trigger || !row->mandatory || !x12_break_alone(made, made->at[at].row)) return false;
  size_t n = turn(made, at);
  if (made->at[at + n].row == made->at[at].row ||
      (at && made->at[at - 1].row != SIZE_MAX && made->at[at - 1].row >= made->at[at].row))
    return false;
  for (size_t i = at; i < at + n; i++)
    if (row_of(made, i)->hooks) return false;
  return true;
}

static bool loop_missing(struct x12_breaker *b) {
  size_t at = choose(b, only_turn);
  if (at == b->made->n) return false;
  x12_break_at(b, at, 0, 0);
  x12_break_remove(b, at, turn(b->made, at));
  x12_break_recount(b, at);
  return true;
}

static bool few_allowed(const struct x12_made *made, size_t at) {
  const struct x12_row *row = row_of(made, at);
  return !row->trigger && !row->hooks && row->max <= COPIES_MAX && made->at[at + 1].row != made->at[at].row &&
         x12_break_alone(made, made->at[at].row);
}

static bool too_many(struct x12_breaker *b) {
  size_t at = choose(b, few_allowed);
  if (at == b->made->n) return false;
  size_t have = 1, max = row_of(b->made, at)->max;
  while (b->made->at[at - have].row == b->made->at[at].row) have++;
  struct x12_made_segment copy = b->made->at[at];
  for (; have <= max; have++) x12_break_insert(b, ++at, &copy, 1);
  x12_break_recount(b, at);
  x12_break_at(b, at, 0, 0);
  return true;
}

static bool few_turns(const struct x12_made *made, size_t at) {
  const struct x12_row *row = row_of(made, at);
  if (!row->trigger || made->def->loops[row->loop].max > COPIES_MAX || !x12_break_alone(made, made->at[at].row))
    return false;
  size_t n = turn(made, at);
  if (made->at[at + n].row == made->at[at].row) return false; /* the last turn */
  for (size_t i = at; i < at + n; i++)
    if (row_of(made, i)->hooks) return false;
  return true;
}

static bool loop_too_many(struct x12_breaker *b) {
  size_t at = choose(b, few_turns);
  if (at == b->made->n) return false;
  const struct x12_made_segment *all = b->made->at;
  const struct x12_loop *l = &b->made->def->loops[row_of(b->made, at)->loop];
  size_t n = turn(b->made, at), have = 0, max = l->max;
  for (size_t i = at; i && all[i].row != SIZE_MAX && all[i].row >= l->first && all[i].row < l->end; i--)
    have += all[i].row == all[at].row;
  struct x12_made_segment *copy = edi_alloc(b->made->m, n * sizeof *copy);
  memcpy(copy, all + at, n * sizeof *copy);
  for (; have <= max; have++) {
    at += n;
    x12_break_insert(b, at, copy, n);
  }
  x12_break_recount(b, at);
  x12_break_at(b, at, 0, 0);
  return true;
}

/* Is the next segment behind this one in the same turn of its loop? */
static bool has_next(const struct x12_made *made, size_t at) {
  const struct x12_row *next = row_of(made, at + 1);
  const struct x12_loop *l = &made->def->loops[row_of(made, at)->loop];
  size_t to = made->at[at + 1].row;
  return plain_mandatory(made, at) && inside(made, at + 1) && !next->hooks && to > made->at[at].row && to < l->end &&
         x12_break_alone(made, to);
}

static bool moved(struct x12_breaker *b) {
  size_t at = choose(b, has_next);
  if (at == b->made->n) return false;
  struct x12_made_segment first = b->made->at[at];
  b->made->at[at] = b->made->at[at + 1];
  b->made->at[at + 1] = first;
  x12_break_at(b, at + 1, 0, 0);
  return true;
}

/* The heading segment again, behind segments that come after it. */
static bool order(struct x12_breaker *b) {
  size_t st = x12_break_find(b->made, "ST", 0), se = x12_break_find(b->made, "SE", st);
  const struct x12_row *row = row_of(b->made, st + 1);
  if (row->loop || row->hooks || !x12_break_alone(b->made, b->made->at[st + 1].row)) return false;
  if (se < st + 3 || b->made->at[se - 1].row == b->made->at[st + 1].row) return false;
  struct x12_made_segment copy = b->made->at[st + 1];
  x12_break_insert(b, se, &copy, 1);
  x12_break_recount(b, se);
  x12_break_at(b, se, 0, 0);
  return true;
}

/* A segment from within a loop, right at the start, where no loop is open. */
static bool unexpected(struct x12_breaker *b) {
  size_t st = x12_break_find(b->made, "ST", 0), chosen = SIZE_MAX, n = 0;
  for (size_t r = 0; r < b->made->def->n; r++) {
    const struct x12_row *row = &b->made->def->rows[r];
    if (row->loop && !row->trigger && !row->hooks && x12_break_alone(b->made, r) && x12_dice(&b->seed) % ++n == 0)
      chosen = r;
  }
  if (chosen == SIZE_MAX) return false;
  struct x12_made_segment s = {
      .row = chosen, .def = b->made->def->rows[chosen].segment, .id = b->made->def->rows[chosen].segment->id};
  x12_break_insert(b, st + 1, &s, 1);
  x12_break_recount(b, st + 1);
  x12_break_at(b, st + 1, 0, 0);
  return true;
}

static bool closes(const struct x12_made *made, size_t at) { return row_of(made, at)->hooks & X12_HOOK_LE; }

static bool other_bound(struct x12_breaker *b) {
  size_t at = choose(b, closes);
  if (at == b->made->n) return false;
  b->made->at[at].e[0] = edi_str_of(b->value);
  x12_break_at(b, at, 0, 0);
  return true;
}

const struct x12_fault_kind x12_faults_of_segments[] = {
    {"segment.unknown", X12_K_SEGMENT_UNKNOWN, unknown, "ZZZ"},
    {"segment.unknown_long", X12_K_SEGMENT_UNKNOWN, unknown, "LONGER"},
    {"segment.lower_case", X12_K_SEGMENT_UNKNOWN, unknown, "n1"},
    {"segment.of_another_set", X12_K_SEGMENT_NOT_IN_SET, foreign, NULL},
    {"segment.missing", X12_K_SEGMENT_MISSING, missing, NULL},
    {"segment.too_many", X12_K_SEGMENT_TOO_MANY, too_many, NULL},
    {"segment.out_of_order", X12_K_SEGMENT_ORDER, order, NULL},
    {"segment.moved", X12_K_SEGMENT_ORDER, moved, NULL},
    {"segment.without_its_loop", X12_K_SEGMENT_UNEXPECTED, unexpected, NULL},
    {"loop.missing", X12_K_SEGMENT_MISSING, loop_missing, NULL},
    {"loop.too_many", X12_K_LOOP_TOO_MANY, loop_too_many, NULL},
    {"loop.ends_as_another", X12_K_LOOP_LS_LE, other_bound, "XX"},
    {NULL, X12_K_NONE, NULL, NULL},
};

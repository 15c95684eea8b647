/* The tables of the standard by themselves: what every release must have, and that what it has fits together. */
#include "edi/x12/schema_read.h"
#include "support.h"

static const char *const SETS[] = {"810", "816", "820", "824", "830", "832", "840", "843", "844", "845",
                                   "846", "849", "850", "852", "855", "856", "860", "862", "864", "865",
                                   "867", "869", "870", "940", "943", "944", "945", "997"};

/* The next release; one of which only a few sets are written yet is passed over. */
static const struct x12_release *next(const struct x12_schemas *s, const struct x12_release *r) {
  do r = x12_schemas_each(s, r);
  while (r && r->nsets < sizeof SETS / sizeof *SETS / 2);
  return r;
}

static void every_release_has_the_sets_of_the_supply_chain(void **state) {
  (void)state;
  const struct x12_schemas *s = tables(NULL);
  assert_non_null(next(s, NULL));
  for (const struct x12_release *r = next(s, NULL); r; r = next(s, r)) {
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
      const struct x12_set_def *d = x12_release_set(r, edi_str_of(SETS[i]));
      if (!d) fail_msg("%.*s has no set %s", EDI_ARG(r->version), SETS[i]);
      assert_true(d->group.n > 0 && d->name.n > 0);
    }
    if (edi_is(r->version, "005010")) assert_non_null(x12_release_set(r, edi_str_of("999")));
  }
}

/* The first row opens the loop and stands in it once a turn; the loop's rows stand together and inside its parent. */
static void loops_begin_with_their_trigger(void **state) {
  (void)state;
  const struct x12_schemas *s = tables(NULL);
  for (const struct x12_release *r = next(s, NULL); r; r = next(s, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      const struct x12_set_def *d = x12_release_set_at(r, i);
      assert_true(edi_is(d->rows[0].segment->id, "ST") && edi_is(d->rows[d->n - 1].segment->id, "SE"));
      assert_true(d->rows[0].mandatory && d->rows[d->n - 1].mandatory && !d->rows[1].loop);
      for (size_t l = 1; l < d->nloops; l++) {
        const struct x12_loop *loop = &d->loops[l], *around = &d->loops[loop->parent];
        const struct x12_row *first = &d->rows[loop->first];
        assert_true(first->trigger && first->loop == l && first->max == 1 && loop->max > 0);
        assert_true(loop->first >= around->first && loop->end <= around->end && loop->first < loop->end);
        for (size_t row = loop->first + 1; row < loop->end; row++)
          assert_false(d->rows[row].loop == l && d->rows[row].trigger);
        /* its name ends in its segment, with a number behind it where the same stands twice */
        edi_str path = loop->path;
        size_t at = path.n;
        while (at && path.p[at - 1] != '/') at--;
        edi_str name = {path.p + at, path.n - at};
        const char *dot = memchr(name.p, '.', name.n);
        if (dot) name.n = (size_t)(dot - name.p);
        if (!edi_eq(name, first->segment->id))
          fail_msg("%.*s %.*s: the loop %.*s begins with %.*s", EDI_ARG(r->version), EDI_ARG(d->id), EDI_ARG(path),
                   EDI_ARG(first->segment->id));
      }
    }
}

/* Which elements and segments are used, by their place in the release. */
struct used {
  bool *elements, *segments;
};

static void use_all(const struct x12_release *r, const struct x12_use *uses, size_t n, struct used *u) {
  for (size_t i = 0; i < n; i++) u->elements[uses[i].def - r->elements] = true;
}

static struct used all_used(struct edi_mem *m, const struct x12_release *r) {
  static const char *const envelope[] = {"ISA", "IEA", "ISB", "ISE", "GS", "GE", "TA1"};
  struct used u = {edi_alloc(m, r->nelements * sizeof *u.elements), edi_alloc(m, r->nsegments * sizeof *u.segments)};
  for (size_t i = 0; i < r->nsets; i++)
    for (size_t row = 0; row < r->sets[i]->n; row++) u.segments[r->sets[i]->rows[row].segment - r->segments] = true;
  for (size_t i = 0; i < sizeof envelope / sizeof *envelope; i++) {
    const struct x12_segment_def *s = x12_release_segment(r, edi_str_of(envelope[i]));
    if (s) u.segments[s - r->segments] = true;
  }
  for (size_t i = 0; i < r->nsegments; i++) use_all(r, r->segments[i].uses, r->segments[i].n, &u);
  for (size_t i = 0; i < r->nelements; i++)
    if (u.elements[i] && r->elements[i].composite)
      use_all(r, r->elements[i].composite->uses, r->elements[i].composite->n, &u);
  return u;
}

static void every_segment_is_described_and_used(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *s = tables(m);
  for (const struct x12_release *r = next(s, NULL); r; r = next(s, r)) {
    struct used u = all_used(m, r);
    for (size_t i = 0; i < r->nsegments; i++) {
      const struct x12_segment_def *d = &r->segments[i];
      if (!d->described || !d->n) fail_msg("%.*s: %.*s is not described", EDI_ARG(r->version), EDI_ARG(d->id));
      if (!u.segments[i]) fail_msg("%.*s: no set uses %.*s", EDI_ARG(r->version), EDI_ARG(d->id));
    }
  }
  edi_mem_free(m);
}

static void every_element_is_used_and_has_lengths(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *s = tables(m);
  for (const struct x12_release *r = next(s, NULL); r; r = next(s, r)) {
    struct used u = all_used(m, r);
    for (size_t i = 0; i < r->nelements; i++) {
      const struct x12_element_def *e = &r->elements[i];
      if (!u.elements[i]) fail_msg("%.*s: no segment uses element %u", EDI_ARG(r->version), e->number);
      if (e->type == X12_COMPOSITE) {
        if (!e->composite) fail_msg("%.*s: composite %u has no line", EDI_ARG(r->version), e->number);
        continue;
      }
      if (!e->max || e->min > e->max) fail_msg("%.*s: element %u has no lengths", EDI_ARG(r->version), e->number);
      /* a closed list without a code would allow nothing; one with a single code is hardly a list */
      if (e->type == X12_ID && !e->open && !e->nlist)
        fail_msg("%.*s: element %u is closed and has no code", EDI_ARG(r->version), e->number);
      if (e->type == X12_DT) assert_true(e->max == 6 || e->max == 8);
      if (e->type == X12_TM) assert_true(e->min == 4 && e->max <= 8);
    }
  }
  edi_mem_free(m);
}

/* A condition that the mandatory elements decide already is a slip of the pen. */
static void conditions_can_be_met_and_broken(const struct x12_release *r, edi_str id, const struct x12_use *uses,
                                             size_t n, const struct x12_condition *all, size_t count) {
  uint64_t mandatory = 0;
  for (size_t i = 0; i < n; i++)
    if (uses[i].mandatory) mandatory |= 2ull << i;
  for (size_t i = 0; i < count; i++) {
    const struct x12_condition *c = &all[i];
    bool ok =
        c->mask && c->mask < 2ull << n && !(c->mask & 1) && (c->mask & (c->mask - 1)) && (c->mask & 1ull << c->first);
    uint64_t sure = c->mask & mandatory;
    switch (c->kind) {
    case 'P':
      ok = ok && !sure;
      break;
    case 'R':
      ok = ok && !sure;
      break;
    case 'E':
      ok = ok && !sure;
      break;
    case 'C':
      ok = ok && (c->mask & ~sure & ~(1ull << c->first));
      break;
    case 'L':
      ok = ok && !(sure & ~(1ull << c->first));
      break;
    default:
      ok = false;
    }
    if (!ok) fail_msg("%.*s %.*s: condition %zu (%c)", EDI_ARG(r->version), EDI_ARG(id), i + 1, c->kind);
    for (size_t k = 0; k < i; k++)
      if (all[k].kind == c->kind && all[k].mask == c->mask && (c->kind == 'P' || all[k].first == c->first))
        fail_msg("%.*s %.*s: condition %zu stands there twice", EDI_ARG(r->version), EDI_ARG(id), i + 1);
  }
}

static void conditions_name_elements_that_can_be_absent(void **state) {
  (void)state;
  const struct x12_schemas *s = tables(NULL);
  for (const struct x12_release *r = next(s, NULL); r; r = next(s, r)) {
    for (size_t i = 0; i < r->nsegments; i++) {
      const struct x12_segment_def *d = &r->segments[i];
      conditions_can_be_met_and_broken(r, d->id, d->uses, d->n, d->conditions, d->nconditions);
    }
    for (size_t i = 0; i < r->nelements; i++) {
      const struct x12_composite_def *c = r->elements[i].composite;
      if (c) conditions_can_be_met_and_broken(r, c->id, c->uses, c->n, c->conditions, c->nconditions);
    }
  }
}

/* Two rows of the same segment side by side would make one of them dead. */
static void no_row_hides_the_next(void **state) {
  (void)state;
  const struct x12_schemas *s = tables(NULL);
  for (const struct x12_release *r = next(s, NULL); r; r = next(s, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      const struct x12_set_def *d = x12_release_set_at(r, i);
      for (size_t row = 0; row + 1 < d->n; row++) {
        const struct x12_row *a = &d->rows[row], *b = &d->rows[row + 1];
        if (a->segment == b->segment && !b->trigger && !a->trigger)
          fail_msg("%.*s %.*s: two rows of %.*s stand side by side", EDI_ARG(r->version), EDI_ARG(d->id),
                   EDI_ARG(a->segment->id));
      }
    }
}

static void rows_stand_in_the_order_of_their_positions(void **state) {
  (void)state;
  const struct x12_schemas *s = tables(NULL);
  for (const struct x12_release *r = next(s, NULL); r; r = next(s, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      const struct x12_set_def *d = x12_release_set_at(r, i);
      uint64_t last = 0;
      for (size_t row = 0; row < d->n; row++) {
        uint64_t at;
        assert_true(edi_uint(d->rows[row].position, &at));
        if (at <= last)
          fail_msg("%.*s %.*s: position %.*s", EDI_ARG(r->version), EDI_ARG(d->id), EDI_ARG(d->rows[row].position));
        last = at;
      }
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_release_has_the_sets_of_the_supply_chain),
      cmocka_unit_test(loops_begin_with_their_trigger),
      cmocka_unit_test(every_segment_is_described_and_used),
      cmocka_unit_test(every_element_is_used_and_has_lengths),
      cmocka_unit_test(conditions_name_elements_that_can_be_absent),
      cmocka_unit_test(no_row_hides_the_next),
      cmocka_unit_test(rows_stand_in_the_order_of_their_positions),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

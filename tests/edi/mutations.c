/* One fault at a time, in every set of every release: the check has exactly the one finding that the fault is, at its
 * place. */
#include "edi/x12/explain.h"
#include "edi/x12/fault.h"
#include "support.h"

enum { SEEDS = 5, KINDS_LEAST = 50 };

struct seen {
  size_t n;
  const struct x12_finding *first;
};

static void look(struct seen *s, const struct x12_findings *l) {
  s->n += l->n + l->left_out;
  if (!s->first) s->first = l->first;
}

static struct seen look_all(const struct x12_input *in) {
  struct seen s = {0, NULL};
  look(&s, &in->findings);
  for (const struct x12_interchange *i = in->first; i; i = i->next) {
    look(&s, &i->findings);
    for (const struct x12_group *g = i->first; g; g = g->next) {
      look(&s, &g->findings);
      for (const struct x12_set *t = g->first; t; t = t->next) look(&s, &t->findings);
    }
  }
  return s;
}

static bool as_expected(const struct seen *s, const struct x12_fault *want) {
  const struct x12_finding *f = s->first;
  return s->n == 1 && f->key == want->key && (!want->segment || f->segment == want->segment) &&
         f->element == want->element && f->component == want->component;
}

/* Was there a place for the fault? */
static bool tried(const struct x12_release *r, const struct x12_set_def *def, size_t kind, uint64_t seed) {
  struct edi_mem *m = edi_mem_new();
  struct x12_recipe recipe = {.seed = seed, .fill = (unsigned)(seed % SEEDS) * 25, .turns = 2, .sets = 1};
  struct x12_made *made = x12_make(m, r, def, &recipe);
  struct x12_fault want;
  bool put = x12_fault_put(made, kind, seed, &want);
  if (put) {
    struct edi_buf b = {.m = m};
    x12_made_write(&b, made);
    const struct x12_input *in = x12_read(m, tables(m), NULL, edi_buf_str(&b));
    struct seen s = look_all(in);
    if (!as_expected(&s, &want))
      fail_msg("%s in %.*s of %.*s, seed %u: wanted %s at segment %u, element %u.%u; found %zu: %s, the first %s at "
               "%u, %u.%u\n%.*s",
               x12_fault_name(kind), EDI_ARG(def->id), EDI_ARG(x12_release_version(r)), (unsigned)seed,
               x12_kind_of(want.key)->name, want.segment, want.element, want.component, s.n, found(m, in),
               s.first ? x12_kind_of(s.first->key)->name : "-", s.first ? s.first->segment : 0,
               s.first ? s.first->element : 0, s.first ? s.first->component : 0, (int)(b.n < 4000 ? b.n : 4000), b.p);
  }
  edi_mem_free(m);
  return put;
}

static void each_fault_gives_its_one_finding_at_its_place(void **state) {
  (void)state;
  const struct x12_schemas *t = tables(NULL);
  for (const struct x12_release *r = x12_schemas_each(t, NULL); r; r = x12_schemas_each(t, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      const struct x12_set_def *def = x12_release_set_at(r, i);
      size_t kinds = 0;
      for (size_t kind = 0; x12_fault_name(kind); kind++) {
        bool put = false;
        for (uint64_t seed = 1; seed <= SEEDS; seed++) put = tried(r, def, kind, seed) || put;
        kinds += put;
      }
      print_message("%.*s of %.*s: %zu kinds of faults\n", EDI_ARG(def->id), EDI_ARG(x12_release_version(r)), kinds);
      assert_true(kinds >= KINDS_LEAST);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_fault_gives_its_one_finding_at_its_place)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

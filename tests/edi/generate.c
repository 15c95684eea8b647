/* Interchanges made from the tables: whatever is made of any set of any release, the check accepts. */
#include "edi/x12/generate.h"
#include "edi/x12/explain.h"
#include "support.h"

typedef void (*with_set)(const struct x12_release *r, const struct x12_set_def *def);

static void every_set(with_set visit) {
  const struct x12_schemas *t = tables(NULL);
  for (const struct x12_release *r = x12_schemas_each(t, NULL); r; r = x12_schemas_each(t, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) visit(r, x12_release_set_at(r, i));
}

static size_t wrong(const struct x12_input *in) {
  size_t n = in->findings.n;
  for (const struct x12_interchange *i = in->first; i; i = i->next) {
    n += i->findings.n;
    for (const struct x12_group *g = i->first; g; g = g->next) {
      n += g->findings.n;
      for (const struct x12_set *s = g->first; s; s = s->next) n += s->findings.n;
    }
  }
  return n;
}

static void accepted(const struct x12_release *r, const struct x12_set_def *def) {
  static const unsigned fills[] = {0, 20, 50, 80, 100};
  for (uint64_t seed = 1; seed <= 20; seed++) {
    struct edi_mem *m = edi_mem_new();
    struct x12_recipe recipe = {
        .seed = seed, .fill = fills[seed % 5], .turns = 1 + (unsigned)(seed % 3), .sets = 1 + (unsigned)(seed % 2)};
    struct edi_buf b = {.m = m};
    x12_made_write(&b, x12_make(m, r, def, &recipe));
    const struct x12_input *in = x12_read(m, tables(m), NULL, edi_buf_str(&b));
    if (wrong(in) || !in->first || in->first->verdict != X12_ACCEPTED)
      fail_msg("%.*s of %.*s, seed %u: %s\n%.*s", EDI_ARG(def->id), EDI_ARG(x12_release_version(r)), (unsigned)seed,
               found(m, in), (int)(b.n < 6000 ? b.n : 6000), b.p);
    edi_mem_free(m);
  }
}

static void what_is_made_of_any_set_is_accepted(void **state) {
  (void)state;
  every_set(accepted);
}

static void made_twice(const struct x12_release *r, const struct x12_set_def *def) {
  struct edi_mem *m = edi_mem_new();
  struct x12_recipe recipe = {.seed = 7, .fill = 60, .turns = 2, .sets = 2};
  struct edi_buf a = {.m = m}, b = {.m = m};
  x12_made_write(&a, x12_make(m, r, def, &recipe));
  x12_made_write(&b, x12_make(m, r, def, &recipe));
  assert_true(edi_eq(edi_buf_str(&a), edi_buf_str(&b)));
  edi_mem_free(m);
}

static void the_same_recipe_makes_the_same_bytes(void **state) {
  (void)state;
  every_set(made_twice);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_made_of_any_set_is_accepted),
      cmocka_unit_test(the_same_recipe_makes_the_same_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

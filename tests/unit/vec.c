/* Growing arrays. */
#include "base/vec.h"
#include "base/str.h"
#include "support/test.h"

static void test_push(void **state) {
  (void)state;
  struct arena *a = arena_new(256);
  VEC_OF(int) numbers = {0};
  VEC_OF(str) names = {0};
  for (int i = 0; i < 1000; i++) {
    *VEC_PUSH(a, &numbers) = i;
    *VEC_PUSH(a, &names) = str_printf(a, "n%d", i);
  }
  assert_int_equal(numbers.n, 1000);
  assert_true(numbers.cap >= 1000);
  for (int i = 0; i < 1000; i++) assert_int_equal(numbers.at[i], i);
  assert_true(str_eq(names.at[999], STR("n999")));
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_push)};
  return cmocka_run_group_tests_name("vec", tests, NULL, NULL);
}

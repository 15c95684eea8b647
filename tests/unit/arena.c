/* Arenas: alignment, zeroes, growing in place, reset. */
#include "base/arena.h"
#include "support/test.h"
#include <string.h>

static void test_alloc(void **state) {
  (void)state;
  struct arena *a = arena_new(1);
  for (size_t n = 0; n < 3000; n += 7) {
    unsigned char *p = arena_alloc(a, n);
    assert_int_equal((uintptr_t)p % 16, 0);
    for (size_t i = 0; i < n; i++) assert_int_equal(p[i], 0);
    memset(p, 0xAA, n);
  }
  unsigned char *big = arena_alloc(a, 3 << 20);
  big[(3 << 20) - 1] = 1;
  assert_true(arena_used(a) > (3 << 20));
  arena_reset(a);
  assert_int_equal(arena_used(a), 0);
  unsigned char *p = arena_alloc(a, 100);
  for (size_t i = 0; i < 100; i++) assert_int_equal(p[i], 0);
  arena_free(a);
}

static void test_grow(void **state) {
  (void)state;
  struct arena *a = arena_new(4096);
  char *p = arena_alloc(a, 10);
  memcpy(p, "0123456789", 10);
  assert_ptr_equal(arena_grow(a, p, 10, 500), p); /* nothing stands behind it */
  for (size_t i = 10; i < 500; i++) assert_int_equal(p[i], 0);
  arena_alloc(a, 1);
  char *q = arena_grow(a, p, 500, 600);
  assert_ptr_not_equal(q, p);
  assert_memory_equal(q, "0123456789", 10);
  char *r = arena_grow(a, q, 600, 100000); /* into another block */
  assert_memory_equal(r, "0123456789", 10);
  assert_ptr_equal(arena_grow(a, r, 100000, 10), r);
  assert_non_null(arena_grow(a, NULL, 0, 10));
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_alloc), cmocka_unit_test(test_grow)};
  return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}

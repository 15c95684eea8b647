/* The map against a plain array, through many puts and removals. */
#include "base/map.h"
#include "base/arena.h"
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>

enum { KEYS = 500 };

static void test_random(void **state) {
  (void)state;
  static char names[KEYS][16];
  static int values[KEYS];
  void *model[KEYS] = {0};
  struct map *m = map_new();
  srandom(7);
  for (int i = 0; i < KEYS; i++) snprintf(names[i], sizeof names[i], "key-%d", i);
  for (int round = 0; round < 20000; round++) {
    int i = (int)(random() % KEYS);
    void *v = random() % 3 ? &values[random() % KEYS] : NULL;
    assert_ptr_equal(map_put(m, str_of(names[i]), v), model[i]);
    model[i] = v;
    int k = (int)(random() % KEYS);
    assert_ptr_equal(map_get(m, str_of(names[k])), model[k]);
  }
  size_t n = 0, seen = 0, cursor = 0;
  for (int i = 0; i < KEYS; i++) {
    assert_ptr_equal(map_get(m, str_of(names[i])), model[i]);
    n += model[i] != NULL;
  }
  assert_int_equal(map_size(m), n);
  str key;
  void *value;
  while (map_next(m, &cursor, &key, &value)) {
    assert_ptr_equal(map_get(m, key), value);
    seen++;
  }
  assert_int_equal(seen, n);
  map_free(m);
}

static void test_edges(void **state) {
  (void)state;
  struct map *m = map_new();
  int v;
  assert_null(map_get(m, STR("absent")));
  assert_null(map_put(m, STR("absent"), NULL));
  assert_null(map_put(m, STR_NONE, &v));
  assert_ptr_equal(map_get(m, STR("")), &v);
  assert_null(map_get(m, (str){"a\0b", 3}));
  map_put(m, (str){"a\0b", 3}, &v);
  assert_null(map_get(m, STR("a")));
  map_free(m);
  map_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_edges)};
  return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}

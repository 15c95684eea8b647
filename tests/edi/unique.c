/* Control numbers used twice: runs, single texts, scopes, and where memory of them ends. */
#include "edi/unique.h"
#include "support.h"

static bool seen(struct edi_unique *u, const char *key) { return edi_unique_seen(u, 0, edi_str_of(key)); }

static void a_number_is_seen_the_second_time(void **state) {
  (void)state;
  struct edi_unique *u = edi_unique_new();
  static const char *const keys[] = {"0001",
                                     "1",
                                     "01",
                                     "0003",
                                     "0002",
                                     "9999",
                                     "10000",
                                     "A1",
                                     "",
                                     " ",
                                     "999999999999999999",
                                     "9999999999999999999",
                                     "a text longer than fifteen bytes",
                                     "a text longer than fifteen bytez"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) assert_false(seen(u, keys[i]));
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) assert_true(seen(u, keys[i]));
  edi_unique_clear(u);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) assert_false(seen(u, keys[i]));
  edi_unique_free(u);
}

static void runs_take_no_room_in_any_order(void **state) {
  (void)state;
  struct edi_unique *u = edi_unique_new();
  char key[16];
  enum { N = 200 * 700 };
  for (unsigned k = 0; k < N; k++) { /* odd ones backwards, even ones forwards, in runs of a hundred */
    unsigned v = k / 200 * 200 + (k % 200 < 100 ? 199 - k % 200 : k % 200 - 100);
    snprintf(key, sizeof key, "%09u", v);
    assert_false(seen(u, key));
    assert_true(seen(u, key));
  }
  for (unsigned k = 0; k < N; k++) {
    snprintf(key, sizeof key, "%09u", k);
    assert_true(seen(u, key));
  }
  edi_unique_free(u);
}

/* Against the plain list, with numbers that make many runs and join them again. */
static void any_order_gives_what_a_list_gives(void **state) {
  (void)state;
  enum { VALUES = 4000, TRIES = 60000 };
  static bool there[2][VALUES];
  struct edi_unique *u = edi_unique_new();
  unsigned seed = 7;
  for (unsigned i = 0; i < TRIES; i++) {
    seed = seed * 1103515245u + 12345u;
    unsigned v = (seed >> 8) % VALUES, scope = (seed >> 30) & 1;
    char key[16];
    int n = snprintf(key, sizeof key, "%05u", v);
    assert_int_equal(edi_unique_seen(u, scope ? edi_unique_scope(0, EDI_STR("other")) : 0, (edi_str){key, (size_t)n}),
                     there[scope][v]);
    there[scope][v] = true;
  }
  edi_unique_free(u);
}

static void texts_beyond_the_bound_are_not_remembered(void **state) {
  (void)state;
  struct edi_unique *u = edi_unique_new();
  char key[16];
  size_t again = 0;
  for (unsigned k = 0; k < 2 * EDI_UNIQUE_TEXTS; k++) {
    snprintf(key, sizeof key, "X%u", k * 7);
    assert_false(seen(u, key));
  }
  for (unsigned k = 0; k < 2 * EDI_UNIQUE_TEXTS; k++) {
    snprintf(key, sizeof key, "X%u", k * 7);
    again += seen(u, key);
  }
  assert_int_equal(again, EDI_UNIQUE_TEXTS - 1);
  edi_unique_free(u);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_number_is_seen_the_second_time), cmocka_unit_test(runs_take_no_room_in_any_order),
      cmocka_unit_test(any_order_gives_what_a_list_gives), cmocka_unit_test(texts_beyond_the_bound_are_not_remembered)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

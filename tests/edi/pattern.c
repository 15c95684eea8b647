/* The form of a value, as a guide has it. */
#include "edi/x12/pattern.h"
#include "support.h"
#include <time.h>

static void a_value_has_the_form_or_not(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *value;
    bool fits;
  } all[] = {
      {"", "", true},
      {"A", "A", true},
      {"A", "a", false},
      {"A", "AB", false},
      {"AB", "A", false},
      {"?", "x", true},
      {"?", "", false},
      {"?", "\xc4\x85", true},
      {"*", "", true},
      {"*", "all of it", true},
      {"A*", "A", true},
      {"A*", "BA", false},
      {"*A", "xxA", true},
      {"*A", "xxAx", false},
      {"*A*", "xxAx", true},
      {"A*B*C", "AxBxxBxC", true},
      {"A*B*C", "AxCxB", false},
      {"[0-9]", "5", true},
      {"[0-9]", "a", false},
      {"[0-9A-F]", "F", true},
      {"[0-9A-F]", "G", false},
      {"[-x]", "-", true},
      {"[x-]", "-", true},
      {"[a-]", "b", false},
      {"[*?]", "*", true},
      {"[*?]", "a", false},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"\\[1]", "[1]", true},
      {"PO-[0-9][0-9]", "PO-12", true},
      {"PO-[0-9][0-9]", "PO-1x", false},
      {"*[0-9]", "a1b2", true},
      {"?*", "", false},
      {"**", "x", true},
      {"]", "]", true},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (x12_pattern_fits(edi_str_of(all[i].pattern), edi_str_of(all[i].value)) != all[i].fits)
      fail_msg("%s and %s", all[i].pattern, all[i].value);
}

static void its_length_is_known_beforehand(void **state) {
  (void)state;
  static const struct {
    const char *pattern;
    size_t least;
    bool open;
  } all[] = {{"A", 1, false}, {"A?[0-9]\\*", 4, false}, {"*", 0, true}, {"A*[B]", 2, true}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    size_t least;
    bool open;
    assert_null(x12_pattern_wrong(edi_str_of(all[i].pattern), &least, &open));
    assert_int_equal(least, all[i].least);
    assert_int_equal(open, all[i].open);
  }
}

static void no_value_takes_long(void **state) {
  (void)state;
  char pattern[X12_PATTERN_MAX], value[100000];
  for (size_t i = 0; i < sizeof pattern; i++) pattern[i] = i % 2 ? 'a' : '*';
  memset(value, 'a', sizeof value);
  value[sizeof value - 1] = 'b';
  clock_t begin = clock();
  assert_false(x12_pattern_fits((edi_str){pattern, sizeof pattern}, (edi_str){value, sizeof value}));
  assert_true(clock() - begin < 2 * CLOCKS_PER_SEC);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_value_has_the_form_or_not),
      cmocka_unit_test(its_length_is_known_beforehand),
      cmocka_unit_test(no_value_takes_long),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

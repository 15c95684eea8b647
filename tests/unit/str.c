/* Text and its encodings. */
#include "base/str.h"
#include "base/arena.h"
#include "support/test.h"

static struct arena *a;

static void is(str got, const char *want) {
  if (!str_eq(got, str_of(want))) fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(got), want);
}

static void test_compare(void **state) {
  (void)state;
  assert_true(str_eq(STR_NONE, STR("")));
  assert_false(str_eq(STR("a"), STR("b")));
  assert_true(str_eq_nocase(STR("Content-Type"), STR("content-tYPE")));
  assert_false(str_eq_nocase(STR("a["), STR("A{")));
  assert_true(str_starts(STR("/api/leads"), STR("/api/")));
  assert_false(str_starts(STR("/a"), STR("/api")));
  assert_true(str_starts(STR_NONE, STR("")));
  assert_true(str_ends(STR("a.sql"), STR(".sql")));
  assert_false(str_ends(STR("sql"), STR(".sql")));
  assert_int_equal(str_find(STR("banana"), STR("nan")), 2);
  assert_int_equal(str_find(STR("banana"), STR("nab")), -1);
  assert_int_equal(str_find(STR_NONE, STR("x")), -1);
  is(str_trim(STR(" \t a b\r\n")), "a b");
  is(str_trim(STR("  ")), "");
}

static void test_cut(void **state) {
  (void)state;
  str head, rest = str_cut(STR("a=b=c"), '=', &head);
  is(head, "a");
  is(rest, "b=c");
  rest = str_cut(STR("a="), '=', &head);
  is(rest, "");
  assert_false(str_none(rest));
  rest = str_cut(STR("abc"), '=', &head);
  is(head, "abc");
  assert_true(str_none(rest));
  assert_true(str_none(str_cut(STR_NONE, '=', &head)));
}

static void test_int(void **state) {
  (void)state;
  static const struct {
    const char *z;
    bool ok;
    int64_t v;
  } cases[] = {{"0", true, 0},
               {"-1", true, -1},
               {"007", true, 7},
               {"9223372036854775807", true, INT64_MAX},
               {"-9223372036854775808", true, INT64_MIN},
               {"9223372036854775808", false, 0},
               {"-9223372036854775809", false, 0},
               {"", false, 0},
               {"-", false, 0},
               {"+1", false, 0},
               {"1 ", false, 0},
               {"0x1", false, 0},
               {"99999999999999999999", false, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int64_t v = 0;
    assert_int_equal(str_int(str_of(cases[i].z), &v), cases[i].ok);
    assert_int_equal(v, cases[i].v);
  }
}

static void test_utf8(void **state) {
  (void)state;
  static const char *const good[] = {"",
                                     "abc",
                                     "\xC2\xA2",
                                     "\xE2\x82\xAC",
                                     "\xF0\x9F\x98\x80",
                                     "\xED\x9F\xBF",
                                     "\xF4\x8F\xBF\xBF",
                                     "\xC2\x80\xE0\xA0\x80"};
  static const char *const bad[] = {"\x80",
                                    "\xC0\x80",
                                    "\xC1\xBF",
                                    "\xE0\x9F\xBF",
                                    "\xED\xA0\x80",
                                    "\xF0\x8F\xBF\xBF",
                                    "\xF4\x90\x80\x80",
                                    "\xF5\x80\x80\x80",
                                    "\xE2\x82",
                                    "\xFF",
                                    "a\xC3"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(str_utf8(str_of(good[i])));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(str_utf8(str_of(bad[i])));
  assert_false(str_utf8((str){"a\0b", 3}));
}

static void test_encodings(void **state) {
  (void)state;
  unsigned char raw[3] = {0xFB, 0xEF, 0xBE}, back[3];
  is(str_hex(a, raw, 3), "fbefbe");
  assert_true(str_unhex(STR("FBefBE"), back, 3));
  assert_memory_equal(raw, back, 3);
  assert_false(str_unhex(STR("fbefb"), back, 3));
  assert_false(str_unhex(STR("fbefbg"), back, 3));
  is(str_base64url(a, "", 0), "");
  is(str_base64url(a, "f", 1), "Zg");
  is(str_base64url(a, "fo", 2), "Zm8");
  is(str_base64url(a, "foo", 3), "Zm9v");
  is(str_base64url(a, raw, 3), "----");
  str out;
  for (size_t n = 0; n < 70; n++) {
    char bytes[70];
    for (size_t i = 0; i < n; i++) bytes[i] = (char)(i * 37 + n);
    assert_true(str_unbase64url(a, str_base64url(a, bytes, n), &out));
    assert_true(str_eq(out, (str){bytes, n}));
  }
  static const char *const bad[] = {"Z", "Zh", "Zm9v=", "Zm+v", "Zm9vZ"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(str_unbase64url(a, str_of(bad[i]), &out));
  assert_true(str_unpercent(a, STR("a%20b+c%2f%C3%a9"), true, &out));
  is(out, "a b c/\xC3\xA9");
  assert_true(str_unpercent(a, STR("a+b"), false, &out));
  is(out, "a+b");
  assert_false(str_unpercent(a, STR("%4"), false, &out));
  assert_false(str_unpercent(a, STR("%"), false, &out));
  assert_false(str_unpercent(a, STR("%zz"), false, &out));
}

static void test_copies(void **state) {
  (void)state;
  is(str_printf(a, "%s-%d", "x", 7), "x-7");
  assert_true(str_none(str_dup(a, STR_NONE)));
  assert_false(str_none(str_dup(a, STR(""))));
  assert_string_equal(str_z(a, STR_NONE), "");
  str copy = str_dup(a, (str){"abcdef", 3});
  assert_string_equal(copy.p, "abc");
}

static int setup(void **state) {
  (void)state;
  a = arena_new(256);
  return 0;
}
static int teardown(void **state) {
  (void)state;
  arena_free(a);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_compare),   cmocka_unit_test(test_cut),
                                     cmocka_unit_test(test_int),       cmocka_unit_test(test_utf8),
                                     cmocka_unit_test(test_encodings), cmocka_unit_test(test_copies)};
  return cmocka_run_group_tests_name("str", tests, setup, teardown);
}

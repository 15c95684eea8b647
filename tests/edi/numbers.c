/* Decimals are exact and dates are days that exist. */
#include "edi/json_out.h"
#include "support.h"

static const char *text(struct edi_decimal d) {
  static char buf[EDI_DECIMAL_TEXT + 1];
  char b[EDI_DECIMAL_TEXT];
  edi_str s = edi_decimal_text(d, b);
  memcpy(buf, s.p, s.n);
  buf[s.n] = 0;
  return buf;
}

static void reads_type_r(void **state) {
  (void)state;
  static const char *const good[][2] = {
      {"0", "0"},
      {"-0", "0"},
      {"12", "12"},
      {"007", "7"},
      {"12.50", "12.5"},
      {".5", "0.5"},
      {"5.", "5"},
      {"-.25", "-0.25"},
      {"0.000000000000000001", "0.000000000000000001"},
      {"999999999999999999.999999999999999999", "999999999999999999.999999999999999999"}};
  struct edi_decimal d;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    assert_true(edi_decimal_read(edi_str_of(good[i][0]), &d));
    assert_string_equal(text(d), good[i][1]);
  }
  static const char *const bad[] = {"",
                                    "-",
                                    ".",
                                    "1.2.3",
                                    "1,5",
                                    "1e3",
                                    " 1",
                                    "+1",
                                    "--1",
                                    "0.0000000000000000001",
                                    "1000000000000000000000000000000000000"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(edi_decimal_read(edi_str_of(bad[i]), &d));
}

static void reads_implied_decimals(void **state) {
  (void)state;
  struct edi_decimal d;
  assert_true(edi_decimal_read_implied(EDI_STR("12345"), 2, &d));
  assert_string_equal(text(d), "123.45");
  assert_true(edi_decimal_read_implied(EDI_STR("-5"), 2, &d));
  assert_string_equal(text(d), "-0.05");
  assert_false(edi_decimal_read_implied(EDI_STR("1.5"), 2, &d));
}

static void adds_multiplies_rounds(void **state) {
  (void)state;
  struct edi_decimal a = {0}, b = {0}, r = {0};
  assert_true(edi_decimal_read(EDI_STR("0.1"), &a) && edi_decimal_read(EDI_STR("0.2"), &b));
  assert_true(edi_decimal_add(a, b, &r));
  assert_string_equal(text(r), "0.3");
  assert_true(edi_decimal_read(EDI_STR("2.5"), &a) && edi_decimal_read(EDI_STR("-7.20"), &b));
  assert_true(edi_decimal_mul(a, b, &r));
  assert_string_equal(text(r), "-18");
  static const char *const round[][2] = {
      {"1.005", "1.01"}, {"1.004", "1"}, {"-1.005", "-1.01"}, {"2", "2"}, {"0.5", "0.5"}};
  for (size_t i = 0; i < sizeof round / sizeof *round; i++) {
    assert_true(edi_decimal_read(edi_str_of(round[i][0]), &a) && edi_decimal_round(a, 2, &r));
    assert_string_equal(text(r), round[i][1]);
    assert_int_equal(r.scale, 2);
  }
  assert_true(edi_decimal_read(EDI_STR("99999999999999999999999999999999999"), &a));
  assert_false(edi_decimal_mul(a, a, &r));
  assert_true(edi_decimal_read(EDI_STR("1.0"), &a) && edi_decimal_read(EDI_STR("1"), &b));
  assert_int_equal(edi_decimal_cmp(a, b), 0);
  assert_true(edi_decimal_read(EDI_STR("-2"), &a));
  assert_int_equal(edi_decimal_cmp(a, b), -1);
  assert_int_equal(edi_decimal_cmp(b, a), 1);
}

static void knows_the_calendar(void **state) {
  (void)state;
  struct edi_date d;
  char buf[EDI_DATE_TEXT];
  assert_true(edi_date_read(EDI_STR("20240229"), &d));
  assert_true(edi_eq(edi_date_iso(d, buf), EDI_STR("2024-02-29")));
  assert_true(edi_date_read(EDI_STR("691231"), &d) && d.year == 2069);
  assert_true(edi_date_read(EDI_STR("700101"), &d) && d.year == 1970);
  static const char *const bad[] = {"20230229", "19000229", "20261301", "20260931", "20260900",
                                    "2026111",  "2026-1-1", "",         "00000101"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(edi_date_read(edi_str_of(bad[i]), &d));
  assert_true(edi_time_valid(EDI_STR("2359")) && edi_time_valid(EDI_STR("235959")) &&
              edi_time_valid(EDI_STR("23595999")));
  assert_false(edi_time_valid(EDI_STR("2400")) || edi_time_valid(EDI_STR("1260")) || edi_time_valid(EDI_STR("12345")) ||
               edi_time_valid(EDI_STR("12a4")));
}

static void writes_json_that_can_be_stored(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct edi_buf b = {.m = m};
  edi_json_open(&b, '{');
  edi_json_kv(&b, "quote", EDI_STR("a\"b\\c\n\x01"));
  edi_json_kv(&b, "utf8", EDI_STR("Gda\xc5\x84sk \xe2\x82\xac"));
  edi_json_kv(&b, "latin1", EDI_STR("M\xfcnchen"));
  edi_json_kv(&b, "nul", (edi_str){"x\0y", 3});
  edi_json_kv(&b, "none", (edi_str){NULL, 0});
  edi_json_key(&b, "list");
  edi_json_open(&b, '[');
  edi_json_uint(&b, 1);
  edi_json_uint(&b, 20);
  edi_json_close(&b, ']');
  edi_json_close(&b, '}');
  edi_buf_char(&b, 0);
  assert_string_equal(
      b.p, "{\"quote\":\"a\\\"b\\\\c\\n\\u0001\",\"utf8\":\"Gda\xc5\x84sk \xe2\x82\xac\",\"latin1\":\"M\xc3\xbcnchen\","
           "\"nul\":\"x\xef\xbf\xbdy\",\"none\":null,\"list\":[1,20]}");
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(reads_type_r), cmocka_unit_test(reads_implied_decimals),
                                     cmocka_unit_test(adds_multiplies_rounds), cmocka_unit_test(knows_the_calendar),
                                     cmocka_unit_test(writes_json_that_can_be_stored)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tables: read from CSV, and given as CSV and XLSX without formulas and without rounding. */
#include "api/sheet.h"
#include "api/csv.h"
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>

static struct arena *a;

static int begin(void **state) {
  (void)state;
  a = arena_new(4096);
  return 0;
}

static int end(void **state) {
  (void)state;
  arena_free(a);
  return 0;
}

static void reads(str text, const char *json) {
  struct csv c;
  struct err e;
  if (!csv_read(a, text, 1000, &c, &e)) fail_msg("%s", e.msg);
  if (!str_eq(c.json, str_of(json))) fail_msg("%.*s is not %s", STR_ARG(c.json), json);
}

static void refuses(str text, size_t rows, const char *type, const char *word) {
  struct csv c;
  struct err e = {0};
  assert_false(csv_read(a, text, rows, &c, &e));
  assert_int_equal(e.code, ERR_INVALID);
  assert_string_equal(e.type, type);
  if (!strstr(e.msg, word)) fail_msg("\"%s\" does not say \"%s\"", e.msg, word);
}

static void test_read(void **state) {
  (void)state;
  reads(STR("a,b\r\n1,2\r\n"), "[[\"a\",\"b\"],[\"1\",\"2\"]]");
  reads(STR("\xef\xbb\xbf"
            "a,b\n1,2"),
        "[[\"a\",\"b\"],[\"1\",\"2\"]]");
  reads(STR("a\n\"x, \"\"y\"\"\nz\"\n"), "[[\"a\"],[\"x, \\\"y\\\"\\nz\"]]");
  reads(STR("name;price\nBolt;1,50\n"), "[[\"name\",\"price\"],[\"Bolt\",\"1,50\"]]");
  reads(STR("a\tb,c\td\n"), "[[\"a\",\"b,c\",\"d\"]]");
  reads(STR(" a , b \n,\n"), "[[\" a \",\" b \"],[\"\",\"\"]]");
  reads(STR("\n\na,b\n\n\nc,d\n\n"), "[[\"a\",\"b\"],[\"c\",\"d\"]]");
  reads(STR("zażółć,漢字\n"), "[[\"zażółć\",\"漢字\"]]");
  reads(STR(""), "[]");
}

static void test_refuse(void **state) {
  (void)state;
  refuses(STR("a,b\n\"x\"y,2\n"), 10, "csv_malformed", "Row 2");
  refuses(STR("a,b\n1,\"never closed"), 10, "csv_malformed", "Row 2");
  refuses(STR("a\nb\nZa\xbf\xf3\n"), 10, "csv_not_utf8", "Line 3");
  refuses(STR("\xff\xfe"
              "a\0,\0"),
          10, "csv_not_utf8", "UTF-8");
  refuses(STR("a\0b"), 10, "csv_not_utf8", "Line 1");
  refuses(STR("a\nb\nc\n"), 2, "too_many_rows", "at most 2");
  char wide[CSV_COLUMNS_MAX + 2], *text = malloc(CSV_LETTERS_MAX + 2);
  memset(wide, ',', sizeof wide);
  refuses((str){wide, sizeof wide}, 10, "too_many_columns", "200");
  assert_non_null(text);
  memset(text, 'x', CSV_LETTERS_MAX + 2);
  refuses((str){text, CSV_LETTERS_MAX + 1}, 10, "value_too_long", "10000");
  free(text);
}

static void test_money(void **state) {
  (void)state;
  static const char *const cases[][3] = {
      {"123450", "EUR", "1234.50"},
      {"-5", "EUR", "-0.05"},
      {"0", "PLN", "0.00"},
      {"100", "JPY", "100"},
      {"1", "KWD", "0.001"},
      {"-1234", "BHD", "-1.234"},
      {"9223372036854775807", "USD", "92233720368547758.07"},
      {"7", "", "0.07"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    str got = sheet_money(a, str_of(cases[i][0]), str_of(cases[i][1]));
    if (!str_eq(got, str_of(cases[i][2]))) fail_msg("%.*s is not %s", STR_ARG(got), cases[i][2]);
  }
}

static void test_exact(void **state) {
  (void)state;
  static const char *const yes[] = {"0", "-12", "1234.50", "999999999999999", "0.000000012345", "1.100000000000000000"};
  static const char *const no[] = {"1234567890123456", "0.1234567890123456", "NaN", "Infinity", "", "1e5", "1-2",
                                   "10000000000000000"};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    if (!sheet_exact(str_of(yes[i]))) fail_msg("%s", yes[i]);
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    if (sheet_exact(str_of(no[i]))) fail_msg("%s", no[i]);
}

static const char header[] =
    "-- GET /api/x\n-- What.\n-- auth: member returns: sheet\n-- :format text one of csv|xlsx\n"
    "-- > title text\n-- > n int\n-- > value_minor money\n-- > currency text\n-- > ok bool\n"
    "-- > at timestamptz\n-- > on date\n-- > price decimal\nSELECT :format\n";

static PGresult *rows(const char *const (*cells)[8], int n) {
  static const char *const names[] = {"title", "n", "value_minor", "currency", "ok", "at", "on", "price"};
  PGresult *r = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
  PGresAttDesc d[8] = {0};
  for (int i = 0; i < 8; i++) d[i] = (PGresAttDesc){.name = (char *)(uintptr_t)names[i], .typid = 25};
  assert_true(PQsetResultAttrs(r, 8, d));
  for (int row = 0; row < n; row++)
    for (int i = 0; i < 8; i++) {
      const char *v = cells[row][i];
      assert_true(PQsetvalue(r, row, i, (char *)(uintptr_t)v, v ? (int)strlen(v) : -1));
    }
  return r;
}

static void endpoint(struct endpoint *ep) {
  struct err e;
  if (!endpoint_parse(a, STR("sql/api/x/x.sql"), STR(header), ep, &e)) fail_msg("%s", e.msg);
}

static void test_csv(void **state) {
  (void)state;
  static const char *const cells[][8] = {
      {"=HYPERLINK(\"http://x\")", "-5", "123450", "EUR", "t", "2026-11-21 19:00:00.123+00", "2026-11-21", "1.50"},
      {"+48 58", NULL, "-100", "JPY", "f", NULL, NULL, "-2"},
      {"a,\"b\"\nc", "1", NULL, NULL, NULL, "infinity", NULL, NULL},
      {"-", "1", NULL, NULL, NULL, NULL, NULL, NULL},
      {"@x", "1", NULL, NULL, NULL, NULL, NULL, NULL},
      {"\t=1", "1", NULL, NULL, NULL, NULL, NULL, NULL},
      {"＝1", "1", NULL, NULL, NULL, NULL, NULL, NULL},
      {"a;b", "1", NULL, NULL, NULL, NULL, NULL, NULL},
  };
  struct endpoint ep;
  endpoint(&ep);
  PGresult *r = rows(cells, 8);
  str out;
  sheet_csv(a, &(struct sheet){&ep, r}, &out);
  str wanted = STR("\xef\xbb\xbftitle,n,value,currency,ok,at,on,price\r\n"
                   "\"'=HYPERLINK(\"\"http://x\"\")\",-5,1234.50,EUR,true,2026-11-21T19:00:00Z,2026-11-21,1.50\r\n"
                   "\"'+48 58\",,-100,JPY,false,,,-2\r\n"
                   "\"a,\"\"b\"\"\nc\",1,,,,infinity,,\r\n"
                   "\"'-\",1,,,,,,\r\n\"'@x\",1,,,,,,\r\n\"'\t=1\",1,,,,,,\r\n\"'＝1\",1,,,,,,\r\n\"a;b\",1,,,,,,\r\n");
  if (!str_eq(out, wanted)) fail_msg("%.*s", STR_ARG(out));
  PQclear(r);
}

static void test_xlsx(void **state) {
  (void)state;
  static const char *const cells[][8] = {
      {"=1+1", "-5", "123450", "EUR", "t", "2026-11-21 19:00:00.123+00", "2026-11-21", "1234567890123456.5"},
      {"x\x01", NULL, NULL, NULL, NULL, "infinity", "0001-01-01", NULL},
  };
  struct endpoint ep;
  struct err e;
  endpoint(&ep);
  PGresult *r = rows(cells, 2);
  str out;
  if (!sheet_xlsx(a, &(struct sheet){&ep, r}, NULL, &out, &e)) fail_msg("%s", e.msg);
  assert_true(str_starts(out, STR("PK\3\4")) && str_find(out, STR("xl/worksheets/sheet1.xml")) > 0);
  assert_false(sheet_xlsx(a, &(struct sheet){&ep, r}, "/nonexistent", &out, &e));
  assert_int_equal(e.code, ERR_UNAVAILABLE);
  PQclear(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_read, begin, end),  cmocka_unit_test_setup_teardown(test_refuse, begin, end),
      cmocka_unit_test_setup_teardown(test_money, begin, end), cmocka_unit_test_setup_teardown(test_exact, begin, end),
      cmocka_unit_test_setup_teardown(test_csv, begin, end),   cmocka_unit_test_setup_teardown(test_xlsx, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

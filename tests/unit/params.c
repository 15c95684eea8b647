/* What a request brings, checked against the declared parameters. */
#include "api/params.h"
#include "api/cursor.h"
#include "api/value.h"
#include "support/test.h"

static struct arena *a;
static struct endpoint ep;
static struct params out;
static struct err_list errs;

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

static void endpoint(const char *method, const char *params) {
  struct err e;
  str text = str_printf(a, "-- %s /api/x/{id}\n-- What.\n-- auth: member returns: one handler: h\n-- :id uuid\n%s",
                        method, params);
  if (!endpoint_parse(a, STR("sql/api/x.sql"), text, &ep, &e)) fail_msg("%s", e.msg);
}

static bool ask(const char *query, const char *body, const char *if_match) {
  static str id = {"3f0c9a52-7d1e-4c55-9b7a-2f6f0a1b8c4d", 36};
  errs = (struct err_list){0};
  struct params_in in = {&id, 1, str_of(query), str_of(body), str_of(if_match), STR("secret"), 0};
  return params_collect(a, &ep, &in, &out, &errs);
}

static void got(size_t i, const char *wanted) {
  if (!wanted)
    assert_true(str_none(out.values[i]));
  else if (!str_eq(out.values[i], str_of(wanted)))
    fail_msg("%.*s is not %s", STR_ARG(out.values[i]), wanted);
}

static void fault(size_t i, enum err_code code, const char *pointer, const char *word) {
  assert_true(i < errs.n);
  assert_int_equal(errs.at[i].code, code);
  assert_string_equal(errs.at[i].field, pointer);
  if (!strstr(errs.at[i].msg, word)) fail_msg("\"%s\" does not say \"%s\"", errs.at[i].msg, word);
}

static void test_query(void **state) {
  (void)state;
  endpoint("GET", "-- :q text? 1..5\n-- :limit int = 50 1..200\n-- :kinds text[]? one of a|b\n-- :on date?\n");
  assert_true(ask("q=%C5%BC%C3%B3+w&limit=7&kinds=a&kinds=b&on=2024-02-29", "", NULL));
  got(1, "żó w"), got(2, "7"), got(3, "{\"a\",\"b\"}"), got(4, "2024-02-29");
  assert_true(ask("q=&", "", NULL));
  got(1, NULL), got(2, "50"), got(3, NULL);
  assert_false(ask("limit=201&q=toolong&kinds=c&on=2023-02-29&x=1&limit=5", "", NULL));
  assert_int_equal(errs.n, 6);
  fault(0, ERR_INVALID, "/limit", "between 1 and 200");
  fault(1, ERR_INVALID, "/q", "between 1 and 5");
  fault(2, ERR_INVALID, "/kinds", "one of a, b");
  fault(3, ERR_INVALID, "/on", "date such as");
  fault(4, ERR_INVALID, "/x", "Known are: q, limit, kinds, on");
  fault(5, ERR_INVALID, "/limit", "more than once");
  assert_false(ask("q=%zz", "", NULL));
  fault(0, ERR_MALFORMED, "", "'%'");
  assert_false(ask("q=%00", "", NULL));
  fault(0, ERR_INVALID, "/q", "NUL");
  assert_false(ask("q=%ff", "", NULL));
  fault(0, ERR_INVALID, "/q", "UTF-8");
}

static void test_body(void **state) {
  (void)state;
  endpoint("POST", "-- :title text 1..200\n-- :price decimal? 0..\n-- :n bigint?\n-- :ok bool?\n-- :tags text[]?\n-- "
                   ":data json?\n-- :mail email?\n");
  assert_true(ask(
      "",
      "{\"title\":\"A \\\"b\\\"\",\"price\":\"12.50\",\"n\":9007199254740993,\"ok\":true,\"tags\":[\"x\",\"y\\\"z\"],"
      "\"data\":{\"a\":1.10,\"b\":[\"}\"]},\"mail\":null}",
      NULL));
  got(1, "A \"b\""), got(2, "12.50"), got(3, "9007199254740993"), got(4, "true"), got(5, "{\"x\",\"y\\\"z\"}");
  got(6, "{\"a\":1.10,\"b\":[\"}\"]}"), got(7, NULL);
  assert_true(str_find(out.body, STR("\"data\":{\"a\":1.10")) > 0 && str_find(out.body, STR("\"mail\":null")) > 0);
  assert_true(str_eq(out.given, STR("{\"title\",\"price\",\"n\",\"ok\",\"tags\",\"data\",\"mail\"}")));
  assert_false(ask(
      "", "{\"price\":1.5,\"n\":\"1\",\"ok\":\"yes\",\"tags\":[1],\"mail\":\"x\",\"more\":1,\"title\":null}", NULL));
  assert_int_equal(errs.n, 7);
  fault(0, ERR_INVALID, "/price", "as a string");
  fault(3, ERR_INVALID, "/tags/0", "text");
  fault(5, ERR_INVALID, "/more", "no field");
  fault(6, ERR_INVALID, "/title", "must not be null");
  assert_false(ask("", "", NULL));
  fault(0, ERR_INVALID, "/title", "missing");
  assert_false(ask("", "[]", NULL));
  fault(0, ERR_INVALID, "", "JSON object");
  assert_false(ask("", "{\"title\":\"a\\u0000\"}", NULL));
  fault(0, ERR_MALFORMED, "", "line 1");
  assert_false(ask("x=1", "{\"title\":\"a\"}", NULL));
  fault(0, ERR_INVALID, "/x", "none is taken");
  assert_false(ask("", "{\"title\":\"\"}", NULL));
  fault(0, ERR_INVALID, "/title", "empty");
  assert_false(ask("", "{\"title\":\"a\",\"price\":\"-0.01\"}", NULL));
  fault(0, ERR_INVALID, "/price", "at least 0");
}

static void test_if_match(void **state) {
  (void)state;
  endpoint("PATCH", "-- :version etag\n");
  assert_true(ask("", "{}", "\"7\""));
  got(1, "7");
  assert_true(ask("", "{}", "W/\"12\""));
  got(1, "12");
  assert_false(ask("", "{}", NULL));
  fault(0, ERR_PRECONDITION_REQUIRED, "", "If-Match");
  assert_false(ask("", "{}", "\"x\""));
  fault(0, ERR_PRECONDITION, "", "version");
}

static void test_path(void **state) {
  (void)state;
  endpoint("DELETE", "");
  str id = STR("not-an-id");
  struct params_in in = {&id, 1, STR("x=1"), STR(""), STR_NONE, STR("secret"), 0};
  errs = (struct err_list){0};
  assert_false(params_collect(a, &ep, &in, &out, &errs));
  assert_int_equal(errs.n, 1);
  fault(0, ERR_NOT_FOUND, "", "nothing");
}

static void test_cursor(void **state) {
  (void)state;
  str secret = STR("secret"), company, payload;
  str c = cursor_seal(a, secret, STR("GET /a"), STR("company-1"), STR("2026|id"));
  assert_true(cursor_open(a, secret, STR("GET /a"), c, &company, &payload));
  assert_true(str_eq(company, STR("company-1")) && str_eq(payload, STR("2026|id")));
  assert_false(cursor_open(a, secret, STR("GET /b"), c, &company, &payload));
  assert_false(cursor_open(a, STR("other"), STR("GET /a"), c, &company, &payload));
  for (size_t i = 0; i < c.n; i++) {
    str bent = str_dup(a, c);
    ((char *)(uintptr_t)bent.p)[i] = bent.p[i] == 'A' ? 'B' : 'A';
    assert_false(cursor_open(a, secret, STR("GET /a"), bent, &company, &payload));
    assert_false(cursor_open(a, secret, STR("GET /a"), (str){c.p, i}, &company, &payload));
  }
}

static void valued(const char *type, const char *v, bool good) {
  struct err e;
  struct endpoint one;
  str text = str_printf(a, "-- GET /x\n-- What.\n-- auth: public handler: h\n-- :v %s\n", type);
  if (!endpoint_parse(a, STR("x"), text, &one, &e)) fail_msg("%s", e.msg);
  if (value_check(&one.params.at[0], str_of(v), "/v", &e) != good)
    fail_msg("%s as %s: %s", v, type, good ? e.msg : "accepted");
}

static void test_values(void **state) {
  (void)state;
  valued("int", "2147483647", true), valued("int", "2147483648", false), valued("int", "1e3", false),
      valued("int", "", false);
  valued("bigint", "-9223372036854775808", true), valued("bigint", "9223372036854775808", false);
  valued("decimal", "-0.5", true), valued("decimal", "1.", false), valued("decimal", ".5", false),
      valued("decimal", "1e5", false);
  valued("decimal 1.5..10", "1.49", false), valued("decimal 1.5..10", "1.50", true),
      valued("decimal 1.5..10", "10.000", true);
  valued("decimal 1.5..10", "10.001", false), valued("decimal -2..2", "-2.1", false),
      valued("decimal -2..2", "-0", true);
  valued("decimal 0..", "007", true), valued("int -5..5", "-6", false), valued("int -5..5", "-5", true);
  valued("uuid", "3F0C9a52-7d1e-4c55-9b7a-2f6f0a1b8c4d", true),
      valued("uuid", "3f0c9a527d1e4c559b7a2f6f0a1b8c4d", false);
  valued("date", "2026-11-31", false), valued("date", "1900-02-29", false), valued("date", "2000-02-29", true);
  valued("timestamptz", "2026-11-21T19:00:00Z", true), valued("timestamptz", "2026-11-21T19:00:00.123456+01:00", true);
  valued("timestamptz", "2026-11-21T19:00:00", false), valued("timestamptz", "2026-11-21T24:00:00Z", false),
      valued("timestamptz", "2026-11-21T19:00:00.Z", false);
  valued("email", "a.b+c@example.com", true), valued("email", "a@b@c", false), valued("email", "a b@c", false),
      valued("email", "a@", false);
  valued("email", "Name <a@b.c>", false), valued("email", "a@b..c", false);
  valued("currency", "EUR", true), valued("currency", "eur", false), valued("country", "PL", true),
      valued("country", "POL", false);
  valued("bool", "true", true), valued("bool", "t", false);
  valued("text 1..3", "żół", true), valued("text 1..3", "żółw", false);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_query, begin, end),
      cmocka_unit_test_setup_teardown(test_body, begin, end),
      cmocka_unit_test_setup_teardown(test_if_match, begin, end),
      cmocka_unit_test_setup_teardown(test_path, begin, end),
      cmocka_unit_test_setup_teardown(test_cursor, begin, end),
      cmocka_unit_test_setup_teardown(test_values, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

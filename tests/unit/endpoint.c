/* Headers of endpoint files, their statements, and the table that the program carries. */
#include "api/endpoint.h"
#include "api/statement.h"
#include "support/test.h"
#include <stdio.h>

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

static const char *parse(const char *text, struct endpoint *ep) {
  static struct err e;
  return endpoint_parse(a, STR("sql/api/x.sql"), str_of(text), ep, &e) ? NULL : e.msg;
}

static void refused(const char *text, const char *word) {
  struct endpoint ep;
  const char *why = parse(text, &ep);
  assert_non_null(why);
  if (!strstr(why, word)) fail_msg("\"%s\" does not say \"%s\"", why, word);
}

static void test_header(void **state) {
  (void)state;
  struct endpoint ep;
  assert_null(parse("-- GET /api/leads/{id}/notes\n"
                    "-- Notes of a lead.\n-- Newest first.\n"
                    "-- auth: member    returns: page   scope: leads:read\n"
                    "-- lane: slow\n"
                    "-- :id     uuid\n"
                    "-- :stage  text?      one of new|open|closed; where it stands\n"
                    "-- :q      text?      1..200; words\n"
                    "--                    to look for\n"
                    "-- :after  cursor?\n"
                    "-- :limit  int = 50   1..200\n"
                    "-- > author {id uuid, names [text]}?   who wrote it\n"
                    "-- > tags text[]\n"
                    "SELECT :id, :stage, :q, :after, :limit;\n",
                    &ep));
  assert_int_equal(ep.method, HTTP_GET);
  assert_true(str_eq(ep.route, STR("GET /api/leads/{id}/notes")));
  assert_true(str_eq(ep.summary, STR("Notes of a lead.")) && str_eq(ep.description, STR("Newest first.")));
  assert_true(ep.auth == AUTH_MEMBER && ep.returns == RETURNS_PAGE && ep.slow && ep.status == 200);
  assert_true(str_eq(ep.scope, STR("leads:read")) && str_none(ep.handler));
  assert_int_equal(ep.params.n, 5);
  assert_int_equal(ep.params.at[0].place, PARAM_PATH);
  assert_int_equal(ep.params.at[1].choices.n, 3);
  assert_true(str_eq(ep.params.at[1].description, STR("where it stands")));
  assert_true(str_eq(ep.params.at[2].description, STR("words to look for")));
  assert_true(str_eq(ep.params.at[4].fallback, STR("50")) && str_eq(ep.params.at[4].high, STR("200")));
  assert_true(ep.fields.n == 2 && ep.fields.at[0].shape.kind == SHAPE_OBJECT && ep.fields.at[0].shape.nullable);
  assert_true(ep.fields.at[1].shape.kind == SHAPE_ARRAY);
  assert_true(str_eq(ep.sql, STR("SELECT :id, :stage, :q, :after, :limit")));
}

static void test_auth(void **state) {
  (void)state;
  static const char *const least[] = {"public", "guest", "viewer", "member", "manager", "admin"};
  int before = -1;
  for (size_t i = 0; i < sizeof least / sizeof *least; i++) {
    struct endpoint ep;
    char text[80];
    snprintf(text, sizeof text, "-- GET /api/x\n-- What.\n-- auth: %s returns: one\nSELECT 1", least[i]);
    assert_null(parse(text, &ep));
    assert_true((int)ep.auth > before && str_eq(endpoint_auth_name(ep.auth), str_of(least[i])));
    before = (int)ep.auth;
  }
}

static void test_bodies(void **state) {
  (void)state;
  struct endpoint ep;
  struct statement st;
  struct err e;
  size_t index;
  assert_null(parse("-- POST /api/x\n-- What.\n-- auth: guest returns: one body_cap: 1000\n-- :name text\n-- :file bytes   the file\n"
                    "SELECT :name, :file, :_sha256, :_type, :_width, :_height, :_preview", &ep));
  assert_true(ep.params.at[0].place == PARAM_QUERY && endpoint_raw(&ep, &index) && index == 1 && endpoint_has_body(&ep));
  assert_int_equal(endpoint_lane(&ep), DB_BULK);
  assert_true(statement_translate(a, &ep, &st, &e));
  assert_true(str_eq(st.text, STR("SELECT $1::text, $2::bytea, $3::bytea, $4::text, $5::int, $6::int, $7::bool")));
  assert_null(parse("-- POST /api/x\n-- What.\n-- auth: member returns: one\n-- :rows csv  2..20001; with a head\nSELECT :rows", &ep));
  assert_true(endpoint_lane(&ep) == DB_SLOW && ep.params.at[0].has_range && str_eq(ep.params.at[0].high, STR("20001")));
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: one\n-- :a bytes\nSELECT :a", "the one body");
  refused("-- POST /api/x\n-- What.\n-- auth: member returns: one\n-- :a bytes\n-- :b csv\nSELECT :a, :b", "the one body");
  refused("-- POST /api/x\n-- What.\n-- auth: member returns: one\n-- :a bytes[]\nSELECT :a", "array");
  refused("-- POST /api/x\n-- What.\n-- auth: member returns: one\n-- :a bytes\n-- :b json\nSELECT :a, :b", "json cannot stand");
  refused("-- POST /api/x\n-- What.\n-- auth: member returns: one idempotent\n-- :a bytes\nSELECT :a", "Idempotency-Key");
  refused("-- POST /api/x\n-- What.\n-- auth: member returns: one\n-- :a money\nSELECT :a", "column of a sheet");
}

static void test_answers(void **state) {
  (void)state;
  struct endpoint ep;
  struct statement st;
  struct err e;
  assert_null(parse("-- GET /feeds/x\n-- What.\n-- auth: public returns: text content-type: text/calendar\nSELECT 'x'", &ep));
  assert_true(str_eq(ep.content_type, STR("text/calendar")));
  assert_null(parse("-- GET /api/x\n-- What.\n-- auth: member returns: bytes\nSELECT :_seen", &ep));
  assert_true(endpoint_lane(&ep) == DB_BULK && statement_translate(a, &ep, &st, &e) && str_eq(st.text, STR("SELECT $1::text")));
  assert_null(parse("-- GET /api/x\n-- What.\n-- auth: member returns: sheet\n-- :format text one of csv|xlsx\n-- > v_minor money\n"
                    "SELECT 1 AS v_minor WHERE :format <> ''", &ep));
  assert_true(endpoint_lane(&ep) == DB_SLOW && statement_wrap(a, &ep, STR("SELECT * FROM (:_statement) x"), &st, &e));
  assert_true(str_eq(st.text, STR("SELECT * FROM (SELECT 1 AS v_minor WHERE $1::text <> '') x")));
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: one content-type: text/calendar\nSELECT 1", "only a text");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: sheet\n-- > a text\nSELECT 1", "one of csv|xlsx");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: sheet\n-- :format text one of csv|xlsx\nSELECT 1", "its columns");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: sheet\n-- :format text one of csv|xlsx\n-- > a [text]\nSELECT 1", "one value");
}

static void test_refusals(void **state) {
  (void)state;
  refused("", ":1: begin with");
  refused("SELECT 1", "begin with");
  refused("-- FETCH /api/x\n", "begin with");
  refused("-- GET /api/x\n-- What.\nSELECT 1", "auth:");
  refused("-- GET /api/x\n-- auth: member returns: one\nSELECT 1", "what it does");
  refused("-- GET /api/x\n-- What.\n-- auth: nobody\nSELECT 1", ":3: auth is one of");
  refused("-- GET /api/x\n-- What.\n-- auth: member colour: red\nSELECT 1", "unknown option 'colour:'");
  refused("-- GET /api/x/{id}\n-- What.\n-- auth: member returns: one\nSELECT 1", "{id} of the path is not declared");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: one\n-- :a txt\nSELECT 1",
          ":4: :a has the unknown type 'txt'");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: one\n-- :a text\n-- :a text\nSELECT 1", "twice");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: page\nSELECT 1", "a page needs ':limit");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: one\n", "neither a statement nor a handler");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: one idempotent\nSELECT 1", "idempotent");
  refused("-- GET /api/x\n-- What.\n-- auth: member returns: one\n-- > a {b text\nSELECT 1", "the shape of a needs");
}

static void translated(const char *sql, const char *wanted) {
  struct endpoint ep;
  struct statement st;
  struct err e;
  str text = str_printf(
      a, "-- POST /api/x/{id}\n-- What.\n-- auth: member returns: one idempotent\n-- :id uuid\n-- :tags text[]?\n%s",
      sql);
  const char *why = parse(text.p, &ep);
  if (why) fail_msg("%s", why);
  if (!statement_translate(a, &ep, &st, &e))
    assert_string_equal(e.msg, wanted);
  else
    assert_string_equal(st.text.p, wanted);
}

static void test_statement(void **state) {
  (void)state;
  translated("SELECT :id, :tags, :id", "SELECT $1::uuid, $2::text[], $1::uuid");
  translated("SELECT ':id', \":id\", :id::text, :tags", "SELECT ':id', \":id\", $1::uuid::text, $2::text[]");
  translated("SELECT :id, :tags -- not :this\n", "SELECT $1::uuid, $2::text[] -- not :this");
  translated("SELECT :id /* :a /* :b */ :c */, :tags", "SELECT $1::uuid /* :a /* :b */ :c */, $2::text[]");
  translated("SELECT $q$ :id $q$, E'\\':id', 'it''s :id', :tags, :id",
             "SELECT $q$ :id $q$, E'\\':id', 'it''s :id', $1::text[], $2::uuid");
  translated("SELECT :id, :_body", "SELECT $1::uuid, $2::jsonb");
  translated("SELECT f(:id, :_given, :tags)", "SELECT f($1::uuid, $2::text[], $3::text[])");
  translated("SELECT :id", "sql/api/x.sql:1: :tags is declared but the statement does not use it");
  translated("SELECT :id,\n :tags, :other", "sql/api/x.sql:7: :other is not declared");
}

static void test_wrap(void **state) {
  (void)state;
  struct endpoint ep;
  struct statement st;
  struct err e;
  assert_null(parse("-- POST /api/x\n-- What.\n-- auth: member returns: one idempotent\n-- :a text\nSELECT :a;", &ep));
  assert_true(statement_wrap(a, &ep, STR("WITH r AS (\n:_statement\n) SELECT f(:_key, :_route)"), &st, &e));
  assert_string_equal(st.text.p, "WITH r AS (\nSELECT $1::text\n) SELECT f($2::text, $3::text)");
  assert_true(st.nsources == 3 && st.sources[0] == 0 && st.sources[1] == SOURCE_KEY && st.sources[2] == SOURCE_ROUTE);
}

static void test_carried(void **state) {
  (void)state;
  struct endpoint_table table;
  struct statement st;
  struct err e;
  if (!endpoint_load(a, &table, &e)) fail_msg("%s", e.msg);
  assert_true(table.n > 10);
  for (size_t i = 0; i < table.n; i++)
    if (table.at[i]->sql.n && !statement_translate(a, table.at[i], &st, &e)) fail_msg("%s", e.msg);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_header, begin, end),
      cmocka_unit_test_setup_teardown(test_auth, begin, end),
      cmocka_unit_test_setup_teardown(test_bodies, begin, end),
      cmocka_unit_test_setup_teardown(test_answers, begin, end),
      cmocka_unit_test_setup_teardown(test_refusals, begin, end),
      cmocka_unit_test_setup_teardown(test_statement, begin, end),
      cmocka_unit_test_setup_teardown(test_wrap, begin, end),
      cmocka_unit_test_setup_teardown(test_carried, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The OpenAPI document of the endpoints that the program carries, and rows as JSON, and routes. */
#include "api/openapi.h"
#include "api/route.h"
#include "api/rows.h"
#include "support/test.h"
#include "json/read.h"

static void test_document(void **state) {
  (void)state;
  struct arena *a = arena_new(1 << 16);
  struct endpoint_table table;
  struct err e;
  if (!endpoint_load(a, &table, &e)) fail_msg("%s", e.msg);
  JSON_AUTO *doc = NULL;
  if (!json_read(openapi_document(a, &table), &doc, &e)) fail_msg("%s", e.msg);
  assert_string_equal(json_string_value(json_object_get(doc, "openapi")), "3.1.0");
  size_t operations = 0;
  const char *path, *method;
  json_t *methods, *op;
  json_object_foreach(json_object_get(doc, "paths"), path, methods) json_object_foreach(methods, method, op) {
    operations++;
    assert_non_null(json_object_get(op, "operationId"));
    assert_non_null(json_object_get(op, "responses"));
  }
  assert_int_equal(operations, table.n + 1); /* and POST /edi */
  arena_free(a);
}

static void column(PGresult *r, const char *name, Oid type, int i, PGresAttDesc *d) {
  d[i] = (PGresAttDesc){.name = (char *)(uintptr_t)name, .typid = type};
  (void)r;
}

static void put(PGresult *r, int i, const char *v) {
  assert_true(PQsetvalue(r, 0, i, (char *)(uintptr_t)v, v ? (int)strlen(v) : -1));
}

static void test_rows(void **state) {
  (void)state;
  struct arena *a = arena_new(1024);
  PGresult *r = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
  PGresAttDesc d[8] = {0};
  column(r, "id", 2950, 0, d), column(r, "n", 20, 1, d), column(r, "price", 1700, 2, d), column(r, "ok", 16, 3, d);
  column(r, "at", 1184, 4, d), column(r, "data", 3802, 5, d), column(r, "none", 25, 6, d), column(r, "_etag", 23, 7, d);
  assert_true(PQsetResultAttrs(r, 8, d));
  put(r, 0, "a\"b"), put(r, 1, "-5"), put(r, 2, "1.50"), put(r, 3, "t"), put(r, 4, "2026-11-21 19:00:00.123+00");
  put(r, 5, "{\"x\": 1}"), put(r, 6, NULL), put(r, 7, "3");
  struct rows_plan plan;
  struct json_writer w;
  rows_plan(a, r, &plan);
  assert_true(rows_fits(&plan, r) && plan.etag == 7 && plan.cursor == -1);
  json_init(&w, a, 0, 16);
  rows_write(&w, &plan, r, 0);
  assert_true(
      str_eq(json_text(&w, 0), STR("{\"id\":\"a\\\"b\",\"n\":-5,\"price\":\"1.50\",\"ok\":true,"
                                   "\"at\":\"2026-11-21T19:00:00.123+00:00\",\"data\":{\"x\": 1},\"none\":null}")));
  assert_true(str_eq(rows_named(r, 0, "_etag"), STR("3")) && str_none(rows_named(r, 0, "nothing")) &&
              str_none(rows_named(r, 1, "id")));
  PQclear(r);
  arena_free(a);
}

static void test_routes(void **state) {
  (void)state;
  struct arena *a = arena_new(4096);
  struct router *r = router_new(a);
  struct route_match m;
  int list, one, counts, change, nested;
  assert_true(router_add(r, HTTP_GET, STR("/api/leads"), &list));
  assert_true(router_add(r, HTTP_GET, STR("/api/leads/{id}"), &one));
  assert_true(router_add(r, HTTP_PATCH, STR("/api/leads/{id}"), &change));
  assert_true(router_add(r, HTTP_GET, STR("/api/leads/counts"), &counts));
  assert_true(router_add(r, HTTP_GET, STR("/api/{kind}/counts/{of}"), &nested));
  assert_false(router_add(r, HTTP_GET, STR("/api/leads/{other}"), &one));
  router_find(r, HTTP_GET, STR("/api/leads"), &m);
  assert_ptr_equal(m.target, &list);
  router_find(r, HTTP_HEAD, STR("/api/leads/counts"), &m);
  assert_true(m.target == &counts && m.nvalues == 0);
  router_find(r, HTTP_PATCH, STR("/api/leads/a%20b"), &m);
  assert_true(m.target == &change && m.nvalues == 1 && str_eq(m.values[0], STR("a%20b")));
  router_find(r, HTTP_GET, STR("/api/leads/counts/x"), &m);
  assert_true(m.target == &nested && m.nvalues == 2 && str_eq(m.values[0], STR("leads")));
  router_find(r, HTTP_DELETE, STR("/api/leads/7"), &m);
  assert_null(m.target);
  assert_true(str_eq(route_allow(a, m.others), STR("GET, HEAD, PATCH")));
  static const char *const absent[] = {"/", "/api", "/api/leads/", "/api//leads", "/api/leads/7/8", "", "api/leads"};
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
    router_find(r, HTTP_GET, str_of(absent[i]), &m);
    if (m.target || m.others) fail_msg("%s is found", absent[i]);
  }
  router_free(r);
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_document), cmocka_unit_test(test_rows),
                                     cmocka_unit_test(test_routes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

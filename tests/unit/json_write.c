/* The JSON writer: nesting, escapes, and jansson reading back what was written. */
#include "support/test.h"
#include "json/read.h"
#include "json/write.h"

static struct arena *a;

static void test_shape(void **state) {
  (void)state;
  struct json_writer w;
  json_init(&w, a, 100, 0);
  json_begin_object(&w);
  json_kv(&w, "a", STR("x"));
  json_kv(&w, "none", STR_NONE);
  json_kv(&w, "empty", STR(""));
  json_kv_int(&w, "i", INT64_MIN);
  json_kv_bool(&w, "b", false);
  json_kv_raw(&w, "raw", STR("{\"k\":[1]}"));
  json_key(&w, STR("list"));
  json_begin_array(&w);
  json_begin_array(&w);
  json_end_array(&w);
  json_begin_object(&w);
  json_end_object(&w);
  json_bool(&w, true);
  json_write_null(&w);
  json_int(&w, 0);
  json_end_array(&w);
  json_kv_int(&w, "after", 1);
  json_end_object(&w);
  str got = json_text(&w, 100);
  assert_true(str_eq(got, STR("{\"a\":\"x\",\"none\":null,\"empty\":\"\",\"i\":-9223372036854775808,\"b\":false,"
                              "\"raw\":{\"k\":[1]},\"list\":[[],{},true,null,0],\"after\":1}")));
}

static void test_escapes(void **state) {
  (void)state;
  struct json_writer w;
  json_init(&w, a, 0, 0);
  json_str(&w, (str){"\0\1\t\n\r\b\f\"\\/\x7F\xC3\xA9\xFF\xC3", 15});
  str got = json_text(&w, 0);
  assert_true(str_eq(got, STR("\"\\u0000\\u0001\\t\\n\\r\\b\\f\\\"\\\\/\\u007f\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\"")));
}

/* Every byte and every length around the growth of the buffer, read back. */
static void test_round_trip(void **state) {
  (void)state;
  for (size_t n = 0; n < 700; n += 3) {
    char text[700];
    for (size_t i = 0; i < n; i++) text[i] = (char)(1 + (i * 31 + n) % 127);
    struct json_writer w;
    json_init(&w, a, n % 50, n % 90);
    json_begin_array(&w);
    json_str(&w, (str){text, n});
    json_end_array(&w);
    JSON_AUTO *j = NULL;
    struct err e;
    if (!json_read(json_text(&w, n % 50), &j, &e)) fail_msg("%s", e.msg);
    json_t *s = json_array_get(j, 0);
    assert_true(str_eq((str){json_string_value(s), json_string_length(s)}, (str){text, n}));
    arena_reset(a);
  }
}

static int setup(void **state) {
  (void)state;
  a = arena_new(1024);
  return 0;
}
static int teardown(void **state) {
  (void)state;
  arena_free(a);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_shape), cmocka_unit_test(test_escapes),
                                     cmocka_unit_test(test_round_trip)};
  return cmocka_run_group_tests_name("json_write", tests, setup, teardown);
}

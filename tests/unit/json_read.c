/* What a stranger may send as JSON, and what is refused. */
#include "support/test.h"
#include "json/read.h"

static void good(str text) {
  JSON_AUTO *j = NULL;
  struct err e;
  if (!json_read(text, &j, &e)) fail_msg("%s", e.msg);
}

static void bad(str text, const char *word) {
  JSON_AUTO *j = NULL;
  struct err e;
  assert_false(json_read(text, &j, &e));
  assert_null(j);
  assert_int_equal(e.code, ERR_MALFORMED);
  if (!strstr(e.msg, word)) fail_msg("\"%s\" does not say \"%s\"", e.msg, word);
}

static void test_read(void **state) {
  (void)state;
  good(STR("{\"a\":[1,2,{\"b\":null}]}"));
  good(STR(" \"text with [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ and \\\" in it\""));
  good(STR("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")); /* 32 */
  bad(STR("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"), "deeper");
  bad(STR(""), "line 1");
  bad(STR_NONE, "line 1");
  bad(STR("{\"a\":1,\"a\":2}"), "duplicate");
  bad(STR("{\n\"a\" 1}"), "line 2");
  bad(STR("[1] x"), "line 1");
  bad(STR("\"\\u0000\""), "u0000");
  bad(STR("\"\\ud800\""), "line 1");
  bad(STR("\"\xFF\""), "UTF-8");
  bad((str){"\"a\0b\"", 5}, "UTF-8");
  bad(STR("99999999999999999999"), "integer");
  bad(STR("{\"a\":\"\\"), "line 1");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_read)};
  return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}

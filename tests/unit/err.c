/* Errors and the log line. */
#include "base/err.h"
#include "base/log.h"
#include "support/test.h"
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

static void test_set(void **state) {
  (void)state;
  struct err e;
  assert_false(err_set(&e, ERR_INVALID, "stage_unknown", "/stage", "There is no stage \"%s\".", "x"));
  assert_int_equal(err_status(e.code), 422);
  assert_string_equal(e.type, "stage_unknown");
  assert_string_equal(e.field, "/stage");
  assert_string_equal(e.msg, "There is no stage \"x\".");
  err_set(&e, ERR_NOT_FOUND, e.type, NULL, "was: %s", e.msg); /* may quote itself */
  assert_string_equal(e.msg, "was: There is no stage \"x\".");
  assert_string_equal(e.type, "stage_unknown");
  assert_string_equal(e.field, "");
  char longer[2000];
  memset(longer, 'x', sizeof longer - 1);
  longer[sizeof longer - 1] = 0;
  err_set(&e, ERR_INVALID, longer, longer, "%s", longer);
  assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
  for (int i = 0; i < ERR_CODES; i++) {
    assert_true(err_status((enum err_code)i) >= 200);
    assert_non_null(err_title((enum err_code)i));
  }
  assert_int_equal(err_status(ERR_CODES), 500);
}

/* What is written to standard error while fn runs. */
static size_t capture(void (*fn)(void), char *out, size_t cap) {
  FILE *f = tmpfile();
  int keep = dup(STDERR_FILENO);
  dup2(fileno(f), STDERR_FILENO);
  fn();
  dup2(keep, STDERR_FILENO);
  close(keep);
  rewind(f);
  size_t n = fread(out, 1, cap - 1, f);
  out[n] = 0;
  fclose(f);
  return n;
}

static void plain(void) {
  LOG(LOG_INFO, "http.request", log_str("route", STR("a\"b\\\n\xFF\xC3\xA9")), log_int("us", -5), log_z("none", NULL));
  LOG(LOG_DEBUG, "hidden", log_int("x", 1));
}

static void huge(void) {
  static char text[20000];
  memset(text, '\n', sizeof text);
  struct log_field fields[20];
  for (int i = 0; i < 20; i++) fields[i] = log_str("field", (str){text, sizeof text});
  log_write(LOG_ERROR, "big", fields, 20);
}

static void test_log(void **state) {
  (void)state;
  static char line[10000];
  log_init("test", LOG_INFO);
  size_t n = capture(plain, line, sizeof line);
  assert_int_equal(line[n - 1], '\n');
  assert_ptr_equal(strchr(line, '\n'), line + n - 1);
  json_t *j = json_loads(line, 0, NULL);
  assert_non_null(j);
  assert_string_equal(json_string_value(json_object_get(j, "route")), "a\"b\\\n?\xC3\xA9");
  assert_int_equal(json_integer_value(json_object_get(j, "us")), -5);
  assert_true(json_is_null(json_object_get(j, "none")));
  assert_string_equal(json_string_value(json_object_get(j, "part")), "test");
  json_decref(j);
  n = capture(huge, line, sizeof line);
  assert_true(n <= 4096);
  assert_ptr_equal(strchr(line, '\n'), line + n - 1);
  j = json_loads(line, 0, NULL);
  assert_non_null(j);
  assert_true(json_is_true(json_object_get(j, "truncated")));
  json_decref(j);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_set), cmocka_unit_test(test_log)};
  return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}

/* Which headers may describe a body, for every method. */
#include "http/framing.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static int status(enum http_method m, const char *host, const char *length, const char *coding, struct framing *f) {
  struct err e = {0};
  return framing_read(m, str_of(host), str_of(length), str_of(coding), f, &e) ? 200 : err_status(e.code);
}

static void accepted(void **state) {
  (void)state;
  struct framing f;
  assert_int_equal(status(HTTP_GET, "h", NULL, NULL, &f), 200);
  assert_int_equal(f.length, 0);
  assert_int_equal(status(HTTP_DELETE, "h", "0", NULL, &f), 200);
  assert_int_equal(status(HTTP_POST, "h", "12", NULL, &f), 200);
  assert_int_equal(f.length, 12);
  assert_int_equal(status(HTTP_PUT, "h", "999999999999999999", NULL, &f), 200);
  assert_int_equal(f.length, 999999999999999999);
  assert_int_equal(status(HTTP_PATCH, "h", NULL, "Chunked", &f), 200);
  assert_true(f.chunked);
}

static void refused(void **state) {
  (void)state;
  static const struct {
    int status;
    enum http_method m;
    const char *host, *length, *coding;
  } cases[] = {
      {400, HTTP_GET, NULL, NULL, NULL},
      {400, HTTP_POST, "", "1", NULL},
      {400, HTTP_POST, "h", "3", "chunked"},
      {400, HTTP_POST, "h", "-5", NULL},
      {400, HTTP_POST, "h", "+3", NULL},
      {400, HTTP_POST, "h", "3,3", NULL},
      {400, HTTP_POST, "h", "3 ", NULL},
      {400, HTTP_POST, "h", "0x3", NULL},
      {400, HTTP_POST, "h", "1000000000000000000", NULL},
      {411, HTTP_POST, "h", NULL, NULL},
      {411, HTTP_PUT, "h", NULL, NULL},
      {501, HTTP_POST, "h", NULL, "gzip, chunked"},
      {501, HTTP_POST, "h", NULL, "chunked,chunked"},
      {501, HTTP_POST, "h", NULL, "identity"},
      {400, HTTP_GET, "h", "1", NULL},
      {400, HTTP_HEAD, "h", "1", NULL},
      {400, HTTP_DELETE, "h", "1", NULL},
      {400, HTTP_GET, "h", NULL, "chunked"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct framing f;
    assert_int_equal(status(cases[i].m, cases[i].host, cases[i].length, cases[i].coding, &f), cases[i].status);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(accepted), cmocka_unit_test(refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

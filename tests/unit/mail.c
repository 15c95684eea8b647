/* A mail as text: headers that any reader understands, bodies that survive any relay, and nothing that can be slipped
 * in. */
#include "ops/mime.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
// cmocka.h wants the headers above first
#include <cmocka.h>

static struct arena *a;

static int set_up(void **state) {
  (void)state;
  a = arena_new(4096);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(a);
  return 0;
}

static struct mime_mail sample(void) {
  return (struct mime_mail){.id = STR("7f0c"),
                            .from = STR("Hansa <hansa@example.com>"),
                            .to = STR("anna@luebeck.example"),
                            .subject = STR("Your link"),
                            .text = STR("Hello\n"),
                            .html = STR("<p>Hello</p>"),
                            .unix_s = 1795299296};
}

static char *compose(struct mime_mail m) {
  str out;
  struct err e = {0};
  assert_true(mime_compose(a, &m, &out, &e));
  return str_z(a, out);
}

static bool has(const char *mail, const char *what) { return strstr(mail, what) != NULL; }

static void has_the_headers(void **state) {
  (void)state;
  char *mail = compose(sample());
  assert_true(has(mail, "From: Hansa <hansa@example.com>\r\nTo: <anna@luebeck.example>\r\nSubject: Your link\r\n"));
  assert_true(has(mail, "Date: Sat, 21 Nov 2026 22:14:56 +0000\r\n"));
  assert_true(has(mail, "Message-ID: <7f0c@example.com>\r\n"));
  assert_true(has(mail, "multipart/alternative; boundary=\"=_7f0c\"\r\n\r\n--=_7f0c\r\n"));
  assert_true(has(mail, "text/plain") && has(mail, "text/html") &&
              strstr(mail, "text/plain") < strstr(mail, "text/html"));
  assert_true(str_ends(str_of(mail), STR("--=_7f0c--\r\n")));
  for (const char *p = mail; (p = strchr(p, '\n')) != NULL; p++) assert_int_equal(p[-1], '\r');
}

static void tells_how_to_get_out(void **state) {
  (void)state;
  struct mime_mail m = sample();
  assert_false(has(compose(m), "List-Unsubscribe"));
  m.unsubscribe = STR("https://portal.example/u/AAAAAAAAAAAAAAAAAAAAAA");
  assert_true(has(compose(m), "\r\nList-Unsubscribe: <https://portal.example/u/AAAAAAAAAAAAAAAAAAAAAA>\r\n"
                              "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  m.unsubscribe = STR("https://portal.example/u/A>\r\nBcc: x@y.example");
  assert_false(has(compose(m), "List-Unsubscribe") || has(compose(m), "Bcc"));
}

static void encodes_other_scripts(void **state) {
  (void)state;
  struct mime_mail m = sample();
  m.subject = STR("Zażółć gęślą jaźń: заказ подтверждён, 订单已确认");
  m.from = STR("\"Lübeck, Instruments\" <hansa@example.com>");
  char *mail = compose(m);
  assert_true(has(mail, "From: =?UTF-8?B?TMO8YmVjaywgSW5zdHJ1bWVudHM=?= <hansa@example.com>\r\n"));
  assert_true(has(mail, "Subject: =?UTF-8?B?"));
  for (char *line = mail; *line; line = strchr(line, '\n') + 1) {
    assert_true(strchr(line, '\n') - line <= 78);
    for (const char *p = line; *p && *p != '\n'; p++) assert_true((unsigned char)*p < 128);
  }
}

static void quotes_bodies(void **state) {
  (void)state;
  struct mime_mail m = sample();
  m.text = STR("a=b "
               "\n\xc5\x82\tx\t\r\nhttps://example.com/reset/"
               "0123456789012345678901234567890123456789012345678901234567890123456789\n.\n");
  char *mail = compose(m);
  assert_true(has(mail, "a=3Db=20\r\n=C5=82\tx=09\r\nhttps://"));
  assert_true(has(mail, "=\r\n"));
}

static void lets_nothing_slip_in(void **state) {
  (void)state;
  struct mime_mail m = sample();
  m.subject = STR("Hello\r\nBcc: all@example.com");
  assert_false(has(compose(m), "\nBcc:"));
  static const char *const bad[] = {"",      "anna",     "@x",   "a@",        "a@b@c", "a@b\r\nBcc: c@d",
                                    "a b@c", "a@b, c@d", "a@b>", "x <a@b> y", "x <a@b"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct err e = {0};
    str out;
    m = sample();
    m.to = str_of(bad[i]);
    assert_false(mime_compose(a, &m, &out, &e));
    assert_true(str_none(mime_address(str_of(bad[i]))));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(has_the_headers), cmocka_unit_test(tells_how_to_get_out),
                                     cmocka_unit_test(encodes_other_scripts), cmocka_unit_test(quotes_bodies),
                                     cmocka_unit_test(lets_nothing_slip_in)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}

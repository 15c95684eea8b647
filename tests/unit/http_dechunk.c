/* The chunked coding: right messages cut at every byte, and wrong ones. */
#include "http/dechunk.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

struct got {
  enum dechunk_result result;
  char body[512];
  size_t n, behind;
};

/* Feeds the pieces [0, cut) and [cut, n); with cut beyond n byte by byte. */
static struct got decode(str all, size_t cut) {
  struct dechunk d = {0};
  struct got g = {0};
  for (size_t at = 0; at < all.n;) {
    size_t n = cut > all.n ? 1 : at < cut ? cut - at : all.n - at;
    str in = {all.p + at, n}, data;
    do {
      g.result = dechunk_next(&d, &in, &data);
      if (g.result == DECHUNK_DATA) {
        assert_true(data.n > 0 && g.n + data.n <= sizeof g.body);
        memcpy(g.body + g.n, data.p, data.n);
        g.n += data.n;
      }
    } while (g.result == DECHUNK_DATA);
    at += n;
    if (g.result == DECHUNK_DONE) g.behind = all.n - at + in.n;
    if (g.result != DECHUNK_MORE) break;
  }
  return g;
}

static void every_cut(const char *text, enum dechunk_result result, const char *body, size_t behind) {
  str all = str_of(text);
  for (size_t cut = 0; cut <= all.n + 1; cut++) {
    struct got g = decode(all, cut);
    assert_int_equal(g.result, result);
    if (result != DECHUNK_DONE) continue;
    assert_int_equal(g.n, strlen(body));
    assert_memory_equal(g.body, body, g.n);
    assert_int_equal(g.behind, behind);
  }
}

static void right(void **state) {
  (void)state;
  every_cut("0\r\n\r\n", DECHUNK_DONE, "", 0);
  every_cut("3\r\nabc\r\n0\r\n\r\n", DECHUNK_DONE, "abc", 0);
  every_cut("3\r\nabc\r\n0a\r\n0123456789\r\n000\r\n\r\nGET / HTTP/1.1", DECHUNK_DONE, "abc0123456789", 14);
  every_cut("1;name=\"v\"\r\n\r\r\n1 ; x\r\n\n\r\n0;last\r\nTrailer: yes\r\nMore: x\r\n\r\n", DECHUNK_DONE, "\r\n", 0);
  every_cut("B\r\nhello world\r\n0\r\n\r\n", DECHUNK_DONE, "hello world", 0);
}

static void unfinished(void **state) {
  (void)state;
  every_cut("3\r\nabc\r\n0\r\n\r", DECHUNK_MORE, NULL, 0);
  every_cut("3\r\nab", DECHUNK_MORE, NULL, 0);
  every_cut("0\r\nTrailer: x", DECHUNK_MORE, NULL, 0);
}

static void wrong(void **state) {
  (void)state;
  static const char *const bad[] = {
      "\r\n",           "x\r\n",         "-1\r\n",           "+1\r\n",          " 3\r\nabc",         "0x3\r\nabc",
      "3\nabc\r\n",     "3\r\nabcd\r\n", "3\r\nabc\n0\r\n",  "3\r\nabc\rx",     "123456789\r\n",     "3;a\nb\r\n",
      "3\r\r\n",        "0\r\n\n",       "0\r\nT: x\n\r\n",  "0\r\n\rx",        "0\r\nT: a\x01\r\n", "3,\r\n",
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) every_cut(bad[i], DECHUNK_BAD, NULL, 0);
}

static void bounded(void **state) {
  (void)state;
  struct dechunk d = {0};
  str in = STR("1;"), data;
  assert_int_equal(dechunk_next(&d, &in, &data), DECHUNK_MORE);
  for (int i = 0; i < DECHUNK_OVERHEAD_MAX - 1; i++) {
    in = STR("e");
    assert_int_equal(dechunk_next(&d, &in, &data), DECHUNK_MORE);
  }
  in = STR("e");
  assert_int_equal(dechunk_next(&d, &in, &data), DECHUNK_BAD);
  in = STR("e");
  assert_int_equal(dechunk_next(&d, &in, &data), DECHUNK_BAD);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(right),
      cmocka_unit_test(unfinished),
      cmocka_unit_test(wrong),
      cmocka_unit_test(bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

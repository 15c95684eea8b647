/* What a file is by its bytes, how large an image says it is, and what a browser is told about it. */
#include "api/sniff.h"
#include "api/download.h"
#include "support/test.h"

static void is(const char *bytes, size_t n, const char *type, unsigned width, unsigned height, bool preview) {
  struct sniff s;
  sniff((str){bytes, n}, &s);
  if (!str_eq(s.type, str_of(type))) fail_msg("%.*s is not %s", STR_ARG(s.type), type);
  assert_int_equal(s.width, width);
  assert_int_equal(s.height, height);
  assert_int_equal(s.preview, preview);
}
#define IS(bytes, type, width, height, preview) is(bytes, sizeof bytes - 1, type, width, height, preview)

static void test_images(void **state) {
  (void)state;
  IS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08\6\0\0\0", "image/png", 32, 16, true);
  IS("GIF89a\x40\x01\xf0\0\0\0\0", "image/gif", 320, 240, true);
  IS("\xff\xd8\xff\xe0\0\4xx\xff\xff\xc0\0\x11\x08\0\x20\0\x40\3", "image/jpeg", 64, 32, true);
  IS("RIFF\x1a\0\0\0WEBPVP8 \x0e\0\0\0\0\0\0\x9d\x01\x2a\x20\0\x10\0", "image/webp", 32, 16, true);
  IS("RIFF\x1a\0\0\0WEBPVP8L\x0e\0\0\0\x2f\x1f\xc0\x03\0\0\0\0\0\0", "image/webp", 32, 16, true);
  IS("RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0", "image/webp", 32, 16, true);
}

static void test_bombs(void **state) {
  (void)state;
  IS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x27\x10\0\0\x0f\xa0\x08\6\0\0\0", "image/png", 10000, 4000, true);
  IS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x27\x10\0\0\x0f\xa1\x08\6\0\0\0", "image/png", 10000, 4001, false);
  IS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\6\0\0\0", "image/png", 0, 0, false);
  IS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x10\x08\6\0\0\0", "image/png", 0, 16, false);
  IS("GIF89a\xff\xff\xff\xff\0\0\0", "image/gif", 65535, 65535, false);
  IS("\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3", "image/jpeg", 65535, 65535, false);
  IS("RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff", "image/webp", 16777216, 16777216, false);
}

static void test_cut(void **state) {
  (void)state;
  static const char *const whole[] = {"\x89PNG\r\n\x1a\n",    "GIF89a",      "\xff\xd8\xff", "\xff\xd8\xff\xe0",
                                      "\xff\xd8\xff\xe0\xff", "RIFF1234WEBP"};
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
    struct sniff s;
    sniff(str_of(whole[i]), &s);
    assert_false(s.preview);
  }
  IS("", "application/octet-stream", 0, 0, false);
}

static void test_hostile(void **state) {
  (void)state;
  IS("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml", 0, 0, false);
  IS("<?xml version='1.0'?>\n<svg onload='x()'/>", "image/svg+xml", 0, 0, false);
  IS("\xef\xbb\xbf \n<!DOCTYPE HTML><p>", "text/html", 0, 0, false);
  IS("<ScRiPt>", "text/html", 0, 0, false);
  IS("GIF89a/*\1\0*/=1;alert(1)//<html>", "image/gif", 10799, 1, true); /* shown as an image or not at all */
  IS("PK\3\4\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\5\0\0\0a.txt", "application/zip", 0, 0,
     false);
  IS("PK\3\4", "application/zip", 0, 0, false);
  IS("MZ\x90\0", "application/x-msdownload", 0, 0, false);
}

static void test_others(void **state) {
  (void)state;
  IS("%PDF-1.7\n", "application/pdf", 0, 0, false);
  IS("BMW drives well", "text/plain", 0, 0, false);
  IS("Stück; Preis\n", "text/plain", 0, 0, false);
  IS("a\0b", "application/octet-stream", 0, 0, false);
  IS("PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml...xl/workbook.xml",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 0, 0, false);
}

static void named(const char *name, const char *wanted) {
  struct arena *a = arena_new(1024);
  str got = download_disposition(a, false, str_of(name));
  if (!str_eq(got, str_of(wanted))) fail_msg("%.*s is not %s", STR_ARG(got), wanted);
  arena_free(a);
}

static void test_names(void **state) {
  (void)state;
  named("offer.pdf", "attachment; filename=\"offer.pdf\"; filename*=UTF-8''offer.pdf");
  named("Zażółć 100%.txt",
        "attachment; filename=\"Za____ 100_.txt\"; filename*=UTF-8''Za%C5%BC%C3%B3%C5%82%C4%87%20100%25.txt");
  named("a\r\nSet-Cookie: x=1", "attachment; filename=\"aSet-Cookie: x=1\"; filename*=UTF-8''aSet-Cookie%3A%20x%3D1");
  named("a\"; x=\"b.html", "attachment; filename=\"a__ x=_b.html\"; filename*=UTF-8''a%22%3B%20x%3D%22b.html");
  named("../../etc/passwd", "attachment; filename=\".._.._etc_passwd\"; filename*=UTF-8''.._.._etc_passwd");
  named("exe.\xe2\x80\xaegnp", "attachment; filename=\"exe.gnp\"; filename*=UTF-8''exe.gnp"); /* right to left */
  named("\xff\xfe\xe2\x80", "attachment; filename=\"file\"; filename*=UTF-8''file");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_images),  cmocka_unit_test(test_bombs),  cmocka_unit_test(test_cut),
      cmocka_unit_test(test_hostile), cmocka_unit_test(test_others), cmocka_unit_test(test_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

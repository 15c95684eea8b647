/* Text: comparing, cutting, reading numbers, and the few encodings that more than one layer needs. */
#include "base/str.h"
#include "base/arena.h"
#include <stdio.h>
#include <stdlib.h>

static unsigned char lower(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

bool str_eq_nocase(str a, str b) {
  if (a.n != b.n) return false;
  for (size_t i = 0; i < a.n; i++)
    if (lower(a.p[i]) != lower(b.p[i])) return false;
  return true;
}

bool str_starts(str s, str prefix) { return s.n >= prefix.n && str_eq((str){s.p, prefix.n}, prefix); }

bool str_ends(str s, str suffix) {
  return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

str str_trim(str s) {
  while (s.n && blank(s.p[0])) s.p++, s.n--;
  while (s.n && blank(s.p[s.n - 1])) s.n--;
  return s;
}

str str_cut(str s, char at, str *head) {
  const char *hit = s.n ? memchr(s.p, at, s.n) : NULL;
  if (!hit) {
    *head = s;
    return STR_NONE;
  }
  size_t n = (size_t)(hit - s.p);
  str rest = {hit + 1, s.n - n - 1};
  *head = (str){s.p, n};
  return rest;
}

ptrdiff_t str_find(str s, str needle) {
  if (needle.n == 0) return 0;
  if (s.n < needle.n) return -1;
  const char *hit = memmem(s.p, s.n, needle.p, needle.n);
  return hit ? hit - s.p : -1;
}

bool str_int(str s, int64_t *out) {
  bool minus = s.n && s.p[0] == '-';
  size_t i = minus;
  if (i == s.n) return false;
  int64_t v = 0; /* kept negative, so that INT64_MIN fits */
  for (; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v)) return false;
  }
  if (!minus && v == INT64_MIN) return false;
  *out = minus ? v : -v;
  return true;
}

size_t str_utf8_next(str s) {
  if (s.n == 0) return 0;
  const unsigned char *p = (const unsigned char *)s.p;
  unsigned char c = p[0];
  if (c < 0x80) return 1;
  size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  if (c < 0xC2 || c > 0xF4 || s.n < n) return 0;
  /* The second byte's range is what rules out overlong forms, surrogates and values above U+10FFFF. */
  unsigned char least = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
  unsigned char most = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < least || p[1] > most) return 0;
  for (size_t i = 2; i < n; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return n;
}

bool str_utf8(str s) {
  while (s.n) {
    size_t n = str_utf8_next(s);
    if (n == 0 || s.p[0] == 0) return false;
    s.p += n, s.n -= n;
  }
  return true;
}

str str_dup(struct arena *a, str s) {
  if (str_none(s)) return s;
  return (str){str_z(a, s), s.n};
}

char *str_z(struct arena *a, str s) {
  char *p = arena_alloc(a, s.n + 1);
  if (s.n) memcpy(p, s.p, s.n);
  return p;
}

str str_printf(struct arena *a, const char *fmt, ...) {
  va_list args, again;
  va_start(args, fmt);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, fmt, args);
  va_end(args);
  if (n < 0) abort();
  char *p = arena_alloc(a, (size_t)n + 1);
  vsnprintf(p, (size_t)n + 1, fmt, again);
  va_end(again);
  return (str){p, (size_t)n};
}

str str_hex(struct arena *a, const void *bytes, size_t n) {
  static const char digits[] = "0123456789abcdef";
  const unsigned char *b = bytes;
  char *p = arena_alloc(a, n * 2 + 1);
  for (size_t i = 0; i < n; i++) {
    p[2 * i] = digits[b[i] >> 4];
    p[2 * i + 1] = digits[b[i] & 15];
  }
  return (str){p, n * 2};
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool str_unhex(str s, void *out, size_t n) {
  unsigned char *b = out;
  if (s.n != n * 2) return false;
  for (size_t i = 0; i < n; i++) {
    int high = hex_digit(s.p[2 * i]), low = hex_digit(s.p[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    b[i] = (unsigned char)(high << 4 | low);
  }
  return true;
}

static const char url64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

str str_base64url(struct arena *a, const void *bytes, size_t n) {
  const unsigned char *b = bytes;
  char *p = arena_alloc(a, (n + 2) / 3 * 4 + 1), *q = p;
  for (; n >= 3; n -= 3, b += 3) {
    *q++ = url64[b[0] >> 2];
    *q++ = url64[(b[0] & 3) << 4 | b[1] >> 4];
    *q++ = url64[(b[1] & 15) << 2 | b[2] >> 6];
    *q++ = url64[b[2] & 63];
  }
  if (n) {
    unsigned second = n == 2 ? b[1] : 0;
    *q++ = url64[b[0] >> 2];
    *q++ = url64[(b[0] & 3U) << 4 | second >> 4];
    if (n == 2) *q++ = url64[(second & 15) << 2];
  }
  *q = 0;
  return (str){p, (size_t)(q - p)};
}

static int url64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool str_unbase64url(struct arena *a, str s, str *out) {
  if (s.n % 4 == 1) return false;
  char *p = arena_alloc(a, s.n * 3 / 4 + 1);
  size_t n = 0;
  unsigned bits = 0, have = 0;
  for (size_t i = 0; i < s.n; i++) {
    int d = url64_digit(s.p[i]);
    if (d < 0) return false;
    bits = (bits << 6 | (unsigned)d) & 0xFFFF;
    have += 6;
    if (have >= 8) {
      have -= 8;
      p[n++] = (char)(bits >> have & 0xFF);
    }
  }
  /* Left-over bits must be zero, so that one value has one spelling. */
  if (bits & ((1U << have) - 1)) return false;
  *out = (str){p, n};
  return true;
}

bool str_unpercent(struct arena *a, str s, bool plus_is_space, str *out) {
  char *p = arena_alloc(a, s.n + 1);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (c == '%') {
      unsigned char byte;
      if (s.n - i < 3 || !str_unhex((str){s.p + i + 1, 2}, &byte, 1)) return false;
      c = (char)byte;
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    p[n++] = c;
  }
  *out = (str){p, n};
  return true;
}

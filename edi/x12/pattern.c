/* Patterns: never more than the length of the pattern times that of the value. */
#include "edi/x12/pattern.h"

/* One item of the pattern, which begins at i: which bytes it takes, and where the next begins. n = 0: any. */
struct item {
  const char *p;
  size_t n, next;
  bool set;
};

static struct item item_at(edi_str pattern, size_t i) {
  const char *p = pattern.p + i;
  if (*p == '?') return (struct item){p, 0, i + 1, false};
  if (*p == '\\') return (struct item){p + 1, 1, i + 2, false};
  if (*p != '[') return (struct item){p, 1, i + 1, false};
  const char *end = memchr(p, ']', pattern.n - i);
  return (struct item){p + 1, (size_t)(end - p) - 1, (size_t)(end - pattern.p) + 1, true};
}

static bool takes(const struct item *it, char c) {
  if (!it->set) return !it->n || *it->p == c;
  for (size_t k = 0; k < it->n; k++) {
    bool range = k + 2 < it->n && it->p[k + 1] == '-';
    if (range ? c >= it->p[k] && c <= it->p[k + 2] : c == it->p[k]) return true;
    if (range) k += 2;
  }
  return false;
}

/* The bytes of one character, as far as it is UTF-8. */
static size_t width(edi_str v, size_t at) {
  size_t n = 1;
  while ((unsigned char)v.p[at] >= 0xc0 && at + n < v.n && ((unsigned char)v.p[at + n] & 0xc0) == 0x80) n++;
  return n;
}

static const char *set_wrong(edi_str pattern, size_t i) {
  const char *p = pattern.p + i, *end = memchr(p, ']', pattern.n - i);
  if (!end) return "a [ has no ]";
  if (end == p + 1) return "between [ and ] stands nothing";
  for (const char *q = p + 2; q + 1 < end; q++)
    if (*q == '-' && q[-1] > q[1]) return "a range between [ and ] goes backwards";
  return NULL;
}

const char *x12_pattern_wrong(edi_str pattern, size_t *least, bool *open) {
  *least = 0;
  *open = false;
  if (!pattern.n) return "which form?";
  if (pattern.n > X12_PATTERN_MAX) return "a pattern has 80 characters at most";
  for (size_t i = 0; i < pattern.n;) {
    if (pattern.p[i] == '*') {
      *open = true;
      i++;
      continue;
    }
    if (pattern.p[i] == '\\' && i + 1 == pattern.n) return "behind a \\ stands a character";
    const char *why = pattern.p[i] == '[' ? set_wrong(pattern, i) : NULL;
    if (why) return why;
    ++*least;
    i = item_at(pattern, i).next;
  }
  return NULL;
}

bool x12_pattern_fits(edi_str pattern, edi_str value) {
  size_t i = 0, k = 0, star = SIZE_MAX, from = 0;
  while (k < value.n) {
    if (i < pattern.n && pattern.p[i] == '*') {
      star = ++i;
      from = k;
      continue;
    }
    struct item it = {NULL, 0, 0, false};
    if (i < pattern.n) it = item_at(pattern, i);
    if (it.next && takes(&it, value.p[k])) {
      k += it.n == 0 ? width(value, k) : 1;
      i = it.next;
    } else if (star != SIZE_MAX) {
      i = star;
      k = from += width(value, from);
    } else {
      return false;
    }
  }
  while (i < pattern.n && pattern.p[i] == '*') i++;
  return i == pattern.n;
}

/* JSON out. */
#include "edi/json_out.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static void comma(struct edi_buf *b) {
  if (!b->n) return;
  char c = b->p[b->n - 1];
  if (c != '{' && c != '[' && c != ':') edi_buf_char(b, ',');
}

void edi_json_open(struct edi_buf *b, char bracket) {
  comma(b);
  edi_buf_char(b, bracket);
}

void edi_json_close(struct edi_buf *b, char bracket) { edi_buf_char(b, bracket); }

void edi_json_key(struct edi_buf *b, const char *key) {
  comma(b);
  edi_buf_char(b, '"');
  edi_buf_z(b, key);
  edi_buf_z(b, "\":");
}

void edi_json_uint(struct edi_buf *b, uint64_t v) {
  comma(b);
  edi_buf_uint(b, v, 0);
}

/* Length of the UTF-8 sequence at p, or 0 when there is none. */
static size_t sequence(const unsigned char *p, size_t n) {
  size_t len = p[0] >= 0xc2 && p[0] <= 0xdf ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4 : 0;
  if (!len || n < len) return 0;
  for (size_t i = 1; i < len; i++)
    if ((p[i] & 0xc0) != 0x80) return 0;
  bool overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
  bool surrogate = p[0] == 0xed && p[1] >= 0xa0;
  bool beyond = p[0] == 0xf4 && p[1] >= 0x90;
  return overlong || surrogate || beyond ? 0 : len;
}

bool edi_utf8(edi_str s) {
  const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
  while (p < end) {
    size_t n = *p < 0x80 ? 1 : sequence(p, (size_t)(end - p));
    if (!n) return false;
    p += n;
  }
  return true;
}

static void special(struct edi_buf *b, const unsigned char *p) {
  static const char hex[] = "0123456789abcdef";
  unsigned char c = *p;
  if (c == '"' || c == '\\') {
    edi_buf_char(b, '\\');
    edi_buf_char(b, (char)c);
  } else if (c == '\n') {
    edi_buf_z(b, "\\n");
  } else if (c == 0) {
    edi_buf_z(b, "\xef\xbf\xbd");
  } else if (c < 0x20) {
    edi_buf_z(b, "\\u00");
    edi_buf_char(b, hex[c >> 4]);
    edi_buf_char(b, hex[c & 15]);
  } else { /* Latin-1 */
    edi_buf_char(b, (char)(0xc0 | c >> 6));
    edi_buf_char(b, (char)(0x80 | (c & 0x3f)));
  }
}

/* How many bytes from p on stand in a JSON text as they are, without a look at UTF-8. */
static size_t plain(const unsigned char *p, size_t n) {
  size_t i = 0;
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(' ');
  for (; i + 16 <= n; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
    /* as signed bytes, those of 128 and more are below a blank, too */
    __m128i odd =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)), _mm_cmplt_epi8(v, blank));
    unsigned mask = (unsigned)_mm_movemask_epi8(odd);
    if (mask) return i + (size_t)__builtin_ctz(mask);
  }
#endif
  while (i < n && p[i] >= 0x20 && p[i] < 0x80 && p[i] != '"' && p[i] != '\\') i++;
  return i;
}

static void text_slow(struct edi_buf *b, edi_str s) {
  const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n, *from = p;
  edi_buf_room(b, s.n + 2);
  b->p[b->n++] = '"';
  while (p < end) {
    p += plain(p, (size_t)(end - p));
    if (p == end) break;
    size_t n = *p >= 0x80 ? sequence(p, (size_t)(end - p)) : 0;
    if (n) {
      p += n;
      continue;
    }
    edi_buf_add(b, (edi_str){(const char *)from, (size_t)(p - from)});
    special(b, p++);
    from = p;
  }
  edi_buf_add(b, (edi_str){(const char *)from, (size_t)(p - from)});
  edi_buf_char(b, '"');
}

void edi_json_text(struct edi_buf *b, edi_str s) {
  edi_buf_room(b, s.n + 2);
  char *o = b->p + b->n, *end = edi_json_short(o, s);
  if (end) {
    b->n += (size_t)(end - o);
  } else if (s.n > 16 && plain((const unsigned char *)s.p, s.n) == s.n) {
    o[0] = o[1 + s.n] = '"';
    memcpy(o + 1, s.p, s.n);
    b->n += s.n + 2;
  } else {
    text_slow(b, s);
  }
}

void edi_json_str(struct edi_buf *b, edi_str s) {
  comma(b);
  if (s.p)
    edi_json_text(b, s);
  else
    edi_buf_z(b, "null");
}

/* JSON out. */
#include "edi/json_out.h"

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

void edi_json_str(struct edi_buf *b, edi_str s) {
  comma(b);
  if (!s.p) {
    edi_buf_z(b, "null");
    return;
  }
  edi_buf_char(b, '"');
  const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n, *plain = p;
  while (p < end) {
    size_t n = *p >= 0x80 ? sequence(p, (size_t)(end - p)) : *p >= 0x20 && *p != '"' && *p != '\\';
    if (n) {
      p += n;
      continue;
    }
    edi_buf_add(b, (edi_str){(const char *)plain, (size_t)(p - plain)});
    special(b, p++);
    plain = p;
  }
  edi_buf_add(b, (edi_str){(const char *)plain, (size_t)(p - plain)});
  edi_buf_char(b, '"');
}

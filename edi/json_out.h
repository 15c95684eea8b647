/* Writes JSON onto an edi_buf. Commas are set by looking at what stands before; nesting is the caller's. */
#ifndef EDI_JSON_OUT_H
#define EDI_JSON_OUT_H
#include "edi/mem.h"

void edi_json_open(struct edi_buf *b, char bracket); /* '{' or '[' */
void edi_json_close(struct edi_buf *b, char bracket);
void edi_json_key(struct edi_buf *b, const char *key); /* plain ASCII */
/* Bytes that are not UTF-8 are taken for Latin-1, as older partners send it; what PostgreSQL cannot store becomes
   U+FFFD. A text with p = NULL gives null. */
void edi_json_str(struct edi_buf *b, edi_str s);
/* Is one of eight bytes a control character, a quote, a backslash or no ASCII? */
static inline uint64_t edi_json_odd(uint64_t v) {
  const uint64_t ones = 0x0101010101010101u, high = ones << 7;
  uint64_t quote = v ^ ones * '"', slash = v ^ ones * '\\';
  return (v | (v - ones * 0x20) | (quote - ones) | (slash - ones)) & high;
}

/* A text of up to sixteen plain characters, as most values are: two words that overlap hold it. o has room for s.n + 2;
   gives the end, or NULL when the text is another. */
static inline char *edi_json_short(char *o, edi_str s) {
  uint64_t odd;
  if (s.n > 16) return NULL;
  if (s.n >= 8) {
    uint64_t first, last;
    memcpy(&first, s.p, 8);
    memcpy(&last, s.p + s.n - 8, 8);
    memcpy(o + 1, &first, 8);
    memcpy(o + 1 + s.n - 8, &last, 8);
    odd = edi_json_odd(first) | edi_json_odd(last);
  } else if (s.n >= 4) {
    uint32_t first, last;
    memcpy(&first, s.p, 4);
    memcpy(&last, s.p + s.n - 4, 4);
    memcpy(o + 1, &first, 4);
    memcpy(o + 1 + s.n - 4, &last, 4);
    odd = edi_json_odd((uint64_t)first << 32 | last);
  } else {
    uint64_t v = 0x2020202020202020u;
    memcpy(&v, s.p ? s.p : "", s.n);
    memcpy(o + 1, &v, s.n);
    odd = edi_json_odd(v);
  }
  o[0] = o[1 + s.n] = '"';
  return odd ? NULL : o + s.n + 2;
}

/* The text alone, in quotes, without a look at what stands before. */
void edi_json_text(struct edi_buf *b, edi_str s);
bool edi_utf8(edi_str s); /* is it? */
void edi_json_uint(struct edi_buf *b, uint64_t v);

static inline void edi_json_kv(struct edi_buf *b, const char *key, edi_str s) {
  edi_json_key(b, key);
  edi_json_str(b, s);
}
static inline void edi_json_kv_uint(struct edi_buf *b, const char *key, uint64_t v) {
  edi_json_key(b, key);
  edi_json_uint(b, v);
}
/* a key that is data */
static inline void edi_json_kv_str(struct edi_buf *b, edi_str key, edi_str s) {
  edi_json_str(b, key);
  edi_buf_char(b, ':');
  edi_json_str(b, s);
}
/* an empty text is absent: null */
static inline void edi_json_kv_or_null(struct edi_buf *b, const char *key, edi_str s) {
  edi_json_kv(b, key, s.n ? s : (edi_str){NULL, 0});
}

#endif

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

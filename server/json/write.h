/* Writes JSON straight into an arena; commas and escapes are its business, nesting is the caller's. */
#ifndef HANSA_JSON_WRITE_H
#define HANSA_JSON_WRITE_H
#include "base/arena.h"
#include "base/str.h"

struct json_writer {
  struct arena *a;
  char *p;
  size_t n, cap;
  bool comma; /* an element stands before the next one */
};

/* headroom: bytes left free before the text (lws wants LWS_PRE in front of what it writes). */
void json_init(struct json_writer *w, struct arena *a, size_t headroom, size_t guess);
/* jansson owns the names json_object, json_array and json_null. */
void json_begin_object(struct json_writer *w); /* { */
void json_end_object(struct json_writer *w);   /* } */
void json_begin_array(struct json_writer *w); /* [ */
void json_end_array(struct json_writer *w);   /* ] */
void json_key(struct json_writer *w, str key);
void json_str(struct json_writer *w, str s); /* STR_NONE gives null */
void json_int(struct json_writer *w, int64_t i);
void json_bool(struct json_writer *w, bool b);
void json_write_null(struct json_writer *w);
void json_raw(struct json_writer *w, str json); /* a complete JSON value, as it is */
str json_text(const struct json_writer *w, size_t headroom); /* what stands after the headroom; arena */

/* key and value in one call */
void json_kv(struct json_writer *w, const char *key, str s);
void json_kv_int(struct json_writer *w, const char *key, int64_t i);
void json_kv_bool(struct json_writer *w, const char *key, bool b);
void json_kv_raw(struct json_writer *w, const char *key, str json);

#endif

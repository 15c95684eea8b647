/* The names in the live protocol: a record or company by its 16 bytes, and a place in the order of events. */
#ifndef HANSA_LIVE_ID_H
#define HANSA_LIVE_ID_H
#include "base/str.h"

struct live_id {
  unsigned char b[16];
};

enum { LIVE_ID_TEXT = 37 }; /* 36 characters and NUL */

bool live_id_read(str text, struct live_id *out);                          /* the 8-4-4-4-12 form, either case */
str live_id_text(const struct live_id *id, char buf[static LIVE_ID_TEXT]); /* lower case; borrows buf */
static inline bool live_id_eq(const struct live_id *a, const struct live_id *b) { return memcmp(a, b, sizeof *a) == 0; }
static inline str live_id_key(const struct live_id *id) { return (str){(const char *)id->b, sizeof id->b}; }

/* On a record's stream tx is 0 and id is the dense number; on the company stream both count. */
struct live_at {
  uint64_t tx;
  int64_t id;
};

enum { LIVE_AT_TEXT = 48 };

bool live_at_read(str text, struct live_at *out); /* "tx.id" */
str live_at_text(struct live_at at, char buf[static LIVE_AT_TEXT]);
static inline int live_at_cmp(struct live_at a, struct live_at b) {
  if (a.tx != b.tx) return a.tx < b.tx ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id;
}

#endif

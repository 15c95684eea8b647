/* A set of texts by open addressing, at most half full. */
#include "edi/seen.h"
#include "edi/hash.h"

static edi_str *find(const struct edi_seen *s, edi_str key) {
  size_t i = edi_hash(edi_hash_seed(s->at), key) & (s->cap - 1);
  while (s->at[i].p && !edi_eq(s->at[i], key)) i = (i + 1) & (s->cap - 1);
  return &s->at[i];
}

static void grow(struct edi_mem *m, struct edi_seen *s) {
  struct edi_seen big = {.cap = s->cap ? s->cap * 2 : 64, .n = s->n};
  big.at = edi_alloc(m, big.cap * sizeof *big.at);
  for (size_t i = 0; i < s->cap; i++)
    if (s->at[i].p) *find(&big, s->at[i]) = s->at[i];
  *s = big;
}

bool edi_seen_before(struct edi_mem *m, struct edi_seen *s, edi_str key) {
  if (s->n * 2 >= s->cap) grow(m, s);
  if (!key.p) key = (edi_str){"", 0};
  edi_str *place = find(s, key);
  if (place->p) return true;
  *place = edi_dup(m, key);
  s->n++;
  return false;
}

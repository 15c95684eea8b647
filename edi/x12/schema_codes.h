/* A list of codes to hold values against: texts of at most eight bytes as numbers in an open table, a quarter full. */
#ifndef EDI_X12_SCHEMA_CODES_H
#define EDI_X12_SCHEMA_CODES_H
#include "edi/x12/schema.h"

struct x12_codes {
  unsigned shift;
  uint32_t mask;
  const uint64_t *at; /* 0: free */
};

enum { X12_CODE_MAX = 8 };

/* Up to eight bytes as a number, zeros behind them. */
static inline uint64_t x12_code_key(const char *p, size_t n) {
  if (n >= 4) {
    uint32_t a, b;
    memcpy(&a, p, 4);
    memcpy(&b, p + n - 4, 4);
    return n == 4 ? a : (uint64_t)a | ((uint64_t)b >> (8 * (8 - n))) << 32;
  }
  uint64_t k = 0;
  if (n & 2) {
    uint16_t a;
    memcpy(&a, p, 2);
    k = a;
  }
  if (n & 1) k |= (uint64_t)(unsigned char)p[n - 1] << (8 * (n - 1));
  return k;
}

/* n is at most X12_CODE_MAX, and none of the bytes is 0. */
static inline bool x12_codes_has(const struct x12_codes *c, uint64_t key) {
  for (uint32_t h = (uint32_t)(key * 0x9e3779b97f4a7c15u >> c->shift);; h = (h + 1) & c->mask) {
    if (c->at[h] == key) return key != 0;
    if (!c->at[h]) return false;
  }
}

/* NULL: a code is longer than X12_CODE_MAX or empty. */
const struct x12_codes *x12_codes_new(struct edi_mem *m, const struct x12_code *list, size_t n);

#endif

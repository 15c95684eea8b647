/* The index pass: where the separators of a block of input are, found 64 bytes at a time. */
#ifndef EDI_X12_SCAN_H
#define EDI_X12_SCAN_H
#include "edi/x12/delimiters.h"

enum {
  X12_SCAN_BLOCK = 16 * 1024,
  X12_SCAN_CARRY = 1024, /* positions that a caller may keep before those of the next block */
  X12_SCAN_EXCESS = 64,  /* a pass writes this much behind what it counts */
};

struct x12_scan {
  uint32_t n, nends;
  uint32_t from; /* the first byte of the latest block */
  /* element separators and terminators, ascending */
  uint32_t at[X12_SCAN_CARRY + X12_SCAN_BLOCK + X12_SCAN_EXCESS];
  uint32_t ends[X12_SCAN_BLOCK + X12_SCAN_EXCESS]; /* at[ends[k]] is a terminator */
  /* bit i of special[w]: base[from + 64 w + i] is a component or repetition separator, a control byte, DEL or above */
  uint64_t special[X12_SCAN_BLOCK / 64 + 1];
};

/* Adds the positions in base[from..to), at most X12_SCAN_BLOCK bytes, to at[n..); ends and special are of this block
   alone. */
typedef void x12_scan_block(struct x12_scan *x, const char *base, uint32_t from, uint32_t to,
                            const struct x12_delimiters *d);

enum x12_scan_kind { X12_SCAN_SCALAR, X12_SCAN_SSE2, X12_SCAN_AVX2, X12_SCAN_AVX512, X12_SCAN_KINDS };

x12_scan_block *x12_scan_of(enum x12_scan_kind kind); /* NULL: this processor cannot */
x12_scan_block *x12_scan_best(void);

/* Is there a special byte in base[start..end)? Both are within the latest block. */
static inline bool x12_scan_special(const struct x12_scan *x, uint32_t start, uint32_t end) {
  if (start >= end) return false;
  uint32_t a = start - x->from, b = end - 1 - x->from;
  uint64_t first = ~0ull << (a & 63), last = ~0ull >> (63 - (b & 63));
  if (a / 64 == b / 64) return x->special[a / 64] & first & last;
  uint64_t any = (x->special[a / 64] & first) | (x->special[b / 64] & last);
  for (uint32_t w = a / 64 + 1; w < b / 64; w++) any |= x->special[w];
  return any;
}

#endif

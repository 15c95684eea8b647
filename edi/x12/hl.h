/* The tree of HL levels in a set. A level is found by its number: directly while the numbers are 1, 2, 3 …, else by a
   hash. Each costs the same however many there are. */
#ifndef EDI_X12_HL_H
#define EDI_X12_HL_H
#include "edi/x12/reader.h"
#include "edi/x12/schema.h"

struct x12_check;

enum { X12_HL_MAX = 1000000, X12_HL_DEPTH_MAX = 100 };

struct x12_hl_level {
  uint64_t offset;
  uint32_t segment, children;
  uint16_t depth; /* 1: it has no parent */
  char child;     /* HL04: '0', '1' or 0 */
};

struct x12_hl_name {
  uint64_t head;
  uint32_t tail;
};

struct x12_hl {            /* begins as {0} */
  struct x12_hl_level *at; /* owned, kept from set to set */
  size_t n, cap;
  bool hashed;
  struct x12_hl_name *names; /* owned: when hashed, of each level */
  uint32_t *index;           /* owned: when hashed, level + 1 */
  size_t names_cap, index_cap;
  bool told; /* that there are too many */
};

void x12_hl_start(struct x12_hl *h);
void x12_hl_free(struct x12_hl *h);
void x12_hl_segment(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def);
/* At the end of the set: does HL04 say the truth? */
void x12_hl_finish(struct x12_check *c, const struct x12_segment *s);

#endif

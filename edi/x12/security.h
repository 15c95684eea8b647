/* Segments that sign or encrypt a group or a transaction set. What they would say is not looked at: neither is
   supported, and what has them is refused, or told which half of a pair is missing. */
#ifndef EDI_X12_SECURITY_H
#define EDI_X12_SECURITY_H
#include "edi/x12/finding.h"
#include "edi/x12/reader.h"

/* Of the open group or set; begins as {0}. */
struct x12_security {
  struct x12_security_start {
    uint64_t offset;
    uint32_t segment; /* 0: none is open */
  } starts[2];        /* S3S, S4S */
  bool told;          /* that it is not supported: said once */
};

/* S1S to S4E, the assurances (S3A) between them, and SVA. */
static inline bool x12_security_is(edi_str id) {
  if (id.n != 3 || id.p[0] != 'S') return false;
  char a = id.p[1], b = id.p[2];
  return a >= '1' && a <= '4' ? b == 'S' || b == 'E' || b == 'A' : a == 'V' && b == 'A';
}

/* Such a segment, as number `ordinal`, of a set or of a group. true: *f is what is wrong. */
bool x12_security_segment(struct x12_security *have, bool in_set, const struct x12_segment *s, uint32_t ordinal,
                          struct x12_finding *f);
/* At the end, until it is false: what was begun and not ended. cut: the end itself is missing. */
bool x12_security_end(struct x12_security *have, bool in_set, bool cut, struct x12_finding *f);

#endif

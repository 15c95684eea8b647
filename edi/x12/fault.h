/* One fault put into an interchange that was made from the tables, and the one finding that a check must have of it:
   known because the fault was put there, not because a check said so. For tests, and for partners who try their own
   software. */
#ifndef EDI_X12_FAULT_H
#define EDI_X12_FAULT_H
#include "edi/x12/finding.h"
#include "edi/x12/generate.h"

struct x12_fault {
  enum x12_key key;
  uint32_t segment; /* ordinal as in a finding; 0: at the end of what is cut */
  unsigned element, component;
};

const char *x12_fault_name(size_t kind); /* "date.month_13"; NULL behind the last */
/* Puts it into made, at a place that the seed chooses. false: there is no place for it, and made is as it was. */
bool x12_fault_put(struct x12_made *made, size_t kind, uint64_t seed, struct x12_fault *expected);

#endif

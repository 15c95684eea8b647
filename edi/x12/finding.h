/* One thing that is wrong with a document: where, what code a 997 or TA1 gives it, and plain words. */
#ifndef EDI_X12_FINDING_H
#define EDI_X12_FINDING_H
#include "edi/mem.h"

enum x12_part {
  X12_FILE, /* outside any interchange: nobody can be answered */
  X12_TA1,  /* the interchange: TA105 */
  X12_AK9,  /* the group: AK905 */
  X12_AK5,  /* the transaction set: AK502 */
  X12_AK3,  /* a segment: AK304 */
  X12_AK4,  /* an element: AK403 */
};

struct x12_finding {
  struct x12_finding *next;
  enum x12_part part;
  int code;
  bool fatal;       /* what it stands in is rejected; else it is accepted with errors */
  uint64_t offset;  /* from the start of the input */
  uint32_t segment; /* ordinal in the set, ST is 1; for TA1 and AK9 in the interchange, ISA is 1; 0: none */
  edi_str segment_id, loop;
  unsigned element, component; /* 0: none */
  unsigned reference;          /* the data element's number; 0: none */
  edi_str value;               /* as it stands in the input, cut at 99 bytes */
  edi_str text;                /* what is wrong and how to mend it */
};

struct x12_findings {
  struct x12_finding *first, *last;
  size_t n, fatal;
  size_t left_out; /* counted, not kept */
  size_t *budget;  /* what all lists of one input may still keep together; NULL: no such limit */
};

enum { X12_FINDINGS_MAX = 100, X12_VALUE_MAX = 99 };

const char *x12_part_name(enum x12_part p); /* "AK4" */
/* What the code means, "mandatory element missing"; never NULL. */
const char *x12_code_words(enum x12_part p, int code);

/* Copies f with its texts; an empty text gets the words of its code. */
void x12_findings_add(struct edi_mem *m, struct x12_findings *l, const struct x12_finding *f);
bool x12_findings_has(const struct x12_findings *l, enum x12_part p, int code);

#endif

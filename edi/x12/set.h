/* Checks one transaction set against its table, segment by segment as they come: order, number, elements. */
#ifndef EDI_X12_SET_H
#define EDI_X12_SET_H
#include "edi/x12/finding.h"
#include "edi/x12/reader.h"
#include "edi/x12/schema.h"

struct x12_frame {
  unsigned loop;
  size_t row;     /* the row matched last; SIZE_MAX before the first */
  uint32_t count; /* how many times in a row */
};

struct x12_check {
  struct edi_mem *m;
  const struct x12_release *release;
  const struct x12_set_def *def;
  struct x12_delimiters d;
  struct x12_findings *findings;
  struct x12_frame frames[X12_LOOP_DEPTH];
  unsigned depth;   /* the innermost open loop */
  uint32_t ordinal; /* of the latest segment */
  bool walk_only;   /* where each segment belongs, without a look at its elements */
};

void x12_check_start(struct x12_check *c, struct edi_mem *m, const struct x12_release *r, const struct x12_set_def *def,
                     struct x12_delimiters d, struct x12_findings *findings);
void x12_check_segment(struct x12_check *c, const struct x12_segment *s); /* ST and SE too */
/* Where the walk stands: "" or "PO1/N1". */
edi_str x12_check_loop(const struct x12_check *c);

#endif

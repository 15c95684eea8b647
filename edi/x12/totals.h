/* Counts and sums that a set states about itself, such as CTT01 and CTT02. */
#ifndef EDI_X12_TOTALS_H
#define EDI_X12_TOTALS_H
#include "edi/decimal.h"
#include "edi/x12/reader.h"
#include "edi/x12/schema.h"

struct x12_check;

struct x12_total_state {
  uint64_t count;
  struct edi_decimal sum;
  uint64_t bare;  /* the sum without points and signs, its last ten digits: so the standard describes a hash total */
  bool uncertain; /* a value was no number, or the sum does not fit */
};

/* One more of the segments; v: its element that is summed. */
void x12_total_add(struct x12_total_state *is, const struct x12_total *t, edi_str v);
struct edi_decimal x12_total_value(const struct x12_total_state *is, const struct x12_total *t);
/* Does v, of the element that says the total, say what is so? Also true where nobody can tell. */
bool x12_total_agrees(const struct x12_total_state *is, const struct x12_total *t, edi_str v);

/* A segment that is counted or summed, or that says a total. */
void x12_totals_segment(struct x12_check *c, const struct x12_segment *s, const struct x12_row *row);

#endif

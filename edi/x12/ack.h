/* The answer to an interchange: a TA1 when it was asked for or the interchange is rejected, and a 997 for every group.
 */
#ifndef EDI_X12_ACK_H
#define EDI_X12_ACK_H
#include "edi/date.h"
#include "edi/x12/envelope.h"

struct x12_ack_stamp {
  struct edi_date date;
  int hour, minute;
  uint64_t control; /* ISA13 of the answer, 1..999999999; its groups and sets are counted from 1 */
};

/* Adds the interchange that answers i to out, in i's own separators. Adds nothing when there is nothing to answer, as
   for an interchange of acknowledgments. */
void x12_ack_write(struct edi_buf *out, const struct x12_interchange *i, const struct x12_ack_stamp *stamp);

#endif

/* The answer to an interchange: a TA1, and a 997 or 999 for every group, all from the findings. What ends a rejected
   interchange is said by the TA1 alone. Groups of acknowledgments (GS01 FA) are never answered, nor is an interchange
   that holds nothing but TA1s. */
#ifndef EDI_X12_ACK_H
#define EDI_X12_ACK_H
#include "edi/date.h"
#include "edi/x12/envelope.h"

struct x12_ack_stamp {
  struct edi_date date;
  int hour, minute;
  uint64_t control; /* ISA13 of the answer, 1..999999999; its groups and sets are counted from 1 */
};

enum x12_ack_set {
  X12_ACK_BY_GUIDE, /* 999 for a group whose version is 005010 or later and names a guide of X12 ("005010X222A1"), for
                       that is who expects it; else 997, as trade partners do in every release */
  X12_ACK_997,
  X12_ACK_999,
};

enum x12_ack_ta1 {
  X12_TA1_BY_HEADER, /* when ISA14 asks for it, or the interchange is rejected: nothing else would tell of that */
  X12_TA1_ON_ERROR,  /* when something is wrong with the interchange, whatever ISA14 says */
  X12_TA1_ALWAYS,
  X12_TA1_NEVER,
};

/* What a partner wants. Zeroes are the defaults. */
struct x12_ack_options {
  enum x12_ack_set set;
  enum x12_ack_ta1 ta1;
  bool only_errors; /* AK2 to AK5 only for the sets that are not simply accepted; AK9 counts all */
};

/* Adds the interchange that answers i to out, in i's own separators. Adds nothing when there is nothing to answer.
   options NULL: the defaults. */
void x12_ack_write(struct edi_buf *out, const struct x12_interchange *i, const struct x12_ack_stamp *stamp,
                   const struct x12_ack_options *options);

/* The codes that the answer to this group takes. options NULL: the defaults. */
enum x12_codes_of x12_ack_codes(const struct x12_group *g, const struct x12_ack_options *options);

/* The same for a stream, whose sets and groups come and go: told of the end of each, it keeps the text of the answer.
 */
struct x12_ack;
struct x12_ack *x12_ack_new(const struct x12_ack_options *options); /* options: copied */
void x12_ack_set(struct x12_ack *a, const struct x12_interchange *i, const struct x12_group *g,
                 const struct x12_set *s);
void x12_ack_group(struct x12_ack *a, const struct x12_interchange *i, const struct x12_group *g,
                   const struct x12_ack_stamp *stamp);
/* At the end of the interchange; ready for the next afterwards. */
void x12_ack_finish(struct x12_ack *a, struct edi_buf *out, const struct x12_interchange *i,
                    const struct x12_ack_stamp *stamp);
void x12_ack_free(struct x12_ack *a);

#endif

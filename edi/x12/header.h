/* What the fields of the envelope's headers may hold: ISA, GS, and the segments of interchange services. */
#ifndef EDI_X12_HEADER_H
#define EDI_X12_HEADER_H
#include "edi/x12/envelope.h"

/* Adds what is wrong with the fields of the ISA to the findings of i, which has them already. */
void x12_header_check(struct edi_mem *m, struct x12_interchange *i, const struct x12_isa *isa);
/* One finding on a field of the ISA. */
void x12_header_say(struct edi_mem *m, struct x12_interchange *i, const struct x12_isa *isa, enum x12_key key,
                    unsigned element);
/* Separators for an answer to a header whose own can be none. */
void x12_header_mend(struct x12_delimiters *d);
/* ISB and ISE: grade of service and deferred delivery. */
void x12_service_check(struct edi_mem *m, struct x12_interchange *i, const struct x12_segment *s);

/* The first field of the GS that is absent, or holds what cannot be; 0: none. GS06 is looked at by x12_group_number
   alone. */
unsigned x12_group_absent(const struct x12_group *g);
unsigned x12_group_wrong(const struct x12_group *g);
bool x12_group_number(edi_str control); /* one to nine digits */

#endif

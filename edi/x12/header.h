/* What the fields of the envelope's headers may hold: ISA, GS, and the segments of interchange services. */
#ifndef EDI_X12_HEADER_H
#define EDI_X12_HEADER_H
#include "edi/x12/envelope.h"

/* An ISA as it came, and the interchange that has its fields already. */
struct x12_header {
  struct edi_mem *m;
  const struct x12_schemas *schemas; /* whose guide, if it has one, names senders and receivers; NULL: none */
  struct x12_interchange *i;
  const struct x12_isa *isa;
};

/* Adds what is wrong with the fields to the findings of the interchange. */
void x12_header_check(const struct x12_header *h);
/* One finding on a field, unless a guide has it otherwise. element 0: the separator of elements. */
void x12_header_say(const struct x12_header *h, enum x12_key key, unsigned element);
/* Separators for an answer to a header whose own can be none. */
void x12_header_mend(struct x12_delimiters *d, enum x12_isa_wrong wrong);
/* What is wrong with an element, 1 to 3, of ISB and ISE: grade of service and deferred delivery. */
enum x12_key x12_service_wrong(const struct x12_segment *s, unsigned element);

/* The first field of the GS that is absent, or holds what cannot be; 0: none. GS06 is looked at by x12_group_number
   alone. */
unsigned x12_group_absent(const struct x12_group *g);
unsigned x12_group_wrong(const struct x12_group *g);
bool x12_group_number(edi_str control); /* one to nine digits */

#endif

/* One value: from an element to the document and back. */
#ifndef EDI_MAP_VALUE_H
#define EDI_MAP_VALUE_H
#include "edi/map/shape.h"

enum edi_read {
  EDI_READ_NO,    /* it cannot be read as what it should be */
  EDI_READ_EXACT, /* edi_value_out would give the same bytes */
  EDI_READ_OTHER, /* read, but it could be written otherwise */
};

/* Adds the value of raw, which is not empty, as JSON. shift: the decimal is for 10^shift. b is as before when the
   answer is EDI_READ_NO. */
enum edi_read edi_value_in(struct edi_buf *b, const struct edi_rule *r, edi_str raw, int shift);

/* Adds the element for a model's value (of a number its digits). NULL, or why not: static, plain words. */
const char *edi_value_out(struct edi_buf *b, const struct edi_rule *r, edi_str model, int shift);

/* The power of ten that the list of a scaled rule has for this element; -1: the code is not in the list, and the value
   is for one. */
int edi_value_shift(const struct edi_rule *r, edi_str code);

#endif

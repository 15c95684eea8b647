/* Values of elements that fit their tables. */
#ifndef EDI_X12_GENERATE_VALUE_H
#define EDI_X12_GENERATE_VALUE_H
#include "edi/x12/generate.h"

/* Which elements are there: what must be, some of what may be, and what the conditions then ask for. Bit i: element i.
 */
uint64_t x12_make_presence(const struct x12_use *uses, size_t n, const struct x12_condition *conditions,
                           size_t nconditions, unsigned fill, uint64_t *seed);
/* One value of an element, a composite with its components, repetitions if there may be some. Lives in m. */
edi_str x12_make_value(struct edi_mem *m, const struct x12_use *use, const struct x12_delimiters *d, unsigned fill,
                       uint64_t *seed);

#endif

/* Checks the elements of a segment: types, lengths, characters, codes, repetitions, components, conditions. */
#ifndef EDI_X12_ELEMENT_H
#define EDI_X12_ELEMENT_H
#include "edi/x12/set.h"

/* row: of the set, counted from 1, to remember by which elements its segments have; 0: do not remember */
void x12_check_elements(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def,
                        size_t row);

#endif

/* The form of a value, as file names are written: ? is any character, * any number of them, [A-Z0-9] one of these, and
   a backslash takes the character behind it as it is. */
#ifndef EDI_X12_PATTERN_H
#define EDI_X12_PATTERN_H
#include "edi/mem.h"

enum { X12_PATTERN_MAX = 80 };

/* NULL: it is a pattern, whose values have `least` characters, or more if it is open. Else what is wrong with it. */
const char *x12_pattern_wrong(edi_str pattern, size_t *least, bool *open);
bool x12_pattern_fits(edi_str pattern, edi_str value);

#endif

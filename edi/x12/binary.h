/* Binary data in segments: BIN*length*data and BDS*code*length*data, where the data may hold any byte, separators too.
 */
#ifndef EDI_X12_BINARY_H
#define EDI_X12_BINARY_H
#include "edi/x12/delimiters.h"

enum { X12_BINARY_HEAD = 64 };

/* Does p begin with the head of such a segment, which takes at most X12_BINARY_HEAD bytes? *head is where the data
   begins, *length what is said of it. false as long as the head is not whole. */
bool x12_binary_head(edi_str p, const struct x12_delimiters *d, size_t *head, uint64_t *length);
/* The ends of the elements of a segment, by what x12_binary_head said: ends[] gets 3 or 4, returned. The text goes from
   start to end, positions are counted from base. */
size_t x12_binary_ends(const char *base, uint32_t start, size_t head, uint32_t end, const struct x12_delimiters *d,
                       uint32_t *ends);

#endif

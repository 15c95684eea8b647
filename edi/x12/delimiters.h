/* What an interchange says of itself in its first 106 bytes: the four separators and the sixteen ISA elements. */
#ifndef EDI_X12_DELIMITERS_H
#define EDI_X12_DELIMITERS_H
#include "edi/mem.h"

struct x12_delimiters {
  char element, component, terminator;
  char repetition; /* 0: this interchange does not repeat elements */
};

enum { X12_ISA_BYTES = 106, X12_ISA_ELEMENTS = 16, X12_ISA_TOLERATED = 256 };

enum x12_isa_state {
  X12_ISA_READ,
  X12_ISA_MORE,   /* it is right as far as it goes */
  X12_ISA_BROKEN, /* begins with ISA, but is not the fixed-width header */
};

enum x12_isa_fault { X12_ISA_WIDTH, X12_ISA_TOO_FEW, X12_ISA_SEPARATORS };
enum x12_isa_wrong { X12_ISA_RIGHT, X12_ISA_ELEMENT, X12_ISA_COMPONENT, X12_ISA_TERMINATOR };

struct x12_isa {
  struct x12_delimiters d;
  edi_str e[X12_ISA_ELEMENTS + 1]; /* e[1] is ISA01; borrowed from the input, blanks included */
  size_t length;                   /* with the terminator */
  size_t wrong_at;                 /* X12_ISA_BROKEN: offset of the first byte that is not as it must be */
  enum x12_isa_fault fault;        /* X12_ISA_BROKEN */
  enum x12_isa_wrong wrong;        /* X12_ISA_READ, but this can be no separator: only the header can be read */
};

/* A letter or digit: it can separate nothing. */
static inline bool x12_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* p begins with "ISA". unpadded: a header whose fields have other widths is read by counting its separators, which some
   partners need. The result is the same however many bytes beyond the header are given. */
enum x12_isa_state x12_isa_read(edi_str p, bool unpadded, struct x12_isa *out);

#endif

/* The tokeniser: bytes in any portions, segments out. It keeps one segment at most and gives the same events however
   the input is cut. A segment that lies whole in the portion fed is read where it lies. */
#ifndef EDI_X12_READER_H
#define EDI_X12_READER_H
#include "edi/x12/delimiters.h"

enum { X12_ELEMENTS_MAX = 512, X12_SEGMENT_MAX = 1024 * 1024 };

/* What a partner is known to do otherwise than the standard has it. NULL instead of it: nothing of this. */
struct x12_options {
  bool deblock;      /* line ends inside segments, as after 80 columns, are no part of the data */
  bool unpadded_isa; /* the fields of the ISA may have any width; the separators are found by counting */
  bool any_group;    /* a set may stand in a group of another kind than its own: an 850 in GS*IN */
  bool loose_number; /* control numbers are compared as numbers: IEA*1*7 ends ISA13 000000007 */
};

struct x12_segment {
  uint64_t offset;      /* of the first byte, from the start of the input */
  size_t length;        /* with the terminator */
  edi_str text;         /* without the terminator; borrowed for the call, as everything here */
  size_t n;             /* elements, counting the id; those beyond X12_ELEMENTS_MAX stand in the last one */
  const char *base;     /* what ends counts from; read elements by x12_at */
  const uint32_t *ends; /* ends[i]: where element i ends, that is at a separator or at the end of the text */
  uint64_t left_out;    /* bytes of a binary element that passed by: those of a segment beyond X12_SEGMENT_MAX */
  bool cut;             /* the input ended before the terminator */
  bool plain;           /* no component or repetition separator, control byte or byte above 126 in it */
};

/* Element i, 0 is the id, 3 is BEG03; one that is not there is empty. */
static inline edi_str x12_at(const struct x12_segment *s, size_t i) {
  if (i >= s->n) return (edi_str){"", 0};
  const char *p = i ? s->base + s->ends[i - 1] + 1 : s->text.p;
  return (edi_str){p, (size_t)(s->base + s->ends[i] - p)};
}
size_t x12_split(edi_str text, char separator, edi_str *out, size_t max); /* how many there are; out gets at most max */

enum x12_trouble {
  X12_NOISE,        /* bytes outside an interchange that are neither blank nor an ISA segment; told with 64 of them */
  X12_HEADER,       /* an ISA segment that cannot be read; its interchange is passed over */
  X12_HEADER_CUT,   /* the input ended inside the ISA segment */
  X12_LONG_SEGMENT, /* no terminator within X12_SEGMENT_MAX; the rest of the interchange is passed over */
  X12_BINARY,       /* no terminator where the length in BIN01 or BDS02 says the data ends; it is read as any segment */
};

struct x12_events {
  /* an ISA; when one of its separators is none, the rest of its interchange is passed over */
  void (*header)(void *ctx, const struct x12_isa *isa, uint64_t offset);
  void (*segment)(void *ctx, const struct x12_segment *s); /* every segment after an ISA, IEA included */
  /* fault: of X12_HEADER */
  void (*trouble)(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, enum x12_isa_fault fault);
};

struct x12_reader;
/* events is borrowed; options NULL: none */
struct x12_reader *x12_reader_new(const struct x12_events *events, const struct x12_options *options, void *ctx);
void x12_reader_feed(struct x12_reader *r, edi_str bytes);
void x12_reader_finish(struct x12_reader *r); /* the input is over */
void x12_reader_free(struct x12_reader *r);

/* A walk over segments that stand whole in memory, such as one transaction set. */
struct x12_cursor {
  const char *p, *end;
  uint64_t offset;
  struct x12_delimiters d;
  struct edi_mem *joined; /* not NULL: lines were wrapped; segments are given from there, without their line ends */
  uint32_t ends[X12_ELEMENTS_MAX];
};
void x12_cursor_start(struct x12_cursor *c, edi_str bytes, uint64_t offset, struct x12_delimiters d);
bool x12_cursor_next(struct x12_cursor *c, struct x12_segment *out);

#endif

/* The tokeniser: bytes in any portions, segments out. It keeps one segment at most and gives the same events however
   the input is cut. */
#ifndef EDI_X12_READER_H
#define EDI_X12_READER_H
#include "edi/x12/delimiters.h"

enum { X12_ELEMENTS_MAX = 128, X12_SEGMENT_MAX = 1024 * 1024 };

struct x12_segment {
  uint64_t offset;  /* of the first byte, from the start of the input */
  size_t length;    /* with the terminator */
  edi_str text;     /* without the terminator; borrowed for the call */
  size_t n;         /* elements, counting the id; those beyond X12_ELEMENTS_MAX are counted, not kept */
  const edi_str *e; /* e[0] is the id, e[3] is BEG03; an absent one is not there: use x12_at */
  bool cut;         /* the input ended before the terminator */
};

static inline edi_str x12_at(const struct x12_segment *s, size_t i) {
  return i < s->n && i < X12_ELEMENTS_MAX ? s->e[i] : (edi_str){"", 0};
}
size_t x12_split(edi_str text, char separator, edi_str *out, size_t max); /* how many there are; out gets at most max */

enum x12_trouble {
  X12_NOISE,        /* bytes outside an interchange that are neither blank nor an ISA segment */
  X12_HEADER,       /* an ISA segment that cannot be read; its interchange is passed over */
  X12_HEADER_CUT,   /* the input ended inside the ISA segment */
  X12_LONG_SEGMENT, /* no terminator within X12_SEGMENT_MAX; the interchange is passed over */
};

struct x12_events {
  void (*header)(void *ctx, const struct x12_isa *isa, uint64_t offset);
  void (*segment)(void *ctx, const struct x12_segment *s); /* every segment after an ISA, IEA included */
  void (*trouble)(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, const char *why);
};

struct x12_reader;
struct x12_reader *x12_reader_new(const struct x12_events *events, bool tolerant, void *ctx); /* events is borrowed */
void x12_reader_feed(struct x12_reader *r, edi_str bytes);
void x12_reader_finish(struct x12_reader *r); /* the input is over */
void x12_reader_free(struct x12_reader *r);

/* A walk over segments that stand whole in memory, such as one transaction set. */
struct x12_cursor {
  const char *p, *end;
  uint64_t offset;
  struct x12_delimiters d;
  edi_str e[X12_ELEMENTS_MAX];
};
void x12_cursor_start(struct x12_cursor *c, edi_str bytes, uint64_t offset, struct x12_delimiters d);
bool x12_cursor_next(struct x12_cursor *c, struct x12_segment *out);

#endif

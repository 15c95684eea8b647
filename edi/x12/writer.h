/* Writes interchanges: pads and fills the ISA, counts segments, sets and groups, leaves out what is empty at the end of
   segments and composites, and holds every set against its table. Nothing is escaped in X12: where the separators are
   given, a value that holds one is refused; else they are chosen when the interchange ends, so that no value does. */
#ifndef EDI_X12_WRITER_H
#define EDI_X12_WRITER_H
#include "edi/x12/reader.h"
#include "edi/x12/set.h"

struct x12_writer;

struct x12_writing {
  struct x12_delimiters d; /* element 0: chosen by content; repetition 0: none is used */
  edi_str newline;         /* behind every terminator; borrowed */
  bool repeats;            /* where the separators are chosen: one for repeated elements, too (from 00402) */
};

/* Adds to out, which is borrowed to the end; what it needs besides lives in out's memory. */
struct x12_writer *x12_writer_new(struct edi_buf *out, const struct x12_writing *as);
void x12_writer_free(struct x12_writer *w);

/* All of these: false, and why() says what is wrong; nothing can be written after that. Texts are borrowed for the
   call. */
edi_str x12_writer_why(const struct x12_writer *w);

/* isa[1..16]; ISA11 and ISA16 are the writer's own where they are separators. isa[13] is digits. */
bool x12_writer_interchange(struct x12_writer *w, const edi_str isa[static X12_ISA_ELEMENTS + 1]);
bool x12_writer_group(struct x12_writer *w, const edi_str gs[static 9]); /* gs[1..8] */
/* release NULL, or without this set: it is not held against a table. Findings live in m and can be looked at until the
   set after it begins. */
bool x12_writer_set(struct x12_writer *w, const struct x12_release *release, edi_str id, edi_str control,
                    edi_str convention);

/* A segment: its id, then elements in ascending order; those passed over are empty. */
bool x12_writer_open(struct x12_writer *w, edi_str id);
bool x12_writer_text(struct x12_writer *w, unsigned element, edi_str v);
bool x12_writer_component(struct x12_writer *w, unsigned element, unsigned component, edi_str v);
bool x12_writer_repeat(struct x12_writer *w, unsigned element); /* what follows is the next repetition of it */
bool x12_writer_close(struct x12_writer *w);
/* A segment as it was read from an interchange with the same separators, byte for byte. */
bool x12_writer_copy(struct x12_writer *w, const struct x12_segment *s);

/* The trailers. said: the number as a partner wrote it ("0012"); it is used if it is right. n = 0: none. */
bool x12_writer_set_end(struct x12_writer *w, edi_str said);
bool x12_writer_group_end(struct x12_writer *w, edi_str said);
bool x12_writer_interchange_end(struct x12_writer *w, edi_str said);

/* Takes back the set at hand, or the one that ended last, as if it had never begun; also after a failure in it. */
void x12_writer_set_drop(struct x12_writer *w);

/* Of the set that ended last. */
const struct x12_findings *x12_writer_findings(const struct x12_writer *w);
/* How many bytes of out are final; all of them when the separators were given. */
size_t x12_writer_final(const struct x12_writer *w);

#endif

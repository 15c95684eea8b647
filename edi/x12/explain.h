/* A finding in plain words, cause and mend, in the reader's language. The texts are data: schemas/texts/findings.tsv,
   a line a key: key, en, pl, es, ru, af, zh. English needs no file. */
#ifndef EDI_X12_EXPLAIN_H
#define EDI_X12_EXPLAIN_H
#include "edi/x12/finding.h"

struct x12_texts;

/* The texts of one language ("pl"). NULL: no such column, or a line that cannot be read; *why (in m) says which.
   table is borrowed for the life of the texts. */
const struct x12_texts *x12_texts_read(struct edi_mem *m, edi_str table, const char *language, edi_str *why);

/* The template of a key: of the texts, else English. Borrowed. */
edi_str x12_texts_get(const struct x12_texts *texts, enum x12_key key);

/* Adds what f says. texts NULL: in English. Control characters of the input are shown as '?'. */
void x12_explain(struct edi_buf *b, const struct x12_finding *f, const struct x12_texts *texts);

/* "PO102", "PO106-2", "PO1": the place within the segment. */
void x12_explain_place(struct edi_buf *b, const struct x12_finding *f);

#endif

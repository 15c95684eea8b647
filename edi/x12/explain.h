/* A finding in plain words, cause and mend, in the reader's language. The texts are data, a line a key: key, en, pl,
   es, ru, af, zh. English needs no file. */
#ifndef EDI_X12_EXPLAIN_H
#define EDI_X12_EXPLAIN_H
#include "edi/x12/finding.h"

struct x12_texts;

/* The sentences of one language ("pl"), from schemas/texts/findings.tsv. NULL: no such column, or a line that cannot be
   read; *why (in m) says which. table is borrowed for the life of the texts. */
struct x12_texts *x12_texts_read(struct edi_mem *m, edi_str table, const char *language, edi_str *why);
/* Adds what elements and segments are called, from schemas/texts/names.tsv, whose keys ascend byte by byte. Without,
   they are called as the tables of the standard have them. */
bool x12_texts_read_names(struct edi_mem *m, struct x12_texts *t, edi_str table, const char *language, edi_str *why);

/* The template of a key: of the texts, else English. Borrowed. */
edi_str x12_texts_get(const struct x12_texts *texts, enum x12_key key);
/* What "380", "C040", "I12" or "BEG" is called. Borrowed; n = 0: not known. */
edi_str x12_texts_name(const struct x12_texts *texts, edi_str key);

/* Adds what f says. texts NULL: in English. Control characters of the input are shown as '?'. */
void x12_explain(struct edi_buf *b, const struct x12_finding *f, const struct x12_texts *texts);

/* "PO102", "PO106-2", "PO1": the place within the segment. */
void x12_explain_place(struct edi_buf *b, const struct x12_finding *f);

/* The number of an element as people write it: "380", "C040" for a composite, "I12" in the interchange. */
void x12_explain_reference(struct edi_buf *b, unsigned number);

#endif

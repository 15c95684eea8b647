/* What the gateway stores of an interchange: its documents, what they say to people, and the orders in them. */
#ifndef EDI_MAP_DOCUMENT_H
#define EDI_MAP_DOCUMENT_H
#include "edi/map/map.h"
#include "edi/x12/envelope.h"

struct edi_document {
  struct edi_document *next;
  const struct x12_group *group;
  struct x12_set *set;
  const struct edi_map *map; /* NULL: there is none for this set */
  edi_str json;              /* the document of the shared model; n = 0: none */
  edi_str number, purpose;   /* of an order */
  bool wanted;               /* it asks for something: it is no copy and no duplicate */
};

/* Maps every set of i. maps NULL: none is mapped. input: all the bytes that i was read from. Adds findings and settles
   the verdicts, so it comes before the answer is written. */
struct edi_document *edi_documents_by(struct edi_mem *m, const struct edi_maps *maps, struct x12_interchange *i,
                                      edi_str input);
/* The order of a document that asks for one; n = 0: it does not. */
edi_str edi_document_order(const struct edi_document *d);

/* The sets as documents, none of them mapped. */
static inline struct edi_document *edi_documents(struct edi_mem *m, struct x12_interchange *i, edi_str input) {
  return edi_documents_by(m, NULL, i, input);
}

/* "accepted", "partly" or "rejected" */
const char *edi_interchange_state(const struct x12_interchange *i);

/* One JSON object: the interchange, its findings and its documents, with offsets from the start of the interchange.
   Once the text is longer than EDI_READABLE_MAX, further documents go without their readable part (null). */
enum { EDI_READABLE_MAX = 32 * 1024 * 1024 };
void edi_documents_json(struct edi_buf *b, const struct x12_interchange *i, const struct edi_document *docs,
                        edi_str input, edi_str channel);

/* {"rows":[["BEG","",177,33,"00","NE",...],...], "names":{"BEG":"...","BEG01":"Purpose"}, "references":{"BEG01":"353"},
   "codes":{"BEG01=00":"Original"}} Names are English; by the segment's id or the element's number who shows them finds
   those of schemas/texts/names.tsv. A row is segment, loop path, offset, length and the elements in their order, "" for
   one that is absent. "more":true when the set is longer than what is shown. */
void edi_readable_json(struct edi_buf *b, const struct x12_interchange *i, const struct edi_document *d, edi_str input);

/* A finding as JSON; base is subtracted from its offset. */
void edi_finding_json(struct edi_buf *b, const struct x12_finding *f, uint64_t base);
void edi_findings_json(struct edi_buf *b, const struct x12_findings *l,
                       uint64_t base); /* the objects, without brackets */

#endif

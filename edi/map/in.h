/* From segments to the document's JSON: fed with the segments of a set and the rows they were placed at, it writes as
   it goes, without a tree. Memory is that of the largest document, and is used again for the next. */
#ifndef EDI_MAP_IN_H
#define EDI_MAP_IN_H
#include "edi/map/map.h"
#include "edi/x12/finding.h"
#include "edi/x12/reader.h"

struct edi_map_in;

struct edi_map_in *edi_map_in_new(void); /* owned */
void edi_map_in_free(struct edi_map_in *in);

/* Begins a set. kept: the document has its "kept" members. findings (in m): gets what the document cannot do without,
   unless the same element has a finding there already; NULL: nobody asks. map, m and findings are borrowed to the
   end. */
void edi_map_in_start(struct edi_map_in *in, const struct edi_map *map, struct x12_delimiters d, bool kept,
                      struct edi_mem *m, struct x12_findings *findings);
/* Every segment from ST to SE; row: where x12_check_segment placed it in a table with the map's rows. ST and SE are not
   in the document. */
void edi_map_in_segment(struct edi_map_in *in, size_t row, const struct x12_segment *s);
/* The document as one JSON object, borrowed to the next start. */
edi_str edi_map_in_end(struct edi_map_in *in);

/* A segment as a JSON array: its name, texts, an array for a composite, an array of arrays for a repeated element. def
   NULL: nothing is known of its composites. */
void edi_segment_json(struct edi_buf *b, const struct x12_segment *s, const struct x12_segment_def *def,
                      struct x12_delimiters d);

/* After the end: what the field of the document is, as text; n = 0: null, or there is no such field. */
edi_str edi_map_in_field(const struct edi_map_in *in, edi_str name);
/* After the end: does the document ask for something, that is, is it none of those that the map skips? */
bool edi_map_in_wanted(const struct edi_map_in *in);

#endif

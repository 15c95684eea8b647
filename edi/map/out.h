/* From a document to the segments of its set, in the order of the set's table. */
#ifndef EDI_MAP_OUT_H
#define EDI_MAP_OUT_H
#include "edi/map/map.h"
#include "edi/map/node.h"
#include "edi/x12/writer.h"

/* Writes what stands between ST and SE; w has an open set. false: *why (in m) says which field of the document cannot
   be written, by which line of the map and in which segment. */
bool edi_map_out(struct edi_mem *m, const struct edi_map *map, const struct edi_node *document, struct x12_writer *w,
                 edi_str *why);

/* Writes a segment that stands as an array, as edi_segment_json and "kept" have them. false: *why says why not. */
bool edi_segment_out(struct edi_mem *m, const struct edi_node *array, struct x12_writer *w, edi_str *why);

#endif

/* Parts: lines that many maps share, written once in the file "common.map" and put where a map says "use NAME".

     part party
       segment N1
         01 role codes role
     end

   A part holds whole statements: what it opens it ends. It may use other parts. */
#ifndef EDI_MAP_PARTS_H
#define EDI_MAP_PARTS_H
#include "edi/map/map.h"

struct edi_part {
  edi_str file; /* borrowed, as all of it */
  edi_str text; /* the lines between "part NAME" and its "end" */
  size_t line;  /* of "part NAME" in the file */
};

/* false: there is none of this name. */
bool edi_part_find(const struct edi_map_text *texts, size_t n, edi_str name, struct edi_part *out);
/* "common.map" is no map of a set. */
bool edi_part_file(const struct edi_map_text *t);

#endif

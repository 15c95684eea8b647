/* The X12 tables and maps that the program carries, ready for edi/. */
#ifndef HANSA_GATEWAY_TABLES_H
#define HANSA_GATEWAY_TABLES_H
#include "base/err.h"
#include "base/str.h"
#include "edi/map/map.h"

static inline edi_str edi_of(str s) { return (edi_str){s.p, s.n}; }
static inline str str_of_edi(edi_str s) { return (str){s.p, s.n}; }

/* m must outlive what is returned; it may be read from several threads. */
const struct x12_schemas *tables_read(struct edi_mem *m, struct err *e);
/* The maps between X12 and the shared model; schemas is borrowed as long as they are used. */
const struct edi_maps *maps_read(struct edi_mem *m, const struct x12_schemas *schemas, struct err *e);

#endif

/* The X12 tables that the program carries, ready for edi/. */
#ifndef HANSA_GATEWAY_TABLES_H
#define HANSA_GATEWAY_TABLES_H
#include "base/err.h"
#include "base/str.h"
#include "edi/x12/schema.h"

static inline edi_str edi_of(str s) { return (edi_str){s.p, s.n}; }
static inline str str_of_edi(edi_str s) { return (str){s.p, s.n}; }

/* m must outlive what is returned; it may be read from several threads. */
const struct x12_schemas *tables_read(struct edi_mem *m, struct err *e);

#endif

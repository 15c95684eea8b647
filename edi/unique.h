/* Was this control number used before? Numbers that follow one another take no room: they are kept as runs. */
#ifndef EDI_UNIQUE_H
#define EDI_UNIQUE_H
#include "edi/mem.h"

/* Runs of numbers, and single texts beside them when there are more runs or no numbers. Beyond that many texts a new
   one is no longer remembered, so that what comes again later is not noticed: memory has an end, and a sender that
   numbers at random does not come so far. */
enum { EDI_UNIQUE_RUNS = 256, EDI_UNIQUE_TEXTS = 65536 };

struct edi_unique;
struct edi_unique *edi_unique_new(void);
void edi_unique_free(struct edi_unique *u);
void edi_unique_clear(struct edi_unique *u);
/* Was key there already, in this scope? It is now. "7" and "07" are two keys. */
bool edi_unique_seen(struct edi_unique *u, uint64_t scope, edi_str key);
uint64_t edi_unique_scope(uint64_t scope, edi_str part); /* a scope within a scope, named by a text */

#endif

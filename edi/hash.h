/* The hash of the engine's tables. */
#ifndef EDI_HASH_H
#define EDI_HASH_H
#include "edi/mem.h"

/* All 64 bits are mixed: a table may take any of them. The seed tells what is in one table for several uses apart, and
   keeps a table of the sender's texts quick: with a seed that nobody outside knows, such as the place of that table in
   memory, nobody can send texts that all fall together. */
uint64_t edi_hash(uint64_t seed, edi_str s);

static inline uint64_t edi_hash_seed(const void *table) { return (uint64_t)(uintptr_t)table; }

#endif

/* Memory that lives and dies together: one arena per request, connection or document.
   Nothing taken from an arena is freed by hand. Out of memory aborts the process. */
#ifndef HANSA_BASE_ARENA_H
#define HANSA_BASE_ARENA_H
#include <stddef.h>

struct arena;

struct arena *arena_new(size_t first_block);
void *arena_alloc(struct arena *a, size_t n);             /* zeroed, aligned to 16 */
void *arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n); /* in place when p is the newest allocation */
size_t arena_used(const struct arena *a);
void arena_reset(struct arena *a); /* keeps the first block */
void arena_free(struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (n)))

#endif

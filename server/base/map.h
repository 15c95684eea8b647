/* str -> void*, open addressing; keys and values are borrowed. */
#ifndef HANSA_BASE_MAP_H
#define HANSA_BASE_MAP_H
#include "base/str.h"

struct map;
struct map *map_new(void);
void map_free(struct map *m);
void *map_get(const struct map *m, str key);            /* NULL if absent */
void *map_put(struct map *m, str key, void *value);     /* returns the former value; a NULL value removes the key */
size_t map_size(const struct map *m);
bool map_next(const struct map *m, size_t *cursor, str *key, void **value); /* start with *cursor = 0 */

#endif

/* The state of reading a map file. */
#ifndef EDI_MAP_LOAD_H
#define EDI_MAP_LOAD_H
#include "edi/map/shape.h"
#include "edi/map/words.h"

enum { EDI_RULES_MAX = 64, EDI_USE_MAX = 8, EDI_LINES_MAX = 100000 };

struct edi_load {
  struct edi_mem *m;
  edi_str *why;
  edi_str file;
  struct edi_words words;
  struct edi_map *map;
  struct edi_shape *shape; /* the object at hand */
  struct edi_block *block; /* NULL: none is open */
  bool in_tree, maybe;
  const struct edi_maps *maps;
  unsigned lines;            /* so far, those of parts too */
  unsigned used;             /* parts in parts */
  struct edi_codes *overlay; /* lists that replace those of their names */
};

bool edi_load_map(struct edi_load *l, const struct edi_maps *maps, const struct edi_map_text *t);
bool edi_load_maps(struct edi_mem *m, struct edi_maps *maps, struct edi_codes *overlay, edi_str set, edi_str *why);
bool edi_load_codes(struct edi_load *l, struct edi_codes **list);
bool edi_load_rule(struct edi_load *l); /* the line at hand, for the block that is open */
const struct edi_codes *edi_load_codes_named(struct edi_load *l, edi_str name);
bool edi_load_number(edi_str s, unsigned max, unsigned *out);
/* An array that grows by doubling; old memory stays with m. */
void *edi_load_grow(struct edi_mem *m, void *old, size_t n, size_t *cap, size_t size);
/* Says what is wrong with the line at hand, and gives false. */
bool edi_load_fail(struct edi_load *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define FAIL(...) return edi_load_fail(l, __VA_ARGS__)
uint16_t edi_load_field(struct edi_load *l, edi_str name);

#endif

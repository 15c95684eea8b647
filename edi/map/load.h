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
bool edi_load_settle(struct edi_load *l); /* when all of a map is read */

/* The line at hand. */
bool edi_load_codes(struct edi_load *l, struct edi_codes **list);
bool edi_load_list(struct edi_load *l, bool one);
bool edi_load_tree(struct edi_load *l);
bool edi_load_level(struct edi_load *l);
bool edi_load_block(struct edi_load *l);
bool edi_load_rule(struct edi_load *l); /* of the block that is open */

struct edi_shape *edi_load_shape(struct edi_load *l, struct edi_shape *parent, size_t first, size_t end, unsigned loop);
struct edi_list *edi_load_list_named(const struct edi_shape *s, edi_str name);          /* NULL: there is none */
struct edi_codes *edi_load_find_codes(struct edi_codes *first, edi_str name);           /* the same */
const struct edi_codes *edi_load_codes_named(struct edi_load *l, edi_str name);         /* NULL: it is said */
bool edi_load_match(struct edi_load *l, edi_str w, struct edi_match *match, size_t *n); /* "01=002,010", "01=@wanted" */
/* The member's name as the document has it, and what is always written behind it. It is copied by edi_copy. */
edi_str edi_load_key(struct edi_load *l, edi_str name, const char *value);
bool edi_load_number(edi_str s, unsigned max, unsigned *out);
/* An array that grows by doubling; old memory stays with m. */
void *edi_load_grow(struct edi_mem *m, void *old, size_t n, size_t *cap, size_t size);
/* Says what is wrong with the line at hand, and gives false. */
bool edi_load_fail(struct edi_load *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define FAIL(...) return edi_load_fail(l, __VA_ARGS__)
uint16_t edi_load_field(struct edi_load *l, edi_str name);

#endif

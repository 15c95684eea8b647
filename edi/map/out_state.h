/* The state of writing a document: shared by the parts of edi_map_out only. All of it is borrowed or in its memory. */
#ifndef EDI_MAP_OUT_STATE_H
#define EDI_MAP_OUT_STATE_H
#include "edi/map/out.h"
#include "edi/map/shape.h"
#include "edi/x12/totals.h"

enum { EDI_OUT_PARTS = 32, EDI_OUT_ELEMENTS = 512, EDI_OUT_NO_ROW = 0xffffffffu };

struct edi_out_field { /* a field of the object */
  const struct edi_node *node;
  edi_str rest;              /* what is still to be written; p = NULL: nothing */
  bool reserved;             /* it is not written but by an entry of kept */
  const struct edi_node *by; /* that entry; other entries keep what they say */
  unsigned rank;             /* of it */
};

struct edi_out_cell { /* an element to be written */
  edi_str text;
  edi_str part[EDI_OUT_PARTS];
  unsigned parts;
  const struct edi_node *raw; /* an array kept of an unknown kind */
};

struct edi_out_object {
  struct edi_out_object *up;
  const struct edi_shape *shape;
  const struct edi_node *node;
  edi_str name;
  uint32_t position; /* in its list; 0: none */
  struct edi_out_field *fields;
  const struct edi_node **next; /* of each list: the item to be written next */
  uint32_t *index;              /* of it, from 1 */
  const struct edi_node *kept;  /* the first entry */
  uint32_t *entry_row;          /* by the entry's ordinal */
  size_t nkept;
  uint32_t hl, parent; /* of a tree: the numbers written */
};

/* A segment that takes up items of a list as its groups. */
struct edi_out_groups {
  const struct edi_groups *as;
  uint32_t most, n;           /* groups it may hold, and holds */
  struct edi_out_cell *cells; /* as those of edi_out */
  unsigned ncells;
  edi_str id;
};

struct edi_out {
  struct edi_mem *m;
  const struct edi_map *map;
  struct x12_writer *w;
  edi_str *why;
  struct edi_out_object *at;
  struct edi_out_cell *cells, *group_cells; /* EDI_OUT_ELEMENTS of them */
  unsigned ncells;
  struct edi_out_groups *groups;                 /* NULL: segments are written at once */
  struct x12_total_state totals[X12_TOTALS_MAX]; /* of the segments so far */
  bool failed;
};

/* Says what cannot be written, with its place in the document, and gives false. */
bool edi_out_fail(struct edi_out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* out_cells.c */
struct edi_out_cell *edi_out_cell(struct edi_out *o, unsigned element); /* NULL: there is no such element */
void edi_out_put(struct edi_out *o, const struct edi_rule *r, edi_str v);
edi_str edi_out_text(const struct edi_node *n);      /* of a string or number, else empty */
bool edi_out_segment(struct edi_out *o, edi_str id); /* of the cells */

/* out_fields.c */
/* The element for a field; as: how it was written before, used if it still means the same. */
bool edi_out_field_text(struct edi_out *o, struct edi_out_object *b, const struct edi_rule *r, size_t row,
                        const struct edi_node *as, int shift, edi_str *out);
/* The same for a count or a sum. */
edi_str edi_out_total(const struct edi_out *o, const struct edi_rule *r, edi_str as);
int edi_out_shift(struct edi_out *o, const struct edi_rule *r); /* by the element that scales, which is written */
/* Pairs that are not written yet, from this element on; what has no room waits for the next pairs of the block. */
bool edi_out_pairs(struct edi_out *o, struct edi_out_object *b, const struct edi_block *k, const struct edi_rule *r,
                   unsigned at);
bool edi_out_block_has(const struct edi_out_object *b, const struct edi_block *k);          /* something to write */
bool edi_out_fresh(struct edi_out *o, struct edi_out_object *b, const struct edi_block *k); /* from fields alone */

/* out_kept.c */
/* Reads "kept": which group each entry belongs to, and which fields entries write. */
bool edi_out_read_kept(struct edi_out *o, struct edi_out_object *b);
/* A segment of which kept has what the fields do not say. */
bool edi_out_entry(struct edi_out *o, struct edi_out_object *b, const struct edi_node *entry, uint32_t row);
/* Does kept say what is to be written of this block, or that nothing is? */
bool edi_out_settled(const struct edi_out_object *b, const struct edi_block *k);
uint32_t edi_out_row(const struct edi_out_object *b, edi_str label);          /* EDI_OUT_NO_ROW: unknown here */
const struct edi_list *edi_out_list(const struct edi_shape *s, edi_str name); /* NULL: there is none */

/* out_groups.c */
/* Writes so many items of the list in one segment; 0: all that are left, in as few as may be. */
bool edi_out_grouped(struct edi_out *o, struct edi_out_object *b, const struct edi_list *l, uint32_t n);
bool edi_out_group(struct edi_out *o, edi_str id); /* of the cells: into the segment that takes it up */

bool edi_out_item(struct edi_out *o, struct edi_out_object *b, const struct edi_list *l); /* the next of the list */
bool edi_out_object(struct edi_out *o, struct edi_out_object *b);
bool edi_out_tree(struct edi_out *o, struct edi_out_object *b);

#endif

/* What edi_map_in is made of: shared by its parts only. */
#ifndef EDI_MAP_FRAME_H
#define EDI_MAP_FRAME_H
#include "edi/json_out.h"
#include "edi/map/in.h"
#include "edi/map/load.h"

/* A field's value so far: JSON in the frame's values, or a text that is JSON but for its quotes in the texts. */
struct edi_slot {
  uint32_t off, len;
  uint16_t rank;
  bool set, raw; /* raw: in the texts */
  bool gap;      /* an empty element came before more of a joined text */
};

struct edi_least { /* the smallest date of the items, with its quotes */
  char p[12];
  size_t n;
};

/* Segments of a group that are written as they were without being kept: so many of this block, or items of this list.
 */
struct edi_run {
  const struct edi_block *block;
  const struct edi_list *list;
  uint64_t empty;    /* elements of a joined text that were empty */
  uint32_t n, items; /* items: that one segment holds; 0: it is no segment of groups */
};

/* What became of an element: as it would be written from the fields; carried, but written otherwise; not carried. */
enum edi_outcome { EDI_DEFAULT, EDI_AS, EDI_LEFT };

struct edi_frame {
  struct edi_frame *up;
  const struct edi_shape *shape;
  const struct edi_list *list; /* that the object is an item of */
  uint32_t position;
  struct edi_slot *slots;
  struct edi_buf values;  /* of the slots */
  size_t texts;           /* of the objects around */
  struct edi_buf *arrays; /* items of each list, with commas */
  uint32_t *counts;
  bool *always;    /* came */
  uint64_t *there; /* bit i: member i has a value or items */
  bool *seen;      /* blocks that had a segment */
  struct edi_least *least;
  /* what is kept: segments of one place in the table, from the first that could not be written from the fields */
  struct edi_buf kept, aside;
  uint32_t group;
  struct edi_run *runs;
  size_t nrun, cap_run;
  bool rendered, bare;
  size_t last_row;
  uint32_t entries;
  int last_block, last_list;
  const struct edi_list *grouped; /* the latest segment was of its groups; NULL: it was of none */
  struct edi_buf outside;         /* what stood outside of them */
  uint32_t ngrouped;
};

/* A segment of up to so many bytes is copied, so that its values can be copied on by sixteen bytes. */
enum { EDI_COPIED = 1024 };
enum { EDI_TEXTS = 16 << 20 }; /* of the texts; values of objects beyond are written at once */

struct edi_frames {
  struct edi_frames *next;
  const struct edi_map *map;
  struct edi_frame **frames;
};

struct edi_hl { /* an object of a tree */
  const struct edi_list *level;
  uint32_t id, id_n; /* HL01, in ids */
  size_t off, len;   /* its members, in bodies */
  uint32_t parent, first, last, next;
  uint32_t levels; /* bit i: it has children of level i */
  char child;      /* HL04: '0', '1', 0: none, 'x': something else */
  bool orphan;
};

/* The latest entry of kept: lines of one partner are mostly alike. */
struct edi_cache {
  const struct edi_block *block; /* NULL: none */
  size_t n;                      /* elements of the segment */
  uint64_t pair_null, pair_as, empty;
  unsigned char outcome[16];
  unsigned texts;
  struct {
    unsigned element;
    uint64_t key; /* edi_code_key */
  } text[8];      /* the elements that stand in it */
  char json[128];
  size_t length;
};

struct edi_map_in {
  struct edi_mem *m; /* owned; frames and buffers */
  const struct edi_map *map;
  struct x12_delimiters d;
  bool again;     /* the block at hand had a segment in this object already */
  bool clean;     /* the segment stands in texts, and nothing in it is written otherwise in JSON */
  bool kept, odd; /* odd: the segment has separators or other special bytes in its elements */
  struct edi_mem *findings_m;
  struct x12_findings *findings;
  uint32_t ordinal;
  size_t row;
  unsigned char outcome[EDI_RULES_MAX]; /* of the segment at hand, by rule */
  uint64_t pair_null, pair_as;          /* elements that are the values of pairs */
  int pair_last;                        /* word of the latest pair; -1: none yet */
  bool pair_room;                       /* a place among the pairs so far is empty */
  uint64_t filled;                      /* elements that have something in them, of the first 63 */
  uint64_t empty;                       /* elements of a joined text that are empty */
  struct edi_frame *top, **frames;      /* frames: by the shape's ordinal */
  uint32_t counts[X12_TOTALS_MAX];      /* of the segments of each total of the set */
  struct edi_buf out, bodies, ids;
  struct edi_buf group; /* a segment with one group of those at hand */
  uint32_t *group_ends;
  struct edi_hl *nodes; /* of the tree; nodes[0] is the first HL */
  size_t nnodes, cap_nodes;
  struct edi_step *steps; /* of the walk over them */
  size_t cap_steps;
  struct edi_frames *known; /* frames of the maps so far: sets of several kinds may come by turns */
  struct x12_segment copy;
  struct edi_buf texts; /* segments of the objects that are open, one behind the other */
  size_t before;        /* of the texts: those before the segment at hand */
  struct edi_cache cache;
  uint32_t *by_id; /* hashed, index + 1 */
  size_t cap_by_id;
};

/* Copies by sixteen bytes; both sides have room for EDI_SLACK more. */
static inline char *edi_copy(char *o, const char *p, size_t n) {
  for (size_t i = 0; i < n; i += 16) memcpy(o + i, p + i, 16);
  return o + n;
}

/* A value of the segment at hand, as JSON. */
static inline void edi_value_text(const struct edi_map_in *in, struct edi_buf *b, edi_str v) {
  if (!in->clean) {
    edi_json_text(b, v);
    return;
  }
  edi_buf_room(b, v.n + EDI_SLACK + 2);
  char *o = b->p + b->n;
  o[0] = '"';
  o = edi_copy(o + 1, v.p, v.n);
  o[0] = '"';
  b->n += v.n + 2;
}

/* Notes that a member has a value or items. */
static inline void edi_frame_has(struct edi_frame *f, uint16_t member) { f->there[member / 64] |= 1ull << member % 64; }

struct edi_frame *edi_frame_push(struct edi_map_in *in, const struct edi_shape *s); /* opens an object */
/* Opens the next item of a list of f. */
struct edi_frame *edi_frame_item(struct edi_map_in *in, struct edi_frame *f, const struct edi_list *l);
void edi_frame_pop(struct edi_map_in *in);                                          /* it is over */
void edi_frame_body(struct edi_map_in *in, struct edi_buf *b, struct edi_frame *f); /* but for its closing bracket */
void edi_frame_clear(struct edi_frame *f);

void edi_kept_group(struct edi_map_in *in, struct edi_frame *f, uint32_t group); /* a segment of this group comes */
void edi_kept_end(struct edi_map_in *in, struct edi_frame *f);                   /* the group is over */
void edi_kept_close(struct edi_map_in *in, struct edi_frame *f);                 /* the object is over */
/* items: that the segment holds as groups; 0: it opens one item. */
void edi_kept_item(struct edi_map_in *in, struct edi_frame *f, const struct edi_list *l, uint32_t items);
void edi_kept_order(struct edi_map_in *in, struct edi_frame *f); /* the order of this group of segments matters */
void edi_kept_stray(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s);
void edi_kept_whole(struct edi_map_in *in, struct edi_frame *f, size_t row, const struct x12_segment *s);
/* same: the segment would be written as it is if it stood alone. */
void edi_kept_own(struct edi_map_in *in, struct edi_frame *f, size_t row, const struct x12_segment *s,
                  const struct edi_block *b, bool carried, bool same);
/* Has the element more in it than the rule can read? */
bool edi_kept_compound(const struct edi_map_in *in, const struct edi_rule *r, edi_str raw);
/* Are there components that no rule reads? */
bool edi_kept_components(const struct edi_map_in *in, const struct edi_block *b, const struct x12_segment *s);

/* The segment at hand: in texts, if that is to be had. */
const struct x12_segment *edi_in_at_hand(struct edi_map_in *in, const struct x12_segment *s);
/* It is of the object itself, or of a loop in it that is no list. */
void edi_in_own(struct edi_map_in *in, struct edi_frame *f, size_t row, const struct x12_segment *s);
/* A segment, as it came, whose groups are items of the list. */
void edi_groups_in(struct edi_map_in *in, struct edi_frame *f, const struct edi_list *l, size_t row,
                   const struct x12_segment *s);

const struct edi_list *edi_tree_level(const struct edi_map_in *in, const struct x12_segment *s);
void edi_tree_node(struct edi_map_in *in, const struct x12_segment *s, const struct edi_list *level);
void edi_tree_end(struct edi_map_in *in, struct edi_buf *b); /* members, each with a comma before it */

#endif

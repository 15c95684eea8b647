/* The standard as data: elements, composites, segments and transaction sets of each release, from the tables under
   schemas/x12/<release>. Columns are cut at tabs, '#' begins a remark, "*" as a number of times means any.

   elements.tsv     number ("I12": of the interchange), type, least length, most length, name
                    Types: AN, ID, R, N0..N9, DT, TM, B. codes.tsv lists every code of an ID: another one is an error.
                    ID+: the list is open, its meanings are for people (units, currencies, places and the like).
   codes.tsv        element number, code, meaning
   composites.tsv   id, name, components ("355M 1018O 649O"), conditions
   segments.tsv     id, name, elements ("353M 92M 127O C040O 782O*5"; "-": not described), conditions ("R0203 P0304")
                    "*5" behind an element: it may be repeated up to five times; "**": any number of times
   <set>.tsv        first line: set, id, functional id, name
                    then: position, loop path ("" or "PO1/N1"), segment, M or O, most times, loop's most times
                    The first segment of a loop path opens the loop. Positions ascend through the set: they are the
                    rows' own numbers, by which guides and maps name one of several (REF@0100), not the standard's,
                    which begin anew in the detail and the summary. Behind the rows:
                    total, CTT01, count, PO1      the element must be the number of PO1 segments before it
                    total, CTT02, sum, PO102      … or the sum of these elements
                    hl, HL                        the loops of this segment are a tree: HL01 is the number, HL02 the
                                                  parent, HL04 whether there are levels below

   Conditions name elements by two digits each. P: all or none; R: at least one; E: at most one; C: the first requires
   the others; L: the first requires one of the others. */
#ifndef EDI_X12_SCHEMA_H
#define EDI_X12_SCHEMA_H
#include "edi/mem.h"

enum x12_type { X12_AN, X12_ID, X12_N, X12_R, X12_DT, X12_TM, X12_B, X12_COMPOSITE };

struct x12_codes; /* schema_codes.h */
struct x12_composite_def;

struct x12_code {
  edi_str code, meaning;
};

struct x12_element_def {
  unsigned number; /* of a composite: 100000 and its digits; of the interchange: 300000 and its digits */
  enum x12_type type;
  unsigned char decimals; /* of type N */
  bool open;              /* a code that is not listed is no error */
  unsigned min, max;
  edi_str name;
  const struct x12_code *list; /* codes in the order of the table */
  size_t nlist;
  const struct x12_codes *codes;             /* to hold values against; NULL: any value will do */
  const struct x12_composite_def *composite; /* X12_COMPOSITE */
  const struct x12_element_def *standard;    /* what a guide made this of; NULL: it is the standard's */
  edi_str pattern;                           /* the form that a guide asks for; n = 0: any */
};

enum {
  X12_ANY_TIMES = 0xffff,
  X12_DATE_PERIOD = 1251, /* the element whose form the one before it names */
};

struct x12_use {
  const struct x12_element_def *def;
  bool mandatory;
  bool unused;          /* a guide does not want it */
  bool guided;          /* a guide made it mandatory */
  unsigned short most;  /* repetitions; X12_ANY_TIMES: any number */
  unsigned short least; /* of those, what a guide asks for when there are any */
};

/* What a rule of a guide depends on: an element is there, and is one of these codes. */
struct x12_when {
  unsigned element; /* 0: it depends on nothing */
  const edi_str *codes;
  size_t n; /* 0: it need only be there */
};

/* … and then wants another element of the segment, or does not want it. */
struct x12_dependence {
  const struct x12_dependence *next;
  struct x12_when when;
  unsigned element;
  bool unused;
};

struct x12_condition {
  char kind;
  unsigned char first; /* position of the first element named */
  uint64_t mask;       /* bit i: element i */
};

/* Does the condition hold, with these elements there? Bit i: element i. */
static inline bool x12_condition_holds(const struct x12_condition *k, uint64_t present) {
  uint64_t here = k->mask & present, first = 1ull << k->first;
  switch (k->kind) {
  case 'P':
    return here == 0 || here == k->mask;
  case 'R':
    return here != 0;
  case 'E':
    return (here & (here - 1)) == 0;
  case 'C':
    return !(here & first) || here == k->mask;
  default:
    return !(here & first) || (here & ~first);
  }
}

static inline bool x12_conditions_hold(const struct x12_condition *k, size_t n, uint64_t present) {
  for (size_t i = 0; i < n; i++)
    if (!x12_condition_holds(&k[i], present)) return false;
  return true;
}

/* A use in sixteen bytes, for the quick check. */
struct x12_spec {
  unsigned char type;
  uint16_t min;
  uint32_t span; /* max - min */
  const struct x12_codes *codes;
};

struct x12_composite_def {
  edi_str id, name;
  struct x12_use *uses;
  size_t n;
  struct x12_condition *conditions;
  size_t nconditions;
};

struct x12_segment_def {
  edi_str id, name;
  uint32_t key;         /* x12_segment_key of id */
  bool described;       /* false: its elements are not in the table, they are not checked */
  struct x12_use *uses; /* uses[0] is element 1 */
  size_t n;
  struct x12_condition *conditions;
  size_t nconditions;
  struct x12_spec *specs; /* specs[0] is element 1 */
  uint64_t mandatory;     /* bit i: element i */
  const struct x12_dependence *dependences;
};

enum x12_row_hook {
  X12_HOOK_SOURCE = 1, /* it is counted or summed */
  X12_HOOK_TOTAL = 2,  /* it says a total */
  X12_HOOK_HL = 4,
  X12_HOOK_LS = 8,
  X12_HOOK_LE = 16,
  X12_HOOK_NEED = 32,
};

/* A segment as a guide wants it when its first element is this code. */
struct x12_variant {
  struct x12_variant *next;
  edi_str code;
  struct x12_segment_def *segment;
};

struct x12_row {
  const struct x12_segment_def *segment; /* with a guide: as this place has it */
  edi_str position;                      /* "0420" */
  unsigned loop;                         /* index into the set's loops */
  bool mandatory;
  bool unused;         /* a guide does not want it, nor the loop it opens */
  bool guided;         /* a guide made it mandatory */
  bool narrowed;       /* a guide changed its number of times */
  bool trigger;        /* it opens its loop */
  unsigned char depth; /* of its loop: 0 is the set */
  unsigned char hooks; /* X12_HOOK_… */
  uint32_t max;
  uint32_t least; /* of it, or of the turns of the loop it opens: what a guide asks for */
  struct x12_variant *variants;
};

struct x12_loop {
  edi_str path;
  unsigned parent, depth;
  size_t first, end; /* rows, those of inner loops included */
  uint32_t max;
  bool needs; /* something of it is in needs of the set */
};

/* A guide asks for a row in every turn of its loop, or does not want it: one whose first element has a certain code, or
   because of what came before it in this turn or in the loops around. */
struct x12_need {
  size_t row;
  unsigned loop; /* in which it must come: that of the row, or the one around it for a trigger */
  edi_str code;  /* n = 0: whatever its first element is */
  bool unused;
  size_t on; /* the row of `when` */
  struct x12_when when;
};

struct x12_total {
  const struct x12_segment_def *said_in, *segment; /* CTT, PO1 */
  unsigned said_at, element;                       /* of CTT01: 1; of PO102: 2; of a count: 0 */
};

enum { X12_LOOPS_MAX = 250, X12_LOOP_DEPTH = 10, X12_ROWS_MAX = 4000, X12_TOTALS_MAX = 8, X12_NEEDS_MAX = 64 };

/* Where a segment goes from where the set stands: a row, and whether it must be looked at more closely because a
   mandatory row is passed over. */
enum { X12_STEP_NONE = 0xffff, X12_STEP_PASSES = 0x8000 };

struct x12_set_def {
  edi_str id, group, name; /* group: one functional id or several with blanks between */
  edi_str conventions;     /* what a guide allows in ST03, with blanks between; n = 0: anything */
  struct x12_row *rows;
  size_t n;
  struct x12_loop *loops; /* loops[0] is the set */
  size_t nloops;
  struct x12_total totals[X12_TOTALS_MAX];
  size_t ntotals;
  bool hl;
  struct x12_need *needs; /* at most X12_NEEDS_MAX */
  size_t nneeds;
  /* the ids of the set, hashed to columns of steps: steps[row * columns + column], the last row is "before all" */
  struct x12_id_slot {
    uint32_t key, column;
  } * ids;
  unsigned id_shift;
  size_t columns;
  uint16_t *steps;
};

struct x12_release;
struct x12_schemas;

struct x12_table {
  edi_str path; /* ends in "<release>/<file>.tsv" */
  edi_str text; /* borrowed for the life of the schemas */
};

/* NULL: a table cannot be read, and *why (in m) says which, where and what. */
const struct x12_schemas *x12_schemas_read(struct edi_mem *m, const struct x12_table *tables, size_t n, edi_str *why);
/* By GS08: "004010", "005010X222A1", "004010VICS". NULL if there are no tables for it. */
const struct x12_release *x12_schemas_release(const struct x12_schemas *s, edi_str version);
/* One after the other; NULL behind the last. */
const struct x12_release *x12_schemas_each(const struct x12_schemas *s, const struct x12_release *after);

edi_str x12_release_version(const struct x12_release *r); /* "004010" */
const struct x12_set_def *x12_release_set(const struct x12_release *r, edi_str id);
const struct x12_set_def *x12_release_set_at(const struct x12_release *r, size_t i); /* NULL: no more */
const struct x12_segment_def *x12_release_segment(const struct x12_release *r, edi_str id);
const struct x12_element_def *x12_release_element(const struct x12_release *r, unsigned number);
edi_str x12_release_meaning(const struct x12_release *r, unsigned element, edi_str code); /* n = 0: not known */
/* What a guide makes of each kind of finding, by its key: 0 as it is, 'A' accepted with errors, 'R' rejected, 'I' not
   said. NULL: no guide. */
const char *x12_release_severity(const struct x12_release *r);
/* May a group with this functional id (GS01) hold the set? */
bool x12_set_belongs(const struct x12_set_def *d, edi_str functional);
bool x12_release_serves(const struct x12_release *r, edi_str functional); /* … any set of the release? */
/* May its ST03 name this convention? */
bool x12_set_takes(const struct x12_set_def *d, edi_str convention);

/* An id of two or three characters as one number; 0: it is none. */
static inline uint32_t x12_segment_key(const char *p, size_t n) {
  if (n != 2 && n != 3) return 0;
  uint32_t k = (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
  return n == 3 ? k | (uint32_t)(unsigned char)p[2] << 16 : k;
}

/* The column of an id in the set's steps; columns: it is not in the set. */
static inline size_t x12_set_column(const struct x12_set_def *d, uint32_t key) {
  uint32_t mask = (1u << (32 - d->id_shift)) - 1;
  for (uint32_t h = (key * 2654435769u) >> d->id_shift;; h = (h + 1) & mask) {
    if (d->ids[h].key == key) return d->ids[h].column;
    if (!d->ids[h].key) return d->columns;
  }
}

#endif

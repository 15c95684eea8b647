/* The standard as data: elements, segments and transaction sets of each release, from the tables under schemas/x12.

   <release>/elements.tsv   number, type, least length, most length, name
   <release>/codes.tsv      element number, code, meaning (for people; a code that is not listed is no error)
   <release>/segments.tsv   id, name, elements ("353M 92M 328O", "-": not described), conditions ("R0203 P0304")
   <release>/<set>.tsv      position, loop path ("" or "PO1/N1"), segment, M or O, most times, loop's most times
   A set's first line is: set, id, functional id, name. The first segment of a loop path opens the loop.
   Lines that begin with '#' are remarks. "*" as a number of times means any. */
#ifndef EDI_X12_SCHEMA_H
#define EDI_X12_SCHEMA_H
#include "edi/mem.h"

enum x12_type { X12_AN, X12_ID, X12_N, X12_R, X12_DT, X12_TM, X12_B, X12_COMPOSITE };

struct x12_element_def {
  unsigned number;
  enum x12_type type;
  unsigned char decimals; /* of type N */
  unsigned min, max;
  edi_str name;
};

struct x12_use {
  const struct x12_element_def *def;
  bool mandatory;
};

/* P: all or none; R: at least one; E: at most one; C: the first requires the others; L: the first requires one other */
struct x12_condition {
  char kind;
  unsigned char first; /* position of the first element named */
  uint64_t mask;       /* bit i: element i */
};

struct x12_segment_def {
  edi_str id, name;
  bool described;       /* false: its elements are not in the table, they are not checked */
  struct x12_use *uses; /* uses[0] is element 1 */
  size_t n;
  struct x12_condition *conditions;
  size_t nconditions;
};

struct x12_row {
  const struct x12_segment_def *segment;
  unsigned loop; /* index into the set's loops */
  bool mandatory;
  uint32_t max;
};

struct x12_loop {
  edi_str path;
  unsigned parent;
  size_t first, end; /* rows, those of inner loops included */
  uint32_t max;
};

enum { X12_LOOPS_MAX = 64, X12_LOOP_DEPTH = 8 };

struct x12_set_def {
  edi_str id, group, name;
  struct x12_row *rows;
  size_t n;
  struct x12_loop loops[X12_LOOPS_MAX]; /* loops[0] is the set */
  size_t nloops;
};

struct x12_release;
struct x12_schemas;

struct x12_table {
  edi_str path; /* ends in "<release>/<file>.tsv" */
  edi_str text; /* borrowed for the life of the schemas */
};

/* NULL: a table cannot be read, and *why (in m) says which and where. */
const struct x12_schemas *x12_schemas_read(struct edi_mem *m, const struct x12_table *tables, size_t n, edi_str *why);
/* By GS08: "004010", "005010X222A1", "004010VICS". NULL if there are no tables for it. */
const struct x12_release *x12_schemas_release(const struct x12_schemas *s, edi_str version);
const struct x12_set_def *x12_release_set(const struct x12_release *r, edi_str id);
const struct x12_segment_def *x12_release_segment(const struct x12_release *r, edi_str id);
edi_str x12_release_meaning(const struct x12_release *r, unsigned element, edi_str code); /* n = 0: not known */

#endif

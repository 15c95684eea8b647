/* What the files that read a guide share. Nobody else includes this. */
#ifndef EDI_X12_OVERLAY_PARTS_H
#define EDI_X12_OVERLAY_PARTS_H
#include "edi/x12/overlay.h"
#include "edi/x12/schema_codes.h"
#include "edi/x12/schema_read.h"

enum { X12_TARGETS = 16 };

struct x12_target {
  struct x12_release *release;
  struct x12_set_def *set;
};

struct x12_guide {
  struct edi_mem *m;
  struct x12_schemas *schemas;
  const struct x12_schemas *standard;
  char *severity;
  struct x12_target all[X12_TARGETS * 64]; /* the sets copied so far */
  size_t nall;
  struct x12_target *at[X12_TARGETS]; /* the sets that the rules at hand are for */
  size_t nat;
  size_t line;
  bool second; /* the time through the text when rules for single codes are applied */
  edi_str *why;
};

/* Where a rule points to: rows of a set, and an element or component of theirs. */
struct x12_guide_place {
  edi_str path, segment, position, code;
  unsigned element, component;
  edi_str text;
};

enum x12_verb { X12_REQUIRE, X12_FORBID, X12_TIMES, X12_LENGTH, X12_CODES, X12_ALSO, X12_PATTERN };

struct x12_rule {
  enum x12_verb verb;
  struct x12_guide_place place;
  unsigned least, most;
  edi_str words;             /* what stands behind the place: codes, or the pattern */
  bool depends;              /* it holds only where … */
  struct x12_guide_place on; /* … this element is there, and is one of words if there are any */
};

/* Sets *why to the line and what is wrong with it; returns false. */
bool x12_guide_wrong(struct x12_guide *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *x12_guide_copy(struct x12_guide *g, const void *p, size_t n);

/* "PO1/N1/N401", "REF@0040", "N1[ST]", "PO106-1" */
bool x12_guide_place(struct x12_guide *g, edi_str w, struct x12_guide_place *out);
/* Lays the rule over the sets at hand. */
bool x12_guide_apply(struct x12_guide *g, const struct x12_rule *r);

#endif

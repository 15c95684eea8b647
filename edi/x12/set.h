/* Checks one transaction set against its table, segment by segment as they come: order, number, elements, totals and
   trees. Where a segment goes is worked out beforehand (schema_set.c), so that each costs one look-up. */
#ifndef EDI_X12_SET_H
#define EDI_X12_SET_H
#include "edi/x12/finding.h"
#include "edi/x12/hl.h"
#include "edi/x12/reader.h"
#include "edi/x12/schema.h"
#include "edi/x12/totals.h"

struct x12_frame {
  unsigned loop;
  size_t row;     /* the row matched last; SIZE_MAX before the first */
  uint32_t count; /* how many times in a row */
  uint32_t begun; /* the ordinal of the segment that opened the loop; 0: the set */
  uint64_t bound; /* LS01 of the loop that LS opened, as x12_code_key has it */
  uint64_t met;   /* bit i: needs[i] of the set came in this turn */
  uint64_t calls; /* bit i: what needs[i] depends on came */
};

enum { X12_KNOWN = 32 };

/* Begins as {0}; one check serves many sets, one after the other. */
struct x12_check {
  struct edi_mem *m;
  const struct x12_release *release;
  const struct x12_set_def *def;
  struct x12_delimiters d;
  struct x12_findings *findings;
  struct x12_frame frames[X12_LOOP_DEPTH];
  unsigned depth;   /* the innermost open loop */
  uint32_t ordinal; /* of the latest segment */
  bool walk_only;   /* where each segment belongs, without a look at its elements */
  size_t at;        /* the row of the latest segment that had a place; def->n before the first */
  struct x12_total_state totals[X12_TOTALS_MAX];
  struct x12_hl hl;
  /* which elements a row had when its conditions were last found to hold: it is nearly always the same ones */
  struct {
    size_t row; /* and 1; 0: none */
    uint64_t present;
  } known[X12_KNOWN];
};

/* All of it is borrowed until the next start. */
void x12_check_start(struct x12_check *c, struct edi_mem *m, const struct x12_release *r, const struct x12_set_def *def,
                     struct x12_delimiters d, struct x12_findings *findings);
/* ST and SE too. Gives the row of def where the segment was placed, or SIZE_MAX. */
size_t x12_check_segment(struct x12_check *c, const struct x12_segment *s);
/* A segment that stands in no set (GS, GE, TA1): its elements alone. The check was started with any set or none. */
void x12_check_lone(struct x12_check *c, const struct x12_segment *s, uint32_t ordinal);
/* Gives back what the check keeps from set to set. */
void x12_check_free(struct x12_check *c);

/* Where the walk stands: "" or "PO1/N1". */
edi_str x12_check_loop(const struct x12_check *c);

/* Fills in the place and adds f, unless a guide has it otherwise. For the parts of the check. */
void x12_check_say(struct x12_check *c, const struct x12_segment *s, struct x12_finding *f);

bool x12_when_holds(const struct x12_when *w, const struct x12_segment *s);

/* A number as text, for `found` and `expected`; borrows buf. */
enum { X12_DIGITS = 24 };
edi_str x12_digits(char buf[static X12_DIGITS], uint64_t v);

#endif

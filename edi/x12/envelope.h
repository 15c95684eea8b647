/* Interchanges, groups and transaction sets: what belongs together, whether the counts and control numbers agree, and
   what is wrong. The tree keeps every set and finding up to the numbers below, never the bytes of a set; stream.h is
   the same without a tree. */
#ifndef EDI_X12_ENVELOPE_H
#define EDI_X12_ENVELOPE_H
#include "edi/x12/finding.h"
#include "edi/x12/reader.h"
#include "edi/x12/schema.h"

enum { X12_INTERCHANGES_MAX = 10000, X12_GROUPS_MAX = 10000, X12_SETS_MAX = 100000, X12_FINDINGS_TOTAL = 10000 };

enum x12_verdict { X12_ACCEPTED = 'A', X12_ERRORS = 'E', X12_PARTLY = 'P', X12_REJECTED = 'R' };

struct x12_set {
  struct x12_set *next;
  edi_str id, control, convention; /* ST01, ST02, ST03 */
  uint64_t offset, length;         /* from the S of ST to behind the terminator of SE */
  uint32_t segments;
  bool closed;                   /* SE came */
  const struct x12_set_def *def; /* NULL: not checked */
  struct x12_findings findings;
  enum x12_verdict verdict; /* of the set by itself */
};

struct x12_group {
  struct x12_group *next;
  edi_str functional, sender, receiver, date, time, control, agency, version; /* GS01..GS08 */
  uint64_t offset;
  uint64_t stated;             /* GE01; the number received when it cannot be read */
  uint32_t received, accepted; /* sets */
  uint32_t rejected, errors;   /* sets */
  bool closed;
  const struct x12_release *release; /* NULL: its sets are not held against tables */
  struct x12_set *first, *last;
  struct x12_findings findings; /* X12_AK9 */
  enum x12_verdict verdict;     /* AK901 */
};

struct x12_interchange {
  struct x12_interchange *next;
  struct x12_delimiters d;
  edi_str newline;                   /* what the sender puts behind the terminator: "", "\n" or "\r\n" */
  edi_str isa[X12_ISA_ELEMENTS + 1]; /* isa[6] is the sender's id, blanks at the end removed; isa[0] is "ISA" */
  uint64_t offset, length;
  uint32_t segments, groups, acknowledgments; /* segments, GS, TA1 */
  bool closed;
  bool wrapped; /* line ends inside its segments are no part of them */
  struct x12_group *first, *last;
  struct x12_findings findings; /* X12_TA1 */
  enum x12_verdict verdict;     /* TA104: A, E or R; R: nothing of it is used */
};

struct x12_input {
  struct x12_interchange *first, *last;
  uint32_t interchanges;
  struct x12_findings findings; /* X12_FILE: what belongs to no interchange */
  uint64_t length;
};

/* Is there an interchange, and none that could not be read at all? */
bool x12_readable(const struct x12_input *in);
/* Was this set taken: neither it nor what it stands in is rejected? */
bool x12_set_taken(const struct x12_interchange *i, const struct x12_group *g, const struct x12_set *s);
/* Groups that are themselves acknowledgments are never acknowledged. */
bool x12_group_is_ack(const struct x12_group *g);

struct x12_envelope;
/* schemas NULL: the envelope alone is checked. The result and its texts live in m; nothing borrows the input. */
struct x12_envelope *x12_envelope_new(struct edi_mem *m, const struct x12_schemas *schemas,
                                      const struct x12_options *options);
void x12_envelope_feed(struct x12_envelope *e, edi_str bytes);
const struct x12_input *x12_envelope_finish(struct x12_envelope *e); /* frees e */

/* All of it at once. */
const struct x12_input *x12_read(struct edi_mem *m, const struct x12_schemas *schemas,
                                 const struct x12_options *options, edi_str bytes);

/* Settles the verdicts of the sets and groups again, after a later step has added findings to sets. */
void x12_judge(struct x12_interchange *i);
/* The same in single steps: the verdict of a set from its findings, its place in the counts of its group, and the
   group's verdict from these. */
void x12_judge_set(struct x12_set *s);
void x12_count_set(struct x12_group *g, const struct x12_set *s);
void x12_judge_group(struct x12_group *g);

#endif

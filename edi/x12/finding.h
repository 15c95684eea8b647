/* One thing that is wrong with a document: which kind of error, where, and what was found and expected. The codes of
   997, 999 and TA1 and the words come from the kind (keys.h, explain.h); nothing is put in words when it is found. */
#ifndef EDI_X12_FINDING_H
#define EDI_X12_FINDING_H
#include "edi/mem.h"
#include "edi/x12/keys.h"

enum x12_part {
  X12_FILE, /* outside any interchange: nobody can be answered */
  X12_TA1,  /* the interchange: TA105 */
  X12_AK9,  /* the group: AK905 */
  X12_AK5,  /* the transaction set: AK502 */
  X12_AK3,  /* a segment: AK304 */
  X12_AK4,  /* an element: AK403 */
};

enum x12_key {
  X12_K_NONE,
#define K(symbol, name, part, code, early, late, fatal, text) X12_K_##symbol,
  X12_KEYS(K)
#undef K
      X12_KEYS_N
};

struct x12_kind {
  const char *name; /* "element.too_long", for ever the same */
  enum x12_part part;
  int code;         /* of the newest release */
  int early;        /* what a 997 before 005010 says instead; 0: the same */
  const char *late; /* what a 999 says instead: "I6"; NULL: the same */
  bool fatal;
  const char *text; /* in English; static */
};

struct x12_finding {
  struct x12_finding *next;
  enum x12_key key;
  enum x12_part part;
  int code;
  bool fatal;       /* what it stands in is rejected; else it is accepted with errors */
  uint64_t offset;  /* from the start of the input */
  uint32_t segment; /* ordinal in the set, ST is 1; for TA1 and AK9 in the interchange, ISA is 1; 0: none */
  edi_str segment_id, loop;
  unsigned element, component, repetition; /* from 1; 0: none */
  unsigned reference;                      /* the data element's number; 0: none */
  edi_str name;            /* of the element or segment, from the tables; borrowed, lives as long as they do */
  edi_str value;           /* as it stands in the input, cut at 99 bytes */
  edi_str found, expected; /* short: "41", "2..30", "EA, PC" */
  edi_str text;            /* words of an emitter that has no key yet */
};

struct x12_findings {
  struct x12_finding *first, *last;
  size_t n, fatal;
  size_t left_out; /* counted, not kept */
  size_t *budget;  /* what all lists of one input may still keep together; NULL: no such limit */
};

enum { X12_FINDINGS_MAX = 100, X12_VALUE_MAX = 99 };

const char *x12_part_name(enum x12_part p); /* "AK4" */
/* What the code means, "mandatory element missing"; never NULL. */
const char *x12_code_words(enum x12_part p, int code);

const struct x12_kind *x12_kind_of(enum x12_key key); /* never NULL; of X12_K_NONE: one without a name */
enum x12_key x12_key_of(edi_str name);                /* X12_K_NONE: there is no such key */
/* A finding with part, code and fatal as its kind has them: fill in the place and add it. */
struct x12_finding x12_finding_of(enum x12_key key);

/* Whose list of codes: 997 before release 005010, 997 since, 999. */
enum x12_codes_of { X12_CODES_EARLY, X12_CODES_997, X12_CODES_999 };
enum { X12_CODE_TEXT = 16 };
/* The code of f as the answer has it, "5", "I6", "023"; in buf or static. */
edi_str x12_finding_code(const struct x12_finding *f, enum x12_codes_of of, char buf[static X12_CODE_TEXT]);

/* Copies f with its texts, but for the name. */
void x12_findings_add(struct edi_mem *m, struct x12_findings *l, const struct x12_finding *f);
/* Takes one of them back. */
void x12_findings_remove(struct x12_findings *l, const struct x12_finding *f);
bool x12_findings_has(const struct x12_findings *l, enum x12_part p, int code);

#endif

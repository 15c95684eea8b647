/* A map as it is used: shapes of objects, and for each row of the set's table what becomes of a segment there. Borrowed
   by those who read and write; everything lives in the memory of the maps. */
#ifndef EDI_MAP_SHAPE_H
#define EDI_MAP_SHAPE_H
#include "edi/map/map.h"

enum { EDI_NONE = 0xffff, EDI_SLACK = 32 /* bytes that may be read or written behind a text that edi_copy copies */ };

/* A list of codes: words of the model and the codes that mean them. */
struct edi_codes {
  edi_str name;
  struct edi_codes *next;
  struct edi_code {
    edi_str model, code;
    uint64_t key;   /* of code, edi_code_key */
    bool first;     /* of the codes of this word: it is written */
    bool by_length; /* … unless another of the word is for values of their length */
    uint8_t length; /* of the values it is for; 0: any */
    uint16_t group; /* words counted from 0, in the order of the line */
  } * at;
  size_t n;
  bool open; /* other codes pass as they are */
};

enum edi_type { EDI_TEXT, EDI_DECIMAL, EDI_INTEGER, EDI_DATE_T, EDI_TIME_T };

enum edi_rule_kind { EDI_FIELD, EDI_CONST, EDI_COUNT, EDI_SUM, EDI_PAIRS };

struct edi_rule {     /* what is looked at for every segment comes first */
  unsigned char kind; /* enum edi_rule_kind */
  unsigned char type; /* enum edi_type */
  uint8_t decimals;   /* implied, of type Nn; 0xff: with a point */
  bool required, positive, not_negative, or_position;
  bool number;                   /* a decimal with a point */
  bool plain;                    /* that, or a text as it is: no codes, not joined, not cut */
  uint16_t element, component;   /* component 0: the whole element */
  uint16_t last;                 /* EDI_PAIRS: the last element of them; EDI_NONE: of the segment */
  uint16_t field;                /* EDI_FIELD */
  uint16_t rank;                 /* among the rules that feed the field: 0 counts first; codes of the block follow */
  uint16_t member;               /* of the field */
  uint16_t field_rank;           /* of the field */
  uint16_t least, most;          /* lengths of the element */
  uint16_t scale_element;        /* 0: none */
  const struct edi_codes *codes; /* of the value; of EDI_PAIRS the qualifiers */
  edi_str join;                  /* n = 0: none */
  const uint16_t *pair_fields;   /* EDI_PAIRS: by group of the codes */
  size_t max;                    /* of the field, bytes; 0: none */
  edi_str value;                 /* EDI_CONST */
  uint64_t key;                  /* of value, edi_code_key */
  uint16_t total;                /* EDI_COUNT, EDI_SUM: among those of the set */
  unsigned line;                 /* of the map */
  const struct edi_codes *scale;
  const struct x12_element_def *def; /* NULL: the table does not describe it */
};

/* An element that must have one of some codes. */
struct edi_match {
  unsigned element;
  const struct edi_codes *codes;
  edi_str codes_name;
};

enum { EDI_MATCHES_MAX = 4 };

/* A block "segment …": rules for some segments of one row. */
struct edi_block {
  struct edi_block *next; /* of the same row, in the order of the file */
  size_t row;
  unsigned line;
  unsigned ordinal; /* in the shape */
  bool always, joins;
  struct edi_match match[EDI_MATCHES_MAX];
  size_t nmatch;
  struct edi_rule *rules;
  size_t nrules, cap_rules;
  uint64_t covered;    /* bit i: element i is matched or carried whole by rules */
  uint64_t ruled;      /* bit i: element i has rules */
  uint64_t asked;      /* bit i: it has one that matters when the element is absent */
  uint8_t rule_of[64]; /* by element, the first */
  uint64_t plain;      /* bit i: it has one rule, which is plain, and none of the others feeds its field */
  struct edi_plain {   /* by element: what such a rule comes to */
    uint64_t bit;      /* of the member, in there[word] */
    uint16_t word, field, rank;
    uint8_t rule;
    bool number, first; /* first: of the rules that feed the field */
  } * plains;
  uint64_t paired; /* bit i: element i belongs to pairs */
  bool open_pairs; /* they go on to the end */
};

struct edi_field {
  edi_str name;
  enum edi_type type;
  bool maybe, position, integer, joined;
  bool or_position;
  uint16_t member;  /* its place among the members */
  uint16_t rank;    /* of the rule that is written */
  edi_str constant; /* "say"; as JSON */
  edi_str least_list_name, least_name;
  uint16_t least_list, least_field; /* EDI_NONE: none */
  unsigned line;
  unsigned rules;
  edi_str join;
};

struct edi_shape;

/* Elements that repeat: the first of them, how many belong together, and how often at most. */
struct edi_groups {
  uint16_t first, size, most; /* size 0: there are none */
};

/* The element behind the last group. */
static inline unsigned edi_groups_end(const struct edi_groups *g) { return g->first + (unsigned)g->size * g->most; }

/* Is the element of a group behind the first one? */
static inline bool edi_groups_behind(const struct edi_groups *g, size_t element) {
  return element >= (size_t)g->first + g->size && element < edi_groups_end(g);
}

struct edi_list {
  edi_str name, key;
  struct edi_shape *item;
  struct edi_list *next; /* of the same row */
  struct edi_match match[EDI_MATCHES_MAX];
  size_t nmatch;
  bool maybe, one;
  uint16_t ordinal; /* in the shape */
  uint16_t member;  /* its place among the members */
  unsigned line;
  edi_str level; /* HL03; "*" any; n = 0: no level */
};

struct edi_row {
  struct edi_block *blocks; /* rules, for rows of the object itself */
  struct edi_list *lists;   /* what a segment here opens */
  uint16_t group;           /* the row that stands for the group it belongs to */
  bool tree;                /* HL of a tree */
  edi_str label;            /* "REF" or "REF@0910" */
};

struct edi_member {     /* in the order written */
  uint16_t field, list; /* the other is EDI_NONE */
  edi_str key;          /* of a field: ,"name": */
  edi_str none;         /* ,"name":null where that is all there is to say of an absent one */
};

struct edi_shape {
  struct edi_shape *parent;
  size_t first, end; /* rows of the set's table */
  unsigned loop;     /* whose rows are the object's own */
  unsigned ordinal;  /* among the shapes of the map */
  uint16_t depth;
  struct edi_row *rows; /* rows[r - first] */
  struct edi_field *fields;
  size_t nfields, cap_fields;
  struct edi_list **lists;
  size_t nlists, cap_lists;
  struct edi_member *members;
  size_t nmembers;
  size_t keys;            /* bytes that all their keys take, with quotes around the values */
  uint64_t *standing;     /* bit i: member i is written even when it is absent */
  size_t nwords;          /* of such bits */
  const edi_str *names;   /* of the members line; nmembers of them while the map is read */
  struct edi_block *last; /* while it is read */
  unsigned nblocks;
  bool maybe_around;               /* "maybe" stood before it began */
  bool level;                      /* of a tree */
  struct edi_groups groups;        /* of the segment, each of which is an object */
  struct edi_shape *tree;          /* a shape that holds the levels of the tree below this one; NULL: there is none */
  uint16_t *least;                 /* those fields */
  size_t nleast;                   /* fields that are the smallest of their items */
  const struct edi_block **always; /* blocks that are written without values */
  size_t nalways, cap_always;
};

struct edi_choice {
  uint16_t field;
  edi_str name;
  const edi_str *codes;
  size_t n;
  unsigned line;
};

struct edi_map {
  struct edi_map *next;
  edi_str set_id, release, document, file;
  const struct x12_release *table;
  const struct x12_set_def *def;
  struct edi_shape *root;
  struct edi_shape **shapes;
  size_t nshapes, cap_shapes;
  struct edi_codes *codes;
  struct edi_choice only, skip; /* n = 0: none */
  edi_str text;                 /* the rules' text, for overlays */
};

struct edi_maps {
  struct edi_map *first, *last;
  const struct x12_schemas *schemas;
  const struct edi_map_text *texts;
  size_t ntexts;
};

static inline bool edi_block_paired(const struct edi_block *b, size_t element) {
  return element < 64 ? b->paired >> element & 1 : b->open_pairs;
}

/* A code of up to seven bytes as a number, with its length; longer ones are all 0. */
static inline uint64_t edi_code_key(edi_str s) {
  if (s.n > 7) return 0;
  uint64_t k = (uint64_t)s.n << 56;
  for (size_t i = 0; i < s.n; i++) k |= (uint64_t)(unsigned char)s.p[i] << 8 * i;
  return k;
}

/* The same for a code with eight bytes that may be read from its beginning on. */
static inline uint64_t edi_code_key_wide(edi_str s) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t k;
  if (s.n - 1 > 6) return 0; /* one that is absent has no bytes to read */
  memcpy(&k, s.p, 8);
  return (k & ((1ull << 8 * s.n) - 1)) | (uint64_t)s.n << 56;
#else
  return edi_code_key(s);
#endif
}

static inline const struct edi_code *edi_codes_by(const struct edi_codes *c, edi_str code, uint64_t key) {
  for (size_t i = 0; i < c->n; i++)
    if (c->at[i].key == key && (key || edi_eq(c->at[i].code, code))) return &c->at[i];
  return NULL;
}
static inline const struct edi_code *edi_codes_find(const struct edi_codes *c, edi_str code) {
  return edi_codes_by(c, code, edi_code_key(code));
}

/* Of the codes of c's word, the one written beside a value of n bytes. */
static inline const struct edi_code *edi_code_beside(const struct edi_codes *codes, const struct edi_code *c,
                                                     size_t n) {
  const struct edi_code *any = NULL;
  for (const struct edi_code *k = codes->at; k < codes->at + codes->n; k++) {
    if (k->group != c->group) continue;
    if (k->length && k->length == n) return k;
    if (!any || (any->length && !k->length)) any = k;
  }
  return any;
}

/* The code written for a word; NULL: none. */
static inline const struct edi_code *edi_codes_of(const struct edi_codes *c, edi_str model) {
  for (size_t i = 0; i < c->n; i++)
    if (c->at[i].first && edi_eq(c->at[i].model, model)) return &c->at[i];
  return NULL;
}

#endif

/* What the readers of the tables and of guides share. Nobody else includes this. */
#ifndef EDI_X12_SCHEMA_READ_H
#define EDI_X12_SCHEMA_READ_H
#include "edi/x12/schema.h"

enum { X12_COLUMNS = 8 };

struct x12_meaning {
  unsigned element; /* 0: free */
  edi_str code, meaning;
};

struct x12_release {
  struct x12_release *next;
  edi_str version;
  struct x12_element_def *elements;
  size_t nelements;
  struct x12_segment_def *segments;
  size_t nsegments;
  const struct x12_set_def **sets;
  size_t nsets;
  /* open tables, at most half full */
  struct x12_element_def **by_number;
  struct x12_segment_def **by_id;
  struct x12_meaning *meanings;
  size_t by_number_cap, by_id_cap, meanings_cap;
  const char *severity; /* by key; NULL: no guide */
};

/* A sender or receiver that a guide names. */
struct x12_party {
  const struct x12_party *next;
  edi_str qualifier, id;
};

struct x12_schemas {
  struct x12_release *first;
  edi_str guide;                               /* its name */
  const char *severity;                        /* by key; NULL: no guide */
  const struct x12_party *senders, *receivers; /* NULL: any */
};

/* A table line by line. */
struct x12_lines {
  struct edi_mem *m;
  edi_str path, text;
  size_t at; /* number of the line read last */
  edi_str col[X12_COLUMNS];
  edi_str *why;
};

/* The next line that is no remark, cut at its tabs; missing columns are empty. */
bool x12_lines_next(struct x12_lines *l);
/* Sets *why to file, line and what is wrong; returns false. */
bool x12_lines_wrong(const struct x12_lines *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

edi_str x12_word(edi_str *s); /* cuts the next word off s, between blanks or tabs */
bool x12_small(edi_str s, unsigned *out);
bool x12_times(edi_str s, uint32_t *out); /* "5", or "*" for any */
/* "CTT02" gives CTT and 2, "PO102" gives PO1 and 2. */
bool x12_place_parts(edi_str s, edi_str *segment, unsigned *element);

bool x12_read_set(struct x12_lines *l, struct x12_release *r);
/* Settles what is derived from the rows: ids and steps. */
void x12_set_settle(struct edi_mem *m, struct x12_set_def *d);
/* Settles what is derived from the uses: specs and the mask of the mandatory. */
void x12_segment_settle(struct edi_mem *m, struct x12_segment_def *s);
/* The row behind `row` in its own loop: an inner loop counts as one row, its trigger. */
size_t x12_next_row(const struct x12_set_def *d, unsigned loop, size_t row);

#endif

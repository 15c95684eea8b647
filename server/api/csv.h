/* A CSV text (RFC 4180, UTF-8) as a JSON array of rows, each an array of text. */
#ifndef HANSA_API_CSV_H
#define HANSA_API_CSV_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { CSV_ROWS_MAX = 50000, CSV_COLUMNS_MAX = 200, CSV_LETTERS_MAX = 10000, CSV_CELLS_MAX = 1000000 };

struct csv {
  str json;       /* arena; for jsonb */
  size_t rows;    /* empty lines do not count */
  size_t columns; /* of the widest row */
};

/* Commas, semicolons or tabs separate, whichever the first row has most of; a byte order mark is left out. False: 422
   that names the row. */
bool csv_read(struct arena *a, str text, size_t rows_max, struct csv *out, struct err *e) MUST_CHECK;

#endif

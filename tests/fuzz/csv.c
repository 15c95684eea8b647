/* Any bytes as a CSV table: what is accepted is valid JSON, an array of arrays of text within the bounds. */
#include "api/csv.h"
#include "json/read.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  enum { ROWS = 500 };
  struct arena *a = arena_new(4096);
  struct csv c;
  struct err e = {0};
  if (csv_read(a, (str){(const char *)bytes, n}, ROWS, &c, &e)) {
    json_t *j = NULL, *row, *cell;
    size_t i, k;
    if (!json_read(c.json, &j, &e) || json_array_size(j) != c.rows || c.rows > ROWS || c.columns > CSV_COLUMNS_MAX)
      abort();
    json_array_foreach(j, i, row) json_array_foreach(row, k, cell) if (!json_is_string(cell)) abort();
    json_decref(j);
  } else if (e.code != ERR_INVALID || !e.type[0]) {
    abort();
  }
  arena_free(a);
  return 0;
}

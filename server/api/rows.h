/* Database rows as JSON. What a column becomes is decided once per endpoint, not per row. */
#ifndef HANSA_API_ROWS_H
#define HANSA_API_ROWS_H
#include "json/write.h"
#include <libpq-fe.h>

enum rows_kind { ROWS_STRING, ROWS_NUMBER, ROWS_BOOL, ROWS_JSON, ROWS_TIME, ROWS_HIDDEN };

struct rows_plan {
  int ncolumns;
  int cursor, etag; /* columns for the server, -1 if absent */
  struct rows_column {
    Oid type;
    enum rows_kind kind;
    str key; /* `"name":` */
  } * columns;
};

void rows_plan(struct arena *a, const PGresult *res, struct rows_plan *out);
bool rows_fits(const struct rows_plan *p, const PGresult *res); /* false: the plan is for other columns */
void rows_write(struct json_writer *w, const struct rows_plan *p, const PGresult *res, int row); /* one object */
str rows_value(const PGresult *res, int row, int column); /* STR_NONE for NULL or a column of -1; borrowed */
str rows_named(const PGresult *res, int row, const char *column);

#endif

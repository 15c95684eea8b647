/* Database rows as a table for spreadsheets: CSV or XLSX. What companies wrote must not become a formula there, and no
   amount goes through a rounding. */
#ifndef HANSA_API_SHEET_H
#define HANSA_API_SHEET_H
#include "api/endpoint.h"
#include <libpq-fe.h>

enum { SHEET_ROWS_MAX = 50000 }; /* sql/wrap/sheet.sql asks for one more */

struct sheet {
  const struct endpoint *ep; /* its fields are the columns */
  const PGresult *rows;
};

/* Both may run on a worker. The text is in the arena. */
void sheet_csv(struct arena *a, const struct sheet *s, str *out);
/* dir: for the files that it makes on the way, one row after the other. */
bool sheet_xlsx(struct arena *a, const struct sheet *s, const char *dir, str *out, struct err *e) MUST_CHECK;

/* Minor units as decimal text: "123450", "EUR" is "1234.50". */
str sheet_money(struct arena *a, str minor, str currency);
/* Whether a double has the number exactly as it is written: at most 15 significant digits. */
bool sheet_exact(str number);

#endif

/* Turns an endpoint's `:name` statement into one that PostgreSQL prepares: `$1::uuid`. */
#ifndef HANSA_API_STATEMENT_H
#define HANSA_API_STATEMENT_H
#include "api/endpoint.h"

/* What $1, $2, … take their values from: an index into ep->params, or one of these. */
enum {
  SOURCE_BODY = -1,
  SOURCE_GIVEN = -2,
  SOURCE_KEY = -3,
  SOURCE_ROUTE = -4,
  SOURCE_SEEN = -5,
  SOURCE_SHA256 = -6,
  SOURCE_TYPE = -7,
  SOURCE_WIDTH = -8,
  SOURCE_HEIGHT = -9,
  SOURCE_PREVIEW = -10
};

struct statement {
  str text; /* arena, or the endpoint's */
  int nsources;
  const int *sources; /* arena */
};

/* Every declared parameter must be used, unless a handler of the endpoint may use it. */
bool statement_translate(struct arena *a, const struct endpoint *ep, struct statement *out, struct err *e) MUST_CHECK;
/* The same statement inside `wrap`, a text with `:_statement`, `:_key` and `:_route` (sql/wrap). */
bool statement_wrap(struct arena *a, const struct endpoint *ep, str wrap, struct statement *out,
                    struct err *e) MUST_CHECK;

#endif

/* Value types of parameters and the shapes of answers: `int`, `text?`, `{id uuid, name text}?`, `[{code text}]`. */
#ifndef HANSA_API_SHAPE_H
#define HANSA_API_SHAPE_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum value_type {
  V_TEXT,
  V_UUID,
  V_INT,
  V_BIGINT,
  V_DECIMAL,
  V_BOOL,
  V_DATE,
  V_TIMESTAMPTZ,
  V_JSON,
  V_EMAIL,
  V_CURRENCY,
  V_COUNTRY,
  V_CURSOR,
  V_ETAG,
  V_BYTES,
  V_CSV,
  V_MONEY,
  V_TYPES
};
bool value_type_of(str name, enum value_type *out);
const char *value_type_sql(enum value_type t); /* the PostgreSQL type a parameter is cast to */

struct shape {
  enum { SHAPE_VALUE, SHAPE_OBJECT, SHAPE_ARRAY } kind;
  bool nullable;
  enum value_type type; /* SHAPE_VALUE */
  struct {
    size_t n, cap;
    struct shape_field *at;
  } fields;           /* SHAPE_OBJECT */
  struct shape *item; /* SHAPE_ARRAY */
};
struct shape_field {
  str name;
  struct shape shape;
  str description;
};

/* Reads a shape from the front of *text and leaves the rest in it. False: `why` says what is wrong. */
bool shape_parse(struct arena *a, str *text, struct shape *out, const char **why) MUST_CHECK;

#endif

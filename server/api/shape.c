/* Reads the shapes that endpoint files declare for their answers. */
#include "api/shape.h"
#include "base/vec.h"

static const struct {
  const char *name, *sql;
} types[V_TYPES] = {
    [V_TEXT] = {"text", "text"},
    [V_UUID] = {"uuid", "uuid"},
    [V_INT] = {"int", "int"},
    [V_BIGINT] = {"bigint", "bigint"},
    [V_DECIMAL] = {"decimal", "numeric"},
    [V_BOOL] = {"bool", "bool"},
    [V_DATE] = {"date", "date"},
    [V_TIMESTAMPTZ] = {"timestamptz", "timestamptz"},
    [V_JSON] = {"json", "jsonb"},
    [V_EMAIL] = {"email", "text"},
    [V_CURRENCY] = {"currency", "text"},
    [V_COUNTRY] = {"country", "text"},
    [V_CURSOR] = {"cursor", "text"},
    [V_ETAG] = {"etag", "int"},
    [V_BYTES] = {"bytes", "bytea"},
    [V_CSV] = {"csv", "jsonb"},
    [V_MONEY] = {"money", "bigint"},
};

enum { SHAPE_DEPTH_MAX = 8 };

bool value_type_of(str name, enum value_type *out) {
  for (int i = 0; i < V_TYPES; i++)
    if (str_eq(name, str_of(types[i].name))) {
      *out = (enum value_type)i;
      return true;
    }
  return false;
}

const char *value_type_sql(enum value_type t) { return types[t].sql; }

static void skip_blanks(str *t) {
  while (t->n && (*t->p == ' ' || *t->p == '\t')) t->p++, t->n--;
}

static bool take(str *t, char c) {
  skip_blanks(t);
  if (!t->n || *t->p != c) return false;
  t->p++, t->n--;
  return true;
}

static str take_word(str *t) {
  skip_blanks(t);
  str w = {t->p, 0};
  while (w.n < t->n) {
    char c = t->p[w.n];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) break;
    w.n++;
  }
  t->p += w.n, t->n -= w.n;
  return w;
}

static bool parse(struct arena *a, str *t, struct shape *out, int depth, const char **why) {
  *out = (struct shape){0};
  if (depth > SHAPE_DEPTH_MAX) return *why = "is nested too deeply", false;
  if (take(t, '{')) {
    out->kind = SHAPE_OBJECT;
    do {
      struct shape_field f = {.name = take_word(t)};
      if (!f.name.n) return *why = "needs a field name after '{' or ','", false;
      if (!parse(a, t, &f.shape, depth + 1, why)) return false;
      *VEC_PUSH(a, &out->fields) = f;
    } while (take(t, ','));
    if (!take(t, '}')) return *why = "needs ',' or '}' after a field", false;
  } else if (take(t, '[')) {
    out->kind = SHAPE_ARRAY;
    out->item = ARENA_NEW(a, struct shape);
    if (!parse(a, t, out->item, depth + 1, why)) return false;
    if (!take(t, ']')) return *why = "needs ']' after the item", false;
  } else {
    str w = take_word(t);
    if (!value_type_of(w, &out->type)) return *why = "has an unknown type", false;
    if (t->n >= 2 && t->p[0] == '[' && t->p[1] == ']') {
      t->p += 2, t->n -= 2;
      out->item = ARENA_NEW(a, struct shape);
      out->item->type = out->type;
      out->kind = SHAPE_ARRAY;
    }
  }
  if (t->n && *t->p == '?') {
    t->p++, t->n--;
    out->nullable = true;
  }
  return true;
}

bool shape_parse(struct arena *a, str *text, struct shape *out, const char **why) {
  return parse(a, text, out, 0, why);
}

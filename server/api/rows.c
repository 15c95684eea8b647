/* The database answers in text, so a column needs at most quotes and escapes. */
#include "api/rows.h"

/* Types with fixed numbers in every PostgreSQL (pg_type.dat). */
enum { T_BOOL = 16, T_INT8 = 20, T_INT2 = 21, T_INT4 = 23, T_JSON = 114, T_TIMESTAMPTZ = 1184, T_JSONB = 3802 };

static enum rows_kind kind_of(Oid type) {
  switch (type) {
  case T_BOOL:
    return ROWS_BOOL;
  case T_INT2:
  case T_INT4:
  case T_INT8:
    return ROWS_NUMBER;
  case T_JSON:
  case T_JSONB:
    return ROWS_JSON;
  case T_TIMESTAMPTZ:
    return ROWS_TIME;
  default:
    return ROWS_STRING; /* numeric too: a reader's double would lose digits */
  }
}

void rows_plan(struct arena *a, const PGresult *res, struct rows_plan *out) {
  *out = (struct rows_plan){.ncolumns = PQnfields(res), .cursor = -1, .etag = -1};
  out->columns = ARENA_ARRAY(a, struct rows_column, (size_t)out->ncolumns + 1);
  for (int i = 0; i < out->ncolumns; i++) {
    str name = str_of(PQfname(res, i));
    struct rows_column *c = &out->columns[i];
    c->type = PQftype(res, i);
    c->kind = kind_of(c->type);
    if (str_eq(name, STR("_cursor"))) out->cursor = i, c->kind = ROWS_HIDDEN;
    if (str_eq(name, STR("_etag"))) out->etag = i, c->kind = ROWS_HIDDEN;
    struct json_writer w;
    json_init(&w, a, 0, name.n + 8);
    json_key(&w, name);
    c->key = json_text(&w, 0);
  }
}

bool rows_fits(const struct rows_plan *p, const PGresult *res) {
  if (p->ncolumns != PQnfields(res)) return false;
  for (int i = 0; i < p->ncolumns; i++)
    if (p->columns[i].type != PQftype(res, i)) return false;
  return true;
}

/* "2026-11-21 19:00:00.123+00" as "2026-11-21T19:00:00.123+00:00", which is what row_to_json makes of it too. */
static void write_time(struct json_writer *w, str v) {
  char buf[48];
  if (v.n < 20 || v.n > 40 || v.p[10] != ' ') { /* infinity, or BC */
    json_str(w, v);
    return;
  }
  size_t n = 0;
  buf[n++] = '"';
  memcpy(buf + n, v.p, v.n);
  buf[n + 10] = 'T';
  n += v.n;
  if (v.p[v.n - 3] == '+' || v.p[v.n - 3] == '-') {
    memcpy(buf + n, ":00", 3);
    n += 3;
  }
  buf[n++] = '"';
  json_raw(w, (str){buf, n});
}

void rows_write(struct json_writer *w, const struct rows_plan *p, const PGresult *res, int row) {
  json_begin_object(w);
  for (int i = 0; i < p->ncolumns; i++) {
    const struct rows_column *c = &p->columns[i];
    if (c->kind == ROWS_HIDDEN) continue;
    json_raw(w, c->key);
    w->comma = false;
    if (PQgetisnull(res, row, i)) {
      json_write_null(w);
      continue;
    }
    str v = {PQgetvalue(res, row, i), (size_t)PQgetlength(res, row, i)};
    switch (c->kind) {
    case ROWS_NUMBER:
    case ROWS_JSON:
      json_raw(w, v);
      break;
    case ROWS_BOOL:
      json_bool(w, v.p[0] == 't');
      break;
    case ROWS_TIME:
      write_time(w, v);
      break;
    case ROWS_STRING:
    case ROWS_HIDDEN:
      json_str(w, v);
      break;
    }
  }
  json_end_object(w);
}

str rows_value(const PGresult *res, int row, int column) {
  if (column < 0 || PQgetisnull(res, row, column)) return STR_NONE;
  return (str){PQgetvalue(res, row, column), (size_t)PQgetlength(res, row, column)};
}

str rows_named(const PGresult *res, int row, const char *column) {
  return row < PQntuples(res) ? rows_value(res, row, PQfnumber(res, column)) : STR_NONE;
}

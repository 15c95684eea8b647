/* The declared type of a column decides what its cells are; only text can be mistaken for a formula. */
#include "api/sheet.h"
#include "api/rows.h"
#include "base/log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { EXACT_DIGITS = 15, CELL_UNITS = 32767, STAMP = 19 };

struct text {
  struct arena *a;
  char *p;
  size_t n, cap;
};

static void put(struct text *t, str s) {
  if (!s.n) return;
  if (t->cap - t->n < s.n) {
    size_t cap = t->cap * 2 > t->n + s.n ? t->cap * 2 : t->n + s.n;
    t->p = arena_grow(t->a, t->p, t->cap, cap);
    t->cap = cap;
  }
  memcpy(t->p + t->n, s.p, s.n);
  t->n += s.n;
}

/* Columns. */
static str heading(const struct shape_field *f) {
  str name = f->name;
  if (f->shape.type == V_MONEY && str_ends(name, STR("_minor"))) name.n -= 6;
  return name;
}

static int *places(struct arena *a, const struct sheet *s) { /* of the declared columns among the answer's */
  int *at = ARENA_ARRAY(a, int, s->ep->fields.n);
  for (size_t i = 0; i < s->ep->fields.n; i++) at[i] = PQfnumber(s->rows, str_z(a, s->ep->fields.at[i].name));
  return at;
}

static int decimals(str currency) {
  static const char none[][4] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                 "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
  static const char three[][4] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    if (str_eq(currency, str_of(none[i]))) return 0;
  for (size_t i = 0; i < sizeof three / sizeof *three; i++)
    if (str_eq(currency, str_of(three[i]))) return 3;
  return str_eq(currency, STR("CLF")) || str_eq(currency, STR("UYW")) ? 4 : 2;
}

str sheet_money(struct arena *a, str minor, str currency) {
  size_t places_n = (size_t)decimals(currency);
  bool negative = minor.n && minor.p[0] == '-';
  if (negative) minor.p++, minor.n--;
  if (!places_n || !minor.n) return str_printf(a, "%s%.*s", negative ? "-" : "", STR_ARG(minor));
  if (minor.n > places_n)
    return str_printf(a, "%s%.*s.%.*s", negative ? "-" : "", (int)(minor.n - places_n), minor.p, (int)places_n,
                      minor.p + minor.n - places_n);
  return str_printf(a, "%s0.%.*s%.*s", negative ? "-" : "", (int)(places_n - minor.n), "0000", STR_ARG(minor));
}

bool sheet_exact(str number) {
  size_t digits = 0, zeros = 0;
  for (size_t i = 0; i < number.n; i++) {
    char c = number.p[i];
    if (c == '-' ? i > 0 : c != '.' && (c < '0' || c > '9')) return false; /* NaN, Infinity */
    if (c < '0' || c > '9' || (c == '0' && !digits)) continue;
    zeros = c == '0' ? zeros + 1 : 0;
    digits++;
  }
  return number.n && digits <= EXACT_DIGITS + (str_find(number, STR(".")) < 0 ? 0 : zeros);
}

/* What stands in a cell, as text; STR_NONE for nothing. Small results come from `scratch`. */
static str cell(struct arena *scratch, const struct sheet *s, const struct shape_field *f, int row, int at) {
  str v = rows_value(s->rows, row, at);
  if (str_none(v)) return v;
  switch (f->shape.type) {
  case V_MONEY:
    return sheet_money(scratch, v, rows_named(s->rows, row, "currency"));
  case V_BOOL:
    return v.n && v.p[0] == 't' ? STR("true") : STR("false");
  case V_TIMESTAMPTZ:
    if (v.n < STAMP || v.p[10] != ' ') return v; /* infinity */
    return str_printf(scratch, "%.10sT%.8sZ", v.p, v.p + 11);
  default:
    return v;
  }
}

static bool is_number(enum value_type t) { return t == V_INT || t == V_BIGINT || t == V_DECIMAL || t == V_MONEY; }

/* CSV. */
static bool looks_like_formula(str v) {
  static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"}; /* ＝ ＋ － ＠ */
  if (!v.n) return false;
  if (memchr("=+-@\t\r\n", v.p[0], 7)) return true;
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    if (str_starts(v, str_of(wide[i]))) return true;
  return false;
}

static void put_field(struct text *t, str v, bool number) {
  bool guard = !number && looks_like_formula(v);
  bool quote = guard || (v.n && (v.p[0] == ' ' || v.p[v.n - 1] == ' '));
  for (size_t i = 0; i < v.n && !quote; i++) quote = memchr(",;\t\"\r\n", v.p[i], 6) != NULL;
  if (!quote) {
    put(t, v);
    return;
  }
  put(t, guard ? STR("\"'") : STR("\""));
  for (str rest = v; !str_none(rest);) {
    str head;
    rest = str_cut(rest, '"', &head);
    put(t, head);
    if (!str_none(rest)) put(t, STR("\"\""));
  }
  put(t, STR("\""));
}

void sheet_csv(struct arena *a, const struct sheet *s, str *out) {
  size_t columns = s->ep->fields.n;
  int rows = PQntuples(s->rows), *at = places(a, s);
  struct arena *scratch = arena_new(4096);
  struct text t = {.a = a, .cap = 256 + 24 * columns * ((size_t)rows + 1)};
  t.p = arena_alloc(a, t.cap);
  put(&t, STR("\xef\xbb\xbf")); /* or Excel takes it for another encoding */
  for (size_t i = 0; i < columns; i++) {
    if (i) put(&t, STR(","));
    put_field(&t, heading(&s->ep->fields.at[i]), false);
  }
  put(&t, STR("\r\n"));
  for (int row = 0; row < rows; row++) {
    arena_reset(scratch);
    for (size_t i = 0; i < columns; i++) {
      const struct shape_field *f = &s->ep->fields.at[i];
      if (i) put(&t, STR(","));
      put_field(&t, cell(scratch, s, f, row, at[i]), is_number(f->shape.type));
    }
    put(&t, STR("\r\n"));
  }
  arena_free(scratch);
  *out = (str){t.p, t.n};
}

/* XLSX. */
struct book {
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *head, *date, *time, *decimal[5];
};

static int digits_at(str v, size_t at, size_t n) {
  int x = 0;
  for (size_t i = at; i < at + n; i++) {
    if (i >= v.n || v.p[i] < '0' || v.p[i] > '9') return -1;
    x = x * 10 + (v.p[i] - '0');
  }
  return x;
}

/* Excel knows no day before 1900; those stay text. */
static bool write_date(struct book *b, lxw_row_t row, lxw_col_t column, str v, bool time) {
  lxw_datetime d = {.year = digits_at(v, 0, 4), .month = digits_at(v, 5, 2), .day = digits_at(v, 8, 2)};
  if (time) d.hour = digits_at(v, 11, 2), d.min = digits_at(v, 14, 2), d.sec = digits_at(v, 17, 2);
  if (v.n < (time ? STAMP : 10) || (!time && v.n > 10) || d.year < 1900 || d.month < 1 || d.day < 1 || d.hour < 0 ||
      d.min < 0)
    return false;
  return worksheet_write_datetime(b->sheet, row, column, &d, time ? b->time : b->date) == LXW_NO_ERROR;
}

/* A cell has room for so many UTF-16 units. */
static str fit(str v) {
  size_t units = 0, at = 0;
  while (at < v.n) {
    size_t n = str_utf8_next((str){v.p + at, v.n - at});
    if (!n) break;
    units += n > 3 ? 2 : 1;
    if (units > CELL_UNITS) break;
    at += n;
  }
  return (str){v.p, at};
}

static void write_cell(struct book *b, struct arena *scratch, lxw_row_t row, lxw_col_t column, str v,
                       enum value_type type, str raw, str currency) {
  if (str_none(v) || !v.n) return;
  if (type == V_BOOL) {
    worksheet_write_boolean(b->sheet, row, column, v.p[0] == 't', NULL);
  } else if (is_number(type) && sheet_exact(v)) {
    lxw_format *format = type == V_MONEY ? b->decimal[decimals(currency)] : NULL;
    worksheet_write_number(b->sheet, row, column, strtod(str_z(scratch, v), NULL), format);
  } else if ((type != V_DATE && type != V_TIMESTAMPTZ) || !write_date(b, row, column, raw, type == V_TIMESTAMPTZ)) {
    worksheet_write_string(b->sheet, row, column, str_z(scratch, fit(v)), NULL); /* never read as a formula */
  }
}

static void make_formats(struct book *b) {
  static const char *const forms[] = {"#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000"};
  b->head = workbook_add_format(b->book);
  format_set_bold(b->head);
  b->date = workbook_add_format(b->book);
  format_set_num_format(b->date, "yyyy-mm-dd");
  b->time = workbook_add_format(b->book);
  format_set_num_format(b->time, "yyyy-mm-dd hh:mm:ss");
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    b->decimal[i] = workbook_add_format(b->book);
    format_set_num_format(b->decimal[i], forms[i]);
  }
}

static double width_of(enum value_type t) {
  return t == V_TEXT || t == V_JSON || t == V_EMAIL ? 28 : t == V_UUID ? 38 : t == V_TIMESTAMPTZ ? 20 : 14;
}

static bool fill(struct arena *a, const struct sheet *s, const char *path, const char *dir) {
  char *tmp = str_z(a, str_of(dir));
  lxw_workbook_options options = {.constant_memory = 1, .tmpdir = tmp};
  struct book b = {.book = workbook_new_opt(path, &options)};
  if (!b.book) return false;
  b.sheet = workbook_add_worksheet(b.book, NULL);
  make_formats(&b);
  int rows = PQntuples(s->rows), *at = places(a, s);
  struct arena *scratch = arena_new(65536);
  for (size_t i = 0; i < s->ep->fields.n; i++) {
    const struct shape_field *f = &s->ep->fields.at[i];
    worksheet_set_column(b.sheet, (lxw_col_t)i, (lxw_col_t)i, width_of(f->shape.type), NULL);
    worksheet_write_string(b.sheet, 0, (lxw_col_t)i, str_z(scratch, heading(f)), b.head);
  }
  worksheet_freeze_panes(b.sheet, 1, 0);
  for (int row = 0; row < rows; row++) {
    arena_reset(scratch);
    str currency = rows_named(s->rows, row, "currency");
    for (size_t i = 0; i < s->ep->fields.n; i++) {
      const struct shape_field *f = &s->ep->fields.at[i];
      write_cell(&b, scratch, (lxw_row_t)row + 1, (lxw_col_t)i, cell(scratch, s, f, row, at[i]), f->shape.type,
                 rows_value(s->rows, row, at[i]), currency);
    }
  }
  arena_free(scratch);
  return workbook_close(b.book) == LXW_NO_ERROR;
}

static bool take(struct arena *a, const char *path, str *out) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (fd < 0) return false;
  bool ok = fstat(fd, &st) == 0 && st.st_size > 0;
  size_t n = ok ? (size_t)st.st_size : 0, at = 0;
  char *p = arena_alloc(a, n + 1);
  while (ok && at < n) {
    ssize_t got = read(fd, p + at, n - at);
    if (got < 0 && errno == EINTR) continue;
    ok = got > 0;
    if (ok) at += (size_t)got;
  }
  close(fd);
  *out = (str){p, n};
  return ok;
}

bool sheet_xlsx(struct arena *a, const struct sheet *s, const char *dir, str *out, struct err *e) {
  if (!dir) dir = P_tmpdir;
  char *path = str_z(a, str_printf(a, "%s/sheet.XXXXXX", dir));
  int fd = mkostemp(path, O_CLOEXEC);
  bool ok = fd >= 0;
  if (ok) close(fd);
  ok = ok && fill(a, s, path, dir) && take(a, path, out);
  if (fd >= 0) unlink(path);
  if (ok) return true;
  LOG(LOG_ERROR, "api.sheet_failed", log_int("errno", errno));
  err_set(e, ERR_UNAVAILABLE, "no_room", "", "The table could not be made. Try again later.");
  e->retry_after = 30;
  return false;
}

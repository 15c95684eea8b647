/* libcsv takes the text apart; what it gives is counted and escaped here. */
#include "api/csv.h"
#include "json/write.h"
#include <csv.h>

struct reading {
  struct json_writer w;
  struct csv *out;
  struct err *e;
  size_t cells, column, rows_max;
  bool open, stop;
};

static bool refuse(struct reading *r, const char *type, const char *what, size_t most) {
  r->stop = true;
  return err_set(r->e, ERR_INVALID, type, "", "Row %zu: %s %zu.", r->out->rows + 1, what, most);
}

static void on_field(void *bytes, size_t n, void *ctx) {
  struct reading *r = ctx;
  if (r->stop) return;
  if (!r->open) {
    if (r->out->rows >= r->rows_max) {
      refuse(r, "too_many_rows", "the number of rows is at most", r->rows_max);
      return;
    }
    json_begin_array(&r->w);
    r->open = true;
  }
  size_t letters = 0;
  for (size_t i = 0; i < n; i++) letters += (((const unsigned char *)bytes)[i] & 0xC0) != 0x80;
  if (++r->column > CSV_COLUMNS_MAX)
    refuse(r, "too_many_columns", "the number of columns is at most", CSV_COLUMNS_MAX);
  else if (letters > CSV_LETTERS_MAX)
    refuse(r, "value_too_long", "the number of characters in a field is at most", CSV_LETTERS_MAX);
  else if (++r->cells > CSV_CELLS_MAX)
    refuse(r, "too_many_fields", "the number of fields in all is at most", CSV_CELLS_MAX);
  else
    json_str(&r->w, (str){bytes ? bytes : "", n});
}

static void on_row(int end, void *ctx) {
  struct reading *r = ctx;
  (void)end;
  if (!r->open || r->stop) return;
  json_end_array(&r->w);
  r->out->rows++;
  if (r->column > r->out->columns) r->out->columns = r->column;
  r->column = 0;
  r->open = false;
}

/* Spreadsheets write a semicolon where the comma stands in numbers. */
static unsigned char separator(str text) {
  static const char candidates[] = {',', ';', '\t'};
  size_t count[sizeof candidates] = {0};
  bool quoted = false;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    for (size_t k = 0; k < sizeof candidates; k++) count[k] += c == candidates[k];
  }
  size_t best = 0;
  for (size_t k = 1; k < sizeof candidates; k++)
    if (count[k] > count[best]) best = k;
  return (unsigned char)candidates[best];
}

static bool encoding(str text, struct err *e) {
  if (str_utf8(text)) return true;
  size_t line = 1, at = 0;
  for (size_t n; at < text.n && text.p[at] && (n = str_utf8_next((str){text.p + at, text.n - at})) > 0; at += n)
    line += text.p[at] == '\n';
  return err_set(e, ERR_INVALID, "csv_not_utf8", "", "Line %zu is not UTF-8 text. Save the table as CSV UTF-8.", line);
}

static int blank(unsigned char c) {
  (void)c; /* blanks around a value belong to it, as RFC 4180 says */
  return 0;
}

bool csv_read(struct arena *a, str text, size_t rows_max, struct csv *out, struct err *e) {
  *out = (struct csv){0};
  if (str_starts(text, STR("\xef\xbb\xbf"))) text.p += 3, text.n -= 3;
  if (!encoding(text, e)) return false;
  struct csv_parser parser;
  struct reading r = {.out = out, .e = e, .rows_max = rows_max < CSV_ROWS_MAX ? rows_max : CSV_ROWS_MAX};
  json_init(&r.w, a, 0, text.n + text.n / 4 + 64);
  json_begin_array(&r.w);
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    return err_set(e, ERR_INTERNAL, "internal", "", "Something went wrong on our side.");
  csv_set_delim(&parser, separator(text));
  csv_set_space_func(&parser, blank);
  bool sound = csv_parse(&parser, text.p, text.n, on_field, on_row, &r) == text.n &&
               (r.stop || csv_fini(&parser, on_field, on_row, &r) == 0);
  csv_free(&parser);
  if (r.stop) return false;
  if (!sound)
    return err_set(
        e, ERR_INVALID, "csv_malformed", "",
        "Row %zu cannot be read: a value that has a quotation mark in it stands in quotation marks, and it is "
        "doubled there.",
        out->rows + 1);
  json_end_array(&r.w);
  out->json = json_text(&r.w, 0);
  return true;
}

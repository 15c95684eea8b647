/* Nothing of a body is believed: bytes are summed and looked at, a table is taken apart. */
#include "api/raw.h"
#include "api/csv.h"
#include "auth/token.h"

enum { LARGE = 65536 };

bool raw_media_ok(const struct param *p, str content_type, struct err *e) {
  str media;
  str_cut(content_type, ';', &media);
  media = str_trim(media);
  static const char *const tables[] = {"text/csv",
                                       "application/csv",
                                       "text/plain",
                                       "application/octet-stream",
                                       "application/vnd.ms-excel",
                                       "text/tab-separated-values"};
  bool form = str_eq_nocase(media, STR("multipart/form-data")) ||
              str_eq_nocase(media, STR("application/x-www-form-urlencoded"));
  if (p->type == V_BYTES)
    return !form ||
           err_set(e, ERR_MEDIA_TYPE, "media_type", "",
                   "Send the file itself as the body with `Content-Type: application/octet-stream`, not a form.");
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    if (str_eq_nocase(media, str_of(tables[i]))) return true;
  return err_set(e, ERR_MEDIA_TYPE, "media_type", "", "Send the table as the body with `Content-Type: text/csv`.");
}

bool raw_is_large(struct http_req *r) { return http_body_size(r) > LARGE; }

static bool read_table(struct http_req *r, struct raw *raw, str body, struct err *e) {
  struct csv csv;
  int64_t least = 0, most = CSV_ROWS_MAX;
  if (raw->param->low.n && !str_int(raw->param->low, &least)) least = 0;
  if (raw->param->high.n && !str_int(raw->param->high, &most)) most = CSV_ROWS_MAX;
  if (!csv_read(http_arena(r), body, (size_t)most, &csv, e)) return false;
  raw->value = csv.json;
  return (int64_t)csv.rows >= least ||
         err_set(e, ERR_INVALID, "too_few_rows", "", "The table needs at least %lld rows.", (long long)least);
}

bool raw_read(struct http_req *r, struct raw *raw, struct err *e) {
  str body;
  if (!http_body_read(r, &body, e)) return false;
  if (raw->param->type == V_CSV) return read_table(r, raw, body, e);
  raw->value = body;
  token_sha256(body, raw->sha256);
  sniff(body, &raw->is);
  return true;
}

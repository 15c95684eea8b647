/* Every check is exact and without floating point; the database sees only text that its types accept. */
#include "api/value.h"
#include <stdio.h>

enum { DECIMAL_WHOLE = 18, DECIMAL_PLACES = 12 };

static bool digits(str s, size_t from, size_t n) {
  if (from + n > s.n) return false;
  for (size_t i = from; i < from + n; i++)
    if (s.p[i] < '0' || s.p[i] > '9') return false;
  return n > 0;
}

static int number_at(str s, size_t from, size_t n) {
  int v = 0;
  for (size_t i = from; i < from + n; i++) v = v * 10 + (s.p[i] - '0');
  return v;
}

static bool all_in(str s, char low, char high) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < low || s.p[i] > high) return false;
  return true;
}

bool value_is_uuid(str v) {
  if (v.n != 36) return false;
  for (size_t i = 0; i < 36; i++) {
    char c = v.p[i];
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

static bool is_date(str v) {
  if (v.n != 10 || !digits(v, 0, 4) || v.p[4] != '-' || !digits(v, 5, 2) || v.p[7] != '-' || !digits(v, 8, 2))
    return false;
  int y = number_at(v, 0, 4), m = number_at(v, 5, 2), d = number_at(v, 8, 2);
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  return y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] + (m == 2 && leap);
}

/* 2026-11-21T19:00:00[.123]Z or +01:00 */
static bool is_timestamp(str v) {
  if (v.n < 20 || !is_date((str){v.p, 10}) || (v.p[10] != 'T' && v.p[10] != ' ')) return false;
  if (!digits(v, 11, 2) || v.p[13] != ':' || !digits(v, 14, 2) || v.p[16] != ':' || !digits(v, 17, 2)) return false;
  if (number_at(v, 11, 2) > 23 || number_at(v, 14, 2) > 59 || number_at(v, 17, 2) > 59) return false;
  size_t i = 19;
  if (v.p[i] == '.') {
    size_t from = ++i;
    while (i < v.n && v.p[i] >= '0' && v.p[i] <= '9') i++;
    if (i == from || i - from > 6) return false;
  }
  if (i + 1 == v.n && v.p[i] == 'Z') return true;
  return i + 6 == v.n && (v.p[i] == '+' || v.p[i] == '-') && digits(v, i + 1, 2) && v.p[i + 3] == ':' &&
         digits(v, i + 4, 2) && number_at(v, i + 1, 2) <= 14 && number_at(v, i + 4, 2) <= 59;
}

static bool is_decimal(str v) {
  if (v.n && v.p[0] == '-') v.p++, v.n--;
  str whole, part = str_cut(v, '.', &whole);
  return whole.n <= DECIMAL_WHOLE && digits(whole, 0, whole.n) &&
         (str_none(part) || (part.n <= DECIMAL_PLACES && digits(part, 0, part.n)));
}

static bool is_email(str v) {
  str local, domain = str_cut(v, '@', &local);
  if (v.n > 254 || !local.n || local.n > 64 || !domain.n || domain.p[0] == '.' || domain.p[domain.n - 1] == '.')
    return false;
  for (size_t i = 0; i < v.n; i++) {
    unsigned char c = (unsigned char)v.p[i];
    if (c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == ',' || c == ';' || c == '"' || c == '\\') return false;
  }
  return str_find(domain, STR("@")) < 0 && str_find(v, STR("..")) < 0;
}

/* Compares two decimals given as text; both are valid. */
static int compare(str a, str b) {
  bool na = a.p[0] == '-', nb = b.p[0] == '-';
  if (na) a.p++, a.n--;
  if (nb) b.p++, b.n--;
  str wa, fa = str_cut(a, '.', &wa), wb, fb = str_cut(b, '.', &wb);
  while (wa.n > 1 && wa.p[0] == '0') wa.p++, wa.n--;
  while (wb.n > 1 && wb.p[0] == '0') wb.p++, wb.n--;
  int c = wa.n != wb.n ? (wa.n < wb.n ? -1 : 1) : memcmp(wa.p, wb.p, wa.n);
  bool zero = c == 0 && wa.n == 1 && wa.p[0] == '0';
  for (size_t i = 0; !c && (i < fa.n || i < fb.n); i++) {
    int da = i < fa.n ? fa.p[i] : '0', db = i < fb.n ? fb.p[i] : '0';
    c = da - db;
    zero = zero && da == '0';
  }
  if (na != nb && !(c == 0 && zero)) return na ? -1 : 1;
  return na ? -c : c;
}

static size_t letters(str v) { /* code points */
  size_t n = 0;
  for (size_t i = 0; i < v.n; i++) n += ((unsigned char)v.p[i] & 0xC0) != 0x80;
  return n;
}

str value_wanted(struct arena *a, const struct param *p) {
  if (p->choices.n) {
    str s = STR("one of ");
    for (size_t i = 0; i < p->choices.n; i++)
      s = str_printf(a, "%.*s%s%.*s", STR_ARG(s), i ? ", " : "", STR_ARG(p->choices.at[i]));
    return s;
  }
  switch (p->type) {
  case V_TEXT:
    return STR("text");
  case V_UUID:
    return STR("an id such as 3f0c9a52-7d1e-4c55-9b7a-2f6f0a1b8c4d");
  case V_INT:
  case V_BIGINT:
    return STR("a whole number");
  case V_DECIMAL:
    return STR("a decimal number as a string, such as \"12.50\"");
  case V_BOOL:
    return STR("true or false");
  case V_DATE:
    return STR("a date such as 2026-11-21");
  case V_TIMESTAMPTZ:
    return STR("a time with its zone, such as 2026-11-21T19:00:00Z");
  case V_JSON:
    return STR("a JSON value");
  case V_EMAIL:
    return STR("an e-mail address");
  case V_CURRENCY:
    return STR("a currency of three capital letters, such as EUR");
  case V_COUNTRY:
    return STR("a country of two capital letters, such as PL");
  case V_CURSOR:
    return STR("the `next` of an earlier page");
  case V_ETAG:
    return STR("the ETag that the record came with");
  case V_BYTES:
    return STR("the file itself as the body of the request");
  case V_CSV:
    return STR("a CSV table as the body of the request");
  case V_MONEY:
  case V_TYPES:
    break;
  }
  return STR("a value");
}

static bool bad(const struct param *p, const char *pointer, struct err *e) {
  struct arena *a = arena_new(512);
  str wanted = value_wanted(a, p);
  err_set(e, ERR_INVALID, "value_invalid", pointer, "`%.*s` must be %.*s.", STR_ARG(p->name), STR_ARG(wanted));
  arena_free(a);
  return false;
}

static bool out_of_range(const struct param *p, const char *what, const char *pointer, struct err *e) {
  if (p->low.n && p->high.n)
    return err_set(e, ERR_INVALID, "out_of_range", pointer, "%s `%.*s` must be between %.*s and %.*s.", what,
                   STR_ARG(p->name), STR_ARG(p->low), STR_ARG(p->high));
  return err_set(e, ERR_INVALID, "out_of_range", pointer, "%s `%.*s` must be %s %.*s.", what, STR_ARG(p->name),
                 p->low.n ? "at least" : "at most", STR_ARG(p->low.n ? p->low : p->high));
}

static bool check_length(const struct param *p, str v, const char *pointer, struct err *e) {
  int64_t low = 0, high = INT64_MAX, n = (int64_t)letters(v);
  if (p->low.n && !str_int(p->low, &low)) low = 0;
  if (p->high.n && !str_int(p->high, &high)) high = INT64_MAX;
  if (n == 0 && low > 0)
    return err_set(e, ERR_INVALID, "value_empty", pointer,
                   "`%.*s` must not be empty. Leave it out if there is nothing to say.", STR_ARG(p->name));
  return (n >= low && n <= high) || out_of_range(p, "The number of characters in", pointer, e);
}

static bool check_form(const struct param *p, str v) {
  int64_t i;
  switch (p->type) {
  case V_TEXT:
  case V_JSON:
  case V_CURSOR:
  case V_ETAG:
  case V_BYTES:
  case V_CSV:
  case V_MONEY:
  case V_TYPES:
    return true;
  case V_UUID:
    return value_is_uuid(v);
  case V_INT:
    return str_int(v, &i) && i >= INT32_MIN && i <= INT32_MAX;
  case V_BIGINT:
    return str_int(v, &i);
  case V_DECIMAL:
    return is_decimal(v);
  case V_BOOL:
    return str_eq(v, STR("true")) || str_eq(v, STR("false"));
  case V_DATE:
    return is_date(v);
  case V_TIMESTAMPTZ:
    return is_timestamp(v);
  case V_EMAIL:
    return is_email(v);
  case V_CURRENCY:
    return v.n == 3 && all_in(v, 'A', 'Z');
  case V_COUNTRY:
    return v.n == 2 && all_in(v, 'A', 'Z');
  }
  return false;
}

bool value_check(const struct param *p, str v, const char *pointer, struct err *e) {
  if (!str_utf8(v))
    return err_set(e, ERR_INVALID, "text_invalid", pointer, "`%.*s` must be UTF-8 text without NUL characters.",
                   STR_ARG(p->name));
  if (!check_form(p, v)) return bad(p, pointer, e);
  if (p->choices.n) {
    for (size_t i = 0; i < p->choices.n; i++)
      if (str_eq(p->choices.at[i], v)) return true;
    return bad(p, pointer, e);
  }
  if (!p->has_range) return true;
  if (p->type == V_TEXT || p->type == V_EMAIL) return check_length(p, v, pointer, e);
  if ((p->low.n && compare(v, p->low) < 0) || (p->high.n && compare(v, p->high) > 0))
    return out_of_range(p, "The value of", pointer, e);
  return true;
}

/* One value: from an element to the document and back. */
#include "edi/map/value.h"
#include "edi/date.h"
#include "edi/decimal.h"
#include "edi/json_out.h"

enum { DIGITS_MAX = 30, INTEGER_MAX = 15 };

static bool digit(char c) { return c >= '0' && c <= '9'; }

int edi_value_shift(const struct edi_rule *r, edi_str code) {
  const struct edi_code *c = edi_codes_find(r->scale, code);
  return c ? c->model.p[0] - '0' : 0;
}

static enum edi_read text_in(struct edi_buf *b, const struct edi_rule *r, edi_str raw) {
  edi_str v = edi_trim(raw);
  bool exact = v.n == raw.n;
  if (r->codes) {
    const struct edi_code *c = edi_codes_find(r->codes, v);
    if (!c && !r->codes->open) return EDI_READ_NO;
    if (c) {
      exact = exact && c->first;
      v = c->model;
    } else if (edi_codes_of(r->codes, v)) {
      return EDI_READ_NO; /* it would come back as another code */
    }
  }
  edi_json_text(b, v);
  return exact ? EDI_READ_EXACT : EDI_READ_OTHER;
}

/* A number of digits with a point. */
static enum edi_read point_in(struct edi_buf *b, edi_str raw) {
  const char *p = raw.p, *end = p + raw.n;
  bool minus = p < end && *p == '-';
  if (minus) p++;
  const char *whole = p;
  while (p < end && digit(*p)) p++;
  const char *point = p;
  if (p < end && *p == '.') p++;
  const char *part = p;
  while (p < end && digit(*p)) p++;
  if (p != end || (point == whole && part == end) || raw.n > DIGITS_MAX) return EDI_READ_NO;
  bool exact = true;
  while (point - whole > 1 && *whole == '0') whole++, exact = false;
  while (end > part && end[-1] == '0') end--, exact = false;
  bool none = end <= part;
  if (none && part > point) exact = exact && false; /* "12." */
  if (point == whole) exact = false;                /* ".5" */
  bool zero = none && (point == whole || (point - whole == 1 && *whole == '0'));
  if (zero && minus) minus = exact = false;
  edi_buf_room(b, raw.n + 8);
  char *o = b->p + b->n;
  *o++ = '"';
  if (minus) *o++ = '-';
  if (point == whole) *o++ = '0';
  while (whole < point) *o++ = *whole++;
  if (!none) {
    *o++ = '.';
    while (part < end) *o++ = *part++;
  }
  *o++ = '"';
  b->n = (size_t)(o - b->p);
  return exact ? EDI_READ_EXACT : EDI_READ_OTHER;
}

/* Digits with an implied point. */
static enum edi_read implied_in(struct edi_buf *b, const struct edi_rule *r, edi_str raw, bool quotes) {
  edi_str v = raw;
  bool minus = v.n && v.p[0] == '-';
  if (minus) v.p++, v.n--;
  if (!v.n || v.n > (quotes ? DIGITS_MAX : INTEGER_MAX)) return EDI_READ_NO;
  for (size_t i = 0; i < v.n; i++)
    if (!digit(v.p[i])) return EDI_READ_NO;
  size_t length = v.n, decimals = r->decimals == 0xff ? 0 : r->decimals;
  while (v.n && v.p[0] == '0') v.p++, v.n--;
  size_t least = v.n > r->least ? v.n : r->least;
  bool exact = length == (least ? least : 1);
  if (!v.n && minus) minus = exact = false;
  size_t part = v.n < decimals ? v.n : decimals, zeros = v.n ? decimals - part : 0;
  edi_str after = {v.p + v.n - part, part};
  while (after.n && after.p[after.n - 1] == '0') after.n--;
  if (!after.n) zeros = 0;
  edi_buf_room(b, v.n + decimals + 8);
  char *o = b->p + b->n;
  if (quotes) *o++ = '"';
  if (minus) *o++ = '-';
  if (v.n == part) *o++ = '0';
  for (size_t i = 0; i < v.n - part; i++) *o++ = v.p[i];
  if (after.n) {
    *o++ = '.';
    while (zeros--) *o++ = '0';
    for (size_t i = 0; i < after.n; i++) *o++ = after.p[i];
  }
  if (quotes) *o++ = '"';
  b->n = (size_t)(o - b->p);
  return exact ? EDI_READ_EXACT : EDI_READ_OTHER;
}

static enum edi_read scaled_in(struct edi_buf *b, const struct edi_rule *r, edi_str raw, int shift) {
  struct edi_decimal d;
  if (!(r->decimals == 0xff ? edi_decimal_read(raw, &d) : edi_decimal_read_implied(raw, r->decimals, &d)) ||
      d.scale + shift > EDI_SCALE_MAX)
    return EDI_READ_NO;
  d.scale += shift;
  char t[EDI_DECIMAL_TEXT];
  edi_str v = edi_decimal_text(d, t);
  size_t before = b->n;
  if (edi_value_out(b, r, v, shift)) {
    b->n = before;
    return EDI_READ_NO;
  }
  bool exact = edi_eq((edi_str){b->p + before, b->n - before}, raw);
  b->n = before;
  edi_json_text(b, v);
  return exact ? EDI_READ_EXACT : EDI_READ_OTHER;
}

static enum edi_read date_in(struct edi_buf *b, const struct edi_rule *r, edi_str raw) {
  struct edi_date d;
  if (!edi_date_read(raw, &d)) return EDI_READ_NO;
  edi_buf_room(b, 16);
  char *o = b->p + b->n;
  *o++ = '"';
  if (raw.n == 8) {
    memcpy(o, raw.p, 4);
    o[4] = '-';
    memcpy(o + 5, raw.p + 4, 2);
    o[7] = '-';
    memcpy(o + 8, raw.p + 6, 2);
  } else {
    char t[EDI_DATE_TEXT];
    memcpy(o, edi_date_iso(d, t).p, 10);
  }
  o[10] = '"';
  b->n += 12;
  return (raw.n == 6) == (r->most == 6) ? EDI_READ_EXACT : EDI_READ_OTHER;
}

/* HHMM[SS[D[D]]] */
static enum edi_read time_in(struct edi_buf *b, edi_str raw) {
  if (!edi_time_valid(raw)) return EDI_READ_NO;
  edi_buf_room(b, 16);
  char *o = b->p + b->n;
  *o++ = '"';
  for (size_t i = 0; i < raw.n; i++) {
    if (i == 2 || i == 4) *o++ = ':';
    if (i == 6) *o++ = '.';
    *o++ = raw.p[i];
  }
  *o++ = '"';
  b->n = (size_t)(o - b->p);
  return EDI_READ_EXACT;
}

enum edi_read edi_value_in(struct edi_buf *b, const struct edi_rule *r, edi_str raw, int shift) {
  switch (r->type) {
  case EDI_TEXT:
    return text_in(b, r, raw);
  case EDI_DECIMAL:
  case EDI_INTEGER: {
    edi_str v = raw.p[0] == ' ' || raw.p[raw.n - 1] == ' ' ? edi_trim(raw) : raw;
    enum edi_read k = r->type == EDI_INTEGER ? implied_in(b, r, v, false)
                      : shift                ? scaled_in(b, r, v, shift)
                      : r->decimals == 0xff  ? point_in(b, v)
                                             : implied_in(b, r, v, true);
    return k == EDI_READ_EXACT && v.n != raw.n ? EDI_READ_OTHER : k;
  }
  case EDI_DATE_T:
    return date_in(b, r, raw);
  case EDI_TIME_T:
    break;
  }
  return time_in(b, raw);
}

/* The other way. */

static const char *number_out(struct edi_buf *b, const struct edi_rule *r, edi_str model, int shift) {
  struct edi_decimal d;
  if (!edi_decimal_read(model, &d)) return "is no number";
  for (; shift > 0; shift--) {
    if (d.scale > 0)
      d.scale--;
    else if (__builtin_mul_overflow(d.units, (edi_int128)10, &d.units))
      return "is too large a number";
  }
  char t[EDI_DECIMAL_TEXT];
  if (r->decimals == 0xff && r->type == EDI_DECIMAL) {
    edi_buf_add(b, edi_decimal_text(d, t));
    return NULL;
  }
  int decimals = r->decimals == 0xff ? 0 : r->decimals;
  struct edi_decimal whole;
  if (!edi_decimal_round(d, decimals, &whole)) return "is too large a number";
  if (edi_decimal_cmp(whole, d) != 0) return "has more decimals than the element can hold";
  whole.scale = 0;
  edi_str v = edi_decimal_text(whole, t);
  if (v.p[0] == '-') {
    edi_buf_char(b, '-');
    v.p++, v.n--;
  }
  for (size_t i = v.n; i < r->least; i++) edi_buf_char(b, '0');
  edi_buf_add(b, v);
  return NULL;
}

static const char *date_out(struct edi_buf *b, const struct edi_rule *r, edi_str model) {
  if (model.n != 10 || model.p[4] != '-' || model.p[7] != '-') return "is no date of the form 2026-11-21";
  char t[8] = {model.p[0], model.p[1], model.p[2], model.p[3], model.p[5], model.p[6], model.p[8], model.p[9]};
  struct edi_date d;
  if (!edi_date_read((edi_str){t, 8}, &d)) return "is no date that exists";
  edi_buf_add(b, r->most == 6 ? (edi_str){t + 2, 6} : (edi_str){t, 8});
  return NULL;
}

static const char *time_out(struct edi_buf *b, edi_str model) {
  char t[16];
  size_t n = 0;
  for (size_t i = 0; i < model.n; i++) {
    char at = i == 2 || i == 5 ? ':' : i == 8 ? '.' : 0;
    if (at ? model.p[i] != at : n == sizeof t) return "is no time of the form 09:30 or 09:30:00";
    if (!at) t[n++] = model.p[i];
  }
  if (!edi_time_valid((edi_str){t, n})) return "is no time of the form 09:30 or 09:30:00";
  edi_buf_add(b, (edi_str){t, n});
  return NULL;
}

const char *edi_value_out(struct edi_buf *b, const struct edi_rule *r, edi_str model, int shift) {
  switch (r->type) {
  case EDI_TEXT: {
    const struct edi_code *c = r->codes ? edi_codes_of(r->codes, model) : NULL;
    if (r->codes && !c && !r->codes->open) return "has no code in the map's list";
    edi_buf_add(b, c ? c->code : model);
    return NULL;
  }
  case EDI_DECIMAL:
  case EDI_INTEGER:
    return number_out(b, r, model, shift);
  case EDI_DATE_T:
    return date_out(b, r, model);
  case EDI_TIME_T:
    break;
  }
  return time_out(b, model);
}

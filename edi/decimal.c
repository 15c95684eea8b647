/* Exact decimals. */
#include "edi/decimal.h"

static const edi_int128 LIMIT = (edi_int128)1000000000000000000 * 1000000000000000000; /* 10^36 */

static void strip(struct edi_decimal *d) {
  while (d->scale > 0 && d->units % 10 == 0) {
    d->units /= 10;
    d->scale--;
  }
}

static bool read_digits(edi_str s, bool point, struct edi_decimal *out) {
  size_t i = 0;
  bool minus = s.n && s.p[0] == '-';
  if (minus) i++;
  edi_int128 v = 0;
  int scale = 0, digits = 0;
  bool seen = false;
  for (; i < s.n; i++) {
    char c = s.p[i];
    if (c == '.' && point && !seen) {
      seen = true;
      continue;
    }
    if (c < '0' || c > '9') return false;
    digits++;
    if (v == 0 && c == '0' && !seen) continue;
    v = v * 10 + (c - '0');
    if (v >= LIMIT) return false;
    if (seen && ++scale > EDI_SCALE_MAX) return false;
  }
  if (!digits) return false;
  *out = (struct edi_decimal){minus ? -v : v, scale};
  return true;
}

bool edi_decimal_read(edi_str s, struct edi_decimal *out) { return read_digits(s, true, out); }

bool edi_decimal_read_implied(edi_str s, int n, struct edi_decimal *out) {
  if (n < 0 || n > EDI_SCALE_MAX || !read_digits(s, false, out)) return false;
  out->scale = n;
  return true;
}

edi_str edi_decimal_text(struct edi_decimal d, char buf[static EDI_DECIMAL_TEXT]) {
  strip(&d);
  bool minus = d.units < 0;
  edi_int128 v = minus ? -d.units : d.units;
  int i = EDI_DECIMAL_TEXT, digits = 0;
  do {
    if (digits == d.scale && digits) buf[--i] = '.';
    buf[--i] = (char)('0' + (int)(v % 10));
    v /= 10;
    digits++;
  } while (v || digits <= d.scale);
  if (minus) buf[--i] = '-';
  return (edi_str){buf + i, (size_t)(EDI_DECIMAL_TEXT - i)};
}

static bool fits(edi_int128 v) { return v < LIMIT && v > -LIMIT; }

static bool widen(struct edi_decimal *d, int scale) {
  while (d->scale < scale) {
    if (!fits(d->units * 10)) return false;
    d->units *= 10;
    d->scale++;
  }
  return true;
}

bool edi_decimal_add(struct edi_decimal a, struct edi_decimal b, struct edi_decimal *out) {
  int scale = a.scale > b.scale ? a.scale : b.scale;
  if (!widen(&a, scale) || !widen(&b, scale) || !fits(a.units + b.units)) return false;
  *out = (struct edi_decimal){a.units + b.units, scale};
  return true;
}

bool edi_decimal_mul(struct edi_decimal a, struct edi_decimal b, struct edi_decimal *out) {
  strip(&a);
  strip(&b);
  edi_int128 v;
  if (__builtin_mul_overflow(a.units, b.units, &v) || !fits(v)) return false;
  struct edi_decimal r = {v, a.scale + b.scale};
  strip(&r);
  if (r.scale > EDI_SCALE_MAX) return false;
  *out = r;
  return true;
}

int edi_decimal_cmp(struct edi_decimal a, struct edi_decimal b) {
  strip(&a);
  strip(&b);
  int sa = a.units < 0 ? -1 : a.units > 0, sb = b.units < 0 ? -1 : b.units > 0;
  if (sa != sb) return sa < sb ? -1 : 1;
  int scale = a.scale > b.scale ? a.scale : b.scale;
  if (!widen(&a, scale)) /* too large to be written with b's digits: larger in size */
    return sa;
  if (!widen(&b, scale)) return -sa;
  return a.units < b.units ? -1 : a.units > b.units;
}

bool edi_decimal_round(struct edi_decimal a, int scale, struct edi_decimal *out) {
  if (scale < 0 || scale > EDI_SCALE_MAX) return false;
  if (a.scale <= scale) {
    if (!widen(&a, scale)) return false;
    *out = a;
    return true;
  }
  edi_int128 unit = 1;
  for (int i = scale; i < a.scale; i++) unit *= 10;
  edi_int128 v = a.units / unit, rest = a.units % unit;
  if (rest * 2 >= unit)
    v++;
  else if (rest * 2 <= -unit)
    v--;
  *out = (struct edi_decimal){v, scale};
  return true;
}

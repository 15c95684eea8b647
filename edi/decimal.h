/* Exact decimals: a 128-bit integer and a scale. Money and quantities never pass through floating point. */
#ifndef EDI_DECIMAL_H
#define EDI_DECIMAL_H
#include "edi/mem.h"

typedef __int128 edi_int128;

struct edi_decimal {
  edi_int128 units;
  int scale; /* digits after the point, 0..EDI_SCALE_MAX */
};

enum { EDI_SCALE_MAX = 18, EDI_DIGITS_MAX = 36, EDI_DECIMAL_TEXT = 48 };

/* Type R: optional '-', digits with at most one point. Trailing zeros stay, they are the sender's precision. */
bool edi_decimal_read(edi_str s, struct edi_decimal *out);
/* Type Nn: optional '-', digits only, n of them implied after the point. */
bool edi_decimal_read_implied(edi_str s, int n, struct edi_decimal *out);

/* Plain digits: no exponent, a digit before the point, no trailing zeros after it, "0" and never "-0". */
edi_str edi_decimal_text(struct edi_decimal d, char buf[static EDI_DECIMAL_TEXT]); /* borrows buf */

/* false: the result does not fit */
bool edi_decimal_add(struct edi_decimal a, struct edi_decimal b, struct edi_decimal *out);
bool edi_decimal_mul(struct edi_decimal a, struct edi_decimal b, struct edi_decimal *out);
int edi_decimal_cmp(struct edi_decimal a, struct edi_decimal b); /* -1, 0, 1 */
/* Half away from zero, as invoices are rounded. */
bool edi_decimal_round(struct edi_decimal a, int scale, struct edi_decimal *out);

#endif

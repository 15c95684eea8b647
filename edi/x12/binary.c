/* Binary data by its stated length. */
#include "edi/x12/binary.h"

bool x12_binary_head(edi_str p, const struct x12_delimiters *d, size_t *head, uint64_t *length) {
  if (p.n > X12_BINARY_HEAD) p.n = X12_BINARY_HEAD;
  if (p.n < 5 || p.p[0] != 'B' || p.p[3] != d->element) return false;
  unsigned skip = memcmp(p.p + 1, "IN", 2) == 0 ? 0 : memcmp(p.p + 1, "DS", 2) == 0 ? 1 : 2;
  if (skip == 2) return false;
  size_t at = 4;
  for (unsigned k = 0;; k++) {
    const char *end = memchr(p.p + at, d->element, p.n - at);
    if (!end || memchr(p.p + at, d->terminator, (size_t)(end - p.p) - at)) return false;
    edi_str e = {p.p + at, (size_t)(end - p.p) - at};
    at += e.n + 1;
    if (k < skip) continue;
    *head = at;
    return edi_uint(e, length);
  }
}

size_t x12_binary_ends(const char *base, uint32_t start, size_t head, uint32_t end, const struct x12_delimiters *d,
                       uint32_t *ends) {
  size_t n = 0;
  for (uint32_t i = start; i < start + head; i++)
    if (base[i] == d->element) ends[n++] = i;
  ends[n++] = end;
  return n;
}

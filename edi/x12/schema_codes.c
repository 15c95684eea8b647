/* Builds the table of a list of codes. */
#include "edi/x12/schema_codes.h"

const struct x12_codes *x12_codes_new(struct edi_mem *m, const struct x12_code *list, size_t n) {
  unsigned bits = 2;
  while (((size_t)1 << bits) < n * 4) bits++;
  struct x12_codes *c = EDI_NEW(m, struct x12_codes);
  uint64_t *at = edi_alloc(m, sizeof *at << bits);
  c->shift = 64 - bits;
  c->mask = (1u << bits) - 1;
  c->at = at;
  for (size_t i = 0; i < n; i++) {
    edi_str t = list[i].code;
    if (!t.n || t.n > X12_CODE_MAX) return NULL;
    uint64_t key = x12_code_key(t.p, t.n);
    uint32_t h = (uint32_t)(key * 0x9e3779b97f4a7c15u >> c->shift);
    while (at[h] && at[h] != key) h = (h + 1) & c->mask;
    at[h] = key;
  }
  return c;
}

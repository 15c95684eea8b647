/* Any texts as the tables of a release, one after another with a zero byte between: they are refused with a reason, or
   an interchange is made from them and checked by them. */
#include "x12_support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  static const char *const names[] = {"x12/004010/elements.tsv", "x12/004010/codes.tsv", "x12/004010/composites.tsv",
                                      "x12/004010/segments.tsv", "x12/004010/850.tsv"};
  enum { TABLES = sizeof names / sizeof *names };
  struct edi_mem *m = edi_mem_new();
  struct x12_table tables[TABLES];
  const char *p = (const char *)data, *end = p + n;
  for (size_t i = 0; i < TABLES; i++) {
    const char *zero = i + 1 < TABLES && p < end ? memchr(p, 0, (size_t)(end - p)) : NULL;
    const char *stop = zero ? zero : end;
    tables[i] = (struct x12_table){edi_str_of(names[i]), {p, (size_t)(stop - p)}};
    p = zero ? zero + 1 : end;
  }
  edi_str why = {NULL, 0};
  const struct x12_schemas *s = x12_schemas_read(m, tables, TABLES, &why);
  if (!s && !why.n) abort();
  if (s) {
    const struct x12_release *r = x12_schemas_each(s, NULL);
    const struct x12_set_def *def = r ? x12_release_set_at(r, 0) : NULL;
    if (def && def->n < 60 && def->nloops < 12) x12_read(m, s, NULL, fuzz_made(m, r, def, n));
  }
  edi_mem_free(m);
  return 0;
}

/* What the X12 targets share: the program's own tables and maps, and an interchange to hold things against. */
#ifndef TESTS_FUZZ_X12_SUPPORT_H
#define TESTS_FUZZ_X12_SUPPORT_H
#include "edi/x12/envelope.h"
#include "edi/x12/generate.h"
#include "gateway/tables.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static inline const struct x12_schemas *fuzz_schemas(void) {
  static struct edi_mem *m; /* for the life of the process */
  static const struct x12_schemas *s;
  struct err e = {0};
  if (!m) m = edi_mem_new();
  if (!s) s = tables_read(m, &e);
  if (!s) abort();
  return s;
}

static inline const struct edi_maps *fuzz_maps(void) {
  static struct edi_mem *m;
  static const struct edi_maps *s;
  struct err e = {0};
  if (!m) m = edi_mem_new();
  if (!s) s = maps_read(m, fuzz_schemas(), &e);
  if (!s) abort();
  return s;
}

/* A made interchange of the set, in m. */
static inline edi_str fuzz_made(struct edi_mem *m, const struct x12_release *r, const struct x12_set_def *def,
                                uint64_t seed) {
  struct x12_recipe recipe = {.seed = seed, .fill = 40, .turns = 2, .sets = 1};
  struct edi_buf b = {.m = m};
  x12_made_write(&b, x12_make(m, r, def, &recipe));
  return edi_buf_str(&b);
}

#endif

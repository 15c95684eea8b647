/* Any JSON as a document: it is written as a set, or refused with a reason. What was written is well-formed. */
#include "edi/map/out.h"
#include "gateway/edi_json.h"
#include "gateway/tables.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct edi_maps *maps(void) {
  static const struct edi_maps *all;
  struct err e = {0};
  if (all) return all;
  struct edi_mem *m = edi_mem_new(); /* for the life of the process */
  const struct x12_schemas *s = tables_read(m, &e);
  all = s ? maps_read(m, s, &e) : NULL;
  if (!all) abort();
  return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  static const char *const sets[] = {"850", "856", "810", "832", "820", "867", "945", "862"};
  if (n < 2) return 0;
  struct edi_mem *m = edi_mem_new();
  edi_str why = {NULL, 0}, id = edi_str_of(sets[data[0] % 8]);
  const struct edi_map *map = edi_maps_find(maps(), data[0] & 8 ? EDI_STR("005010") : EDI_STR("004010"), id);
  const struct edi_node *document = edi_json_read(m, (const char *)data + 1, n - 1, &why);
  if (map && document) {
    struct edi_buf out = {.m = m};
    struct x12_writing as = {.d = {'*', '>', '~', '^'}, .repeats = true};
    if (data[0] & 16) as.d.element = 0;
    struct x12_writer *w = x12_writer_new(&out, &as);
    edi_str isa[X12_ISA_ELEMENTS + 1] = {[1] = EDI_STR("00"), [12] = EDI_STR("00501"), [13] = EDI_STR("1")};
    edi_str gs[9] = {{NULL, 0}};
    if (!x12_writer_interchange(w, isa) || !x12_writer_group(w, gs) ||
        !x12_writer_set(w, NULL, id, EDI_STR("0001"), EDI_STR("")))
      abort();
    bool good = edi_map_out(m, map, document, w, &why);
    if (!good && !why.n) abort();
    if (!good) x12_writer_set_drop(w);
    if ((good && !x12_writer_set_end(w, EDI_STR(""))) || !x12_writer_group_end(w, EDI_STR(""))) abort();
    x12_writer_interchange_end(w, EDI_STR(""));
    x12_writer_free(w);
  }
  edi_mem_free(m);
  return 0;
}

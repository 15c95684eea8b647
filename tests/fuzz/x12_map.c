/* Any text as a map, or as a partner's overlay of one: it is refused with a reason, or an order is read by it and
   written again. */
#include "edi/map/in.h"
#include "x12_support.h"

static void through(struct edi_mem *m, const struct edi_maps *maps, uint64_t seed) {
  const struct x12_release *r = x12_schemas_release(fuzz_schemas(), EDI_STR("004010"));
  const struct edi_map *map = edi_maps_find(maps, EDI_STR("004010"), EDI_STR("850"));
  if (!map) return;
  edi_str bytes = fuzz_made(m, r, edi_map_set(map), seed);
  struct x12_cursor *c = EDI_NEW(m, struct x12_cursor);
  struct x12_delimiters d = {.element = '*', .component = '>', .terminator = '~'};
  struct x12_findings findings = {0}, none = {0};
  struct x12_check check = {0};
  x12_check_start(&check, m, r, edi_map_set(map), d, &none);
  check.walk_only = true;
  struct edi_map_in *in = edi_map_in_new();
  edi_map_in_start(in, map, d, true, m, &findings);
  x12_cursor_start(c, bytes, 0, d);
  struct x12_segment s;
  bool inside = false;
  while (x12_cursor_next(c, &s)) {
    edi_str id = x12_at(&s, 0);
    while (id.n && id.p[0] == '\n') id = (edi_str){id.p + 1, id.n - 1};
    inside = inside || edi_is(id, "ST");
    if (inside) edi_map_in_segment(in, x12_check_segment(&check, &s), &s);
    if (edi_is(id, "SE")) break;
  }
  if (!edi_map_in_end(in).n) abort();
  edi_map_in_free(in);
  x12_check_free(&check);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 1) return 0;
  struct edi_mem *m = edi_mem_new();
  edi_str why = {NULL, 0};
  struct edi_map_text text = {EDI_STR("850-004010.map"), {(const char *)data + 1, n - 1}};
  const struct edi_maps *maps = data[0] & 1 ? edi_maps_overlay(m, fuzz_maps(), text.text, &why)
                                            : edi_maps_read(m, fuzz_schemas(), &text, 1, &why);
  if (!maps && !why.n) abort();
  if (maps) through(m, maps, data[0]);
  edi_mem_free(m);
  return 0;
}

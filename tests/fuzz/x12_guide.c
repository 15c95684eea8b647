/* Any text as a partner's guide: it is refused with a reason, or an order is checked by it. */
#include "edi/x12/overlay.h"
#include "x12_support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  struct edi_mem *m = edi_mem_new();
  edi_str why = {NULL, 0};
  const struct x12_schemas *s = x12_guide_read(m, fuzz_schemas(), (edi_str){(const char *)data, n}, &why);
  if (!s && !why.n) abort();
  if (s) {
    const struct x12_release *r = x12_schemas_each(s, NULL);
    edi_str order = fuzz_made(m, r, x12_release_set(r, EDI_STR("850")), n);
    if (!x12_read(m, s, NULL, order)->first) abort();
  }
  edi_mem_free(m);
  return 0;
}

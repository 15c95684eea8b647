/* Any bytes as JSON. */
#include "json/read.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  json_t *j;
  struct err e = {0};
  if (json_read((str){(const char *)bytes, n}, &j, &e))
    json_decref(j);
  else if (e.code == ERR_NONE)
    abort();
  return 0;
}

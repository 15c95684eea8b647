/* Any bytes as a file, any bytes as its name: within bounds, a known type, and a header of one line that is plain
 * ASCII. */
#include "api/sniff.h"
#include "api/download.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  char *copy = malloc(n ? n : 1); /* of its own, so that a byte too far is seen */
  if (!copy) abort();
  if (n) memcpy(copy, bytes, n);
  struct sniff s;
  sniff((str){copy, n}, &s);
  if (s.preview && (!s.width || !s.height || (uint64_t)s.width * s.height > SNIFF_PIXELS_MAX)) abort();
  if (str_find(s.type, STR("/")) < 1 || s.type.n > 100) abort();
  struct arena *a = arena_new(1024);
  str header = download_disposition(a, n & 1, (str){copy, n});
  size_t quotes = 0;
  for (size_t i = 0; i < header.n; i++) {
    if (header.p[i] < 0x20 || header.p[i] > 0x7e) abort();
    quotes += header.p[i] == '"';
  }
  if (quotes != 2) abort();
  arena_free(a);
  free(copy);
  return 0;
}

/* The chunked decoder: any bytes, whole and byte by byte, must give the same body and the same verdict. */
#include "http/dechunk.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct sum {
  enum dechunk_result result;
  size_t n;
  uint64_t hash;
};

static struct sum decode(const char *p, size_t n, size_t piece) {
  struct dechunk d = {0};
  struct sum s = {DECHUNK_MORE, 0, 14695981039346656037ull};
  for (size_t at = 0; at < n && s.result == DECHUNK_MORE; at += piece) {
    str in = {p + at, n - at < piece ? n - at : piece}, data;
    do {
      s.result = dechunk_next(&d, &in, &data);
      for (size_t i = 0; i < data.n; i++) s.hash = (s.hash ^ (unsigned char)data.p[i]) * 1099511628211ull;
      s.n += data.n;
    } while (s.result == DECHUNK_DATA);
  }
  return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct sum whole = decode((const char *)bytes, n, n ? n : 1), single = decode((const char *)bytes, n, 1);
  if (whole.result != single.result || whole.n != single.n || whole.hash != single.hash || whole.n > n) abort();
  return 0;
}

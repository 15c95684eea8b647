/* Any bytes as an endpoint file: it is parsed and translated, or refused with a line; never anything else. */
#include "api/statement.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct arena *a = arena_new(4096);
  struct endpoint ep;
  struct statement st;
  struct err e = {0};
  bool ok = endpoint_parse(a, STR("sql/api/fuzz/x.sql"), (str){(const char *)bytes, n}, &ep, &e);
  if (ok && ep.sql.n) ok = statement_translate(a, &ep, &st, &e);
  if (ok && ep.idempotent)
    ok = statement_wrap(a, &ep, STR("WITH r AS (\n:_statement\n) SELECT :_key, :_route"), &st, &e);
  if (!ok && e.code == ERR_NONE) abort();
  arena_free(a);
  return 0;
}

/* Any bytes as path and query: the router and the checks take them or name what is wrong. */
#include "api/params.h"
#include "api/route.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char header[] =
    "-- GET /x/{id}\n-- What.\n-- auth: member returns: page handler: h\n-- :id uuid\n-- :q text?\n-- :after cursor?\n"
    "-- :limit int = 50 1..200\n-- :on date?\n-- :kinds text[]? one of a|b\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct arena *a = arena_new(4096);
  struct endpoint ep;
  struct err e;
  if (!endpoint_parse(a, STR("sql/api/fuzz/x.sql"), STR(header), &ep, &e)) abort();
  str path, query = str_cut((str){(const char *)bytes, n}, '?', &path);
  struct router *r = router_new(a);
  struct route_match m;
  if (!router_add(r, HTTP_GET, ep.path, &ep) || !router_add(r, HTTP_GET, STR("/x/y/{a}"), &ep)) abort();
  router_find(r, HTTP_GET, path, &m);
  struct params_in in = {m.values, m.nvalues < 1 ? m.nvalues : 1, query, STR_NONE, STR_NONE, STR("secret"), 0};
  struct params out;
  struct err_list errs = {0};
  if (params_collect(a, &ep, &in, &out, &errs)) {
    for (size_t i = 0; i < ep.params.n; i++)
      if (!str_none(out.values[i]) && !str_utf8(out.values[i])) abort();
  } else if (!errs.n) {
    abort();
  }
  router_free(r);
  arena_free(a);
  return 0;
}

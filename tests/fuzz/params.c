/* Any bytes as a JSON body: what is accepted must be valid JSON again in :_body, raw values included. */
#include "api/params.h"
#include "json/read.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char header[] =
    "-- POST /x\n-- What.\n-- auth: member returns: one handler: h\n-- :a text?\n-- :b decimal?\n-- :c json?\n"
    "-- :d text[]?\n-- :e int? 0..9\n-- :f bool?\n-- :g json?\n-- :v etag?\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n) {
  struct arena *a = arena_new(4096);
  struct endpoint ep;
  struct err e;
  if (!endpoint_parse(a, STR("sql/api/fuzz/x.sql"), STR(header), &ep, &e)) abort();
  struct params_in in = {
      .body = {(const char *)bytes, n}, .if_match = {(const char *)bytes, n < 40 ? n : 40}, .secret = STR("secret")};
  struct params out;
  struct err_list errs = {0};
  if (params_collect(a, &ep, &in, &out, &errs)) {
    json_t *j = NULL;
    if (!json_read(out.body, &j, &e)) abort();
    json_decref(j);
    for (size_t i = 0; i < ep.params.n; i++)
      if (ep.params.at[i].type == V_JSON && !str_none(out.values[i])) {
        if (!json_read(out.values[i], &j, &e)) abort();
        json_decref(j);
      }
  } else if (!errs.n) {
    abort();
  }
  arena_free(a);
  return 0;
}

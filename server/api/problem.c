/* One fault is answered as http does it; several share one document. */
#include "api/problem.h"
#include "base/vec.h"
#include "json/write.h"

struct err *err_list_add(struct arena *a, struct err_list *list) {
  struct err *e = VEC_PUSH(a, list);
  *e = (struct err){0};
  return e;
}

void problem_answer(struct http_req *r, const struct err *errs, size_t n) {
  if (n == 1) {
    http_answer_err(r, errs);
    return;
  }
  struct json_writer w;
  struct arena *a = http_arena(r);
  json_init(&w, a, HTTP_HEADROOM, 512);
  json_begin_object(&w);
  json_kv(&w, "type", STR("/problems/request_invalid"));
  json_kv(&w, "title", http_say(r, str_of(err_title(errs->code))));
  json_kv_int(&w, "status", err_status(errs->code));
  json_kv(&w, "detail", http_say(r, str_printf(a, "%zu things need mending; see `errors`.", n)));
  json_key(&w, STR("errors"));
  json_begin_array(&w);
  for (size_t i = 0; i < n; i++) {
    json_begin_object(&w);
    json_kv(&w, "pointer", str_of(errs[i].field));
    json_kv(&w, "detail", http_say(r, str_of(errs[i].msg)));
    json_end_object(&w);
  }
  json_end_array(&w);
  json_end_object(&w);
  http_answer(r, err_status(errs->code), STR("application/problem+json"), json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

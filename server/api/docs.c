/* /api/openapi.json, and a page that makes it readable without any third party. */
#include "api/state.h"
#include "base/embed.h"
#include <stdlib.h>

static str embedded(const char *path) {
  const struct embed_file *f = embed_find(path);
  if (!f) abort(); /* the build embeds them */
  return f->text;
}

static void guard(struct http_req *r) {
  http_add_header(r, STR("Content-Security-Policy"),
                  STR("default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' "
                      "data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  http_add_header(r, STR("Cache-Control"), STR("no-cache"));
}

static void page(void *ctx, struct http_req *r) {
  (void)ctx;
  guard(r);
  http_answer(r, 200, STR("text/html; charset=utf-8"), embedded("server/api/docs.html"), 0);
}

static void style(void *ctx, struct http_req *r) {
  (void)ctx;
  guard(r);
  http_answer(r, 200, STR("text/css; charset=utf-8"), embedded("server/api/docs.css"), 0);
}

static void script(void *ctx, struct http_req *r) {
  (void)ctx;
  guard(r);
  http_answer(r, 200, STR("text/javascript; charset=utf-8"), embedded("server/api/docs.js"), 0);
}

static void document(void *ctx, struct http_req *r) {
  const struct api *api = ctx;
  http_add_header(r, STR("ETag"), api->openapi_tag);
  http_add_header(r, STR("Cache-Control"), STR("no-cache"));
  str known = http_header(r, "if-none-match");
  if (str_starts(known, STR("W/"))) known.p += 2, known.n -= 2;
  if (str_eq(known, api->openapi_tag))
    http_answer_empty(r, 304);
  else
    http_answer(r, 200, STR("application/json"), api->openapi, 0);
}

void docs_register(struct api *api) {
  api_raw(api, "GET", "/api/openapi.json", document, api);
  api_raw(api, "GET", "/api/docs", page, api);
  api_raw(api, "GET", "/api/docs.css", style, api);
  api_raw(api, "GET", "/api/docs.js", script, api);
}

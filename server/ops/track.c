/* Serving the tracking page: one statement, one template, an ETag that tells the script when to look again. */
#include "ops/track.h"
#include "auth/token.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/log.h"
#include "ops/page.h"
#include "ops/track_view.h"
#include "json/read.h"
#include <stdlib.h>

enum { TOKEN_LENGTH = 22, VERSION_LENGTH = 12, TAG_LENGTH = 22 };

struct track {
  str html, css, js;
  json_t *texts;
  char version[VERSION_LENGTH + 1]; /* of all files together: the addresses of style and script change with them */
  struct db *db;
  int bind, page;
};

struct visit {
  struct track *t;
  struct http_req *req;
  const char *language;
  struct db_step steps[2];
  struct db_param token;
};

static str file(const char *path) {
  const struct embed_file *f = embed_find(path);
  return f ? f->text : STR_NONE;
}

static str digest(struct arena *a, const str *parts, size_t n, size_t length) {
  unsigned char hash[32];
  token_hmac(STR("track"), parts, n, hash);
  str hex = str_hex(a, hash, sizeof hash);
  return (str){hex.p, length};
}

struct track *track_load(struct err *e) {
  struct track *t = calloc(1, sizeof *t);
  if (!t) abort();
  t->html = file("portal/track/track.html");
  t->css = file("portal/track/track.css");
  t->js = file("portal/track/track.js");
  str texts = file("portal/track/texts.json");
  if (str_none(t->html) || str_none(t->css) || str_none(t->js) || str_none(texts)) {
    (void)err_set(e, ERR_INTERNAL, "track_missing", "", "The program does not carry the tracking page.");
    free(t);
    return NULL;
  }
  if (!json_read(texts, &t->texts, e)) {
    free(t);
    return NULL;
  }
  struct arena *a = arena_new(1024);
  str version = digest(a, (str[]){t->html, t->css, t->js, texts}, 4, VERSION_LENGTH);
  memcpy(t->version, version.p, version.n);
  arena_free(a);
  return t;
}

void track_free(struct track *t) {
  if (!t) return;
  json_decref(t->texts);
  free(t);
}

static json_t *choices(const struct track *t, const char *language) {
  json_t *out = json_array();
  for (size_t i = 0; i < SAY_LANGUAGES; i++) {
    struct words w = words_of(t->texts, say_languages[i]);
    str name = words_text(&w, "name");
    json_array_append_new(out, json_pack("{s:s, s:s%, s:b}", "code", w.language, "label", name.p, name.n, "chosen",
                                         strcmp(w.language, language) == 0));
  }
  return out;
}

bool track_render(const struct track *t, struct arena *a, const json_t *order, const char *language, str today, str tag,
                  str *out, struct err *e) {
  struct words w = words_of(t->texts, language);
  str updated = words_text(&w, "updated"), languages = words_text(&w, "languages");
  JSON_AUTO *view = json_pack("{s:s, s:s, s:s%, s:s%, s:s%, s:o}", "lang", w.language, "version", t->version, "tag",
                              tag.p, tag.n, "updated", updated.p, updated.n, "languages", languages.p, languages.n,
                              "choices", choices(t, w.language));
  track_view(a, &w, order, today, view);
  return page_expand(a, t->html, view, out, e);
}

static void add_headers(struct http_req *r) {
  http_add_header(
      r, STR("Content-Security-Policy"),
      STR("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"));
  http_add_header(r, STR("Referrer-Policy"), STR("no-referrer"));
}

static void answer_asset(struct track *t, struct http_req *r, str content_type, str body) {
  bool pinned = str_eq(http_query(r), str_printf(http_arena(r), "v=%s", t->version));
  add_headers(r);
  http_add_header(r, STR("Cache-Control"), pinned ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
  http_answer(r, 200, content_type, body, 0);
}

static void answer_page(struct visit *v, const json_t *order, str data) {
  struct http_req *r = v->req;
  struct arena *a = http_arena(r);
  char now[32];
  str today = clock_rfc3339(now);
  today.n = 10;
  str hex = digest(a, (str[]){data, str_of(v->language), str_of(v->t->version), today}, 4, TAG_LENGTH);
  str tag = str_printf(a, "\"%.*s\"", STR_ARG(hex));
  add_headers(r);
  http_add_header(r, STR("Cache-Control"), STR("private, no-cache"));
  http_add_header(r, STR("Vary"), STR("Accept-Language"));
  http_add_header(r, STR("X-Robots-Tag"), STR("noindex"));
  http_add_header(r, STR("Content-Language"), str_of(v->language));
  http_add_header(r, STR("ETag"), tag);
  if (order && str_find(http_header(r, "if-none-match"), tag) >= 0) {
    http_answer_empty(r, 304);
    return;
  }
  str html;
  struct err e = {0};
  if (!track_render(v->t, a, order, v->language, today, tag, &html, &e)) {
    LOG(LOG_ERROR, "track.template", log_z("what", e.msg));
    http_answer_err(r, &e);
    return;
  }
  http_answer(r, order ? 200 : 404, STR("text/html; charset=utf-8"), html, 0);
}

static void page_read(void *ctx, const struct db_reply *reply) {
  struct visit *v = ctx;
  struct err e = {0};
  if (reply->status != DB_OK) {
    db_err(reply, &e);
    http_answer_err(v->req, &e);
    return;
  }
  const PGresult *rows = reply->results[1];
  JSON_AUTO *order = NULL;
  str data = STR_NONE;
  if (PQntuples(rows) > 0 && !PQgetisnull(rows, 0, 0)) {
    data = (str){PQgetvalue(rows, 0, 0), (size_t)PQgetlength(rows, 0, 0)};
    if (!json_read(data, &order, &e)) {
      http_answer_err(v->req, &e);
      return;
    }
  }
  answer_page(v, json_is_object(order) ? order : NULL, data.n ? data : STR(""));
}

static bool token_like(str s) {
  if (s.n != TOKEN_LENGTH) return false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
      return false;
  }
  return true;
}

static str wanted_language(str query) {
  for (str pair, rest = query; rest.n > 0;) {
    rest = str_cut(rest, '&', &pair);
    if (str_starts(pair, STR("lang="))) return (str){pair.p + 5, pair.n - 5};
  }
  return STR_NONE;
}

static void visit(void *ctx, struct http_req *r) {
  struct track *t = ctx;
  str token = api_path_value(r, 0);
  if (str_eq(token, STR("track.css"))) {
    answer_asset(t, r, STR("text/css; charset=utf-8"), t->css);
    return;
  }
  if (str_eq(token, STR("track.js"))) {
    answer_asset(t, r, STR("text/javascript; charset=utf-8"), t->js);
    return;
  }
  struct visit *v = ARENA_NEW(http_arena(r), struct visit);
  *v = (struct visit){
      .t = t, .req = r, .language = words_choose(wanted_language(http_query(r)), http_header(r, "accept-language"))};
  if (!token_like(token)) {
    answer_page(v, NULL, STR(""));
    return;
  }
  v->token.v = token;
  v->steps[0] = (struct db_step){t->bind, NULL, 0};
  v->steps[1] = (struct db_step){t->page, &v->token, 1};
  db_submit(t->db, v->steps, 2, page_read, v);
}

struct track *track_new(struct api *api, struct err *e) {
  struct track *t = track_load(e);
  if (!t) return NULL;
  t->db = api_db(api);
  t->bind = db_require(t->db, STR("bind/public"));
  t->page = db_require(t->db, STR("track/page"));
  api_raw(api, "GET", "/t/{token}", visit, t);
  return t;
}

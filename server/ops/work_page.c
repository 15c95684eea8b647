/* GET /u/{token} asks, POST does: programs that look into mails open every link, and none of them may turn mail off. */
#include "ops/work_page.h"
#include "api/rows.h"
#include "ops/words.h"
#include "json/write.h"

struct visit {
  struct http_req *req;
  struct db_step steps[2];
  struct db_param params[3];
};

static void add_headers(struct http_req *r) {
  http_add_header(r, STR("Content-Security-Policy"),
                  STR("default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"));
  http_add_header(r, STR("Referrer-Policy"), STR("no-referrer"));
  http_add_header(r, STR("X-Robots-Tag"), STR("noindex"));
}

static void looked(void *ctx, const struct db_reply *reply) {
  struct visit *v = ctx;
  if (reply->status != DB_OK) {
    struct err e;
    db_err(reply, &e);
    http_answer_err(v->req, &e);
    return;
  }
  const PGresult *r = reply->results[1];
  bool known = *PQgetvalue(r, 0, 0) == 't';
  str html = str_dup(http_arena(v->req), (str){PQgetvalue(r, 0, 1), (size_t)PQgetlength(r, 0, 1)});
  add_headers(v->req);
  http_answer(v->req, known ? 200 : 404, STR("text/html; charset=utf-8"), html, 0);
}

static void unsubscribe(void *ctx, struct http_req *r) {
  struct db *db = ctx;
  struct visit *v = ARENA_NEW(http_arena(r), struct visit);
  str token = api_path_value(r, 0);
  *v = (struct visit){.req = r};
  v->params[0].v = str_none(token) ? STR("") : token;
  v->params[1].v = http_method(r) == HTTP_POST ? STR("t") : STR("f");
  v->params[2].v = str_of(words_choose(STR_NONE, http_header(r, "accept-language")));
  v->steps[0] = (struct db_step){db_find(db, STR("bind/public")), NULL, 0};
  v->steps[1] = (struct db_step){db_find(db, STR("work/unsubscribe")), v->params, 3};
  db_submit(db, v->steps, 2, looked, v);
}

static void made(struct api_call *c, const struct db_reply *reply) {
  struct json_writer w;
  json_init(&w, c->a, HTTP_HEADROOM, 256);
  json_begin_object(&w);
  json_kv(&w, "id", rows_value(reply->results[1], 0, 0));
  json_kv(&w, "link", rows_value(reply->results[1], 0, 1));
  json_end_object(&w);
  api_answer_json(c, c->ep->status, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

static void calendar_feed_create(struct api_call *c) {
  struct db_step *step = ARENA_NEW(c->a, struct db_step);
  struct db_param *params = ARENA_ARRAY(c->a, struct db_param, 3);
  params[0] = (struct db_param){api_value(c, "name"), false};
  params[1] = (struct db_param){api_value(c, "scope"), false};
  params[2] = (struct db_param){api_public_url(c->api), false};
  *step = (struct db_step){db_find(api_db(c->api), STR("work/feed_new")), params, 3};
  api_db_run(c, step, 1, made);
}

void work_page_register(struct api *api) {
  struct db *db = api_db(api);
  (void)db_require(db, STR("work/unsubscribe"));
  (void)db_require(db, STR("work/feed_new"));
  api_raw(api, "GET", "/u/{token}", unsubscribe, db);
  api_raw(api, "POST", "/u/{token}", unsubscribe, db);
  api_handler(api, "calendar_feed_create", calendar_feed_create);
}

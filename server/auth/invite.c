/* Invitations by link: made by an admin, looked at and accepted by whoever holds the link. */
#include "api/rows.h"
#include "auth/auth.h"
#include "auth/password.h"
#include "json/write.h"

static void stale(struct api_call *c) { api_fail(c, &(struct err){.code = ERR_NOT_FOUND, .type = "not_found"}); }

static void created(struct api_call *c, const struct db_reply *reply) {
  struct json_writer w;
  json_init(&w, c->a, HTTP_HEADROOM, 256);
  json_begin_object(&w);
  json_kv(&w, "id", rows_value(reply->results[1], 0, 0));
  json_kv(&w, "link", *(str *)c->state);
  json_end_object(&w);
  api_answer_json(c, c->ep->status, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

void invite_create(struct api_call *c) {
  struct auth_token t = auth_token_new(c);
  str *link = ARENA_NEW(c->a, str);
  *link = str_printf(c->a, "%.*s/invite#%.*s", STR_ARG(api_public_url(c->api)), STR_ARG(t.text));
  c->state = link;
  struct db_param params[] = {
      {api_value(c, "email"), false}, {api_value(c, "role"), false}, auth_bytes(c, t.hash), {*link, false}};
  auth_run(c, auth_step(c, AUTH_INVITATION_CREATE, params, 4), created);
}

static void looked_up(struct api_call *c, const struct db_reply *reply) {
  api_answer_one(c, c->ep, c->ep->status, reply->results[1]);
}

void invite_lookup(struct api_call *c) {
  unsigned char hash[32];
  if (!auth_token_read(c, "token", hash))
    stale(c);
  else
    auth_run(c, auth_step(c, AUTH_INVITATION_LOOKUP, (struct db_param[]){auth_bytes(c, hash)}, 1), looked_up);
}

struct acceptance {
  struct password_job password;
  unsigned char hash[32];
  struct auth_token session;
};

/* Who had an account before joins with it and logs in as ever: a link in a mail is no password. */
static void accepted(struct api_call *c, const struct db_reply *reply) {
  struct acceptance *t = c->state;
  bool opened = !str_none(rows_named(reply->results[1], 0, "session_id"));
  struct json_writer w;
  if (opened) credential_set_cookie(c->req, t->session.raw);
  json_init(&w, c->a, HTTP_HEADROOM, 256);
  json_begin_object(&w);
  json_kv(&w, "company_name", rows_named(reply->results[1], 0, "company_name"));
  json_kv(&w, "email", rows_named(reply->results[1], 0, "email"));
  json_kv_bool(&w, "login_required", !opened);
  json_end_object(&w);
  api_answer_json(c, c->ep->status, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

static void hashed(void *ctx) {
  struct api_call *c = ctx;
  struct acceptance *t = c->state;
  struct db_param params[] = {auth_bytes(c, t->hash),
                              {api_value(c, "name"), false},
                              {t->password.encoded, false},
                              auth_bytes(c, t->session.hash)};
  auth_run(c, auth_step(c, AUTH_INVITATION_ACCEPT, params, 4), accepted);
}

void invite_accept(struct api_call *c) {
  struct acceptance *t = ARENA_NEW(c->a, struct acceptance);
  struct err e;
  c->state = t;
  t->session = auth_token_new(c);
  t->password = (struct password_job){.password = api_value(c, "password"), .done = hashed, .ctx = c};
  if (!auth_token_read(c, "token", t->hash))
    stale(c);
  else if (!password_acceptable(t->password.password, STR_NONE, &e) ||
           !password_run(api_loop(c->api), &t->password, &e))
    api_fail(c, &e);
}

/* Invitations by link: made by an admin, looked at and accepted by whoever holds the link. */
#include "api/rows.h"
#include "auth/auth.h"
#include "auth/password.h"
#include "json/write.h"

void invite_create(struct api_call *c) {
  struct auth_token t = auth_token_new(c);
  str link = auth_link(c, "invite", &t);
  struct db_param params[] = {
      {api_value(c, "email"), false}, {api_value(c, "role"), false}, auth_bytes(c, t.hash), {link, false}};
  auth_run(c, auth_step(c, AUTH_INVITATION_CREATE, params, 4), auth_shown);
}

void invite_lookup(struct api_call *c) { auth_link_look_up(c, AUTH_INVITATION_LOOKUP); }

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
    auth_link_stale(c);
  else if (!password_acceptable(t->password.password, STR_NONE, &e) ||
           !password_run(api_loop(c->api), &t->password, &e))
    api_fail(c, &e);
}

/* Guests: a manager makes a link into one room; whoever holds it looks where it leads and comes in. */
#include "api/rows.h"
#include "auth/auth.h"
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

void guest_create(struct api_call *c) {
  struct auth_token t = auth_token_new(c);
  str *link = ARENA_NEW(c->a, str);
  /* After '#', so that the secret stays out of every log and Referer. */
  *link = str_printf(c->a, "%.*s/guest#%.*s", STR_ARG(api_public_url(c->api)), STR_ARG(t.text));
  c->state = link;
  struct db_param params[] = {{api_value(c, "id"), false},    {api_value(c, "name"), false},
                              {api_value(c, "email"), false}, {api_value(c, "language"), false},
                              {api_value(c, "days"), false},  {api_value(c, "history"), false},
                              auth_bytes(c, t.hash),          {*link, false}};
  auth_run(c, auth_step(c, AUTH_GUEST_CREATE, params, 8), created);
}

static void looked_up(struct api_call *c, const struct db_reply *reply) {
  api_answer_one(c, c->ep, c->ep->status, reply->results[1]);
}

void guest_lookup(struct api_call *c) {
  unsigned char hash[32];
  if (!auth_token_read(c, "token", hash))
    stale(c);
  else
    auth_run(c, auth_step(c, AUTH_GUEST_LOOKUP, (struct db_param[]){auth_bytes(c, hash)}, 1), looked_up);
}

static void entered(struct api_call *c, const struct db_reply *reply) {
  const struct auth_token *session = c->state;
  credential_set_cookie(c->req, session->raw);
  api_answer_one(c, auth_me(c), c->ep->status, reply->results[reply->nresults - 1]);
}

/* Who comes in sees what GET /api/session answers: the new session is bound and asked in the same transaction. */
void guest_enter(struct api_call *c) {
  struct auth_token *session = ARENA_NEW(c->a, struct auth_token);
  unsigned char hash[32];
  if (!auth_token_read(c, "token", hash)) {
    stale(c);
    return;
  }
  *session = auth_token_new(c);
  c->state = session;
  struct db_param token = auth_bytes(c, session->hash);
  struct db_step *steps = ARENA_ARRAY(c->a, struct db_step, 3);
  steps[0] = auth_step(c, AUTH_GUEST_ENTER,
                       (struct db_param[]){auth_bytes(c, hash),
                                           {api_value(c, "name"), false},
                                           {api_value(c, "organisation"), false},
                                           {api_value(c, "language"), false},
                                           token,
                                           {http_client_ip(c->req), false}},
                       6);
  steps[1] = auth_step(c, AUTH_BIND_SESSION, (struct db_param[]){token, {STR("guest"), false}}, 2);
  steps[2] = api_step(c->api, auth_me(c));
  api_db_run(c, steps, 3, entered);
}

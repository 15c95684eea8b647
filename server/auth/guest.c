/* Guests: a manager makes a link into one room; whoever holds it looks where it leads and comes in. */
#include "auth/auth.h"

void guest_create(struct api_call *c) {
  struct auth_token t = auth_token_new(c);
  str link = auth_link(c, "guest", &t);
  struct db_param params[] = {{api_value(c, "id"), false},    {api_value(c, "name"), false},
                              {api_value(c, "email"), false}, {api_value(c, "language"), false},
                              {api_value(c, "days"), false},  {api_value(c, "history"), false},
                              auth_bytes(c, t.hash),          {link, false}};
  auth_run(c, auth_step(c, AUTH_GUEST_CREATE, params, 8), auth_shown);
}

void guest_lookup(struct api_call *c) { auth_link_look_up(c, AUTH_GUEST_LOOKUP); }

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
    auth_link_stale(c);
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

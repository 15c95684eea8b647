/* A new password by mail: the link is queued if the account exists, and the answer is the same if it does not. */
#include "api/rows.h"
#include "auth/auth.h"
#include "auth/password.h"

static void accepted(struct api_call *c, const struct db_reply *reply) {
  (void)reply;
  api_answer_none(c, c->ep->status);
}

void reset_request(struct api_call *c) {
  struct auth_token t = auth_token_new(c);
  /* After '#', so that the secret stays out of every log and Referer. */
  str link = str_printf(c->a, "%.*s/reset#%.*s", STR_ARG(api_public_url(c->api)), STR_ARG(t.text));
  struct db_param params[] = {{api_value(c, "email"), false}, auth_bytes(c, t.hash), {link, false}};
  auth_run(c, auth_step(c, AUTH_RESET_REQUEST, params, 3), accepted);
}

struct redeem {
  struct password_job password;
  unsigned char hash[32];
};

static void stale(struct api_call *c) {
  struct err e;
  err_set(&e, ERR_INVALID, "token_invalid", "/token", "This link has been used or is too old. Ask for a new one.");
  api_fail(c, &e);
}

static void redeemed(struct api_call *c, const struct db_reply *reply) {
  if (str_eq(rows_value(reply->results[1], 0, 0), STR("t")))
    api_answer_none(c, c->ep->status);
  else
    stale(c);
}

static void hashed(void *ctx) {
  struct api_call *c = ctx;
  struct redeem *r = c->state;
  auth_run(
      c,
      auth_step(c, AUTH_RESET_REDEEM, (struct db_param[]){auth_bytes(c, r->hash), {r->password.encoded, false}}, 2),
      redeemed);
}

void reset_redeem(struct api_call *c) {
  struct redeem *r = ARENA_NEW(c->a, struct redeem);
  struct err e;
  c->state = r;
  r->password = (struct password_job){.password = api_value(c, "password"), .done = hashed, .ctx = c};
  if (!auth_token_read(c, "token", r->hash))
    stale(c);
  else if (!password_acceptable(r->password.password, STR_NONE, &e) ||
           !password_run(api_loop(c->api), &r->password, &e))
    api_fail(c, &e);
}

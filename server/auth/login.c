/* Log-in, log-out and the way to another of one's companies. The attempt is counted and committed before the password
 * is looked at. */
#include "api/rows.h"
#include "auth/auth.h"
#include "auth/password.h"

struct attempt {
  struct password_job password;
  str person;
  struct auth_token token;
};

static void refuse(struct api_call *c) {
  struct err e;
  err_set(&e, ERR_UNAUTHENTICATED, "login_failed", "", "This e-mail address and password do not belong together.");
  api_fail(c, &e);
}

static void opened(struct api_call *c, const struct db_reply *reply) {
  struct attempt *t = c->state;
  credential_set_cookie(c->req, t->token.raw);
  api_answer_one(c, auth_me(c), c->ep->status, reply->results[reply->nresults - 1]);
}

static void refused(struct api_call *c, const struct db_reply *reply) {
  (void)reply;
  refuse(c);
}

/* Who logs in sees what GET /api/session answers: the new session is bound and asked in the same transaction. */
static void finish(void *ctx) {
  struct api_call *c = ctx;
  struct attempt *t = c->state;
  bool ok = t->password.ok && !str_none(t->person);
  struct db_param hash = auth_bytes(c, t->token.hash);
  struct db_step *steps = ARENA_ARRAY(c->a, struct db_step, 3);
  steps[0] = auth_step(
      c, AUTH_LOGIN_FINISH,
      (struct db_param[]){
          {t->person, false}, hash, {http_client_ip(c->req), false}, {ok ? STR("true") : STR("false"), false}},
      4);
  steps[1] = auth_step(c, AUTH_BIND_SESSION, (struct db_param[]){hash, {STR("viewer"), false}}, 2);
  steps[2] = api_step(c->api, auth_me(c));
  api_db_run(c, steps, ok ? 3 : 1, ok ? opened : refused);
}

static void begun(struct api_call *c, const struct db_reply *reply) {
  struct attempt *t = c->state;
  struct err e;
  int64_t wait = 0;
  PGresult *row = reply->results[1];
  str person = rows_named(row, 0, "person_id"), hash = rows_named(row, 0, "password_hash"),
      retry = rows_named(row, 0, "retry_after");
  if (retry.n && str_int(retry, &wait) && wait > 0) {
    err_set(&e, ERR_TOO_MANY, "too_many_attempts", "",
            "Too many attempts. Wait as long as Retry-After says, or set a new password.");
    e.retry_after = (int)wait;
    api_fail(c, &e);
    return;
  }
  t->person = str_dup(c->a, person);
  t->password = (struct password_job){.password = api_value(c, "password"),
                                      .encoded = hash.n ? str_dup(c->a, hash) : PASSWORD_NOBODY,
                                      .done = finish,
                                      .ctx = c};
  if (!password_run(api_loop(c->api), &t->password, &e)) api_fail(c, &e);
}

void login(struct api_call *c) {
  struct attempt *t = ARENA_NEW(c->a, struct attempt);
  c->state = t;
  t->token = auth_token_new(c);
  auth_run(c,
           auth_step(c, AUTH_LOGIN_BEGIN,
                     (struct db_param[]){{api_value(c, "email"), false}, {http_client_ip(c->req), false}}, 2),
           begun);
}

static void closed(struct api_call *c, const struct db_reply *reply) {
  (void)reply;
  credential_clear_cookie(c->req);
  api_answer_none(c, c->ep->status);
}

/* Public, so that a session that has already ended can be left as well. */
void logout(struct api_call *c) {
  struct credential cred;
  struct err e;
  if (!credential_read(c->req, &cred, &e) || cred.kind != CRED_SESSION) {
    closed(c, NULL);
    return;
  }
  auth_run(c, auth_step(c, AUTH_SESSION_CLOSE, (struct db_param[]){auth_bytes(c, cred.hash)}, 1), closed);
}

static void switched(struct api_call *c, const struct db_reply *reply) {
  api_answer_one(c, auth_me(c), c->ep->status, reply->results[reply->nresults - 1]);
}

/* The session is bound a second time, now to the other company. */
void session_switch(struct api_call *c) {
  struct db_param hash = auth_bytes(c, c->cred.hash);
  struct db_step *steps = ARENA_ARRAY(c->a, struct db_step, 3);
  steps[0] = auth_step(c, AUTH_SESSION_SWITCH, (struct db_param[]){hash, {api_value(c, "company_id"), false}}, 2);
  steps[1] = auth_step(c, AUTH_BIND_SESSION, (struct db_param[]){hash, {STR("viewer"), false}}, 2);
  steps[2] = api_step(c->api, auth_me(c));
  api_db_run(c, steps, 3, switched);
}

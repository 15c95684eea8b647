/* Names the handlers and their statements. */
#include "auth/auth.h"

static const char *const jobs[AUTH_JOBS] = {
    [AUTH_BIND_SESSION] = "bind/session",
    [AUTH_LOGIN_BEGIN] = "auth/login_begin",
    [AUTH_LOGIN_FINISH] = "auth/login_finish",
    [AUTH_SESSION_CLOSE] = "auth/session_close",
    [AUTH_SESSION_SWITCH] = "auth/session_switch",
    [AUTH_RESET_REQUEST] = "auth/reset_request",
    [AUTH_RESET_REDEEM] = "auth/reset_redeem",
    [AUTH_INVITATION_CREATE] = "auth/invitation_create",
    [AUTH_INVITATION_LOOKUP] = "auth/invitation_lookup",
    [AUTH_INVITATION_ACCEPT] = "auth/invitation_accept",
    [AUTH_KEY_CREATE] = "auth/api_key_create",
    [AUTH_GUEST_CREATE] = "auth/guest_create",
    [AUTH_GUEST_LOOKUP] = "auth/guest_lookup",
    [AUTH_GUEST_ENTER] = "auth/guest_enter",
};

void auth_register(struct api *api) {
  api_handler(api, "login", login);
  api_handler(api, "logout", logout);
  api_handler(api, "session_switch", session_switch);
  api_handler(api, "reset_request", reset_request);
  api_handler(api, "reset_redeem", reset_redeem);
  api_handler(api, "invite_create", invite_create);
  api_handler(api, "invite_lookup", invite_lookup);
  api_handler(api, "invite_accept", invite_accept);
  api_handler(api, "key_create", key_create);
  api_handler(api, "guest_create", guest_create);
  api_handler(api, "guest_lookup", guest_lookup);
  api_handler(api, "guest_enter", guest_enter);
  for (int i = 0; i < AUTH_JOBS; i++) (void)db_require(api_db(api), str_of(jobs[i]));
}

struct db_step auth_step(struct api_call *c, enum auth_job job, const struct db_param *params, int n) {
  struct db_param *copy = ARENA_ARRAY(c->a, struct db_param, (size_t)n + 1);
  memcpy(copy, params, (size_t)n * sizeof *params);
  return (struct db_step){db_find(api_db(c->api), str_of(jobs[job])), copy, n};
}

void auth_run(struct api_call *c, struct db_step step, void (*then)(struct api_call *c, const struct db_reply *reply)) {
  struct db_step *steps = ARENA_NEW(c->a, struct db_step);
  *steps = step;
  api_db_run(c, steps, 1, then);
}

struct db_param auth_bytes(struct api_call *c, const unsigned char hash[static 32]) {
  return (struct db_param){str_dup(c->a, (str){(const char *)hash, 32}), true};
}

const struct endpoint *auth_me(struct api_call *c) { return api_find(c->api, "GET", "/api/session"); }

struct auth_token auth_token_new(struct api_call *c) {
  struct auth_token t;
  token_random(t.raw, sizeof t.raw);
  token_sha256((str){(const char *)t.raw, sizeof t.raw}, t.hash);
  t.text = str_base64url(c->a, t.raw, sizeof t.raw);
  return t;
}

bool auth_token_read(struct api_call *c, const char *param, unsigned char hash[static 32]) {
  str raw;
  if (!str_unbase64url(c->a, api_value(c, param), &raw) || raw.n != 32) return false;
  token_sha256(raw, hash);
  return true;
}

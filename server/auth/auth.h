/* The handlers in C that the endpoint files of log-in, invitation, reset and API keys name, and what they share. */
#ifndef HANSA_AUTH_AUTH_H
#define HANSA_AUTH_AUTH_H
#include "api/api.h"
#include "auth/token.h"

void auth_register(struct api *api);

void login(struct api_call *c);
void logout(struct api_call *c);
void session_switch(struct api_call *c);
void reset_request(struct api_call *c);
void reset_redeem(struct api_call *c);
void invite_create(struct api_call *c);
void invite_lookup(struct api_call *c);
void invite_accept(struct api_call *c);
void key_create(struct api_call *c);
void guest_create(struct api_call *c);
void guest_lookup(struct api_call *c);
void guest_enter(struct api_call *c);

/* The statements of sql/jobs that handlers call; auth_register requires them all. */
enum auth_job {
  AUTH_BIND_SESSION,
  AUTH_LOGIN_BEGIN,
  AUTH_LOGIN_FINISH,
  AUTH_SESSION_CLOSE,
  AUTH_SESSION_SWITCH,
  AUTH_RESET_REQUEST,
  AUTH_RESET_REDEEM,
  AUTH_INVITATION_CREATE,
  AUTH_INVITATION_LOOKUP,
  AUTH_INVITATION_ACCEPT,
  AUTH_KEY_CREATE,
  AUTH_GUEST_CREATE,
  AUTH_GUEST_LOOKUP,
  AUTH_GUEST_ENTER,
  AUTH_JOBS
};
/* A step that calls one; params are copied to the arena. */
struct db_step auth_step(struct api_call *c, enum auth_job job, const struct db_param *params, int n);
/* One step in its own transaction. */
void auth_run(struct api_call *c, struct db_step step, void (*then)(struct api_call *c, const struct db_reply *reply));
struct db_param auth_bytes(struct api_call *c, const unsigned char hash[static 32]); /* copied to the arena */

const struct endpoint *auth_me(struct api_call *c); /* GET /api/session: what a fresh session is answered with */

/* A secret that travels by cookie or link; the database gets its hash. */
struct auth_token {
  unsigned char raw[32], hash[32];
  str text; /* base64url, arena */
};
struct auth_token auth_token_new(struct api_call *c);
bool auth_token_read(struct api_call *c, const char *param, unsigned char hash[static 32]); /* false: not a token */

/* What a create shows this once, under `name` beside the id (borrowed until the answer); auth_shown answers it. */
void auth_show_once(struct api_call *c, const char *name, str text);
void auth_shown(struct api_call *c, const struct db_reply *reply);
/* The link to a page of the portal that holds the token, to be shown once. Arena. */
str auth_link(struct api_call *c, const char *page, const struct auth_token *t);
void auth_link_look_up(struct api_call *c, enum auth_job job); /* answers the row behind the parameter `token` */
void auth_link_stale(struct api_call *c);                      /* one answer for all that opens nothing */

#endif

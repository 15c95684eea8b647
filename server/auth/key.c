/* API keys: shown once, kept as a hash; the prefix is how people tell them apart. */
#include "auth/auth.h"

enum { PREFIX_BYTES = 6 }; /* 8 letters of base64url */

/* The scopes arrive as an array literal, {"leads:read","edi:write"}. */
static bool scopes_known(struct api_call *c, struct err *e) {
  str rest = api_value(c, "scopes"), scope;
  for (size_t i = 0; rest.n; i++) {
    rest = str_cut(rest, '"', &scope);
    if (i % 2 == 1 && !api_scope_known(c->api, scope))
      return err_set(e, ERR_INVALID, "scope_unknown", "/scopes", "There is no scope `%.*s`. Known are: %.*s.",
                     STR_ARG(scope), STR_ARG(api_scopes(c->api)));
  }
  return true;
}

void key_create(struct api_call *c) {
  struct err e;
  if (!scopes_known(c, &e)) {
    api_fail(c, &e);
    return;
  }
  unsigned char prefix[PREFIX_BYTES], hash[32];
  struct auth_token t = auth_token_new(c);
  token_random(prefix, sizeof prefix);
  str prefix_text = str_base64url(c->a, prefix, sizeof prefix);
  str key = str_printf(c->a, "hansa_%.*s_%.*s", STR_ARG(prefix_text), STR_ARG(t.text));
  token_sha256(key, hash);
  auth_show_once(c, "key", key);
  struct db_param params[] = {{api_value(c, "name"), false},
                              {api_value(c, "scopes"), false},
                              {api_value(c, "expires_in_days"), false},
                              {prefix_text, false},
                              auth_bytes(c, hash)};
  auth_run(c, auth_step(c, AUTH_KEY_CREATE, params, 5), auth_shown);
}

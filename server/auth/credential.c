/* Cookies, API keys, and where a browser's request comes from. */
#include "auth/credential.h"
#include "auth/token.h"

/* __Host- binds the cookie to this one host over TLS. A browser keeps it over plain http only for the machine itself,
   so other plain-http hosts (a laboratory, a first try in the local network) get a name without the promise. */
static const char strict_name[] = "__Host-hansa", plain_name[] = "hansa";

enum { TOKEN = 32, TOKEN_TEXT = 43, KEY_PREFIX = 8 };

bool credential_required(struct err *e) {
  return err_set(e, ERR_UNAUTHENTICATED, "session_required", "", "Log in, or send an API key that is still valid.");
}

bool credential_person_only(struct err *e) {
  return err_set(e, ERR_FORBIDDEN, "scope_missing", "", "No API key may do this. A person who has logged in may.");
}

static bool local_host(str host) {
  static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    str name = str_of(names[i]);
    if (str_starts(host, name) && (host.n == name.n || host.p[name.n] == ':')) return true;
  }
  return false;
}

static bool strict(struct http_req *r) { return http_secure(r) || local_host(http_header(r, "host")); }

static bool key_form(str key) { /* hansa_<8>_<43> */
  if (key.n != 6 + KEY_PREFIX + 1 + TOKEN_TEXT || !str_starts(key, STR("hansa_")) || key.p[6 + KEY_PREFIX] != '_')
    return false;
  for (size_t i = 6; i < key.n; i++) {
    char c = key.p[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'))
      return false;
  }
  return true;
}

bool credential_read(struct http_req *r, struct credential *out, struct err *e) {
  *out = (struct credential){CRED_NONE, {0}};
  str authorization = http_header(r, "authorization");
  if (authorization.n) {
    str scheme, key = str_trim(str_cut(authorization, ' ', &scheme));
    if (!str_eq_nocase(scheme, STR("Bearer")) || !key_form(key)) return credential_required(e);
    out->kind = CRED_KEY;
    token_sha256(key, out->hash);
    return true;
  }
  str cookie = http_cookie(r, strict_name), token;
  if (str_none(cookie) && !strict(r)) cookie = http_cookie(r, plain_name);
  if (str_none(cookie)) return true;
  if (cookie.n != TOKEN_TEXT || !str_unbase64url(http_arena(r), cookie, &token) || token.n != TOKEN)
    return credential_required(e);
  out->kind = CRED_SESSION;
  token_sha256(token, out->hash);
  return true;
}

bool credential_origin_ok(struct http_req *r, struct err *e) {
  str site = http_header(r, "sec-fetch-site"), origin = http_header(r, "origin"), host = http_header(r, "host");
  if (origin.n) {
    str scheme, rest = str_cut(origin, ':', &scheme);
    bool web = str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
    if (web && str_starts(rest, STR("//")) && host.n && str_eq_nocase((str){rest.p + 2, rest.n - 2}, host)) return true;
  } else if (str_eq(site, STR("same-origin"))) {
    return true;
  }
  return err_set(e, ERR_FORBIDDEN, "origin_mismatch", "",
                 "A change that a cookie vouches for must come from this site's own pages. Programs use an API key.");
}

static void put_cookie(struct http_req *r, const char *name, bool secure, str value, const char *age) {
  http_add_header(r, STR("Set-Cookie"),
                  str_printf(http_arena(r), "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", name, STR_ARG(value),
                             secure ? "; Secure" : "", age));
}

void credential_set_cookie(struct http_req *r, const unsigned char token[static 32]) {
  bool secure = strict(r);
  put_cookie(r, secure ? strict_name : plain_name, secure, str_base64url(http_arena(r), token, TOKEN),
             "; Max-Age=34560000");
}

void credential_clear_cookie(struct http_req *r) {
  bool secure = strict(r);
  put_cookie(r, secure ? strict_name : plain_name, secure, STR(""), "; Max-Age=0");
}

/* Page cursors: base64url of company, NUL, payload and a MAC of 16 bytes. */
#include "api/cursor.h"
#include "auth/token.h"

enum { MAC = 16, CURSOR_MAX = 2048 };

static void mac(str secret, str route, str body, unsigned char out[static 32]) {
  token_hmac(secret, (const str[]){STR("cursor"), route, body}, 3, out);
}

str cursor_seal(struct arena *a, str secret, str route, str company, str payload) {
  size_t n = company.n + 1 + payload.n;
  char *buf = arena_alloc(a, n + MAC);
  if (company.n) memcpy(buf, company.p, company.n);
  if (payload.n) memcpy(buf + company.n + 1, payload.p, payload.n);
  unsigned char full[32];
  mac(secret, route, (str){buf, n}, full);
  memcpy(buf + n, full, MAC);
  return str_base64url(a, buf, n + MAC);
}

bool cursor_open(struct arena *a, str secret, str route, str token, str *company, str *payload) {
  str raw;
  if (token.n > CURSOR_MAX || !str_unbase64url(a, token, &raw) || raw.n <= MAC) return false;
  str body = {raw.p, raw.n - MAC};
  unsigned char full[32];
  mac(secret, route, body, full);
  if (!token_same(full, body.p + body.n, MAC)) return false;
  *payload = str_cut(body, '\0', company);
  return !str_none(*payload);
}

bool cursor_refuse(struct err *e) {
  return err_set(e, ERR_INVALID, "cursor_invalid", "/after",
                 "This cursor is not one that this list gave you. Begin again without it, or use `next` of the last "
                 "page as it is.");
}

/* What a request brings to prove who it is: a session cookie or an API key. Read here, looked up by bind/session or
   bind/key in the same pipeline as the statement. */
#ifndef HANSA_AUTH_CREDENTIAL_H
#define HANSA_AUTH_CREDENTIAL_H
#include "base/err.h"
#include "http/http.h"

enum credential_kind { CRED_NONE, CRED_SESSION, CRED_KEY };

struct credential {
  enum credential_kind kind;
  unsigned char hash[32]; /* sha256 of the session token or of the whole key */
};

/* Reads Authorization, else the cookie. What is there but unreadable is ERR_UNAUTHENTICATED; nothing there is
 * CRED_NONE. */
bool credential_read(struct http_req *r, struct credential *out, struct err *e) MUST_CHECK;
/* A browser says where a request comes from; one that a cookie vouches for must come from our own pages. */
bool credential_origin_ok(struct http_req *r, struct err *e) MUST_CHECK;

/* Sets or ends the session cookie on the answer. */
void credential_set_cookie(struct http_req *r, const unsigned char token[static 32]);
void credential_clear_cookie(struct http_req *r);

/* The constant answers for nobody and for nothing there. */
bool credential_required(struct err *e);
/* For what has no scope: false, with the error that says so. */
bool credential_person_only(struct err *e);

#endif

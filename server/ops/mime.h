/* A mail as the text that SMTP carries. */
#ifndef HANSA_OPS_MIME_H
#define HANSA_OPS_MIME_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct mime_mail {
  str id;   /* uuid; makes the Message-ID, the same at every try */
  str from; /* "Name <address>" or an address */
  str to;   /* an address */
  str subject, text, html;
  str unsubscribe; /* the address that one click turns such mails off at (RFC 8058); empty: none */
  int64_t unix_s;
};

/* The address within "Name <address>", or s itself; STR_NONE if it cannot be one. Borrowed from s. */
str mime_address(str s);
bool mime_compose(struct arena *a, const struct mime_mail *m, str *out, struct err *e) MUST_CHECK; /* out: arena */

#endif

/* A self-signed certificate for this machine, so that TLS can be tried without an authority. */
#ifndef HANSA_OPS_CERT_H
#define HANSA_OPS_CERT_H
#include "ops/state.h"

/* Kept while it is valid for another month; the names are below the state directory. */
bool cert_self_signed(const struct state *s, const char *cert, const char *key, struct err *e) MUST_CHECK;
/* Days until the certificate in the file ends; -1: unreadable. */
int cert_days_left(const char *path);

#endif

/* Random tokens and the hashes the database keeps instead of them. */
#ifndef HANSA_AUTH_TOKEN_H
#define HANSA_AUTH_TOKEN_H
#include "base/str.h"

void token_random(void *out, size_t n); /* from the system's generator; aborts if there is none */
void token_sha256(str s, unsigned char out[static 32]);
void token_hmac(str key, const str *parts, size_t nparts, unsigned char out[static 32]); /* parts are length-prefixed */
bool token_same(const void *a, const void *b, size_t n);                                 /* in constant time */

#endif

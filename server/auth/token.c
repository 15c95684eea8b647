/* Random tokens and hashes, by OpenSSL. */
#include "auth/token.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>

void token_random(void *out, size_t n) {
  if (n > INT32_MAX || RAND_bytes(out, (int)n) != 1) abort();
}

void token_sha256(str s, unsigned char out[static 32]) {
  if (EVP_Digest(s.p ? s.p : "", s.n, out, NULL, EVP_sha256(), NULL) != 1) abort();
}

void token_hmac(str key, const str *parts, size_t nparts, unsigned char out[static 32]) {
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, (const unsigned char *)key.p, key.n);
  size_t n = 32;
  bool ok = ctx && pkey && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, pkey) == 1;
  for (size_t i = 0; ok && i < nparts; i++) {
    uint64_t length = parts[i].n;
    ok = EVP_DigestSignUpdate(ctx, &length, sizeof length) == 1 &&
         (!parts[i].n || EVP_DigestSignUpdate(ctx, parts[i].p, parts[i].n) == 1);
  }
  ok = ok && EVP_DigestSignFinal(ctx, out, &n) == 1;
  EVP_PKEY_free(pkey);
  EVP_MD_CTX_free(ctx);
  if (!ok) abort();
}

bool token_same(const void *a, const void *b, size_t n) { return CRYPTO_memcmp(a, b, n) == 0; }

/* Random tokens and hashes, by OpenSSL. What it would look up by name at every call is kept. */
#include "auth/token.h"
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>

static EVP_MD *sha256;
static EVP_MAC_CTX *hmac; /* without a key: copied for each use */

__attribute__((constructor)) static void fetch(void) {
  EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
                         OSSL_PARAM_construct_end()};
  sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  hmac = mac ? EVP_MAC_CTX_new(mac) : NULL;
  if (!sha256 || !hmac || EVP_MAC_CTX_set_params(hmac, params) != 1) abort();
  EVP_MAC_free(mac);
}

void token_random(void *out, size_t n) {
  if (n > INT32_MAX || RAND_bytes(out, (int)n) != 1) abort();
}

void token_sha256(str s, unsigned char out[static 32]) {
  if (EVP_Digest(s.p ? s.p : "", s.n, out, NULL, sha256, NULL) != 1) abort();
}

void token_hmac(str key, const str *parts, size_t nparts, unsigned char out[static 32]) {
  EVP_MAC_CTX *ctx = EVP_MAC_CTX_dup(hmac);
  size_t n;
  bool ok = ctx && EVP_MAC_init(ctx, (const unsigned char *)key.p, key.n, NULL) == 1;
  for (size_t i = 0; ok && i < nparts; i++) {
    uint64_t length = parts[i].n;
    ok = EVP_MAC_update(ctx, (const unsigned char *)&length, sizeof length) == 1 &&
         (!parts[i].n || EVP_MAC_update(ctx, (const unsigned char *)parts[i].p, parts[i].n) == 1);
  }
  ok = ok && EVP_MAC_final(ctx, out, &n, 32) == 1 && n == 32;
  EVP_MAC_CTX_free(ctx);
  if (!ok) abort();
}

bool token_same(const void *a, const void *b, size_t n) { return CRYPTO_memcmp(a, b, n) == 0; }

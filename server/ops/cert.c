/* EC P-256, for localhost and the machine's own name. */
#include "ops/cert.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <unistd.h>

enum { VALID_DAYS = 397, RENEW_DAYS = 30 };

static void bio_free(BIO **b) { BIO_free(*b); }
static void cert_free(X509 **c) { X509_free(*c); }
static void key_free(EVP_PKEY **k) { EVP_PKEY_free(*k); }
#define BIO_AUTO __attribute__((cleanup(bio_free))) BIO
#define CERT_AUTO __attribute__((cleanup(cert_free))) X509
#define KEY_AUTO __attribute__((cleanup(key_free))) EVP_PKEY

int cert_days_left(const char *path) {
  BIO_AUTO *in = BIO_new_file(path, "r");
  CERT_AUTO *c = in ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
  int days, seconds;
  if (!c || !ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(c))) return -1;
  return days < 0 ? 0 : days;
}

static bool extend(X509 *c, int nid, const char *value) {
  X509V3_CTX ctx;
  X509V3_set_ctx_nodb(&ctx);
  X509V3_set_ctx(&ctx, c, c, NULL, NULL, 0);
  X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
  bool ok = ext && X509_add_ext(c, ext, -1);
  X509_EXTENSION_free(ext);
  return ok;
}

static bool fill(X509 *c, EVP_PKEY *key, const char *host) {
  unsigned char serial[16];
  if (RAND_bytes(serial, sizeof serial) != 1) return false;
  serial[0] &= 0x7f;
  BIGNUM *number = BN_bin2bn(serial, sizeof serial, NULL);
  bool ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(c));
  BN_free(number);
  char names[400];
  snprintf(names, sizeof names, "DNS:localhost,IP:127.0.0.1,IP:::1%s%s", *host ? ",DNS:" : "", host);
  X509_NAME *name = X509_get_subject_name(c);
  return ok && X509_set_version(c, 2) && X509_gmtime_adj(X509_getm_notBefore(c), -3600) &&
         X509_time_adj_ex(X509_getm_notAfter(c), VALID_DAYS, 0, NULL) && X509_set_pubkey(c, key) &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)"localhost", -1, -1, 0) &&
         X509_set_issuer_name(c, name) && extend(c, NID_subject_alt_name, names) &&
         extend(c, NID_basic_constraints, "critical,CA:FALSE") && extend(c, NID_ext_key_usage, "serverAuth") &&
         X509_sign(c, key, EVP_sha256()) > 0;
}

static bool write_pem(const struct state *s, const char *name, BIO *pem, struct err *e) {
  char *p;
  long n = BIO_get_mem_data(pem, &p);
  return state_write(s, name, p, (size_t)n, 0600, e);
}

/* A host's name goes into the certificate only when it is one: letters, digits, dots, hyphens. */
static void own_name(char *out, size_t n) {
  if (gethostname(out, n) != 0) out[0] = 0;
  out[n - 1] = 0;
  if (out[strspn(out, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")] != 0) out[0] = 0;
}

bool cert_self_signed(const struct state *s, const char *cert, const char *key, struct err *e) {
  if (access(state_path(s, "tls/self-signed"), F_OK) == 0 && cert_days_left(state_path(s, "%s", cert)) > RENEW_DAYS &&
      access(state_path(s, "%s", key), R_OK) == 0)
    return true;
  char host[256];
  own_name(host, sizeof host);
  KEY_AUTO *k = EVP_EC_gen("P-256");
  CERT_AUTO *c = X509_new();
  BIO_AUTO *cert_pem = BIO_new(BIO_s_mem()), *key_pem = BIO_new(BIO_s_mem());
  if (!k || !c || !cert_pem || !key_pem || !fill(c, k, host) || !PEM_write_bio_X509(cert_pem, c) ||
      !PEM_write_bio_PrivateKey(key_pem, k, NULL, NULL, 0, NULL, NULL))
    return err_set(e, ERR_INTERNAL, "certificate", NULL, "A certificate could not be made.");
  return write_pem(s, key, key_pem, e) && write_pem(s, cert, cert_pem, e) && state_write(s, "tls/self-signed", "", 0, 0600, e);
}

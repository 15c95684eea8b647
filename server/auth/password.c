/* Argon2id with 19 MiB, two passes and one lane (OWASP's first choice), by libargon2. */
#include "auth/password.h"
#include "auth/token.h"
#include "loop/loop.h"
#include <argon2.h>

enum { PASSES = 2, KIBIBYTES = 19456, LANES = 1, SALT = 16, HASH = 32 };

static int waiting;

/* A well-formed hash of a password that was never written down. */
static const char nobody[] =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZWJvZHktZWxzZQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const str PASSWORD_NOBODY = {nobody, sizeof nobody - 1};

bool password_hash(str password, char encoded[static 128]) {
  unsigned char salt[SALT];
  token_random(salt, sizeof salt);
  return argon2id_hash_encoded(PASSES, KIBIBYTES, LANES, password.p ? password.p : "", password.n, salt, SALT, HASH,
                               encoded, 128) == ARGON2_OK;
}

bool password_verify(str password, str encoded) {
  char z[256];
  if (encoded.n >= sizeof z || !encoded.n) return false;
  memcpy(z, encoded.p, encoded.n);
  z[encoded.n] = 0;
  return argon2id_verify(z, password.p ? password.p : "", password.n) == ARGON2_OK;
}

static void work(void *ctx) {
  struct password_job *job = ctx;
  if (!str_none(job->encoded)) {
    job->ok = password_verify(job->password, job->encoded);
  } else {
    job->ok = password_hash(job->password, job->buffer);
    job->encoded = str_of(job->buffer);
  }
}

static void done(void *ctx) {
  struct password_job *job = ctx;
  waiting--;
  job->done(job->ctx);
}

bool password_run(struct loop *loop, struct password_job *job, struct err *e) {
  if (waiting >= PASSWORD_QUEUE) {
    err_set(e, ERR_UNAVAILABLE, "busy", "", "Too many log-ins at once. Try again in a few seconds.");
    e->retry_after = 2;
    return false;
  }
  waiting++;
  worker_run(loop, work, done, job);
  return true;
}

bool password_acceptable(str password, str email, struct err *e) {
  size_t n = 0;
  for (size_t i = 0; i < password.n; i++) n += ((unsigned char)password.p[i] & 0xC0) != 0x80;
  if (n < PASSWORD_MIN || n > PASSWORD_MAX)
    return err_set(e, ERR_INVALID, "password_length", "/password",
                   "The password must have between %d and %d characters.", PASSWORD_MIN, PASSWORD_MAX);
  if (email.n && str_eq_nocase(password, email))
    return err_set(e, ERR_INVALID, "password_weak", "/password", "The password must not be the e-mail address.");
  return true;
}

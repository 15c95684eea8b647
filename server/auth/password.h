/* Argon2id on the worker pool. At most a few wait; more are told to come again, so that guessing cannot eat the
 * machine. */
#ifndef HANSA_AUTH_PASSWORD_H
#define HANSA_AUTH_PASSWORD_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct loop;

enum { PASSWORD_MIN = 10, PASSWORD_MAX = 200, PASSWORD_QUEUE = 32 };

struct password_job {
  str password; /* in */
  str encoded;  /* in: to verify against, STR_NONE hashes instead. out: the encoded hash */
  bool ok;      /* out: verified, or hashed */
  void (*done)(void *ctx);
  void *ctx;
  char buffer[128];
};

/* False: ERR_UNAVAILABLE with retry_after; done will not be called. To verify against nobody's hash takes as long as
   against somebody's: give PASSWORD_NOBODY as encoded and it fails in the same time. */
bool password_run(struct loop *loop, struct password_job *job, struct err *e) MUST_CHECK;
extern const str PASSWORD_NOBODY;

/* Without the pool, for command lines and tests. */
bool password_hash(str password, char encoded[static 128]);
bool password_verify(str password, str encoded);
/* Is it long enough, and not the e-mail address? */
bool password_acceptable(str password, str email, struct err *e) MUST_CHECK;

#endif

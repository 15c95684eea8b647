/* What went wrong, once, for every layer: the code decides the HTTP status and the log level. */
#ifndef HANSA_BASE_ERR_H
#define HANSA_BASE_ERR_H
#include <stdbool.h>

enum err_code {
  ERR_NONE = 0,
  ERR_MALFORMED,     /* 400 cannot be read at all */
  ERR_UNAUTHENTICATED, /* 401 */
  ERR_FORBIDDEN,     /* 403 */
  ERR_NOT_FOUND,     /* 404 absent, or not yours: the same answer */
  ERR_METHOD,        /* 405 */
  ERR_CONFLICT,      /* 409 */
  ERR_LENGTH_REQUIRED, /* 411 */
  ERR_PRECONDITION,  /* 412 */
  ERR_TOO_LARGE,     /* 413 */
  ERR_MEDIA_TYPE,    /* 415 */
  ERR_INVALID,       /* 422 read, but a value is wrong; field points at it */
  ERR_PRECONDITION_REQUIRED, /* 428 */
  ERR_TOO_MANY,      /* 429 */
  ERR_HEADERS_TOO_LARGE, /* 431 */
  ERR_INTERNAL,      /* 500 */
  ERR_NOT_IMPLEMENTED, /* 501 a transfer coding we do not decode */
  ERR_UNAVAILABLE,   /* 503 with Retry-After */
  ERR_CODES
};

struct err {
  enum err_code code;
  char type[64];   /* machine name, snake_case, for clients to branch on: "stage_unknown" */
  char msg[512];   /* what is wrong and how to mend it, for people */
  char field[128]; /* JSON pointer into the request ("/title"), or empty */
  int retry_after; /* seconds; 0 = none */
};

/* Fills *e and returns false, so that a failing function can `return err_set(...)`. */
bool err_set(struct err *e, enum err_code code, const char *type, const char *field, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
int err_status(enum err_code code); /* HTTP status */
const char *err_title(enum err_code code);

#define MUST_CHECK __attribute__((warn_unused_result))

#endif

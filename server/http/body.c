/* The body of a request: in memory while it is small, in an unlinked file beyond that when the route allows it. */
#include "base/log.h"
#include "http/private.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static bool spool_failed(struct err *e) {
  LOG(LOG_ERROR, "http.spool", log_int("errno", errno));
  err_set(e, ERR_UNAVAILABLE, "spool_unavailable", NULL, "The body could not be stored. Try again later.");
  e->retry_after = 30;
  return false;
}

static bool spool_write(int fd, const char *p, size_t n) {
  while (n) {
    ssize_t w = write(fd, p, n);
    if (w < 0 && errno == EINTR) continue;
    if (w <= 0) return false;
    p += w;
    n -= (size_t)w;
  }
  return true;
}

static bool spool_open(struct http_req *r, struct err *e) {
  if (r->h->spooled >= SPOOLED_MOST) {
    err_set(e, ERR_UNAVAILABLE, "busy", NULL, "Too many large bodies are on their way. Try again in a moment.");
    e->retry_after = 5;
    return false;
  }
  int fd = open(r->h->conf.spool_dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) { /* a file system without nameless files */
    char *name = str_z(r->a, str_printf(r->a, "%s/body.XXXXXX", r->h->conf.spool_dir));
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0) unlink(name);
  }
  if (fd < 0) return spool_failed(e);
  r->spool = fd;
  r->h->spooled++;
  return spool_write(fd, r->body, r->body_n) || spool_failed(e);
}

bool body_append(struct http_req *r, str piece, struct err *e) {
  if (piece.n > r->plan.body_cap || r->body_n > r->plan.body_cap - piece.n)
    return err_set(e, ERR_TOO_LARGE, "body_too_large", NULL, "The body may have at most %zu bytes.", r->plan.body_cap);
  size_t n = r->body_n + piece.n;
  if (r->spool < 0 && n > BODY_IN_MEMORY && r->plan.spool && r->h->conf.spool_dir && !spool_open(r, e)) return false;
  if (r->spool >= 0) {
    if (!spool_write(r->spool, piece.p, piece.n)) return spool_failed(e);
    r->body_n = n;
    return true;
  }
  if (n > r->body_cap) {
    /* A promised length is not room that has been filled: it counts only as far as memory would go anyway. */
    size_t cap = r->framing.length > n && r->framing.length <= BODY_IN_MEMORY ? r->framing.length : n + n / 2 + 512;
    r->body = arena_grow(r->a, r->body, r->body_cap, cap);
    r->body_cap = cap;
  }
  memcpy(r->body + r->body_n, piece.p, piece.n);
  r->body_n = n;
  return true;
}

const char *http_spool_dir(const struct http_req *r) { return r->h->conf.spool_dir; }

size_t http_body_size(const struct http_req *r) { return r->body_n; }

str http_body(const struct http_req *r) {
  if (r->spool >= 0) return STR_NONE;
  return (str){r->body ? r->body : "", r->body_n};
}

bool http_body_read(struct http_req *r, str *out, struct err *e) {
  if (r->spool < 0) {
    *out = http_body(r);
    return true;
  }
  char *p = arena_alloc(r->a, r->body_n + 1);
  for (size_t at = 0; at < r->body_n;) {
    ssize_t n = pread(r->spool, p + at, r->body_n - at, (off_t)at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return spool_failed(e);
    at += (size_t)n;
  }
  *out = (str){p, r->body_n};
  return true;
}

/* The state directory: everything one Hansa keeps outside the checkout, whose it is, and the locks that keep a second
   one away. */
#ifndef HANSA_OPS_STATE_H
#define HANSA_OPS_STATE_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <sys/types.h>

struct state {
  struct arena *a;      /* lives as long as the program */
  const char *dir;      /* absolute */
  const char *run;      /* sockets; dir/run, or a short path when dir is too long for a socket's name */
  const char *user;     /* the operating system's name of who owns it all */
  int lock_fd;          /* held by the supervisor alone */
  int parts_fd;         /* held by every part too: while one of them lives, so does the lock */
};

/* $HANSA_STATE, /var/lib/hansa as root, else ~/.local/state/hansa. arena */
const char *state_default(struct arena *a);

/* Makes the folders when `make`. As root it gives them to the user postgres and becomes that user for good, keeping only
   the right to listen on a port below 1024 when `low_port`. */
bool state_open(struct state *s, struct arena *a, const char *dir, bool make, bool low_port, struct err *e) MUST_CHECK;

/* Refuses when another supervisor holds the directory; waits for parts that an earlier one left behind, and ends them
   when they do not go. */
bool state_lock(struct state *s, struct err *e) MUST_CHECK;
bool state_is_up(const struct state *s); /* a supervisor holds the lock */

/* dir/FMT; arena */
const char *state_path(const struct state *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Whole, or not at all. */
bool state_write(const struct state *s, const char *name, const void *bytes, size_t n, mode_t mode, struct err *e) MUST_CHECK;
bool state_mkdir(const char *path, mode_t mode, struct err *e) MUST_CHECK; /* present is fine */
/* The secret that signs cursors; made once. */
bool state_secret(const struct state *s, struct err *e) MUST_CHECK;
enum { STATE_LOW_BYTES = 64 << 20 };
int64_t state_free_bytes(const char *path); /* -1: unknown */

#endif

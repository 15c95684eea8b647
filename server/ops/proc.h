/* Child processes: started in a group of their own, told to end when the supervisor dies, their words kept in a log. */
#ifndef HANSA_OPS_PROC_H
#define HANSA_OPS_PROC_H
#include "base/err.h"
#include "base/str.h"
#include <sys/types.h>

struct proc {
  const char *const *argv; /* argv[0] is the path, unless exe_fd is set */
  int exe_fd;              /* -1, or the open program itself: it may lie where the user cannot look */
  const char *log;         /* appended to; NULL: inherited */
  const char *const *env;  /* "NAME=value" on top of our own environment, NULL-ended, or NULL */
  int death_signal;        /* what the kernel sends when the supervisor dies; 0: nothing */
  bool low_ports;          /* hands down the right to listen below 1024 */
};

bool proc_start(const struct proc *p, pid_t *pid, struct err *e) MUST_CHECK;

/* Runs to the end; on failure the error carries the last line it said. out (may be NULL) gets what it printed. */
bool proc_run(const char *const *argv, const char *const *env, char *out, size_t out_n, struct err *e) MUST_CHECK;

/* Every process that has the same file open: asked to end, or made to. Ourselves excepted. */
void proc_signal_holders(int fd, bool kill_now);
bool proc_cwd_is(pid_t pid, const char *dir);
bool proc_comm_is(pid_t pid, const char *name);

/* The last line that says something in a log file; empty when there is none. */
void proc_last_line(const char *path, off_t from, char *out, size_t n);
/* Copies what a log file holds beyond `most` bytes to FILE.1 and empties it; its writers append. */
void proc_rotate(const char *path, off_t most);

#endif

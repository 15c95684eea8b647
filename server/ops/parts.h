/* The running parts under one supervisor: started, watched, started again, stopped in order. */
#ifndef HANSA_OPS_PARTS_H
#define HANSA_OPS_PARTS_H
#include "base/err.h"
#include "ops/proc.h"
#include "ops/state.h"

enum part_id { PART_POSTGRES, PART_SERVE, PART_GATEWAY, PART_NGINX, PARTS };

struct part {
  struct proc proc;
  pid_t pid;          /* 0: not running */
  bool wanted;        /* started again when it ends */
  int64_t began_us, due_us;
  int backoff_ms, deaths; /* deaths since it last ran for a while */
  off_t log_from;     /* where its log stood when it was started */
};

struct parts {
  const struct state *state;
  struct part part[PARTS];
  bool stop;          /* a signal asked for it */
  int64_t looked_us;  /* at the disk: room, and the size of the logs */
  bool low;           /* it was full at the last look */
};

const char *part_name(enum part_id id);
void parts_init(struct parts *ps, const struct state *s); /* from here on signals are taken by parts_wait */
bool parts_start(struct parts *ps, enum part_id id, struct err *e) MUST_CHECK;
/* Up to ms: takes signals, buries what died, starts it again when its time has come. False: asked to stop. */
bool parts_wait(struct parts *ps, int ms);
/* The last words of a part, for an error message. */
void parts_last_words(const struct parts *ps, enum part_id id, char *out, size_t n);
void parts_stop(struct parts *ps); /* nginx, gateway and serve, PostgreSQL; each with a limit */

#endif

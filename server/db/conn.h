/* One pipelined connection: it opens, prepares its statements, runs requests in order, and comes back when it is lost.
   Used by the pool and by the doorbell; nothing else knows libpq's pipeline. */
#ifndef HANSA_DB_CONN_H
#define HANSA_DB_CONN_H
#include "db/db.h"

struct conn;

struct statement {
  char prepared[16];       /* its name on the server */
  const char *name, *text; /* NUL-terminated, in the registry's arena */
  enum db_lane lane;
  bool binary;   /* results, not parameters */
  bool reported; /* its failure to prepare has been logged */
};

/* One transaction, from submit to callback. */
struct request {
  struct request *next;
  const struct db_step *steps;       /* borrowed from the submitter */
  int nsteps, nresults, failed_step; /* failed_step -1: none */
  enum db_lane lane;
  unsigned binary; /* a bit for each step whose columns are wanted so */
  int64_t queued_us;
  db_done done;
  void *ctx;
  PGresult *failure;   /* owned: an error that came after the last step's result */
  PGresult *results[]; /* owned; nsteps places */
};

struct conn_conf {
  struct loop *loop;
  const char *conninfo;
  const char *label; /* application_name and log: "fast", "slow", "bell" */
  int statement_timeout_ms;
  struct statement *const *statements; /* what to prepare; all are prepared before ready is called */
  int nstatements;
  /* None of these is called from inside a conn_ function, except that conn_close calls finished. */
  void (*ready)(void *ctx, struct conn *c); /* requests may be sent; also after preparing again */
  void (*lost)(void *ctx, struct conn *c);  /* was ready and is no longer; may be NULL */
  void (*finished)(void *ctx, struct conn *c, struct request *r, enum db_status status); /* r is the owner's again */
  void (*notified)(void *ctx, struct conn *c, const char *payload); /* a NOTIFY came in; may be NULL. Those without a
                                                                       payload that come together are told as one */
  void *ctx;
};

struct conn *conn_new(const struct conn_conf *conf); /* opens at once, in the background */
bool conn_ready(const struct conn *c);
int conn_unprepared(const struct conn *c); /* statements that failed to prepare */
int conn_in_flight(const struct conn *c);
void conn_send(struct conn *c, struct request *r); /* must be ready */
void conn_close(struct conn *c); /* for good: in flight ends DB_UNAVAILABLE, handles close on the loop's next round */
void conn_free(struct conn *c);  /* after the loop has closed the handles */

#endif

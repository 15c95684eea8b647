/* PostgreSQL by pipelines: every request is one implicit transaction (tenant binding, statements, Sync), one round trip.
   Prepared statements only, all known before the first connection opens. The callback is never called from inside
   db_submit. A connection that is lost answers its requests with DB_UNAVAILABLE and comes back by itself. */
#ifndef HANSA_DB_DB_H
#define HANSA_DB_DB_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <libpq-fe.h>

struct loop;
struct db;

enum db_lane { DB_FAST, DB_SLOW, DB_BULK };

struct db_conf {
  const char *conninfo;  /* borrowed for the life of the db */
  int fast, slow, bulk;  /* connections a lane; 4, 2 and 2. libpq keeps the room of the largest message for ever, so what
                            is large has a lane of its own, one request at a time; it opens if a statement wants it */
  int fast_timeout_ms, slow_timeout_ms; /* statement_timeout; 5000 and 60000 */
  int queue_wait_ms;     /* a request that waits longer for a connection gets DB_UNAVAILABLE; 1000 */
  int depth;             /* requests in flight on one connection; 16 */
};

struct db *db_new(struct loop *loop, const struct db_conf *conf);
/* Registers a statement before db_open. name and text are borrowed for the life of the db. Returns its number. */
int db_statement(struct db *db, str name, str text, enum db_lane lane);
void db_binary(struct db *db, int statement); /* its columns come as PostgreSQL's binary, so that bytea is bytes */
int db_find(const struct db *db, str name); /* -1 if absent */
/* As db_find, for what the program cannot do without; db_complete then names the first that is absent. */
int db_require(struct db *db, str name);
bool db_complete(const struct db *db, struct err *e) MUST_CHECK;
void db_open(struct db *db);
bool db_ready(const struct db *db);  /* at least one prepared connection in each lane */
void db_close(struct db *db);        /* fails what waits, closes handles; the loop must run until they are closed */
void db_free(struct db *db);

/* Registers every file under sql/jobs/ as statement "auth/login" and so on; the first line of a file may be
   "-- lane: slow" or "-- lane: bulk". Call before db_open. */
void db_register_jobs(struct db *db);

struct db_param {
  str v;       /* STR_NONE is SQL NULL */
  bool binary; /* sent as binary bytes (bytea) */
};

/* A statement's parameters are text unless binary. */
struct db_step {
  int statement;
  const struct db_param *params;
  int nparams;
};

enum db_status {
  DB_OK,
  DB_FAILED,     /* a statement failed; nothing of the request was kept */
  DB_UNAVAILABLE /* no connection, or lost while in flight: the outcome of a write is unknown */
};

struct db_reply {
  enum db_status status;
  PGresult **results; /* one per step that ran, borrowed for the callback only; one that is replaced by NULL is kept */
  int nresults;
  /* DB_FAILED: of the first failing step. sqlstate is 5 letters; texts borrowed for the callback */
  int failed_step;
  const char *sqlstate, *message, *detail, *hint;
};

typedef void (*db_done)(void *ctx, const struct db_reply *reply);

/* Queues the steps as one transaction. All memory is borrowed until the callback. The lane is that of the slowest step. */
void db_submit(struct db *db, const struct db_step *steps, int nsteps, db_done done, void *ctx);

/* Maps a failed reply to an err: HA4xx states raised by sql/logic (MESSAGE = type, DETAIL = text, HINT = field),
   timeouts, constraint and syntax classes; everything else is ERR_INTERNAL without a word of the database. */
void db_err(const struct db_reply *reply, struct err *e);

struct db_stats { int64_t requests, failed, unavailable, reconnects; int queued, in_flight, connected; };
void db_get_stats(const struct db *db, struct db_stats *out);

/* The doorbell (notes: outbox + NOTIFY hansa_bell alone in its own transaction, coalesced to one per 2 ms) */
void db_ring(struct db *db);                                   /* after a commit that wrote events */
void db_listen(struct db *db, void (*rung)(void *ctx), void *ctx); /* own connection; also called every 250 ms as the fallback */
/* Words to every process that listens, this one too, for what may be lost. At most DB_WORDS_MAX bytes; false: not now. */
enum { DB_WORDS_MAX = 7900 };
bool db_tell(struct db *db, str words);
void db_hear(struct db *db, void (*told)(void *ctx, str words), void *ctx);

#endif

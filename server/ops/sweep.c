/* All servers ask; a lock in the database lets one of them do it. */
#include "ops/sweep.h"
#include "base/log.h"
#include <stdlib.h>

enum { FIRST_MS = 5000, EVERY_MS = 60000 };

struct sweep {
  struct loop *loop;
  struct db *db;
  struct timer *timer;
  bool running;
  struct db_step steps[2];
};

struct sweep *sweep_new(struct loop *loop, struct db *db) {
  struct sweep *s = calloc(1, sizeof *s);
  if (!s) abort();
  *s = (struct sweep){.loop = loop, .db = db};
  s->steps[0].statement = db_require(db, STR("bind/public"));
  s->steps[1].statement = db_require(db, STR("ops/sweep"));
  return s;
}

static void swept(void *ctx, const struct db_reply *reply) {
  struct sweep *s = ctx;
  s->running = false;
  if (reply->status == DB_FAILED) LOG(LOG_WARN, "sweep.failed", log_z("sqlstate", reply->sqlstate));
  if (reply->status != DB_OK) return;
  int64_t n = 0;
  (void)str_int(str_of(PQgetvalue(reply->results[1], 0, 0)), &n);
  if (n == 0) return;
  LOG(LOG_INFO, "sweep.done", log_int("rows", n));
  db_ring(s->db); /* partnerships that ended are events */
}

static void tick(void *ctx) {
  struct sweep *s = ctx;
  if (s->running || !db_ready(s->db)) return;
  s->running = true;
  db_submit(s->db, s->steps, 2, swept, s);
}

void sweep_start(struct sweep *s) { s->timer = timer_start(s->loop, FIRST_MS, EVERY_MS, tick, s); }

void sweep_stop(struct sweep *s) {
  if (s->timer) timer_stop(s->timer);
  s->timer = NULL;
}

void sweep_free(struct sweep *s) { free(s); }

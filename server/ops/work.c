/* Two tasks of the same kind: a timer, a pipeline that says how much it did, and sooner again while there is more. */
#include "ops/work.h"
#include "base/log.h"
#include <stdlib.h>

enum { NOTICES_MS = 5000, IMPORTS_MS = 500, AGAIN_MS = 10, STEPS = 3 };

struct task {
  struct work *w;
  const char *failed; /* the event when it fails */
  int every_ms;
  struct timer *timer;
  struct db_step steps[STEPS];
  int nsteps;
  struct db_step off[2];
  int later; /* the statement that lets others go first when it fails; -1: none */
};

struct work {
  struct loop *loop;
  struct db *db;
  bool stopped;
  struct db_param base;
  struct task notices, imports;
};

struct work *work_new(struct loop *loop, struct db *db, str base) {
  struct work *w = calloc(1, sizeof *w);
  if (!w) abort();
  *w = (struct work){.loop = loop, .db = db, .base = {base, false}};
  struct db_step public = {db_require(db, STR("bind/public")), NULL, 0};
  w->notices = (struct task){.w = w, .failed = "notices.failed", .every_ms = NOTICES_MS, .nsteps = 2, .later = -1};
  w->notices.steps[0] = public;
  w->notices.steps[1] = (struct db_step){db_require(db, STR("work/notices")), &w->base, 1};
  w->imports = (struct task){.w = w, .failed = "imports.failed", .every_ms = IMPORTS_MS, .nsteps = 3};
  w->imports.later = db_require(db, STR("work/import_later"));
  w->imports.steps[0] = public;
  /* takes an import and binds its person; what follows works as that person */
  w->imports.steps[1] = (struct db_step){db_require(db, STR("work/import_take")), NULL, 0};
  w->imports.steps[2] = (struct db_step){db_require(db, STR("work/import_step")), NULL, 0};
  return w;
}

static void tick(void *ctx);

static void wait(struct task *t, int ms) {
  if (!t->w->stopped) t->timer = timer_start(t->w->loop, ms, 0, tick, t);
}

static void put_off(void *ctx, const struct db_reply *reply) {
  struct task *t = ctx;
  (void)reply;
  wait(t, t->every_ms);
}

static void done(void *ctx, const struct db_reply *reply) {
  struct task *t = ctx;
  int64_t n = 0;
  if (reply->status == DB_FAILED) {
    LOG(LOG_WARN, t->failed, log_z("sqlstate", reply->sqlstate));
    if (t->later >= 0 && !t->w->stopped) {
      t->off[0] = t->steps[0];
      t->off[1] = (struct db_step){t->later, NULL, 0};
      db_submit(t->w->db, t->off, 2, put_off, t);
      return;
    }
  }
  if (reply->status == DB_OK) (void)str_int(str_of(PQgetvalue(reply->results[t->nsteps - 1], 0, 0)), &n);
  if (n > 0) db_ring(t->w->db);
  wait(t, n > 0 ? AGAIN_MS : t->every_ms);
}

static void tick(void *ctx) {
  struct task *t = ctx;
  t->timer = NULL;
  if (!db_ready(t->w->db)) {
    wait(t, t->every_ms);
    return;
  }
  db_submit(t->w->db, t->steps, t->nsteps, done, t);
}

void work_start(struct work *w) {
  wait(&w->notices, NOTICES_MS);
  wait(&w->imports, IMPORTS_MS);
}

static void stop(struct task *t) {
  if (t->timer) timer_stop(t->timer);
  t->timer = NULL;
}

void work_stop(struct work *w) {
  w->stopped = true;
  stop(&w->notices);
  stop(&w->imports);
}

void work_free(struct work *w) { free(w); }

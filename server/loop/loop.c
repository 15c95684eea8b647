/* A thin layer over libuv: what is started here is closed here. */
#include "loop/loop.h"
#include "base/log.h"
#include <signal.h>
#include <stdlib.h>

struct loop {
  uv_loop_t uv;
  uv_signal_t term, interrupt;
  bool listening; /* for signals */
  bool stopping;
  void (*on_stop)(void *ctx);
  void *on_stop_ctx;
};

struct timer {
  uv_timer_t uv; /* first, so that the handle is the timer */
  void (*fn)(void *ctx);
  void *ctx;
  bool once;
};

static void *must_alloc(size_t n) {
  void *p = calloc(1, n);
  if (!p) abort();
  return p;
}

struct loop *loop_new(void) {
  struct loop *l = must_alloc(sizeof *l);
  if (uv_loop_init(&l->uv) != 0) abort();
  l->uv.data = l;
  return l;
}

uv_loop_t *loop_uv(struct loop *l) { return &l->uv; }

void loop_run(struct loop *l) { uv_run(&l->uv, UV_RUN_DEFAULT); }

static void report(uv_handle_t *handle, void *arg) {
  int *open = arg;
  ++*open;
  LOG(LOG_ERROR, "loop.handle_open", log_z("type", uv_handle_type_name(handle->type)),
      log_int("closing", uv_is_closing(handle)));
}

bool loop_free(struct loop *l) {
  loop_off_stop(l);
  uv_run(&l->uv, UV_RUN_NOWAIT);
  int open = 0;
  uv_walk(&l->uv, report, &open);
  if (uv_loop_close(&l->uv) != 0) return false;
  free(l);
  return true;
}

static void timer_closed(uv_handle_t *handle) { free(handle); }

static void timer_fired(uv_timer_t *handle) {
  struct timer *t = (struct timer *)handle;
  void (*fn)(void *) = t->fn;
  void *ctx = t->ctx;
  if (t->once) timer_stop(t);
  fn(ctx);
}

struct timer *timer_start(struct loop *l, int first, int repeat, void (*fn)(void *ctx), void *ctx) {
  struct timer *t = must_alloc(sizeof *t);
  t->fn = fn;
  t->ctx = ctx;
  t->once = repeat == 0;
  uv_timer_init(&l->uv, &t->uv);
  /* libuv counts from the start of this round of the loop, which may lie behind. */
  uv_update_time(&l->uv);
  uv_timer_start(&t->uv, timer_fired, first > 0 ? (uint64_t)first : 0, repeat > 0 ? (uint64_t)repeat : 0);
  return t;
}

void timer_stop(struct timer *t) {
  if (t && !uv_is_closing((uv_handle_t *)&t->uv)) uv_close((uv_handle_t *)&t->uv, timer_closed);
}

static void signalled(uv_signal_t *handle, int number) {
  struct loop *l = handle->loop->data;
  if (l->stopping) return;
  l->stopping = true;
  LOG(LOG_INFO, "loop.stop", log_int("signal", number));
  l->on_stop(l->on_stop_ctx);
}

void loop_on_stop(struct loop *l, void (*fn)(void *ctx), void *ctx) {
  l->on_stop = fn;
  l->on_stop_ctx = ctx;
  if (l->listening) return;
  l->listening = true;
  uv_signal_init(&l->uv, &l->term);
  uv_signal_init(&l->uv, &l->interrupt);
  uv_signal_start(&l->term, signalled, SIGTERM);
  uv_signal_start(&l->interrupt, signalled, SIGINT);
  /* Waiting for a signal alone is no reason to stay. */
  uv_unref((uv_handle_t *)&l->term);
  uv_unref((uv_handle_t *)&l->interrupt);
}

void loop_off_stop(struct loop *l) {
  if (!l->listening) return;
  l->listening = false;
  uv_close((uv_handle_t *)&l->term, NULL);
  uv_close((uv_handle_t *)&l->interrupt, NULL);
}

struct job {
  uv_work_t uv;
  void (*work)(void *ctx);
  void (*done)(void *ctx);
  void *ctx;
};

static void job_work(uv_work_t *uv) {
  struct job *job = (struct job *)uv;
  job->work(job->ctx);
}

static void job_done(uv_work_t *uv, int status) {
  (void)status; /* jobs are never cancelled */
  struct job *job = (struct job *)uv;
  void (*done)(void *) = job->done;
  void *ctx = job->ctx;
  free(job);
  if (done) done(ctx);
}

void worker_run(struct loop *l, void (*work)(void *ctx), void (*done)(void *ctx), void *ctx) {
  struct job *job = must_alloc(sizeof *job);
  *job = (struct job){.work = work, .done = done, .ctx = ctx};
  if (uv_queue_work(&l->uv, &job->uv, job_work, job_done) != 0) abort();
}

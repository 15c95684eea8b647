/* The one event loop of the process (libuv), its timers, its signals and its small worker pool. */
#ifndef HANSA_LOOP_LOOP_H
#define HANSA_LOOP_LOOP_H
#include <stdbool.h>
#include <uv.h>

struct loop;
struct loop *loop_new(void);
uv_loop_t *loop_uv(struct loop *l);
void loop_run(struct loop *l);  /* until nothing is left to wait for */
bool loop_free(struct loop *l); /* false if handles were still open: they are logged, and the loop is left as it is */

struct timer;
/* first/repeat in ms; repeat 0 = once (the timer frees itself before fn is called: forget the
   pointer then) */
struct timer *timer_start(struct loop *l, int first, int repeat, void (*fn)(void *ctx), void *ctx);
void timer_stop(struct timer *t);

/* SIGTERM and SIGINT call fn once; a second one within it is ignored. They do not keep loop_run
   waiting. */
void loop_on_stop(struct loop *l, void (*fn)(void *ctx), void *ctx);
void loop_off_stop(struct loop *l);

/* work runs on a worker thread and touches only ctx; done runs on the loop. */
void worker_run(struct loop *l, void (*work)(void *ctx), void (*done)(void *ctx), void *ctx);

#endif

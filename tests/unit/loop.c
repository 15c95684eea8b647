/* Timers, workers and the signal that stops. */
#include "loop/loop.h"
#include "base/log.h"
#include "support/test.h"
#include <signal.h>
#include <unistd.h>

static int ticks, once, worked, done, stops;
static struct timer *ticker;

static void on_once(void *ctx) { once += *(int *)ctx; }
static void on_tick(void *ctx) {
  (void)ctx;
  if (++ticks == 3) timer_stop(ticker);
}
static void work(void *ctx) { *(int *)ctx = 7; }
static void on_done(void *ctx) { done = *(int *)ctx; }
static void on_stop(void *ctx) {
  (void)ctx;
  stops++;
}
static void send_signal(void *ctx) {
  (void)ctx;
  kill(getpid(), SIGTERM);
}
static void nothing(void *ctx) { (void)ctx; }

static void test_loop(void **state) {
  (void)state;
  int one = 1;
  log_init("test", LOG_ERROR + 1);
  struct loop *l = loop_new();
  loop_on_stop(l, on_stop, NULL);
  timer_start(l, 1, 0, on_once, &one);
  timer_stop(timer_start(l, 1, 0, on_once, &one)); /* never fires */
  ticker = timer_start(l, 1, 1, on_tick, NULL);
  worker_run(l, work, on_done, &worked);
  timer_start(l, 5, 0, send_signal, NULL);
  timer_start(l, 10, 0, send_signal, NULL);
  timer_start(l, 30, 0, nothing, NULL);
  loop_run(l); /* returns although signals are still watched */
  assert_int_equal(once, 1);
  assert_int_equal(ticks, 3);
  assert_int_equal(done, 7);
  assert_int_equal(stops, 1);
  assert_true(loop_free(l));
}

static void test_open_handle(void **state) {
  (void)state;
  struct loop *l = loop_new();
  struct timer *t = timer_start(l, 100000, 0, nothing, NULL);
  assert_false(loop_free(l));
  timer_stop(t);
  assert_true(loop_free(l));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_loop), cmocka_unit_test(test_open_handle)};
  return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}

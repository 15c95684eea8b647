/* The gate for what is large: so many at one time, the others in their order, never from inside gate_leave. */
#include "api/gate.h"
#include "loop/loop.h"
#include "support/test.h"

enum { CALLERS = 210 };

struct caller {
  struct gate_pass pass;
  int entered, refused, place;
  struct err err;
};

static int turn;

static void enter(void *ctx) {
  struct caller *c = ctx;
  c->entered++;
  c->place = ++turn;
}

static void refuse(void *ctx, const struct err *e) {
  struct caller *c = ctx;
  c->refused++;
  c->err = *e;
}

static void test_order(void **state) {
  (void)state;
  static struct caller all[CALLERS];
  struct loop *loop = loop_new();
  struct gate *g = gate_new(loop, 2);
  for (int i = 0; i < CALLERS; i++) {
    all[i].pass = (struct gate_pass){.enter = enter, .refuse = refuse, .ctx = &all[i]};
    gate_enter(g, &all[i].pass);
  }
  assert_true(all[0].entered && all[1].entered && !all[2].entered);
  assert_int_equal(turn, 2);
  assert_true(!all[201].refused && all[202].refused && all[CALLERS - 1].refused); /* 200 wait, no more */
  assert_int_equal(all[202].err.code, ERR_UNAVAILABLE);
  assert_true(all[202].err.retry_after > 0);
  gate_leave(g);
  assert_int_equal(turn, 2);
  for (int left = 1; left < 202; left++) {
    uv_run(loop_uv(loop), UV_RUN_NOWAIT);
    assert_true(all[left + 1].entered == 1 || left == 201);
    gate_leave(g);
  }
  for (int i = 0; i < 202; i++) assert_int_equal(all[i].place, i + 1);
  gate_free(g);
  assert_true(loop_free(loop));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

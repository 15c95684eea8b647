/* Passwords and the limits on asking. */
#include "auth/password.h"
#include "auth/limit.h"
#include "base/clock.h"
#include "loop/loop.h"
#include "support/test.h"
#include <stdio.h>

static void test_password(void **state) {
  (void)state;
  char encoded[128];
  assert_true(password_hash(STR("correct horse"), encoded));
  assert_true(str_starts(str_of(encoded), STR("$argon2id$v=19$m=19456,t=2,p=1$")));
  assert_true(password_verify(STR("correct horse"), str_of(encoded)));
  assert_false(password_verify(STR("correct hors"), str_of(encoded)));
  assert_false(password_verify(STR("correct horse"), STR("")));
  assert_false(password_verify(STR("correct horse"), STR("$argon2id$nonsense")));
  assert_false(password_verify(STR(""), PASSWORD_NOBODY));
  struct err e;
  assert_true(password_acceptable(STR("żółć12345x"), STR_NONE, &e));
  assert_false(password_acceptable(STR("short"), STR_NONE, &e));
  assert_false(password_acceptable(STR("Ada@example.com"), STR("ada@example.com"), &e));
}

/* Whoever has no account is refused as late as whoever has: the hash that stands for nobody costs the same. */
static void test_nobody(void **state) {
  (void)state;
  char encoded[128];
  assert_true(password_hash(STR("correct horse"), encoded));
  int64_t t0 = clock_us();
  password_verify(STR("wrong"), str_of(encoded));
  int64_t t1 = clock_us();
  password_verify(STR("wrong"), PASSWORD_NOBODY);
  int64_t t2 = clock_us();
  assert_true(t2 - t1 > (t1 - t0) / 4);
}

static int finished;
static void done(void *ctx) {
  struct password_job *job = ctx;
  finished += job->ok;
}

static void test_queue(void **state) {
  (void)state;
  struct loop *l = loop_new();
  static struct password_job jobs[PASSWORD_QUEUE + 1];
  struct err e;
  for (int i = 0; i < PASSWORD_QUEUE; i++) {
    jobs[i] = (struct password_job){.password = STR("correct horse"), .done = done, .ctx = &jobs[i]};
    assert_true(password_run(l, &jobs[i], &e));
  }
  assert_false(password_run(l, &jobs[PASSWORD_QUEUE], &e));
  assert_true(e.code == ERR_UNAVAILABLE && e.retry_after > 0);
  loop_run(l);
  assert_int_equal(finished, PASSWORD_QUEUE);
  assert_true(password_verify(STR("correct horse"), jobs[0].encoded));
  assert_true(loop_free(l));
}

static void test_limit(void **state) {
  (void)state;
  struct limit *l = limit_new(10);
  struct err e;
  int64_t now = 1000000000;
  int let = 0;
  for (int i = 0; i < 100; i++) let += limit_take(l, STR("192.0.2.1"), now, &e);
  assert_int_equal(let, 40);
  assert_true(e.code == ERR_TOO_MANY && e.retry_after == 1);
  assert_true(limit_take(l, STR("192.0.2.2"), now, &e));
  assert_true(limit_take(l, STR("192.0.2.1"), now + 100000, &e));
  assert_false(limit_take(l, STR("192.0.2.1"), now + 100000, &e));
  now += 60000000;
  for (int i = 0; i < 200000; i++) { /* strangers cannot make room for more */
    char who[32];
    snprintf(who, sizeof who, "%d", i);
    assert_true(limit_take(l, str_of(who), now, &e));
  }
  limit_free(l);
  l = limit_new(0);
  for (int i = 0; i < 1000; i++) assert_true(limit_take(l, STR("x"), now, &e));
  limit_free(l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_password), cmocka_unit_test(test_nobody),
                                     cmocka_unit_test(test_queue), cmocka_unit_test(test_limit)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

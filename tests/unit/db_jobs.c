/* Every statement the server knows by name prepares, as the role it serves with, on the migrated database. */
#include "base/log.h"
#include "db/db.h"
#include "db/migrate.h"
#include "loop/loop.h"
#include "support/pg.h"
#include "support/test.h"

static void test_prepare(void **state) {
  (void)state;
  struct pg pg;
  struct err e;
  log_init("test", LOG_WARN); /* a statement that fails is named on standard error */
  if (!pg_make(&pg)) skip();
  bool migrated = migrate_run(pg_as(&pg, "hansa_boot", "postgres"), false, &e);
  struct loop *loop = loop_new();
  struct db *db =
      db_new(loop, &(struct db_conf){.conninfo = pg_as(&pg, "hansa_app", "postgres"), .fast = 1, .slow = 1});
  db_register_jobs(db);
  db_open(db);
  for (int i = 0; i < 2500 && !db_ready(db); i++) {
    uv_run(loop_uv(loop), UV_RUN_NOWAIT);
    usleep(2000);
  }
  bool ready = db_ready(db);
  db_close(db);
  loop_run(loop);
  db_free(db);
  bool closed = loop_free(loop);
  pg_drop(&pg);
  if (!migrated) fail_msg("%s", e.msg);
  assert_true(ready);
  assert_true(closed);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_prepare)};
  return cmocka_run_group_tests_name("db_jobs", tests, NULL, NULL);
}

/* Migrations on a real PostgreSQL: the project's own tree, and small trees that are changed, broken, locked or raced
 * for. */
#include "base/embed.h"
#include "base/log.h"
#include "db/migrate.h"
#include "db/once.h"
#include "support/pg.h"
#include "support/test.h"
#include <sys/wait.h>

static struct pg pg;
static bool have_pg;
static struct arena *arena;
static char tree[64];
static struct err err;

static void put_file(const char *name, const char *text) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", tree, name);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fputs(text, f);
  fclose(f);
}

static const char bootstrap[] =
    "do $$ begin if not exists (select from pg_roles where rolname = 'hansa_owner') then\n"
    "  create role hansa_owner; create role hansa_sys bypassrls; create role hansa_app login noinherit; end if; end "
    "$$;\n"
    "create schema if not exists hansa authorization hansa_owner;\n"
    "create table if not exists hansa.schema_migration (version text primary key, sha256 text, applied_at timestamptz\n"
    "  default now(), ms integer);\n"
    "alter table hansa.schema_migration owner to hansa_owner;\n";

/* A tree with the project's jobs and its own migrations. */
static void new_tree(const char *dbname) {
  snprintf(tree, sizeof tree, "/tmp/hansa-sql-XXXXXX");
  assert_non_null(mkdtemp(tree));
  assert_true(pg_run("mkdir %s/migrations %s/logic && ln -s %s/sql/jobs %s/jobs", tree, tree, SOURCE_DIR, tree));
  put_file("migrations/0000_bootstrap.sql", bootstrap);
  put_file("migrations/0001_first.sql", "create table hansa.first (id int);\n");
  put_file("logic/10_f.sql", "create or replace function hansa.f() returns int language sql return 1;\n");
  put_file("logic/20_g.sql", "create or replace function hansa.g() returns int language sql return hansa.f();\n");
  char sql[128];
  snprintf(sql, sizeof sql, "create database %s", dbname);
  assert_non_null(pg_sql(&pg, "postgres", sql));
}

static void drop_tree(void) { assert_true(pg_run("rm -rf %s", tree)); }

static bool migrate_as(const char *role, const char *dbname) {
  assert_true(embed_use_sql(arena, tree, &err));
  return migrate_run(pg_as(&pg, role, dbname), false, &err);
}

static bool migrate(const char *dbname) { return migrate_as("hansa_boot", dbname); }

static void must(bool ok) {
  if (!ok) fail_msg("%s", err.msg);
}

static void says(const char *word) {
  if (!strstr(err.msg, word)) fail_msg("\"%s\" does not say \"%s\"", err.msg, word);
}

static void test_project_tree(void **state) {
  (void)state;
  if (!have_pg) skip();
  assert_non_null(pg_sql(&pg, "postgres", "create database project"));
  must(embed_use_sql(arena, SOURCE_DIR "/sql", &err));
  must(migrate_run(pg_as(&pg, "hansa_boot", "project"), true, &err));
  must(migrate_run(pg_as(&pg, "hansa_boot", "project"), true, &err));
  assert_string_equal(pg_sql(&pg, "project", "select count(*) from hansa.schema_migration where version = 'logic'"),
                      "1");
  must(db_check_role(pg_as(&pg, "hansa_app", "project"), &err));
  assert_false(db_check_role(pg_as(&pg, "hansa_boot", "project"), &err));
  says("superuser");
}

static void test_steps(void **state) {
  (void)state;
  if (!have_pg) skip();
  new_tree("steps");
  must(migrate("steps"));
  assert_string_equal(pg_sql(&pg, "steps", "select tableowner from pg_tables where tablename = 'first'"),
                      "hansa_owner");
  assert_string_equal(pg_sql(&pg, "steps", "select hansa.g()"), "1");
  const char *again = "select count(*) from hansa.schema_migration where applied_at > now() - interval '1 hour'";
  assert_string_equal(pg_sql(&pg, "steps", again), "2");

  /* logic follows its files; a migration without transaction */
  pg_sql(&pg, "steps", "update hansa.schema_migration set applied_at = 'epoch'");
  must(migrate("steps"));
  assert_string_equal(pg_sql(&pg, "steps", again), "0");
  put_file("logic/10_f.sql", "create or replace function hansa.f() returns int language sql return 2;\n");
  must(migrate("steps"));
  assert_string_equal(pg_sql(&pg, "steps", "select hansa.g()"), "2");
  assert_string_equal(pg_sql(&pg, "steps", again), "1");
  put_file("migrations/0002_index.sql",
           "-- no-transaction\ncreate index concurrently if not exists i on hansa.first (id);\n");
  must(migrate("steps"));
  assert_string_equal(pg_sql(&pg, "steps", "select count(*) from pg_indexes where indexname = 'i'"), "1");

  /* what was applied must stay as it is */
  put_file("migrations/0001_first.sql", "create table hansa.first (id bigint);\n");
  assert_false(migrate("steps"));
  says("0001_first.sql");
  put_file("migrations/0001_first.sql", "create table hansa.first (id int);\n");

  /* a failure names its line and leaves nothing */
  put_file("migrations/0003_bad.sql",
           "create table hansa.third ();\n\ncreate table hansa.first ();\nselect nonsense;\n");
  assert_false(migrate("steps"));
  says("0003_bad.sql");
  put_file("migrations/0003_bad.sql", "create table hansa.third ();\n-- \xC3\xA9\nselect nonsense;\n");
  assert_false(migrate("steps"));
  says("0003_bad.sql:3: column");
  assert_string_equal(pg_sql(&pg, "steps", "select to_regclass('hansa.third') is null"), "t");
  assert_string_equal(pg_sql(&pg, "steps", "select count(*) from hansa.schema_migration"), "3");

  /* an older program leaves a newer database alone */
  put_file("migrations/0003_bad.sql", "create table hansa.third ();\n");
  must(migrate("steps"));
  assert_true(pg_run("rm %s/migrations/0003_bad.sql", tree));
  put_file("logic/10_f.sql", "create or replace function hansa.f() returns int language sql return 3;\n");
  must(migrate("steps"));
  assert_string_equal(pg_sql(&pg, "steps", "select hansa.g()"), "2");
  drop_tree();
}

/* Several at once: each ends well, each migration ran once. */
static void test_race(void **state) {
  (void)state;
  if (!have_pg) skip();
  new_tree("race");
  put_file("migrations/0002_slow.sql",
           "select pg_sleep(0.3); create table hansa.second (); insert into hansa.first values (1);\n");
  pid_t pids[3];
  for (int i = 0; i < 3; i++) {
    pids[i] = fork();
    if (pids[i] == 0) _exit(migrate("race") ? 0 : 1);
  }
  for (int i = 0; i < 3; i++) {
    int status;
    assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
    assert_int_equal(status, 0);
  }
  assert_string_equal(pg_sql(&pg, "race", "select count(*) from hansa.first"), "1");
  drop_tree();
}

/* A lock that another holds for longer than lock_timeout is waited for by trying again. */
static void test_locked(void **state) {
  (void)state;
  if (!have_pg) skip();
  new_tree("locked");
  must(migrate("locked"));
  put_file("migrations/0002_alter.sql", "alter table hansa.first add column more int;\n");
  pid_t holder = fork();
  if (holder == 0) {
    pg_sql(&pg, "locked", "begin; lock table hansa.first in access share mode; select pg_sleep(3); commit");
    _exit(0);
  }
  usleep(500000);
  must(migrate("locked"));
  waitpid(holder, NULL, 0);
  assert_string_equal(pg_sql(&pg, "locked", "select count(*) from pg_attribute where attname = 'more'"), "1");
  drop_tree();
}

/* Without a superuser: told what is missing, then able to go on as a member of the two roles. */
static void test_without_superuser(void **state) {
  (void)state;
  if (!have_pg) skip();
  new_tree("plain");
  assert_non_null(pg_sql(&pg, "plain", "create role deployer login"));
  assert_false(migrate_as("deployer", "plain"));
  says("hansa.schema_migration");
  says("membership of deployer in hansa_owner");
  assert_non_null(pg_sql(&pg, "plain", bootstrap));
  assert_non_null(pg_sql(&pg, "plain", "grant hansa_owner, hansa_sys to deployer"));
  must(migrate_as("deployer", "plain"));
  assert_string_equal(pg_sql(&pg, "plain", "select hansa.g()"), "1");
  drop_tree();
}

static void test_guard(void **state) {
  (void)state;
  if (!have_pg) skip();
  new_tree("guard");
  must(migrate("guard"));
  assert_non_null(
      pg_sql(&pg, "guard",
             "create role bypass login bypassrls; create role joiner login noinherit; grant hansa_owner to joiner;"
             "create role maker login createrole; create role fine login; create role owning login;"
             "alter table hansa.first owner to owning"));
  static const char *const refused[][2] = {{"bypass", "bypasses row-level"},
                                           {"joiner", "hansa_owner"},
                                           {"maker", "create roles"},
                                           {"owning", "owns parts"},
                                           {"hansa_boot", "superuser"}};
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    assert_false(db_check_role(pg_as(&pg, refused[i][0], "guard"), &err));
    says(refused[i][1]);
  }
  must(db_check_role(pg_as(&pg, "fine", "guard"), &err));
  assert_false(db_check_role("host=/nonexistent", &err));
  assert_int_equal(err.code, ERR_UNAVAILABLE);
  drop_tree();
}

static void test_once(void **state) {
  (void)state;
  if (!have_pg) skip();
  new_tree("once");
  must(migrate("once"));
  struct once *o;
  must(once_open(pg_as(&pg, "hansa_boot", "once"), "hansa test", &o, &err));
  struct db_param params[] = {{.v = STR("v")}, {.v = STR("s")}, {.v = STR("many")}};
  struct db_param good[] = {{.v = STR("w")}, {.v = STR_NONE}, {.v = STR("5")}};
  PGresult *res;
  assert_false(once_job(o, "migrate/record", params, 3, &res, &err));
  assert_string_equal(once_sqlstate(o), "22P02");
  assert_false(once_job(o, "no/such", NULL, 0, &res, &err));
  /* the second step fails, so the first is undone */
  struct once_step steps[] = {{"migrate/record", good, 3}, {"migrate/record", params, 3}};
  assert_false(once_run(o, steps, 2, &res, &err));
  assert_string_equal(once_sqlstate(o), "22P02");
  assert_string_equal(pg_sql(&pg, "once", "select count(*) from hansa.schema_migration where version = 'w'"), "0");
  must(once_run(o, steps, 1, NULL, &err));
  must(once_job(o, "migrate/applied", NULL, 0, &res, &err));
  assert_int_equal(PQntuples(res), 3);
  PQclear(res);
  once_close(o);
  drop_tree();
}

static int setup(void **state) {
  (void)state;
  log_init("test", LOG_ERROR + 1);
  arena = arena_new(65536);
  have_pg = pg_make(&pg);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  arena_free(arena);
  if (have_pg) pg_drop(&pg);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_steps),        cmocka_unit_test(test_race),
      cmocka_unit_test(test_locked),       cmocka_unit_test(test_without_superuser),
      cmocka_unit_test(test_guard),        cmocka_unit_test(test_once),
      cmocka_unit_test(test_project_tree),
  };
  return cmocka_run_group_tests_name("db_migrate", tests, setup, teardown);
}

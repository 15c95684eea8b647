/* The pool against a real PostgreSQL: order, isolation, loss, lanes, and the doorbell. */
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "loop/loop.h"
#include "support/pg.h"
#include "support/test.h"

static struct pg pg;
static bool have_pg;
static struct loop *loop;
static struct db *db;
static int st_bind, st_count, st_zero, st_insert, st_sleep, st_nap, st_pid, st_setting, st_defer, st_echo, st_bulk;

static const char schema[] =
    "create role app login noinherit;"
    "create table t (id int, company text, constraint later unique (id, company) deferrable initially deferred);"
    "alter table t enable row level security; alter table t force row level security;"
    "create policy p on t using (company = nullif(current_setting('x.company', true), ''))"
    "  with check (company = nullif(current_setting('x.company', true), ''));"
    "insert into t select i, 'c' || i % 5 from generate_series(1, 500) i;"
    "grant select, insert on t to app;";

static struct db *db_make(const struct db_conf *conf) {
  struct db *d = db_new(loop, conf);
  st_bind = db_statement(d, STR("bind"), STR("select set_config('x.company', $1, true)"), DB_FAST);
  st_count = db_statement(d, STR("count"), STR("select count(*), min(company), max(company) from t"), DB_FAST);
  st_zero = db_statement(d, STR("zero"), STR("select 1 / $1::int"), DB_FAST);
  st_insert = db_statement(d, STR("insert"), STR("insert into t values ($1::int, $2)"), DB_FAST);
  st_sleep = db_statement(d, STR("sleep"), STR("select pg_sleep($1::float8)"), DB_SLOW);
  st_nap = db_statement(d, STR("nap"), STR("select pg_sleep($1::float8)"), DB_FAST);
  st_pid = db_statement(d, STR("pid"), STR("select pg_backend_pid()"), DB_FAST);
  st_setting = db_statement(d, STR("setting"), STR("select current_setting('x.company', true)"), DB_FAST);
  st_defer = db_statement(d, STR("defer"), STR("insert into t values (1, 'c1')"), DB_FAST);
  st_echo = db_statement(d, STR("echo"), STR("select $1::text, encode($2::bytea, 'hex')"), DB_FAST);
  st_bulk = db_statement(d, STR("bulk"), STR("select pg_sleep(0.2), $1::bytea"), DB_BULK);
  db_binary(d, st_bulk);
  return d;
}

/* What one submit brought back. */
struct got {
  struct db_step steps[3];
  struct db_param params[4];
  int done;
  enum db_status status;
  char sqlstate[6], first[64], last[64];
  int failed_step, nresults;
  int64_t started_us, us;
  int want; /* for the mixed run */
  str company;
};

static int open_answers;
static bool inside_submit;

static void on_done(void *ctx, const struct db_reply *r) {
  struct got *g = ctx;
  assert_false(inside_submit);
  g->done++;
  g->status = r->status;
  g->us = clock_us() - g->started_us;
  g->failed_step = r->failed_step;
  g->nresults = r->nresults;
  g->first[0] = g->last[0] = 0;
  if (r->status == DB_FAILED) snprintf(g->sqlstate, sizeof g->sqlstate, "%s", r->sqlstate);
  if (r->status == DB_OK && PQntuples(r->results[r->nresults - 1]) > 0) {
    const PGresult *res = r->results[r->nresults - 1];
    snprintf(g->first, sizeof g->first, "%s", PQgetvalue(res, 0, 0));
    snprintf(g->last, sizeof g->last, "%s", PQgetvalue(res, 0, PQnfields(res) - 1));
  }
  open_answers--;
}

static void submit(struct got *g, int nsteps) {
  g->started_us = clock_us();
  open_answers++;
  inside_submit = true;
  db_submit(db, g->steps, nsteps, on_done, g);
  inside_submit = false;
}

static void one(struct got *g, int statement, const char *param) {
  *g = (struct got){0};
  g->params[0].v = str_of(param);
  g->steps[0] = (struct db_step){statement, g->params, param != NULL};
  submit(g, 1);
}

static bool until(bool (*fn)(void), int ms) {
  int64_t end = clock_us() + (int64_t)ms * 1000;
  while (!fn()) {
    if (clock_us() > end) return false;
    uv_run(loop_uv(loop), UV_RUN_NOWAIT);
    usleep(200);
  }
  return true;
}
static bool answered(void) { return open_answers == 0; }
static bool is_ready(void) { return db_ready(db); }
static bool never(void) { return false; }

static void test_reads(void **state) {
  (void)state;
  if (!have_pg) skip();
  struct got g = {0};
  g.params[0] = (struct db_param){STR("caf\xC3\xA9"), false};
  g.params[1] = (struct db_param){{"\0\1\2", 3}, true};
  g.steps[0] = (struct db_step){st_echo, g.params, 2};
  submit(&g, 1);
  assert_true(until(answered, 2000));
  assert_int_equal(g.status, DB_OK);
  assert_string_equal(g.first, "caf\xC3\xA9");
  assert_string_equal(g.last, "000102");

  g.params[0] = (struct db_param){{"a\0b", 3}, false};
  submit(&g, 1);
  assert_true(until(answered, 2000));
  assert_int_equal(g.status, DB_FAILED);
  assert_string_equal(g.sqlstate, "22021");
  struct err e;
  db_err(&(struct db_reply){.status = DB_FAILED, .sqlstate = "22021"}, &e);
  assert_int_equal(e.code, ERR_INVALID);
}

/* 300 at once: companies, faulty statements, writes that must not stay. */
static void test_mixed(void **state) {
  (void)state;
  if (!have_pg) skip();
  static struct got all[300];
  static const char *const companies[] = {"c0", "c1", "c2", "c3", "c4"};
  for (int i = 0; i < 300; i++) {
    struct got *g = &all[i];
    *g = (struct got){.company = str_of(companies[i % 5])};
    g->params[0].v = g->company;
    g->params[1].v = STR("0");
    g->params[2].v = STR("900");
    g->params[3].v = g->company;
    g->steps[0] = (struct db_step){st_bind, g->params, 1};
    g->want = i % 7 == 3 ? 1 : i % 11 == 4 ? 2 : 0;
    if (g->want == 1) {
      g->steps[1] = (struct db_step){st_zero, &g->params[1], 1};
      submit(g, 2);
    } else if (g->want == 2) {
      g->steps[1] = (struct db_step){st_insert, &g->params[2], 2};
      g->steps[2] = (struct db_step){st_zero, &g->params[1], 1};
      submit(g, 3);
    } else {
      g->steps[1] = (struct db_step){st_count, NULL, 0};
      submit(g, 2);
    }
  }
  assert_true(until(answered, 10000));
  for (int i = 0; i < 300; i++) {
    struct got *g = &all[i];
    assert_int_equal(g->done, 1);
    if (g->want) {
      assert_int_equal(g->status, DB_FAILED);
      assert_string_equal(g->sqlstate, "22012");
      assert_int_equal(g->failed_step, g->want);
      assert_int_equal(g->nresults, g->want + 1);
    } else {
      assert_int_equal(g->status, DB_OK);
      assert_string_equal(g->first, "100");
      assert_string_equal(g->last, g->company.p);
    }
  }
  assert_string_equal(pg_sql(&pg, "postgres", "select count(*) from t"), "500");
}

static void test_binding_ends(void **state) {
  (void)state;
  if (!have_pg) skip();
  static struct got all[64];
  for (int i = 0; i < 64; i++) {
    all[i] = (struct got){0};
    if (i % 2) {
      one(&all[i], st_setting, NULL);
    } else {
      all[i].params[0].v = STR("c3");
      all[i].steps[0] = (struct db_step){st_bind, all[i].params, 1};
      all[i].steps[1] = (struct db_step){i % 4 ? st_zero : st_setting, &all[i].params[1], i % 4 ? 1 : 0};
      all[i].params[1].v = STR("0");
      submit(&all[i], 2);
    }
  }
  assert_true(until(answered, 5000));
  for (int i = 0; i < 64; i++)
    if (i % 2) assert_string_equal(all[i].first, "");
}

/* A constraint that is checked at the commit fails the request although every statement went well. */
static void test_commit_fails(void **state) {
  (void)state;
  if (!have_pg) skip();
  struct got g = {0}, after;
  g.params[0].v = STR("c1");
  g.steps[0] = (struct db_step){st_bind, g.params, 1};
  g.steps[1] = (struct db_step){st_defer, NULL, 0};
  submit(&g, 2);
  one(&after, st_pid, NULL);
  assert_true(until(answered, 5000));
  assert_int_equal(g.status, DB_FAILED);
  assert_string_equal(g.sqlstate, "23505");
  assert_int_equal(g.failed_step, 1);
  assert_int_equal(after.status, DB_OK);
  assert_string_equal(pg_sql(&pg, "postgres", "select count(*) from t"), "500");
}

static void test_killed(void **state) {
  (void)state;
  if (!have_pg) skip();
  static struct got all[12];
  struct db_stats before, after;
  db_get_stats(db, &before);
  for (int i = 0; i < 12; i++) one(&all[i], st_nap, "1");
  uv_run(loop_uv(loop), UV_RUN_NOWAIT);
  usleep(50000);
  int64_t killed = clock_us();
  pg_sql(&pg, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
  assert_true(until(answered, 2000));
  assert_true(clock_us() - killed < 900000);
  for (int i = 0; i < 12; i++) assert_int_equal(all[i].status, DB_UNAVAILABLE);
  assert_true(until(is_ready, 5000));
  struct got g;
  one(&g, st_pid, NULL);
  assert_true(until(answered, 2000));
  assert_int_equal(g.status, DB_OK);
  db_get_stats(db, &after);
  assert_true(after.reconnects > before.reconnects);
  assert_int_equal(after.in_flight, 0);
}

static void test_lanes(void **state) {
  (void)state;
  if (!have_pg) skip();
  static struct got slow[4], fast[40];
  for (int i = 0; i < 4; i++) one(&slow[i], st_sleep, "0.5");
  for (int i = 0; i < 40; i++) one(&fast[i], st_pid, NULL);
  assert_true(until(answered, 5000));
  for (int i = 0; i < 40; i++) {
    assert_int_equal(fast[i].status, DB_OK);
    assert_true(fast[i].us < 300000);
  }
  for (int i = 0; i < 4; i++) assert_int_equal(slow[i].status, DB_OK);
}

/* What is large goes one at a time on connections of its own, and its bytes come as they are. */
static void test_bulk(void **state) {
  (void)state;
  if (!have_pg) skip();
  static struct got all[3], fast;
  for (int i = 0; i < 3; i++) {
    all[i] = (struct got){.params = {{{"\xC3\xA9", 2}, true}}};
    all[i].steps[0] = (struct db_step){st_bulk, all[i].params, 1};
    submit(&all[i], 1);
  }
  one(&fast, st_pid, NULL);
  assert_true(until(answered, 5000));
  for (int i = 0; i < 3; i++) {
    assert_int_equal(all[i].status, DB_OK);
    assert_string_equal(all[i].last, "\xC3\xA9");
  }
  assert_true(all[2].us > 390000 && fast.us < 190000);
}

static void test_timeout(void **state) {
  (void)state;
  if (!have_pg) skip();
  struct got g;
  one(&g, st_nap, "30");
  assert_true(until(answered, 6000));
  assert_int_equal(g.status, DB_FAILED);
  assert_string_equal(g.sqlstate, "57014");
}

static void test_queue_wait(void **state) {
  (void)state;
  if (!have_pg) skip();
  static struct got all[60]; /* 2 connections x depth 16 hold 32 */
  for (int i = 0; i < 60; i++) one(&all[i], st_nap, "0.2");
  assert_true(until(answered, 15000));
  int ok = 0, unavailable = 0;
  for (int i = 0; i < 60; i++) {
    ok += all[i].status == DB_OK;
    unavailable += all[i].status == DB_UNAVAILABLE;
  }
  assert_int_equal(ok + unavailable, 60);
  assert_true(ok >= 32);
  assert_true(unavailable > 0);
}

static void test_server_down(void **state) {
  (void)state;
  if (!have_pg) skip();
  assert_true(pg_stop(&pg, "immediate"));
  until(never, 1500);
  assert_false(db_ready(db));
  struct got g;
  one(&g, st_pid, NULL);
  assert_true(until(answered, 1500));
  assert_int_equal(g.status, DB_UNAVAILABLE);
  assert_true(g.us < 100000); /* a lane that is down says so at once */
  assert_true(pg_start(&pg));
  assert_true(until(is_ready, 8000));
  one(&g, st_pid, NULL);
  assert_true(until(answered, 2000));
  assert_int_equal(g.status, DB_OK);
}

static int rings;
static void rung(void *ctx) {
  (void)ctx;
  rings++;
}

static void test_bell(void **state) {
  (void)state;
  if (!have_pg) skip();
  db_listen(db, rung, NULL);
  until(never, 150);
  assert_true(rings >= 1); /* after LISTEN it catches up */
  rings = 0;
  int64_t start = clock_us();
  for (int i = 0; i < 200; i++) db_ring(db);
  while (rings == 0 && clock_us() - start < 200000) uv_run(loop_uv(loop), UV_RUN_NOWAIT);
  assert_true(clock_us() - start < 50000); /* well before the poll */
  until(never, 50);
  assert_in_range(rings, 1, 3);
  rings = 0;
  until(never, 600);
  assert_in_range(rings, 2, 3); /* the fallback */
  pg_sql(&pg, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
  until(never, 100);
  db_ring(db); /* kept until the connection is back */
  assert_true(until(is_ready, 5000));
}

static char heard[64];
static void told(void *ctx, str words) {
  (void)ctx;
  memcpy(heard, words.p, words.n < sizeof heard ? words.n : sizeof heard - 1);
}

static void test_words(void **state) {
  (void)state;
  if (!have_pg) skip();
  db_listen(db, rung, NULL);
  db_hear(db, told, NULL);
  until(never, 150);
  rings = 0;
  assert_true(db_tell(db, STR("{\"who\":\"Zofia\"}")));
  assert_false(db_tell(db, STR("again"))); /* the first are on their way */
  until(never, 100);
  assert_string_equal(heard, "{\"who\":\"Zofia\"}");
  assert_in_range(rings, 0, 1); /* words are no ring; the fallback may come between */
  assert_true(db_tell(db, STR("again")));
  until(never, 100);
  assert_int_equal(memcmp(heard, "again", 5), 0);
  db_hear(db, NULL, NULL);
}

/* One bad statement: named in the log, not ready, and the others work; it is taken up once it can be. */
static void test_required(void **state) {
  (void)state;
  struct loop *main_loop = loop;
  loop = loop_new();
  struct db *d = db_make(&(struct db_conf){.conninfo = ""});
  struct err e = {0};
  assert_int_equal(db_require(d, STR("count")), st_count);
  assert_true(db_complete(d, &e));
  assert_int_equal(db_require(d, STR("gone/first")), -1);
  assert_int_equal(db_require(d, STR("gone/second")), -1);
  assert_false(db_complete(d, &e));
  assert_non_null(strstr(e.msg, "sql/jobs/gone/first.sql"));
  db_close(d);
  loop_run(loop);
  db_free(d);
  assert_true(loop_free(loop));
  loop = main_loop;
}

static void test_bad_statement(void **state) {
  (void)state;
  if (!have_pg) skip();
  struct db *main_db = db;
  db = db_make(&(struct db_conf){.conninfo = pg_as(&pg, "app", "postgres"), .fast = 1, .slow = 1});
  int bad = db_statement(db, STR("bad"), STR("select 1 from soon_there"), DB_FAST);
  db_open(db);
  struct got g;
  one(&g, st_pid, NULL);
  assert_true(until(answered, 3000));
  assert_int_equal(g.status, DB_OK);
  assert_false(db_ready(db));
  one(&g, bad, NULL);
  assert_true(until(answered, 3000));
  assert_int_equal(g.status, DB_FAILED);
  assert_string_equal(g.sqlstate, "26000");
  pg_sql(&pg, "postgres", "create table soon_there (); grant select on soon_there to app");
  assert_true(until(is_ready, 8000));
  one(&g, bad, NULL);
  assert_true(until(answered, 3000));
  assert_int_equal(g.status, DB_OK);
  /* What is in flight at the close is answered by the close. */
  one(&g, st_nap, "1");
  db_close(db);
  assert_int_equal(open_answers, 0);
  assert_int_equal(g.status, DB_UNAVAILABLE);
  one(&g, st_pid, NULL);
  assert_true(until(answered, 1000));
  assert_int_equal(g.status, DB_UNAVAILABLE);
  until(never, 10);
  db_free(db);
  db = main_db;
}

static int setup(void **state) {
  (void)state;
  log_init("test", LOG_ERROR + 1);
  have_pg = pg_make(&pg);
  if (!have_pg) return 0;
  if (!pg_sql(&pg, "postgres", schema)) return -1;
  loop = loop_new();
  db = db_make(&(struct db_conf){
      .conninfo = pg_as(&pg, "app", "postgres"), .fast = 2, .slow = 2, .fast_timeout_ms = 3000, .queue_wait_ms = 1000});
  db_open(db);
  return until(is_ready, 5000) ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  if (!have_pg) return 0;
  db_close(db);
  loop_run(loop);
  db_free(db);
  bool closed = loop_free(loop);
  pg_drop(&pg);
  return closed ? 0 : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reads),        cmocka_unit_test(test_mixed),   cmocka_unit_test(test_binding_ends),
      cmocka_unit_test(test_commit_fails), cmocka_unit_test(test_killed),  cmocka_unit_test(test_lanes),
      cmocka_unit_test(test_bulk),         cmocka_unit_test(test_timeout), cmocka_unit_test(test_queue_wait),
      cmocka_unit_test(test_server_down),  cmocka_unit_test(test_bell), cmocka_unit_test(test_words),    cmocka_unit_test(test_bad_statement),
      cmocka_unit_test(test_required),
  };
  return cmocka_run_group_tests_name("db_pool", tests, setup, teardown);
}

/* Settings: where a value may come from, and what is refused. */
#include "conf/conf.h"
#include "base/log.h"
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static struct arena *arena;
static struct err err;

static const char *write_file(const char *name, const char *text) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fputs(text, f);
  fclose(f);
  return path;
}

static int setup(void **state) {
  (void)state;
  snprintf(dir, sizeof dir, "/tmp/hansa-conf-XXXXXX");
  arena = arena_new(4096);
  return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", dir);
  arena_free(arena);
  return system(command);
}

static struct conf *load(const char *text) {
  struct conf *c;
  if (!conf_load(arena, write_file("hansa.ini", text), &c, &err)) fail_msg("%s", err.msg);
  return c;
}

static void refused(const char *text, const char *word) {
  struct conf *c;
  assert_false(conf_load(arena, write_file("hansa.ini", text), &c, &err));
  if (!strstr(err.msg, word)) fail_msg("\"%s\" does not say \"%s\"", err.msg, word);
}

static void test_values(void **state) {
  (void)state;
  struct conf *c = load("; note\n[db]\nurl = host=/run dbname=hansa\nfast = 8\n\n[http]\nport=8080 ; loopback\n");
  assert_string_equal(conf_z(c, "db", "url"), "host=/run dbname=hansa");
  assert_int_equal(conf_int(c, "db", "fast"), 8);
  assert_int_equal(conf_int(c, "db", "slow"), 2);
  assert_int_equal(conf_int(c, "http", "port"), 8080);
  assert_null(conf_z(c, "smtp", "url"));
  assert_string_equal(conf_z(c, "log", "level"), "info");
  assert_int_equal(conf_int(c, "log", "level"), LOG_INFO);
  str v;
  assert_true(conf_need(c, "db", "url", &v, &err));
  assert_false(conf_need(c, "state", "dir", &v, &err));
  assert_non_null(strstr(err.msg, "[state] dir"));
}

static void test_refusals(void **state) {
  (void)state;
  refused("[db]\nurl = x\nfats = 3\n", "hansa.ini:3: there is no setting [db] fats");
  refused("[db]\n\n\nfast = many\n", ":4: db.fast must be a number");
  refused("[db]\nfast = 65\n", "from 1 to 64");
  refused("[db]\nfast = 1\nfast = 2\n", ":3: [db] fast is given twice");
  refused("[log]\nlevel = loud\n", "debug, info");
  refused("[db]\nnonsense\n", ":2: this is neither");
  refused("[http]\nsocket_file = /etc/passwd\n", "no setting [http] socket_file");
  char text[6000] = "[db]\nurl = ";
  memset(text + 11, 'x', 5000);
  refused(text, ":2: the line is longer");
  struct conf *c;
  assert_false(conf_load(arena, "/nonexistent/hansa.ini", &c, &err));
}

static void test_secrets(void **state) {
  (void)state;
  char ini[256];
  snprintf(ini, sizeof ini, "[smtp]\npassword_file = %s\n", write_file("secret", "s3cret\n"));
  assert_string_equal(conf_z(load(ini), "smtp", "password"), "s3cret");
  setenv("CREDENTIALS_DIRECTORY", dir, 1);
  write_file("db_url", "dbname=credential\n");
  assert_string_equal(conf_z(load(""), "db", "url"), "dbname=credential");
  assert_string_equal(conf_z(load("[db]\nurl = dbname=file\n"), "db", "url"), "dbname=file");
  unsetenv("CREDENTIALS_DIRECTORY");
  refused("[smtp]\npassword_file = /nonexistent\n", "/nonexistent");
}

static void test_environment(void **state) {
  (void)state;
  setenv("HANSA_DB_FAST", "6", 1);
  setenv("HANSA_HTTP_PUBLIC_URL", "https://example.org", 1);
  setenv("HANSA_SMTP_PASSWORD_FILE", write_file("secret", "deep"), 1);
  struct conf *c = load("[db]\nfast = 3\n[smtp]\npassword = shallow\n");
  assert_int_equal(conf_int(c, "db", "fast"), 6);
  assert_string_equal(conf_z(c, "http", "public_url"), "https://example.org");
  assert_string_equal(conf_z(c, "smtp", "password"), "deep");
  setenv("HANSA_DB_FAST", "0", 1);
  refused("", "HANSA_DB_FAST");
  unsetenv("HANSA_DB_FAST");
  unsetenv("HANSA_HTTP_PUBLIC_URL");
  unsetenv("HANSA_SMTP_PASSWORD_FILE");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_secrets),
      cmocka_unit_test(test_environment),
  };
  return cmocka_run_group_tests_name("conf", tests, setup, teardown);
}

/* `hansa doctor`: looks at everything an installation stands on, and says how to mend what is not well. */
#include "base/clock.h"
#include "base/embed.h"
#include "conf/conf.h"
#include "db/once.h"
#include "ops/cert.h"
#include "ops/cluster.h"
#include "ops/command.h"
#include "ops/nginx.h"
#include "ops/proc.h"
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

enum verdict { OK, WARN, FAIL };

struct doctor {
  struct arena *a;
  struct state state;
  struct cluster cluster;
  struct conf *conf;
  const char *database; /* given, instead of the private cluster */
  bool up;
  int counts[3];
};

static void say(struct doctor *d, enum verdict v, const char *what, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
static void say(struct doctor *d, enum verdict v, const char *what, const char *fmt, ...) {
  static const char *const words[] = {"ok  ", "warn", "FAIL"};
  char text[1024];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  str t = str_trim(str_of(text));
  printf("%s  %-12s  %.*s\n", words[v], what, STR_ARG(t));
  d->counts[v]++;
}

static void programs(struct doctor *d) {
  struct err e;
  char version[128] = "";
  if (!nginx_program()) {
    say(d, FAIL, "nginx", "is not installed: apt-get install nginx");
  } else {
    const char *const argv[] = {nginx_program(), "-v", NULL};
    if (!proc_run(argv, NULL, version, sizeof version, &e)) version[0] = 0;
    const char *slash = strchr(version, '/');
    say(d, OK, "nginx", "%.*s", slash ? (int)strcspn(slash + 1, "\n") : 0, slash ? slash + 1 : "");
  }
  if (d->database) return;
  if (cluster_find(&d->cluster, &d->state, &e)) say(d, OK, "PostgreSQL", "%d is installed", d->cluster.major);
  else say(d, FAIL, "PostgreSQL", "%s", e.msg);
}

static void state(struct doctor *d) {
  struct stat st;
  if (stat(d->state.dir, &st) != 0) return say(d, FAIL, "state", "%s cannot be read.", d->state.dir);
  if (st.st_uid != geteuid()) say(d, FAIL, "state", "%s does not belong to %s: chown -R %s %s", d->state.dir, d->state.user, d->state.user, d->state.dir);
  else if (st.st_mode & 077) say(d, FAIL, "state", "%s is open to other users: chmod 700 %s", d->state.dir, d->state.dir);
  else say(d, OK, "state", "%s belongs to %s alone", d->state.dir, d->state.user);
  if (stat(state_path(&d->state, "secret"), &st) == 0 && (st.st_size != 32 || st.st_mode & 077))
    say(d, FAIL, "secret", "%s/secret must hold 32 bytes and be closed to others: chmod 600, or remove it to have it made anew", d->state.dir);
}

static void disk(struct doctor *d) {
  int64_t mb = state_free_bytes(d->state.dir) >> 20;
  enum verdict v = mb < 64 ? FAIL : mb < 2048 ? WARN : OK;
  say(d, v, "disk", "%lld MB are free%s", (long long)mb, v == OK ? "" : ": PostgreSQL stops when there is no room; free some");
}

static void system_clock(struct doctor *d) {
  struct timex t = {0};
  if (adjtimex(&t) == TIME_ERROR)
    return say(d, WARN, "clock", "nothing sets this machine's clock: apt-get install systemd-timesyncd (or chrony); orders and log-ins carry its time");
  say(d, OK, "clock", "is kept in time");
}

static str version_of(str path) { /* sql/migrations/0001_tenancy.sql -> 0001_tenancy */
  str folder = STR("sql/migrations/");
  return (str){path.p + folder.n, path.n - folder.n - 4};
}

static void migrations(struct doctor *d, const char *owner) {
  struct err e;
  struct once *o;
  PGresult *r = NULL;
  if (!once_open(owner, "hansa doctor", &o, &e)) return say(d, FAIL, "schema", "%s", e.msg);
  if (!once_job(o, "migrate/applied", NULL, 0, &r, &e)) {
    once_close(o);
    return say(d, FAIL, "schema", "%s", e.msg);
  }
  size_t n, missing = 0, known = 0;
  const struct embed_file *files = embed_files(&n);
  for (size_t i = 0; i < n; i++) {
    if (!str_starts(files[i].path, STR("sql/migrations/")) || str_ends(files[i].path, STR("/0000_bootstrap.sql"))) continue;
    bool there = false;
    for (int k = 0; !there && k < PQntuples(r); k++) there = str_eq(version_of(files[i].path), str_of(PQgetvalue(r, k, 0)));
    known++;
    missing += !there;
  }
  if (missing) say(d, FAIL, "schema", "%zu of %zu migrations are not applied: start `hansa up`, or run `hansa migrate --database OWNER_URL`", missing, known);
  else say(d, OK, "schema", "all %zu migrations are applied", known);
  PQclear(r);
  once_close(o);
}

static void server_facts(struct doctor *d, struct once *o) {
  struct err e;
  PGresult *r = NULL;
  struct db_param now = {.v = str_printf(d->a, "%lld", (long long)clock_unix_ms())};
  if (!once_job(o, "doctor/server", &now, 1, &r, &e)) return say(d, FAIL, "database", "%s", e.msg);
  long off = strtol(PQgetvalue(r, 0, 1), NULL, 10), used = strtol(PQgetvalue(r, 0, 2), NULL, 10), most = strtol(PQgetvalue(r, 0, 3), NULL, 10);
  say(d, OK, "database", "PostgreSQL %s answers", PQgetvalue(r, 0, 0));
  if (off > 2000 || off < -2000) say(d, WARN, "clock", "the database's clock is %ld ms from this machine's: let both be set by NTP", off);
  if (used * 10 > most * 8) say(d, WARN, "connections", "%ld of %ld are in use: raise max_connections", used, most);
  if (strcmp(PQgetvalue(r, 0, 4), "UTF8") != 0) say(d, FAIL, "encoding", "the database is in %s: it must be made with ENCODING UTF8", PQgetvalue(r, 0, 4));
  PQclear(r);
}

static void isolation(struct doctor *d, struct once *o) {
  struct err e;
  PGresult *r = NULL;
  if (!once_job(o, "doctor/unforced", NULL, 0, &r, &e)) return say(d, FAIL, "isolation", "%s", e.msg);
  if (strcmp(PQgetvalue(r, 0, 0), "0") == 0) say(d, FAIL, "isolation", "there is no table in the schema hansa: run `hansa migrate`");
  else if (!PQgetisnull(r, 0, 1)) say(d, FAIL, "isolation", "row-level security is not forced on: %s. Run `hansa migrate`, and find out who took it off", PQgetvalue(r, 0, 1));
  else say(d, OK, "isolation", "row-level security is forced on all %s tables", PQgetvalue(r, 0, 0));
  PQclear(r);
}

static void database(struct doctor *d) {
  const char *app = d->database ? d->database : d->conf ? conf_z(d->conf, "db", "url") : d->cluster.app;
  struct err e;
  struct once *o;
  if (!d->database && cluster_ping(&d->cluster) != CLUSTER_READY)
    return say(d, d->up ? FAIL : WARN, "database", d->up ? "does not answer: see log/postgres.json" : "is not running: start it with `hansa up`");
  if (!app || !once_open(app, "hansa doctor", &o, &e)) return say(d, FAIL, "database", "%s", app ? e.msg : "has no url: [db] url in hansa.conf");
  server_facts(d, o);
  isolation(d, o);
  once_close(o);
  if (db_check_role(app, &e)) say(d, OK, "role", "the server's role cannot see past row-level security");
  else say(d, FAIL, "role", "%s", e.msg);
  if (!d->database) migrations(d, d->cluster.boot);
}

static int first_port(struct doctor *d) {
  FILE *f = fopen(state_path(&d->state, "conf/server.conf"), "re");
  char line[256];
  int port = 0, last = 0;
  while (f && fgets(line, sizeof line, f)) {
    const char *l = strstr(line, "listen "), *colon = l ? strrchr(l, ':') : NULL;
    if (colon && (port = atoi(colon + 1)) > 0 && !strstr(line, " ssl")) last = port;
  }
  if (f) fclose(f);
  return last;
}

static void front(struct doctor *d) {
  struct err e;
  if (nginx_program() && access(state_path(&d->state, "conf/nginx.conf"), F_OK) == 0) {
    if (nginx_test(&d->state, &e)) say(d, OK, "nginx.conf", "is valid");
    else say(d, FAIL, "nginx.conf", "%s", e.msg);
  }
  struct nginx n = {.port = first_port(d)};
  if (!d->up) {
    if (n.port && !nginx_ports_free(&n, &e)) say(d, WARN, "port", "%s", e.msg);
    return say(d, WARN, "server", "is not running: start it with `hansa up`");
  }
  int status = n.port ? nginx_status(&n, "/readyz") : 0;
  if (status == 200) say(d, OK, "server", "is ready on port %d", n.port);
  else say(d, FAIL, "server", "answers %d on port %d: see log/serve.log and log/nginx.log in %s", status, n.port, d->state.dir);
  if (access(state_path(&d->state, "tls/cert.pem"), R_OK) == 0) {
    int days = cert_days_left(state_path(&d->state, "tls/cert.pem"));
    say(d, days < 1 ? FAIL : days < 14 ? WARN : OK, "certificate", "ends in %d days%s", days, days < 14 ? ": give a new one with --cert and --key" : "");
  }
}

static void mail(struct doctor *d) {
  if (d->conf && conf_z(d->conf, "smtp", "url")) say(d, OK, "mail", "goes by %s", conf_z(d->conf, "smtp", "url"));
  else say(d, WARN, "mail", "no mail server is set: passwords cannot be reset by mail. Put [smtp] url and from into %s/conf/local.conf, or HANSA_SMTP_URL into the environment", d->state.dir);
}

static void usage(FILE *to) {
  fputs("usage: hansa doctor [--state DIR] [--database URL]\n"
        "  URL is what the server connects with, when the database is not the private one.\n", to);
}

int doctor_main(int argc, char **argv) {
  static const struct option options[] = {{"state", required_argument, NULL, 's'}, {"database", required_argument, NULL, 'b'},
                                          {"help", no_argument, NULL, 'h'}, {0}};
  COMMAND_ARENA *a = arena_new(65536);
  struct doctor d = {.a = a};
  const char *dir = state_default(d.a);
  for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    if (o == 's') dir = optarg;
    else if (o == 'b') d.database = optarg;
    else return usage(o == 'h' ? stdout : stderr), o == 'h' ? 0 : 2;
  struct err e;
  if (!state_open(&d.state, d.a, dir, false, false, &e)) return command_fail(&e);
  d.up = state_is_up(&d.state);
  const char *file = state_path(&d.state, "conf/hansa.conf");
  if (access(file, F_OK) == 0 && !conf_load(d.a, file, &d.conf, &e)) say(&d, FAIL, "settings", "%s", e.msg);
  programs(&d);
  state(&d);
  disk(&d);
  system_clock(&d);
  if (d.database || d.cluster.boot) database(&d);
  front(&d);
  mail(&d);
  printf("\n%d well, %d to look at, %d to mend\n", d.counts[OK], d.counts[WARN], d.counts[FAIL]);
  return d.counts[FAIL] ? 1 : 0;
}

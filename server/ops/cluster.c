/* The superuser of the cluster and the application's role are apart from the first day: row-level security is always on. */
#include "ops/cluster.h"
#include "ops/proc.h"
#include "ops/template.h"
#include <dirent.h>
#include <errno.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PG_HOME "/usr/lib/postgresql"
enum { LEAST_MAJOR = 15 };
static const int64_t ROOM_BYTES = 128 << 20;

static int newest_installed(void) {
  int best = 0;
  DIR *d = opendir(PG_HOME);
  if (!d) return 0;
  for (struct dirent *f; (f = readdir(d));) {
    char path[512];
    int major = atoi(f->d_name);
    snprintf(path, sizeof path, PG_HOME "/%.200s/bin/postgres", f->d_name);
    if (major > best && access(path, X_OK) == 0) best = major;
  }
  closedir(d);
  return best;
}

static int newest_data(const struct state *s) {
  int best = 0;
  DIR *d = opendir(state_path(s, "pg"));
  if (!d) return 0;
  for (struct dirent *f; (f = readdir(d));) {
    char *end;
    long major = strtol(f->d_name, &end, 10);
    if (*end == 0 && major > best && access(state_path(s, "pg/%.200s/PG_VERSION", f->d_name), F_OK) == 0) best = (int)major;
  }
  closedir(d);
  return best;
}

static const char *quoted(struct arena *a, const char *value) { /* for a conninfo string */
  char *out = arena_alloc(a, strlen(value) * 2 + 3), *p = out;
  *p++ = '\'';
  for (; *value; value++) {
    if (*value == '\'' || *value == '\\') *p++ = '\\';
    *p++ = *value;
  }
  *p++ = '\'';
  return out;
}

bool cluster_find(struct cluster *c, const struct state *s, struct err *e) {
  int installed = newest_installed(), data = newest_data(s);
  if (installed < LEAST_MAJOR)
    return err_set(e, ERR_UNAVAILABLE, "postgres_missing", NULL,
                   "PostgreSQL %d or newer is not installed: apt-get install postgresql, or give --database URL.", LEAST_MAJOR);
  c->major = data ? data : installed;
  c->bin = str_printf(s->a, PG_HOME "/%d/bin", c->major).p;
  c->data = state_path(s, "pg/%d", c->major);
  if (access(str_printf(s->a, "%s/postgres", c->bin).p, X_OK) != 0)
    return err_set(e, ERR_CONFLICT, "postgres_version", NULL,
                   "The data in %s was made by PostgreSQL %d, which is not installed; PostgreSQL %d is. Install "
                   "postgresql-%d again, or move the data: make an empty cluster with "
                   PG_HOME "/%d/bin/initdb -U hansa_boot -E UTF8 --locale=C.UTF-8 -D %s/pg/%d, then "
                   PG_HOME "/%d/bin/pg_upgrade -U hansa_boot -b %s -B " PG_HOME "/%d/bin -d %s -D %s/pg/%d.",
                   c->data, data, installed, data, installed, s->dir, installed, installed, c->bin, installed, c->data,
                   s->dir, installed);
  const char *host = quoted(s->a, s->run);
  c->boot = str_printf(s->a, "host=%s port=5432 dbname=hansa user=hansa_boot connect_timeout=10", host).p;
  c->app = str_printf(s->a, "host=%s port=5432 dbname=hansa user=hansa_app connect_timeout=10", host).p;
  return true;
}

static bool init(struct cluster *c, const struct state *s, struct err *e) {
  int64_t room = state_free_bytes(s->dir);
  if (room >= 0 && room < ROOM_BYTES)
    return err_set(e, ERR_UNAVAILABLE, "disk_full", NULL,
                   "The disk is full: %s has %lld MB left, a new database needs %lld MB. Free some, or choose another place "
                   "with --state DIR.", s->dir, (long long)(room >> 20), (long long)(ROOM_BYTES >> 20));
  /* Made beside its place and moved there, so that an interrupted start leaves no half of a cluster. */
  const char *fresh = state_path(s, "pg/new");
  const char *const clear[] = {"/bin/rm", "-rf", "--", fresh, NULL};
  const char *const argv[] = {str_printf(s->a, "%s/initdb", c->bin).p, "-D", fresh, "-U", "hansa_boot", "-E", "UTF8",
                              "--locale=C.UTF-8", "-A", "peer", "--data-checksums", "--no-instructions", NULL};
  static const char *const env[] = {"LC_ALL=C.UTF-8", NULL};
  if (!proc_run(clear, NULL, NULL, 0, e) || !proc_run(argv, env, NULL, 0, e)) return false;
  if (rename(fresh, c->data) != 0)
    return err_set(e, ERR_INTERNAL, "rename", NULL, "%s cannot be moved to %s: %s.", fresh, c->data, strerror(errno));
  c->made = true;
  return true;
}

/* A killed server that nobody has buried yet counts as alive to the next one. */
static void clear_socket(const struct state *s) {
  unlink(str_printf(s->a, "%s/.s.PGSQL.5432.lock", s->run).p);
  unlink(str_printf(s->a, "%s/.s.PGSQL.5432", s->run).p);
}

/* The lock says that no part of ours is alive, so a pid file names a process that is gone, a stranger that got its
   number, or a server that somebody started by hand. */
static bool clear_pid_file(const struct cluster *c, const struct state *s, struct err *e) {
  const char *path = str_printf(s->a, "%s/postmaster.pid", c->data).p;
  FILE *f = fopen(path, "re");
  if (!f) {
    clear_socket(s);
    return true;
  }
  char line[32] = "";
  if (!fgets(line, sizeof line, f)) line[0] = 0;
  fclose(f);
  pid_t pid = (pid_t)strtol(line, NULL, 10);
  if (pid > 1 && kill(pid, 0) == 0 && proc_comm_is(pid, "postgres") && proc_cwd_is(pid, c->data))
    return err_set(e, ERR_CONFLICT, "postgres_running", NULL,
                   "Another PostgreSQL (process %ld) runs on %s. Stop it first: %s/pg_ctl stop -D %s", (long)pid, c->data,
                   c->bin, c->data);
  clear_socket(s);
  if (unlink(path) == 0 || errno == ENOENT) return true;
  return err_set(e, ERR_INTERNAL, "pid_file", NULL, "%s cannot be removed: %s.", path, strerror(errno));
}

static bool configure(const struct cluster *c, const struct state *s, struct err *e) {
  const struct template_pair words[] = {{"DATA", c->data}, {"DIR", s->dir}, {"RUN", s->run}, {"USER", s->user}};
  static const char *const files[] = {"postgresql.conf", "pg_hba.conf", "pg_ident.conf"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    str text = template_fill(s->a, files[i], words, sizeof words / sizeof *words);
    if (!state_write(s, str_printf(s->a, "conf/%s", files[i]).p, text.p, text.n, 0600, e)) return false;
  }
  return true;
}

bool cluster_prepare(struct cluster *c, const struct state *s, struct err *e) {
  if (access(str_printf(s->a, "%s/PG_VERSION", c->data).p, F_OK) != 0 && !init(c, s, e)) return false;
  return clear_pid_file(c, s, e) && configure(c, s, e);
}

const char *const *cluster_argv(const struct cluster *c, const struct state *s) {
  const char **argv = ARENA_ARRAY(s->a, const char *, 3);
  argv[0] = str_printf(s->a, "%s/postgres", c->bin).p;
  argv[1] = str_printf(s->a, "--config-file=%s", state_path(s, "conf/postgresql.conf")).p;
  return argv;
}

enum cluster_answer cluster_ping(const struct cluster *c) {
  switch (PQping(c->boot)) {
  case PQPING_OK: return CLUSTER_READY;
  case PQPING_REJECT: return CLUSTER_STARTING;
  default: return CLUSTER_SILENT;
  }
}

bool cluster_database(const struct cluster *c, const struct state *s, struct err *e) {
  PGconn *conn = PQconnectdb(c->boot);
  bool there = PQstatus(conn) == CONNECTION_OK;
  bool absent = !there && strstr(PQerrorMessage(conn), "does not exist") != NULL;
  if (!there && !absent) err_set(e, ERR_UNAVAILABLE, "postgres", NULL, "PostgreSQL: %s", PQerrorMessage(conn));
  PQfinish(conn);
  if (there) return true;
  if (!absent) return false;
  const char *const argv[] = {str_printf(s->a, "%s/createdb", c->bin).p, "-h", s->run, "-p", "5432", "-U", "hansa_boot",
                              "--maintenance-db=postgres", "hansa", NULL};
  return proc_run(argv, NULL, NULL, 0, e);
}

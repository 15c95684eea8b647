/* A private PostgreSQL for one test program: own directory, unix socket only, gone at the end. */
#ifndef HANSA_TESTS_PG_H
#define HANSA_TESTS_PG_H
#include <glob.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pg {
  char dir[64], bin[256], as[64];
};

__attribute__((format(printf, 1, 2))) static inline bool pg_run(const char *fmt, ...) {
  char command[2048];
  va_list args;
  va_start(args, fmt);
  vsnprintf(command, sizeof command, fmt, args);
  va_end(args);
  return system(command) == 0;
}

static inline bool pg_start(struct pg *pg) {
  return pg_run("%s%s/pg_ctl -D %s/data -l %s/log -w -s -o \"-c listen_addresses='' -k %s -c fsync=off\" start", pg->as,
                pg->bin, pg->dir, pg->dir, pg->dir);
}

static inline bool pg_stop(struct pg *pg, const char *mode) {
  return pg_run("%s%s/pg_ctl -D %s/data -w -s -m %s stop", pg->as, pg->bin, pg->dir, mode);
}

/* false: there is no PostgreSQL on this machine to try with */
static inline bool pg_make(struct pg *pg) {
  glob_t found;
  if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) != 0) return false;
  snprintf(pg->bin, sizeof pg->bin, "%s", found.gl_pathv[found.gl_pathc - 1]);
  globfree(&found);
  *strrchr(pg->bin, '/') = 0;
  snprintf(pg->dir, sizeof pg->dir, "/tmp/hansa-pg-XXXXXX");
  if (!mkdtemp(pg->dir)) return false;
  pg->as[0] = 0;
  if (geteuid() == 0) { /* initdb refuses to run as root */
    snprintf(pg->as, sizeof pg->as, "cd /tmp && runuser -u postgres -- ");
    if (!pg_run("chown postgres %s", pg->dir)) return false;
  }
  return pg_run("%s%s/initdb -D %s/data -U hansa_boot -E UTF8 --locale=C.UTF-8 -A trust -N >/dev/null", pg->as, pg->bin,
                pg->dir) &&
         pg_start(pg);
}

static inline void pg_drop(struct pg *pg) {
  pg_stop(pg, "immediate");
  if (!pg_run("rm -rf %s", pg->dir)) fprintf(stderr, "%s is left behind\n", pg->dir);
}

/* The connection string of a role, in a static buffer of its own per call site order (8 in turn). */
static inline const char *pg_as(struct pg *pg, const char *role, const char *dbname) {
  static char text[8][256];
  static unsigned turn;
  char *p = text[turn++ % 8];
  snprintf(p, sizeof text[0], "host=%s user=%s dbname=%s", pg->dir, role, dbname);
  return p;
}

/* Runs SQL as the superuser; the first value of the result, in a static buffer, or NULL. */
static inline const char *pg_sql(struct pg *pg, const char *dbname, const char *sql) {
  static char value[512];
  PGconn *c = PQconnectdb(pg_as(pg, "hansa_boot", dbname));
  PGresult *r = PQexec(c, sql);
  ExecStatusType status = PQresultStatus(r);
  bool ok = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
  if (!ok) fprintf(stderr, "%s", PQerrorMessage(c));
  bool any = ok && PQntuples(r) > 0;
  if (any)
    snprintf(value, sizeof value, "%s", PQgetvalue(r, 0, 0));
  else
    value[0] = 0;
  PQclear(r);
  PQfinish(c);
  return ok ? value : NULL;
}

#endif

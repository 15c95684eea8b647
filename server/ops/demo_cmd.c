/* `hansa demo --scale N` enlarges the network for the figures; each file says itself as which role it writes. */
#include "ops/demo_cmd.h"
#include "base/clock.h"
#include "ops/cluster.h"
#include "ops/command.h"
#include "ops/template.h"
#include "base/embed.h"
#include <ctype.h>
#include <getopt.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_part(str path) { /* sql/demo/01_companies.sql, but not sql/demo/scale.sql */
  const str folder = STR("sql/demo/");
  return str_starts(path, folder) && str_ends(path, STR(".sql")) && isdigit((unsigned char)path.p[folder.n]);
}

static bool run(PGconn *conn, const char *what, const char *text, struct err *e) {
  PGresult *r = PQexec(conn, text);
  ExecStatusType status = PQresultStatus(r);
  bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
  if (!ok) err_set(e, ERR_INTERNAL, "demo", NULL, "%s: %s", what, PQresultErrorMessage(r));
  PQclear(r);
  return ok;
}

static bool any_company(PGconn *conn, bool *any, struct err *e) {
  PGresult *r = PQexec(conn, embed_file("sql/jobs/demo/loaded.sql")->text.p);
  bool ok = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1;
  if (ok) *any = *PQgetvalue(r, 0, 0) == 't';
  else err_set(e, ERR_INTERNAL, "demo", NULL, "%s", PQresultErrorMessage(r));
  PQclear(r);
  return ok;
}

static bool lay(struct arena *a, PGconn *conn, struct err *e) {
  if (!run(conn, "begin", "BEGIN", e)) return false;
  for (size_t i = 0; i < embed_count; i++)
    if (is_part(embed_table[i].path) && !run(conn, str_z(a, embed_table[i].path), embed_table[i].text.p, e)) return false;
  return run(conn, "commit", "COMMIT", e);
}

static bool connected(PGconn *conn, struct err *e) {
  PQsetNoticeProcessor(conn, command_silence, NULL);
  if (PQstatus(conn) == CONNECTION_OK) return true;
  return err_set(e, ERR_UNAVAILABLE, "postgres", NULL, "PostgreSQL: %s", PQerrorMessage(conn));
}

bool demo_load(struct arena *a, const char *conninfo, bool *loaded, struct err *e) {
  *loaded = false;
  size_t parts = 0;
  for (size_t i = 0; i < embed_count; i++) parts += is_part(embed_table[i].path);
  if (parts == 0) return true;
  PGconn *conn = PQconnectdb(conninfo);
  bool any = true;
  bool ok = connected(conn, e) && any_company(conn, &any, e) && (any || lay(a, conn, e));
  PQfinish(conn);
  *loaded = ok && !any;
  return ok;
}

str demo_logins(void) {
  const struct embed_file *f = embed_file("sql/demo/logins.tsv");
  return f ? f->text : STR_NONE;
}

bool demo_next_login(str *rest, struct demo_login *out) {
  while (rest->n) {
    str line;
    *rest = str_cut(*rest, '\n', &line);
    line = str_trim(line);
    if (line.n == 0 || line.p[0] == '#') continue;
    line = str_cut(line, '\t', &out->email);
    line = str_cut(line, '\t', &out->password);
    line = str_cut(line, '\t', &out->company);
    str_cut(line, '\t', &out->role);
    if (!str_eq(out->email, STR("email"))) return true;
  }
  return false;
}

static void usage(FILE *to) {
  fputs("usage: hansa demo [--scale N] [--state DIR | --database OWNER_URL]\n"
        "  Lays the demo network on an empty database; with --scale adds about N thousand leads among many companies.\n", to);
}

static bool scale(PGconn *conn, struct err *e) {
  const struct embed_file *f = embed_file("sql/demo/scale.sql");
  if (!f) return err_set(e, ERR_NOT_FOUND, "demo", NULL, "This build carries no sql/demo/scale.sql.");
  return run(conn, "sql/demo/scale.sql", f->text.p, e);
}

int demo_main(int argc, char **argv) {
  static const struct option options[] = {{"scale", required_argument, NULL, 's'}, {"state", required_argument, NULL, 'd'},
                                          {"database", required_argument, NULL, 'b'}, {"help", no_argument, NULL, 'h'}, {0}};
  struct arena *a = arena_new(65536);
  const char *dir = state_default(a), *url = NULL;
  int64_t n = 0;
  for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    if (o == 's' && str_int(str_of(optarg), &n) && n >= 1 && n <= 100000) continue;
    else if (o == 'd') dir = optarg;
    else if (o == 'b') url = optarg;
    else return usage(o == 'h' ? stdout : stderr), o == 'h' ? 0 : 2;
  struct err e;
  struct state s;
  struct cluster c;
  if (!url) {
    if (!state_open(&s, a, dir, false, false, &e) || !cluster_find(&c, &s, &e)) return command_fail(&e);
    url = c.boot;
  }
  bool loaded;
  int64_t from = clock_us();
  if (!demo_load(a, url, &loaded, &e)) return command_fail(&e);
  if (loaded) printf("The demo network was laid in %.1f s.\n", (double)(clock_us() - from) / 1e6);
  else if (n == 0) printf("There are companies already: nothing was changed.\n");
  if (n > 0) {
    char option[64];
    snprintf(option, sizeof option, "-c hansa.scale=%lld", (long long)n);
    setenv("PGOPTIONS", option, 1);
    PGconn *conn = PQconnectdb(url);
    from = clock_us();
    bool ok = connected(conn, &e) && scale(conn, &e);
    PQfinish(conn);
    if (!ok) return command_fail(&e);
    printf("Enlarged by %lld thousand in %.1f s.\n", (long long)n, (double)(clock_us() - from) / 1e6);
  }
  arena_free(a);
  return 0;
}

/* `hansa demo --scale N` enlarges the network for the figures; each file says itself as which role it writes. */
#include "ops/demo_cmd.h"
#include "base/clock.h"
#include "base/embed.h"
#include "db/once.h"
#include "gateway/demo.h"
#include "ops/cluster.h"
#include "ops/command.h"
#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_part(str path) { /* sql/demo/01_companies.sql, but not sql/demo/scale.sql */
  const str folder = STR("sql/demo/");
  return str_starts(path, folder) && str_ends(path, STR(".sql")) && isdigit((unsigned char)path.p[folder.n]);
}

static bool any_company(struct once *o, bool *any, struct err *e) {
  PGresult *r = NULL;
  if (!once_job(o, "demo/loaded", NULL, 0, &r, e)) return false;
  *any = PQntuples(r) == 1 && *PQgetvalue(r, 0, 0) == 't';
  PQclear(r);
  return true;
}

static bool lay(struct once *o, struct err *e) {
  size_t n;
  const struct embed_file *files = embed_files(&n);
  if (!once_job(o, "db/begin", NULL, 0, NULL, e)) return false;
  /* the orders come in between: they need companies and products, and what happens to them needs the orders */
  bool received = false;
  for (size_t i = 0; i < n; i++) {
    if (!is_part(files[i].path)) continue;
    if (!received && files[i].path.p[sizeof "sql/demo/" - 1] >= '5') {
      if (!gateway_demo(o, e)) return false;
      received = true;
    }
    struct err why;
    if (!once_file(o, files[i].path.p, files[i].text.p, &why))
      return err_set(e, why.code, why.type, why.field, "The demo network cannot be laid, %s: %.300s", files[i].path.p, why.msg);
  }
  return once_job(o, "db/commit", NULL, 0, NULL, e);
}

bool demo_load(const char *conninfo, bool *loaded, struct err *e) {
  *loaded = false;
  size_t n, parts = 0;
  const struct embed_file *files = embed_files(&n);
  for (size_t i = 0; i < n; i++) parts += is_part(files[i].path);
  if (parts == 0) return true;
  struct once *o;
  if (!once_open(conninfo, "hansa demo", &o, e)) return false;
  bool any = true;
  bool ok = any_company(o, &any, e) && (any || lay(o, e)); /* what is not committed goes with the connection */
  once_close(o);
  *loaded = ok && !any;
  return ok;
}

str demo_logins(void) {
  const struct embed_file *f = embed_find("sql/demo/logins.tsv");
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

static bool scale(const char *conninfo, int64_t thousands, struct err *e) {
  const struct embed_file *f = embed_find("sql/demo/scale.sql");
  if (!f) return err_set(e, ERR_NOT_FOUND, "demo", NULL, "This build carries no sql/demo/scale.sql.");
  struct once *o;
  if (!once_open(conninfo, "hansa demo", &o, e)) return false;
  char text[24];
  struct db_param n = {{text, (size_t)snprintf(text, sizeof text, "%lld", (long long)thousands)}, false};
  bool ok = once_job(o, "demo/scale", &n, 1, NULL, e) && once_file(o, f->path.p, f->text.p, e);
  once_close(o);
  return ok;
}

int demo_main(int argc, char **argv) {
  static const struct option options[] = {{"scale", required_argument, NULL, 's'}, {"state", required_argument, NULL, 'd'},
                                          {"database", required_argument, NULL, 'b'}, {"help", no_argument, NULL, 'h'}, {0}};
  COMMAND_ARENA *a = arena_new(65536);
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
  if (!demo_load(url, &loaded, &e)) return command_fail(&e);
  if (loaded) printf("The demo network was laid in %.1f s.\n", (double)(clock_us() - from) / 1e6);
  else if (n == 0) printf("There are companies already: nothing was changed.\n");
  if (n > 0) {
    from = clock_us();
    if (!scale(url, n, &e)) return command_fail(&e);
    printf("Enlarged by %lld thousand in %.1f s.\n", (long long)n, (double)(clock_us() - from) / 1e6);
  }
  return 0;
}

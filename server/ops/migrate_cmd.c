/* `hansa migrate`: brings a database to this program's version; run by its owner or a superuser, never by the app. */
#include "base/arena.h"
#include "base/embed.h"
#include "db/migrate.h"
#include "ops/command.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static void usage(FILE *to) {
  fputs("usage: hansa migrate --database OWNER_URL [--sql DIR]\n"
        "  Applies what is new under sql/migrations and sql/logic. OWNER_URL is a superuser, or a role that is a member of\n"
        "  hansa_owner and hansa_sys once a superuser has run it the first time. The server itself connects as hansa_app.\n", to);
}

int migrate_main(int argc, char **argv) {
  static const struct option options[] = {{"database", required_argument, NULL, 'b'}, {"sql", required_argument, NULL, 'q'},
                                          {"help", no_argument, NULL, 'h'}, {0}};
  const char *url = getenv("HANSA_OWNER_URL"), *sql = NULL;
  for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    if (o == 'b') url = optarg;
    else if (o == 'q') sql = optarg;
    else return usage(o == 'h' ? stdout : stderr), o == 'h' ? 0 : 2;
  if (!url || optind < argc) return usage(stderr), 2;
  COMMAND_ARENA *a = arena_new(65536);
  struct err e;
  bool ok = (!sql || embed_use_sql(a, sql, &e)) && migrate_run(url, true, &e);
  if (ok) printf("The database is up to date.\n");
  return ok ? 0 : command_fail(&e);
}

/* `hansa gateway`: the process that partners' systems talk to. */
#include "base/embed.h"
#include "base/log.h"
#include "conf/conf.h"
#include "db/once.h"
#include "gateway/gateway.h"
#include "gateway/intake.h"
#include "gateway/tables.h"
#include "loop/loop.h"
#include <stdio.h>
#include <string.h>

enum { SOCKETS_MAX = 512, DRAIN_MS = 10000 };

struct gateway {
  struct loop *loop;
  struct db *db;
  struct http *http;
  struct intake intake;
};

static void drained(void *ctx) {
  struct gateway *g = ctx;
  db_close(g->db);
  http_close(g->http);
}

static void stop(void *ctx) {
  struct gateway *g = ctx;
  LOG(LOG_INFO, "gateway.stop", log_int("drain_ms", DRAIN_MS));
  http_stop_accepting(g->http);
  http_drain(g->http, DRAIN_MS, drained, g);
  loop_off_stop(g->loop);
}

static bool start(struct gateway *g, struct arena *a, const struct conf *c, const struct x12_schemas *schemas,
                  const struct edi_maps *maps, struct err *e) {
  str url, dir;
  if (!conf_need(c, "db", "url", &url, e) || !conf_need(c, "state", "dir", &dir, e) || !db_check_role(url.p, e))
    return false;
  g->loop = loop_new();
  struct db_conf db = {.conninfo = url.p,
                       .fast = conf_int(c, "db", "fast"),
                       .slow = conf_int(c, "db", "slow"),
                       .fast_timeout_ms = 5000,
                       .slow_timeout_ms = 60000,
                       .queue_wait_ms = 5000,
                       .depth = 16};
  g->db = db_new(g->loop, &db);
  db_register_jobs(g->db);
  intake_init(&g->intake, g->loop, g->db, schemas, maps);
  if (!db_complete(g->db, e)) return false;
  struct http_conf http = {.unix_path = conf_z(c, "http", "socket"),
                           .unix_group = conf_z(c, "http", "group"),
                           .port = conf_int(c, "http", "port"),
                           .max_sockets = SOCKETS_MAX,
                           .spool_dir = str_z(a, str_printf(a, "%.*s/spool", STR_ARG(dir))),
                           .plan = intake_plan,
                           .handle = intake_handle,
                           .ctx = &g->intake};
  if (!http.unix_path && !http.port) {
    err_set(e, ERR_INVALID, "conf", "/http/socket", "Set [http] socket or port.");
    return false;
  }
  g->http = http_new(g->loop, &http, e);
  if (!g->http) return false;
  db_open(g->db);
  loop_on_stop(g->loop, stop, g);
  LOG(LOG_INFO, "gateway.start", log_z("socket", http.unix_path ? http.unix_path : ""), log_int("port", http.port));
  return true;
}

static int run(struct gateway *g, struct arena *a, const struct conf *c, const struct x12_schemas *schemas,
               const struct edi_maps *maps, struct err *e) {
  bool started = start(g, a, c, schemas, maps, e);
  if (started) loop_run(g->loop);
  if (g->http) http_free(g->http);
  db_free(g->db);
  bool clean = !g->loop || loop_free(g->loop);
  return started && clean ? 0 : 1;
}

int gateway_main(int argc, char **argv) {
  const char *file = NULL, *sql = NULL;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--conf") == 0 && i + 1 < argc) {
      file = argv[++i];
    } else if (strcmp(argv[i], "--sql") == 0 && i + 1 < argc) {
      sql = argv[++i];
    } else {
      fprintf(stderr, "usage: hansa gateway --conf FILE [--sql DIR]\n");
      return 2;
    }
  }
  struct arena *a = arena_new(16 * 1024);
  struct edi_mem *m = edi_mem_new();
  struct conf *c = NULL;
  struct err e = {0};
  struct gateway g = {0};
  int code = 1;
  enum log_level level = LOG_INFO;
  log_init("gateway", level);
  if ((!sql || embed_use_sql(a, sql, &e)) && conf_load(a, file, &c, &e)) {
    if (log_level_of(conf_str(c, "log", "level"), &level)) log_init("gateway", level);
    const struct x12_schemas *schemas = tables_read(m, &e);
    const struct edi_maps *maps = schemas ? maps_read(m, schemas, &e) : NULL;
    if (maps) code = run(&g, a, c, schemas, maps, &e);
  }
  if (e.code != ERR_NONE) LOG(LOG_ERROR, "gateway.failed", log_z("why", e.msg));
  edi_mem_free(m);
  arena_free(a);
  return code;
}

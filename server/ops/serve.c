/* Puts the parts together, runs the loop, and takes them apart again in the order that loses nothing. */
#include "ops/serve.h"
#include "api/api.h"
#include "base/embed.h"
#include "base/log.h"
#include "conf/conf.h"
#include "db/once.h"
#include "live/live.h"
#include "loop/loop.h"
#include "ops/command.h"
#include "ops/health.h"
#include "ops/mail.h"
#include "ops/metrics.h"
#include "ops/sweep.h"
#include "ops/track.h"
#include "ops/work.h"
#include "ops/work_page.h"
#include <getopt.h>
#include <stdio.h>

enum { DRAIN_MS = 20000, SECRET = 32, SOCKETS_MAX = 20000 };

struct serve {
  struct arena *a;
  struct conf *conf;
  str secret;
  struct loop *loop;
  struct db *db;
  struct api *api;
  struct live *live;
  struct track *track;
  struct health *health;
  struct metrics *metrics;
  struct mail *mail;
  struct sweep *sweep;
  struct work *work;
  struct timer *settle;
  struct http *http;
};

static void usage(FILE *to) {
  fputs("usage: hansa serve --conf FILE [--sql DIR]\n"
        "  Serves the API and the live socket. HANSA_<SECTION>_<KEY> in the environment wins over the file.\n", to);
}

/* The HTTP side has one context, its callers have theirs. */
static void plan(void *ctx, struct http_req *r, struct http_plan *out) { api_plan(((struct serve *)ctx)->api, r, out); }
static void handle(void *ctx, struct http_req *r) { api_handle(((struct serve *)ctx)->api, r); }
static void answered(void *ctx, str route, int status, int64_t us) {
  metrics_count(((struct serve *)ctx)->metrics, route, status, us);
}
static void ws_check(void *ctx, struct ws *s, struct http_req *upgrade) { live_check(((struct serve *)ctx)->live, s, upgrade); }
static void ws_open(void *ctx, struct ws *s) { live_open(((struct serve *)ctx)->live, s); }
static void ws_message(void *ctx, struct ws *s, str text) { live_message(((struct serve *)ctx)->live, s, text); }
static void ws_closed(void *ctx, struct ws *s) { live_closed(((struct serve *)ctx)->live, s); }
static void ws_drained(void *ctx, struct ws *s) { live_drained(((struct serve *)ctx)->live, s); }
static const struct ws_events socket_events = {ws_check, ws_open, ws_message, ws_closed, ws_drained};

/* Start. */
static bool read_secret(struct serve *v, struct err *e) {
  str dir;
  if (!conf_need(v->conf, "state", "dir", &dir, e)) return false;
  const char *path = str_z(v->a, str_printf(v->a, "%.*s/secret", STR_ARG(dir)));
  char *bytes = arena_alloc(v->a, SECRET);
  FILE *f = fopen(path, "re");
  size_t n = f ? fread(bytes, 1, SECRET, f) : 0;
  if (f) fclose(f);
  if (n != SECRET)
    return err_set(e, ERR_INVALID, "secret", "", "%s must hold %d random bytes: head -c %d /dev/urandom > %s; chmod 600 %s", path, SECRET, SECRET, path, path);
  v->secret = (str){bytes, SECRET};
  return true;
}

static bool open_database(struct serve *v, struct err *e) {
  str url;
  if (!conf_need(v->conf, "db", "url", &url, e) || !db_check_role(url.p, e)) return false;
  v->db = db_new(v->loop, &(struct db_conf){.conninfo = url.p,
                                            .fast = conf_int(v->conf, "db", "fast"),
                                            .slow = conf_int(v->conf, "db", "slow"),
                                            .fast_timeout_ms = 5000,
                                            .slow_timeout_ms = 60000,
                                            .queue_wait_ms = 1000,
                                            .depth = 16});
  db_register_jobs(v->db);
  return true;
}

static str public_url(struct serve *v) {
  str url = conf_str(v->conf, "http", "public_url");
  while (url.n && url.p[url.n - 1] == '/') url.n--;
  return url.n ? url : str_printf(v->a, "http://localhost:%d", conf_int(v->conf, "http", "port"));
}

static bool make_api(struct serve *v, struct err *e) {
  v->api = api_new(&(struct api_conf){.loop = v->loop,
                                      .db = v->db,
                                      .secret = v->secret,
                                      .public_url = public_url(v),
                                      .address_per_s = conf_int(v->conf, "limit", "address"),
                                      .key_per_s = conf_int(v->conf, "limit", "key")},
                   e);
  if (!v->api) return false;
  v->live = live_new(v->loop, v->db, v->api, &(struct live_conf){.per_person = conf_int(v->conf, "limit", "person_sockets"),
                                                                 .per_address = conf_int(v->conf, "limit", "address_sockets")});
  v->mail = mail_new(v->loop, v->db, &(struct mail_conf){.url = conf_z(v->conf, "smtp", "url"),
                                                         .from = conf_z(v->conf, "smtp", "from"),
                                                         .user = conf_z(v->conf, "smtp", "user"),
                                                         .password = conf_z(v->conf, "smtp", "password")});
  v->sweep = sweep_new(v->loop, v->db);
  v->work = work_new(v->loop, v->db, public_url(v));
  work_page_register(v->api);
  v->health = health_new(v->db);
  v->metrics = metrics_new();
  api_raw(v->api, "GET", "/healthz", health_live, v->health);
  api_raw(v->api, "GET", "/readyz", health_ready, v->health);
  api_raw(v->api, "GET", "/metrics", metrics_serve, v->metrics);
  v->track = track_new(v->api, e);
  return v->track && api_start(v->api, e) && db_complete(v->db, e);
}

static bool listen_http(struct serve *v, struct err *e) {
  str dir = conf_str(v->conf, "state", "dir");
  v->http = http_new(v->loop,
                     &(struct http_conf){.unix_path = conf_z(v->conf, "http", "socket"),
                                         .unix_group = conf_z(v->conf, "http", "group"),
                                         .port = conf_int(v->conf, "http", "port"),
                                         .max_sockets = SOCKETS_MAX,
                                         .spool_dir = str_printf(v->a, "%.*s/spool", STR_ARG(dir)).p,
                                         .plan = plan,
                                         .handle = handle,
                                         .answered = answered,
                                         .ws_path = "/live",
                                         .ws_protocol = "hansa.v1",
                                         .ws = &socket_events,
                                         .ctx = v},
                     e);
  return v->http;
}

/* Stop: sockets hear why, answers under way are given, then the database goes, then the listener. */
static void close_all(struct serve *v) {
  if (v->settle) timer_stop(v->settle);
  live_stop(v->live);
  db_close(v->db);
  http_close(v->http);
}

/* A mail that is being sent is noted down first, or it would be sent again. */
static void settle(void *ctx) {
  struct serve *v = ctx;
  if (mail_idle(v->mail)) close_all(v);
}

static void drained(void *ctx) {
  struct serve *v = ctx;
  if (mail_idle(v->mail)) close_all(v);
  else v->settle = timer_start(v->loop, 50, 50, settle, v);
}

static void stop(void *ctx) {
  struct serve *v = ctx;
  LOG(LOG_INFO, "serve.stopping", log_int("limit_ms", DRAIN_MS));
  loop_off_stop(v->loop);
  health_stopping(v->health);
  mail_stop(v->mail);
  sweep_stop(v->sweep);
  work_stop(v->work);
  live_drain(v->live);
  http_stop_accepting(v->http);
  http_drain(v->http, DRAIN_MS, drained, v);
}

static bool start(struct serve *v, struct err *e) {
  if (!read_secret(v, e)) return false;
  v->loop = loop_new();
  if (!open_database(v, e) || !make_api(v, e) || !listen_http(v, e)) return false;
  db_open(v->db);
  live_start(v->live);
  mail_start(v->mail);
  sweep_start(v->sweep);
  work_start(v->work);
  metrics_watch(v->metrics, &(struct metrics_parts){v->http, v->db, v->live, v->mail});
  loop_on_stop(v->loop, stop, v);
  LOG(LOG_INFO, "serve.started", log_z("version", HANSA_VERSION), log_int("port", conf_int(v->conf, "http", "port")));
  return true;
}

/* What was not made is NULL, which every one of these takes. */
static bool free_all(struct serve *v) {
  if (v->http) http_free(v->http);
  live_free(v->live);
  api_free(v->api);
  track_free(v->track);
  mail_free(v->mail);
  sweep_free(v->sweep);
  work_free(v->work);
  health_free(v->health);
  metrics_free(v->metrics);
  db_free(v->db);
  return !v->loop || loop_free(v->loop);
}

static int run(struct serve *v) {
  struct err e;
  if (!start(v, &e)) {
    (void)free_all(v);
    return command_fail(&e);
  }
  loop_run(v->loop);
  bool clean = free_all(v);
  LOG(LOG_INFO, "serve.stopped", log_int("clean", clean));
  return clean ? 0 : 1;
}

int serve_main(int argc, char **argv) {
  static const struct option options[] = {{"conf", required_argument, NULL, 'c'}, {"sql", required_argument, NULL, 'q'},
                                          {"help", no_argument, NULL, 'h'}, {0}};
  const char *file = NULL, *sql = NULL;
  for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    if (o == 'c') file = optarg;
    else if (o == 'q') sql = optarg;
    else return usage(o == 'h' ? stdout : stderr), o == 'h' ? 0 : 2;
  if (optind < argc) return usage(stderr), 2;
  struct serve v = {.a = arena_new(1 << 16)};
  struct err e;
  enum log_level level = LOG_INFO;
  if ((sql && !embed_use_sql(v.a, sql, &e)) || !conf_load(v.a, file, &v.conf, &e)) return command_fail(&e);
  if (!log_level_of(conf_str(v.conf, "log", "level"), &level)) level = LOG_INFO;
  log_init("serve", level);
  int code = run(&v);
  arena_free(v.a);
  return code;
}

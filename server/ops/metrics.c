/* Counters by route, and gauges read when they are asked for. Routes are the API's own, so there are only so many. */
#include "ops/metrics.h"
#include "base/map.h"
#include "base/vec.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { CLASSES = 5, BUCKETS = 12, ROUTES_MAX = 1000 };

static const int64_t bucket_us[BUCKETS] = {1000,   2500,   5000,   10000,   25000,   50000,
                                           100000, 250000, 500000, 1000000, 2500000, 5000000};
static const char *const bucket_le[BUCKETS] = {"0.001", "0.0025", "0.005", "0.01", "0.025", "0.05",
                                               "0.1",   "0.25",   "0.5",   "1",    "2.5",   "5"};

struct route {
  str name;
  int64_t answers[CLASSES], buckets[BUCKETS], n, us;
};

struct metrics {
  struct arena *a;
  struct map *routes;
  VEC_OF(struct route *) list;
  struct metrics_parts parts;
  time_t started;
};

struct metrics *metrics_new(void) {
  struct arena *a = arena_new(4096);
  struct metrics *m = ARENA_NEW(a, struct metrics);
  m->a = a;
  m->routes = map_new();
  m->started = time(NULL);
  return m;
}

void metrics_free(struct metrics *m) {
  if (!m) return;
  map_free(m->routes);
  arena_free(m->a);
}

void metrics_watch(struct metrics *m, const struct metrics_parts *parts) { m->parts = *parts; }

void metrics_count(struct metrics *m, str route, int status, int64_t us) {
  if (route.n == 0 || map_size(m->routes) >= ROUTES_MAX) route = STR("other");
  struct route *r = map_get(m->routes, route);
  if (!r) {
    r = ARENA_NEW(m->a, struct route);
    r->name = str_dup(m->a, route);
    map_put(m->routes, r->name, r);
    *VEC_PUSH(m->a, &m->list) = r;
  }
  int class = status / 100 - 1;
  if (class >= 0 && class < CLASSES) r->answers[class]++;
  for (size_t i = 0; i < BUCKETS; i++)
    if (us <= bucket_us[i]) r->buckets[i]++;
  r->n++;
  r->us += us;
}

/* Text. */

struct out {
  struct arena *a;
  VEC_OF(char) text;
};

static void put(struct out *o, str s) {
  for (size_t i = 0; i < s.n; i++) *VEC_PUSH(o->a, &o->text) = s.p[i];
}

static void about(struct out *o, const char *name, const char *type, const char *help) {
  put(o, str_printf(o->a, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type));
}

static void one(struct out *o, const char *name, const char *type, const char *help, int64_t value) {
  about(o, name, type, help);
  put(o, str_printf(o->a, "%s %lld\n", name, (long long)value));
}

/* Microseconds as seconds. */
static str seconds(struct arena *a, int64_t us) {
  return str_printf(a, "%lld.%06lld", (long long)(us / 1000000), (long long)(us % 1000000));
}

static str label(struct arena *a, str s) {
  VEC_OF(char) out = {0};
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"' || s.p[i] == '\\' || s.p[i] == '\n') *VEC_PUSH(a, &out) = '\\';
    *VEC_PUSH(a, &out) = s.p[i] == '\n' ? 'n' : s.p[i];
  }
  return (str){out.at, out.n};
}

static void put_requests(struct out *o, const struct metrics *m) {
  about(o, "hansa_http_requests_total", "counter", "Answers by route and class of status.");
  for (size_t i = 0; i < m->list.n; i++) {
    const struct route *r = m->list.at[i];
    for (int c = 0; c < CLASSES; c++)
      if (r->answers[c])
        put(o, str_printf(o->a, "hansa_http_requests_total{route=\"%.*s\",status=\"%dxx\"} %lld\n",
                          STR_ARG(label(o->a, r->name)), c + 1, (long long)r->answers[c]));
  }
  about(o, "hansa_http_request_seconds", "histogram", "From the first byte of a request to the last of its answer.");
  for (size_t i = 0; i < m->list.n; i++) {
    const struct route *r = m->list.at[i];
    str name = label(o->a, r->name);
    for (size_t b = 0; b < BUCKETS; b++)
      put(o, str_printf(o->a, "hansa_http_request_seconds_bucket{route=\"%.*s\",le=\"%s\"} %lld\n", STR_ARG(name),
                        bucket_le[b], (long long)r->buckets[b]));
    put(o, str_printf(o->a,
                      "hansa_http_request_seconds_bucket{route=\"%.*s\",le=\"+Inf\"} %lld\n"
                      "hansa_http_request_seconds_sum{route=\"%.*s\"} "
                      "%.*s\nhansa_http_request_seconds_count{route=\"%.*s\"} %lld\n",
                      STR_ARG(name), (long long)r->n, STR_ARG(name), STR_ARG(seconds(o->a, r->us)), STR_ARG(name),
                      (long long)r->n));
  }
}

static void put_http(struct out *o, const struct http *h) {
  struct http_stats s;
  http_get_stats(h, &s);
  one(o, "hansa_http_rejected_total", "counter", "Requests refused before any handler saw them.", s.rejected);
  one(o, "hansa_http_sockets", "gauge", "Client sockets that are open.", s.sockets);
  one(o, "hansa_http_in_flight", "gauge", "Requests that wait for their answer.", s.in_flight);
  one(o, "hansa_websockets", "gauge", "WebSockets that are open.", s.ws_open);
  one(o, "hansa_websockets_opened_total", "counter", "WebSockets that were opened.", s.ws_opened);
  one(o, "hansa_websockets_slow_total", "counter", "WebSockets closed because their reader did not read.",
      s.ws_dropped_slow);
}

static void put_db(struct out *o, const struct db *db) {
  struct db_stats s;
  db_get_stats(db, &s);
  one(o, "hansa_db_requests_total", "counter", "Transactions asked of the database.", s.requests);
  one(o, "hansa_db_failed_total", "counter", "Transactions in which a statement failed.", s.failed);
  one(o, "hansa_db_unavailable_total", "counter", "Transactions that found no connection, or lost it.", s.unavailable);
  one(o, "hansa_db_reconnects_total", "counter", "Connections that had to be made again.", s.reconnects);
  one(o, "hansa_db_connected", "gauge", "Connections that are ready.", s.connected);
  one(o, "hansa_db_queued", "gauge", "Transactions that wait for a connection.", s.queued);
  one(o, "hansa_db_in_flight", "gauge", "Transactions sent and not yet answered.", s.in_flight);
}

static void put_live(struct out *o, const struct live *live) {
  struct hub_stats s;
  live_get_stats(live, &s);
  one(o, "hansa_live_sockets", "gauge", "Live sockets of people who are logged in.", s.sockets);
  one(o, "hansa_live_backlog_bytes", "gauge", "On their way to live sockets that have not taken them.", s.backlog);
  one(o, "hansa_live_subscriptions", "gauge", "Streams that are listened to.", s.subscriptions);
  one(o, "hansa_live_companies", "gauge", "Companies whose feed is read.", s.companies);
  one(o, "hansa_live_frames_total", "counter", "Frames that were made.", s.frames);
  one(o, "hansa_live_deliveries_total", "counter", "Frames that were handed to a socket.", s.deliveries);
  one(o, "hansa_live_replays_total", "counter", "Subscriptions brought up to date from the database.", s.replays);
  one(o, "hansa_live_gaps_total", "counter", "Subscriptions told to fetch anew.", s.gaps);
}

static void put_mail(struct out *o, const struct mail *mail) {
  struct mail_stats s;
  mail_get_stats(mail, &s);
  one(o, "hansa_mails_sent_total", "counter", "Mails that the mail server has taken.", s.sent);
  one(o, "hansa_mail_tries_failed_total", "counter", "Tries to send a mail that failed.", s.failed);
}

static int64_t resident_bytes(void) {
  long long size = 0, resident = 0;
  FILE *f = fopen("/proc/self/statm", "re");
  if (!f) return 0;
  if (fscanf(f, "%lld %lld", &size, &resident) != 2) resident = 0;
  fclose(f);
  return resident * sysconf(_SC_PAGESIZE);
}

static int64_t open_files(void) {
  DIR *d = opendir("/proc/self/fd");
  if (!d) return 0;
  int64_t n = -1; /* the directory itself */
  for (struct dirent *e; (e = readdir(d)) != NULL;)
    if (e->d_name[0] != '.') n++;
  closedir(d);
  return n;
}

static void put_process(struct out *o, const struct metrics *m) {
  struct rusage u = {0};
  struct rlimit files = {0};
  getrusage(RUSAGE_SELF, &u);
  getrlimit(RLIMIT_NOFILE, &files);
  int64_t us = ((int64_t)u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
  about(o, "process_cpu_seconds_total", "counter", "CPU time of this process.");
  put(o, str_printf(o->a, "process_cpu_seconds_total %.*s\n", STR_ARG(seconds(o->a, us))));
  one(o, "process_resident_memory_bytes", "gauge", "Memory that is resident.", resident_bytes());
  one(o, "process_open_fds", "gauge", "Files and sockets that are open.", open_files());
  one(o, "process_max_fds", "gauge", "Files and sockets that may be open.", (int64_t)files.rlim_cur);
  one(o, "process_start_time_seconds", "gauge", "When this process began, since 1970.", m->started);
}

str metrics_text(struct metrics *m, struct arena *a) {
  struct out o = {.a = a};
  about(&o, "hansa_build_info", "gauge", "Version of the program.");
  put(&o, STR("hansa_build_info{version=\"" HANSA_VERSION "\"} 1\n"));
  put_requests(&o, m);
  if (m->parts.http) put_http(&o, m->parts.http);
  if (m->parts.db) put_db(&o, m->parts.db);
  if (m->parts.live) put_live(&o, m->parts.live);
  if (m->parts.mail) put_mail(&o, m->parts.mail);
  put_process(&o, m);
  return (str){o.text.at, o.text.n};
}

void metrics_serve(void *metrics, struct http_req *r) {
  http_add_header(r, STR("Cache-Control"), STR("no-store"));
  http_answer(r, 200, STR("text/plain; version=0.0.4; charset=utf-8"), metrics_text(metrics, http_arena(r)), 0);
}

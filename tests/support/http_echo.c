/* The HTTP engine with a handler of a few lines, for the torture of the front door.
   http_echo PORT [SOCKET]: prints "ready" and serves until SIGTERM.
     GET  /hello          at once
     ANY  /later          after 30 ms; for a request with a body: its size and its hash
     POST /now            like /later, at once
     POST /spool          like /later, the body may be 64 MiB and is spooled
     GET  /slow           after 800 ms
     GET  /big?n=BYTES    that many bytes
     GET  /who            client address, secure, one header, the query
     GET  /refuse         plan says 403
     /ws                  WebSocket, echoes; ?check=later|refuse|refuse-later|never; text "flood N SIZE" sends N frames,
                          "close" closes with 4000, "stats" answers with the counters */
#include "base/log.h"
#include "http/http.h"
#include "http/ws.h"
#include "loop/loop.h"
#include <stdio.h>
#include <stdlib.h>

static struct loop *loop;
static struct http *http;

static uint64_t fnv(str s) {
  uint64_t h = 14695981039346656037ull;
  for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 1099511628211ull;
  return h;
}

static int64_t number(str s, int64_t otherwise) {
  int64_t v;
  return str_int(s, &v) ? v : otherwise;
}

static str query_value(str query, str key) {
  str pair, name;
  while (query.n) {
    query = str_cut(query, '&', &pair);
    str value = str_cut(pair, '=', &name);
    if (str_eq(name, key)) return value;
  }
  return STR_NONE;
}

static void plan(void *ctx, struct http_req *r, struct http_plan *out) {
  (void)ctx;
  out->body_cap = 1 << 20;
  str path = http_path(r);
  if (str_eq(path, STR("/spool"))) {
    out->body_cap = 64 << 20;
    out->spool = true;
  }
  if (str_eq(path, STR("/refuse"))) err_set(&out->err, ERR_FORBIDDEN, "refused", "/x", "No \"entry\" here.");
  http_log_route(r, path);
}

static void echo(struct http_req *r) {
  str body;
  struct err e = {0};
  if (!http_body_read(r, &body, &e)) {
    http_answer_err(r, &e);
    return;
  }
  str text = str_printf(http_arena(r), "%.*s %.*s %zu %016llx", STR_ARG(http_method_name(http_method(r))),
                        STR_ARG(http_path(r)), http_body_size(r), (unsigned long long)fnv(body));
  http_answer(r, 200, STR("text/plain"), text, 0);
}

static void later(void *ctx) { echo(ctx); }

static void big(struct http_req *r) {
  size_t n = (size_t)number(query_value(http_query(r), STR("n")), 0);
  char *p = arena_alloc(http_arena(r), n + HTTP_HEADROOM);
  memset(p + HTTP_HEADROOM, 'x', n);
  http_answer(r, 200, STR("text/plain"), (str){p + HTTP_HEADROOM, n}, HTTP_HEADROOM);
}

static void who(struct http_req *r) {
  http_add_header(r, STR("X-Extra"), STR("yes"));
  http_add_header(r, STR("X-Split"), STR("a\r\nX-Evil: 1"));
  http_add_header(r, STR("Cache-Control"), STR("private"));
  str cookie = http_cookie(r, "sid"), extra = http_header(r, "x-something");
  http_answer(r, 200, STR("text/plain"),
              str_printf(http_arena(r), "ip=%.*s secure=%d cookie=%.*s something=%.*s path=%.*s query=%.*s",
                         STR_ARG(http_client_ip(r)), http_secure(r), STR_ARG(cookie), STR_ARG(extra),
                         STR_ARG(http_path(r)), STR_ARG(http_query(r))),
              0);
}

static void handle(void *ctx, struct http_req *r) {
  (void)ctx;
  str path = http_path(r);
  if (str_eq(path, STR("/hello"))) http_answer(r, 200, STR("text/plain"), STR("hello world"), 0);
  else if (str_eq(path, STR("/now"))) echo(r);
  else if (str_eq(path, STR("/big"))) big(r);
  else if (str_starts(path, STR("/who"))) who(r);
  else timer_start(loop, str_eq(path, STR("/slow")) ? 800 : 30, 0, later, r);
}

/* --- WebSocket -------------------------------------------------------------------------------------------------------- */

static void ws_yes(void *ctx) { ws_accept(ctx); }

static void ws_no(void *ctx) {
  struct err e;
  err_set(&e, ERR_UNAUTHENTICATED, "session_required", NULL, "Log in first.");
  ws_refuse(ctx, &e);
}

static void check(void *ctx, struct ws *s, struct http_req *upgrade) {
  (void)ctx;
  str how = query_value(http_query(upgrade), STR("check"));
  struct err e;
  if (str_eq(how, STR("later"))) timer_start(loop, 50, 0, ws_yes, s);
  else if (str_eq(how, STR("refuse-later"))) timer_start(loop, 50, 0, ws_no, s);
  else if (str_eq(how, STR("never"))) return;
  else if (str_eq(how, STR("refuse"))) {
    err_set(&e, ERR_FORBIDDEN, "origin_mismatch", NULL, "Another site asks.");
    ws_refuse(s, &e);
  } else ws_accept(s);
}

static void send_text(struct ws *s, str text) {
  struct ws_frame *f = ws_frame_new(text);
  (void)ws_send(s, f);
  ws_frame_unref(f);
}

static void opened(void *ctx, struct ws *s) {
  (void)ctx;
  send_text(s, STR("open"));
}

static void message(void *ctx, struct ws *s, str text) {
  (void)ctx;
  int n = 0, size = 0;
  char head[64];
  snprintf(head, sizeof head, "%.*s", STR_ARG(text));
  if (sscanf(head, "flood %d %d", &n, &size) == 2) {
    char *p = malloc((size_t)size + 1);
    if (!p) abort();
    memset(p, 'f', (size_t)size);
    struct ws_frame *f = ws_frame_new((str){p, (size_t)size});
    for (int i = 0; i < n && ws_send(s, f); i++) continue;
    ws_frame_unref(f);
    free(p);
  } else if (str_eq(text, STR("close"))) {
    send_text(s, STR("bye"));
    ws_close(s, 4000, STR("asked"));
  } else if (str_eq(text, STR("stats"))) {
    struct http_stats st;
    http_get_stats(http, &st);
    int len = snprintf(head, sizeof head, "open=%d slow=%d sockets=%d in_flight=%d", st.ws_open,
                       (int)st.ws_dropped_slow, st.sockets, st.in_flight);
    send_text(s, (str){head, (size_t)len});
  } else {
    send_text(s, text);
  }
}

static int closed_count;
static void closed(void *ctx, struct ws *s) {
  (void)ctx;
  (void)s;
  closed_count++;
}

static const struct ws_events events = {.check = check, .open = opened, .message = message, .closed = closed};

/* --- life ---------------------------------------------------------------------------------------------------------------- */

static void drained(void *ctx) {
  (void)ctx;
  http_close(http);
}

static void stop(void *ctx) {
  (void)ctx;
  http_stop_accepting(http);
  http_drain(http, 3000, drained, NULL);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  log_init("echo", getenv("HTTP_ECHO_LOG") ? LOG_DEBUG : LOG_ERROR);
  loop = loop_new();
  struct http_conf conf = {.port = atoi(argv[1]),
                           .unix_path = argc > 2 ? argv[2] : NULL,
                           .max_sockets = 4000,
                           .server = "echo",
                           .spool_dir = "/tmp",
                           .plan = plan,
                           .handle = handle,
                           .ws_path = "/ws",
                           .ws_protocol = "hansa.v1",
                           .ws = &events};
  struct err e = {0};
  http = http_new(loop, &conf, &e);
  if (!http) {
    fprintf(stderr, "%s\n", e.msg);
    return 1;
  }
  loop_on_stop(loop, stop, NULL);
  puts("ready");
  fflush(stdout);
  loop_run(loop);
  http_free(http);
  loop_off_stop(loop);
  bool clean = loop_free(loop);
  printf("stopped %s\n", clean ? "clean" : "unclean");
  return clean ? 0 : 1;
}

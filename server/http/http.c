/* The engine: one lws context as a guest of our loop, its events, the deadlines, and the order of the end. */
#include "http/http.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/private.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* Connections. */

static void conn_new(struct lws *wsi) {
  struct http *h = lws_context_user(lws_get_context(wsi));
  struct conn *c = calloc(1, sizeof *c);
  if (!c) abort();
  c->h = h;
  c->wsi = wsi;
  struct sockaddr_storage at = {0};
  socklen_t n = sizeof at;
  if (getpeername(lws_get_socket_fd(wsi), (struct sockaddr *)&at, &n) == 0) {
    c->unix_peer = at.ss_family == AF_UNIX;
    if (at.ss_family == AF_INET) inet_ntop(AF_INET, &((struct sockaddr_in *)&at)->sin_addr, c->peer, sizeof c->peer);
  }
  c->next = h->conns;
  if (c->next) c->next->prev = c;
  h->conns = c;
  h->stats.sockets++;
  lws_set_opaque_user_data(wsi, c);
}

/* The client hung up, or we have hung up on it. */
void conn_lost(struct conn *c) {
  if (!c || !c->wsi) return;
  c->wsi = NULL;
  struct http_req *r = c->req;
  c->req = NULL;
  if (r) {
    r->conn = NULL;
    if (!r->answered) r->status = 499; /* nginx's number for a client that left */
    if (r->phase == REQ_BODY || r->answered) {
      answer_log(r);
      req_free(r);
    }
  }
  if (c->ws) ws_lost(c);
}

static void conn_free(struct conn *c) {
  if (!c) return;
  conn_lost(c);
  if (c->prev) c->prev->next = c->next;
  else c->h->conns = c->next;
  if (c->next) c->next->prev = c->prev;
  c->h->stats.sockets--;
  free(c);
}

void conn_kill(struct conn *c) {
  if (!c->wsi) return;
  c->dying = true;
  lws_set_timeout(c->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
  /* Outside its own callbacks lws does not look at a new timer before the next event. */
  lws_cancel_service(c->h->lws);
}

void conn_rx(struct conn *c, bool on) {
  if (c->rx_off != on) return;
  c->rx_off = !on;
  /* It fails only on a socket that is already lost; its end is reported apart. */
  if (lws_rx_flow_control(c->wsi, on) < 0) conn_kill(c);
}

void conn_deadline(struct conn *c, int seconds) { c->deadline_us = clock_us() + (int64_t)seconds * 1000000; }

/* To close with unread bytes in the socket would make the kernel reset it, and the client lose the answer. */
void conn_linger(struct conn *c, bool lws_reads) {
  c->lingering = true;
  conn_deadline(c, LINGER_S);
  shutdown(lws_get_socket_fd(c->wsi), SHUT_WR);
  lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
  conn_rx(c, lws_reads);
}

static void sweep(void *ctx) {
  struct http *h = ctx;
  int64_t now = clock_us();
  listen_resume(h);
  for (struct conn *c = h->conns, *next; c; c = next) {
    next = c->next;
    if (!c->wsi) continue;
    if (c->deadline_us && now >= c->deadline_us) {
      c->deadline_us = 0;
      conn_kill(c);
    } else if (c->ws) {
      ws_sweep(c, now);
    } else if (c->req && c->req->phase == REQ_HANDLING && c->req->framing.chunked) {
      /* lws waits for more of a body whose end only we have seen. */
      lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
    }
  }
}

/* What lws tells. */

static int request_event(struct conn *c, enum lws_callback_reasons reason, const char *p, size_t n) {
  if (!c) return -1;
  bool reading = c->req && c->req->phase == REQ_BODY && !c->lingering;
  switch (reason) {
  case LWS_CALLBACK_HTTP:
    if (c->req || c->lingering) return -1;
    req_begin(c);
    break;
  case LWS_CALLBACK_HTTP_BODY:
    if (reading && n) req_feed(c->req, p, n);
    break;
  default:
    /* lws repeats the end of a body for ever when another request follows in the same segment; only closing stops it. */
    if (!reading) return -1;
    req_complete(c->req);
  }
  /* lws may set its own timeout over the one that was to end the connection. */
  return c->dying ? -1 : 0;
}

static int http_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n) {
  (void)user;
  struct conn *c;
  switch (reason) {
  case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
    conn_new(wsi);
    return 0;
  case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    /* A refused upgrade of another kind leaves `in` pointing into freed headers; without headers there is nothing to
       confirm. */
    c = lws_get_opaque_user_data(wsi);
    return c && lws_hdr_total_length(wsi, WSI_TOKEN_UPGRADE) > 0 ? ws_upgrade(c) : -1;
  case LWS_CALLBACK_HTTP:
  case LWS_CALLBACK_HTTP_BODY:
  case LWS_CALLBACK_HTTP_BODY_COMPLETION:
    return request_event(lws_get_opaque_user_data(wsi), reason, in, n);
  case LWS_CALLBACK_CLOSED_HTTP:
    conn_lost(lws_get_opaque_user_data(wsi));
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    c = lws_get_opaque_user_data(wsi);
    lws_set_opaque_user_data(wsi, NULL);
    conn_free(c);
    return 0;
  case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: /* a WebSocket that asked for this protocol by name */
  case LWS_CALLBACK_ESTABLISHED:
  case LWS_CALLBACK_RAW_ADOPT: /* CONNECT */
  case LWS_CALLBACK_RAW_RX:
    return -1;
  default:
    return 0;
  }
}

/* lws's own words may quote what a stranger sent, so they are for debugging only. */
static void lws_says(int level, const char *line) {
  LOG(LOG_DEBUG, "http.lws", log_int("level", level), log_str("text", str_trim(str_of(line))));
}

/* Life. */

static void room_for_sockets(struct http *h) {
  struct rlimit limit;
  if (h->conf.max_sockets <= 0) h->conf.max_sockets = 1024;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max < 1 << 20 ? limit.rlim_max : 1 << 20;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  rlim_t usable = limit.rlim_cur > 256 ? limit.rlim_cur - 128 : limit.rlim_cur / 2;
  if ((rlim_t)h->conf.max_sockets > usable) h->conf.max_sockets = (int)usable;
}

static bool start_lws(struct http *h, struct err *e) {
  lws_set_log_level(LLL_ERR | LLL_WARN, lws_says);
  h->protocols[0] = (struct lws_protocols){.name = "http", .callback = http_event, .tx_packet_size = 1 << 20};
  if (h->conf.ws)
    h->protocols[1] = (struct lws_protocols){
        .name = h->conf.ws_protocol, .callback = ws_event, .rx_buffer_size = 1024, .tx_packet_size = 1 << 20};
  void *loops[] = {loop_uv(h->loop)};
  struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN_SERVER,
      .foreign_loops = loops,
      .pcontext = &h->lws,
      .user = h,
      .gid = -1,
      .uid = -1,
      .fd_limit_per_thread = (unsigned)h->conf.max_sockets + 16,
      .max_http_header_data = HEADERS_MAX,
      .max_http_header_pool = (unsigned short)(h->conf.max_sockets < 4096 ? h->conf.max_sockets : 4096),
      .pt_serv_buf_size = 32768,
      .timeout_secs = 10,
      .keepalive_timeout = 75, /* longer than nginx keeps its side, so that nginx is the one who closes */
      .options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DISABLE_IPV6 |
                 LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN | LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS,
  };
  h->lws = lws_create_context(&info);
  if (!h->lws) return err_set(e, ERR_INTERNAL, "http_start", NULL, "libwebsockets did not start.");
  info.pcontext = NULL;
  info.protocols = h->protocols;
  info.vhost_name = "hansa";
  h->vhost = lws_create_vhost(h->lws, &info);
  return h->vhost ? true : err_set(e, ERR_INTERNAL, "http_start", NULL, "libwebsockets made no virtual host.");
}

static void before_poll(uv_prepare_t *handle) { answer_round(handle->data); }
static void after_poll(uv_check_t *handle) { answer_round(handle->data); }

/* lws works in two phases of a round of the loop, on sockets and on what it has stored; behind each comes one of these. */
static void start_rounds(struct http *h) {
  uv_prepare_init(loop_uv(h->loop), &h->before_poll);
  uv_check_init(loop_uv(h->loop), &h->after_poll);
  h->before_poll.data = h->after_poll.data = h;
  uv_prepare_start(&h->before_poll, before_poll);
  uv_check_start(&h->after_poll, after_poll);
}

struct http *http_new(struct loop *loop, const struct http_conf *conf, struct err *e) {
  struct http *h = calloc(1, sizeof *h);
  if (!h) abort();
  h->conf = *conf;
  h->loop = loop;
  room_for_sockets(h);
  start_rounds(h);
  if (!start_lws(h, e) || !listen_open(h, e)) {
    http_close(h);
    http_free(h);
    return NULL;
  }
  h->sweep = timer_start(loop, SWEEP_MS, SWEEP_MS, sweep, h);
  return h;
}

void http_stop_accepting(struct http *h) {
  h->stopped = true;
  listen_close(h);
}

static void drain_look(void *ctx) {
  struct http *h = ctx;
  bool late = clock_us() >= h->drain_until_us;
  if (!late && (h->stats.in_flight || h->stats.ws_open)) return;
  if (late)
    LOG(LOG_WARN, "http.drain_late", log_int("in_flight", h->stats.in_flight), log_int("ws", h->stats.ws_open));
  timer_stop(h->drain);
  h->drain = NULL;
  h->drained(h->drained_ctx);
}

void http_drain(struct http *h, int limit_ms, void (*done)(void *ctx), void *ctx) {
  h->draining = true;
  h->drained = done;
  h->drained_ctx = ctx;
  h->drain_until_us = clock_us() + (int64_t)limit_ms * 1000;
  for (struct conn *c = h->conns; c; c = c->next)
    if (c->ws) ws_close(c->ws, 1001, STR("restart"));
  h->drain = timer_start(h->loop, 10, 10, drain_look, h);
}

void http_close(struct http *h) {
  if (h->closed) return;
  http_stop_accepting(h);
  timer_stop(h->sweep);
  timer_stop(h->tails);
  timer_stop(h->drain);
  h->sweep = h->tails = h->drain = NULL;
  h->closed = true;
  uv_close((uv_handle_t *)&h->before_poll, NULL);
  uv_close((uv_handle_t *)&h->after_poll, NULL);
  if (h->lws) lws_context_destroy(h->lws);
}

void http_free(struct http *h) {
  if (!h) return;
  /* The first destroy closes the handles, the second frees: the loop has to turn between them and after. */
  uv_run(loop_uv(h->loop), UV_RUN_NOWAIT);
  if (h->lws) lws_context_destroy(h->lws);
  uv_run(loop_uv(h->loop), UV_RUN_NOWAIT);
  while (h->requests) {
    struct ws *undecided = h->requests->ws;
    req_free(h->requests);
    if (undecided) ws_free(undecided);
  }
  while (h->spare_n) arena_free(h->spare[--h->spare_n]);
  free(h);
}

void http_get_stats(const struct http *h, struct http_stats *out) { *out = h->stats; }

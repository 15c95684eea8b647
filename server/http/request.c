/* A request from lws's header table to the handler: copied, checked, planned, its body collected. */
#include "base/clock.h"
#include "base/log.h"
#include "http/private.h"
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
  enum lws_token_indexes token;
  str name;
} methods[HTTP_METHODS] = {
    [HTTP_GET] = {WSI_TOKEN_GET_URI, {"GET", 3}},          [HTTP_HEAD] = {WSI_TOKEN_HEAD_URI, {"HEAD", 4}},
    [HTTP_POST] = {WSI_TOKEN_POST_URI, {"POST", 4}},       [HTTP_PUT] = {WSI_TOKEN_PUT_URI, {"PUT", 3}},
    [HTTP_PATCH] = {WSI_TOKEN_PATCH_URI, {"PATCH", 5}},    [HTTP_DELETE] = {WSI_TOKEN_DELETE_URI, {"DELETE", 6}},
    [HTTP_OPTIONS] = {WSI_TOKEN_OPTIONS_URI, {"OPTIONS", 7}},
};

/* Headers lws has no number for. Those that handlers read after the client may have gone stand here, because lws can
   neither list what it got nor keep it for longer than the connection. */
static const char *const custom_headers[] = {
    "x-forwarded-proto", "idempotency-key", "prefer", "sec-fetch-site", "as2-from", "as2-to", "as2-version",
    "message-id", "mime-version", "subject", "disposition-notification-to", "disposition-notification-options",
    "receipt-delivery-option", "content-transfer-encoding", "ediint-features"};

str http_method_name(enum http_method m) { return (unsigned)m < HTTP_METHODS ? methods[m].name : STR_NONE; }

bool req_method(struct lws *wsi, enum http_method *out) {
  for (int m = 0; m < HTTP_METHODS; m++)
    if (lws_hdr_total_length(wsi, methods[m].token) > 0) {
      *out = (enum http_method)m;
      return true;
    }
  return false;
}

/* Address. */

static bool plain_in_path(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || memchr("/-._~!$&'()*,;=:@", c, 17);
}

static bool plain_in_query(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || memchr("-._~", c, 4);
}

/* lws decodes the address and removes its dot segments; written with escapes again it can be taken apart without
   mistaking a decoded character for a separator. False on a control character. */
static bool escape(char **to, const char *p, size_t n, bool query) {
  static const char digits[] = "0123456789ABCDEF";
  bool value = false; /* behind the first '=' of a query fragment */
  char *o = *to;
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)p[i];
    if (c < 0x20 || c == 0x7f) return false;
    if (query && c == '=' && !value) {
      value = true;
      *o++ = '=';
    } else if (query ? plain_in_query(c) : plain_in_path(c)) {
      *o++ = (char)c;
    } else {
      *o++ = '%';
      *o++ = digits[c >> 4];
      *o++ = digits[c & 15];
    }
  }
  *to = o;
  return true;
}

/* lws cuts at '&' (and ';') into fragments, in the path too. */
static bool address(struct http_req *r, struct lws *wsi, enum lws_token_indexes token, bool query, str *out) {
  int total = lws_hdr_total_length(wsi, token);
  if (total <= 0) {
    *out = query ? STR("") : STR("/");
    return true;
  }
  char *start = arena_alloc(r->a, (size_t)total * 3 + 2), *o = start;
  char *piece = arena_alloc(r->a, (size_t)total + 1);
  for (int i = 0;; i++) {
    int n = lws_hdr_copy_fragment(wsi, piece, total + 1, token, i);
    if (n < 0) break;
    if (i) *o++ = '&';
    if (!escape(&o, piece, (size_t)n, query)) return false;
  }
  *out = (str){start, (size_t)(o - start)};
  return true;
}

/* A %0a in the address ends the request line for lws, and what follows would be a header: then the version is missing. */
bool req_address(struct http_req *r, struct lws *wsi) {
  return str_starts(r->version, STR("HTTP/1.")) && address(r, wsi, methods[r->method].token, false, &r->path) &&
         address(r, wsi, WSI_TOKEN_HTTP_URI_ARGS, true, &r->query);
}

/* Headers. */

static bool copy_token(struct lws *wsi, struct arena *a, enum lws_token_indexes token, str *out) {
  int n = lws_hdr_total_length(wsi, token);
  if (n <= 0) return false;
  char *p = arena_alloc(a, (size_t)n + 2);
  if (lws_hdr_copy(wsi, p, n + 2, token) < 0) return false;
  *out = str_trim((str){p, strlen(p)});
  return true;
}

static bool raw_header(struct lws *wsi, struct arena *a, const char *name, str *out) {
  char with_colon[64];
  int nn = snprintf(with_colon, sizeof with_colon, "%s:", name);
  if (nn < 0 || (size_t)nn >= sizeof with_colon) return false;
  int n = lws_hdr_custom_length(wsi, with_colon, nn);
  if (n < 0) return false;
  char *p = arena_alloc(a, (size_t)n + 1);
  if (lws_hdr_custom_copy(wsi, p, n + 1, with_colon, nn) < 0) return false;
  *out = str_trim((str){p, strlen(p)});
  return true;
}

static void copy_headers(struct http_req *r, struct lws *wsi) {
  str value;
  for (int t = 0; t < WSI_TOKEN_COUNT; t++) {
    if (lws_hdr_total_length(wsi, (enum lws_token_indexes)t) <= 0) continue;
    str name = str_of((const char *)lws_token_to_string((enum lws_token_indexes)t));
    /* The others are parts of the request line and the pseudo headers of HTTP/2. */
    if (name.n < 2 || name.p[0] == ':' || name.p[name.n - 1] != ':') continue;
    name.n--;
    if (copy_token(wsi, r->a, (enum lws_token_indexes)t, &value))
      *VEC_PUSH(r->a, &r->headers) = (struct http_header){name, value};
  }
  for (size_t i = 0; i < sizeof custom_headers / sizeof *custom_headers; i++)
    if (raw_header(wsi, r->a, custom_headers[i], &value))
      *VEC_PUSH(r->a, &r->headers) = (struct http_header){str_of(custom_headers[i]), value};
}

static void random_id(struct http_req *r) {
  static unsigned char pool[4096];
  static size_t left;
  if (left < 16) {
    for (size_t at = 0; at < sizeof pool;) {
      ssize_t n = getrandom(pool + at, sizeof pool - at, 0);
      if (n > 0) at += (size_t)n;
    }
    left = sizeof pool;
  }
  left -= 16;
  r->id = str_hex(r->a, pool + left, 16);
}

/* Only the front door may speak for others, and only it reaches the unix socket. */
static void trust(struct http_req *r, struct conn *c) {
  if (!c->unix_peer) {
    r->client_ip = str_dup(r->a, str_of(c->peer));
    return;
  }
  str ip = http_header(r, "x-real-ip");
  r->client_ip = str_none(ip) ? STR("") : ip;
  r->secure = str_eq(http_header(r, "x-forwarded-proto"), STR("https"));
}

/* Life. */

struct http_req *req_new(struct conn *c, enum http_method m) {
  struct http *h = c->h;
  struct arena *a = h->spare_n ? h->spare[--h->spare_n] : arena_new(8192);
  struct http_req *r = ARENA_NEW(a, struct http_req);
  r->a = a;
  r->h = h;
  r->conn = c;
  r->method = m;
  r->spool = -1;
  r->started_us = clock_us();
  r->next = h->requests;
  if (r->next) r->next->prev = r;
  h->requests = r;
  h->stats.in_flight++;
  h->stats.requests++;
  random_id(r);
  copy_headers(r, c->wsi);
  trust(r, c);
  if (!copy_token(c->wsi, a, WSI_TOKEN_HTTP, &r->version)) r->version = STR("");
  r->close = !str_eq(r->version, STR("HTTP/1.1")) ||
             str_eq_nocase(http_header(r, "connection"), STR("close"));
  return r;
}

void req_free(struct http_req *r) {
  struct http *h = r->h;
  if (r->prev) r->prev->next = r->next;
  else h->requests = r->next;
  if (r->next) r->next->prev = r->prev;
  h->stats.in_flight--;
  for (struct http_req **at = &h->ready; *at; at = &(*at)->next_ready)
    if (*at == r) {
      *at = r->next_ready;
      break;
    }
  if (r->conn) r->conn->req = NULL;
  if (r->spool >= 0) {
    close(r->spool);
    h->spooled--;
  }
  struct arena *a = r->a;
  void (*done)(void *) = h->closed ? NULL : r->done;
  void *done_ctx = r->done_ctx;
  if (h->spare_n < ARENAS_SPARE) {
    arena_reset(a);
    h->spare[h->spare_n++] = a;
  } else {
    arena_free(a);
  }
  if (done) done(done_ctx);
}

/* Refuses; the client may still be sending its body. */
static void reject(struct http_req *r, const struct err *e, bool unread) {
  r->h->stats.rejected++;
  r->inside = true;
  http_answer_err(r, e);
  r->inside = false;
  r->phase = REQ_HANDLING;
  r->unread = unread;
  r->close |= unread;
  answer_ready(r);
}

static void dispatch(struct http_req *r) {
  struct conn *c = r->conn;
  r->phase = REQ_HANDLING;
  c->deadline_us = 0;
  lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
  r->inside = true;
  r->h->conf.handle(r->h->conf.ctx, r);
  r->inside = false;
  /* Until the answer nothing more is read: lws would begin with the next request in the middle of this one. Without a
     body it waits for the end of this round by itself. */
  if (!r->answered || r->body_n || r->method == HTTP_POST) conn_rx(c, false);
  if (r->answered) answer_ready(r);
}

static void expect_continue(struct http_req *r, int fd) {
  static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
  if (str_eq_nocase(http_header(r, "expect"), STR("100-continue")))
    /* A client that does not get it sends its body a little later, unasked. */
    (void)!send(fd, line, sizeof line - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void req_begin(struct conn *c) {
  enum http_method m;
  if (!req_method(c->wsi, &m)) {
    conn_kill(c);
    return;
  }
  struct http_req *r = c->req = req_new(c, m);
  struct err *e = &r->plan.err;
  bool sound = true;
  if (!req_address(r, c->wsi)) {
    err_set(e, ERR_MALFORMED, "request_line_malformed", NULL, "The request line cannot be read.");
    sound = false;
  } else if (!framing_read(m, http_header(r, "host"), http_header(r, "content-length"),
                           http_header(r, "transfer-encoding"), &r->framing, e)) {
    sound = false;
  } else if (c->behind && (r->framing.chunked || r->framing.length)) {
    /* lws would give us the head of this request as its body, and then the body once more. */
    err_set(e, ERR_MALFORMED, "pipelined", NULL, "Wait for an answer before sending a request with a body.");
    sound = false;
  } else {
    r->inside = true;
    r->h->conf.plan(r->h->conf.ctx, r, &r->plan);
    r->inside = false;
  }
  bool body = r->framing.chunked || r->framing.length;
  if (!sound) {
    /* What lws and we think of the body may differ, so nothing behind these headers is trusted. */
    conn_rx(c, false);
    reject(r, e, true);
    return;
  }
  if (e->code == ERR_NONE && r->framing.length > r->plan.body_cap)
    err_set(e, ERR_TOO_LARGE, "body_too_large", NULL, "The body may have at most %zu bytes.", r->plan.body_cap);
  if (!body) {
    /* After a POST of length 0 lws still reports the end of its body. */
    if (m != HTTP_POST) req_complete(r);
  } else if (r->answered) {
    r->unread = r->close = true;
    answer_ready(r);
  } else if (e->code != ERR_NONE) {
    reject(r, e, true);
  } else {
    size_t most = r->framing.chunked ? r->plan.body_cap : r->framing.length;
    conn_deadline(c, BODY_LEAST_S + (int)(most / BODY_RATE));
    expect_continue(r, lws_get_socket_fd(c->wsi));
  }
}

void req_feed(struct http_req *r, const char *p, size_t n) {
  struct err e = {0};
  str in = {p, n}, data;
  if (!r->framing.chunked) {
    if (!body_append(r, in, &e)) reject(r, &e, true);
    return;
  }
  for (;;) {
    switch (dechunk_next(&r->dechunk, &in, &data)) {
    case DECHUNK_DATA:
      if (body_append(r, data, &e)) break;
      reject(r, &e, true);
      return;
    case DECHUNK_MORE:
      return;
    case DECHUNK_DONE:
      r->close = true; /* lws goes on waiting for a body of its own idea */
      dispatch(r);
      return;
    case DECHUNK_BAD:
      err_set(&e, ERR_MALFORMED, "chunk_malformed", NULL, "The chunked coding of the body is broken.");
      reject(r, &e, true);
      return;
    }
  }
}

void req_complete(struct http_req *r) {
  if (r->framing.chunked) {
    conn_kill(r->conn); /* as many raw bytes as lws would ever read, and no end */
  } else if (r->answered) {
    r->phase = REQ_HANDLING;
    answer_ready(r);
  } else if (r->plan.err.code != ERR_NONE) {
    reject(r, &r->plan.err, false);
  } else {
    dispatch(r);
  }
}

/* What handlers ask. */

struct arena *http_arena(struct http_req *r) { return r->a; }
enum http_method http_method(const struct http_req *r) { return r->method; }
str http_path(const struct http_req *r) { return r->path; }
str http_query(const struct http_req *r) { return r->query; }
str http_client_ip(struct http_req *r) { return r->client_ip; }
bool http_secure(struct http_req *r) { return r->secure; }
str http_request_id(struct http_req *r) { return r->id; }
void http_when_done(struct http_req *r, void (*fn)(void *ctx), void *ctx) { r->done = fn, r->done_ctx = ctx; }
void *http_route(const struct http_req *r) { return r->plan.route; }
int64_t http_started_us(const struct http_req *r) { return r->started_us; }
void http_log_route(struct http_req *r, str route) { r->log_route = route; }
void http_log_company(struct http_req *r, str company) { r->log_company = company; }

str http_header(struct http_req *r, const char *name) {
  str wanted = str_of(name), value;
  for (size_t i = 0; i < r->headers.n; i++)
    if (str_eq(r->headers.at[i].name, wanted)) return r->headers.at[i].value;
  bool readable = r->conn && r->conn->wsi && r->conn->req == r;
  return readable && raw_header(r->conn->wsi, r->a, name, &value) ? value : STR_NONE;
}

str http_cookie(struct http_req *r, const char *name) {
  str rest = http_header(r, "cookie"), wanted = str_of(name), pair, key;
  while (!str_none(rest)) {
    rest = str_cut(rest, ';', &pair);
    str value = str_cut(str_trim(pair), '=', &key);
    if (!str_none(value) && str_eq(key, wanted)) return value;
  }
  return STR_NONE;
}

/* While a request is being handled nothing is read from its socket, so lws cannot know; the kernel does. */
bool http_gone(const struct http_req *r) {
  if (!r->conn || !r->conn->wsi) return true;
  struct pollfd fd = {.fd = lws_get_socket_fd(r->conn->wsi)};
  return poll(&fd, 1, 0) > 0 && (fd.revents & (POLLHUP | POLLERR));
}

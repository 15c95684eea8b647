/* The answer: composed in the arena, sent from wherever the loop is with one system call, logged, and the connection
   made ready for the next request. */
#include "base/clock.h"
#include "base/log.h"
#include "base/say.h"
#include "http/private.h"
#include "json/write.h"
#include <errno.h>
#include <sys/socket.h>

/* Composing. */

static str reason_phrase(int status) {
  switch (status) {
  case 200: return STR("OK");
  case 201: return STR("Created");
  case 202: return STR("Accepted");
  case 204: return STR("No Content");
  case 303: return STR("See Other");
  case 304: return STR("Not Modified");
  }
  for (enum err_code c = ERR_NONE + 1; c < ERR_CODES; c++)
    if (err_status(c) == status) return str_of(err_title(c));
  return STR("Status");
}

static bool name_ok(str s) {
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return s.n > 0;
}

static bool value_ok(str s) {
  for (size_t i = 0; i < s.n; i++)
    if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f) return false;
  return true;
}

void http_add_header(struct http_req *r, str name, str value) {
  if (!name_ok(name) || !value_ok(value)) {
    LOG(LOG_ERROR, "http.header_refused", log_str("request", r->id), log_str("name", name_ok(name) ? name : STR("?")));
    return;
  }
  *VEC_PUSH(r->a, &r->extra) = (struct http_header){str_dup(r->a, name), str_dup(r->a, value)};
}

static bool added(const struct http_req *r, str name) {
  for (size_t i = 0; i < r->extra.n; i++)
    if (str_eq_nocase(r->extra.at[i].name, name)) return true;
  return false;
}

struct text {
  char *p;
  size_t n, cap;
};

static void put(struct text *t, str s) {
  if (!s.n) return;
  if (s.n > t->cap - t->n) return; /* head_room has counted every byte */
  memcpy(t->p + t->n, s.p, s.n);
  t->n += s.n;
}

static void put_header(struct text *t, str name, str value) {
  put(t, name);
  put(t, STR(": "));
  put(t, value);
  put(t, STR("\r\n"));
}

static str decimal(char buf[static 24], size_t n) { return (str){buf, (size_t)snprintf(buf, 24, "%zu", n)}; }

static size_t head_room(const struct http_req *r, str type) {
  size_t n = 384 + type.n + (r->h->conf.server ? strlen(r->h->conf.server) : 0);
  for (size_t i = 0; i < r->extra.n; i++) n += r->extra.at[i].name.n + r->extra.at[i].value.n + 4;
  return n;
}

static str head(struct http_req *r) {
  str type = r->content_type;
  size_t room = head_room(r, type);
  struct text t = {.p = arena_alloc(r->a, room), .cap = room};
  char number[24];
  put(&t, STR("HTTP/1.1 "));
  put(&t, decimal(number, (size_t)r->status));
  put(&t, STR(" "));
  put(&t, reason_phrase(r->status));
  put(&t, STR("\r\n"));
  if (type.n) put_header(&t, STR("Content-Type"), type);
  if (r->status != 204 && r->status != 304) put_header(&t, STR("Content-Length"), decimal(number, r->answer.n));
  if (!added(r, STR("cache-control"))) put_header(&t, STR("Cache-Control"), STR("no-store"));
  put_header(&t, STR("X-Request-Id"), r->id);
  put_header(&t, STR("X-Content-Type-Options"), STR("nosniff"));
  if (r->h->conf.server) put_header(&t, STR("Server"), str_of(r->h->conf.server));
  for (size_t i = 0; i < r->extra.n; i++) put_header(&t, r->extra.at[i].name, r->extra.at[i].value);
  if (r->close) put_header(&t, STR("Connection"), STR("close"));
  put(&t, STR("\r\n"));
  return (str){t.p, t.n};
}

/* Late, when it is known whether the connection ends with it. */
static void compose(struct http_req *r) {
  r->close |= r->h->draining;
  str top = head(r), body = r->answer;
  if (r->method == HTTP_HEAD || r->status == 204 || r->status == 304) body = STR_NONE;
  if (body.n && r->headroom >= top.n) {
    char *p = (char *)(uintptr_t)body.p - top.n; /* the handler's own bytes, in the same buffer */
    memcpy(p, top.p, top.n);
    r->out[0] = (struct iovec){p, top.n + body.n};
  } else {
    r->out[0] = (struct iovec){(void *)(uintptr_t)top.p, top.n};
    r->out[1] = (struct iovec){(void *)(uintptr_t)body.p, body.n};
  }
}

/* Sending. */

void answer_log(const struct http_req *r) {
  int64_t us = clock_us() - r->started_us;
  if (r->h->conf.answered) r->h->conf.answered(r->h->conf.ctx, r->log_route, r->status, us);
  LOG(r->status >= 500 ? LOG_WARN : LOG_INFO, "http.request", log_str("id", r->id), log_str("route", r->log_route),
      log_str("company", r->log_company), log_str("method", http_method_name(r->method)), log_int("status", r->status),
      log_int("us", us), log_int("bytes", (int64_t)r->bytes));
}

/* At the end of a transaction lws gives its header table back unless it already holds bytes of a next request. No call
   says which, but this one clears its buffer only if there is a table. */
static bool header_table_kept(struct lws *wsi) {
  char mark = 'x';
  (void)lws_hdr_custom_copy(wsi, &mark, 1, ":", 1);
  return mark == 0;
}

/* The last byte has left; the connection goes on to its next request, or to its end. */
static void answer_done(struct http_req *r) {
  struct conn *c = r->conn;
  bool close = r->close, unread = r->unread;
  answer_log(r);
  req_free(r);
  c->deadline_us = 0;
  if (close && unread) {
    conn_linger(c, !c->rx_off);
  } else if (close) {
    conn_kill(c);
  } else {
    conn_rx(c, true);
    if (lws_http_transaction_completed(c->wsi)) conn_kill(c);
    else c->behind = header_table_kept(c->wsi);
  }
}

static bool advance(struct http_req *r, size_t n) {
  for (int i = 0; i < 2; i++) {
    size_t step = n < r->out[i].iov_len ? n : r->out[i].iov_len;
    r->out[i].iov_base = (char *)r->out[i].iov_base + step;
    r->out[i].iov_len -= step;
    n -= step;
  }
  return r->out[0].iov_len + r->out[1].iov_len == 0;
}

/* Straight to the socket: what lws buffered it would send only while also reading, and a connection whose request is
   in flight must not read. The rest of a long answer waits in its arena. */
void answer_flush(struct http_req *r) {
  struct conn *c = r->conn;
  bool again = r->phase == REQ_SENDING;
  if (!again) compose(r);
  r->phase = REQ_SENDING;
  struct msghdr m = {.msg_iov = r->out, .msg_iovlen = 2};
  ssize_t n = sendmsg(lws_get_socket_fd(c->wsi), &m, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0 && errno != EAGAIN && errno != EINTR) {
    answer_log(r);
    req_free(r);
    conn_kill(c);
    return;
  }
  if (n >= 0 && advance(r, (size_t)n)) {
    answer_done(r);
    return;
  }
  conn_rx(c, false);
  lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
  if (n > 0 || !again) conn_deadline(c, TAIL_STALL_S);
  if (!r->h->tails) r->h->tails = timer_start(r->h->loop, TAIL_MS, TAIL_MS, answer_tails, r->h);
}

void answer_ready(struct http_req *r) {
  if (r->close) {
    answer_flush(r);
    return;
  }
  r->next_ready = r->h->ready;
  r->h->ready = r;
}

void answer_round(struct http *h) {
  while (h->ready) {
    struct http_req *r = h->ready;
    h->ready = r->next_ready;
    answer_flush(r);
  }
}

void answer_tails(void *http) {
  struct http *h = http;
  bool more = false;
  for (struct http_req *r = h->requests, *next; r; r = next) {
    next = r->next;
    if (r->phase != REQ_SENDING || !r->conn) continue;
    more = true;
    answer_flush(r);
  }
  if (more) return;
  timer_stop(h->tails);
  h->tails = NULL;
}

/* What handlers call. */

void http_answer(struct http_req *r, int status, str content_type, str body, size_t headroom) {
  if (r->answered) {
    LOG(LOG_ERROR, "http.answered_twice", log_str("request", r->id), log_int("status", status));
    return;
  }
  r->answered = true;
  r->status = status;
  r->bytes = body.n;
  r->content_type = content_type;
  r->answer = body;
  r->headroom = headroom;
  if (!r->conn) {
    answer_log(r);
    req_free(r);
  } else if (!r->inside) {
    answer_flush(r);
  }
}

void http_answer_empty(struct http_req *r, int status) { http_answer(r, status, STR_NONE, STR_NONE, 0); }

void http_set_language(struct http_req *r, str language) { r->language = str_dup(r->a, language); }

str http_say(struct http_req *r, str english) {
  return say(r->a, english, say_language(r->language.n ? r->language : STR_NONE, http_header(r, "accept-language")));
}

void http_answer_err(struct http_req *r, const struct err *e) {
  str detail = http_say(r, str_of(e->msg));
  struct json_writer w;
  json_init(&w, r->a, HTTP_HEADROOM, 512);
  json_begin_object(&w);
  json_kv(&w, "type", str_printf(r->a, "/problems/%s", e->type));
  json_kv(&w, "title", http_say(r, str_of(err_title(e->code))));
  json_kv_int(&w, "status", err_status(e->code));
  json_kv(&w, "detail", detail);
  if (e->field[0]) {
    json_key(&w, STR("errors"));
    json_begin_array(&w);
    json_begin_object(&w);
    json_kv(&w, "pointer", str_of(e->field));
    json_kv(&w, "detail", detail);
    json_end_object(&w);
    json_end_array(&w);
  }
  json_end_object(&w);
  if (e->retry_after > 0) http_add_header(r, STR("Retry-After"), str_printf(r->a, "%d", e->retry_after));
  if (e->code == ERR_UNAUTHENTICATED) http_add_header(r, STR("WWW-Authenticate"), STR("Bearer"));
  http_answer(r, err_status(e->code), STR("application/problem+json"), json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

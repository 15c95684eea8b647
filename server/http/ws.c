/* WebSockets: the upgrade and its decision, messages in, frames out, and the ways a socket ends. */
#include "http/ws.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/private.h"
#include <stdlib.h>

/* lws keeps the number of its close opcode to itself. From its writeable callback under libuv, its own
   lws_close_reason sends nothing. */
enum { WRITE_CLOSE = 4, CLOSE_REASON_MAX = 123 };

struct ws_frame {
  int refs;
  size_t n;
  unsigned char bytes[]; /* LWS_PRE of room, then the text */
};

enum ws_decision { WS_UNDECIDED, WS_ACCEPTED, WS_REFUSED };

struct ws {
  struct http *h;
  struct conn *conn; /* NULL once the socket is gone */
  struct http_req *req; /* until the decision */
  struct arena *a;
  void *user;
  str client_ip;
  enum ws_decision decision;
  const struct err *refusal; /* arena */
  bool checking; /* check is on the stack, before the handshake: a refusal can still be plain HTTP */
  bool established;
  bool closing, close_sent, peer_closed;
  int close_code;
  size_t close_n;
  char close_reason[CLOSE_REASON_MAX];
  /* in */
  char *text;
  size_t text_n, text_cap;
  int64_t credit, credit_at_us; /* a message costs a million */
  int64_t heard_us, pinged_us;
  /* out */
  struct ws_frame **queue;
  size_t head, queued, cap, bytes;
};

/* Frames. */

static void *must_alloc(void *p) {
  if (!p) abort();
  return p;
}

struct ws_frame *ws_frame_new(str text) {
  struct ws_frame *f = must_alloc(malloc(sizeof *f + LWS_PRE + text.n));
  f->refs = 1;
  f->n = text.n;
  if (text.n) memcpy(f->bytes + LWS_PRE, text.p, text.n);
  return f;
}

struct ws_frame *ws_frame_ref(struct ws_frame *f) {
  f->refs++;
  return f;
}

void ws_frame_unref(struct ws_frame *f) {
  if (f && --f->refs == 0) free(f);
}

str ws_frame_text(const struct ws_frame *f) { return (str){(const char *)f->bytes + LWS_PRE, f->n}; }
size_t ws_backlog(const struct ws *s) { return s->bytes; }

static void queue_push(struct ws *s, struct ws_frame *f) {
  if (s->queued == s->cap) {
    size_t cap = s->cap ? s->cap * 2 : 8;
    struct ws_frame **q = must_alloc(malloc(cap * sizeof *q));
    for (size_t i = 0; i < s->queued; i++) q[i] = s->queue[(s->head + i) % s->cap];
    free(s->queue);
    s->queue = q;
    s->cap = cap;
    s->head = 0;
  }
  s->queue[(s->head + s->queued++) % s->cap] = f;
  s->bytes += f->n;
  f->refs++;
}

static struct ws_frame *queue_pop(struct ws *s) {
  struct ws_frame *f = s->queue[s->head];
  s->head = (s->head + 1) % s->cap;
  s->queued--;
  s->bytes -= f->n;
  return f;
}

static void queue_drop(struct ws *s) {
  while (s->queued) ws_frame_unref(queue_pop(s));
  free(s->queue);
  s->queue = NULL;
  s->cap = s->head = 0;
}

/* Out. */

static bool write_frame(struct ws *s, struct ws_frame *f) {
  return lws_write(s->conn->wsi, f->bytes + LWS_PRE, f->n, LWS_WRITE_TEXT) >= 0;
}

static void write_close(struct ws *s) {
  unsigned char room[LWS_PRE + 2 + CLOSE_REASON_MAX], *p = room + LWS_PRE;
  p[0] = (unsigned char)(s->close_code >> 8);
  p[1] = (unsigned char)s->close_code;
  memcpy(p + 2, s->close_reason, s->close_n);
  s->close_sent = true;
  /* The client has that long to answer with its own close; to hang up now could reset the socket before it has read. */
  conn_deadline(s->conn, LINGER_S);
  if (lws_write(s->conn->wsi, p, 2 + s->close_n, (enum lws_write_protocol)WRITE_CLOSE) < 0) conn_kill(s->conn);
}

static void flush(struct ws *s) {
  struct lws *wsi = s->conn->wsi;
  bool had = s->queued;
  while (s->queued && !lws_partial_buffered(wsi) && !lws_send_pipe_choked(wsi)) {
    struct ws_frame *f = queue_pop(s);
    bool ok = write_frame(s, f);
    ws_frame_unref(f);
    if (!ok) {
      conn_kill(s->conn);
      return;
    }
  }
  bool blocked = s->queued || lws_partial_buffered(wsi);
  bool owes_close = s->closing && !s->close_sent && !s->peer_closed;
  if (owes_close && !blocked) write_close(s);
  else if (blocked && (s->queued || owes_close)) lws_callback_on_writable(wsi);
  if (had && !s->queued && !s->closing && s->h->conf.ws->drained) s->h->conf.ws->drained(s->h->conf.ctx, s);
}

static void close_with(struct ws *s, int code, str reason) {
  if (s->closing) return;
  s->closing = true;
  s->close_code = code;
  s->close_n = reason.n < CLOSE_REASON_MAX ? reason.n : CLOSE_REASON_MAX;
  if (reason.n) memcpy(s->close_reason, reason.p, s->close_n);
  if (!s->conn || !s->conn->wsi || !s->established) return;
  conn_deadline(s->conn, WS_CLOSE_S);
  flush(s);
}

void ws_close(struct ws *s, int code, str reason) { close_with(s, code, reason); }

bool ws_send(struct ws *s, struct ws_frame *f) {
  if (!s->established || s->closing || !s->conn || !s->conn->wsi) return false;
  if (!s->queued && !lws_partial_buffered(s->conn->wsi)) {
    if (write_frame(s, f)) return true;
    s->closing = true;
    conn_kill(s->conn);
    return false;
  }
  if (s->bytes + f->n > WS_QUEUE_MAX) {
    s->h->stats.ws_dropped_slow++;
    queue_drop(s);
    close_with(s, 1013, STR("slow"));
    return false;
  }
  queue_push(s, f);
  lws_callback_on_writable(s->conn->wsi);
  return true;
}

void ws_sweep(struct conn *c, int64_t now_us) {
  struct ws *s = c->ws;
  if (!s->established || s->closing) return;
  if (now_us - s->heard_us > (int64_t)WS_SILENCE_S * 1000000) {
    s->closing = true;
    conn_kill(c);
    return;
  }
  int64_t quiet = now_us - (s->heard_us > s->pinged_us ? s->heard_us : s->pinged_us);
  if (quiet < (int64_t)WS_PING_S * 1000000 || s->queued || lws_partial_buffered(c->wsi)) return;
  /* lws does not report a pong without payload. */
  unsigned char room[LWS_PRE + 4];
  memcpy(room + LWS_PRE, "ping", 4);
  s->pinged_us = now_us;
  if (lws_write(c->wsi, room + LWS_PRE, 4, LWS_WRITE_PING) < 0) conn_kill(c);
}

/* Life. */

void ws_free(struct ws *s) {
  queue_drop(s);
  free(s->text);
  arena_free(s->a);
}

static void end(struct ws *s) {
  if (s->req) req_free(s->req);
  s->req = NULL;
  s->h->conf.ws->closed(s->h->conf.ctx, s);
  ws_free(s);
}

void ws_lost(struct conn *c) {
  struct ws *s = c->ws;
  c->ws = NULL;
  s->conn = NULL;
  if (s->established) s->h->stats.ws_open--;
  s->closing = true;
  /* Whoever is still deciding holds s; the decision is its end. */
  if (s->decision != WS_UNDECIDED) end(s);
}

static void decide(struct ws *s, enum ws_decision d) {
  s->decision = d;
  struct http_req *r = s->req;
  if (!r || s->checking) return;
  r->status = d == WS_ACCEPTED ? 101 : err_status(s->refusal->code);
  answer_log(r);
  s->req = NULL;
  req_free(r);
}

static void open_now(struct ws *s) {
  if (s->h->draining) {
    close_with(s, 1001, STR("restart"));
    return;
  }
  s->h->stats.ws_opened++;
  s->h->conf.ws->open(s->h->conf.ctx, s);
}

static void refuse_now(struct ws *s) {
  close_with(s, 4000 + err_status(s->refusal->code), str_of(s->refusal->type));
}

void ws_accept(struct ws *s) {
  if (s->decision != WS_UNDECIDED) return;
  decide(s, WS_ACCEPTED);
  if (!s->conn) end(s);
  else if (s->established) {
    conn_rx(s->conn, true);
    open_now(s);
  }
}

void ws_refuse(struct ws *s, const struct err *e) {
  if (s->decision != WS_UNDECIDED) return;
  struct err *why = ARENA_NEW(s->a, struct err);
  *why = *e;
  s->refusal = why;
  decide(s, WS_REFUSED);
  if (!s->conn) end(s);
  else if (s->established) {
    conn_rx(s->conn, true);
    refuse_now(s);
  }
}

/* The upgrade. */

static bool lists(str header, str wanted) {
  str item;
  while (!str_none(header)) {
    header = str_cut(header, ',', &item);
    if (str_eq_nocase(str_trim(item), wanted)) return true;
  }
  return false;
}

static bool upgrade_ok(struct http_req *r, struct lws *wsi, struct err *e) {
  const struct http_conf *conf = &r->h->conf;
  if (!req_address(r, wsi) || !conf->ws || !str_eq(r->path, str_of(conf->ws_path)))
    return err_set(e, ERR_NOT_FOUND, "not_found", NULL, "There is no WebSocket at this address.");
  if (r->method != HTTP_GET || !str_eq(http_header(r, "sec-websocket-version"), STR("13")) ||
      !http_header(r, "sec-websocket-key").n || !lists(http_header(r, "connection"), STR("upgrade")) ||
      !http_header(r, "host").n || http_header(r, "content-length").n || http_header(r, "transfer-encoding").n)
    return err_set(e, ERR_MALFORMED, "handshake_malformed", NULL, "This is not a WebSocket handshake of version 13.");
  if (!lists(http_header(r, "sec-websocket-protocol"), str_of(conf->ws_protocol)))
    return err_set(e, ERR_MALFORMED, "subprotocol_unknown", NULL, "The subprotocol spoken here is %s.",
                   conf->ws_protocol);
  if (r->h->draining) {
    err_set(e, ERR_UNAVAILABLE, "restarting", NULL, "The server is restarting. Connect again.");
    e->retry_after = 1;
    return false;
  }
  return true;
}

static int refuse_by_http(struct http_req *r, const struct err *e) {
  r->h->stats.rejected++;
  r->ws = NULL;
  r->close = true;
  r->inside = true;
  http_answer_err(r, e);
  r->inside = false;
  answer_flush(r);
  return -1;
}

int ws_upgrade(struct conn *c) {
  enum http_method m;
  if (!req_method(c->wsi, &m) || c->req || c->ws) return -1;
  struct http_req *r = c->req = req_new(c, m);
  r->phase = REQ_HANDLING;
  http_log_route(r, STR("websocket"));
  struct err e = {0};
  if (!str_eq_nocase(http_header(r, "upgrade"), STR("websocket"))) { /* h2c */
    req_free(r);
    return -1;
  }
  if (!upgrade_ok(r, c->wsi, &e)) return refuse_by_http(r, &e);
  struct arena *a = arena_new(512);
  struct ws *s = c->ws = ARENA_NEW(a, struct ws);
  s->a = a;
  s->h = c->h;
  s->conn = c;
  s->req = r;
  s->client_ip = str_dup(a, http_client_ip(r));
  s->credit = (int64_t)WS_BURST * 1000000;
  s->credit_at_us = s->heard_us = clock_us();
  r->ws = s;
  s->checking = true;
  c->h->conf.ws->check(c->h->conf.ctx, s, r);
  s->checking = false;
  if (s->decision == WS_UNDECIDED) return 0;
  if (s->decision == WS_ACCEPTED) {
    decide(s, WS_ACCEPTED);
    return 0;
  }
  c->ws = NULL;
  s->req = NULL;
  e = *s->refusal;
  end(s);
  return refuse_by_http(r, &e);
}

/* In. */

static bool within_rate(struct ws *s, int64_t now) {
  s->credit += (now - s->credit_at_us) * WS_RATE;
  s->credit_at_us = now;
  if (s->credit > (int64_t)WS_BURST * 1000000) s->credit = (int64_t)WS_BURST * 1000000;
  if (s->credit < 1000000) return false;
  s->credit -= 1000000;
  return true;
}

static void deliver(struct ws *s, str text) {
  if (!str_utf8(text)) close_with(s, 1007, STR("not UTF-8"));
  else s->h->conf.ws->message(s->h->conf.ctx, s, text);
}

/* A piece of a message: lws gives what it has. */
static void received(struct ws *s, const char *p, size_t n) {
  struct lws *wsi = s->conn->wsi;
  s->heard_us = clock_us();
  if (s->closing) return;
  if (!within_rate(s, s->heard_us)) {
    close_with(s, 1008, STR("too many messages"));
    return;
  }
  if (lws_frame_is_binary(wsi)) {
    close_with(s, 1003, STR("text only"));
    return;
  }
  /* What a frame has announced counts before it has come. */
  if (s->text_n + n + lws_remaining_packet_payload(wsi) > WS_MESSAGE_MAX) {
    close_with(s, 1009, STR("message too long"));
    return;
  }
  bool last = lws_is_final_fragment(wsi);
  if (last && !s->text_n) {
    deliver(s, (str){p ? p : "", n});
    return;
  }
  if (s->text_n + n > s->text_cap) {
    s->text_cap = s->text_n + n < 8192 ? 8192 : WS_MESSAGE_MAX;
    s->text = must_alloc(realloc(s->text, s->text_cap));
  }
  if (n) memcpy(s->text + s->text_n, p, n);
  s->text_n += n;
  if (!last) return;
  char *text = s->text;
  size_t text_n = s->text_n;
  s->text = NULL;
  s->text_n = s->text_cap = 0;
  deliver(s, (str){text, text_n});
  free(text);
}

static void established(struct ws *s) {
  s->established = true;
  s->h->stats.ws_open++;
  s->heard_us = s->pinged_us = clock_us();
  if (s->decision == WS_UNDECIDED) conn_rx(s->conn, false); /* what the client says now is for later */
  else if (s->decision == WS_REFUSED) refuse_now(s);
  else open_now(s);
}

int ws_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n) {
  (void)user;
  if (reason != LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION && reason != LWS_CALLBACK_ESTABLISHED &&
      reason != LWS_CALLBACK_RECEIVE && reason != LWS_CALLBACK_RECEIVE_PONG && reason != LWS_CALLBACK_SERVER_WRITEABLE &&
      reason != LWS_CALLBACK_WS_PEER_INITIATED_CLOSE && reason != LWS_CALLBACK_CLOSED)
    return 0;
  struct conn *c = lws_get_opaque_user_data(wsi);
  struct ws *s = c ? c->ws : NULL;
  if (!s) return -1;
  switch (reason) {
  case LWS_CALLBACK_ESTABLISHED:
    established(s);
    return 0;
  case LWS_CALLBACK_RECEIVE:
    received(s, in, n);
    return 0;
  case LWS_CALLBACK_RECEIVE_PONG:
    s->heard_us = clock_us();
    return 0;
  case LWS_CALLBACK_SERVER_WRITEABLE:
    flush(s);
    return 0;
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    s->closing = s->peer_closed = true;
    queue_drop(s);
    conn_deadline(c, LINGER_S);
    return s->close_sent ? -1 : 0; /* 0: lws answers with the same code */
  case LWS_CALLBACK_CLOSED:
    conn_lost(c);
    return 0;
  default:
    return 0;
  }
}

void ws_set_user(struct ws *s, void *user) { s->user = user; }
void *ws_user(const struct ws *s) { return s->user; }
struct arena *ws_arena(struct ws *s) { return s->a; }
str ws_client_ip(const struct ws *s) { return s->client_ip; }

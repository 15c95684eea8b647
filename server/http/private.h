/* What the files of this directory share. Nobody else includes it, nor libwebsockets. */
#ifndef HANSA_HTTP_PRIVATE_H
#define HANSA_HTTP_PRIVATE_H
#include "base/vec.h"
#include "http/dechunk.h"
#include "http/framing.h"
#include "http/http.h"
#include "http/ws.h"
#include "loop/loop.h"
#include <libwebsockets.h>
#include <netinet/in.h>
#include <sys/uio.h>

enum {
  BODY_IN_MEMORY = 65536,
  ARENAS_SPARE = 32,     /* kept for the next requests */
  SWEEP_MS = 1000,       /* deadlines are looked at this often */
  TAIL_MS = 2,           /* an answer that did not fit the socket is tried again this often */
  TAIL_STALL_S = 30,     /* a client that takes nothing of it for so long is dropped */
  LINGER_S = 2,          /* a client that still sends is given this long to read our refusal */
  HEADERS_MAX = 16384,   /* of a request */
  BODY_LEAST_S = 30,     /* time for a body, plus a second for every BODY_RATE bytes */
  BODY_RATE = 65536,
  SPOOLED_MOST = 64,     /* bodies in files at one time; more are told to come again */
  WS_PING_S = 25,
  WS_SILENCE_S = 60,
  WS_CLOSE_S = 5,        /* from the wish to close to the end, for one who does not read */
  WS_BURST = 200,        /* messages a client may send at once, */
  WS_RATE = 50           /* and then every second */
};

struct listener {
  uv_poll_t poll;
  struct http *h;
  int fd;
};

struct http {
  struct http_conf conf;
  struct loop *loop;
  struct lws_context *lws;
  struct lws_vhost *vhost;
  struct lws_protocols protocols[3];
  struct listener *listeners[2];
  struct stat_id { dev_t dev; ino_t ino; } unix_id; /* our socket file, so that we never remove another's */
  struct timer *sweep, *tails, *drain;
  struct conn *conns;
  uv_prepare_t before_poll;
  uv_check_t after_poll;
  struct http_req *ready;
  struct arena *spare[ARENAS_SPARE];
  int spare_n, spooled;
  struct http_req *requests; /* made and not yet answered to the last byte */
  bool stopped, draining, closed;
  int64_t drain_until_us;
  void (*drained)(void *ctx);
  void *drained_ctx;
  struct http_stats stats;
};

/* One client socket, from accept to the end of its lws half. */
struct conn {
  struct http *h;
  struct lws *wsi; /* NULL once lws has told us that it is closed */
  struct conn *prev, *next;
  struct http_req *req;
  struct ws *ws;
  int64_t deadline_us; /* 0: none */
  bool unix_peer;
  char peer[INET_ADDRSTRLEN]; /* of a TCP socket */
  bool lingering; /* refused; what still comes is thrown away */
  bool rx_off;
  bool dying;
  bool behind; /* the next request was read together with the last one */
};

enum req_phase { REQ_BODY, REQ_HANDLING, REQ_SENDING };

struct http_req {
  struct arena *a;
  str language; /* the person's, once known */
  struct http *h;
  struct conn *conn; /* NULL once the client is gone */
  struct http_req *prev, *next, *next_ready;
  enum http_method method;
  enum req_phase phase;
  str version, path, query, id, client_ip;
  bool secure;
  struct ws *ws; /* an upgrade that waits for its decision */
  VEC_OF(struct http_header) headers;
  struct http_plan plan;
  struct framing framing;
  int64_t started_us;
  /* body */
  struct dechunk dechunk;
  char *body;
  size_t body_n, body_cap;
  int spool; /* -1: in memory */
  /* answer */
  VEC_OF(struct http_header) extra;
  bool inside;   /* a call of ours into the handler is on the stack: the answer waits for its return */
  bool answered;
  bool close;    /* the connection ends with this answer */
  bool unread;   /* the client may still be sending */
  int status;
  size_t bytes;
  str content_type, answer;
  size_t headroom;
  struct iovec out[2];
  str log_route, log_company;
  void (*done)(void *ctx);
  void *done_ctx;
};

/* http.c */
void conn_kill(struct conn *c); /* soon, from the loop; allowed anywhere */
void conn_lost(struct conn *c); /* lws says that the socket is closed */
void conn_rx(struct conn *c, bool on);
void conn_linger(struct conn *c, bool lws_reads);
void conn_deadline(struct conn *c, int seconds);

/* request.c */
struct http_req *req_new(struct conn *c, enum http_method m);
void req_free(struct http_req *r);
void req_begin(struct conn *c);                             /* the headers are in */
void req_feed(struct http_req *r, const char *p, size_t n); /* a piece of the body */
void req_complete(struct http_req *r);                      /* lws has seen the end of the body */
bool req_method(struct lws *wsi, enum http_method *out);
bool req_address(struct http_req *r, struct lws *wsi); /* false: it cannot be trusted */

/* body.c */
bool body_append(struct http_req *r, str piece, struct err *e) MUST_CHECK;

/* answer.c */
void answer_flush(struct http_req *r); /* now; r is gone afterwards, or its rest is on the way */
/* For an answer that was made inside an lws callback: one that ends the connection leaves now, another when lws has put
   away what it read, because only then can be seen whether that was more than this request. */
void answer_ready(struct http_req *r);
void answer_round(struct http *h); /* those that wait for that */
void answer_tails(void *http);
void answer_log(const struct http_req *r);

/* listen.c */
bool listen_open(struct http *h, struct err *e) MUST_CHECK;
void listen_resume(struct http *h); /* after a shortage of descriptors */
void listen_close(struct http *h);

/* ws.c */
int ws_upgrade(struct conn *c);
int ws_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n);
void ws_lost(struct conn *c); /* the socket is gone */
void ws_free(struct ws *s);
void ws_sweep(struct conn *c, int64_t now_us);

#endif

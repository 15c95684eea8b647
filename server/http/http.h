/* The only face of libwebsockets. Requests come in on our own listening sockets, are copied into an arena, checked,
   and handed to one handler; the answer may come at once or later from any callback of the loop. */
#ifndef HANSA_HTTP_HTTP_H
#define HANSA_HTTP_HTTP_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct loop;
struct http;
struct http_req;

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_METHODS };
str http_method_name(enum http_method m);

/* What the router decides when the headers are in, before any byte of the body. */
struct http_plan {
  size_t body_cap;   /* more gets 413 */
  bool spool;        /* true: the body goes to an unlinked file once it exceeds 64 KiB; read it with http_body_read */
  void *route;       /* the handler's own; kept in the request */
  struct err err;    /* code != ERR_NONE: answer this at once and read nothing */
};

struct http_conf {
  const char *unix_path;  /* NULL: none */
  const char *unix_group; /* group that may connect (nginx's), NULL: own */
  int port;               /* 0: none; loopback only, for development and tests of the bare socket */
  int max_sockets;        /* more are refused at accept */
  const char *server;     /* value of the Server header, or NULL */
  const char *spool_dir;
  void (*plan)(void *ctx, struct http_req *r, struct http_plan *out); /* *out comes zeroed */
  void (*handle)(void *ctx, struct http_req *r); /* must answer exactly once, now or later */
  void (*answered)(void *ctx, str route, int status, int64_t us); /* for figures, once an answer; NULL: nobody counts */
  /* WebSocket upgrade at ws_path. ws_check may answer later: it calls ws_accept or ws_refuse. */
  const char *ws_path;    /* "/live" or NULL */
  const char *ws_protocol; /* "hansa.v1" */
  const struct ws_events *ws;
  void *ctx;
};

struct http *http_new(struct loop *loop, const struct http_conf *conf, struct err *e); /* listens; conf is copied */
void http_stop_accepting(struct http *h);
void http_drain(struct http *h, int limit_ms, void (*done)(void *ctx), void *ctx); /* bye to sockets, waits for answers */
void http_close(struct http *h);  /* first destroy, from a loop callback that is not lws's own */
void http_free(struct http *h);   /* second destroy, after loop_run has returned; nobody may answer afterwards */

struct http_stats { int64_t requests, rejected, ws_opened, ws_dropped_slow; int sockets, in_flight, ws_open; };
void http_get_stats(const struct http *h, struct http_stats *out);

/* The request: everything lives in its arena, which dies after the answer is written. */
struct arena *http_arena(struct http_req *r);
enum http_method http_method(const struct http_req *r);
/* In one spelling: no dot segments or double slashes, and whatever is not plain percent-encoded ('+' was a blank and is
   %20, an encoded slash is a slash). To be cut first and decoded then. */
str http_path(const struct http_req *r);  /* starts with '/' */
str http_query(const struct http_req *r); /* without '?', pieces joined by '&', never NULL */
str http_header(struct http_req *r, const char *name); /* name in lower case; STR_NONE if absent; joined by "," */
str http_cookie(struct http_req *r, const char *name);
str http_client_ip(struct http_req *r);   /* X-Real-IP when the peer is the unix socket; empty if unknown */
bool http_secure(struct http_req *r);     /* X-Forwarded-Proto: https, believed on the unix socket only */
str http_request_id(struct http_req *r);  /* 32 hex, made here */
void *http_route(const struct http_req *r);
int64_t http_started_us(const struct http_req *r);
size_t http_body_size(const struct http_req *r);
str http_body(const struct http_req *r);  /* the whole body when it is in memory (not spooled), else STR_NONE */
/* The whole body, wherever it is, as one arena string. Also on a worker, while the loop leaves the request alone. */
bool http_body_read(struct http_req *r, str *out, struct err *e) MUST_CHECK;
const char *http_spool_dir(const struct http_req *r); /* for files of one's own, NULL if there is none */
/* Calls fn once the request and its answer are out of memory; one a request. Not when the server ends before. */
void http_when_done(struct http_req *r, void (*fn)(void *ctx), void *ctx);
bool http_gone(const struct http_req *r); /* the client hung up; answering is still required and does nothing */

/* For the access log: names set by whoever learns them. Borrowed from the arena or static. */
void http_log_route(struct http_req *r, str route);
void http_log_company(struct http_req *r, str company);

/* The answer. */
struct http_header { str name, value; };
/* Before answering; bytes are copied to the arena. One with a control character in it is logged and left out. A
   Cache-Control takes the place of no-store. */
void http_add_header(struct http_req *r, str name, str value);
/* May be called anywhere, also from inside handle and plan; r is not to be touched afterwards. HEAD is answered like GET,
   the body is left out here.
   body: arena or static. If `headroom` bytes in front of body.p belong to the same arena buffer (json_writer with
   HTTP_HEADROOM), it is written without a copy. */
enum { HTTP_HEADROOM = 1024 };
void http_answer(struct http_req *r, int status, str content_type, str body, size_t headroom);
void http_answer_err(struct http_req *r, const struct err *e); /* application/problem+json, RFC 9457 */
/* Errors are told in the language of the person, set by whoever learns it, else by Accept-Language, else in English. */
void http_set_language(struct http_req *r, str language); /* copied */
str http_say(struct http_req *r, str english);            /* arena or borrowed */
void http_answer_empty(struct http_req *r, int status);

#endif

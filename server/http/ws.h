/* WebSockets: text frames in and out, bounded in both directions. A reader that does not read is cut loose with 1013. */
#ifndef HANSA_HTTP_WS_H
#define HANSA_HTTP_WS_H
#include "base/str.h"
#include "http/http.h"

struct ws;

struct ws_events {
  /* An upgrade asks to come in; the request gives cookies and headers (valid until the decision). Must call ws_accept or
     ws_refuse, now or later, once. A refusal inside check is a plain HTTP answer; a later one comes when the handshake
     is done, as a close frame with 4000 + status and the type. What the client says before the decision waits for it. */
  void (*check)(void *ctx, struct ws *s, struct http_req *upgrade);
  void (*open)(void *ctx, struct ws *s);                /* after ws_accept, when frames may be sent */
  void (*message)(void *ctx, struct ws *s, str text);   /* one whole text message, valid UTF-8 */
  void (*closed)(void *ctx, struct ws *s);              /* last call for s, once for every s that check saw,
                                                           never before its decision */
  void (*drained)(void *ctx, struct ws *s); /* what was queued has left; NULL: nobody wants to know */
};

enum { WS_MESSAGE_MAX = 65536, WS_QUEUE_MAX = 262144 };

void ws_accept(struct ws *s);
void ws_refuse(struct ws *s, const struct err *e);
void ws_set_user(struct ws *s, void *user);
void *ws_user(const struct ws *s);
struct arena *ws_arena(struct ws *s); /* lives as long as the socket */
str ws_client_ip(const struct ws *s);

/* A frame is made once and shared by all its readers. */
struct ws_frame;
struct ws_frame *ws_frame_new(str text); /* one reference, owned */
struct ws_frame *ws_frame_ref(struct ws_frame *f); /* one more reference, owned */
void ws_frame_unref(struct ws_frame *f);
str ws_frame_text(const struct ws_frame *f); /* borrowed from the frame */
size_t ws_backlog(const struct ws *s); /* bytes in the queue: what the kernel would not take yet */
bool ws_send(struct ws *s, struct ws_frame *f); /* takes its own reference; false: the socket is closing */
void ws_close(struct ws *s, int code, str reason); /* sends what is queued first, then the close frame */

#endif

/* What the files of the live socket share; nobody else includes it. */
#ifndef HANSA_LIVE_PRIVATE_H
#define HANSA_LIVE_PRIVATE_H
#include "api/api.h"
#include "live/feed.h"
#include "live/live.h"
#include "live/ring.h"

struct ephemera;
struct poll;
struct saying;

struct live {
  struct loop *loop;
  struct db *db;
  struct hub *hub;
  struct feed *feed;
  struct ephemera *eph;
  struct arena *scratch;
  struct ws_frame *pong;
  struct timer *recheck;
  int bind, send, read; /* statements */
  int rechecks;         /* still to begin in this second */
  bool draining;
};

/* One who listens: a socket or, for as long as it waits, a poll. In the arena of either. */
struct visitor {
  struct live *live;
  struct ws *ws;     /* or */
  struct poll *poll;
  struct hub_conn *conn; /* NULL until it is open */
  struct check *check;   /* in flight */
  struct live_id person, company, session;
  str name; /* the person's */
  unsigned char hash[32];
  int64_t checked_us, ends_us; /* when the session was last asked for, and when it ends unless it is prolonged */
  int strikes;
  struct ring sayings; /* of saying.queue, in order; the first is with the database */
  int nsayings;
};

/* Whether the session holds, and for whom: asked of the database; the visitor may go meanwhile. company NULL: whichever. */
typedef void (*visitor_done)(struct visitor *v, const struct db_reply *reply);
void visitor_ask(struct visitor *v, const struct live_id *company, visitor_done done);
bool visitor_known(struct visitor *v, struct arena *a, const struct db_reply *reply, struct err *e); /* fills who it is */
void visitor_gone(struct visitor *v);                                                     /* and leaves the hub */
struct db_step visitor_binding(struct visitor *v, struct arena *a, const struct live_id *company);

/* say.c */
bool saying_begin(struct visitor *v, const struct message *m, struct err *e) MUST_CHECK;
void sayings_drop(struct visitor *v); /* those that are not with the database yet; the one that is ends quietly */

/* bell_words.c */
struct ephemera *ephemera_new(struct live *l);
void ephemera_start(struct ephemera *p);
void ephemera_say(struct ephemera *p, const struct hub_eph *e); /* to all processes, this one too */
void ephemera_stop(struct ephemera *p);
void ephemera_free(struct ephemera *p);

/* poll.c */
void poll_register(struct live *l, struct api *api);
void poll_take(struct poll *p, struct ws_frame *frame);
void poll_end(struct poll *p); /* soon: it has what it waited for */
size_t poll_backlog(const struct poll *p);
bool poll_abandoned(const struct poll *p);

#endif

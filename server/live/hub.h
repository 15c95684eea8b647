/* Who listens to what, and which frame goes to whom. Knows no socket and no database: frames leave through a sink, and
   what is to be read is asked for by feed.c. */
#ifndef HANSA_LIVE_HUB_H
#define HANSA_LIVE_HUB_H
#include "live/frame.h"
#include "live/message.h"
#include "live/ring.h"

struct hub;

struct hub_sink {
  void *(*make)(void *ctx, str text);                 /* a frame that many sockets share */
  void (*send)(void *ctx, void *socket, void *frame); /* must not call back into the hub */
  void (*drop)(void *ctx, void *frame);
  void (*close)(void *ctx, void *socket, int code, const char *reason); /* after what was sent; not from inside */
};

struct hub_conf {
  int per_person, per_address; /* sockets; 0: no limit */
};

struct hub_who {
  struct live_id person, company, session;
  str address; /* borrowed for the call */
};

struct hub_company {
  struct ring all; /* of hub.companies, for those with a socket */
  struct live_id id;
  struct ring conns;     /* hub_conn.peers */
  struct ring early;     /* hub_sub.queue: asked for before the company had its cursor */
  struct hub_topic *own; /* the company stream */
  struct map *topics;    /* record's 16 bytes -> struct hub_topic */
  struct live_at cursor; /* all events up to here have been delivered */
  bool placed;           /* the cursor is known */
  struct ring due;       /* the feed's queue of those with something to read */
  bool dirty;            /* something came while it was being read */
  bool reading;          /* the feed has a request in flight for it */
  uint32_t generation;   /* counts the times it had its first socket */
};

struct hub_topic {
  struct live_id stream;
  bool company;
  struct ring subs; /* hub_sub.peers */
  struct hub_topic *free_next;
};

enum hub_state {
  HUB_WAITING, /* in a queue for the database */
  HUB_READING, /* a request for it is in flight */
  HUB_LIVE     /* has everything up to last */
};

struct hub_sub {
  struct ring peers, mine, queue;
  struct hub_conn *conn;
  struct hub_topic *topic;
  struct hub_sub **reader; /* where the request in flight keeps this; set to NULL when the subscription ends */
  struct live_at last;     /* the client has everything up to here */
  struct live_at seen;     /* the feed passed this while it was not HUB_LIVE */
  uint8_t state;
  uint8_t tries; /* failed requests in a row */
  bool resume;   /* last is known */
  bool told;     /* sub.ok was sent for this request */
  bool known;    /* sub.ok was ever sent: its end is "unshared", not "not_found" */
  char epoch[MESSAGE_EPOCH_MAX];
};

struct hub_conn {
  struct ring peers;
  struct ring subs; /* hub_sub.mine */
  struct hub_company *company;
  void *socket;
  struct arena *arena;
  struct ring ended; /* hub_sub.mine: used again, for the arena lives as long as the socket */
  struct live_id person, session;
  struct hub_tally *by_person, *by_address;
  int nsubs;
  bool closing;
};

/* What the database said about one subscription, all from one snapshot. */
struct hub_replay {
  bool found; /* the company may read the stream */
  str epoch;
  struct live_at head;             /* the newest event of the stream, or the horizon of the company's feed */
  const struct live_event *events; /* beyond sub->last, in order */
  size_t n;
  bool more; /* there are more than were read */
};

struct hub *hub_new(const struct hub_conf *conf, const struct hub_sink *sink, void *ctx); /* sink is copied */
void hub_free(struct hub *h);

/* A socket joins for life; what it needs is taken from `arena`. false: too many. */
bool hub_room(struct hub *h, const struct hub_who *who, struct err *e) MUST_CHECK;
struct hub_conn *hub_join(struct hub *h, struct arena *arena, void *socket, const struct hub_who *who);
void hub_leave(struct hub *h, struct hub_conn *c);

bool hub_subscribe(struct hub *h, struct hub_conn *c, const struct message_sub *want, struct err *e) MUST_CHECK;
void hub_unsubscribe(struct hub *h, struct hub_conn *c, const struct message_sub *what);
void hub_send(struct hub *h, struct hub_conn *c, str text);
void hub_close(struct hub *h, struct hub_conn *c, const char *why, int code);
void hub_end(struct hub *h, struct hub_conn *c, const char *why, int code); /* bye, then close */

/* For the feed. */
struct ring *hub_companies(struct hub *h); /* hub_company.all */
struct hub_sub *hub_next(struct hub *h);   /* the next that waits, now HUB_READING; NULL if none can run */
void hub_place(struct hub *h, struct hub_company *co, struct live_at cursor);
/* The database began anew: positions of its former run say nothing. Company streams get a gap, records are read again.
 */
void hub_restart(struct hub *h, struct live_at cursor);
void hub_deliver(struct hub *h, struct hub_company *co, const struct live_event *events, size_t n, struct live_at upto);
void hub_replayed(struct hub *h, struct hub_sub *s, const struct hub_replay *r);
void hub_not_replayed(struct hub *h, struct hub_sub *s); /* the request failed: again later, or given up */

struct hub_stats {
  int sockets, subscriptions, companies;
  int64_t frames, deliveries, replays, gaps;
};
void hub_get_stats(const struct hub *h, struct hub_stats *out);
void hub_each(struct hub *h, void (*fn)(void *ctx, struct hub_conn *c), void *ctx); /* fn may end the socket */

#endif

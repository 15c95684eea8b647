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
  size_t (*backlog)(void *ctx, void *socket); /* bytes it was sent and has not taken; see hub_drained */
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
  struct ring early;     /* hub_topic.ready: asked for before the company had its cursor */
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
  struct hub_company *co;
  struct ring subs;    /* hub_sub.peers */
  struct ring waiting; /* hub_sub.queue: those that are to be brought up to date */
  struct ring ready;   /* in a queue of topics while somebody waits */
  struct ring same;    /* the same record's topics of other companies */
  struct hub_topic *free_next;
};

enum hub_state {
  HUB_WAITING, /* for the database, or for its own socket to take what it was sent */
  HUB_READING, /* in a batch */
  HUB_LIVE     /* has everything up to last */
};

struct hub_sub {
  struct ring peers, mine;
  struct ring queue; /* of what it waits in: its topic, a batch, or its socket's held */
  struct hub_conn *conn;
  struct hub_topic *topic;
  struct live_at last;       /* the client has everything up to here */
  struct live_at seen;       /* the feed passed this while it was not HUB_LIVE */
  uint64_t epoch;            /* the hash of what the client named; 0: nothing */
  uint32_t said[HUB_SAID];   /* when it last was typing, and here; in tenths of a second */
  uint8_t state;
  uint8_t tries;             /* failed requests in a row */
  bool resume : 1;           /* last is known */
  bool told : 1;             /* sub.ok was sent for this request */
  bool lived : 1;            /* and that it has caught up */
  bool known : 1;            /* sub.ok was ever sent: its end is "unshared", not "not_found" */
};

struct hub_conn {
  struct ring peers;
  struct ring subs; /* hub_sub.mine */
  struct ring held; /* hub_sub.queue: more for them comes when the socket has taken what it was sent */
  struct hub_company *company;
  void *socket;
  struct arena *arena;
  struct ring ended; /* hub_sub.mine: used again, for the arena lives as long as the socket */
  struct live_id person, session;
  struct hub_tally *by_person, *by_address;
  int nsubs;
  bool closing;
};

/* Subscriptions of one company to one stream that are brought up to date by one reading: a thousand people who come back
   at once cost what one costs. */
struct hub_batch {
  struct hub_company *company;
  struct live_id stream;
  bool own;            /* the company stream */
  bool resume;         /* somebody wants what came after from */
  struct live_at from; /* the first of them has everything up to here, the others more */
  struct live_id *persons; /* whose they are, each once, in order of the ids; none for the company stream */
  size_t npersons;
  struct ring subs, filled; /* hub_sub.queue; the hub's own */
  struct arena *a;
  struct hub_page *page;
};

/* What the database said about a batch. First the stream was read, then who may see it: a person who may see it now may
   see all that was there before. */
struct hub_replay {
  bool found; /* the company may read the stream */
  str epoch;
  struct live_at head;             /* the newest event of the stream, or the horizon of the company's feed */
  int64_t first;                   /* the first number of the stream this company may see */
  const struct live_event *events; /* beyond batch->from, in order */
  size_t n;
  bool more; /* there are more than were read */
  const struct live_id *persons; /* of the batch's, those who may see it */
  size_t npersons;
};

enum { HUB_REPLAY_MAX = 500 }; /* events that are replayed; beyond, the client fetches by REST */

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

/* The socket has taken all it was sent: what was held back for it is read on. */
void hub_drained(struct hub *h, struct hub_conn *c);

/* Whether this socket may say it now: it listens to the stream, and has not said so a moment ago. */
bool hub_may_say(struct hub *h, struct hub_conn *c, const struct live_id *stream, enum hub_said what, int64_t now_ms);
void hub_say(struct hub *h, const struct hub_eph *e, int64_t now_ms); /* to all who listen, of whatever company */

/* For the feed. */
struct ring *hub_companies(struct hub *h); /* hub_company.all */
struct hub_batch *hub_next(struct hub *h); /* the next to be read, answered by one of the two below; NULL if none can run */
void hub_replayed(struct hub *h, struct hub_batch *b, const struct hub_replay *r);
void hub_not_replayed(struct hub *h, struct hub_batch *b); /* the request failed: again later, or given up */
/* Hands out about so many frames of what was read; true if there are more. Between two calls others have their turn. */
bool hub_step(struct hub *h, int frames);
int hub_filled(const struct hub *h); /* batches that have been read and are being handed out */
void hub_place(struct hub *h, struct hub_company *co, struct live_at cursor);
/* The database began anew: positions of its former run say nothing. Company streams get a gap, records are read again.
 */
void hub_restart(struct hub *h, struct live_at cursor);
void hub_deliver(struct hub *h, struct hub_company *co, const struct live_event *events, size_t n, struct live_at upto);

struct hub_stats {
  int sockets, subscriptions, companies;
  int64_t frames, deliveries, replays, gaps;
  int64_t backlog; /* bytes on their way to sockets that have not taken them */
};
void hub_get_stats(const struct hub *h, struct hub_stats *out);
void hub_each(struct hub *h, void (*fn)(void *ctx, struct hub_conn *c), void *ctx); /* fn may end the socket */

#endif

/* What a client says on its live socket, read and checked without looking at anything else. */
#ifndef HANSA_LIVE_MESSAGE_H
#define HANSA_LIVE_MESSAGE_H
#include "base/arena.h"
#include "base/err.h"
#include "json/read.h"
#include "live/id.h"

enum message_kind {
  MESSAGE_SUB,
  MESSAGE_UNSUB,
  MESSAGE_PING,
  MESSAGE_SEND,
  MESSAGE_READ,
  MESSAGE_TYPING,
  MESSAGE_HERE
};

enum { MESSAGE_SUBS_MAX = 200, MESSAGE_EPOCH_MAX = 40, MESSAGE_LIST_MAX = 100 };

struct message_sub {
  bool company; /* the company's own stream; else a record's */
  struct live_id stream;
  bool resume;                   /* from was given */
  struct live_at from;           /* the last event the client has applied */
  char epoch[MESSAGE_EPOCH_MAX]; /* "" if not given */
};

/* A message for a room; whether it may be said, and what is in it, is the database's to judge. */
struct message_send {
  str text;
  str thread;          /* an id, STR_NONE if none */
  str mentions, files; /* PostgreSQL arrays of ids, STR_NONE if not given */
  str refs;            /* JSON array, STR_NONE if not given */
};

struct message {
  enum message_kind kind;
  struct message_sub *subs; /* arena; one for all but MESSAGE_SUB and MESSAGE_PING: the room it is about */
  size_t nsubs;
  str cid; /* of a send, also of one that cannot be read otherwise; STR_NONE if there is none */
  struct message_send send;
  int64_t to;     /* MESSAGE_READ */
  bool away, ask; /* MESSAGE_HERE */
};

/* All texts: arena. */
bool message_read(struct arena *a, str text, struct message *out, struct err *e) MUST_CHECK;
/* The value of "subs", as a long poll gives it. */
bool message_read_subs(struct arena *a, const json_t *list, struct message *out, struct err *e) MUST_CHECK;

#endif

/* What a client says on its live socket, read and checked without looking at anything else. */
#ifndef HANSA_LIVE_MESSAGE_H
#define HANSA_LIVE_MESSAGE_H
#include "base/arena.h"
#include "base/err.h"
#include "live/id.h"

enum message_kind { MESSAGE_SUB, MESSAGE_UNSUB, MESSAGE_PING };

enum { MESSAGE_SUBS_MAX = 200, MESSAGE_EPOCH_MAX = 40 };

struct message_sub {
  bool company; /* the company's own stream; else a record's */
  struct live_id stream;
  bool resume;                   /* from was given */
  struct live_at from;           /* the last event the client has applied */
  char epoch[MESSAGE_EPOCH_MAX]; /* "" if not given */
};

struct message {
  enum message_kind kind;
  struct message_sub *subs; /* arena; one for MESSAGE_UNSUB */
  size_t nsubs;
};

bool message_read(struct arena *a, str text, struct message *out, struct err *e) MUST_CHECK;

#endif

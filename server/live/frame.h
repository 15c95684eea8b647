/* The frames of the live protocol, each one JSON text. */
#ifndef HANSA_LIVE_FRAME_H
#define HANSA_LIVE_FRAME_H
#include "base/arena.h"
#include "base/err.h"
#include "live/id.h"

/* One event as the database gives it; texts are borrowed. */
struct live_event {
  struct live_at at; /* where it stands among all events */
  struct live_id stream;
  int64_t seq; /* where it stands in its stream; 0 if it counts in none */
  str kind;    /* "lead.updated" */
  str record_kind, record_id, company_id, time;
  str body;                  /* JSON object */
  str person_id, session_id; /* of the body: whom a notification or the end of a session is for */
};

enum hub_said { HUB_TYPING, HUB_HERE, HUB_SAID };

/* What is told and forgotten: somebody types, somebody is there. It has no number and may be lost. */
struct hub_eph {
  struct live_id stream, person, company;
  enum hub_said what;
  str name;
  bool away, ask;
};
/* stream NULL is the company's own. All texts: arena. */
str frame_hello(struct arena *a, str epoch, str now, int ping_s);
str frame_sub_ok(struct arena *a, const struct live_id *stream, str epoch, struct live_at head, int64_t first);
str frame_live(struct arena *a, const struct live_id *stream, struct live_at at);
str frame_gap(struct arena *a, const struct live_id *stream, struct live_at from, struct live_at head);
str frame_event(struct arena *a, const struct live_event *e, bool company);
str frame_bye(struct arena *a, const struct live_id *stream, const char *why);
str frame_bye_socket(struct arena *a, const char *why, int retry_least_ms, int retry_most_ms);
str frame_err(struct arena *a, const struct err *e, str re); /* re: the cid of what it answers, STR_NONE if none */
/* seq, id and dup as the database gives them */
str frame_ack(struct arena *a, str cid, const struct live_id *stream, int64_t seq, str id, bool dup);
str frame_eph(struct arena *a, const struct hub_eph *e);
str frame_pong(void);

#endif

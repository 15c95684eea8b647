/* The live socket of the portal: who may open one, what it listens to, and the events that reach it. */
#ifndef HANSA_LIVE_LIVE_H
#define HANSA_LIVE_LIVE_H
#include "api/api.h"
#include "db/db.h"
#include "http/ws.h"
#include "live/hub.h"
#include "loop/loop.h"

struct live;

struct live_conf {
  int per_person, per_address; /* sockets; 0: no limit. Behind one address may be all people of a company */
};

/* After db_register_jobs and before api_start: the long poll is an endpoint of the API. */
struct live *live_new(struct loop *loop, struct db *db, struct api *api, const struct live_conf *conf);
void live_start(struct live *l); /* after db_open */
void live_drain(struct live *l); /* says bye to every socket and lets nobody in; before http_drain */
void live_stop(struct live *l);  /* asks the database for nothing more; before db_close */
void live_free(struct live *l);  /* after the loop has ended */
void live_get_stats(const struct live *l, struct hub_stats *out);

/* For struct http_conf; ctx is the live. */
void live_check(void *live, struct ws *s, struct http_req *upgrade);
void live_open(void *live, struct ws *s);
void live_message(void *live, struct ws *s, str text);
void live_closed(void *live, struct ws *s);
void live_drained(void *live, struct ws *s);

#endif

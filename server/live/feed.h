/* What the hub needs from the database, read under each company's own row-level security: new events for every company
   with a socket, and what a subscription missed. */
#ifndef HANSA_LIVE_FEED_H
#define HANSA_LIVE_FEED_H
#include "db/db.h"
#include "live/hub.h"
#include "loop/loop.h"

struct feed;

struct feed *feed_new(struct loop *loop, struct db *db, struct hub *hub); /* needs the statements of sql/jobs/live */
void feed_look(struct feed *f);                                           /* there may be something new; called often */
void feed_pump(struct feed *f);                                           /* after a socket joined or subscribed */
str feed_run(const struct feed *f);   /* names the run of the database that company positions count in; borrowed */
void feed_stop(struct feed *f);       /* nothing more is asked for; what is in flight ends quietly */
bool feed_idle(const struct feed *f); /* nothing is in flight */
void feed_free(struct feed *f);       /* when idle and the db is closed */

#endif

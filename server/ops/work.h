/* What the server does by itself: reminders and mails about what stays unread, and imports, a portion at a time. All
   servers ask; a lock in the database lets one of them do each thing. */
#ifndef HANSA_OPS_WORK_H
#define HANSA_OPS_WORK_H
#include "db/db.h"
#include "loop/loop.h"

struct work;

/* After db_register_jobs. base is where the portal is, for links in mails; borrowed for the life of the work. */
struct work *work_new(struct loop *loop, struct db *db, str base);
void work_start(struct work *w); /* after db_open */
void work_stop(struct work *w);  /* begins nothing more; what is under way ends or is undone by the database */
void work_free(struct work *w);

#endif

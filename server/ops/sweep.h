/* Once a minute: what time alone brings about (sessions and invitations that run out, notices that end). */
#ifndef HANSA_OPS_SWEEP_H
#define HANSA_OPS_SWEEP_H
#include "db/db.h"
#include "loop/loop.h"

struct sweep;

struct sweep *sweep_new(struct loop *loop, struct db *db); /* after db_register_jobs */
void sweep_start(struct sweep *s);
void sweep_stop(struct sweep *s);
void sweep_free(struct sweep *s); /* after db_close has given all its answers */

#endif

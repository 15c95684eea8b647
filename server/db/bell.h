/* The doorbell's one connection: rings others, and hears them. */
#ifndef HANSA_DB_BELL_H
#define HANSA_DB_BELL_H

struct loop;
struct bell;

struct bell *bell_new(struct loop *loop, const char *conninfo); /* opens nothing yet */
void bell_ring(struct bell *b);
void bell_listen(struct bell *b, void (*rung)(void *ctx), void *ctx);
void bell_close(struct bell *b);
void bell_free(struct bell *b); /* after the loop has closed the handles */

#endif

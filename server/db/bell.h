/* The doorbell's one connection: rings others, and hears them. */
#ifndef HANSA_DB_BELL_H
#define HANSA_DB_BELL_H

#include "base/str.h"

struct loop;
struct bell;

struct bell *bell_new(struct loop *loop, const char *conninfo); /* opens nothing yet */
void bell_ring(struct bell *b);
void bell_listen(struct bell *b, void (*rung)(void *ctx), void *ctx);
/* Words for all who listen, at most BELL_WORDS_MAX bytes, kept until they are sent; false: not now (the last are still on
   their way, or there is no connection). */
enum { BELL_WORDS_MAX = 7900 };
bool bell_tell(struct bell *b, str words);
void bell_hear(struct bell *b, void (*told)(void *ctx, str words), void *ctx);
void bell_close(struct bell *b);
void bell_free(struct bell *b); /* after the loop has closed the handles */

#endif

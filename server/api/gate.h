/* Lets only so many large things be in memory at one time; the others wait in line, and not for ever. */
#ifndef HANSA_API_GATE_H
#define HANSA_API_GATE_H
#include "base/err.h"
#include <stdint.h>

struct gate;
struct loop;

struct gate_pass {
  struct gate_pass *next;
  void (*enter)(void *ctx); /* may be called at once; never from gate_leave */
  void (*refuse)(void *ctx, const struct err *e);
  void *ctx;
  int64_t until_us;
};

struct gate *gate_new(struct loop *loop, int places);
void gate_free(struct gate *g);
/* *pass is borrowed until one of its two is called; after enter a gate_leave is owed. */
void gate_enter(struct gate *g, struct gate_pass *pass);
void gate_leave(struct gate *g);

#endif

/* First come, first served. */
#include "api/gate.h"
#include "base/clock.h"
#include "loop/loop.h"
#include <stdlib.h>

enum { WAITING_MOST = 200, WAIT_US = 20 * 1000000, LOOK_MS = 500, COME_AGAIN_S = 5 };

struct gate {
  struct loop *loop;
  int places, waiting;
  struct gate_pass *head, **tail;
  struct timer *look, *turn;
};

struct gate *gate_new(struct loop *loop, int places) {
  struct gate *g = calloc(1, sizeof *g);
  if (!g) abort();
  *g = (struct gate){.loop = loop, .places = places, .tail = &g->head};
  return g;
}

void gate_free(struct gate *g) {
  if (!g) return;
  timer_stop(g->look);
  timer_stop(g->turn);
  free(g);
}

static struct gate_pass *pop(struct gate *g) {
  struct gate_pass *p = g->head;
  g->head = p->next;
  if (!g->head) g->tail = &g->head;
  g->waiting--;
  if (!g->head) {
    timer_stop(g->look);
    g->look = NULL;
  }
  return p;
}

static void refuse(struct gate_pass *p) {
  struct err e;
  err_set(&e, ERR_UNAVAILABLE, "busy", "", "Too many files and tables are on their way. Try again in a moment.");
  e.retry_after = COME_AGAIN_S;
  p->refuse(p->ctx, &e);
}

static void look(void *ctx) {
  struct gate *g = ctx;
  int64_t now = clock_us();
  while (g->head && g->head->until_us <= now) refuse(pop(g));
}

void gate_enter(struct gate *g, struct gate_pass *pass) {
  if (g->places > 0 && !g->head) {
    g->places--;
    pass->enter(pass->ctx);
    return;
  }
  if (g->waiting >= WAITING_MOST) {
    refuse(pass);
    return;
  }
  pass->next = NULL;
  pass->until_us = clock_us() + WAIT_US;
  *g->tail = pass;
  g->tail = &pass->next;
  g->waiting++;
  if (!g->look) g->look = timer_start(g->loop, LOOK_MS, LOOK_MS, look, g);
}

static void turn(void *ctx) {
  struct gate *g = ctx;
  g->turn = NULL;
  while (g->head && g->places > 0) {
    g->places--;
    struct gate_pass *p = pop(g);
    p->enter(p->ctx);
  }
}

void gate_leave(struct gate *g) {
  g->places++;
  if (g->head && !g->turn) g->turn = timer_start(g->loop, 0, 0, turn, g);
}

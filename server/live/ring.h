/* A list whose members carry their own links; a member alone is a ring of one. */
#ifndef HANSA_LIVE_RING_H
#define HANSA_LIVE_RING_H
#include <stdbool.h>
#include <stddef.h>

struct ring {
  struct ring *next, *prev;
};

static inline void ring_init(struct ring *r) { r->next = r->prev = r; }
static inline bool ring_empty(const struct ring *r) { return r->next == r; }
static inline void ring_push(struct ring *head, struct ring *member) { /* at the end */
  member->prev = head->prev;
  member->next = head;
  head->prev->next = member;
  head->prev = member;
}
static inline void ring_take(struct ring *member) {
  member->prev->next = member->next;
  member->next->prev = member->prev;
  ring_init(member);
}

#define RING_OF(member, type, field) ((type *)(void *)((char *)(member)-offsetof(type, field)))

#endif

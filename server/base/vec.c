/* Room for one more, doubling. */
#include "base/vec.h"
#include <stdlib.h>

void *vec_room(struct arena *a, void *at, size_t *cap, size_t n, size_t item) {
  if (n < *cap) return at;
  size_t room = *cap ? *cap * 2 : 8;
  if (room > (size_t)-1 / 2 / item) abort();
  at = arena_grow(a, at, *cap * item, room * item);
  *cap = room;
  return at;
}

/* A growing array in an arena.
     struct { size_t n, cap; str *at; } names = {0};
     *VEC_PUSH(arena, &names) = STR("x");                                             */
#ifndef HANSA_BASE_VEC_H
#define HANSA_BASE_VEC_H
#include "base/arena.h"
#include <stddef.h>

void *vec_room(struct arena *a, void *at, size_t *cap, size_t n, size_t item);

#define VEC_OF(type) struct { size_t n, cap; type *at; }
#define VEC_PUSH(a, v)                                                                                                  \
  ((v)->at = vec_room((a), (v)->at, &(v)->cap, (v)->n, sizeof *(v)->at), &(v)->at[(v)->n++])

#endif

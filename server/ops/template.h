/* Files made from the templates server/ops/NAME.in that the binary carries: @WORD@ is replaced. */
#ifndef HANSA_OPS_TEMPLATE_H
#define HANSA_OPS_TEMPLATE_H
#include "base/arena.h"
#include "base/str.h"

struct template_pair {
  const char *word; /* "PORT" for @PORT@ */
  const char *value;
};

/* name "nginx.conf"; a word without a value or a template that is not there aborts. arena */
str template_fill(struct arena *a, const char *name, const struct template_pair *pairs, size_t n);

#endif

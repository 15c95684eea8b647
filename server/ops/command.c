/* One voice for failures: what is wrong and how to mend it, nothing else. */
#include "ops/command.h"
#include "base/arena.h"
#include "base/str.h"
#include <stdio.h>

int command_fail(const struct err *e) {
  str text = str_trim(str_of(e->msg));
  fprintf(stderr, "hansa: %.*s\n", STR_ARG(text));
  return 1;
}

void command_arena_free(struct arena **a) { arena_free(*a); }

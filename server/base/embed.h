/* The files under sql/, schemas/ and portal/track/ that the binary carries (made by cmake/embed.cmake). */
#ifndef HANSA_BASE_EMBED_H
#define HANSA_BASE_EMBED_H
#include "base/str.h"

struct embed_file {
  str path; /* "sql/api/leads/list.sql" */
  str text; /* NUL-terminated beyond n */
};
extern const struct embed_file *const embed_table;
extern const size_t embed_count;

/* In development the files under sql/ come from a directory instead. The arena must live on. */
struct arena;
struct err;
bool embed_use_sql(struct arena *a, const char *sql_dir, struct err *e);
const struct embed_file *embed_files(size_t *n);        /* all, in the order of their paths */
const struct embed_file *embed_find(const char *path);  /* NULL if absent */

#endif

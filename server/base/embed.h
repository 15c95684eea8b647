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


#endif

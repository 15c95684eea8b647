/* A reader's language: which one, how it counts, how it writes a date. The texts are data (portal/track/texts.json). */
#ifndef HANSA_OPS_WORDS_H
#define HANSA_OPS_WORDS_H
#include "base/arena.h"
#include "base/err.h"
#include "base/say.h"
#include "base/str.h"
#include <jansson.h>

struct words {
  const char *language;
  const json_t *texts; /* borrowed: of this language */
};

/* wanted: "pl", from the address; accept: an Accept-Language header. Either may be STR_NONE. */
const char *words_choose(str wanted, str accept);
/* all: the whole file. An unknown language is English. */
struct words words_of(const json_t *all, const char *language);

str words_text(const struct words *w, const char *key); /* borrowed; STR_NONE if there is no such text */
/* The text with each {name} replaced by that value of params; a name without a value makes the whole STR_NONE. arena */
str words_fill(struct arena *a, const struct words *w, const char *key, const json_t *params);
/* {n} of a text that has forms by number ({"one":…,"few":…,"other":…}). arena */
str words_count(struct arena *a, const struct words *w, const char *key, int64_t n);

/* "2026-11-22" or "2026-11-20T16:02:00.5+00:00" in words; STR_NONE if it is neither. form: a key of dates ("day",
   "full", "moment"). arena */
str words_date(struct arena *a, const struct words *w, const char *form, str iso);

#endif

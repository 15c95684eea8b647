/* What an answer says about an error, in the reader's language. The texts are data: schemas/texts/problems.tsv, one English
   sentence a line with its translations; what is filled in at run time stands there as {0}, {1}, … */
#ifndef HANSA_BASE_SAY_H
#define HANSA_BASE_SAY_H
#include "base/arena.h"
#include "base/str.h"

enum { SAY_LANGUAGES = 6 };
extern const char *const say_languages[SAY_LANGUAGES]; /* "en" first: the one for everybody else */

/* wanted: "pl", the choice of a person; accept: an Accept-Language header. Either may be STR_NONE. */
const char *say_language(str wanted, str accept);
/* The sentence in that language; what no line knows comes back as it is. language: one of say_languages. arena or
   borrowed */
str say(struct arena *a, str english, const char *language);

#endif

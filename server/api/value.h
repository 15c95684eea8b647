/* Checks one value, given as text, against the parameter it is for. */
#ifndef HANSA_API_VALUE_H
#define HANSA_API_VALUE_H
#include "api/endpoint.h"

/* pointer: where the value stands in the request, "/limit" or "/tags/2". False: 422 in plain words, with what to give.
 */
bool value_check(const struct param *p, str v, const char *pointer, struct err *e) MUST_CHECK;
bool value_is_uuid(str v);
/* What a good value is, for messages and documents: "a whole number", "one of a, b, c". */
str value_wanted(struct arena *a, const struct param *p);

#endif

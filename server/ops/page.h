/* Makes HTML from a template and a view. {{name}} puts a text or number, always escaped; {{#name}}…{{/name}} repeats
   for a list and appears for anything else that is not null, false or ""; {{^name}}…{{/name}} appears when the other
   does not. A name is looked for in the innermost view first; {{.}} is the element itself. */
#ifndef HANSA_OPS_PAGE_H
#define HANSA_OPS_PAGE_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <jansson.h>

bool page_expand(struct arena *a, str template, const json_t *view, str *out,
                 struct err *e) MUST_CHECK; /* out: arena */

#endif

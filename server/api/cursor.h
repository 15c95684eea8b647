/* Page cursors: the keyset of the last row, signed for one route and one company, so that nobody can make or move one.
 */
#ifndef HANSA_API_CURSOR_H
#define HANSA_API_CURSOR_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* company: uuid text, or empty for public pages. */
str cursor_seal(struct arena *a, str secret, str route, str company, str payload);
/* False: not one of ours for this route. *company is the one it was made for; the caller compares it with the asker's,
   who is known only when the database has answered. */
bool cursor_open(struct arena *a, str secret, str route, str token, str *company, str *payload) MUST_CHECK;
bool cursor_refuse(struct err *e); /* 422, always false */

#endif

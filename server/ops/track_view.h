/* What the tracking page shows, in the reader's words: the data of one order made into the view of its template. */
#ifndef HANSA_OPS_TRACK_VIEW_H
#define HANSA_OPS_TRACK_VIEW_H
#include "ops/words.h"

/* Sets the page's own keys in view (title, brand, heading, order or missing). order NULL: the link does not work. */
void track_view(struct arena *a, const struct words *w, const json_t *order, str today, json_t *view);

#endif

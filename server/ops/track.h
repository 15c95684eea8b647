/* The public page on which a customer follows an order: GET /t/{token}, and its style and script beside it. */
#ifndef HANSA_OPS_TRACK_H
#define HANSA_OPS_TRACK_H
#include "api/api.h"
#include <jansson.h>

struct track;

/* Registers the routes. After db_register_jobs; to be freed after the api. */
struct track *track_new(struct api *api, struct err *e);
void track_free(struct track *t);

/* The page alone, for whoever has the data: order is what hansa.track gives, or NULL for a link that does not work.
   today: "2026-11-21". tag goes into the page so that its script can ask whether anything changed. out: arena */
bool track_render(const struct track *t, struct arena *a, const json_t *order, const char *language, str today, str tag,
                  str *out, struct err *e) MUST_CHECK;
struct track *track_load(struct err *e); /* without routes */

#endif

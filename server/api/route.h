/* Method and path to what answers them. */
#ifndef HANSA_API_ROUTE_H
#define HANSA_API_ROUTE_H
#include "http/http.h"

enum { ROUTE_PARAMS_MAX = 6 };

struct router;
struct router *router_new(struct arena *a);
void router_free(struct router *r); /* its maps; the nodes are the arena's */
/* path: "/api/leads/{id}"; a fixed part wins over a hole. False: method and path are taken already. */
bool router_add(struct router *r, enum http_method method, str path, void *target);

struct route_match {
  void *target;    /* NULL: nothing answers this */
  unsigned others; /* bits of the methods that would, when only the method is wrong */
  size_t nvalues;
  str values[ROUTE_PARAMS_MAX]; /* of the holes, percent-encoded, borrowed from path */
};
void router_find(const struct router *r, enum http_method method, str path, struct route_match *out);
str route_allow(struct arena *a, unsigned methods); /* "GET, HEAD, PATCH" */

#endif

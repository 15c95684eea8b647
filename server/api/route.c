/* A tree of path parts: one node a fixed part, at most one hole beside them. */
#include "api/route.h"
#include "base/map.h"

struct node {
  struct map *fixed; /* str -> struct node */
  struct node *hole;
  void *targets[HTTP_METHODS];
};

struct router {
  struct arena *a;
  struct node *root;
};

struct router *router_new(struct arena *a) {
  struct router *r = ARENA_NEW(a, struct router);
  r->a = a;
  r->root = ARENA_NEW(a, struct node);
  return r;
}

static void free_maps(struct node *n) {
  size_t cursor = 0;
  str key;
  void *child;
  while (n->fixed && map_next(n->fixed, &cursor, &key, &child)) free_maps(child);
  if (n->hole) free_maps(n->hole);
  if (n->fixed) map_free(n->fixed);
}

void router_free(struct router *r) { free_maps(r->root); }

/* Cuts the next part off "/a/b"; false at the end. "/a/" has an empty last part, which nothing matches. */
static bool next_part(str *path, str *part) {
  if (!path->n || path->p[0] != '/') return false;
  path->p++, path->n--;
  size_t n = 0;
  while (n < path->n && path->p[n] != '/') n++;
  *part = (str){path->p, n};
  path->p += n, path->n -= n;
  return true;
}

bool router_add(struct router *r, enum http_method method, str path, void *target) {
  struct node *n = r->root;
  str part;
  while (next_part(&path, &part)) {
    struct node *next;
    if (part.n && part.p[0] == '{') {
      if (!n->hole) n->hole = ARENA_NEW(r->a, struct node);
      next = n->hole;
    } else {
      if (!n->fixed) n->fixed = map_new();
      next = map_get(n->fixed, part);
      if (!next) map_put(n->fixed, part, next = ARENA_NEW(r->a, struct node));
    }
    n = next;
  }
  if (n->targets[method]) return false;
  n->targets[method] = target;
  return true;
}

static bool find(const struct node *n, enum http_method method, str path, struct route_match *out) {
  str part;
  if (!next_part(&path, &part)) {
    out->target = n->targets[method];
    if (!out->target && method == HTTP_HEAD) out->target = n->targets[HTTP_GET];
    for (int m = 0; m < HTTP_METHODS; m++)
      if (n->targets[m]) out->others |= 1U << m;
    return out->target != NULL;
  }
  const struct node *next = n->fixed && part.n ? map_get(n->fixed, part) : NULL;
  if (next && find(next, method, path, out)) return true;
  if (!n->hole || !part.n || out->nvalues == ROUTE_PARAMS_MAX) return false;
  out->values[out->nvalues++] = part;
  if (find(n->hole, method, path, out)) return true;
  out->nvalues--;
  return false;
}

void router_find(const struct router *r, enum http_method method, str path, struct route_match *out) {
  *out = (struct route_match){0};
  find(r->root, method, path, out);
}

str route_allow(struct arena *a, unsigned methods) {
  if (methods & 1U << HTTP_GET) methods |= 1U << HTTP_HEAD;
  str s = STR_NONE;
  for (int m = 0; m < HTTP_METHODS; m++)
    if (methods & 1U << m)
      s = str_printf(a, "%.*s%s%.*s", STR_ARG(s), s.n ? ", " : "", STR_ARG(http_method_name((enum http_method)m)));
  return s;
}

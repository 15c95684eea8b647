/* Finds the endpoint files among those the program carries, or those of the directory that replaces them. */
#include "api/endpoint.h"
#include "base/embed.h"

static bool add(struct arena *a, const struct embed_file *f, struct endpoint_table *out, struct err *e) {
  struct endpoint *ep = ARENA_NEW(a, struct endpoint);
  if (!endpoint_parse(a, f->path, f->text, ep, e)) return false;
  for (size_t i = 0; i < out->n; i++)
    if (str_eq(out->at[i]->route, ep->route))
      return err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%.*s:1: %.*s is already in %.*s", STR_ARG(f->path),
                     STR_ARG(ep->route), STR_ARG(out->at[i]->file));
  *VEC_PUSH(a, out) = ep;
  return true;
}

bool endpoint_load(struct arena *a, struct endpoint_table *out, struct err *e) {
  *out = (struct endpoint_table){0};
  size_t n;
  const struct embed_file *files = embed_files(&n);
  for (size_t i = 0; i < n; i++)
    if (str_starts(files[i].path, STR("sql/api/")) && str_ends(files[i].path, STR(".sql")) &&
        !add(a, &files[i], out, e))
      return false;
  return true;
}

/* Finds the endpoint files: in the binary, or in a directory while one is working on them. */
#include "api/endpoint.h"
#include "base/embed.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char prefix[] = "sql/api/";

static bool add(struct arena *a, str file, str text, struct endpoint_table *out, struct err *e) {
  struct endpoint *ep = ARENA_NEW(a, struct endpoint);
  if (!endpoint_parse(a, file, text, ep, e)) return false;
  for (size_t i = 0; i < out->n; i++)
    if (str_eq(out->at[i]->route, ep->route))
      return err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%.*s:1: %.*s is already in %.*s", STR_ARG(file),
                     STR_ARG(ep->route), STR_ARG(out->at[i]->file));
  *VEC_PUSH(a, out) = ep;
  return true;
}

static bool read_whole(struct arena *a, const char *path, str *out, struct err *e) {
  FILE *f = fopen(path, "rb");
  if (!f) return err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%s: %s", path, strerror(errno));
  struct { size_t n, cap; char *at; } text = {0};
  for (int c; (c = getc(f)) != EOF;) *VEC_PUSH(a, &text) = (char)c;
  *out = (str){text.at ? text.at : "", text.n};
  bool ok = !ferror(f);
  fclose(f);
  return ok || err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%s: cannot be read", path);
}

static int is_visible(const struct dirent *d) { return d->d_name[0] != '.'; }

static bool load_dir(struct arena *a, const char *dir, str name, int depth, struct endpoint_table *out, struct err *e) {
  if (depth > 8) return err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%s: directories nest too deeply", dir);
  struct dirent **entries = NULL;
  int n = scandir(dir, &entries, is_visible, alphasort);
  if (n < 0) return err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%s: %s", dir, strerror(errno));
  bool ok = true;
  for (int i = 0; i < n; i++) {
    str path = str_printf(a, "%s/%s", dir, entries[i]->d_name);
    str file = str_printf(a, "%.*s%s", STR_ARG(name), entries[i]->d_name);
    const char *path_z = str_z(a, path);
    struct stat st;
    if (ok && stat(path_z, &st) == 0) {
      str text;
      if (S_ISDIR(st.st_mode))
        ok = load_dir(a, path_z, str_printf(a, "%.*s/", STR_ARG(file)), depth + 1, out, e);
      else if (str_ends(file, STR(".sql")))
        ok = read_whole(a, path_z, &text, e) && add(a, file, text, out, e);
    }
    free(entries[i]);
  }
  free(entries);
  return ok;
}

bool endpoint_load(struct arena *a, const char *sql_dir, struct endpoint_table *out, struct err *e) {
  *out = (struct endpoint_table){0};
  if (sql_dir) return load_dir(a, str_z(a, str_printf(a, "%s/api", sql_dir)), STR(prefix), 0, out, e);
  for (size_t i = 0; i < embed_count; i++)
    if (str_starts(embed_table[i].path, STR(prefix)) && !add(a, embed_table[i].path, embed_table[i].text, out, e)) return false;
  return true;
}

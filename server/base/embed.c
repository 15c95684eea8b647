/* Looking up carried files, or their originals on disk. */
#include "base/embed.h"
#include "base/err.h"
#include "base/vec.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILE_BYTES_MAX = 16 << 20 };

static VEC_OF(struct embed_file) from_disk;

const struct embed_file *embed_files(size_t *n) {
  *n = from_disk.at ? from_disk.n : embed_count;
  return from_disk.at ? from_disk.at : embed_table;
}

const struct embed_file *embed_find(const char *path) {
  size_t n;
  const struct embed_file *files = embed_files(&n);
  for (size_t i = 0; i < n; i++)
    if (str_eq(files[i].path, str_of(path))) return &files[i];
  return NULL;
}

static bool read_one(struct arena *a, const char *path, size_t size, str *out) {
  FILE *f = fopen(path, "re");
  if (!f) return false;
  char *p = arena_alloc(a, size + 1);
  *out = (str){p, fread(p, 1, size, f)};
  bool ok = !ferror(f) && out->n == size;
  fclose(f);
  return ok;
}

static bool walk(struct arena *a, const char *dir, const char *as, struct err *e) {
  DIR *d = opendir(dir);
  if (!d) return err_set(e, ERR_INVALID, "sql_dir", NULL, "%s: %s.", dir, strerror(errno));
  bool ok = true;
  for (struct dirent *entry; ok && (entry = readdir(d));) {
    if (entry->d_name[0] == '.') continue;
    str path = str_printf(a, "%s/%s", dir, entry->d_name), name = str_printf(a, "%s/%s", as, entry->d_name);
    struct stat st;
    if (stat(path.p, &st) != 0) continue;
    if (S_ISDIR(st.st_mode)) {
      ok = walk(a, path.p, name.p, e);
    } else if (str_ends(path, STR(".sql")) && st.st_size <= FILE_BYTES_MAX) {
      str text;
      ok = read_one(a, path.p, (size_t)st.st_size, &text);
      if (!ok)
        err_set(e, ERR_INVALID, "sql_dir", NULL, "%s cannot be read.", path.p);
      else
        *VEC_PUSH(a, &from_disk) = (struct embed_file){name, text};
    }
  }
  closedir(d);
  return ok;
}

static int by_path(const void *a, const void *b) {
  const struct embed_file *left = a, *right = b;
  return strcmp(left->path.p, right->path.p);
}

bool embed_use_sql(struct arena *a, const char *sql_dir, struct err *e) {
  memset(&from_disk, 0, sizeof from_disk);
  for (size_t i = 0; i < embed_count; i++)
    if (!str_starts(embed_table[i].path, STR("sql/"))) *VEC_PUSH(a, &from_disk) = embed_table[i];
  if (!walk(a, sql_dir, "sql", e)) return false;
  if (from_disk.n) qsort(from_disk.at, from_disk.n, sizeof *from_disk.at, by_path);
  return true;
}

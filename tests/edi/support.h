/* What the tests of edi/ share: files, the tables of the standard, and a short text of everything found. */
#ifndef TESTS_EDI_SUPPORT_H
#define TESTS_EDI_SUPPORT_H
#include "edi/map/document.h"
#include "edi/x12/ack.h"
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h> /* needs those above */

static inline edi_str slurp(struct edi_mem *m, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) return (edi_str){NULL, 0};
  fseek(f, 0, SEEK_END);
  size_t n = (size_t)ftell(f);
  rewind(f);
  char *p = edi_alloc(m, n + 1);
  n = fread(p, 1, n, f);
  fclose(f);
  return (edi_str){p, n};
}

static inline edi_str sample(struct edi_mem *m, const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/tests/edi/samples/%s", SOURCE_DIR, name);
  edi_str s = slurp(m, path);
  assert_non_null(s.p);
  return s;
}

/* Every table under schemas/x12, read once for the whole program. */
static inline const struct x12_schemas *tables(struct edi_mem *unused) {
  static const struct x12_schemas *all;
  (void)unused;
  static struct edi_mem *m; /* for the life of the program */
  if (all) return all;
  m = edi_mem_new();
  glob_t found;
  assert_int_equal(glob(SOURCE_DIR "/schemas/x12/*/*.tsv", 0, NULL, &found), 0);
  struct x12_table *t = edi_alloc(m, found.gl_pathc * sizeof *t);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    t[i] = (struct x12_table){edi_dup(m, edi_str_of(found.gl_pathv[i])), slurp(m, found.gl_pathv[i])};
    assert_non_null(t[i].text.p);
  }
  edi_str why = {NULL, 0};
  all = x12_schemas_read(m, t, found.gl_pathc, &why);
  if (!all) fail_msg("%.*s", EDI_ARG(why));
  globfree(&found);
  return all;
}

/* Every map under schemas/maps/x12, read once for the whole program. */
static inline const struct edi_maps *maps(void) {
  static const struct edi_maps *all;
  static struct edi_mem *m; /* for the life of the program */
  if (all) return all;
  m = edi_mem_new();
  glob_t found;
  assert_int_equal(glob(SOURCE_DIR "/schemas/maps/x12/*.map", 0, NULL, &found), 0);
  struct edi_map_text *t = edi_alloc(m, found.gl_pathc * sizeof *t);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    t[i] = (struct edi_map_text){edi_dup(m, edi_str_of(found.gl_pathv[i])), slurp(m, found.gl_pathv[i])};
    assert_non_null(t[i].text.p);
  }
  edi_str why = {NULL, 0};
  all = edi_maps_read(m, tables(m), t, found.gl_pathc, &why);
  if (!all) fail_msg("%.*s", EDI_ARG(why));
  globfree(&found);
  return all;
}

static inline void list(struct edi_buf *b, const struct x12_findings *l) {
  for (const struct x12_finding *f = l->first; f; f = f->next) {
    edi_buf_z(b, b->n ? " " : "");
    edi_buf_z(b, x12_part_name(f->part));
    edi_buf_char(b, ':');
    if (f->segment_id.n && f->part >= X12_AK3) edi_buf_add(b, f->segment_id);
    if (f->element && f->part >= X12_AK3) edi_buf_uint(b, f->element, 2);
    if (f->part >= X12_AK3) edi_buf_char(b, ':');
    edi_buf_uint(b, (uint64_t)f->code, 0);
    assert_true(f->text.n > 0 || f->key);
  }
}

/* "TA1:21 AK5:4 AK4:PO102:6", in the order of the tree */
static inline const char *found(struct edi_mem *m, const struct x12_input *in) {
  struct edi_buf b = {.m = m};
  list(&b, &in->findings);
  for (const struct x12_interchange *i = in->first; i; i = i->next) {
    list(&b, &i->findings);
    for (const struct x12_group *g = i->first; g; g = g->next) {
      list(&b, &g->findings);
      for (const struct x12_set *s = g->first; s; s = s->next) list(&b, &s->findings);
    }
  }
  edi_buf_char(&b, 0);
  return b.p;
}

/* Reads, maps and judges. */
static inline const struct x12_input *read_all(struct edi_mem *m, edi_str bytes) {
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  for (struct x12_interchange *i = in->first; i; i = i->next) edi_documents_by(m, maps(), i, bytes);
  return in;
}

static inline edi_str ack_with(struct edi_mem *m, const struct x12_interchange *i,
                               const struct x12_ack_options *options) {
  struct edi_buf b = {.m = m};
  x12_ack_write(&b, i, &(struct x12_ack_stamp){{2026, 11, 21}, 19, 5, 77}, options);
  return edi_buf_str(&b);
}

static inline edi_str ack(struct edi_mem *m, const struct x12_interchange *i) { return ack_with(m, i, NULL); }

/* HANSA_WRITE_GOLDEN=1 writes what came out instead, to be read before it is committed. */
static inline void golden(struct edi_mem *m, edi_str got, const char *name) {
  if (getenv("HANSA_WRITE_GOLDEN")) {
    char path[512];
    snprintf(path, sizeof path, "%s/tests/edi/samples/%s", SOURCE_DIR, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(got.p, 1, got.n, f);
    fclose(f);
  }
  edi_str want = sample(m, name);
  if (!edi_eq(got, want)) fail_msg("%s differs:\n%.*s", name, EDI_ARG(got));
}

/* s with the first `from` replaced */
static inline edi_str with(struct edi_mem *m, edi_str s, const char *from, const char *to) {
  const char *at = memmem(s.p, s.n, from, strlen(from));
  if (!at) fail_msg("the sample has no %s", from);
  size_t head = (size_t)(at - s.p), tail = s.n - head - strlen(from);
  struct edi_buf b = {.m = m};
  edi_buf_add(&b, (edi_str){s.p, head});
  edi_buf_z(&b, to);
  edi_buf_add(&b, (edi_str){at + strlen(from), tail});
  return edi_buf_str(&b);
}

#endif

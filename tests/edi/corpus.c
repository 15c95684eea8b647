/* Interchanges of other people's projects, when they are at hand ($HANSA_CORPUS, or ../shared/edi-corpus): none may
   crash the reader, and the envelope's verdict is held against the corpus' own. */
#include "support.h"

enum { CODES = 16 };

struct codes {
  char at[CODES][12];
  size_t n;
};

static void put_all(struct codes *c, const struct x12_findings *l) {
  for (const struct x12_finding *f = l->first; f; f = f->next) {
    if (!f->fatal || f->part > X12_AK5) continue;
    /* the corpus gives the older codes for control numbers used twice */
    int code = f->part == X12_AK5 && f->code == 23 ? 7 : f->part == X12_AK9 && f->code == 19 ? 6 : f->code;
    char text[24] = "file";
    if (f->part == X12_TA1)
      snprintf(text, sizeof text, "TA1 %03d", code);
    else if (f->part != X12_FILE)
      snprintf(text, sizeof text, f->part == X12_AK9 ? "AK905=%d" : "AK5*R*%d", code);
    bool known = false;
    for (size_t i = 0; i < c->n; i++) known = known || strncmp(c->at[i], text, sizeof c->at[i]) == 0;
    if (!known && c->n < CODES) memcpy(c->at[c->n++], text, sizeof c->at[0]);
  }
}

static struct codes codes_of(const struct x12_input *in) {
  struct codes c = {.n = 0};
  put_all(&c, &in->findings);
  for (const struct x12_interchange *i = in->first; i; i = i->next) {
    put_all(&c, &i->findings);
    for (const struct x12_group *g = i->first; g; g = g->next) {
      put_all(&c, &g->findings);
      for (const struct x12_set *s = g->first; s; s = s->next) put_all(&c, &s->findings);
    }
  }
  return c;
}

static bool holds(const struct codes *c, const char *code, size_t n) {
  for (size_t i = 0; i < c->n; i++)
    if (strlen(c->at[i]) == n && memcmp(c->at[i], code, n) == 0) return true;
  return false;
}

/* Every code expected is there, and none where none is expected. */
static bool agrees(const struct codes *strict, const struct codes *tolerant, const char *want) {
  if (strncmp(want, "no ack possible", 15) == 0) return holds(strict, "file", 4) || strict->n == 0;
  bool unreadable = strncmp(want, "TA1 022 or", 10) == 0;
  if (unreadable && !holds(strict, "file", 4)) return false;
  const struct codes *c = unreadable ? tolerant : strict;
  size_t wanted = 0;
  for (const char *p = want; *p;) {
    size_t n = strcspn(p, ";[");
    while (n && p[n - 1] == ' ') n--;
    bool code = (strncmp(p, "TA1 0", 5) == 0 && n == 7) || strncmp(p, "AK5*", 4) == 0 || strncmp(p, "AK905=", 6) == 0;
    if (code && !holds(c, p, n)) return false;
    wanted += code;
    p += strcspn(p, ";");
    p += strspn(p, "; ");
  }
  return wanted || c->n == 0;
}

static void the_corpus(void **state) {
  (void)state;
  char root[400], path[1024];
  const char *given = getenv("HANSA_CORPUS");
  snprintf(root, sizeof root, "%s", given ? given : SOURCE_DIR "/../shared/edi-corpus");
  struct edi_mem *all = edi_mem_new();
  snprintf(path, sizeof path, "%s/INDEX.tsv", root);
  edi_str index = slurp(all, path);
  if (!index.p) {
    edi_mem_free(all);
    skip();
  }
  const struct x12_schemas *t = tables(all);
  size_t files = 0, same = 0;
  strtok((char *)(uintptr_t)index.p, "\n");
  for (char *row; (row = strtok(NULL, "\n"));) {
    char *want = strrchr(row, '\t'), *end = strchr(row, '\t');
    if (!want || !want[1]) continue;
    struct edi_mem *m = edi_mem_new();
    snprintf(path, sizeof path, "%s/%.*s", root, (int)(end - row), row);
    edi_str bytes = slurp(m, path);
    if (bytes.p) {
      struct codes strict = codes_of(x12_read(m, NULL, NULL, bytes)),
                   tolerant = codes_of(x12_read(m, NULL, &(struct x12_options){.unpadded_isa = true}, bytes));
      bool ok = agrees(&strict, &tolerant, want + 1);
      files++;
      same += ok;
      if (!ok && getenv("HANSA_VERBOSE"))
        print_message("%.*s: %s, not %s\n", (int)(end - row), row, strict.n ? strict.at[0] : "accepted", want + 1);
      /* the whole way with the tables, for its own sake */
      const struct x12_input *in = x12_read(m, t, &(struct x12_options){.unpadded_isa = true}, bytes);
      for (struct x12_interchange *i = in->first; i; i = i->next) {
        struct edi_buf b = {.m = m};
        edi_documents_json(&b, i, edi_documents(m, i, bytes), bytes, EDI_STR("test"));
        assert_true(b.n > 0);
        edi_str answer = ack(m, i);
        if (answer.n) assert_true(x12_readable(x12_read(m, t, &(struct x12_options){.unpadded_isa = true}, answer)));
      }
    }
    edi_mem_free(m);
  }
  print_message("corpus: %zu files, %zu of the expected verdicts\n", files, same);
  /* Those that differ: CR LF as terminator, which the corpus' checker reads as CR and a stray LF; headers of other
     widths that it lets pass; an IEA wrapped at column 80; terminators that are letters or the component separator. */
  assert_true(same * 100 >= files * 94);
  edi_mem_free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

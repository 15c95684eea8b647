/* Acknowledgments that other people's test suites state, when they are at hand ($HANSA_CORPUS, or
   ../shared/edi-corpus): NAME.in.edi and NAME.expected-*.edi. Their sets are of health care, for which there are no
   tables here; so what their checkers found in segments and elements is laid into our list of findings, and the answer
   written from it must be theirs: TA1 and AK1 to AK9, line by line. And what is answered to any file is itself right.
 */
#include "support.h"
#include <dirent.h>
#include <ftw.h>

enum { FILES_MAX = 64, LINES_MAX = 4000 };

static char inputs[FILES_MAX][512];
static size_t ninputs;

static int find(const char *path, const struct stat *st, int flag, struct FTW *where) {
  (void)st;
  (void)where;
  size_t n = strlen(path);
  if (flag == FTW_F && n > 7 && n < sizeof inputs[0] && strcmp(path + n - 7, ".in.edi") == 0 && ninputs < FILES_MAX)
    memcpy(inputs[ninputs++], path, n + 1);
  return 0;
}

static const char *corpus(void) {
  const char *given = getenv("HANSA_CORPUS");
  return given ? given : SOURCE_DIR "/../shared/edi-corpus";
}

static edi_str expected_of(struct edi_mem *m, const char *input) {
  char path[600];
  static const char *const ends[] = {"expected-997.edi", "expected-999.edi", "expected-ack.edi"};
  for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
    snprintf(path, sizeof path, "%.*s%s", (int)(strlen(input) - 6), input, ends[k]);
    edi_str s = slurp(m, path);
    if (s.p) return s;
  }
  return (edi_str){NULL, 0};
}

/* The lines of an answer that are compared: TA1, and AK or IK of any number. Those of the TA1 stand in another place
   with them, so they come first. */
static size_t lines_of(edi_str s, edi_str *out) {
  size_t n = 0;
  for (int ta1 = 1; ta1 >= 0; ta1--)
    for (size_t at = 0; at < s.n && n < LINES_MAX;) {
      const char *end = memchr(s.p + at, '~', s.n - at);
      if (!end) break;
      while (s.p[at] == '\n' || s.p[at] == '\r') at++;
      edi_str line = {s.p + at, (size_t)(end - s.p) - at};
      bool is_ta1 = line.n > 4 && memcmp(line.p, "TA1*", 4) == 0;
      bool is_ak = line.n > 3 && (line.p[0] == 'A' || line.p[0] == 'I') && line.p[1] == 'K';
      if (ta1 ? is_ta1 : is_ak) out[n++] = line;
      at = (size_t)(end - s.p) + 1;
    }
  return n;
}

static edi_str field(edi_str line, size_t want) {
  for (size_t at = 0, k = 0;; k++) {
    const char *end = memchr(line.p + at, '*', line.n - at);
    size_t stop = end ? (size_t)(end - line.p) : line.n;
    if (k == want) return (edi_str){line.p + at, stop - at};
    if (!end) return (edi_str){"", 0};
    at = stop + 1;
  }
}

static unsigned number_of(edi_str s) {
  uint64_t v = 0;
  size_t n = 0;
  while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9') n++;
  edi_uint((edi_str){s.p, n}, &v);
  return (unsigned)v;
}

/* All sets that are answered, in their order. */
static struct x12_set *next_set(const struct x12_input *in, struct x12_set *after) {
  bool seen = !after;
  for (struct x12_interchange *i = in->first; i; i = i->next)
    for (struct x12_group *g = i->first; g; g = g->next)
      for (struct x12_set *s = g->first; s; s = s->next) {
        if (seen && !x12_group_is_ack(g)) return s;
        seen = seen || s == after;
      }
  return NULL;
}

static struct x12_finding place_of(edi_str ak3) {
  struct x12_finding f = {.part = X12_AK3, .code = (int)number_of(field(ak3, 4)), .fatal = true};
  f.segment_id = field(ak3, 1);
  f.segment = number_of(field(ak3, 2));
  return f;
}

static void lay(struct edi_mem *m, struct x12_input *in, const edi_str *lines, size_t n) {
  struct x12_set *s = NULL;
  struct x12_finding at = {0};
  for (size_t k = 0; k < n; k++) {
    edi_str id = field(lines[k], 0);
    if (edi_is(id, "AK2")) {
      s = next_set(in, s);
      assert_non_null(s);
      /* the answer of those sets that we cannot check says so; here they are taken for checked */
      s->findings = (struct x12_findings){.budget = s->findings.budget};
    } else if (edi_is(id, "AK3") || edi_is(id, "IK3")) {
      at = place_of(lines[k]);
      if (at.code != 8) x12_findings_add(m, &s->findings, &at);
    } else if (edi_is(id, "AK4") || edi_is(id, "IK4")) {
      struct x12_finding f = at;
      edi_str where = field(lines[k], 1);
      const char *colon = memchr(where.p, ':', where.n);
      f.part = X12_AK4;
      f.element = number_of(where);
      if (colon) f.component = number_of((edi_str){colon + 1, where.n - (size_t)(colon + 1 - where.p)});
      f.reference = number_of(field(lines[k], 2));
      f.code = (int)number_of(field(lines[k], 3));
      f.value = field(lines[k], 4);
      x12_findings_add(m, &s->findings, &f);
    }
  }
}

static void one_pair(const char *path, edi_str bytes, edi_str expected) {
  struct edi_mem *m = edi_mem_new();
  edi_str *want = edi_alloc(m, LINES_MAX * sizeof *want), *have = edi_alloc(m, LINES_MAX * sizeof *have);
  size_t n = lines_of(expected, want);
  assert_true(n >= 4);
  struct x12_input *in = (struct x12_input *)(uintptr_t)x12_read(m, NULL, NULL, bytes);
  /* what the envelope alone shows is ours to find */
  struct x12_findings of_envelope[LINES_MAX / 10] = {0};
  size_t k = 0;
  for (struct x12_set *s = next_set(in, NULL); s; s = next_set(in, s)) of_envelope[k++] = s->findings;
  lay(m, in, want, n);
  k = 0;
  for (struct x12_set *s = next_set(in, NULL); s; s = next_set(in, s))
    for (const struct x12_finding *f = of_envelope[k++].first; f; f = f->next) x12_findings_add(m, &s->findings, f);
  struct edi_buf out = {.m = m};
  for (struct x12_interchange *i = in->first; i; i = i->next) {
    x12_judge(i);
    x12_ack_write(&out, i, &(struct x12_ack_stamp){{2026, 11, 21}, 19, 5, 77}, NULL);
  }
  size_t got = lines_of(edi_buf_str(&out), have);
  for (size_t l = 0; l < n || l < got; l++) {
    edi_str w = l < n ? want[l] : EDI_STR("nothing"), h = l < got ? have[l] : EDI_STR("nothing");
    while (w.n && w.p[w.n - 1] == ' ') w.n--;
    while (h.n && h.p[h.n - 1] == ' ') h.n--;
    if (!edi_eq(w, h)) fail_msg("%s: expected %.*s, but the answer has %.*s", path, EDI_ARG(w), EDI_ARG(h));
  }
  edi_mem_free(m);
}

static void the_answers_that_others_state_are_ours(void **state) {
  (void)state;
  ninputs = 0;
  nftw(corpus(), find, 16, FTW_PHYS);
  size_t pairs = 0;
  for (size_t k = 0; k < ninputs; k++) {
    struct edi_mem *m = edi_mem_new();
    edi_str expected = expected_of(m, inputs[k]);
    if (expected.p) {
      one_pair(inputs[k], slurp(m, inputs[k]), expected);
      pairs++;
    }
    edi_mem_free(m);
  }
  if (!pairs) skip();
  print_message("%zu pairs\n", pairs);
}

/* The answer may repeat what is wrong with the sender's own numbers, and nothing else may be wrong with it. */
static void the_answer_to_any_file_is_right(void **state) {
  (void)state;
  char path[1024];
  snprintf(path, sizeof path, "%s/INDEX.tsv", corpus());
  struct edi_mem *all = edi_mem_new();
  edi_str index = slurp(all, path);
  if (!index.p) {
    edi_mem_free(all);
    skip();
  }
  static const struct x12_ack_options ways[] = {
      {.ta1 = X12_TA1_ALWAYS}, {.set = X12_ACK_999}, {.set = X12_ACK_997, .only_errors = true}};
  size_t answers = 0;
  strtok((char *)(uintptr_t)index.p, "\n");
  for (char *row; (row = strtok(NULL, "\n"));) {
    struct edi_mem *m = edi_mem_new();
    snprintf(path, sizeof path, "%s/%.*s", corpus(), (int)strcspn(row, "\t"), row);
    edi_str bytes = slurp(m, path);
    const struct x12_input *in = bytes.p ? x12_read(m, tables(m), NULL, bytes) : NULL;
    for (const struct x12_interchange *i = in ? in->first : NULL; i; i = i->next)
      for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        edi_str answer = ack_with(m, i, &ways[w]);
        if (!answer.n) continue;
        answers++;
        const struct x12_input *back = x12_read(m, tables(m), NULL, answer);
        assert_int_equal(back->interchanges, 1);
        const char *wrong = found(m, back);
        for (const char *at = wrong; *at; at += strcspn(at, " "), at += *at == ' ') {
          /* TA1 02 and 03 repeat the sender's date and time, AK1 and AK2 its version and numbers; TA1: its ids */
          static const char *const repeated[] = {"TA1:", "AK4:AK102", "AK4:AK103", "AK4:AK2", "AK4:GS0", "AK4:TA1"};
          bool excused = false;
          for (size_t r = 0; r < sizeof repeated / sizeof *repeated; r++)
            excused = excused || strncmp(at, repeated[r], strlen(repeated[r])) == 0;
          if (!excused) fail_msg("%s: %s\n%.*s", path, wrong, EDI_ARG(answer));
        }
      }
    edi_mem_free(m);
  }
  print_message("%zu answers\n", answers);
  edi_mem_free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_answers_that_others_state_are_ours),
                                     cmocka_unit_test(the_answer_to_any_file_is_right)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

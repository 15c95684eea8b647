/* The writer: what it pads, counts, chooses and refuses; and that everything well-formed that is read is written again
   byte for byte, over the samples and, where it is at hand, the corpus. */
#include "edi/x12/writer.h"
#include "support.h"
#include <dirent.h>
#include <sys/stat.h>

static const struct x12_writing PLAIN = {.d = {'*', '>', '~', '^'}};

static struct x12_writer *begun(struct edi_buf *out, const struct x12_writing *as) {
  struct x12_writer *w = x12_writer_new(out, as);
  edi_str isa[X12_ISA_ELEMENTS + 1] = {
      [1] = EDI_STR("00"),     [3] = EDI_STR("00"),       [5] = EDI_STR("ZZ"),     [6] = EDI_STR("SENDER"),
      [7] = EDI_STR("ZZ"),     [8] = EDI_STR("RECEIVER"), [9] = EDI_STR("261122"), [10] = EDI_STR("0401"),
      [12] = EDI_STR("00501"), [13] = EDI_STR("77"),      [14] = EDI_STR("0"),     [15] = EDI_STR("T")};
  edi_str gs[9] = {{NULL, 0},       EDI_STR("PO"), EDI_STR("S"), EDI_STR("R"),     EDI_STR("20261122"),
                   EDI_STR("0401"), EDI_STR("7"),  EDI_STR("X"), EDI_STR("005010")};
  assert_true(x12_writer_interchange(w, isa));
  assert_true(x12_writer_group(w, gs));
  assert_true(x12_writer_set(w, NULL, EDI_STR("850"), EDI_STR("0001"), EDI_STR("")));
  return w;
}

static const char *ended(struct edi_buf *out, struct x12_writer *w) {
  assert_true(x12_writer_set_end(w, EDI_STR("")) && x12_writer_group_end(w, EDI_STR("")));
  assert_true(x12_writer_interchange_end(w, EDI_STR("")));
  x12_writer_free(w);
  edi_buf_char(out, 0);
  return out->p;
}

static bool put(struct x12_writer *w, unsigned element, const char *v) {
  return x12_writer_text(w, element, edi_str_of(v));
}

static void the_header_is_padded_and_filled_and_trailers_are_counted(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct edi_buf out = {.m = m};
  struct x12_writer *w = begun(&out, &PLAIN);
  assert_true(x12_writer_open(w, EDI_STR("BEG")) && put(w, 1, "00") && put(w, 3, "X") && put(w, 5, "") &&
              x12_writer_close(w));
  assert_string_equal(
      ended(&out, w),
      "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261122*0401*^*00501*000000077*0*T*>~"
      "GS*PO*S*R*20261122*0401*7*X*005010~ST*850*0001~BEG*00**X~SE*3*0001~GE*1*7~IEA*1*000000077~");
  edi_mem_free(m);
}

static void composites_and_repetitions_have_no_empty_ends(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct edi_buf out = {.m = m};
  struct x12_writer *w = begun(&out, &PLAIN);
  assert_true(x12_writer_open(w, EDI_STR("XXX")));
  assert_true(x12_writer_component(w, 1, 1, EDI_STR("a")) && x12_writer_component(w, 1, 3, EDI_STR("c")));
  assert_true(x12_writer_component(w, 1, 4, EDI_STR("")));
  assert_true(put(w, 2, "x") && x12_writer_repeat(w, 2) && put(w, 2, "y") && x12_writer_repeat(w, 2) &&
              x12_writer_repeat(w, 2) && x12_writer_component(w, 2, 2, EDI_STR("z")));
  assert_true(x12_writer_repeat(w, 3) && put(w, 5, ""));
  assert_true(x12_writer_close(w));
  assert_non_null(strstr(ended(&out, w), "~XXX*a>>c*x^y^^>z~SE"));
  edi_mem_free(m);
}

static void a_value_with_a_separator_is_refused_by_name(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const char *const values[] = {"a*b", "a>b", "a~b", "^"};
  for (size_t i = 0; i < 4; i++) {
    struct edi_buf out = {.m = m};
    struct x12_writer *w = begun(&out, &PLAIN);
    assert_true(x12_writer_open(w, EDI_STR("BEG")));
    assert_false(put(w, 3, values[i]));
    assert_false(x12_writer_close(w)); /* and nothing more is written */
    edi_str why = x12_writer_why(w);
    assert_non_null(memmem(why.p, why.n, values[i], strlen(values[i])));
    assert_non_null(memmem(why.p, why.n, "BEG03", 5));
    x12_writer_set_drop(w); /* but for the set that is taken back */
    assert_true(x12_writer_set(w, NULL, EDI_STR("850"), EDI_STR("0002"), EDI_STR("")));
    const char *got = ended(&out, w);
    assert_null(strstr(got, "BEG"));
    assert_non_null(strstr(got, "~ST*850*0002~SE*2*0002~GE*1*7~IEA*1*"));
  }
  edi_mem_free(m);
}

static void separators_are_chosen_that_no_value_holds(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct edi_buf out = {.m = m};
  struct x12_writer *w = begun(&out, &(struct x12_writing){.repeats = true});
  assert_true(x12_writer_open(w, EDI_STR("MSG")) && put(w, 1, "4 * 5 > 19 ~ 2 ^ 4"));
  assert_true(x12_writer_component(w, 2, 2, EDI_STR("|")) && x12_writer_repeat(w, 2) && put(w, 2, ":"));
  assert_true(x12_writer_close(w));
  assert_int_equal(x12_writer_final(w), 0);
  const char *got = ended(&out, w);
  assert_int_equal(got[3], '+');
  assert_int_equal(got[104], '<');
  assert_int_equal(got[82], '!');
  assert_int_equal(got[105], '\'');
  assert_non_null(strstr(got, "MSG+4 * 5 > 19 ~ 2 ^ 4+<|!:'"));
  const struct x12_input *in = x12_read(m, NULL, NULL, (edi_str){out.p, out.n - 1});
  assert_string_equal(found(m, in), "");
  edi_mem_free(m);
}

static void what_cannot_be_an_envelope_is_refused(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str isa[X12_ISA_ELEMENTS + 1] = {[1] = EDI_STR("00"), [12] = EDI_STR("00401"), [13] = EDI_STR("1234567890")};
  for (int i = 0; i < 3; i++) {
    struct edi_buf out = {.m = m};
    struct x12_writer *w = x12_writer_new(&out, &PLAIN);
    if (i == 1) isa[13] = EDI_STR("x1");
    if (i == 2) isa[13] = EDI_STR("1"), isa[6] = EDI_STR("SIXTEEN CHARACTE");
    assert_false(x12_writer_interchange(w, isa));
    assert_true(x12_writer_why(w).n > 0);
    assert_false(x12_writer_set(w, NULL, EDI_STR("850"), EDI_STR("1"), EDI_STR("")));
    x12_writer_free(w);
  }
  edi_mem_free(m);
}

static void sets_are_held_against_their_table(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct edi_buf out = {.m = m};
  struct x12_writer *w = begun(&out, &PLAIN);
  const struct x12_release *release = x12_schemas_release(tables(m), EDI_STR("005010"));
  assert_true(x12_writer_set_end(w, EDI_STR("")));
  assert_true(x12_writer_set(w, release, EDI_STR("850"), EDI_STR("0002"), EDI_STR("")));
  assert_true(x12_writer_open(w, EDI_STR("BEG")) && put(w, 1, "00") && put(w, 5, "20261131") && x12_writer_close(w));
  assert_true(x12_writer_set_end(w, EDI_STR("")));
  struct edi_buf b = {.m = m};
  list(&b, x12_writer_findings(w));
  edi_buf_char(&b, 0);
  assert_non_null(strstr(b.p, "AK4:BEG03:1"));
  assert_non_null(strstr(b.p, "AK4:BEG05:8"));
  assert_non_null(strstr(b.p, "AK3:PO1:3"));
  x12_writer_free(w);
  edi_mem_free(m);
}

/* Reads and writes. */

struct copying {
  struct x12_writer *w;
  struct edi_buf *out;
  const struct x12_interchange *next; /* to begin */
  struct x12_delimiters d;
  bool failed;
};

static void on_header(void *ctx, const struct x12_isa *isa, uint64_t offset) {
  struct copying *c = ctx;
  (void)offset;
  edi_str e[X12_ISA_ELEMENTS + 1];
  for (int i = 1; i <= X12_ISA_ELEMENTS; i++) {
    e[i] = isa->e[i];
    while (e[i].n && e[i].p[e[i].n - 1] == ' ') e[i].n--;
  }
  c->d = isa->d;
  c->w = x12_writer_new(c->out, &(struct x12_writing){.d = isa->d, .newline = c->next->newline});
  c->next = c->next->next;
  c->failed = c->failed || !x12_writer_interchange(c->w, e);
}

static bool element(struct copying *c, unsigned i, edi_str v) {
  edi_str rep[64], part[64];
  size_t n = c->d.repetition ? x12_split(v, c->d.repetition, rep, 64) : 1;
  if (n == 1) rep[0] = v;
  for (size_t r = 0; r < n && r < 64; r++) {
    if (r && !x12_writer_repeat(c->w, i)) return false;
    size_t parts = x12_split(rep[r], c->d.component, part, 64);
    for (size_t k = 0; k < parts && k < 64; k++)
      if (!x12_writer_component(c->w, i, (unsigned)k + 1, part[k])) return false;
  }
  return n <= 64;
}

static bool segment(struct copying *c, const struct x12_segment *s) {
  edi_str id = x12_at(s, 0);
  if (edi_is(id, "GS")) {
    edi_str gs[9];
    for (size_t i = 1; i <= 8; i++) gs[i] = x12_at(s, i);
    return x12_writer_group(c->w, gs);
  }
  if (edi_is(id, "ST")) return x12_writer_set(c->w, NULL, x12_at(s, 1), x12_at(s, 2), x12_at(s, 3));
  if (edi_is(id, "SE")) return x12_writer_set_end(c->w, x12_at(s, 1));
  if (edi_is(id, "GE")) return x12_writer_group_end(c->w, x12_at(s, 1));
  if (edi_is(id, "IEA")) {
    bool good = x12_writer_interchange_end(c->w, x12_at(s, 1));
    x12_writer_free(c->w);
    c->w = NULL;
    return good;
  }
  if (edi_is(id, "BIN") || edi_is(id, "BDS")) return x12_writer_copy(c->w, s);
  bool good = x12_writer_open(c->w, id);
  for (unsigned i = 1; i < s->n && good; i++) good = element(c, i, x12_at(s, i));
  return good && x12_writer_close(c->w);
}

static void on_segment(void *ctx, const struct x12_segment *s) {
  struct copying *c = ctx;
  if (c->w && !c->failed) c->failed = !segment(c, s);
}

static void on_trouble(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, enum x12_isa_fault why) {
  (void)what, (void)offset, (void)bytes, (void)why;
  ((struct copying *)ctx)->failed = true;
}

/* Well-formed: nothing is wrong with the envelope, nothing is empty at an end, every terminator is followed by the
   same, and headers and trailers have the elements that they have. */
struct form {
  const struct x12_interchange *i;
  uint64_t end;
  bool good;
  struct x12_delimiters d;
};

static void form_header(void *ctx, const struct x12_isa *isa, uint64_t offset) {
  struct form *f = ctx;
  if (f->end) f->i = f->i->next;
  f->good = f->good && f->i && offset == f->end && isa->length == X12_ISA_BYTES;
  f->d = isa->d;
  f->end = offset + isa->length;
}

static bool ends_empty(edi_str text, const struct x12_delimiters *d, char before) {
  for (size_t i = 1; i <= text.n; i++) {
    char next = i < text.n ? text.p[i] : d->terminator;
    if (text.p[i - 1] == before && (next == d->terminator || next == d->element || next == d->repetition) &&
        !(before == d->element && next == d->element))
      return true;
  }
  return false;
}

static void form_segment(void *ctx, const struct x12_segment *s) {
  struct form *f = ctx;
  edi_str id = x12_at(s, 0);
  if (!f->i) return;
  f->good = f->good && s->offset == f->end + f->i->newline.n && !s->cut;
  bool binary = edi_is(id, "BIN") || edi_is(id, "BDS");
  f->good =
      f->good && (binary || !(ends_empty(s->text, &f->d, f->d.element) || ends_empty(s->text, &f->d, f->d.component) ||
                              (f->d.repetition && ends_empty(s->text, &f->d, f->d.repetition))));
  size_t most = edi_is(id, "GS")                                            ? 9
                : edi_is(id, "ST")                                          ? 4
                : edi_is(id, "SE") || edi_is(id, "GE") || edi_is(id, "IEA") ? 3
                                                                            : 512;
  f->good = f->good && s->n <= most && id.n && id.n <= 3;
  f->end = s->offset + s->length;
  if (edi_is(id, "IEA")) f->end += f->i->newline.n;
}

static void form_trouble(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, enum x12_isa_fault why) {
  (void)what, (void)offset, (void)bytes, (void)why;
  ((struct form *)ctx)->good = false;
}

static bool well_formed(struct edi_mem *m, const struct x12_input *in, edi_str bytes) {
  static const struct x12_events on = {.header = form_header, .segment = form_segment, .trouble = form_trouble};
  if (found(m, in)[0] || !in->first) return false;
  struct form f = {.i = in->first, .good = true};
  struct x12_reader *r = x12_reader_new(&on, NULL, &f);
  x12_reader_feed(r, bytes);
  x12_reader_finish(r);
  x12_reader_free(r);
  size_t last = f.i ? f.i->newline.n : 0;
  return f.good && (f.end == bytes.n || f.end == bytes.n + last);
}

/* true: it was well-formed, and came out the same */
static bool comes_out_the_same(const char *name, edi_str bytes) {
  static const struct x12_events on = {.header = on_header, .segment = on_segment, .trouble = on_trouble};
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in = x12_read(m, NULL, NULL, bytes);
  bool form = well_formed(m, in, bytes);
  if (form) {
    struct edi_buf out = {.m = m};
    struct copying c = {.out = &out, .next = in->first};
    struct x12_reader *r = x12_reader_new(&on, NULL, &c);
    x12_reader_feed(r, bytes);
    x12_reader_finish(r);
    x12_reader_free(r);
    if (c.failed) fail_msg("%s: %.*s", name, c.w ? (int)x12_writer_why(c.w).n : 0, c.w ? x12_writer_why(c.w).p : "");
    size_t n = out.n > bytes.n ? bytes.n : out.n; /* the last line end may be missing */
    size_t at = 0;
    while (at < n && out.p[at] == bytes.p[at]) at++;
    if (at < n || out.n < bytes.n || out.n > bytes.n + 2)
      fail_msg("%s differs at byte %zu:\n%.*s\nnow\n%.*s", name, at, (int)(bytes.n - at > 60 ? 60 : bytes.n - at),
               bytes.p + at, (int)(out.n - at > 60 ? 60 : out.n - at), out.p + at);
  }
  edi_mem_free(m);
  return form;
}

static void samples_come_out_the_same(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  glob_t g;
  size_t same = 0;
  assert_int_equal(glob(SOURCE_DIR "/tests/edi/samples/*.x12", 0, NULL, &g), 0);
  for (size_t i = 0; i < g.gl_pathc; i++) same += comes_out_the_same(g.gl_pathv[i], slurp(m, g.gl_pathv[i]));
  assert_int_equal(same, g.gl_pathc);
  globfree(&g);
  edi_mem_free(m);
}

static void walk(const char *dir, size_t *files, size_t *same, int depth) {
  DIR *d = depth < 12 ? opendir(dir) : NULL;
  for (struct dirent *e; d && (e = readdir(d));) {
    char path[1024];
    struct stat st;
    if (e->d_name[0] == '.' || (size_t)snprintf(path, sizeof path, "%s/%s", dir, e->d_name) >= sizeof path ||
        stat(path, &st))
      continue;
    if (S_ISDIR(st.st_mode)) {
      walk(path, files, same, depth + 1);
      continue;
    }
    struct edi_mem *m = edi_mem_new();
    edi_str bytes = slurp(m, path);
    if (bytes.p) {
      *files += 1;
      *same += comes_out_the_same(path, bytes);
    }
    edi_mem_free(m);
  }
  if (d) closedir(d);
}

static void everything_well_formed_of_others_comes_out_the_same(void **state) {
  (void)state;
  const char *dir = getenv("HANSA_CORPUS") ? getenv("HANSA_CORPUS") : SOURCE_DIR "/../shared/edi-corpus";
  DIR *d = opendir(dir);
  if (!d) skip();
  closedir(d);
  size_t files = 0, same = 0;
  walk(dir, &files, &same, 0);
  print_message("%zu of %zu files are well-formed, and written as they were\n", same, files);
  assert_true(same > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_header_is_padded_and_filled_and_trailers_are_counted),
                                     cmocka_unit_test(composites_and_repetitions_have_no_empty_ends),
                                     cmocka_unit_test(a_value_with_a_separator_is_refused_by_name),
                                     cmocka_unit_test(separators_are_chosen_that_no_value_holds),
                                     cmocka_unit_test(what_cannot_be_an_envelope_is_refused),
                                     cmocka_unit_test(sets_are_held_against_their_table),
                                     cmocka_unit_test(samples_come_out_the_same),
                                     cmocka_unit_test(everything_well_formed_of_others_comes_out_the_same)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

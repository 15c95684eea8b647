/* The tokeniser: any separators, any portions, any cut. */
#include "support.h"

static edi_str order(struct edi_mem *m) { return sample(m, "850-004010.x12"); }

/* The whole outcome as text: findings and what is stored. */
static edi_str outcome(struct edi_mem *m, const struct x12_input *in, edi_str bytes) {
  struct edi_buf b = {.m = m};
  edi_findings_json(&b, &in->findings, 0);
  for (struct x12_interchange *i = in->first; i; i = i->next)
    edi_documents_json(&b, i, edi_documents(m, i, bytes), bytes, EDI_STR("test"));
  return edi_buf_str(&b);
}

static edi_str in_portions(struct edi_mem *m, const struct x12_schemas *t, edi_str bytes, size_t first,
                           size_t portion) {
  struct x12_envelope *e = x12_envelope_new(m, t, NULL);
  x12_envelope_feed(e, (edi_str){bytes.p, first});
  for (size_t at = first; at < bytes.n; at += portion)
    x12_envelope_feed(e, (edi_str){bytes.p + at, bytes.n - at < portion ? bytes.n - at : portion});
  return outcome(m, x12_envelope_finish(e), bytes);
}

static void any_portions_give_the_same(void **state) {
  (void)state;
  static const char *const names[] = {"850-004010.x12", "850-005010.x12"};
  for (size_t k = 0; k < 2; k++) {
    struct edi_mem *m = edi_mem_new();
    edi_str bytes = sample(m, names[k]);
    const struct x12_schemas *t = tables(m);
    edi_str whole = outcome(m, x12_read(m, t, NULL, bytes), bytes);
    for (size_t at = 0; at <= bytes.n; at++) {
      struct edi_mem *turn = edi_mem_new();
      edi_str two = in_portions(turn, t, bytes, at, bytes.n);
      assert_true(edi_eq(two, whole));
      edi_mem_free(turn);
    }
    for (size_t portion = 1; portion < 20; portion++) assert_true(edi_eq(in_portions(m, t, bytes, 0, portion), whole));
    edi_mem_free(m);
  }
}

static void a_cut_at_any_byte_is_told(void **state) {
  (void)state;
  struct edi_mem *all = edi_mem_new();
  edi_str bytes = order(all);
  const struct x12_schemas *t = tables(all);
  size_t end = bytes.n - 1; /* the line end behind the last terminator is no part of it */
  for (size_t n = 0; n < end; n++) {
    struct edi_mem *m = edi_mem_new();
    char *exact = malloc(n ? n : 1); /* so that a read beyond the end is seen */
    memcpy(exact, bytes.p, n);
    edi_str cut = {exact, n};
    const struct x12_input *in = x12_read(m, t, NULL, cut);
    edi_str text = outcome(m, in, cut);
    assert_true(text.n > 0);
    if (!in->interchanges) {
      assert_true(in->findings.n > 0);
    } else {
      const struct x12_interchange *i = in->first;
      assert_true(i->findings.n > 0);
      /* all but an IEA that lacks nothing but its terminator is rejected */
      bool whole_but_terminator = n == end - 1;
      assert_true(whole_but_terminator ? i->verdict == X12_ERRORS : i->verdict == X12_REJECTED);
      assert_true(whole_but_terminator || x12_findings_has(&i->findings, X12_TA1, 23));
      for (const struct x12_group *g = i->first; g; g = g->next)
        for (const struct x12_set *s = g->first; s; s = s->next)
          assert_true(whole_but_terminator || !x12_set_taken(i, g, s));
      assert_true(ack(m, i).n > 0);
    }
    free(exact);
    edi_mem_free(m);
  }
  edi_mem_free(all);
}

static edi_str respell(struct edi_mem *m, edi_str s, const char *from, const char *to) {
  char *p = edi_alloc(m, s.n);
  for (size_t i = 0; i < s.n; i++) {
    const char *at = strchr(from, s.p[i]);
    p[i] = at ? to[at - from] : s.p[i];
  }
  return (edi_str){p, s.n};
}

static void any_separators(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = order(m);
  const char *want = found(m, read_all(m, s));
  assert_string_equal(want, "");
  static const char *const to[] = {"|'^", "\x1d\x1c\x1f", "_!:", "*\n>", "*\r>", "*\x85\xfe", "\t~>", "*$<", "*]}"};
  for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
    edi_str t = respell(m, s, "*~>", to[i]);
    const struct x12_input *in = read_all(m, t);
    assert_string_equal(found(m, in), "");
    assert_int_equal(in->first->d.element, to[i][0]);
    assert_int_equal(in->first->d.terminator, to[i][1]);
  }
  edi_mem_free(m);
}

static void what_stands_around(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = order(m);
  static const char *const before[] = {"\xef\xbb\xbf", "\r\n\r\n", "   \t", "\xef\xbb\xbf\r\n"};
  for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
    edi_str t = edi_printf(m, "%s%.*s\x1a", before[i], EDI_ARG(s));
    const struct x12_input *in = read_all(m, t);
    assert_string_equal(found(m, in), "");
    assert_int_equal(in->first->offset, strlen(before[i]));
  }
  /* line ends of every kind, blanks before the next segment */
  struct edi_buf b = {.m = m};
  for (size_t i = 0; i < s.n; i++) edi_buf_z(&b, s.p[i] == '\n' ? "\r\n  " : (char[]){s.p[i], 0});
  assert_string_equal(found(m, read_all(m, edi_buf_str(&b))), "");
  /* two interchanges, and a word between them */
  edi_str second = with(m, with(m, s, "000000417", "000000418"), "IEA*1*000000417", "IEA*1*000000418");
  const struct x12_input *in = read_all(m, edi_printf(m, "%.*s%.*s", EDI_ARG(s), EDI_ARG(second)));
  assert_int_equal(in->interchanges, 2);
  assert_string_equal(found(m, in), "");
  in = read_all(m, edi_printf(m, "%.*sEnd of file\n%.*s", EDI_ARG(s), EDI_ARG(second)));
  assert_int_equal(in->interchanges, 2);
  assert_string_equal(found(m, in), "file:0");
  assert_true(x12_readable(in));
  edi_mem_free(m);
}

static void isa_inside_data_is_data(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, order(m), "Call before arrival.", "ISA*00");
  s = with(m, s, "N1*BY*Gdansk Distribution", "N1*BY*LISA ISAAC IEA");
  assert_string_equal(found(m, read_all(m, with(m, s, "MSG*ISA*00", "MSG*ISA 00"))), "");
  edi_mem_free(m);
}

static void headers_that_are_none(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = order(m);
  static const char *const changes[][2] = {{"*GDANSKDIST     *", "*GDANSKDIST*"},
                                           {"*U*00401", "*UU*00401"},
                                           {"*T*>~", "*T*A~"},
                                           {"*T*>~", "*T**~"},
                                           {"*T*>~", "*T*>Q"}};
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    edi_str t = with(m, s, changes[i][0], changes[i][1]);
    const struct x12_input *in = read_all(m, t);
    assert_false(x12_readable(in));
    assert_int_equal(in->interchanges, 0);
    assert_int_equal(in->findings.fatal, 1);
  }
  /* other widths, when the partner is known for them */
  edi_str t = with(m, s, "*GDANSKDIST     *", "*GDANSKDIST*");
  const struct x12_input *in = x12_read(m, tables(m), &(struct x12_options){.unpadded_isa = true}, t);
  assert_string_equal(found(m, in), "");
  static const char *const none[] = {"",   "\n\n", "{\"order\": 1}",        "UNB+UNOA:1+A+B", "ISABELLA",
                                     "IS", "ISA",  "ST*850*0001~SE*2*0001~"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    in = x12_read(m, NULL, NULL, edi_str_of(none[i]));
    assert_false(x12_readable(in));
    assert_true(in->findings.n > 0);
  }
  edi_mem_free(m);
}

static void repetition_by_version(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = order(m);
  assert_int_equal(read_all(m, s)->first->d.repetition, 0);
  assert_int_equal(read_all(m, with(m, s, "*U*00401", "*^*00401"))->first->d.repetition, 0);
  assert_int_equal(read_all(m, with(m, s, "*U*00401", "*^*00501"))->first->d.repetition, '^');
  assert_int_equal(read_all(m, with(m, s, "*U*00401", "*U*00501"))->first->d.repetition, 0);
  edi_mem_free(m);
}

static void a_segment_without_end(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = order(m);
  size_t n = X12_SEGMENT_MAX + 2000;
  char *p = edi_alloc(m, n);
  memset(p, 'x', n);
  memcpy(p, s.p, 106);
  const struct x12_input *in = x12_read(m, NULL, NULL, (edi_str){p, n});
  assert_int_equal(in->first->verdict, X12_REJECTED);
  assert_true(x12_findings_has(&in->first->findings, X12_TA1, 22));
  edi_str all = in_portions(m, NULL, (edi_str){p, n}, 0, 4096);
  assert_true(edi_eq(all, in_portions(m, NULL, (edi_str){p, n}, 0, n)));
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(any_portions_give_the_same),
                                     cmocka_unit_test(a_cut_at_any_byte_is_told),
                                     cmocka_unit_test(any_separators),
                                     cmocka_unit_test(what_stands_around),
                                     cmocka_unit_test(isa_inside_data_is_data),
                                     cmocka_unit_test(headers_that_are_none),
                                     cmocka_unit_test(repetition_by_version),
                                     cmocka_unit_test(a_segment_without_end)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

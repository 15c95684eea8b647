/* The tokeniser: any separators, any portions, any cut. */
#include "edi/x12/reader.h"
#include "edi/x12/scan.h"
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
  static const char *const changes[][2] = {{"*GDANSKDIST     *", "*GDANSKDIST*"}, {"*U*00401", "*UU*00401"}};
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

static void separators_that_are_none_are_answered(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = order(m);
  static const struct {
    const char *to;
    int code;
  } ends[] = {{"*T*A~", 27}, {"*T* ~", 27}, {"*T**~", 27}, {"*T*>Q", 4}, {"*T*> ", 4}, {"*T*>>", 4}, {"*T*>*", 4}};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    edi_str t = edi_printf(m, "%.*s%.*s", EDI_ARG(with(m, s, "*T*>~", ends[i].to)), EDI_ARG(s));
    const struct x12_input *in = read_all(m, t);
    assert_true(x12_readable(in));
    assert_int_equal(in->interchanges, 2); /* the one behind it is read */
    assert_int_equal(in->findings.n, 0);
    assert_int_equal(in->first->findings.n, 1);
    assert_true(x12_findings_has(&in->first->findings, X12_TA1, ends[i].code));
    assert_int_equal(in->first->verdict, X12_REJECTED);
    const struct x12_input *answer = read_all(m, ack(m, in->first));
    assert_int_equal(answer->first->acknowledgments, 1);
    assert_string_equal(found(m, answer), "");
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

static uint32_t next(uint32_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 17;
  return *seed ^= *seed << 5;
}

/* What one pass finds, told by a plain walk over the bytes. */
static void scan_is_right(const struct x12_scan *x, const char *p, uint32_t from, uint32_t to, uint32_t kept,
                          const struct x12_delimiters *d) {
  uint32_t n = kept, ends = 0;
  for (uint32_t i = from; i < to; i++) {
    bool end = p[i] == d->terminator, at = end || p[i] == d->element;
    if (end) assert_int_equal(x->ends[ends++], n);
    if (at) assert_int_equal(x->at[n++], i);
    unsigned char c = (unsigned char)p[i];
    bool special = !at && (p[i] == d->component || (d->repetition && p[i] == d->repetition) || c < ' ' || c > 126);
    assert_int_equal(x12_scan_special(x, i, i + 1), special);
  }
  assert_int_equal(x->n, n);
  assert_int_equal(x->nends, ends);
  assert_int_equal(x->from, from);
}

static void every_processor_finds_the_same(void **state) {
  (void)state;
  enum { SIZE = 40000 };
  static const struct x12_delimiters marks[] = {
      {'*', '>', '~', 0},           {'*', '>', '~', '^'},       {'\x1d', '\x1f', '\x1c', '^'},
      {'|', '<', '\n', (char)0xfe}, {'\t', ':', (char)0x85, 0}, {(char)0xff, ' ', '\r', '\x7f'}};
  char *p = malloc(SIZE);
  struct x12_scan *x = calloc(1, sizeof *x);
  uint32_t seed = 4010;
  for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
    const struct x12_delimiters *d = &marks[k];
    const char few[] = {d->element, d->terminator, d->component, d->repetition, 'A', '7', '\n', 0};
    for (size_t i = 0; i < SIZE; i++)
      p[i] = next(&seed) % 3   ? (char)('A' + next(&seed) % 26)
             : next(&seed) % 2 ? few[next(&seed) % sizeof few]
                               : (char)next(&seed);
    if (k == 1) memset(p + 1000, '*', 20000); /* nothing but separators */
    for (enum x12_scan_kind kind = 0; kind < X12_SCAN_KINDS; kind++) {
      x12_scan_block *block = x12_scan_of(kind);
      if (!block) continue;
      for (int i = 0; i < 400; i++) {
        uint32_t from = next(&seed) % SIZE, n = next(&seed) % (i < 200 ? 200 : X12_SCAN_BLOCK + 1),
                 to = from + n < SIZE ? from + n : SIZE, kept = next(&seed) % X12_SCAN_CARRY;
        if (to - from > X12_SCAN_BLOCK) to = from + X12_SCAN_BLOCK;
        x->n = kept;
        char *exact = malloc(to ? to : 1); /* so that a read beyond the block is seen */
        memcpy(exact, p, to);
        block(x, exact, from, to, d);
        scan_is_right(x, exact, from, to, kept, d);
        free(exact);
      }
    }
  }
  free(x);
  free(p);
}

struct watch {
  const char *from, *to; /* the portion */
  size_t segments, inside, elements;
  uint64_t left_out;
  bool plain;
};

static void ignore_header(void *ctx, const struct x12_isa *isa, uint64_t offset) { (void)ctx, (void)isa, (void)offset; }
static void ignore_trouble(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, enum x12_isa_fault fault) {
  (void)ctx, (void)what, (void)offset, (void)bytes, (void)fault;
}
static void watch_segment(void *ctx, const struct x12_segment *s) {
  struct watch *w = ctx;
  w->segments++;
  w->inside += s->text.p >= w->from && s->text.p + s->text.n <= w->to;
  w->elements = s->n;
  w->left_out += s->left_out;
  w->plain = s->plain;
}
static const struct x12_events WATCH = {.header = ignore_header, .segment = watch_segment, .trouble = ignore_trouble};

static void a_segment_whole_in_its_portion_is_not_copied(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = order(m);
  struct watch w = {.from = s.p, .to = s.p + s.n};
  struct x12_reader *r = x12_reader_new(&WATCH, NULL, &w);
  size_t half = s.n / 2;
  w.to = s.p + half;
  x12_reader_feed(r, (edi_str){s.p, half});
  w.from = s.p + half, w.to = s.p + s.n;
  x12_reader_feed(r, (edi_str){s.p + half, s.n - half});
  x12_reader_finish(r);
  x12_reader_free(r);
  assert_true(w.segments > 20);
  assert_in_range(w.segments - w.inside, 0, 1); /* the one that was cut */
  edi_mem_free(m);
}

static void elements_beyond_the_most_stand_in_the_last(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str isa = {order(m).p, X12_ISA_BYTES};
  for (size_t portion = 1; portion < 40000; portion += 9999) {
    struct edi_buf b = {.m = m};
    edi_buf_add(&b, isa);
    edi_buf_z(&b, "N1");
    for (int i = 0; i < 20000; i++) edi_buf_z(&b, "*a");
    edi_buf_z(&b, "~");
    struct watch w = {0};
    struct x12_reader *r = x12_reader_new(&WATCH, NULL, &w);
    for (size_t i = 0; i < b.n; i += portion)
      x12_reader_feed(r, (edi_str){b.p + i, b.n - i < portion ? b.n - i : portion});
    x12_reader_finish(r);
    x12_reader_free(r);
    assert_int_equal(w.segments, 1);
    assert_int_equal(w.elements, X12_ELEMENTS_MAX);
  }
  edi_mem_free(m);
}

static void binary_data_too_long_to_keep_pass_by(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str isa = {order(m).p, X12_ISA_BYTES};
  const uint64_t length = 3 * X12_SEGMENT_MAX;
  char *data = malloc(length);
  memset(data, '~', length);
  for (size_t portion = 1; portion <= length; portion = portion * 37 + 1) {
    struct watch w = {0};
    struct x12_reader *r = x12_reader_new(&WATCH, NULL, &w);
    x12_reader_feed(r, isa);
    edi_str head = edi_printf(m, "BIN*%llu*", (unsigned long long)length);
    x12_reader_feed(r, head);
    for (size_t i = 0; i < length; i += portion)
      x12_reader_feed(r, (edi_str){data, length - i < portion ? length - i : portion});
    x12_reader_feed(r, EDI_STR("~N1*BY~"));
    x12_reader_finish(r);
    x12_reader_free(r);
    assert_int_equal(w.segments, 2);
    assert_int_equal(w.left_out, length);
    assert_int_equal(w.elements, 2);
  }
  free(data);
  edi_mem_free(m);
}

/* A byte at a time, what is long and never whole costs no more than what is short. */
static void long_things_byte_by_byte(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str isa = {order(m).p, X12_ISA_BYTES};
  static const char *const starts[] = {"N1*", "BIN*900000*", "\n\n\n", "IEA*0*1~ noise "};
  for (size_t k = 0; k < 4; k++) {
    struct watch w = {0};
    struct x12_reader *r = x12_reader_new(&WATCH, NULL, &w);
    x12_reader_feed(r, isa);
    x12_reader_feed(r, edi_str_of(starts[k]));
    for (size_t i = 0; i < 2 * X12_SEGMENT_MAX; i++) x12_reader_feed(r, k == 2 ? EDI_STR("\n") : EDI_STR("x"));
    x12_reader_finish(r);
    x12_reader_free(r);
  }
  /* binary data again and again, each said to be longer than it is */
  struct watch w = {0};
  struct x12_reader *r = x12_reader_new(&WATCH, NULL, &w);
  x12_reader_feed(r, isa);
  for (size_t i = 0; i < 200000; i++) x12_reader_feed(r, EDI_STR("BIN*900000*x~"));
  x12_reader_finish(r);
  x12_reader_free(r);
  assert_int_equal(w.segments, 200000);
  edi_mem_free(m);
}

static void the_cursor_goes_as_the_reader_goes(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = EDI_STR("ST*850*1~\r\nBIN*4*~*~~~BIN*9*ab~~ N1*a>b~BDS*X*2*~~~SE*6*1~");
  static const size_t elements[] = {3, 3, 3, 2, 4, 3};
  struct x12_cursor *c = EDI_NEW(m, struct x12_cursor);
  struct x12_segment seg;
  x12_cursor_start(c, s, 100, (struct x12_delimiters){'*', '>', '~', 0});
  size_t n = 0;
  for (; x12_cursor_next(c, &seg); n++) {
    assert_true(n < 6);
    assert_int_equal(seg.n, elements[n]);
    assert_ptr_equal(seg.text.p, s.p + (seg.offset - 100));
    assert_int_equal(seg.plain, n == 0 || n == 2 || n == 5);
  }
  assert_int_equal(n, 6);
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(any_portions_give_the_same),
                                     cmocka_unit_test(a_cut_at_any_byte_is_told),
                                     cmocka_unit_test(any_separators),
                                     cmocka_unit_test(what_stands_around),
                                     cmocka_unit_test(isa_inside_data_is_data),
                                     cmocka_unit_test(headers_that_are_none),
                                     cmocka_unit_test(separators_that_are_none_are_answered),
                                     cmocka_unit_test(repetition_by_version),
                                     cmocka_unit_test(a_segment_without_end),
                                     cmocka_unit_test(every_processor_finds_the_same),
                                     cmocka_unit_test(a_segment_whole_in_its_portion_is_not_copied),
                                     cmocka_unit_test(elements_beyond_the_most_stand_in_the_last),
                                     cmocka_unit_test(binary_data_too_long_to_keep_pass_by),
                                     cmocka_unit_test(long_things_byte_by_byte),
                                     cmocka_unit_test(the_cursor_goes_as_the_reader_goes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

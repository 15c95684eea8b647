/* The stream: what it tells, in which order, and that it tells the same however the input is cut. */
#include "edi/x12/stream.h"
#include "support.h"

/* Everything that is told, as text. */
struct record {
  struct edi_buf b;
};

static void line(struct record *r, const char *what, const struct x12_place *at) {
  edi_buf_add(&r->b, edi_printf(r->b.m, "%s i%llu g%llu s%llu ", what,
                                at->interchange ? (unsigned long long)at->interchange->offset : 0ull,
                                at->group ? (unsigned long long)at->group->offset : 0ull,
                                at->set ? (unsigned long long)at->set->offset : 0ull));
}

static void on_interchange(void *ctx, const struct x12_place *at) {
  struct record *r = ctx;
  line(r, "ISA", at);
  for (int k = 1; k <= 16; k++) edi_buf_add(&r->b, at->interchange->isa[k]);
  edi_buf_z(&r->b, "\n");
}
static void on_group(void *ctx, const struct x12_place *at) {
  line(ctx, "GS", at);
  edi_buf_add(&((struct record *)ctx)->b,
              edi_printf(((struct record *)ctx)->b.m, "%.*s\n", EDI_ARG(at->group->control)));
}
static void on_set(void *ctx, const struct x12_place *at) {
  line(ctx, "ST", at);
  edi_buf_add(&((struct record *)ctx)->b, edi_printf(((struct record *)ctx)->b.m, "%.*s\n", EDI_ARG(at->set->control)));
}
static void on_segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  struct record *r = ctx;
  line(r, "segment", at);
  edi_buf_add(&r->b, edi_printf(r->b.m, "%llu+%zu left out %llu row %zd%s%s:", (unsigned long long)s->offset, s->length,
                                (unsigned long long)s->left_out, (ssize_t)row, s->cut ? " cut" : "",
                                s->plain ? " plain" : ""));
  for (size_t i = 0; i < s->n; i++) {
    edi_buf_char(&r->b, '|');
    edi_buf_add(&r->b, x12_at(s, i));
  }
  edi_buf_z(&r->b, "\n");
}
static void on_set_end(void *ctx, const struct x12_place *at) {
  line(ctx, "SE", at);
  edi_buf_add(&((struct record *)ctx)->b, edi_printf(((struct record *)ctx)->b.m, "%c %u %llu\n", at->set->verdict,
                                                     at->set->segments, (unsigned long long)at->set->length));
}
static void on_group_end(void *ctx, const struct x12_place *at) {
  line(ctx, "GE", at);
  edi_buf_add(&((struct record *)ctx)->b, edi_printf(((struct record *)ctx)->b.m, "%c %u/%u\n", at->group->verdict,
                                                     at->group->accepted, at->group->received));
}
static void on_interchange_end(void *ctx, const struct x12_place *at) {
  line(ctx, "IEA", at);
  edi_buf_add(&((struct record *)ctx)->b,
              edi_printf(((struct record *)ctx)->b.m, "%c %u %llu\n", at->interchange->verdict, at->interchange->groups,
                         (unsigned long long)at->interchange->length));
}
static void on_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  struct record *r = ctx;
  line(r, "finding", at);
  edi_buf_add(&r->b, edi_printf(r->b.m, "%s %d at %llu, %u %.*s %u \"%.*s\" \"%.*s\"\n", x12_kind_of(f->key)->name,
                                f->code, (unsigned long long)f->offset, f->segment, EDI_ARG(f->segment_id), f->element,
                                EDI_ARG(f->value), EDI_ARG(f->expected)));
}

static const struct x12_stream_events ALL = {.interchange = on_interchange,
                                             .group = on_group,
                                             .set = on_set,
                                             .segment = on_segment,
                                             .set_end = on_set_end,
                                             .group_end = on_group_end,
                                             .interchange_end = on_interchange_end,
                                             .finding = on_finding};

static edi_str told(struct edi_mem *m, const struct x12_schemas *t, const struct x12_options *options, edi_str bytes,
                    size_t first, size_t portion) {
  struct record r = {.b = {.m = m}};
  struct x12_stream *st = x12_stream_new(&ALL, &r, t, options);
  for (size_t at = 0; at < bytes.n;) {
    size_t n = at == 0 && first ? first : portion;
    if (n > bytes.n - at) n = bytes.n - at;
    char *exact = malloc(n); /* so that a read beyond the portion is seen, and one of a portion that is gone */
    memcpy(exact, bytes.p + at, n);
    x12_stream_feed(st, (edi_str){exact, n});
    free(exact);
    at += n;
  }
  x12_stream_finish(st);
  x12_stream_free(st);
  return edi_buf_str(&r.b);
}

static void the_same(const char *name, const struct x12_schemas *t, const struct x12_options *options, edi_str bytes) {
  struct edi_mem *m = edi_mem_new();
  edi_str whole = told(m, t, options, bytes, 0, bytes.n ? bytes.n : 1);
  for (size_t at = 1; at < bytes.n; at++) {
    struct edi_mem *turn = edi_mem_new();
    edi_str two = told(turn, t, options, bytes, at, bytes.n);
    if (!edi_eq(two, whole)) fail_msg("%s cut at %zu:\n%.*s\nwhole:\n%.*s", name, at, EDI_ARG(two), EDI_ARG(whole));
    edi_mem_free(turn);
  }
  for (size_t portion = 1; portion < 70; portion++) {
    struct edi_mem *turn = edi_mem_new();
    edi_str many = told(turn, t, options, bytes, 0, portion);
    if (!edi_eq(many, whole)) fail_msg("%s by %zu:\n%.*s\nwhole:\n%.*s", name, portion, EDI_ARG(many), EDI_ARG(whole));
    edi_mem_free(turn);
  }
  edi_mem_free(m);
}

#define ISA(number)                                                                                                    \
  "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261121*0930*^*00501*" number "*0*P*>~"
#define GS "GS*PO*SENDER*RECEIVER*20261121*0930*1*X*005010~"

static const struct {
  const char *name, *text;
} TEXTS[] = {
    {"two interchanges", ISA("000000001") "IEA*0*000000001~\r\n" ISA("000000002") "\n IEA*0*000000002~\n"},
    {"the same number", ISA("000000001") "IEA*0*000000001~" ISA("000000001") "IEA*0*000000001~"},
    {"noise", "to whom it may concern\n" ISA("000000001") "IEA*0*000000001~and so on~and on\nISABELLA\n" ISA(
                  "000000002") "IEA*0*000000002~x"},
    {"long noise",
     "a line that goes on and on beyond what is shown of noise, which is not much as it is only sixty four\n" ISA(
         "000000001") "IEA*0*000000001~"},
    {"mark", "\xef\xbb\xbf" ISA("000000001") "IEA*0*000000001~\x1a"},
    {"no IEA", ISA("000000001") GS "ST*850*0001~BEG*00~" ISA("000000002") "IEA*0*000000002~"},
    {"broken header", "ISA*00* *00*~ST*850~\n" ISA("000000002") "IEA*0*000000002~"},
    {"header cut", ISA("000000001") "IEA*0*000000001~ISA*00*     "},
    {"answers alone",
     ISA("000000001") "TA1*000000007*261120*1200*A*000~TA1*000000008*261120*1200*E*014~IEA*0*000000001~"},
    {"services", ISA("000000001") "ISB*1~ISE*20261131*2500~" GS "GE*0*1~IEA*1*000000001~"},
    {"binary",
     ISA("000000001") GS "ST*850*0001~BIN*9*a~b*c>^\n~~BDS*ASC*3*~~~~BIN*0*~SE*5*0001~GE*1*1~IEA*1*000000001~"},
    {"binary beyond its length",
     ISA("000000001") GS "ST*850*0001~BIN*3*abcdef~MSG*x~SE*4*0001~GE*1*1~IEA*1*000000001~"},
    {"binary short of its length",
     ISA("000000001") GS "ST*850*0001~BIN*4000*ab~MSG*x~SE*4*0001~GE*1*1~IEA*1*000000001~"},
    {"binary after binary",
     ISA("000000001") GS "ST*850*0001~BIN*70*ab~BIN*60*ab~BIN*5*~~~~~~BIN*x*y~BIN*~SE*7*0001~GE*1*1~IEA*1*000000001~"},
    {"cut in binary", ISA("000000001") GS "ST*850*0001~BIN*4000*ab~cd"},
    {"empty segments", ISA("000000001") "~~ \r\n ~" GS "~*~**~ST~SE~GE*0*1~IEA*1*000000001~"},
    {"strays", ISA("000000001") "N1*BY~SE*1*1~GE*1*1~" GS "N1*BY~S3S*1~SE*1*1~GE*0*1~IEA*1*000000001~"},
    {"wrong counts", ISA("000000001") GS "ST*850*0001~SE*3*0002~ST*850*0001~GE*1*2~" GS "GE*x*1~IEA*1*000000009~"},
};

static void any_cut_tells_the_same(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *t = tables(m);
  for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) the_same(TEXTS[i].name, t, NULL, edi_str_of(TEXTS[i].text));
  static const char *const names[] = {"850-004010.x12", "850-005010.x12", "accepted-005010.997"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) the_same(names[i], t, NULL, sample(m, names[i]));
  edi_mem_free(m);
}

/* s with a line end after every `width` bytes, its own taken out */
static edi_str wrapped(struct edi_mem *m, edi_str s, size_t width, const char *end) {
  struct edi_buf b = {.m = m};
  size_t column = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '\n' || s.p[i] == '\r') continue;
    edi_buf_char(&b, s.p[i]);
    if (++column % width == 0) edi_buf_z(&b, end);
  }
  return edi_buf_str(&b);
}

static void any_cut_of_wrapped_lines_tells_the_same(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_options deblock = {.deblock = true};
  edi_str s = sample(m, "850-004010.x12");
  the_same("80 columns", tables(m), &deblock, wrapped(m, s, 80, "\r\n"));
  for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
    the_same(TEXTS[i].name, NULL, &deblock, edi_str_of(TEXTS[i].text));
    the_same(TEXTS[i].name, NULL, &deblock, wrapped(m, edi_str_of(TEXTS[i].text), 19, "\n"));
  }
  edi_mem_free(m);
}

/* The segments of a set by a cursor: none has a line end in it. */
static size_t segments_of(struct edi_mem *m, const struct x12_interchange *i, const struct x12_set *set,
                          edi_str input) {
  struct x12_cursor *c = EDI_NEW(m, struct x12_cursor);
  struct x12_segment s;
  size_t n = 0;
  x12_cursor_start(c, (edi_str){input.p + set->offset, set->length}, set->offset, i->d);
  if (i->wrapped) c->joined = m;
  while (x12_cursor_next(c, &s)) {
    n++;
    assert_null(s.text.n ? memchr(s.text.p, '\n', s.text.n) : NULL);
    for (size_t k = 0; k < s.n; k++) assert_true(x12_at(&s, k).p >= s.text.p);
  }
  return n;
}

static void wrapped_lines_are_read_for_a_partner_known_for_them(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *t = tables(m);
  const struct x12_options deblock = {.deblock = true};
  edi_str s = sample(m, "850-004010.x12");
  for (size_t width = 4; width < 100; width++) { /* an ISA is known by its first four bytes */
    edi_str w = wrapped(m, s, width, width % 2 ? "\r\n" : "\n");
    const struct x12_input *in = x12_read(m, t, &deblock, w);
    assert_int_equal(in->interchanges, 1);
    assert_string_equal(found(m, in), "");
    /* places are those of the input as it came */
    const struct x12_set *set = in->first->first->first;
    assert_int_equal(w.p[set->offset], 'S');
    assert_int_equal(w.p[set->offset + set->length - 1], '~');
    assert_int_equal(w.p[in->first->offset + in->first->length - 1], '~');
    assert_int_equal(segments_of(m, in->first, set, w), set->segments);
  }
  /* and for no other */
  assert_string_not_equal(found(m, x12_read(m, t, NULL, wrapped(m, s, 80, "\n"))), "");
  edi_mem_free(m);
}

static void a_line_end_that_is_the_terminator_stays(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_options deblock = {.deblock = true};
  edi_str s = sample(m, "850-004010.x12");
  struct edi_buf b = {.m = m};
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] != '~') edi_buf_char(&b, s.p[i]);
  const struct x12_input *in = x12_read(m, tables(m), &deblock, edi_buf_str(&b));
  assert_int_equal(in->first->d.terminator, '\n');
  assert_string_equal(found(m, in), "");
  edi_mem_free(m);
}

/* The tree and the stream are of one making. */
static void the_tree_has_what_the_stream_tells(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *t = tables(m);
  for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
    edi_str bytes = edi_str_of(TEXTS[i].text), all = told(m, t, NULL, bytes, 0, bytes.n);
    const struct x12_input *in = x12_read(m, t, NULL, bytes);
    size_t n = in->findings.n, lines = 0;
    for (const struct x12_interchange *k = in->first; k; k = k->next) {
      n += k->findings.n;
      for (const struct x12_group *g = k->first; g; g = g->next) {
        n += g->findings.n;
        for (const struct x12_set *s = g->first; s; s = s->next) n += s->findings.n;
      }
    }
    for (const char *p = all.p; p && (p = memmem(p, (size_t)(all.p + all.n - p), "finding i", 9)); p++) lines++;
    assert_int_equal(n, lines);
  }
  edi_mem_free(m);
}

static void interchanges_of_answers_and_empty_groups_are_sound(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in =
      x12_read(m, tables(m), NULL, EDI_STR(ISA("000000001") "TA1*000000007*261120*1200*A*000~IEA*0*000000001~"));
  assert_string_equal(found(m, in), "");
  assert_int_equal(in->first->acknowledgments, 1);
  assert_int_equal(in->first->verdict, X12_ACCEPTED);
  in = x12_read(m, tables(m), NULL, EDI_STR(ISA("000000001") GS "GE*0*1~IEA*1*000000001~"));
  assert_string_equal(found(m, in), "");
  assert_int_equal(in->first->first->verdict, X12_ACCEPTED);
  edi_mem_free(m);
}

static void a_received_ta1_is_held_against_its_table(void **state) {
  (void)state;
  static const struct {
    const char *ta1;
    unsigned element;
  } faults[] = {{"TA1*000000007*261320*1200*A*000~", 2},
                {"TA1*000000007*261120*2400*A*000~", 3},
                {"TA1*000000007*261120*1200*X*000~", 4},
                {"TA1*000000007*261120*1200*A~", 5},
                {"TA1**261120*1200*A*000~", 1}};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str bytes = edi_printf(m, "%s%s%s", ISA("000000001"), faults[i].ta1, "IEA*0*000000001~");
    const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
    assert_string_equal(found(m, in), "TA1:24");
    const struct x12_finding *f = in->first->findings.first;
    assert_int_equal(f->element, faults[i].element);
    assert_int_equal(in->first->verdict, X12_ERRORS);
    edi_mem_free(m);
  }
}

static void fields_of_the_header_have_their_codes(void **state) {
  (void)state;
  static const struct {
    const char *from, *to, *found;
  } faults[] = {{"ISA*00*", "ISA*07*", "TA1:10"},
                {"*00*          *ZZ*SENDER", "*02*          *ZZ*SENDER", "TA1:12"},
                {"*ZZ*SENDER ", "*99*SENDER ", "TA1:5"},
                {"*ZZ*SENDER         *", "*ZZ*               *", "TA1:6"},
                {"*ZZ*RECEIVER ", "*A1*RECEIVER ", "TA1:7"},
                {"*ZZ*RECEIVER       *", "*ZZ*               *", "TA1:8"},
                {"*261121*0930*^", "*261131*0930*^", "TA1:14"},
                {"*0930*^", "*2400*^", "TA1:15"},
                {"*^*00501", "*A*00501", "TA1:16"},
                {"*^*00501", "*U*00501", ""},
                {"*^*00501", "*U*00401", ""},
                {"*^*00501", "*^*00401", ""}, /* it separates nothing, and many write it */
                {"*^*00501", "*Z*00401", "TA1:2"},
                {"*^*00501", "*7*00401", "TA1:16"},
                {"*^*00501", "* *00401", "TA1:16"},
                {"*^*00501", "*U*00200", ""},
                {"*^*00501", "*^*00801", ""},
                {"*^*00501", "*U*00199", "TA1:3"},
                {"*^*00501", "*^*00802", "TA1:3"},
                {"ISA*00*          *", "ISA*00*whatever  *", ""}, /* 00: nothing there has a meaning */
                {"ISA*00*          *", "ISA*03*          *", "TA1:11"},
                {"*00*          *ZZ*SENDER", "*01*          *ZZ*SENDER", "TA1:13"},
                {"*00*          *ZZ*SENDER", "*01*SECRET    *ZZ*SENDER", ""},
                {"*00501*", "*0050A*", "TA1:17"},
                {"*000000001*0*P", "*00000000A*0*P", "TA1:18 TA1:1"},
                {"*0*P*>", "*2*P*>", "TA1:19"},
                {"*0*P*>", "*0*X*>", "TA1:20"},
                {"GS*PO*", "GS**", "TA1:24"},
                {"*0930*1*X", "*0930*A1*X", "AK9:6 AK9:4"},
                {"*20261121*0930*1*X", "*20261131*0930*1*X", "TA1:24"},
                {"*20261121*0930*1*X", "*20261121*2530*1*X", "TA1:24"},
                {"*0930*1*X", "*0930*1**", "TA1:24"},
                {"*0930*1*X", "*0930*1*Y", "TA1:24"}};
  struct edi_mem *m = edi_mem_new();
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    edi_str s = with(m, EDI_STR(ISA("000000001") GS "GE*0*1~IEA*1*000000001~"), faults[i].from, faults[i].to);
    const char *got = found(m, x12_read(m, NULL, NULL, s));
    if (strcmp(got, faults[i].found) != 0)
      fail_msg("%s -> %s: expected %s, found %s", faults[i].from, faults[i].to, faults[i].found, got);
  }
  edi_mem_free(m);
}

static void what_is_there_but_wrong_in_a_header_is_accepted_with_errors(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = EDI_STR(ISA("000000001") GS "GE*0*1~IEA*1*000000001~");
  assert_int_equal(x12_read(m, NULL, NULL, with(m, s, "*20261121*", "*20261131*"))->first->verdict, X12_ERRORS);
  assert_int_equal(x12_read(m, NULL, NULL, with(m, s, "*261121*", "*261131*"))->first->verdict, X12_ERRORS);
  assert_int_equal(x12_read(m, NULL, NULL, with(m, s, "GS*PO*SENDER*", "GS*PO**"))->first->verdict, X12_REJECTED);
  edi_mem_free(m);
}

static void a_number_used_twice_between_the_same_two_is_told(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str one = EDI_STR(ISA("000000001") "IEA*0*000000001~"), other = with(m, one, "*ZZ*SENDER ", "*01*SENDER ");
  const struct x12_input *in =
      x12_read(m, NULL, NULL, edi_printf(m, "%.*s%.*s%.*s", EDI_ARG(one), EDI_ARG(other), EDI_ARG(one)));
  assert_string_equal(found(m, in), "TA1:25");
  assert_int_equal(in->first->verdict, X12_ACCEPTED);
  assert_int_equal(in->last->verdict, X12_REJECTED);
  edi_mem_free(m);
}

static void what_signs_or_encrypts_a_group_or_set_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *group, *set, *set_end, *group_end, *found;
    unsigned n;
  } all[] = {{"S3S*x~", "", "", "S3E~", "AK9:16", 2},
             {"S3S*x~S3A*y~S4S~", "", "", "S4E~SVA*1~S3E~", "AK9:16", 2}, /* said once */
             {"S3S*x~S4S~", "", "", "S4E~", "AK9:16 AK9:23", 2},
             {"", "", "", "S3E~", "AK9:24", 2},
             {"S4S~", "", "", "", "AK9:25", 2},
             {"", "", "", "S4E~", "AK9:26", 2},
             {"", "S4S*x~", "S4E~", "", "AK5:17", 4}, /* they count in SE01 */
             {"", "S3S~", "", "", "AK5:24", 3},
             {"", "", "S3E~", "", "AK5:25", 3},
             {"", "S4S~", "", "", "AK5:26", 3},
             {"", "", "S4E~", "", "AK5:27", 3},
             {"S3S~", "S4S~", "", "S3E~", "AK9:16 AK5:26", 3},
             {"", "S1S~S2S~", "S2E~S1E~", "", "AK5:17", 6}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str s = edi_printf(m, ISA("000000001") GS "%sST*850*0001~%s%sSE*%u*0001~%sGE*1*1~IEA*1*000000001~",
                           all[i].group, all[i].set, all[i].set_end, all[i].n, all[i].group_end);
    assert_string_equal(found(m, x12_read(m, NULL, NULL, s)), all[i].found);
    edi_mem_free(m);
  }
  /* where the end itself is missing, nobody can say that its half of a pair is */
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in = x12_read(m, NULL, NULL, EDI_STR(ISA("000000001") GS "S3S~ST*850*0001~S4S~"));
  assert_string_equal(found(m, in), "TA1:23 AK9:16 AK9:3 AK5:17 AK5:2");
  /* outside groups there is nothing to secure */
  in = x12_read(m, NULL, NULL, EDI_STR(ISA("000000001") "S3S~IEA*0*000000001~"));
  assert_string_equal(found(m, in), "TA1:22");
  edi_mem_free(m);
}

static void security_segments_move_no_other_from_its_place(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, sample(m, "850-004010.x12"), "ST*850*0001~\n", "ST*850*0001~\nS4S*x~\n");
  s = with(m, with(m, s, "SE*23*", "S4E~\nSE*25*"), "CUR*BY*EUR~", "CUR*BY~");
  const struct x12_input *in = x12_read(m, tables(m), NULL, s);
  assert_string_equal(found(m, in), "AK4:CUR02:1 AK5:17");
  assert_int_equal(in->first->first->first->findings.first->segment, 4);
  edi_mem_free(m);
}

static void data_go_as_far_as_their_length_says(void **state) {
  (void)state;
  static const struct {
    const char *segments, *found;
    unsigned n;
  } texts[] = {{"BIN*9*a~b*c>^\n~~BDS*ASC*3*~~~~BIN*0*~", "", 3},
               {"BIN*3*abcdef~", "AK4:BIN01:7", 1},
               {"BIN*9*abcdef~", "AK4:BIN01:7", 1},
               {"BDS*ASC*9*abc~BIN*3*abc~", "AK4:BDS02:7", 2},
               /* so long that it has to pass by: it takes the rest of the input with it */
               {"BIN*3000000*abc~", "TA1:23 AK9:3 AK4:BIN01:7 AK5:2", 1},
               {"BIN*x*abc~BINS*3*~~", "", 2}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str s = edi_printf(m, ISA("000000001") GS "ST*850*0001~%s~SE*%u*0001~GE*1*1~IEA*1*000000001~",
                           texts[i].segments, texts[i].n + 2);
    const struct x12_input *in = x12_read(m, NULL, NULL, s);
    const char *got = found(m, in);
    assert_string_equal(got, texts[i].found);
    if (i != 4) assert_int_equal(in->first->first->first->segments, texts[i].n + 2);
    edi_mem_free(m);
  }
}

static void every_finding_has_its_place(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = EDI_STR(ISA("000000001") GS "ST*850*0001~SE*3*0002~GE*2*9~IEA*4*000000009~");
  s = with(m, with(m, s, "*0*P*>", "*0*Q*>"), "*20261121*", "*20261131*");
  const struct x12_input *in = x12_read(m, NULL, NULL, s);
  const struct x12_findings *lists[] = {&in->first->findings, &in->first->first->findings,
                                        &in->first->first->first->findings};
  size_t n = 0;
  for (size_t k = 0; k < 3; k++)
    for (const struct x12_finding *f = lists[k]->first; f; f = f->next, n++) {
      assert_true(f->value.n && f->offset + f->value.n <= s.n);
      assert_memory_equal(s.p + f->offset, f->value.p, f->value.n);
      assert_true(f->segment && f->element && f->segment_id.n);
    }
  assert_int_equal(n, 8);
  edi_mem_free(m);
}

static void partners_may_be_known_for_loose_numbers_and_mixed_groups(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *t = tables(m);
  edi_str s = sample(m, "850-004010.x12");
  edi_str loose =
      with(m, with(m, with(m, s, "IEA*1*000000417", "IEA*1*417"), "GE*1*417", "GE*1*0417"), "SE*23*0001", "SE*23*01");
  assert_string_not_equal(found(m, x12_read(m, NULL, NULL, loose)), "");
  assert_string_equal(found(m, x12_read(m, NULL, &(struct x12_options){.loose_number = true}, loose)), "");
  edi_str mixed = with(m, s, "GS*PO*", "GS*IN*");
  assert_string_equal(found(m, x12_read(m, t, NULL, mixed)), "AK5:1");
  assert_string_equal(found(m, x12_read(m, t, &(struct x12_options){.any_group = true}, mixed)), "");
  edi_mem_free(m);
}

static void count_sets(void *ctx, const struct x12_place *at) {
  if (at->set->verdict == X12_ACCEPTED) ++*(size_t *)ctx;
}

static void a_stream_has_no_bounds_on_groups_and_sets(void **state) {
  (void)state;
  static const struct x12_stream_events on = {.set_end = count_sets};
  size_t sets = 0;
  struct x12_stream *st = x12_stream_new(&on, &sets, NULL, NULL);
  x12_stream_feed(st, EDI_STR(ISA("000000001") GS));
  for (unsigned k = 1; k <= X12_SETS_MAX + 1000; k++) {
    char set[80];
    int n = snprintf(set, sizeof set, "ST*850*%04u~SE*2*%04u~", k, k);
    x12_stream_feed(st, (edi_str){set, (size_t)n});
  }
  x12_stream_finish(st);
  x12_stream_free(st);
  assert_int_equal(sets, X12_SETS_MAX + 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(any_cut_tells_the_same),
                                     cmocka_unit_test(any_cut_of_wrapped_lines_tells_the_same),
                                     cmocka_unit_test(wrapped_lines_are_read_for_a_partner_known_for_them),
                                     cmocka_unit_test(a_line_end_that_is_the_terminator_stays),
                                     cmocka_unit_test(the_tree_has_what_the_stream_tells),
                                     cmocka_unit_test(interchanges_of_answers_and_empty_groups_are_sound),
                                     cmocka_unit_test(a_received_ta1_is_held_against_its_table),
                                     cmocka_unit_test(fields_of_the_header_have_their_codes),
                                     cmocka_unit_test(what_is_there_but_wrong_in_a_header_is_accepted_with_errors),
                                     cmocka_unit_test(a_number_used_twice_between_the_same_two_is_told),
                                     cmocka_unit_test(what_signs_or_encrypts_a_group_or_set_is_refused),
                                     cmocka_unit_test(security_segments_move_no_other_from_its_place),
                                     cmocka_unit_test(data_go_as_far_as_their_length_says),
                                     cmocka_unit_test(every_finding_has_its_place),
                                     cmocka_unit_test(partners_may_be_known_for_loose_numbers_and_mixed_groups),
                                     cmocka_unit_test(a_stream_has_no_bounds_on_groups_and_sets)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

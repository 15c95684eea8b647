/* The check of a transaction set, against a small standard of its own. */
#include "set_support.h"

struct one {
  const char *body, *told; /* what stands between ST and SE */
};

static void expect(const char *id, const struct one *all, size_t n) {
  struct edi_mem *tables_mem = edi_mem_new();
  const struct x12_schemas *s = small_standard(tables_mem);
  size_t wrong = 0;
  for (size_t i = 0; i < n; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str bytes = edi_printf(m, "ST*%s*0001~%sSE*1*0001~", id, all[i].body);
    struct x12_findings found = checked(m, s, bytes);
    const char *got = told(m, &found);
    if (strcmp(got, all[i].told) != 0) {
      print_message("%s\n  expected %s\n  found    %s\n", all[i].body, all[i].told, got);
      wrong++;
    }
    edi_mem_free(m);
  }
  edi_mem_free(tables_mem);
  assert_int_equal(wrong, 0);
}
#define EXPECT(id, list) expect(id, list, sizeof list / sizeof *list)

#define HEAD "BEG*00*A1~"

static void segments_stand_in_their_order(void **state) {
  (void)state;
  static const struct one all[] = {
      {HEAD "PO1*1~", ""},
      {HEAD "REF*DP*1~REF*IA*2~DTM*20260101~N1*BY*A~N3*x~N3*y~N4*a*PL~REF*DP*1~N1*ST*B~PO1*1~", ""},
      {HEAD "PO1*1~REF*DP*1~PID*x~PID*y~REF*DP*2~PO1*2~REF*DP*1~REF*DP*2~", ""},
      /* missing */
      {"PO1*1~", "2:BEG:segment.missing"},
      {HEAD, "3:PO1:segment.missing"},
      {HEAD "REF*DP*1~", "4:PO1:segment.missing"},
      {"", "2:BEG:segment.missing 2:PO1:segment.missing"},
      {HEAD "PO1*1~LS*A~LE*A~", "5:N1:segment.missing"},
      {HEAD "PO1*1~LS*A~N1*BY*x~LE*A~", "6:N4:segment.missing"},
      {HEAD "PO1*1~LS*A~N1*BY*x~N1*ST*x~N4~LE*A~", "6:N4:segment.missing"},
      {HEAD "PO1*1~LS*A~N1*BY*x~N4~PO1*1~", "7:LE:segment.missing"},
      {HEAD "PO1*1~LS*A~PO1*1~", "5:N1:segment.missing 5:LE:segment.missing"},
      /* too many */
      {HEAD "REF*DP*1~REF*DP*1~REF*DP*1~PO1*1~", "5:REF:segment.too_many"},
      {HEAD "DTM*20260101~DTM*20260101~PO1*1~", "4:DTM:segment.too_many"},
      {HEAD HEAD "PO1*1~", "3:BEG:segment.too_many"},
      {HEAD "N1*BY*A~N1*BY*A~N1*BY*A~N1*BY*A~PO1*1~", "6:N1:loop.too_many"},
      {HEAD "PO1*1~CTT*1~CTT*1~", "5:CTT:loop.too_many"},
      {HEAD "PO1*1~REF*DP*1~REF*DP*1~REF*DP*1~", "6:REF:segment.too_many"},
      {HEAD "PO1*1~LS*A~N1*BY*x~N4~N1*BY*x~N4~N1*BY*x~N4~LE*A~", "9:N1:loop.too_many"},
      /* elsewhere */
      {HEAD "ZZZ*1~PO1*1~", "3:ZZZ:segment.unknown"},
      {HEAD "X*1~PO1*1~", "3:X:segment.unknown"},
      {HEAD "LONGER*1~PO1*1~", "3:LONGER:segment.unknown"},
      {HEAD "MSG*x~PO1*1~", "3:MSG:segment.not_in_set"},
      {HEAD "PO1*1~DTM*20260101~", "4:DTM:segment.order"},
      /* one that was missing comes late: it is out of order, and no longer missing */
      {"REF*DP*1~" HEAD "PO1*1~", "3:BEG:segment.order"},
      {"REF*DP*1~DTM*20260101~" HEAD "PO1*1~", "4:BEG:segment.order"},
      {"REF*DP*1~" HEAD HEAD "PO1*1~", "3:BEG:segment.order 4:BEG:segment.order"},
      {HEAD "CTT*0~PO1*1~", "4:PO1:segment.order"},
      {HEAD "PO1*1~LS*A~LE*A~N1*BY*x~", "5:N1:segment.missing 6:N1:segment.order"}, /* the N1 of another loop */
      {HEAD "PO1*1~LS*A~N1*BY*x~LE*A~PO1*1~LS*A~N1*BY*x~N4~LE*A~", "6:N4:segment.missing"},
      {HEAD "DTM*20260101~REF*DP*1~PO1*1~", "4:REF:segment.order"},
      {HEAD "PO1*1~CTT*1~PO1*2~", "5:PO1:segment.order"},
      {HEAD "N3*x~PO1*1~", "3:N3:segment.unexpected"},
      {HEAD "PO1*1~N1*BY*A~", "4:N1:segment.order"},
      {HEAD "LE*A~PO1*1~", "3:LE:segment.unexpected"},
      {HEAD "PO1*1~PID*x~PID*y~PID*z~", "6:PID:segment.too_many"},
  };
  EXPECT("850", all);
}

static void loops_that_ls_opens_are_closed_by_le_of_the_same_name(void **state) {
  (void)state;
  static const struct one all[] = {
      {HEAD "PO1*1~LS*A~N1*BY*x~N4~LE*A~PO1*2~LS*BCDE~N1*BY*x~N4~LE*BCDE~", ""},
      {HEAD "PO1*1~LS*A~N1*BY*x~N4~LE*B~", "7:LE:loop.ls_le"},
      {HEAD "PO1*1~LS*A~N1*BY*x~N4~LE~", "7:LE01:element.missing"},
      {HEAD "PO1*1~LS~N1*BY*x~N4~LE*A~", "4:LS01:element.missing"},
  };
  EXPECT("850", all);
}

static void elements_have_their_type_length_and_codes(void **state) {
  (void)state;
  static const struct one all[] = {
      {"BEG*00*12345678*20240229*2359*-123~PO1*1~", ""},
      {"BEG*01*a*20261231*235959~PO1*1~", ""},
      {"BEG*05*a**23595999*000123~PO1*1~", ""},
      {"BEG*00~PO1*1~", "2:BEG02:element.missing"},
      {"BEG~PO1*1~", "2:BEG01:element.missing 2:BEG02:element.missing"},
      {"BEG**a~PO1*1~", "2:BEG01:element.missing"},
      {"BEG*  *a~PO1*1~", "2:BEG01:element.missing"},
      {"BEG*00*a*****~PO1*1~", ""},
      {"BEG*00*a*****x~PO1*1~", "2:BEG07:element.too_many"},
      {"BEG*00*a****x*y~PO1*1~", "2:BEG06:element.too_many"},
      {"BEG*00*123456789~PO1*1~", "2:BEG02:element.long"},
      {"BEG*0*a~PO1*1~", "2:BEG01:element.short"},
      {"BEG*000*a~PO1*1~", "2:BEG01:element.long"},
      {"BEG*02*a~PO1*1~", "2:BEG01:element.code"},
      {"BEG*0a*a~PO1*1~", "2:BEG01:element.code"},
      {"BEG*00*a\tb~PO1*1~", "2:BEG02:element.character"},
      {"BEG*00*a>b~PO1*1~", "2:BEG02:element.character"},
      {"BEG*00*\xc5\x82\xc3\xb3\xc5\xbc\xc5\xbc\xc5\xbc~PO1*1~", ""}, /* eight characters are meant, not bytes */
      {"BEG*00*\xf3\xf3\xf3\xf3\xf3\xf3\xf3\xf3\xf3~PO1*1~", "2:BEG02:element.long"},
      /* dates and times that exist */
      {"BEG*00*a*20230229~PO1*1~", "2:BEG03:element.date"},
      {"BEG*00*a*20261301~PO1*1~", "2:BEG03:element.date"},
      {"BEG*00*a*20260431~PO1*1~", "2:BEG03:element.date"},
      {"BEG*00*a*20260400~PO1*1~", "2:BEG03:element.date"},
      {"BEG*00*a*00000101~PO1*1~", "2:BEG03:element.date"},
      {"BEG*00*a*2026040x~PO1*1~", "2:BEG03:element.date"},
      {"BEG*00*a*260401~PO1*1~", "2:BEG03:element.short"},
      {"BEG*00*a*202604011~PO1*1~", "2:BEG03:element.long"},
      {"BEG*00*a**2400~PO1*1~", "2:BEG04:element.time"},
      {"BEG*00*a**1260~PO1*1~", "2:BEG04:element.time"},
      {"BEG*00*a**12000~PO1*1~", "2:BEG04:element.time"},
      {"BEG*00*a**120060~PO1*1~", "2:BEG04:element.time"},
      /* periods in the form that the element before names */
      {HEAD "DTM****D8*20260101~PO1*1~", ""},
      {HEAD "DTM****RD8*20260101-20260131~PO1*1~", ""},
      {HEAD "DTM****DT*202601012359~PO1*1~", ""},
      {HEAD "DTM****TM*0815~PO1*1~", ""},
      {HEAD "DTM****XX*something~PO1*1~", ""},
      {HEAD "DTM****D8*20260132~PO1*1~", "3:DTM05:element.date"},
      {HEAD "DTM****D8*2026~PO1*1~", "3:DTM05:element.date"},
      {HEAD "DTM****RD8*20260101~PO1*1~", "3:DTM05:element.date"},
      {HEAD "DTM****RD8*20260101-20260199~PO1*1~", "3:DTM05:element.date"},
      {HEAD "DTM****RD8*20260101-202601312~PO1*1~", "3:DTM05:element.date"},
      {HEAD "DTM****DT*202601012460~PO1*1~", "3:DTM05:element.time"},
      {HEAD "DTM****TM*2400~PO1*1~", "3:DTM05:element.time"},
      {HEAD "DTM****TM*08~PO1*1~", "3:DTM05:element.time"},
      /* numbers: signs and points are no length */
      {"BEG*00*a***1234567~PO1*1~", "2:BEG05:element.long"},
      {"BEG*00*a***-123456~PO1*1~", ""},
      {"BEG*00*a***12.5~PO1*1~", "2:BEG05:element.number"},
      {"BEG*00*a***1-~PO1*1~", "2:BEG05:element.number"},
      {"BEG*00*a***-~PO1*1~", "2:BEG05:element.number"},
      {HEAD "PO1*1*-12345.6789*EA~", ""},
      {HEAD "PO1*1*123456789*EA~", ""},
      {HEAD "PO1*1*12345678.90*EA~", "3:PO102:element.long"},
      {HEAD "PO1*1*1.2.3*EA~", "3:PO102:element.number"},
      {HEAD "PO1*1*.*EA~", "3:PO102:element.number"},
      {HEAD "PO1*1*.5*EA~", ""},
      {HEAD "PO1*1*5.*EA~", ""},
      {HEAD "PO1*1*1.5E-3*EA~", ""},
      {HEAD "PO1*1*1.5E*EA~", "3:PO102:element.number"},
      {HEAD "PO1*1*E5*EA~", "3:PO102:element.number"},
      {HEAD "PO1*1*+5*EA~", "3:PO102:element.number"},
      {HEAD "PO1*1*1,5*EA~", "3:PO102:element.number"},
      {HEAD "PO1*1*1 5*EA~", "3:PO102:element.number"},
      {HEAD "PO1*1*12345678x*EA~", "3:PO102:element.number"},
      /* an open list */
      {HEAD "N1*ZZ*a~PO1*1~", ""},
  };
  EXPECT("850", all);
}

static void conditions_bind_elements_to_each_other(void **state) {
  (void)state;
  static const struct one all[] = {
      {HEAD "REF*DP~PO1*1~", "3:REF02:element.one_of"},
      {HEAD "REF*DP**a~PO1*1~", ""},
      {HEAD "DTM**1200~PO1*1~", "3:DTM01:element.conditional"},
      {HEAD "DTM*20260101*1200~PO1*1~", ""},
      {HEAD "DTM*20260101**20260101~PO1*1~", "3:DTM03:element.exclusive"},
      {HEAD "DTM~PO1*1~", "3:DTM01:element.one_of"},
      {HEAD "N1*BY~PO1*1~", "3:N102:element.one_of"},
      {HEAD "N1*BY**x~PO1*1~", ""},
      {HEAD "N1*BY*a~N4*a~PO1*1~", "4:N402:element.conditional"},
      {HEAD "N1*BY*a~N4**PL~PO1*1~", "4:N401:element.conditional"},
      {HEAD "PO1*1*5~", "3:PO103:element.conditional"},
  };
  EXPECT("850", all);
}

static void composites_and_repetitions_are_looked_into(void **state) {
  (void)state;
  static const struct one all[] = {
      {HEAD "REF*DP*1*a^b^c*DP>1^IA>2>PO>3~PO1*1*1*EA*EA>2~", ""},
      {HEAD "REF*DP*1*a^b^c^d~PO1*1~", "3:REF03:element.repetitions"},
      {HEAD "REF*DP*1^2~PO1*1~", "3:REF02:element.repetitions"},
      {HEAD "REF*DP*1*a^123456789^c~PO1*1~", "3:REF03^2:element.long"},
      {HEAD "REF*DP*1**DP>1^IA>2^PO>3~PO1*1~", "3:REF04:element.repetitions"},
      {HEAD "REF*DP*1**XX>1~PO1*1~", "3:REF04-1:element.code"},
      {HEAD "REF*DP*1**DP>1^XX>1~PO1*1~", "3:REF04-1^2:element.code"},
      {HEAD "REF*DP*1**DP~PO1*1~", "3:REF04-2:element.missing"},
      {HEAD "REF*DP*1**>1~PO1*1~", "3:REF04-1:element.missing"},
      {HEAD "REF*DP*1**DP>1>PO~PO1*1~", "3:REF04-4:element.conditional"},
      {HEAD "REF*DP*1**DP>1>PO>2>x~PO1*1~", "3:REF04:element.components"},
      {HEAD "REF*DP*1**DP>1>PO>2>~PO1*1~", ""},
      {HEAD "PO1*1*1*EA*EA>x~", "3:PO104-2:element.number"},
  };
  EXPECT("850", all);
}

static void totals_are_counted_and_summed(void **state) {
  (void)state;
  static const struct one all[] = {
      {HEAD "PO1*1*1.5*EA~PO1*2*2*EA~CTT*2*3.5~", ""},
      {HEAD "PO1*1*1.5*EA~PO1*2*2*EA~CTT*2*17~", ""}, /* without points, as the standard has a hash total */
      {HEAD "PO1*1*1.5*EA~PO1*2*2*EA~CTT*2~", ""},
      {HEAD "PO1*1*1.50*EA~PO1*2*0.125*EA~PO1*3*-1*EA~CTT*3*.625~", ""},
      {HEAD "PO1*1*1*EA~CTT*2~", "4:CTT01:total.count"},
      {HEAD "PO1*1*1*EA~CTT*1*2~", "4:CTT02:total.sum"},
      {HEAD "PO1*1*1*EA~PO1*2~CTT*2*1~", ""},
      {HEAD "PO1*1*x*EA~CTT*1*2~", "3:PO102:element.number"},
  };
  EXPECT("850", all);
}

static void levels_form_a_tree(void **state) {
  (void)state;
  static const struct one all[] = {
      {"HL*1**S*1~HL*2*1*O*1~HL*3*2*I*0~HL*4*2*I*0~HL*5*1*O*0~CTT*5~", ""},
      {"HL*1**S~HL*2*1*O~HL*3*1*O~HL*4*2*I~HL*5*3*I~", ""}, /* all levels of a kind first */
      {"HL*10**S~HL*20*10*O~HL*5*20*I~HL*7*5*I~", ""},
      {"HL*A**S~HL*B*A*O~HL*C*B*I~", ""},
      {"HL*1**S~HL*2*1*O~HL*X*2*I~HL*4*X*I~HL*5*2*I~", ""},
      {"HL*001**S~HL*02*1*O~HL*3*0002*I~", ""},
      {"HL*1**S~HL*1*1*O~", "3:HL01:hl.number"},
      {"HL*A**S~HL*A*A*O~", "3:HL01:hl.number"},
      {"HL*1**S~HL*2*1*O~HL*01*1*O~", "4:HL01:hl.number"},
      {"HL*1**S~HL*2*3*O~HL*3*1*O~", "3:HL02:hl.parent_unknown"},
      {"HL*1**S~HL*2*7*O~", "3:HL02:hl.parent_unknown"},
      {"HL*1**S~HL*2*X*O~", "3:HL02:hl.parent_unknown"},
      {"HL*1**S~HL*2*2*O~", "3:HL02:hl.parent_self"},
      {"HL*A*A*S~", "2:HL02:hl.parent_self"},
      {"HL*1**S*0~HL*2*1*O~", "2:HL04:hl.child"},
      {"HL*1**S*1~HL*2*1*O*1~", "3:HL04:hl.child"},
      {"HL*1**X~", "2:HL03:element.code"},
      {"HL***S~", "2:HL01:element.missing"},
      {"HL*1**S~CTT*2~", "3:CTT01:total.count"},
  };
  EXPECT("856", all);
}

static void a_hundred_levels_deep_is_deep_enough(void **state) {
  (void)state;
  for (int wide = 0; wide < 2; wide++)
    for (int deep = 100; deep <= 101; deep++) {
      struct edi_mem *m = edi_mem_new();
      struct edi_buf b = {.m = m};
      edi_buf_z(&b, "ST*856*0001~");
      for (int i = 1; i <= deep; i++) {
        char line[64];
        snprintf(line, sizeof line, i == 1 ? "HL*%s%d**S~" : "HL*%s%d*%s%d*O~", wide ? "L" : "", i, wide ? "L" : "",
                 i - 1);
        edi_buf_z(&b, line);
      }
      edi_buf_z(&b, "SE*1*0001~");
      struct x12_findings found = checked(m, small_standard(m), edi_buf_str(&b));
      assert_string_equal(told(m, &found), deep == 100 ? "" : "102:HL02:hl.depth");
      edi_mem_free(m);
    }
}

static void many_levels_out_of_order_are_found_by_number(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct edi_buf b = {.m = m};
  edi_buf_z(&b, "ST*856*0001~HL*50001**S~");
  for (unsigned i = 50000; i; i--) {
    char line[64];
    snprintf(line, sizeof line, "HL*%u*50001*O~", i);
    edi_buf_z(&b, line);
  }
  edi_buf_z(&b, "HL*77*50001*O~SE*1*0001~");
  struct x12_findings found = checked(m, small_standard(m), edi_buf_str(&b));
  assert_string_equal(told(m, &found), "50003:HL01:hl.number");
  edi_mem_free(m);
}

/* A value of up to ten characters, mostly of the kind that some element wants. */
static size_t any_value(unsigned *seed, char *out) {
  static const char *const kinds[] = {"0123456789", "0123456789.-", "ABCDEPSTU01 ",
                                      "012",        "EADPIABYST",   "0123 xyzE+-."};
  static const char *const whole[] = {"00",   "05", "DP", "IA", "20260228", "20260230", "20240229", "1200",
                                      "2400", "S",  "O",  "1",  "-5",       "1.5",      " ",        "  "};
#define NEXT(below) ((*seed = *seed * 1103515245u + 12345u) >> 16) % (below)
  unsigned how = NEXT(8);
  if (how < 2) {
    const char *w = whole[NEXT(sizeof whole / sizeof *whole)];
    memcpy(out, w, strlen(w));
    return strlen(w);
  }
  const char *from = kinds[how - 2];
  size_t n = NEXT(11);
  for (size_t i = 0; i < n; i++) out[i] = from[NEXT(strlen(from))];
  return n;
#undef NEXT
}

static void the_short_way_says_what_the_long_way_says(void **state) {
  (void)state;
  static const char *const ids[] = {"BEG", "REF", "DTM", "N1", "N4", "PO1", "PID", "CTT", "HL"};
  struct edi_mem *tables_mem = edi_mem_new();
  const struct x12_release *r = x12_schemas_release(small_standard(tables_mem), EDI_STR("004010"));
  unsigned seed = 12;
  size_t quiet = 0;
  for (int round = 0; round < 200; round++) {
    struct edi_mem *m = edi_mem_new();
    struct x12_check c[2] = {{0}, {0}};
    struct x12_findings found[2] = {{0}, {0}};
    for (int k = 0; k < 2; k++) x12_check_start(&c[k], m, r, NULL, SEPARATORS, &found[k]);
    for (int i = 0; i < 1000; i++) {
      char text[200];
      size_t n = strlen(strcpy(text, ids[(seed >> 8) % (sizeof ids / sizeof *ids)]));
      for (unsigned k = 0; k < 1 + seed % 5; k++) {
        text[n++] = '*';
        n += any_value(&seed, text + n);
      }
      struct x12_cursor *at = EDI_NEW(m, struct x12_cursor);
      struct x12_segment seg;
      x12_cursor_start(at, (edi_str){text, n}, 0, SEPARATORS);
      assert_true(x12_cursor_next(at, &seg));
      size_t before = found[0].n + found[0].left_out;
      for (int k = 0; k < 2; k++) {
        seg.plain = k == 0;
        x12_check_lone(&c[k], &seg, (uint32_t)i);
      }
      quiet += found[0].n + found[0].left_out == before;
      if (found[0].n + found[0].left_out != found[1].n + found[1].left_out) fail_msg("%.*s", (int)n, text);
    }
    assert_string_equal(told(m, &found[0]), told(m, &found[1]));
    edi_mem_free(m);
  }
  assert_true(quiet > 10000); /* or it would not say much */
  edi_mem_free(tables_mem);
}

static void one_check_serves_many_sets(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *s = small_standard(m);
  const struct x12_release *r = x12_schemas_release(s, EDI_STR("004010VICS"));
  struct x12_check c = {0};
  static const char *const sets[] = {"ST*850*0001~BEG*00*a~PO1*1*2*EA~CTT*1*2~SE*5*0001~",
                                     "ST*856*0002~HL*1**S~HL*2*1*O~SE*4*0002~",
                                     "ST*850*0003~BEG*00*a~PO1*1*3*EA~CTT*1*3~SE*5*0003~"};
  for (size_t i = 0; i < 3; i++) {
    struct x12_findings found = {0};
    struct x12_cursor *at = EDI_NEW(m, struct x12_cursor);
    edi_str bytes = edi_str_of(sets[i]);
    x12_check_start(&c, m, r, x12_release_set(r, (edi_str){bytes.p + 3, 3}), SEPARATORS, &found);
    x12_cursor_start(at, bytes, 0, SEPARATORS);
    for (struct x12_segment seg; x12_cursor_next(at, &seg);) assert_true(x12_check_segment(&c, &seg) != SIZE_MAX);
    assert_string_equal(told(m, &found), "");
  }
  x12_check_free(&c);
  edi_mem_free(m);
}

static void a_segment_is_placed_at_its_row(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_release *r = x12_schemas_release(small_standard(m), EDI_STR("004010"));
  struct x12_check c = {0};
  struct x12_findings found = {0};
  struct x12_cursor *at = EDI_NEW(m, struct x12_cursor);
  x12_check_start(&c, m, r, x12_release_set(r, EDI_STR("850")), SEPARATORS, &found);
  x12_cursor_start(at, EDI_STR("ST*850*1~BEG*00*a~REF*DP*1~N1*BY*a~REF*DP*1~PO1*1~REF*DP*1~PID*x~REF*DP*1~ZZZ~SE*1*1~"),
                   0, SEPARATORS);
  struct edi_buf b = {.m = m};
  for (struct x12_segment seg; x12_cursor_next(at, &seg);) {
    size_t row = x12_check_segment(&c, &seg);
    if (b.n) edi_buf_char(&b, ' ');
    edi_buf_add(&b, row == SIZE_MAX ? EDI_STR("-") : c.def->rows[row].position);
    edi_buf_char(&b, ':');
    edi_buf_add(&b, x12_check_loop(&c));
  }
  edi_buf_char(&b, 0);
  assert_string_equal(b.p, "0010: 0020: 0030: 0050:N1 0080:N1 0090:PO1 0100:PO1 0110:PO1 0120:PO1 -:PO1 0180:");
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(segments_stand_in_their_order),
      cmocka_unit_test(loops_that_ls_opens_are_closed_by_le_of_the_same_name),
      cmocka_unit_test(elements_have_their_type_length_and_codes),
      cmocka_unit_test(conditions_bind_elements_to_each_other),
      cmocka_unit_test(composites_and_repetitions_are_looked_into),
      cmocka_unit_test(totals_are_counted_and_summed),
      cmocka_unit_test(levels_form_a_tree),
      cmocka_unit_test(a_hundred_levels_deep_is_deep_enough),
      cmocka_unit_test(many_levels_out_of_order_are_found_by_number),
      cmocka_unit_test(the_short_way_says_what_the_long_way_says),
      cmocka_unit_test(one_check_serves_many_sets),
      cmocka_unit_test(a_segment_is_placed_at_its_row),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

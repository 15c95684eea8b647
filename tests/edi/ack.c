/* The answers: from one list of findings the right code at the right place of a 997, a 999 and a TA1. */
#include "edi/x12/ack.h"
#include "edi/x12/stream.h"
#include "support.h"

static const struct x12_ack_options AS_999 = {.set = X12_ACK_999}, AS_997 = {.set = X12_ACK_997};

/* The sample, with one finding of this kind at a place that suits it. */
static struct x12_interchange *with_one(struct edi_mem *m, const char *name, enum x12_key key) {
  const struct x12_input *in = x12_read(m, tables(m), NULL, sample(m, name));
  struct x12_interchange *i = in->first;
  struct x12_finding f = x12_finding_of(key);
  f.segment = 15;
  f.segment_id = EDI_STR("PO1");
  f.loop = EDI_STR("PO1");
  if (f.part == X12_AK4) {
    f.element = 2;
    f.reference = 330;
    f.value = EDI_STR("12~3*4");
  }
  struct x12_findings *l = f.part <= X12_TA1   ? &i->findings
                           : f.part == X12_AK9 ? &i->first->findings
                                               : &i->first->first->findings;
  x12_findings_add(m, l, &f);
  if (f.part == X12_TA1) i->verdict = f.fatal ? X12_REJECTED : X12_ERRORS;
  x12_judge(i);
  return i;
}

static bool holds(edi_str text, const char *what) { return text.n && memmem(text.p, text.n, what, strlen(what)); }

static void must_hold(edi_str answer, const char *what, const char *name) {
  if (!holds(answer, what)) fail_msg("%s: no %s in\n%.*s", name, what, EDI_ARG(answer));
}

/* What the check finds in an answer; "" is as it should be. */
static const char *wrong_with(struct edi_mem *m, edi_str answer) {
  return found(m, x12_read(m, tables(m), NULL, answer));
}

static void one_kind(struct edi_mem *m, enum x12_key key, const char *file, const struct x12_ack_options *options,
                     enum x12_codes_of of) {
  const struct x12_kind *k = x12_kind_of(key);
  struct x12_interchange *i = with_one(m, file, key);
  edi_str answer = ack_with(m, i, options);
  char code[X12_CODE_TEXT], want[64];
  struct x12_finding f = x12_finding_of(key);
  edi_str c = x12_finding_code(&f, of, code);
  bool late = of == X12_CODES_999;
  switch (k->part) {
  case X12_FILE:
    return;
  case X12_TA1:
    snprintf(want, sizeof want, "*%s*%.*s~", k->fatal ? "R" : "E", EDI_ARG(c));
    if (!k->fatal) { /* ISA14 does not ask for a TA1 in this sample */
      assert_false(holds(answer, "TA1*"));
      answer = ack_with(m, i, &(struct x12_ack_options){.ta1 = X12_TA1_ON_ERROR});
    } else {
      assert_false(holds(answer, "AK1*"));
    }
    break;
  case X12_AK9:
    snprintf(want, sizeof want, "AK9*R*1*1*0*%.*s~", EDI_ARG(c));
    break;
  case X12_AK5:
    snprintf(want, sizeof want, "%s*%s*%.*s~", late ? "IK5" : "AK5", k->fatal ? "R" : "E", EDI_ARG(c));
    break;
  case X12_AK3:
    snprintf(want, sizeof want, "%s*PO1*15*%s*%.*s~", late ? "IK3" : "AK3", late ? "PO1" : "", EDI_ARG(c));
    break;
  case X12_AK4:
    snprintf(want, sizeof want, "%s*PO1*15*%s*8~\n%s*2*330*%.*s*12?3?4~", late ? "IK3" : "AK3", late ? "PO1" : "",
             late ? "IK4" : "AK4", EDI_ARG(c));
    break;
  }
  must_hold(answer, want, k->name);
  if (k->part >= X12_AK3) {
    snprintf(want, sizeof want, "%s*%s*%s~", late ? "IK5" : "AK5", k->fatal ? "R" : "E",
             late && c.p[0] == 'I' ? "I5" : "5");
    must_hold(answer, want, k->name);
  }
  const char *wrong = wrong_with(m, answer);
  if (*wrong) fail_msg("%s: the answer itself is wrong: %s\n%.*s", k->name, wrong, EDI_ARG(answer));
}

static void every_kind_stands_at_its_place_with_its_code_and_the_answer_is_sound(void **state) {
  (void)state;
  for (unsigned k = 1; k < X12_KEYS_N; k++) {
    struct edi_mem *m = edi_mem_new();
    one_kind(m, (enum x12_key)k, "850-004010.x12", NULL, X12_CODES_EARLY);
    one_kind(m, (enum x12_key)k, "850-004010.x12", &AS_999, X12_CODES_999);
    edi_mem_free(m);
  }
}

/* Codes as text, blanks between. */
static void reaches(enum x12_part part, enum x12_codes_of of, const char *codes) {
  char list[256];
  snprintf(list, sizeof list, "%s", codes);
  for (char *code = strtok(list, " "); code; code = strtok(NULL, " ")) {
    bool there = false;
    for (unsigned k = 1; k < X12_KEYS_N && !there; k++) {
      struct x12_finding f = x12_finding_of((enum x12_key)k);
      char buf[X12_CODE_TEXT];
      there = f.part == part && edi_is(x12_finding_code(&f, of, buf), code);
    }
    if (!there) fail_msg("no kind of finding gives %s %s", x12_part_name(part), code);
  }
}

static void every_code_that_a_receiver_can_give_has_its_kind(void **state) {
  (void)state;
  reaches(X12_AK3, X12_CODES_997, "1 2 3 4 5 6 7");
  reaches(X12_AK3, X12_CODES_999, "1 2 3 4 5 6 7 I4 I6 I7 I8 I9");
  reaches(X12_AK4, X12_CODES_EARLY, "1 2 3 4 5 6 7 8 9 10");
  reaches(X12_AK4, X12_CODES_997, "1 2 3 4 5 6 7 8 9 10 12 13");
  reaches(X12_AK4, X12_CODES_999, "1 2 3 4 5 6 7 8 9 10 12 13 I6 I9 I10 I11 I12 I13");
  reaches(X12_AK5, X12_CODES_EARLY, "1 2 3 4 6 7 17 23 24 25 26");
  reaches(X12_AK5, X12_CODES_999, "1 2 3 4 6 7 17 18 23 24 25 26 27 I6");
  reaches(X12_AK9, X12_CODES_EARLY, "1 2 3 4 5 6 16 23 24 25 26");
  reaches(X12_AK9, X12_CODES_999, "1 2 3 4 5 6 16 19 23 24 25 26");
  reaches(X12_TA1, X12_CODES_997,
          "001 002 003 004 005 006 007 008 009 010 011 012 013 014 015 016 017 018 019 020 021 022 023 024 025 026 "
          "027 028 029 030 031");
}

static void the_release_decides_between_997_and_999_and_a_partner_over_both(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str early = sample(m, "850-004010.x12"), late = sample(m, "850-005010.x12");
  edi_str guide = with(m, late, "|X|005010'", "|X|005010X999'");
  const struct {
    edi_str in;
    const struct x12_ack_options *options;
    const char *set;
  } cases[] = {
      {early, NULL, "ST*997*0001~"},    {late, NULL, "ST|997|0001'"},    {guide, NULL, "ST|999|0001|005010X231A1'"},
      {early, &AS_999, "ST*999*0001~"}, {late, &AS_999, "ST|999|0001'"}, {guide, &AS_997, "ST|997|0001'"},
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    edi_str answer = ack_with(m, read_all(m, cases[k].in)->first, cases[k].options);
    must_hold(answer, cases[k].set, "set");
  }
  /* a 999 is never older than the release that brought it */
  must_hold(ack_with(m, read_all(m, early)->first, &AS_999), "*X*005010~\nST*999", "group");
  must_hold(ack_with(m, read_all(m, early)->first, &AS_999), "AK1*PO*417*004010~", "AK1");
  must_hold(ack(m, read_all(m, early)->first), "AK1*PO*417~", "AK1");
  edi_mem_free(m);
}

static void a_ta1_comes_when_it_is_wanted(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str good = sample(m, "850-004010.x12"), asked = with(m, good, "*0*T*>", "*1*T*>"),
          bad = with(m, good, "IEA*1*", "IEA*2*");
  const struct {
    edi_str in;
    enum x12_ack_ta1 when;
    const char *ta1; /* NULL: none */
  } cases[] = {
      {good, X12_TA1_BY_HEADER, NULL},
      {asked, X12_TA1_BY_HEADER, "TA1*000000417*261121*0930*A*000~"},
      {bad, X12_TA1_BY_HEADER, "TA1*000000417*261121*0930*R*021~"},
      {asked, X12_TA1_ON_ERROR, NULL},
      {bad, X12_TA1_ON_ERROR, "TA1*000000417*261121*0930*R*021~"},
      {good, X12_TA1_ALWAYS, "TA1*000000417*261121*0930*A*000~"},
      {bad, X12_TA1_NEVER, NULL},
      {asked, X12_TA1_NEVER, NULL},
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    edi_str answer = ack_with(m, read_all(m, cases[k].in)->first, &(struct x12_ack_options){.ta1 = cases[k].when});
    if (cases[k].ta1)
      must_hold(answer, cases[k].ta1, "TA1");
    else if (holds(answer, "TA1*"))
      fail_msg("case %zu: a TA1 that nobody wants", k);
  }
  assert_int_equal(ack_with(m, read_all(m, bad)->first, &(struct x12_ack_options){.ta1 = X12_TA1_NEVER}).n, 0);
  edi_mem_free(m);
}

static void accepted_sets_are_listed_unless_a_partner_wants_the_errors_only(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str bad = with(m, sample(m, "850-005010.x12"), "PO1|10|4|EA", "PO1|10|x|EA");
  static const struct x12_ack_options few = {.only_errors = true};
  edi_str all = ack(m, read_all(m, bad)->first), only = ack_with(m, read_all(m, bad)->first, &few);
  must_hold(all, "AK2|850|0001|005010'", "all");
  must_hold(all, "AK2|850|0002|005010'AK5|A'AK9|P|2|2|1'", "all");
  must_hold(only, "AK2|850|0001|005010'", "only errors");
  assert_false(holds(only, "AK2|850|0002"));
  must_hold(only, "AK9|P|2|2|1'", "only errors");
  must_hold(ack_with(m, read_all(m, sample(m, "850-005010.x12"))->first, &few), "AK1|PO|9|005010'AK9|A|2|2|2'",
            "nothing wrong");
  edi_mem_free(m);
}

static void the_group_is_accepted_with_errors_or_partly_or_not_as_its_sets_are(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-005010.x12");
  must_hold(ack(m, read_all(m, s)->first), "AK9|A|2|2|2'", "A");
  const struct x12_input *in = read_all(m, s);
  struct x12_set *one = in->first->first->first, *two = one->next;
  struct x12_finding light = x12_finding_of(X12_K_SEGMENT_UNKNOWN), grave = x12_finding_of(X12_K_SEGMENT_MISSING);
  light.segment_id = grave.segment_id = EDI_STR("REF");
  light.segment = grave.segment = 3;
  x12_findings_add(m, &two->findings, &light);
  x12_judge(in->first);
  must_hold(ack(m, in->first), "AK5|A'AK2|850|0002|005010'AK3|REF|3||1'AK5|E|5'AK9|E|2|2|2'", "E");
  x12_findings_add(m, &one->findings, &grave);
  x12_judge(in->first);
  must_hold(ack(m, in->first), "AK3|REF|3||3'AK5|R|5'AK2|850|0002|005010'AK3|REF|3||1'AK5|E|5'AK9|P|2|2|1'", "P");
  x12_findings_add(m, &two->findings, &grave);
  x12_judge(in->first);
  must_hold(ack(m, in->first), "AK9|R|2|2|0'", "R");
  edi_mem_free(m);
}

static void every_group_has_one_answer_of_its_own(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  const char *gs = memmem(s.p, s.n, "GS*", 3), *iea = memmem(s.p, s.n, "IEA", 3);
  edi_str group = {gs, (size_t)(iea - gs)},
          second = with(m, with(m, group, "*417*X", "*418*X"), "GE*1*417", "GE*1*418");
  edi_str two = edi_printf(m, "%.*s%.*s%.*sIEA*2*000000417~\n", (int)(gs - s.p), s.p, EDI_ARG(group), EDI_ARG(second));
  edi_str answer = ack(m, read_all(m, two)->first);
  must_hold(answer, "*1*X*004010~\nST*997*0001~\nAK1*PO*417~", "first");
  must_hold(answer, "*2*X*004010~\nST*997*0002~\nAK1*PO*418~", "second");
  must_hold(answer, "IEA*2*000000077~", "count");
  assert_string_equal(wrong_with(m, answer), "");
  edi_mem_free(m);
}

static void a_group_of_an_unknown_kind_is_refused_as_a_whole(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const struct x12_ack_options *const options[] = {&AS_997, &AS_999};
  edi_str s = with(m, sample(m, "850-005010.x12"), "GS|PO|", "GS|ZZ|");
  for (size_t k = 0; k < sizeof options / sizeof *options; k++)
    must_hold(ack_with(m, read_all(m, s)->first, options[k]), "AK1|ZZ|9|005010'AK9|R|2|2|0|1'", "no AK2");
  assert_string_equal(found(m, read_all(m, s)), "AK9:1");
  /* a set that neither can be known is no second fault */
  s = with(m, with(m, sample(m, "850-004010.x12"), "GS*PO*", "GS*HC*"), "ST*850*", "ST*837*");
  must_hold(ack(m, read_all(m, s)->first), "AK1*HC*417~\nAK9*R*1*1*0*1~", "no AK2");
  /* but what is wrong with its own envelope is */
  s = with(m, s, "SE*23*", "SE*24*");
  must_hold(ack(m, read_all(m, s)->first), "AK2*837*0001~\nAK5*R*4~\nAK9*R*1*1*0*1~", "AK5");
  edi_mem_free(m);
}

static void an_answer_is_never_answered(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const struct x12_ack_options *const options[] = {NULL, &AS_997, &AS_999};
  edi_str s = sample(m, "850-004010.x12");
  for (size_t k = 0; k < sizeof options / sizeof *options; k++) {
    edi_str answer = ack_with(m, read_all(m, s)->first, options[k]);
    assert_int_equal(ack_with(m, read_all(m, answer)->first, options[k]).n, 0);
    /* not even a broken one */
    edi_str broken = with(m, answer, "AK9*A*1*1*1", "AK9*Z*x");
    assert_int_equal(ack_with(m, read_all(m, broken)->first, options[k]).n, 0);
  }
  /* where orders and answers come together, the orders alone are answered */
  const char *iea = memmem(s.p, s.n, "IEA", 3);
  edi_str fa = ack(m, read_all(m, s)->first);
  const char *gs = memmem(fa.p, fa.n, "GS*", 3), *end = memmem(fa.p, fa.n, "IEA", 3);
  edi_str both = edi_printf(m, "%.*s%.*sIEA*2*000000417~\n", (int)(iea - s.p), s.p, (int)(end - gs), gs);
  edi_str answer = ack(m, read_all(m, both)->first);
  must_hold(answer, "AK1*PO*417~", "orders");
  must_hold(answer, "IEA*1*", "one group");
  assert_false(holds(answer, "AK1*FA"));
  edi_mem_free(m);
}

static void what_is_repeated_is_masked_cut_and_filled(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  char lengthy[400] = "BEG*00*NE*";
  memset(lengthy + 10, 'x', 150);
  strcpy(lengthy + 160, "*");
  const struct {
    const char *from, *to, *want;
  } cases[] = {
      {"BEG*00*NE*GD-2026-0417*", lengthy, "AK4*3*324*5*xxxxxxxxxx"},
      {"*417*X", "*41A*X", "AK1*PO*0~"},
      {"*417*X", "**X", "AK1*PO*0~"},
      {"ST*850*0001", "ST**0001", "AK2*???*0001~"},
      {"ST*850*0001", "ST*850", "AK2*850*0000~"},
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    edi_str answer = ack(m, read_all(m, with(m, s, cases[k].from, cases[k].to))->first);
    must_hold(answer, cases[k].want, cases[k].to);
    const char *wrong = wrong_with(m, answer);
    if (*wrong) fail_msg("%s: %s\n%.*s", cases[k].to, wrong, EDI_ARG(answer));
  }
  edi_str answer = ack(m, read_all(m, with(m, s, "BEG*00*NE*GD-2026-0417*", lengthy))->first);
  const char *ak4 = memmem(answer.p, answer.n, "AK4*3*324*5*", 12);
  assert_int_equal(strspn(ak4 + 12, "x"), X12_VALUE_MAX);
  edi_mem_free(m);
}

static void a_component_and_its_repetition_are_named_where_the_release_can(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct x12_interchange *i = with_one(m, "850-004010.x12", X12_K_ELEMENT_CODE);
  struct x12_finding *f = i->first->first->findings.first;
  f->component = 3;
  f->repetition = 2;
  must_hold(ack_with(m, i, &AS_997), "AK4*2>3*330*7*", "997 of 004010");
  must_hold(ack_with(m, i, &AS_999), "IK4*2>3>2*330*7*", "999");
  f->component = 0;
  must_hold(ack_with(m, i, &AS_997), "AK4*2*330*7*", "997 of 004010");
  must_hold(ack_with(m, i, &AS_999), "IK4*2>>2*330*7*", "999");
  f->reference = 100040; /* a composite */
  must_hold(ack_with(m, i, &AS_999), "IK4*2>>2**7*", "999");
  edi_mem_free(m);
}

static void no_more_codes_and_no_more_elements_than_there_is_room_for(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in = read_all(m, sample(m, "850-004010.x12"));
  struct x12_set *s = in->first->first->first;
  static const enum x12_key keys[] = {X12_K_SET_CONTROL,     X12_K_SET_COUNT,    X12_K_SET_CONTROL_DIFFERS,
                                      X12_K_SET_UNSUPPORTED, X12_K_SET_SECURITY, X12_K_SET_COUNT,
                                      X12_K_SET_ID};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
    struct x12_finding f = x12_finding_of(keys[k]);
    x12_findings_add(m, &s->findings, &f);
  }
  for (int k = 0; k < 120; k++) {
    struct x12_finding f = x12_finding_of(X12_K_ELEMENT_CODE);
    f.segment = 15;
    f.segment_id = EDI_STR("PO1");
    f.element = 6;
    f.reference = 235;
    f.value = EDI_STR("QQ");
    x12_findings_add(m, &s->findings, &f);
  }
  x12_judge(in->first);
  edi_str answer = ack(m, in->first);
  must_hold(answer, "AK5*R*7*4*3*1*5~", "AK5");
  assert_string_equal(wrong_with(m, answer), "");
  edi_mem_free(m);
}

/* The same answer, told of each set and group as it ends. */
struct told {
  struct x12_ack *a;
  struct edi_buf out;
  struct x12_ack_stamp stamp;
};
static void tell_set(void *ctx, const struct x12_place *at) {
  struct told *t = ctx;
  x12_ack_set(t->a, at->interchange, at->group, at->set);
}
static void tell_group(void *ctx, const struct x12_place *at) {
  struct told *t = ctx;
  x12_ack_group(t->a, at->interchange, at->group, &t->stamp);
}
static void tell_interchange(void *ctx, const struct x12_place *at) {
  struct told *t = ctx;
  x12_ack_finish(t->a, &t->out, at->interchange, &t->stamp);
}

static void a_stream_is_answered_as_the_tree_is(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const char *const faults[][2] = {
      {"SE*23*", "SE*24*"}, {"GE*1*", "GE*2*"}, {"IEA*1*", "IEA*2*"}, {"PO1*1*12*", "PO1*1*x*"}, {"GE*1*417~\n", ""}};
  static const struct x12_stream_events events = {
      .set_end = tell_set, .group_end = tell_group, .interchange_end = tell_interchange};
  for (size_t k = 0; k < sizeof faults / sizeof *faults; k++)
    for (int only = 0; only < 2; only++) {
      edi_str one = with(m, sample(m, "850-004010.x12"), faults[k][0], faults[k][1]);
      edi_str s = edi_printf(m, "%.*s%.*s%.*s", EDI_ARG(one), EDI_ARG(sample(m, "850-005010.x12")), EDI_ARG(one));
      struct x12_ack_options options = {.only_errors = only, .ta1 = X12_TA1_ALWAYS};
      struct told t = {.a = x12_ack_new(&options), .out.m = m, .stamp = {{2026, 11, 21}, 19, 5, 77}};
      struct x12_stream *st = x12_stream_new(&events, &t, tables(m), NULL);
      for (size_t at = 0; at < s.n; at += 100)
        x12_stream_feed(st, (edi_str){s.p + at, s.n - at < 100 ? s.n - at : 100});
      x12_stream_finish(st);
      x12_stream_free(st);
      x12_ack_free(t.a);
      struct edi_buf tree = {.m = m};
      const struct x12_input *in = x12_read(m, tables(m), NULL, s);
      for (const struct x12_interchange *i = in->first; i; i = i->next) x12_ack_write(&tree, i, &t.stamp, &options);
      if (!edi_eq(edi_buf_str(&t.out), edi_buf_str(&tree)))
        fail_msg("%s\nstream:\n%.*s\ntree:\n%.*s", faults[k][1], EDI_ARG(edi_buf_str(&t.out)),
                 EDI_ARG(edi_buf_str(&tree)));
    }
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_stands_at_its_place_with_its_code_and_the_answer_is_sound),
      cmocka_unit_test(every_code_that_a_receiver_can_give_has_its_kind),
      cmocka_unit_test(the_release_decides_between_997_and_999_and_a_partner_over_both),
      cmocka_unit_test(a_ta1_comes_when_it_is_wanted),
      cmocka_unit_test(accepted_sets_are_listed_unless_a_partner_wants_the_errors_only),
      cmocka_unit_test(the_group_is_accepted_with_errors_or_partly_or_not_as_its_sets_are),
      cmocka_unit_test(every_group_has_one_answer_of_its_own),
      cmocka_unit_test(a_group_of_an_unknown_kind_is_refused_as_a_whole),
      cmocka_unit_test(an_answer_is_never_answered),
      cmocka_unit_test(what_is_repeated_is_masked_cut_and_filled),
      cmocka_unit_test(a_component_and_its_repetition_are_named_where_the_release_can),
      cmocka_unit_test(no_more_codes_and_no_more_elements_than_there_is_room_for),
      cmocka_unit_test(a_stream_is_answered_as_the_tree_is)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

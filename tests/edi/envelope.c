/* Envelope and set: each fault has its code, and the 997 and TA1 say it. */
#include "support.h"

struct fault {
  const char *from, *to, *found;
};

static void one_fault_one_code(void **state) {
  (void)state;
  static const struct fault faults[] = {
      {"SE*23*0001", "SE*22*0001", "AK5:4"},
      {"SE*23*0001", "SE*x*0001", "AK4:SE01:6 AK5:4"},
      {"SE*23*0001", "SE*23*0002", "AK5:3"},
      {"SE*23*0001~\n", "", "AK5:2"},
      {"GE*1*417", "GE*2*417", "AK9:5"},
      {"GE*1*417", "GE*1*418", "AK9:4"},
      {"GE*1*417~\n", "", "AK9:3"},
      {"IEA*1*0", "IEA*2*0", "TA1:21"},
      {"IEA*1*000000417", "IEA*1*000000418", "TA1:1"},
      {"IEA*1*000000417~\n", "", "TA1:23"},
      {"*000000417*0*T", "*00000041X*0*T", "TA1:18 TA1:1"},
      {"*X*004010", "*X*003060", "AK9:2"},
      {"ST*850*0001", "ST*851*0001", "AK5:1"},
      {"GE*1*417~\n", "GE*1*417~\nREF*DP*1~\n", "TA1:22"},
      {"ST*850*0001~\n", "MSG*stray~\nST*850*0001~\n", "TA1:22"},
      {"BEG*00*NE*GD-2026-0417**20261121~\nCUR", "CUR", "AK3:BEG:3 AK5:4"},
      {"*NE*GD-2026-0417*", "*NE**", "AK4:BEG03:1"},
      {"**20261121~", "**20261131~", "AK4:BEG05:8"},
      {"**20261121~", "**2026112~", "AK4:BEG05:4"},
      {"*NE*GD-2026-0417*", "*NE*GD-2026-0417-12345678901234567890*", "AK4:BEG03:5"},
      {"CUR*BY*EUR", "CUR*BY*EUR*1.1.1", "AK4:CUR03:6"},
      {"CUR*BY*EUR", "ZZZ*BY*EUR", "AK3:ZZZ:1"},
      {"CUR*BY*EUR", "LS*BY", "AK3:LS:2"},
      {"CUR*BY*EUR~", "CUR*BY*EUR~\nCUR*BY*USD~", "AK3:CUR:5 AK5:4"},
      {"REF*DP*041", "REF*DP", "AK4:REF02:2"},
      {"PER*BD*Katarzyna Nowak*TE*", "PER*BD*Katarzyna Nowak**", "AK4:PER03:2"},
      {"N4*Gdansk**80-557*PL", "N4*Gdansk**80-557*PL*A*B*C", "AK4:N407:3"},
      {"N1*BY*", "N1**", "AK4:N101:1"},
      {"PO1*1*12*EA", "PO1*1**EA", "AK4:PO102:2"},
      {"PO1*1*12*EA", "PO1*1*0*EA", "AK4:PO102:6 AK4:CTT02:7"},
      {"PO1*1*12*EA", "PO1*1*twelve*EA", "AK4:PO102:6"},
      {"CTT*3*414.5", "CTT*4*414.5", "AK4:CTT01:7"},
      {"CTT*3*414.5", "CTT*3*414", "AK4:CTT02:7"},
      {"BEG*00*", "BEG*01*", "AK4:BEG01:7"},
      {"MSG*Call before", "MSG*Call > before", "AK4:MSG01:6"},
  };
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str s = with(m, sample(m, "850-004010.x12"), faults[i].from, faults[i].to);
    const char *got = found(m, read_all(m, s));
    if (strcmp(got, faults[i].found) != 0)
      fail_msg("%s -> %s: expected %s, found %s", faults[i].from, faults[i].to, faults[i].found, got);
    edi_mem_free(m);
  }
}

static void every_segment_lost_or_doubled_is_told(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  for (size_t at = 107; at < s.n;) {
    const char *end = memchr(s.p + at, '\n', s.n - at);
    size_t n = (size_t)(end - s.p) + 1 - at;
    edi_str without = edi_printf(m, "%.*s%.*s", (int)at, s.p, (int)(s.n - at - n), s.p + at + n);
    edi_str twice =
        edi_printf(m, "%.*s%.*s%.*s", (int)(at + n), s.p, (int)n, s.p + at, (int)(s.n - at - n), s.p + at + n);
    const struct x12_input *a = read_all(m, without), *b = read_all(m, twice);
    assert_string_not_equal(found(m, a), "");
    assert_string_not_equal(found(m, b), "");
    at += n;
  }
  edi_mem_free(m);
}

static edi_str two_sets(struct edi_mem *m) { return sample(m, "850-005010.x12"); }

static void control_numbers_used_twice(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, two_sets(m), "ST|850|0002|005010", "ST|850|0001|005010");
  s = with(m, s, "|0002'GE", "|0001'GE");
  assert_string_equal(found(m, read_all(m, s)), "AK5:23");
  const struct x12_interchange *i = read_all(m, s)->first;
  assert_int_equal(i->first->verdict, X12_PARTLY);
  assert_int_equal(i->first->accepted, 1);
  s = with(m, s, "|X|005010'", "|X|004010'");
  assert_non_null(strstr(found(m, read_all(m, s)), "AK5:7"));
  /* the same group number twice */
  edi_str o = sample(m, "850-004010.x12");
  const char *gs = memmem(o.p, o.n, "GS*", 3), *iea = memmem(o.p, o.n, "IEA", 3);
  edi_str t =
      edi_printf(m, "%.*s%.*s%.*sIEA*2*000000417~", (int)(gs - o.p), o.p, (int)(iea - gs), gs, (int)(iea - gs), gs);
  assert_string_equal(found(m, read_all(m, t)), "AK9:6");
  i = read_all(m, t)->first;
  assert_true(x12_set_taken(i, i->first, i->first->first));
  assert_false(x12_set_taken(i, i->first->next, i->first->next->first));
  assert_string_equal(edi_interchange_state(i), "partly");
  edi_mem_free(m);
}

static void acknowledgments(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str o = sample(m, "850-004010.x12"), p = two_sets(m);
  golden(m, ack(m, read_all(m, o)->first), "accepted-004010.997");
  golden(m, ack(m, read_all(m, p)->first), "accepted-005010.997");
  edi_str bad = with(m, with(m, o, "PO1*1*12*EA", "PO1*1*1>2*EA"), "**20261121~", "**20261131~");
  bad = with(m, with(m, bad, "SE*23*", "SE*24*"), "REF*DP*041", "REF*DP*041*a*b*c");
  golden(m, ack(m, read_all(m, bad)->first), "rejected-004010.997");
  golden(m, ack(m, read_all(m, with(m, p, "PO1|10|4|EA", "PO1|10||EA"))->first), "partly-005010.997");
  golden(m, ack(m, read_all(m, with(m, o, "IEA*1*000000417~\n", ""))->first), "cut.ta1");
  golden(m, ack(m, read_all(m, with(m, o, "GE*1*417", "GE*3*417"))->first), "group-count.997");
  edi_mem_free(m);
}

static void acknowledgments_are_sound_and_not_answered(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const char *const names[] = {
      "accepted-004010.997", "accepted-005010.997", "rejected-004010.997", "partly-005010.997", "cut.ta1",
      "group-count.997"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const struct x12_input *in = read_all(m, sample(m, names[i]));
    assert_string_equal(found(m, in), "");
    assert_int_equal(in->interchanges, 1);
    assert_int_equal(ack(m, in->first).n, 0);
  }
  edi_mem_free(m);
}

static void too_much_is_bounded(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  struct edi_buf b = {.m = m};
  const char *po = memmem(s.p, s.n, "PO1*", 4);
  edi_buf_add(&b, (edi_str){s.p, (size_t)(po - s.p)});
  for (int i = 0; i < 5000; i++) edi_buf_z(&b, "QQQ*1~");
  edi_buf_add(&b, (edi_str){po, (size_t)(s.p + s.n - po)});
  const struct x12_input *in = read_all(m, edi_buf_str(&b));
  const struct x12_set *set = in->first->first->first;
  assert_int_equal(set->findings.n, X12_FINDINGS_MAX);
  assert_true(set->findings.left_out > 4000);
  assert_int_equal(set->verdict, X12_REJECTED); /* SE01 is wrong */
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(one_fault_one_code),
                                     cmocka_unit_test(every_segment_lost_or_doubled_is_told),
                                     cmocka_unit_test(control_numbers_used_twice),
                                     cmocka_unit_test(acknowledgments),
                                     cmocka_unit_test(acknowledgments_are_sound_and_not_answered),
                                     cmocka_unit_test(too_much_is_bounded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

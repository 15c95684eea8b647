/* A partner's guide laid over the standard. */
#include "set_support.h"

static void a_guide_narrows_what_the_standard_allows(void **state) {
  (void)state;
  static const struct {
    const char *guide, *body, *told;
  } all[] = {
      {"", "BEG*00*a~PO1*1~", ""},
      {"set 850\nrequire REF\n", "BEG*00*a~PO1*1~", "3:REF:guide.segment_missing"},
      {"set 850\nrequire REF\n", "BEG*00*a~REF*DP*1~PO1*1~", ""},
      {"set 850\nrequire N1\n", "BEG*00*a~PO1*1~", "3:N1:guide.segment_missing"},
      {"set 850\nrequire N1/N4\n", "BEG*00*a~PO1*1~", ""},
      {"set 850\nrequire N1/N4\n", "BEG*00*a~N1*BY*x~N1*ST*x~N4~PO1*1~", "4:N4:guide.segment_missing"},
      {"set 850\nrequire PO1/PID\n", "BEG*00*a~PO1*1~PID*x~PO1*2~", "6:PID:guide.segment_missing"},
      {"set 850\nrequire PO1/REF@0120\n", "BEG*00*a~PO1*1~REF*DP*1~PO1*2~PID*x~REF*DP*1~",
       "5:REF:guide.segment_missing"},
      {"set 850\nforbid DTM\n", "BEG*00*a~DTM*20260101~PO1*1~", "3:DTM:guide.segment_unused"},
      {"set 850\nforbid PO1/LS\n", "BEG*00*a~PO1*1~LS*A~N1*BY*a~N4~LE*A~", "4:LS:guide.segment_unused"},
      {"set 850\nforbid PO1/REF@0100\n", "BEG*00*a~PO1*1~REF*DP*1~", ""}, /* the other place takes it */
      {"set 850\ntimes REF 1\n", "BEG*00*a~REF*DP*1~REF*DP*2~PO1*1~", "4:REF:guide.segment_many"},
      {"set 850\ntimes N1 1\n", "BEG*00*a~N1*BY*a~N1*BY*a~PO1*1~", "4:N1:guide.loop_many"},
      {"set 850\nrequire N1[ST]\n", "BEG*00*a~N1*BY*a~N1*ST*a~PO1*1~", ""},
      {"set 850\nrequire N1[ST]\nrequire N1[BY]\n", "BEG*00*a~N1*BY*a~N1*BY*a~PO1*1~", "6:N1:guide.segment_missing"},
      {"set 850\nrequire PO1/REF@0100[DP]\n", "BEG*00*a~PO1*1~REF*DP*1~PO1*2~REF*IA*1~PO1*3~",
       "7:REF:guide.segment_missing 8:REF:guide.segment_missing"},
      /* at least so many */
      {"set 850\ntimes REF 2 2\n", "BEG*00*a~REF*DP*1~REF*DP*2~PO1*1~", ""},
      {"set 850\ntimes REF 2 2\n", "BEG*00*a~REF*DP*1~PO1*1~", "4:REF:guide.segment_few"},
      {"set 850\ntimes REF 2 2\n", "BEG*00*a~REF*DP*1~DTM*20260101~PO1*1~", "4:REF:guide.segment_few"},
      {"set 850\ntimes REF 1 2\n", "BEG*00*a~PO1*1~", "3:REF:guide.segment_few"},
      {"set 850\ntimes PO1 2 9\n", "BEG*00*a~PO1*1~PID*x~", "5:PO1:guide.loop_few"},
      {"set 850\ntimes PO1 2 9\n", "BEG*00*a~PO1*1~PID*x~PO1*2~", ""},
      {"set 850\ntimes PO1 2 9\n", "BEG*00*a~", "3:PO1:segment.missing"}, /* one fault, one finding */
      {"set 850\ntimes N1 1 2\n", "BEG*00*a~PO1*1~", "3:N1:guide.loop_few"},
      {"set 850\ntimes N1 2 3\n", "BEG*00*a~N1*BY*x~N4~PO1*1~LS*A~N1*BY*a~N4~LE*A~", "5:N1:guide.loop_few"},
      {"set 850\ntimes PO1/LS/N1 2 2\n", "BEG*00*a~PO1*1~LS*A~N1*BY*a~N4~LE*A~PO1*2~LS*A~N1*BY*a~N4~N1*ST*a~N4~LE*A~",
       "7:N1:guide.loop_few"},
      {"set 850\ntimes PO1/PID 2 2\n", "BEG*00*a~PO1*1~PID*x~PO1*2~PID*x~PID*y~PO1*3~REF*DP*1~",
       "5:PID:guide.segment_few 10:PID:guide.segment_few"},
      {"set 850\ntimes PO1/PID 2 2\nrequire PO1/PID\n", "BEG*00*a~PO1*1~", "4:PID:guide.segment_missing"},
      /* segments that depend on something */
      {"set 850\nrequire DTM when BEG01 05\n", "BEG*00*a~PO1*1~", ""},
      {"set 850\nrequire DTM when BEG01 05\n", "BEG*05*a~DTM*20260101~PO1*1~", ""},
      {"set 850\nrequire DTM when BEG01 05\n", "BEG*05*a~PO1*1~", "4:DTM:guide.segment_dependent"},
      {"set 850\nrequire DTM when BEG03\n", "BEG*00*a*20260101~PO1*1~", "4:DTM:guide.segment_dependent"},
      {"set 850\nforbid DTM when BEG01 01 05\n", "BEG*05*a~DTM*20260101~PO1*1~",
       "3:DTM:guide.segment_dependent_unused"},
      {"set 850\nforbid DTM when BEG01 01 05\n", "BEG*00*a~DTM*20260101~PO1*1~", ""},
      {"set 850\nrequire N1/N4 when N1/N101 ST\n", "BEG*00*a~N1*BY*x~N1*ST*x~N1*ST*x~N4~PO1*1~",
       "5:N4:guide.segment_dependent"},
      {"set 850\nforbid N1/N4 when N101 BY\n", "BEG*00*a~N1*BY*x~N4~N1*ST*x~N4~PO1*1~",
       "4:N4:guide.segment_dependent_unused"},
      {"set 850\nrequire PO1/PID when BEG01 05\n", "BEG*05*a~PO1*1~PID*x~PO1*2~",
       "6:PID:guide.segment_dependent"}, /* of a loop around */
      {"set 850\nrequire PO1/PID when PO101 7\n", "BEG*05*a~PO1*7~PO1*8~PO1*7~REF*DP*1~PID*x~",
       "4:PID:guide.segment_dependent"},
      {"set 850\nrequire PO1/LS when PO1/PID01 x y\n", "BEG*05*a~PO1*7~PID*z~PID*y~PO1*8~PID*z~",
       "6:LS:guide.segment_dependent"},
      {"set 850\nforbid PO1/LS when PO1/PID01 y\n", "BEG*05*a~PO1*7~PID*y~LS*A~N1*BY*x~N4~LE*A~",
       "5:LS:guide.segment_dependent_unused"},
      {"set 850\nrequire N1[ST] when BEG01 05\n", "BEG*05*a~N1*BY*x~PO1*1~", "5:N1:guide.segment_dependent"},
      {"set 850\nforbid N1[ST] when BEG01 05\n", "BEG*05*a~N1*BY*x~N1*ST*x~PO1*1~",
       "4:N1:guide.segment_dependent_unused"},
      /* elements */
      {"set 850\nrequire BEG03\n", "BEG*00*a~PO1*1~", "2:BEG03:guide.element_missing"},
      {"set 850\nrequire BEG03\n", "BEG*00*a*20260101~PO1*1~", ""},
      {"set 850\nforbid BEG03\n", "BEG*00*a*20260101~PO1*1~", "2:BEG03:guide.element_unused"},
      {"set 850\nlength BEG02 2 4\n", "BEG*00*a~PO1*1~", "2:BEG02:guide.element_short"},
      {"set 850\nlength BEG02 2 4\n", "BEG*00*abcde~PO1*1~", "2:BEG02:guide.element_long"},
      {"set 850\nlength BEG02 2 4\n", "BEG*00*123456789~PO1*1~", "2:BEG02:element.long"},
      {"set 850\nlength BEG02 2 4\n", "BEG*00*abcd~PO1*1~", ""},
      {"set 850\ncodes BEG01 00 05\n", "BEG*01*a~PO1*1~", "2:BEG01:guide.code"},
      {"set 850\ncodes BEG01 00 05\n", "BEG*02*a~PO1*1~", "2:BEG01:element.code"},
      {"set 850\ncodes BEG01 00 05\n", "BEG*05*a~PO1*1~", ""},
      {"set 850\nalso BEG01 ZZ\n", "BEG*ZZ*a~PO1*1~", ""},
      {"set 850\nalso BEG01 ZZ\n", "BEG*01*a~PO1*1~", ""},
      {"set 850\nalso BEG01 ZZ\n", "BEG*02*a~PO1*1~", "2:BEG01:element.code"},
      {"set 850\ncodes N1/N101 BY\n", "BEG*00*a~N1*ST*a~PO1*1~LS*A~N1*ST*a~N4~LE*A~", "3:N101:guide.code"},
      {"set 850\ncodes PO1/LS/N1/N101 BY\n", "BEG*00*a~N1*ST*a~PO1*1~LS*A~N1*ST*a~N4~LE*A~", "6:N101:guide.code"},
      {"set 850\ntimes REF03 2\n", "BEG*00*a~REF*DP*1*a^b^c~PO1*1~", "3:REF03:element.repetitions"},
      {"set 850\ncodes REF04-1 IA\n", "BEG*00*a~REF*DP*1**DP>1~PO1*1~", "3:REF04-1:guide.code"},
      {"set 850\nrequire REF04-3\n", "BEG*00*a~REF*DP*1**DP>1~PO1*1~", "3:REF04-3:guide.element_missing"},
      {"set 850\ncodes BEG02 A1 B1\n", "BEG*00*C1~PO1*1~", "2:BEG02:guide.code"}, /* a text may have codes, too */
      {"set 850\ncodes BEG02 A1 B1\n", "BEG*00*B1~PO1*1~", ""},
      {"set 850\ntimes REF03 2 3\n", "BEG*00*a~REF*DP*1*a~REF*DP*1~PO1*1~", "3:REF03:guide.repetitions_few"},
      {"set 850\ntimes REF03 2 3\n", "BEG*00*a~REF*DP*1*a^b~PO1*1~", ""},
      {"set 850\nrequire BEG03 when BEG04\n", "BEG*00*a**1200~PO1*1~", "2:BEG03:guide.element_dependent"},
      {"set 850\nrequire BEG03 when BEG04\n", "BEG*00*a*20260101*1200~PO1*1~", ""},
      {"set 850\nrequire BEG03 when BEG01 01 05\n", "BEG*05*a~PO1*1~", "2:BEG03:guide.element_dependent"},
      {"set 850\nrequire BEG03 when BEG01 01 05\n", "BEG*00*a~PO1*1~", ""},
      {"set 850\nforbid BEG03 when BEG01 05\n", "BEG*05*a*20260101~PO1*1~", "2:BEG03:guide.element_dependent_unused"},
      {"set 850\nforbid BEG03 when BEG01 05\n", "BEG*00*a*20260101~PO1*1~", ""},
      {"set 850\nrequire PO1/PO103 when PO102\n", "BEG*00*a~PO1*1*2~PO1*1~",
       "3:PO103:element.conditional 3:PO103:guide.element_dependent"},
      {"set 850\nrequire REF03[DP] when REF02 1\nforbid REF04 when REF02 1\n",
       "BEG*00*a~REF*DP*1**DP>1~REF*IA*1~PO1*1~",
       "3:REF03:guide.element_dependent 3:REF04:guide.element_dependent_unused"},
      {"set 850\npattern BEG02 A[0-9][0-9]*\n", "BEG*00*A12~PO1*1~", ""},
      {"set 850\npattern BEG02 A[0-9][0-9]*\n", "BEG*00*A1~PO1*1~", "2:BEG02:guide.pattern"},
      {"set 850\npattern BEG02 A[0-9][0-9]*\nlength BEG02 2 2\n", "BEG*00*A12~PO1*1~", "2:BEG02:guide.element_long"},
      {"set 850\npattern BEG03 2026*\n", "BEG*00*A*20270101~PO1*1~", "2:BEG03:guide.pattern"},
      {"set 850\npattern PO102 *.[0-9][0-9]\n", "BEG*00*A~PO1*1*2.5*EA~PO1*1*2.50*EA~", "3:PO102:guide.pattern"},
      {"set 850\npattern REF02[DP] D ?\n", "BEG*00*A~REF*DP*D 1~REF*IA*1~PO1*1~", ""},
      {"set 850\npattern REF02[DP] D ?\n", "BEG*00*A~REF*DP*D  1~REF*IA*1~PO1*1~", "3:REF02:guide.pattern"},
      {"set 850\npattern REF04-2 x?\n", "BEG*00*A~REF*DP*1**DP>y~PO1*1~", "3:REF04-2:guide.pattern"},
      /* of segments with one code only */
      {"set 850\nlength REF02[DP] 3 3\n", "BEG*00*a~REF*DP*123~REF*IA*1~PO1*1~", ""},
      {"set 850\nlength REF02[DP] 3 3\n", "BEG*00*a~REF*DP*1234~REF*IA*1~PO1*1~", "3:REF02:guide.element_long"},
      {"set 850\nrequire REF03[IA]\nlength REF02 2 5\n", "BEG*00*a~REF*DP*12~REF*IA*1~PO1*1~",
       "4:REF02:guide.element_short 4:REF03:guide.element_missing"},
      {"set 850\ncodes N1/N102[BY] ACME\n", "BEG*00*a~N1*ST*x~N1*BY*x~PO1*1~LS*A~N1*BY*x~N4~LE*A~",
       "4:N102:guide.code"},
      /* what becomes of a finding */
      {"set 850\nrequire REF\n", "BEG*00*a~DTM*20260101~REF*DP*1~PO1*1~", "4:REF:segment.order"},
      {"set 850\nrequire N1/N3\n", "BEG*00*a~N1*BY*x~N1*ST*x~N4~N3*x~PO1*1~",
       "4:N3:guide.segment_missing 6:N3:segment.order"}, /* in the first turn it is missing */
      {"accept segment.order\n", "REF*DP*1~BEG*00*a~PO1*1~", "2:BEG:segment.missing 3:BEG:segment.order"},
      {"ignore segment.order\n", "REF*DP*1~BEG*00*a~PO1*1~", "2:BEG:segment.missing"},
      {"ignore segment.unknown\n", "BEG*00*a~ZZZ~PO1*1~", ""},
      {"# nothing\n\n  \t\n", "BEG*00*a~ZZZ~PO1*1~", "3:ZZZ:segment.unknown"},
  };
  size_t wrong = 0;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str why = {NULL, 0};
    const struct x12_schemas *s = x12_guide_read(m, small_standard(m), edi_str_of(all[i].guide), &why);
    if (!s) fail_msg("%s: %.*s", all[i].guide, EDI_ARG(why));
    struct x12_findings found = checked(m, s, edi_printf(m, "ST*850*0001~%sSE*1*0001~", all[i].body));
    const char *got = told(m, &found);
    if (strcmp(got, all[i].told) != 0) {
      print_message("%s%s\n  expected %s\n  found    %s\n", all[i].guide, all[i].body, all[i].told, got);
      wrong++;
    }
    edi_mem_free(m);
  }
  assert_int_equal(wrong, 0);
}

static void a_guide_decides_what_a_finding_costs(void **state) {
  (void)state;
  static const struct {
    const char *guide;
    bool fatal;
  } all[] = {{"", true}, {"accept element.date", false}, {"reject element.date\naccept element.time", true}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str why = {NULL, 0};
    const struct x12_schemas *s = x12_guide_read(m, small_standard(m), edi_str_of(all[i].guide), &why);
    assert_non_null(s);
    struct x12_findings found = checked(m, s, EDI_STR("ST*850*0001~BEG*00*a*20260231~PO1*1~SE*4*0001~"));
    assert_string_equal(told(m, &found), "2:BEG03:element.date");
    assert_int_equal(found.fatal, all[i].fatal);
    edi_mem_free(m);
  }
}

static void a_guide_names_who_sends_who_receives_and_which_conventions_are_taken(void **state) {
  (void)state;
  static const struct {
    const char *guide, *found;
  } all[] = {{"sender ZZ:SENDER", ""},
             {"sender ZZ:OTHER\nsender ZZ:SENDER", ""},
             {"sender ZZ:OTHER", "TA1:6"},
             {"sender 01:SENDER", "TA1:6"},
             {"receiver ZZ:RECEIVER", ""},
             {"receiver ZZ:TWO WORDS\nreceiver ZZ:OTHER", "TA1:9"},
             {"receiver ZZ:OTHER\naccept interchange.receiver_unknown", "TA1:9"},
             {"receiver ZZ:OTHER\nignore interchange.receiver_unknown", ""},
             {"set 850 005010\nconvention 005010X001 005010", ""},
             {"set 850 005010\nconvention 005010X001", "AK5:19 AK5:19"},
             {"set 855 005010\nconvention 005010X001", ""}};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str why = {NULL, 0}, order = sample(m, "850-005010.x12");
    const struct x12_schemas *s = x12_guide_read(m, tables(m), edi_str_of(all[i].guide), &why);
    if (!s) fail_msg("%s: %.*s", all[i].guide, EDI_ARG(why));
    const char *isa = memmem(order.p, order.n, "|ZZ|", 4);
    memcpy((char *)(uintptr_t)isa, "|ZZ|SENDER         |ZZ|RECEIVER       |", 39);
    const struct x12_input *in = x12_read(m, s, NULL, order);
    if (strcmp(found(m, in), all[i].found) != 0) fail_msg("%s: %s", all[i].guide, found(m, in));
    bool accepted = memmem(all[i].guide, strlen(all[i].guide), "accept", 6);
    assert_int_equal(in->first->verdict == X12_REJECTED, strncmp(all[i].found, "TA1", 3) == 0 && !accepted);
    edi_mem_free(m);
  }
}

static void the_standard_itself_stays_as_it_is(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str why = {NULL, 0}, order = EDI_STR("ST*850*0001~BEG*01*abc~PO1*1~SE*4*0001~");
  const struct x12_schemas *standard = small_standard(m),
                           *guided = x12_guide_read(m, standard,
                                                    EDI_STR("guide Acme  \nset 850 004010\nforbid N1\nrequire REF\n"
                                                            "codes BEG01 00\nlength BEG02 1 2\n"),
                                                    &why);
  assert_non_null(guided);
  assert_true(edi_is(x12_guide_name(guided), "Acme"));
  struct x12_findings a = checked(m, standard, order), b = checked(m, guided, order);
  assert_string_equal(told(m, &a), "");
  assert_string_equal(told(m, &b), "2:BEG01:guide.code 2:BEG02:guide.element_long 3:REF:guide.segment_missing");
  a = checked(m, guided, EDI_STR("ST*856*0001~HL*1**S~SE*3*0001~")); /* another set, which it does not speak of */
  assert_string_equal(told(m, &a), "");
  edi_mem_free(m);
}

static void an_error_in_a_guide_names_its_line(void **state) {
  (void)state;
  static const struct {
    const char *guide, *why;
  } all[] = {
      {"require REF", "line 1: a line \"set\" must stand before this one"},
      {"\n# x\nset 851", "line 3: there is no table of the set \"851\""},
      {"set 850 005010", "line 1: there are no tables of release \"005010\""},
      {"set 850\nrequires REF", "line 2: \"requires\" is no rule"},
      {"set 850\nrequire", "line 2: \"\" is no place: write a segment (N1, PO1/N1) or an element of one (PO1/N104)"},
      {"set 850\nrequire XYZ", "line 2: XYZ does not stand in set 850"},
      {"set 850\nrequire PO1/DTM", "line 2: PO1/DTM does not stand in set 850"},
      {"set 850\nrequire PO1/REF",
       "line 2: PO1/REF stands at several positions in set 850: name one, as in PO1/REF@0100"},
      {"set 850\nrequire BEG06", "line 2: BEG has 5 elements"},
      {"set 850\nrequire XYZ01", "line 2: XYZ01 does not stand in set 850"},
      {"set 850\ncodes BEG01 02", "line 2: the standard has no code \"02\" for BEG01; \"also\" would allow it"},
      {"set 850\ncodes BEG01 00 00", "line 2: the code \"00\" is there already"},
      {"set 850\ncodes BEG01", "line 2: which codes?"},
      {"set 850\nalso BEG01 ABC", "line 2: the code \"ABC\" does not have 2 to 2 characters"},
      {"set 850\nalso BEG02 X", "line 2: BEG02 takes any code as it is"},
      {"set 850\ncodes BEG03 20260101", "line 2: BEG03 is no code and no text"},
      {"set 850\ncodes REF04 DP", "line 2: REF04 is a composite: name one of its components"},
      {"set 850\ncodes REF04-5 DP", "line 2: REF04-5 has 4 components"},
      {"set 850\nlength BEG02 1 9", "line 2: BEG02 has 1 to 8 characters in the standard"},
      {"set 850\nlength BEG02 4 2", "line 2: BEG02 has 1 to 8 characters in the standard"},
      {"set 850\nlength BEG02", "line 2: which numbers? As in: length BEG03 1 10"},
      {"set 850\nlength REF 1 2", "line 2: lengths, codes and patterns are those of an element, not of REF"},
      {"set 850\ntimes REF 3", "line 2: REF may come 1 to 2 times in the standard"},
      {"set 850\ntimes REF 0", "line 2: REF may come 1 to 2 times in the standard"},
      {"set 850\ntimes REF", "line 2: which numbers? As in: times REF 3"},
      {"set 850\ntimes REF x 2", "line 2: which numbers? As in: times REF 3"},
      {"set 850\ntimes REF 2 1", "line 2: REF may come 1 to 2 times in the standard"},
      {"set 850\ntimes REF 1 3", "line 2: REF may come 1 to 2 times in the standard"},
      {"set 850\ntimes REF 1 2 3", "line 2: there is more on the line than belongs there"},
      {"set 850\ntimes REF03 2 4", "line 2: REF03 may be repeated 1 to 3 times in the standard"},
      {"set 850\ntimes REF 1 2\nforbid REF", "line 3: REF cannot be forbidden: another line requires it"},
      {"set 850\nforbid REF\ntimes REF 1 2", "line 3: another line forbids REF"},
      {"set 850\npattern REF A*", "line 2: lengths, codes and patterns are those of an element, not of REF"},
      {"set 850\npattern BEG02", "line 2: which form?"},
      {"set 850\npattern BEG02 [A-", "line 2: a [ has no ]"},
      {"set 850\npattern BEG02 [Z-A]", "line 2: a range between [ and ] goes backwards"},
      {"set 850\npattern BEG02 []", "line 2: between [ and ] stands nothing"},
      {"set 850\npattern BEG02 A\\", "line 2: behind a \\ stands a character"},
      {"set 850\npattern BEG02 ?????????", "line 2: no value of 1 to 8 characters has this form"},
      {"set 850\npattern BEG01 A", "line 2: no value of 2 to 2 characters has this form"},
      {"set 850\npattern REF04 A*", "line 2: REF04 is a composite: name one of its components"},
      {"set 850\nrequire BEG03 when", "line 2: \"\" is no place: write a segment (N1, PO1/N1) or an element of one "
                                      "(PO1/N104)"},
      {"set 850\nrequire BEG03 when REF", "line 2: behind \"when\" stands an element, as in PO107, and its codes"},
      {"set 850\nrequire BEG03 when REF04-1", "line 2: behind \"when\" stands an element, as in PO107, and its codes"},
      {"set 850\nrequire BEG03 when REF01", "line 2: BEG03 may depend on another element of its segment"},
      {"set 850\nrequire BEG03 when BEG03", "line 2: BEG03 may depend on another element of its segment"},
      {"set 850\nrequire REF04-3 when REF01", "line 2: REF04-3 may depend on another element of its segment"},
      {"set 850\nrequire BEG03 when BEG07", "line 2: BEG has 5 elements"},
      {"set 850\nrequire BEG03 when BEG01 07", "line 2: \"07\" is no code of BEG01"},
      {"set 850\nrequire BEG02 when BEG03", "line 2: BEG02 depends on nothing: the standard requires it always"},
      {"set 850\nforbid BEG02 when BEG03", "line 2: BEG02 cannot be forbidden: the standard requires it"},
      {"set 850\nforbid BEG03\nrequire BEG03 when BEG04", "line 3: another line forbids BEG03"},
      {"set 850\nrequire DTM when PO101", "line 2: PO101 does not stand before DTM, in its loop or one around"},
      {"set 850\nrequire PO1/LS when PO1/REF01", "line 2: PO1/REF01 stands at several positions in set 850: name one, "
                                                 "as in PO1/REF01@0100"},
      {"set 850\nrequire CTT when PO101", "line 2: PO101 does not stand before CTT, in its loop or one around"},
      {"set 850\nrequire PO1 when BEG01", "line 2: PO1 depends on nothing: the standard requires it always"},
      {"set 850\nforbid PO1 when BEG01", "line 2: PO1 cannot be forbidden: the standard requires it"},
      {"set 850\ncodes BEG01 when BEG02", "line 2: the code \"when\" does not have 2 to 2 characters"},
      {"set 850\nforbid BEG", "line 2: BEG cannot be forbidden: the standard requires it"},
      {"set 850\nrequire REF\nforbid REF", "line 3: REF cannot be forbidden: another line requires it"},
      {"set 850\nforbid REF\nrequire REF", "line 3: another line forbids REF"},
      {"set 850\nforbid BEG01", "line 2: BEG01 cannot be forbidden: the standard requires it"},
      {"set 850\nforbid BEG03\nrequire BEG03", "line 3: another line forbids BEG03"},
      {"set 850\nrequire REF[XX]", "line 2: \"XX\" is no code of REF01"},
      {"set 850\nrequire REF02[XX]", "line 2: \"XX\" is no code of REF01"},
      {"set 850\nforbid REF03\nrequire REF03[DP]", "line 3: another line forbids REF03[DP]"},
      {"set 850\nrequire REF03[DP]\nforbid REF03", "line 2: another line forbids REF03[DP]"},
      {"set 850\nforbid REF[DP]", "line 2: a code in [ ] stands behind \"require\" only"},
      {"set 850\nrequire REF DTM", "line 2: there is more on the line than belongs there"},
      {"sender ACME",
       "line 1: a sender or receiver is a qualifier, a colon and an id of 1 to 15 characters, as in ZZ:ACME"},
      {"receiver ZZ:ABCDEFGHIJKLMNOP",
       "line 1: a sender or receiver is a qualifier, a colon and an id of 1 to 15 characters, as in ZZ:ACME"},
      {"convention 004010X001", "line 1: a line \"set\" must stand before this one"},
      {"set 850\nconvention", "line 2: which conventions?"},
      {"set 850\nconvention 004010X001", "line 2: in release 004010 no ST03 names a convention"},
      {"accept element.lenght", "line 1: there is no kind of finding called \"element.lenght\""},
      {"accept element.long\nreject element.long", "line 2: another line says it of element.long"},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct edi_mem *m = edi_mem_new();
    edi_str why = {NULL, 0};
    if (x12_guide_read(m, small_standard(m), edi_str_of(all[i].guide), &why)) fail_msg("%s", all[i].guide);
    assert_string_equal(edi_printf(m, "%.*s", EDI_ARG(why)).p, all[i].why);
    edi_mem_free(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_guide_narrows_what_the_standard_allows),
      cmocka_unit_test(a_guide_decides_what_a_finding_costs),
      cmocka_unit_test(a_guide_names_who_sends_who_receives_and_which_conventions_are_taken),
      cmocka_unit_test(the_standard_itself_stays_as_it_is),
      cmocka_unit_test(an_error_in_a_guide_names_its_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A small standard of its own for the tests of the check, and a short text of what the check finds in a set. */
#ifndef TESTS_EDI_SET_SUPPORT_H
#define TESTS_EDI_SET_SUPPORT_H
#include "edi/x12/overlay.h"
#include "edi/x12/set.h"
#include "support.h"

static const char ELEMENTS[] = "143\tID\t3\t3\tSet\n"
                               "329\tAN\t4\t9\tControl\n"
                               "96\tN0\t1\t10\tCount\n"
                               "353\tID\t2\t2\tPurpose\n"
                               "324\tAN\t1\t8\tNumber\n"
                               "373\tDT\t8\t8\tDate\n"
                               "337\tTM\t4\t8\tTime\n"
                               "98\tID+\t2\t3\tParty role\n"
                               "128\tID\t2\t3\tReference kind\n"
                               "127\tAN\t1\t30\tReference\n"
                               "330\tR\t1\t9\tQuantity\n"
                               "610\tN2\t1\t6\tAmount\n"
                               "355\tID+\t2\t2\tUnit\n"
                               "1018\tR\t1\t15\tExponent\n"
                               "447\tAN\t1\t4\tLoop\n"
                               "354\tN0\t1\t6\tLines\n"
                               "347\tR\t1\t10\tHash\n"
                               "628\tAN\t1\t12\tLevel\n"
                               "734\tAN\t1\t12\tParent\n"
                               "735\tID\t1\t2\tKind of level\n"
                               "736\tID\t1\t1\tLevels below\n"
                               "1250\tID+\t2\t3\tForm\n"
                               "1251\tAN\t1\t35\tPeriod\n";
static const char CODES[] = "353\t00\tOriginal\n353\t01\tCancellation\n353\t05\tReplacement\n"
                            "128\tDP\tDepartment\n128\tIA\tVendor\n128\tPO\tOrder\n"
                            "98\tBY\tBuyer\n98\tST\tShip to\n"
                            "735\tS\tShipment\n735\tO\tOrder\n735\tI\tItem\n"
                            "736\t0\tNone\n736\t1\tSome\n";
static const char COMPOSITES[] = "C040\tFurther references\t128M 127M 128O 127O\tP0304\n"
                                 "C001\tUnit\t355M 1018O\n";
static const char SEGMENTS[] = "ST\tStart\t143M 329M\n"
                               "SE\tEnd\t96M 329M\n"
                               "BEG\tBegin\t353M 324M 373O 337O 610O\n"
                               "REF\tReference\t128M 127O 324O*3 C040O*2\tR0203\n"
                               "DTM\tDate\t373O 337O 373O 1250O 1251O\tR010205 C0201 E0103 P0405\n"
                               "N1\tParty\t98M 324O 127O\tL010203\n"
                               "N3\tStreet\t127M\n"
                               "N4\tCity\t127O 355O\tP0102\n"
                               "PO1\tLine\t324O 330O 355O C001O\tC0203\n"
                               "PID\tDescription\t127M\n"
                               "LS\tLoop header\t447M\n"
                               "LE\tLoop trailer\t447M\n"
                               "CTT\tTotals\t354M 347O\n"
                               "HL\tLevel\t628M 734O 735M 736O\n"
                               "MSG\tText\t127M\n";
static const char ORDER[] = "set\t850\tPO\tOrder\n"
                            "0010\t\tST\tM\t1\n"
                            "0020\t\tBEG\tM\t1\n"
                            "0030\t\tREF\tO\t2\n"
                            "0040\t\tDTM\tO\t1\n"
                            "0050\tN1\tN1\tO\t1\t3\n"
                            "0060\tN1\tN3\tO\t2\n"
                            "0070\tN1\tN4\tO\t1\n"
                            "0080\tN1\tREF\tO\t1\n"
                            "0090\tPO1\tPO1\tM\t1\t*\n"
                            "0100\tPO1\tREF\tO\t1\n"
                            "0110\tPO1\tPID\tO\t2\n"
                            "0120\tPO1\tREF\tO\t1\n"
                            "0130\tPO1/LS\tLS\tO\t1\t1\n"
                            "0140\tPO1/LS/N1\tN1\tM\t1\t2\n"
                            "0150\tPO1/LS/N1\tN4\tM\t1\n"
                            "0160\tPO1/LS\tLE\tM\t1\n"
                            "0170\tCTT\tCTT\tO\t1\t1\n"
                            "0180\t\tSE\tM\t1\n"
                            "total\tCTT01\tcount\tPO1\n"
                            "total\tCTT02\tsum\tPO102\n";
static const char SHIPMENT[] = "set\t856\tSH SN\tShipment\n"
                               "0010\t\tST\tM\t1\n"
                               "0020\tHL\tHL\tM\t1\t*\n"
                               "0030\tHL\tREF\tO\t1\n"
                               "0040\t\tCTT\tO\t1\n"
                               "0050\t\tSE\tM\t1\n"
                               "total\tCTT01\tcount\tHL\n"
                               "hl\tHL\n";

struct part_table {
  const char *path, *text;
};

static inline const struct x12_schemas *read_tables(struct edi_mem *m, const struct part_table *parts, size_t n,
                                                    edi_str *why) {
  struct x12_table *t = edi_alloc(m, n * sizeof *t);
  for (size_t i = 0; i < n; i++) t[i] = (struct x12_table){edi_str_of(parts[i].path), edi_str_of(parts[i].text)};
  return x12_schemas_read(m, t, n, why);
}

static inline const struct x12_schemas *small_standard(struct edi_mem *m) {
  static const struct part_table parts[] = {
      {"x/004010/850.tsv", ORDER},   {"x/004010/856.tsv", SHIPMENT},          {"x/004010/segments.tsv", SEGMENTS},
      {"x/004010/codes.tsv", CODES}, {"x/004010/composites.tsv", COMPOSITES}, {"x/004010/elements.tsv", ELEMENTS}};
  edi_str why = {NULL, 0};
  const struct x12_schemas *s = read_tables(m, parts, sizeof parts / sizeof *parts, &why);
  if (!s) fail_msg("%.*s", EDI_ARG(why));
  return s;
}

static const struct x12_delimiters SEPARATORS = {'*', '>', '~', '^'};

/* Runs the check over the segments of one set. */
static inline struct x12_findings checked(struct edi_mem *m, const struct x12_schemas *s, edi_str bytes) {
  struct x12_findings found = {0};
  struct x12_check *c = EDI_NEW(m, struct x12_check);
  struct x12_cursor *at = EDI_NEW(m, struct x12_cursor);
  const struct x12_release *r = x12_schemas_release(s, EDI_STR("004010"));
  const struct x12_set_def *def = x12_release_set(r, (edi_str){bytes.p + 3, 3});
  assert_non_null(def);
  x12_check_start(c, m, r, def, SEPARATORS, &found);
  x12_cursor_start(at, bytes, 0, SEPARATORS);
  for (struct x12_segment seg; x12_cursor_next(at, &seg);) x12_check_segment(c, &seg);
  x12_check_free(c);
  return found;
}

/* "2:REF:segment.too_many 3:REF04-2^1:element.code": ordinal, place, key */
static inline const char *told(struct edi_mem *m, const struct x12_findings *l) {
  struct edi_buf b = {.m = m};
  for (const struct x12_finding *f = l->first; f; f = f->next) {
    if (b.n) edi_buf_char(&b, ' ');
    edi_buf_uint(&b, f->segment, 0);
    edi_buf_char(&b, ':');
    edi_buf_add(&b, f->segment_id);
    if (f->element) edi_buf_uint(&b, f->element, 2);
    if (f->component) edi_buf_char(&b, '-'), edi_buf_uint(&b, f->component, 0);
    if (f->repetition) edi_buf_char(&b, '^'), edi_buf_uint(&b, f->repetition, 0);
    edi_buf_char(&b, ':');
    edi_buf_z(&b, x12_kind_of(f->key)->name);
  }
  edi_buf_char(&b, 0);
  return b.p;
}

#endif

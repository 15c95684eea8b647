/* 850 to the order of the shared model, and what the gateway stores. */
#include "support.h"

static edi_str stored(struct edi_mem *m, edi_str bytes) {
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  struct edi_buf b = {.m = m};
  struct edi_document *docs = edi_documents(m, in->first, bytes);
  edi_documents_json(&b, in->first, docs, bytes, EDI_STR("http"));
  edi_buf_char(&b, '\n');
  return edi_buf_str(&b);
}

static void goldens(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  golden(m, stored(m, sample(m, "850-004010.x12")), "850-004010.json");
  golden(m, stored(m, sample(m, "850-005010.x12")), "850-005010.json");
  edi_mem_free(m);
}

static const struct edi_order *first_order(struct edi_mem *m, edi_str bytes) {
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  return edi_documents(m, in->first, bytes)->order;
}

static const char *value(struct edi_decimal d) {
  static char out[EDI_DECIMAL_TEXT + 1];
  char b[EDI_DECIMAL_TEXT];
  snprintf(out, sizeof out, "%.*s", EDI_ARG(edi_decimal_text(d, b)));
  return out;
}

static void fields(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct edi_order *o = first_order(m, sample(m, "850-004010.x12"));
  assert_true(edi_is(o->number, "GD-2026-0417") && edi_is(o->currency, "EUR"));
  assert_true(o->requested_on.month == 12 &&
              o->requested_on.day == 15); /* the heading's word, not the line's earlier day */
  assert_true(edi_is(o->note, "Deliver to gate 3, 7 to 15 h.\nCall before arrival."));
  const struct edi_party *p = o->parties;
  assert_true(edi_is(p->role, "BY") && edi_is(p->id_scheme, "gln") && edi_is(p->id_code, "5901234000017"));
  p = p->next;
  assert_true(edi_is(p->role, "SE") && edi_is(p->id_scheme, "duns"));
  p = p->next;
  assert_true(edi_is(p->role, "ST") && edi_is(p->id_scheme, "buyer") &&
              edi_is(p->street, "ul. Marynarki Polskiej 96, Brama 3"));
  assert_true(edi_is(p->city, "Gdansk") && edi_is(p->postcode, "80-557") && edi_is(p->country, "PL"));
  const struct edi_line *l = o->lines;
  assert_true(edi_is(l->buyer_part, "700412") && edi_is(l->seller_part, "LI-PT100-3W") &&
              edi_is(l->gtin, "4012345678901"));
  assert_string_equal(value(l->unit_price), "184.5");
  l = l->next;
  assert_string_equal(value(l->quantity), "2.5");
  assert_true(l->has_requested && l->requested_on.day == 1);
  l = l->next;
  assert_string_equal(value(l->unit_price), "0.18"); /* 18 a hundred */
  assert_null(l->next);
  edi_mem_free(m);
}

static void the_lines_say_when_the_heading_does_not(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, sample(m, "850-004010.x12"), "DTM*002*20261215~\n", "");
  const struct edi_order *o = first_order(m, s);
  assert_true(o->has_requested && o->requested_on.month == 12 && o->requested_on.day == 1);
  edi_mem_free(m);
}

static void copies_make_no_order(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, sample(m, "850-004010.x12"), "BEG*00*", "BEG*07*");
  assert_string_equal(found(m, read_all(m, s)), "");
  assert_null(first_order(m, s));
  edi_mem_free(m);
}

static void what_is_rejected_makes_no_order(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  static const char *const faults[][2] = {
      {"SE*23*", "SE*24*"}, {"GE*1*", "GE*2*"}, {"IEA*1*", "IEA*2*"}, {"PO1*1*12*", "PO1*1*-12*"}, {"CTT*3", "CTT*4"}};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    edi_str json = stored(m, with(m, s, faults[i][0], faults[i][1]));
    assert_non_null(memmem(json.p, json.n, "\"order\":null", 12));
    assert_non_null(memmem(json.p, json.n, "\"state\":\"rejected\"", 18));
    assert_non_null(memmem(json.p, json.n, "\"acknowledgment\":\"rejected\"", 27));
  }
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(goldens), cmocka_unit_test(fields), cmocka_unit_test(the_lines_say_when_the_heading_does_not),
      cmocka_unit_test(copies_make_no_order), cmocka_unit_test(what_is_rejected_makes_no_order)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

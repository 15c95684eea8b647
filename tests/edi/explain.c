/* Findings in plain words: every kind in six languages, from the same facts. */
#include "edi/x12/explain.h"
#include "support.h"

static const char *const languages[] = {"en", "pl", "es", "ru", "af", "zh"};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static edi_str table(struct edi_mem *m) {
  edi_str t = slurp(m, SOURCE_DIR "/schemas/texts/findings.tsv");
  assert_non_null(t.p);
  return t;
}

/* The names in braces, in alphabetical order: "{element}{value}". */
static void holes(edi_str text, char out[static 256]) {
  static const char *const known[] = {"element", "expected", "found", "loop", "name", "position", "segment", "value"};
  size_t said = 0, braces = 0;
  out[0] = 0;
  for (size_t i = 0; i < text.n; i++) braces += text.p[i] == '{';
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    char hole[32];
    snprintf(hole, sizeof hole, "{%s}", known[k]);
    for (const char *at = text.p; (at = memmem(at, text.n - (size_t)(at - text.p), hole, strlen(hole))); at++) {
      strcat(out, hole);
      said++;
    }
  }
  if (said != braces) fail_msg("a name in braces is not known: %.*s", EDI_ARG(text));
}

static void every_kind_has_its_words_in_six_languages(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str why = {"", 0};
  const struct x12_texts *t[LANGUAGES];
  for (size_t l = 0; l < LANGUAGES; l++) {
    t[l] = x12_texts_read(m, table(m), languages[l], &why);
    if (!t[l]) fail_msg("%s: %.*s", languages[l], EDI_ARG(why));
  }
  for (unsigned k = 1; k < X12_KEYS_N; k++) {
    const struct x12_kind *kind = x12_kind_of((enum x12_key)k);
    assert_int_equal(x12_key_of(edi_str_of(kind->name)), k);
    char want[256], have[256];
    holes(edi_str_of(kind->text), want);
    if (!edi_is(x12_texts_get(t[0], (enum x12_key)k), kind->text))
      fail_msg("%s: the English of the table is missing or another than in keys.h", kind->name);
    for (size_t l = 1; l < LANGUAGES; l++) {
      edi_str text = x12_texts_get(t[l], (enum x12_key)k);
      if (text.p == kind->text) fail_msg("%s has no line in %s", kind->name, languages[l]);
      holes(text, have);
      if (strcmp(want, have) != 0) fail_msg("%s in %s fills in %s, not %s", kind->name, languages[l], have, want);
    }
  }
  edi_mem_free(m);
}

static void what_the_database_says_has_a_key_too(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str sql = slurp(m, SOURCE_DIR "/sql/logic/35_edi.sql");
  static const char mark[] = "\"key\": \"";
  size_t n = 0;
  for (const char *at = sql.p; (at = strstr(at, mark)); n++) {
    at += sizeof mark - 1;
    edi_str key = {at, strcspn(at, "\"")};
    if (!x12_key_of(key)) fail_msg("there is no key %.*s", EDI_ARG(key));
  }
  assert_true(n >= 3);
  edi_mem_free(m);
}

static void a_kind_keeps_to_the_codes_of_the_standard(void **state) {
  (void)state;
  for (unsigned k = 1; k < X12_KEYS_N; k++) {
    const struct x12_kind *kind = x12_kind_of((enum x12_key)k);
    static const int most[] = {1, 31, 26, 27, 8, 13}, early[] = {0, 31, 26, 27, 8, 10};
    if (kind->code > most[kind->part]) fail_msg("%s: code %d", kind->name, kind->code);
    if ((kind->early ? kind->early : kind->code) > early[kind->part] && kind->part != X12_FILE)
      fail_msg("%s: there is no such code before 005010", kind->name);
    if (kind->late && kind->late[0] != 'I') fail_msg("%s: %s", kind->name, kind->late);
  }
}

static const char *said(struct edi_mem *m, const struct x12_finding *f, const char *language) {
  edi_str why = {"", 0};
  const struct x12_texts *t = language ? x12_texts_read(m, table(m), language, &why) : NULL;
  struct edi_buf b = {.m = m};
  x12_explain(&b, f, t);
  edi_buf_char(&b, 0);
  return b.p;
}

static void the_place_the_value_and_what_was_expected_are_filled_in(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct x12_finding f = x12_finding_of(X12_K_ELEMENT_LONG);
  assert_int_equal(f.part, X12_AK4);
  assert_int_equal(f.code, 5);
  f.segment_id = EDI_STR("BEG");
  f.element = 3;
  f.name = EDI_STR("Purchase order number");
  f.found = EDI_STR("37");
  f.expected = EDI_STR("22");
  assert_string_equal(said(m, &f, NULL), "BEG03 (Purchase order number) is too long: it has 37 characters and may have "
                                         "at most 22. Shorten it.");
  assert_string_equal(said(m, &f, "pl"), "BEG03 (Purchase order number) jest za długi: znaków jest 37, a może być "
                                         "najwyżej 22. Skróć go.");
  f.component = 2;
  f.name = (edi_str){NULL, 0};
  assert_non_null(strstr(said(m, &f, NULL), "BEG03-2 is too long"));
  edi_mem_free(m);
}

static void what_stands_in_the_input_cannot_spoil_the_text(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct x12_finding f = x12_finding_of(X12_K_ELEMENT_DATE);
  f.segment_id = EDI_STR("DTM");
  f.element = 2;
  f.value = EDI_STR("\x1b[31m{element}\n");
  assert_non_null(strstr(said(m, &f, NULL), "\"?[31m{element}?\""));
  char many[200];
  memset(many, 'x', sizeof many);
  memcpy(many + 59, "\xc4\x85", 2); /* the cut must not halve a character */
  f.value = (edi_str){many, sizeof many};
  const char *text = said(m, &f, NULL);
  assert_null(strchr(text, '\xc4'));
  assert_non_null(strstr(text, "x\xe2\x80\xa6\""));
  edi_mem_free(m);
}

static void a_table_that_is_wrong_is_told_by_its_line(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str why = {"", 0};
  assert_null(x12_texts_read(m, EDI_STR("key\ten\tpl\nelement.long\ta\tb\n"), "xx", &why));
  assert_true(edi_is(why, "line 1: there is no column \"xx\""));
  assert_null(x12_texts_read(m, EDI_STR("# note\nkey\ten\tpl\nelement.large\ta\tb\n"), "pl", &why));
  assert_true(edi_is(why, "line 3: there is no key \"element.large\""));
  assert_null(x12_texts_read(m, EDI_STR("key\ten\tpl\nelement.long\ta\n"), "pl", &why));
  assert_true(edi_is(why, "line 2: no text for \"element.long\""));
  assert_null(x12_texts_read(m, (edi_str){"", 0}, "pl", &why));
  assert_non_null(x12_texts_read(m, EDI_STR("key\ten\tpl\r\nelement.long\ta\tb\r\n"), "pl", &why));
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_has_its_words_in_six_languages),
                                     cmocka_unit_test(what_the_database_says_has_a_key_too),
                                     cmocka_unit_test(a_kind_keeps_to_the_codes_of_the_standard),
                                     cmocka_unit_test(the_place_the_value_and_what_was_expected_are_filled_in),
                                     cmocka_unit_test(what_stands_in_the_input_cannot_spoil_the_text),
                                     cmocka_unit_test(a_table_that_is_wrong_is_told_by_its_line)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Findings in plain words: every kind in six languages, from the same facts. */
#include "edi/x12/explain.h"
#include "edi/seen.h"
#include "support.h"

static const char *const languages[] = {"en", "pl", "es", "ru", "af", "zh"};
enum { LANGUAGES = sizeof languages / sizeof *languages };
static const char *const releases[] = {"005010", "004010"}; /* what changed is told as the newest has it */

static edi_str file(struct edi_mem *m, const char *path) {
  edi_str t = slurp(m, edi_printf(m, "%s/%s", SOURCE_DIR, path).p);
  if (!t.p) fail_msg("%s is missing", path);
  return t;
}

static edi_str table(struct edi_mem *m) { return file(m, "schemas/texts/findings.tsv"); }

static const struct x12_texts *in_language(struct edi_mem *m, const char *language) {
  edi_str why = {"", 0};
  struct x12_texts *t = x12_texts_read(m, table(m), language, &why);
  if (!t || !x12_texts_read_names(m, t, file(m, "schemas/texts/names.tsv"), language, &why))
    fail_msg("%s: %.*s", language, EDI_ARG(why));
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
  const struct x12_texts *t[LANGUAGES];
  for (size_t l = 0; l < LANGUAGES; l++) t[l] = in_language(m, languages[l]);
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

/* The fields of the lines of a table, but for remarks. NULL behind the last line. */
static char **next_fields(char **rest, char *field[static 8], size_t *n) {
  char *line;
  do line = strsep(rest, "\n");
  while (line && (!*line || *line == '#'));
  for (*n = 0; line && *n < 8;) field[(*n)++] = strsep(&line, "\t");
  return *n ? field : NULL;
}

struct source {
  const char *file;   /* of schemas/x12/<release> */
  size_t keys, words; /* how many fields are the key, and which one is told */
};

/* Every line of the sources has its line in the texts, in all languages, and the texts have no other. */
static void all_is_told(const char *texts, const struct source *sources, size_t nsources) {
  struct edi_mem *m = edi_mem_new();
  struct x12_texts *t[LANGUAGES];
  edi_str why = {"", 0};
  for (size_t l = 0; l < LANGUAGES; l++) {
    t[l] = x12_texts_read(m, table(m), languages[l], &why);
    if (!t[l] || !x12_texts_read_names(m, t[l], file(m, texts), languages[l], &why))
      fail_msg("%s in %s: %.*s", texts, languages[l], EDI_ARG(why));
  }
  struct edi_seen seen = {0};
  char *field[8];
  size_t n;
  for (size_t r = 0; r < sizeof releases / sizeof *releases; r++)
    for (size_t k = 0; k < nsources; k++) {
      char *rest = (char *)file(m, edi_printf(m, "schemas/x12/%s/%s.tsv", releases[r], sources[k].file).p).p;
      while (next_fields(&rest, field, &n)) {
        edi_str key = sources[k].keys == 1 ? edi_str_of(field[0]) : edi_printf(m, "%s=%s", field[0], field[1]);
        if (edi_seen_before(m, &seen, key)) continue;
        if (!edi_is(x12_texts_name(t[0], key), field[sources[k].words]))
          fail_msg("%s, \"%s\", has no line in %s, or is another there", key.p, field[sources[k].words], texts);
        for (size_t l = 1; l < LANGUAGES; l++) assert_true(x12_texts_name(t[l], key).n > 0);
      }
    }
  char *rest = (char *)file(m, texts).p;
  assert_non_null(next_fields(&rest, field, &n));
  while (next_fields(&rest, field, &n)) {
    if (n != LANGUAGES + 1) fail_msg("%s: %s has %zu fields", texts, field[0], n);
    if (!edi_seen_before(m, &seen, edi_str_of(field[0]))) fail_msg("%s: there is no %s", texts, field[0]);
  }
  edi_mem_free(m);
}

static void every_element_composite_and_segment_has_its_name_in_six_languages(void **state) {
  (void)state;
  all_is_told("schemas/texts/names.tsv",
              (const struct source[]){{"elements", 1, 4}, {"composites", 1, 1}, {"segments", 1, 1}}, 3);
}

static void every_code_has_its_meaning_in_six_languages(void **state) {
  (void)state;
  all_is_told("schemas/texts/codes.tsv", (const struct source[]){{"codes", 2, 2}}, 1);
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
  struct edi_buf b = {.m = m};
  x12_explain(&b, f, language ? in_language(m, language) : NULL);
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

static void elements_and_segments_are_called_by_their_names_in_the_language(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct x12_finding f = x12_finding_of(X12_K_ELEMENT_LONG);
  f.segment_id = EDI_STR("BEG");
  f.element = 3;
  f.reference = 324;
  f.name = EDI_STR("Purchase order number");
  f.found = EDI_STR("37");
  f.expected = EDI_STR("22");
  assert_non_null(strstr(said(m, &f, "pl"), "BEG03 (Numer zamówienia) jest za długi"));
  assert_non_null(strstr(said(m, &f, "zh"), "BEG03 (采购订单号)"));
  f.reference = 99999; /* of a newer table: as the finding has it */
  assert_non_null(strstr(said(m, &f, "pl"), "BEG03 (Purchase order number)"));
  f = x12_finding_of(X12_K_SEGMENT_MISSING);
  f.segment_id = EDI_STR("BEG");
  f.name = EDI_STR("Beginning segment for purchase order");
  assert_non_null(strstr(said(m, &f, "af"), "BEG (Begin van aankoopbestelling)"));
  edi_mem_free(m);
}

static void an_element_is_written_as_in_the_tables(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const struct {
    unsigned number;
    const char *text;
  } of[] = {{2, "2"}, {380, "380"}, {9999, "9999"}, {100001, "C001"}, {200004, "S004"}, {300012, "I12"}};
  for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
    struct edi_buf b = {.m = m};
    x12_explain_reference(&b, of[i].number);
    assert_true(edi_is(edi_buf_str(&b), of[i].text));
  }
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
  struct x12_texts *t = x12_texts_read(m, EDI_STR("key\ten\tpl\r\nelement.long\ta\tb\r\n"), "pl", &why);
  assert_non_null(t);
  assert_false(x12_texts_read_names(m, t, EDI_STR("key\ten\tpl\n373\tDate\tData\n26\tCountry\tKraj\n"), "pl", &why));
  assert_true(edi_is(why, "line 3: out of order: \"26\""));
  assert_false(x12_texts_read_names(m, t, EDI_STR("key\ten\tpl\n373\tDate\t\n"), "pl", &why));
  assert_true(edi_is(why, "line 2: no text for \"373\""));
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_has_its_words_in_six_languages),
      cmocka_unit_test(every_element_composite_and_segment_has_its_name_in_six_languages),
      cmocka_unit_test(every_code_has_its_meaning_in_six_languages),
      cmocka_unit_test(what_the_database_says_has_a_key_too),
      cmocka_unit_test(a_kind_keeps_to_the_codes_of_the_standard),
      cmocka_unit_test(the_place_the_value_and_what_was_expected_are_filled_in),
      cmocka_unit_test(elements_and_segments_are_called_by_their_names_in_the_language),
      cmocka_unit_test(an_element_is_written_as_in_the_tables),
      cmocka_unit_test(what_stands_in_the_input_cannot_spoil_the_text),
      cmocka_unit_test(a_table_that_is_wrong_is_told_by_its_line)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

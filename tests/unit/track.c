/* The tracking page: languages, plural forms, dates, escaping, and what stands on it in which state. */
#include "ops/track.h"
#include "base/arena.h"
#include "ops/page.h"
#include "ops/words.h"
#include "json/read.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
// cmocka.h wants the headers above first
#include <cmocka.h>

static struct arena *a;
static struct track *track;

static int set_up(void **state) {
  (void)state;
  struct err e = {0};
  a = arena_new(4096);
  track = track_load(&e);
  return track ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  track_free(track);
  arena_free(a);
  return 0;
}

static json_t *read_json(const char *text) {
  json_t *j;
  struct err e = {0};
  assert_true(json_read(str_of(text), &j, &e));
  return j;
}

static char *render(const char *order, const char *language) {
  JSON_AUTO *j = order ? read_json(order) : NULL;
  str out;
  struct err e = {0};
  bool ok = track_render(track, a, j, language, STR("2026-11-21"), STR("\"tag\""), &out, &e);
  if (!ok) fail_msg("%s", e.msg);
  return str_z(a, out);
}

static bool has(const char *page, const char *what) { return strstr(page, what) != NULL; }

static const char *const SHIPPED =
    "{\"number\":\"4500012345\",\"state\":\"shipped\",\"seller_name\":\"Lübeck "
    "Instruments\",\"requested_on\":\"2026-11-20\","
    "\"promised_on\":\"2026-11-22\",\"items\":[{\"description\":\"<b>Sextant</b> & "
    "case\",\"quantity\":\"12.000\",\"unit\":\"EA\","
    "\"shipped\":\"4\"},{\"description\":\"Log "
    "line\",\"quantity\":2,\"unit\":\"M\",\"shipped\":2},{\"description\":\"Chart\",\"quantity\":1,"
    "\"unit\":\"EA\",\"shipped\":1}],\"steps\":[{\"step\":\"ordered\",\"at\":\"2026-11-17T08:00:00+00:00\"},"
    "{\"step\":\"confirmed\",\"at\":\"2026-11-17T09:12:00.5+00:00\"},{\"step\":\"shipped\",\"at\":\"2026-11-18T23:30:"
    "00-02:00\"},"
    "{\"step\":\"delivered\",\"at\":null},{\"step\":\"invoiced\",\"at\":null}],\"shipments\":[{\"carrier\":\"InPost\","
    "\"tracking_number\":\"6800123\",\"shipped_at\":\"2026-11-18T10:00:00+00:00\",\"delivered_at\":null}],"
    "\"history\":[{\"at\":\"2026-11-18T10:00:00+00:00\",\"event\":\"shipped\",\"params\":{\"carrier\":\"InPost\"}},"
    "{\"at\":\"2026-11-17T09:12:00+00:00\",\"event\":\"confirmed\",\"params\":{}},{\"at\":\"2026-11-17T09:12:00+00:"
    "00\","
    "\"event\":\"unheard_of\",\"params\":null}]}";

static void says_what_matters(void **state) {
  (void)state;
  char *page = render(SHIPPED, "en");
  assert_true(has(page, "<h1>Arriving Sunday, 22 November</h1>"));
  assert_true(has(page, "Order 4500012345"));
  assert_true(has(page, "· 3 items"));
  assert_true(has(page, "aria-current=\"step\"><b>Shipped</b>"));
  assert_true(has(page, "19 November 2026, 01:30 UTC")); /* 23:30 two hours west */
  assert_true(has(page, "Shipped with InPost"));
  assert_true(has(page, "Order confirmed by Lübeck Instruments"));
  assert_true(has(page, "× 12"));
  assert_true(has(page, "4 of 12 shipped"));
  assert_false(has(page, "2 of 2"));
  assert_false(has(page, "unheard_of"));
  assert_false(has(page, "{{"));
}

static void shows_text_as_text(void **state) {
  (void)state;
  char *page = render(SHIPPED, "en");
  assert_false(has(page, "<b>Sextant"));
  assert_true(has(page, "&lt;b&gt;Sextant&lt;/b&gt; &amp; case"));
  assert_true(has(page, "data-tag=\"&quot;tag&quot;\""));
}

static void speaks_every_language(void **state) {
  (void)state;
  static const char *const expected[SAY_LANGUAGES] = {"Sunday, 22 November",      "niedziela, 22 listopada",
                                                        "domingo, 22 de noviembre", "воскресенье, 22 ноября",
                                                        "Sondag 22 November",       "11月22日(星期日)"};
  for (size_t i = 0; i < SAY_LANGUAGES; i++) {
    char *page = render(SHIPPED, say_languages[i]);
    assert_true(has(page, expected[i]));
    char lang[32];
    snprintf(lang, sizeof lang, "<html lang=\"%s\">", say_languages[i]);
    assert_true(has(page, lang));
    assert_false(has(page, "{n") || has(page, "{d") || has(page, "{s") || has(page, "{{"));
    assert_false(has(render(NULL, say_languages[i]), "track.js"));
  }
}

static void knows_the_states(void **state) {
  (void)state;
  static const char *const steps =
      "\"steps\":[{\"step\":\"ordered\",\"at\":\"2026-11-17T08:00:00Z\"},{\"step\":\"confirmed\",\"at\":%s},"
      "{\"step\":\"shipped\",\"at\":%s},{\"step\":\"delivered\",\"at\":%s}]";
  static const char *const at = "\"2026-11-18T08:00:00Z\"";
  struct {
    const char *state, *promised, *confirmed, *shipped, *delivered, *heading;
  } cases[] = {
      {"received", "null", "null", "null", "null", "We have your order"},
      {"confirmed", "null", at, "null", "null", "Your order is confirmed"},
      {"confirmed", "\"2026-11-21\"", at, "null", "null", "Expected Saturday, 21 November"},
      {"confirmed", "\"2026-11-20\"", at, "null", "null", "Your order is confirmed"}, /* a promise that has passed */
      {"partly_shipped", "\"2026-11-25\"", at, at, "null", "Part of your order is on its way"},
      {"shipped", "null", at, at, "null", "Your order is on its way"},
      {"closed", "\"2026-11-25\"", at, at, at, "Delivered Wednesday, 18 November"},
      {"invoiced", "null", at, at, "null", "Your order is on its way"},
      {"rejected", "null", "null", "null", "null", "The seller could not accept this order"},
      {"cancelled", "null", "null", "null", "null", "This order was cancelled"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    str list = STR("");
    {
      char buf[512];
      int n = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      n = snprintf(buf, sizeof buf, steps, cases[i].confirmed, cases[i].shipped, cases[i].delivered);
#pragma GCC diagnostic pop
      list = str_dup(a, (str){buf, (size_t)n});
    }
    str order = str_printf(a, "{\"number\":\"1\",\"seller_name\":\"S\",\"state\":\"%s\",\"promised_on\":%s,%.*s}",
                           cases[i].state, cases[i].promised, STR_ARG(list));
    str heading = str_printf(a, "<h1>%s</h1>", cases[i].heading);
    char *page = render(order.p, "en");
    if (!has(page, heading.p)) fail_msg("case %zu: no %s", i, heading.p);
  }
}

static void chooses_the_language(void **state) {
  (void)state;
  static const struct {
    const char *wanted, *accept, *is;
  } cases[] = {{NULL, NULL, "en"},
               {NULL, "de-DE, de;q=0.9", "en"},
               {NULL, "de, pl;q=0.5, en;q=0.4", "pl"},
               {NULL, "ZH-Hans-CN", "zh"},
               {"ru", "pl", "ru"},
               {"xx", "es;q=0.1", "es"},
               {NULL, "pl;q=0, af", "af"},
               {NULL, "pl;q=0", "en"},
               {NULL, ";;,,q=", "en"},
               {NULL, "en;q=0.8,pl;q=0.9", "pl"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(words_choose(str_of(cases[i].wanted), str_of(cases[i].accept)), cases[i].is);
}

static void counts_as_people_do(void **state) {
  (void)state;
  JSON_AUTO *all = read_json("{\"ru\":{\"i\":{\"one\":\"{n} a\",\"few\":\"{n} b\",\"many\":\"{n} c\"}},"
                             "\"pl\":{\"i\":{\"one\":\"{n} a\",\"few\":\"{n} b\",\"many\":\"{n} c\"}}}");
  static const struct {
    int n;
    const char *ru, *pl;
  } cases[] = {{0, "0 c", "0 c"},    {1, "1 a", "1 a"},    {2, "2 b", "2 b"},
               {5, "5 c", "5 c"},    {11, "11 c", "11 c"}, {12, "12 c", "12 c"},
               {21, "21 a", "21 c"}, {22, "22 b", "22 b"}, {112, "112 c", "112 c"}};
  struct words ru = words_of(all, "ru"), pl = words_of(all, "pl");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_string_equal(str_z(a, words_count(a, &ru, "i", cases[i].n)), cases[i].ru);
    assert_string_equal(str_z(a, words_count(a, &pl, "i", cases[i].n)), cases[i].pl);
  }
}

static void expands_templates(void **state) {
  (void)state;
  JSON_AUTO *view = read_json("{\"a\":\"<\",\"n\":7,\"list\":[{\"x\":1},{\"x\":2}],\"none\":[],\"yes\":true,\"no\":"
                              "false,\"words\":[\"p\",\"q\"]}");
  static const struct {
    const char *template, *out;
  } good[] = {{"{{a}}{{n}}", "&lt;7"},
              {"{{#list}}{{x}}{{a}} {{/list}}", "1&lt; 2&lt; "},
              {"{{#none}}x{{/none}}{{^none}}y{{/none}}", "y"},
              {"{{#yes}}{{#no}}a{{/no}}{{^no}}b{{/no}}{{/yes}}", "b"},
              {"{{#words}}{{.}}{{/words}}", "pq"},
              {"{ {", "{ {"},
              {"{{#list}}{{#list}}{{x}}{{/list}};{{/list}}", "12;12;"}};
  str out;
  struct err e = {0};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    assert_true(page_expand(a, str_of(good[i].template), view, &out, &e));
    assert_string_equal(str_z(a, out), good[i].out);
  }
  static const char *const bad[] = {"{{missing}}", "{{#yes}}", "{{#yes}}{{/no}}", "{{list}}"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(page_expand(a, str_of(bad[i]), view, &out, &e));
}

int main(int argc, char **argv) {
  if (argc == 3) { /* the page by itself, to look at: track LANGUAGE ORDER.json */
    struct err e = {0};
    json_error_t why;
    JSON_AUTO *order = json_load_file(argv[2], 0, &why);
    str out;
    if (set_up(NULL) != 0 || !track_render(track, a, order, argv[1], STR("2026-11-21"), STR("\"sample\""), &out, &e))
      return 1;
    fwrite(out.p, 1, out.n, stdout);
    return tear_down(NULL);
  }
  const struct CMUnitTest tests[] = {cmocka_unit_test(says_what_matters),     cmocka_unit_test(shows_text_as_text),
                                     cmocka_unit_test(speaks_every_language), cmocka_unit_test(knows_the_states),
                                     cmocka_unit_test(chooses_the_language),  cmocka_unit_test(counts_as_people_do),
                                     cmocka_unit_test(expands_templates)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}

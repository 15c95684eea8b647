/* Choosing a language, plural forms and dates for the six languages of the house. */
#include "ops/words.h"
#include "base/vec.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const char *words_choose(str wanted, str accept) { return say_language(wanted, accept); }

struct words words_of(const json_t *all, const char *language) {
  const json_t *texts = json_object_get(all, language);
  if (texts) return (struct words){language, texts};
  return (struct words){say_languages[0], json_object_get(all, say_languages[0])};
}

static str text_of(const json_t *j) {
  return json_is_string(j) ? (str){json_string_value(j), json_string_length(j)} : STR_NONE;
}

str words_text(const struct words *w, const char *key) { return text_of(json_object_get(w->texts, key)); }

static str value_of(struct arena *a, const json_t *j) {
  if (json_is_integer(j)) return str_printf(a, "%lld", (long long)json_integer_value(j));
  str s = text_of(j);
  return s.n ? s : STR_NONE;
}

static str fill(struct arena *a, str text, const json_t *params) {
  VEC_OF(char) out = {0};
  for (size_t i = 0; i < text.n; i++) {
    str name, rest = STR_NONE;
    if (text.p[i] == '{') rest = str_cut((str){text.p + i + 1, text.n - i - 1}, '}', &name);
    if (str_none(rest)) {
      *VEC_PUSH(a, &out) = text.p[i];
      continue;
    }
    str value = value_of(a, json_object_getn(params, name.p, name.n));
    if (str_none(value)) return STR_NONE;
    for (size_t k = 0; k < value.n; k++) *VEC_PUSH(a, &out) = value.p[k];
    i += name.n + 1;
  }
  return (str){out.at, out.n};
}

str words_fill(struct arena *a, const struct words *w, const char *key, const json_t *params) {
  str text = words_text(w, key);
  return str_none(text) ? STR_NONE : fill(a, text, params);
}

/* The CLDR categories for whole numbers. */
static const char *plural(const char *language, int64_t n) {
  int64_t tens = n % 10, hundreds = n % 100;
  bool few = tens >= 2 && tens <= 4 && (hundreds < 12 || hundreds > 14);
  if (strcmp(language, "zh") == 0) return "other";
  if (strcmp(language, "pl") == 0) return n == 1 ? "one" : few ? "few" : "many";
  if (strcmp(language, "ru") == 0) return tens == 1 && hundreds != 11 ? "one" : few ? "few" : "many";
  return n == 1 ? "one" : "other";
}

str words_count(struct arena *a, const struct words *w, const char *key, int64_t n) {
  json_t *params = json_pack("{s:I}", "n", (json_int_t)n);
  str out = fill(a, text_of(json_object_get(json_object_get(w->texts, key), plural(w->language, n))), params);
  json_decref(params);
  return out;
}

/* Dates. */

static bool digits(str s, size_t at, size_t n, int *out) {
  if (at + n > s.n) return false;
  *out = 0;
  for (size_t i = at; i < at + n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    *out = *out * 10 + (s.p[i] - '0');
  }
  return true;
}

/* Brings the moment to UTC. */
static bool read_iso(str s, struct tm *out) {
  struct tm t = {0};
  int hours = 0, minutes = 0;
  if (!digits(s, 0, 4, &t.tm_year) || !digits(s, 5, 2, &t.tm_mon) || !digits(s, 8, 2, &t.tm_mday)) return false;
  if (s.n > 10 && (!digits(s, 11, 2, &t.tm_hour) || !digits(s, 14, 2, &t.tm_min))) return false;
  for (size_t i = 16; i < s.n; i++)
    if (s.p[i] == '+' || s.p[i] == '-') {
      if (!digits(s, i + 1, 2, &hours)) return false;
      (void)digits(s, i + 4, 2, &minutes);
      if (s.p[i] == '+') hours = -hours, minutes = -minutes;
    }
  t.tm_year -= 1900;
  t.tm_mon -= 1;
  t.tm_hour += hours;
  t.tm_min += minutes;
  time_t at = timegm(&t);
  return gmtime_r(&at, out) != NULL;
}

str words_date(struct arena *a, const struct words *w, const char *form, str iso) {
  struct tm t;
  const json_t *dates = json_object_get(w->texts, "dates");
  str pattern = text_of(json_object_get(dates, form));
  if (str_none(pattern) || !read_iso(iso, &t)) return STR_NONE;
  str month = text_of(json_array_get(json_object_get(dates, "months"), (size_t)t.tm_mon));
  str weekday = text_of(json_array_get(json_object_get(dates, "weekdays"), (size_t)t.tm_wday));
  char time_of_day[16];
  snprintf(time_of_day, sizeof time_of_day, "%02d:%02d", (unsigned char)t.tm_hour, (unsigned char)t.tm_min);
  json_t *params =
      json_pack("{s:i, s:s%, s:s%, s:i, s:i, s:s}", "day", t.tm_mday, "month", month.p, (size_t)month.n, "weekday",
                weekday.p, (size_t)weekday.n, "year", t.tm_year + 1900, "number", t.tm_mon + 1, "time", time_of_day);
  str out = fill(a, pattern, params);
  json_decref(params);
  return out;
}

/* Finds the line of the texts whose pattern a sentence fits, and puts the sentence's own values into the translation. */
#include "base/say.h"
#include "base/embed.h"
#include "base/vec.h"
#include <string.h>

const char *const say_languages[SAY_LANGUAGES] = {"en", "pl", "es", "ru", "af", "zh"};

static const char *known(str tag) {
  str head;
  str_cut(tag, '-', &head);
  for (size_t i = 0; i < SAY_LANGUAGES; i++)
    if (str_eq_nocase(head, str_of(say_languages[i]))) return say_languages[i];
  return NULL;
}

/* ";q=0.8" as thousandths; anything unreadable counts as nothing. */
static int weight(str params) {
  params = str_trim(params);
  if (params.n == 0) return 1000;
  if (!str_starts(params, STR("q="))) return 0;
  int value = 0, unit = 1000;
  for (size_t i = 2; i < params.n && unit > 0; i++) {
    char c = params.p[i];
    if (c == '.') continue;
    if (c < '0' || c > '9') return 0;
    value += (c - '0') * unit;
    unit /= 10;
  }
  return value > 1000 ? 1000 : value;
}

const char *say_language(str wanted, str accept) {
  const char *best = str_none(wanted) ? NULL : known(wanted);
  int best_weight = 0;
  if (best) return best;
  while (accept.n > 0) {
    str item, tag;
    accept = str_cut(accept, ',', &item);
    str params = str_cut(str_trim(item), ';', &tag);
    const char *language = known(str_trim(tag));
    int w = weight(params);
    if (language && w > best_weight) {
      best = language;
      best_weight = w;
    }
  }
  return best ? best : say_languages[0];
}

/* Sentences. */

enum { HOLES_MAX = 8, DEPTH_MAX = 3 };

/* "{2}" at the head of the text: its number, and its length in *n. */
static bool hole(str text, size_t *number, size_t *n) {
  if (text.n < 3 || text.p[0] != '{' || text.p[1] < '0' || text.p[1] >= '0' + HOLES_MAX || text.p[2] != '}') return false;
  *number = (size_t)(text.p[1] - '0');
  *n = 3;
  return true;
}

static size_t literal(str pattern) {
  size_t number, n, i = 0;
  while (i < pattern.n && !hole((str){pattern.p + i, pattern.n - i}, &number, &n)) i++;
  return i;
}

/* Does the sentence fit the pattern? What stands in its holes goes to values. */
static bool fits(str pattern, str text, str values[HOLES_MAX]) {
  for (;;) {
    size_t fixed = literal(pattern), number, n;
    if (text.n < fixed || memcmp(pattern.p, text.p, fixed) != 0) return false;
    pattern = (str){pattern.p + fixed, pattern.n - fixed};
    text = (str){text.p + fixed, text.n - fixed};
    if (!pattern.n) return !text.n;
    if (!hole(pattern, &number, &n)) return false;
    pattern = (str){pattern.p + n, pattern.n - n};
    size_t next = literal(pattern), end = text.n;
    bool last = next == pattern.n;
    if (last) {
      if (text.n < next || memcmp(text.p + text.n - next, pattern.p, next) != 0) return false;
      values[number] = (str){text.p, text.n - next};
      return true;
    }
    for (size_t i = 0; i + next <= text.n; i++)
      if (memcmp(text.p + i, pattern.p, next) == 0) {
        end = i;
        break;
      }
    if (end == text.n) return false;
    values[number] = (str){text.p, end};
    text = (str){text.p + end, text.n - end};
  }
}

static str find(struct arena *a, str english, size_t column, int depth);

static str fill(struct arena *a, str text, const str values[HOLES_MAX], size_t column, int depth) {
  VEC_OF(char) out = {0};
  for (size_t i = 0; i < text.n;) {
    size_t number, n;
    if (!hole((str){text.p + i, text.n - i}, &number, &n)) {
      *VEC_PUSH(a, &out) = text.p[i++];
      continue;
    }
    /* A value may be words of ours, too. */
    str value = depth < DEPTH_MAX && values[number].n ? find(a, values[number], column, depth + 1) : values[number];
    for (size_t k = 0; k < value.n; k++) *VEC_PUSH(a, &out) = value.p[k];
    i += n;
  }
  return (str){out.at, out.n};
}

static str find(struct arena *a, str english, size_t column, int depth) {
  const struct embed_file *file = embed_find("schemas/texts/problems.tsv");
  str rest = file ? file->text : STR_NONE, best = STR_NONE, best_values[HOLES_MAX] = {0};
  size_t best_fixed = 0;
  while (rest.n) {
    str line, cell;
    rest = str_cut(rest, '\n', &line);
    str others = str_cut(line, '\t', &cell);
    str values[HOLES_MAX] = {0};
    if (!cell.n || cell.p[0] == '#' || !fits(cell, english, values)) continue;
    str text = STR_NONE;
    for (size_t i = 1; i <= column && others.n; i++) others = str_cut(others, '\t', &text);
    /* The line that leaves least to its holes says most exactly what is meant. */
    size_t fixed = english.n + 1;
    for (size_t i = 0; i < HOLES_MAX; i++) fixed -= values[i].n;
    if (!text.n || fixed <= best_fixed) continue;
    best = text;
    best_fixed = fixed;
    memcpy(best_values, values, sizeof values);
  }
  return str_none(best) ? english : fill(a, best, best_values, column, depth);
}

str say(struct arena *a, str english, const char *language) {
  size_t column = 0;
  for (size_t i = 0; i < SAY_LANGUAGES; i++)
    if (strcmp(language, say_languages[i]) == 0) column = i;
  return column == 0 || !english.n ? english : find(a, english, column, 0);
}

/* Finds the parts of maps. */
#include "edi/map/parts.h"

bool edi_part_file(const struct edi_map_text *t) {
  static const char name[] = "common.map";
  size_t n = sizeof name - 1;
  return t->name.n >= n && memcmp(t->name.p + t->name.n - n, name, n) == 0 &&
         (t->name.n == n || t->name.p[t->name.n - n - 1] == '/');
}

/* The next line of *rest, with its line end. */
static edi_str line_of(edi_str *rest) {
  const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
  edi_str l = {rest->p, end ? (size_t)(end - rest->p) + 1 : rest->n};
  *rest = (edi_str){rest->p + l.n, rest->n - l.n};
  return l;
}

static edi_str word_of(edi_str *l) {
  while (l->n && (l->p[0] == ' ' || l->p[0] == '\t')) l->p++, l->n--;
  size_t n = 0;
  while (n < l->n && l->p[n] != ' ' && l->p[n] != '\t' && l->p[n] != '\n' && l->p[n] != '\r') n++;
  edi_str w = {l->p, n};
  *l = (edi_str){l->p + n, l->n - n};
  return w;
}

/* Parts begin and end in the first column; what stands inside is indented. */
static bool in_file(const struct edi_map_text *t, edi_str name, struct edi_part *out) {
  edi_str rest = t->text;
  bool inside = false;
  for (size_t line = 1; rest.n; line++) {
    edi_str l = line_of(&rest), start = l;
    bool first = l.n && l.p[0] != ' ' && l.p[0] != '\t';
    edi_str word = word_of(&l);
    if (!inside && first && edi_is(word, "part") && edi_eq(word_of(&l), name)) {
      inside = true;
      *out = (struct edi_part){.file = t->name, .text = {rest.p, 0}, .line = line};
    } else if (inside && first && edi_is(word, "end")) {
      out->text.n = (size_t)(start.p - out->text.p);
      return true;
    }
  }
  return false;
}

bool edi_part_find(const struct edi_map_text *texts, size_t n, edi_str name, struct edi_part *out) {
  for (size_t i = 0; i < n; i++)
    if (edi_part_file(&texts[i]) && in_file(&texts[i], name, out)) return true;
  return false;
}

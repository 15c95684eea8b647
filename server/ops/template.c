/* Substitution and nothing else: what differs by more than a word gets a template of its own. */
#include "ops/template.h"
#include "base/embed.h"
#include "base/vec.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static str word_at(str text, size_t at) {
  size_t n = at + 1;
  while (n < text.n && (isupper((unsigned char)text.p[n]) || text.p[n] == '_')) n++;
  if (n == at + 1 || n >= text.n || text.p[n] != '@') return STR_NONE;
  return (str){text.p + at + 1, n - at - 1};
}

str template_fill(struct arena *a, const char *name, const struct template_pair *pairs, size_t n) {
  const struct embed_file *f = embed_find(str_printf(a, "server/ops/%s.in", name).p);
  if (!f) {
    fprintf(stderr, "hansa: the template %s is missing from the program\n", name);
    abort();
  }
  VEC_OF(char) out = {0};
  for (size_t i = 0; i < f->text.n; i++) {
    str word = f->text.p[i] == '@' ? word_at(f->text, i) : STR_NONE;
    if (str_none(word)) {
      *VEC_PUSH(a, &out) = f->text.p[i];
      continue;
    }
    size_t k = 0;
    while (k < n && !str_eq(word, str_of(pairs[k].word))) k++;
    if (k == n) {
      fprintf(stderr, "hansa: the template %s asks for %.*s\n", name, STR_ARG(word));
      abort();
    }
    for (const char *p = pairs[k].value; *p; p++) *VEC_PUSH(a, &out) = *p;
    i += word.n + 1;
  }
  return (str){out.at, out.n};
}

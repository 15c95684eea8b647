/* The words of a map file's line. */
#include "edi/map/words.h"

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* "a text \n with blanks": up to its closing quote. */
static bool quoted(struct edi_words *s, struct edi_mem *m, edi_str *l) {
  struct edi_buf b = {.m = m};
  edi_buf_room(&b, l->n + 1);
  size_t i = 1;
  for (; i < l->n && l->p[i] != '"'; i++) {
    char c = l->p[i];
    if (c == '\\' && i + 1 < l->n) {
      c = l->p[++i];
      c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
    edi_buf_char(&b, c);
  }
  if (i >= l->n) {
    s->why = "a text in quotes is not closed";
    return false;
  }
  s->w[s->n++] = (edi_str){b.p, b.n};
  *l = (edi_str){l->p + i + 1, l->n - i - 1};
  return true;
}

static bool cut(struct edi_words *s, struct edi_mem *m, edi_str l) {
  s->n = 0;
  for (;;) {
    while (l.n && blank(l.p[0])) l.p++, l.n--;
    if (!l.n || l.p[0] == '#') return true;
    if (s->n == EDI_WORDS_MAX) {
      s->why = "too many words in a line";
      return false;
    }
    if (l.p[0] == '"') {
      if (!quoted(s, m, &l)) return false;
      continue;
    }
    size_t n = 0;
    while (n < l.n && !blank(l.p[n])) n++;
    s->w[s->n++] = (edi_str){l.p, n};
    l = (edi_str){l.p + n, l.n - n};
  }
}

bool edi_words_next(struct edi_words *s, struct edi_mem *m) {
  while (s->rest.n) {
    const char *end = memchr(s->rest.p, '\n', s->rest.n);
    edi_str l = {s->rest.p, end ? (size_t)(end - s->rest.p) : s->rest.n};
    size_t used = l.n + (end ? 1 : 0);
    s->rest = (edi_str){s->rest.p + used, s->rest.n - used};
    s->line++;
    if (!cut(s, m, l)) return false;
    if (s->n) return true;
  }
  return false;
}

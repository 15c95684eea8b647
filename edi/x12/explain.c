/* Fills the templates of findings. What stands in braces and is not known stays as it is: a test finds it. */
#include "edi/x12/explain.h"
#include <stdlib.h>

struct named {
  edi_str key, name;
};

struct x12_texts {
  edi_str of[X12_KEYS_N]; /* n = 0: English */
  struct named *names;    /* by key */
  size_t nnames;
};

enum { VALUE_SHOWN = 60 };

/* The next field of a line, up to tab or end. */
static edi_str field(edi_str *line) {
  const char *tab = line->n ? memchr(line->p, '\t', line->n) : NULL;
  edi_str f = {line->p, tab ? (size_t)(tab - line->p) : line->n};
  size_t gone = f.n + (tab != NULL);
  *line = (edi_str){line->p + gone, line->n - gone};
  return f;
}

static edi_str next_line(edi_str *rest) {
  const char *end = memchr(rest->p, '\n', rest->n);
  edi_str line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
  size_t gone = line.n + (end != NULL);
  *rest = (edi_str){rest->p + gone, rest->n - gone};
  if (line.n && line.p[line.n - 1] == '\r') line.n--;
  return line;
}

static size_t column_of(edi_str head, const char *language) {
  for (size_t i = 0; head.n; i++)
    if (edi_is(field(&head), language)) return i;
  return 0;
}

/* A table on its way from line to line. */
struct table {
  struct edi_mem *m;
  edi_str rest;
  const char *language;
  size_t line, column;
  edi_str *why;
  bool wrong;
};

static bool wrong(struct table *t, const char *what, edi_str which) {
  *t->why = edi_printf(t->m, "line %zu: %s \"%.*s\"", t->line, what, EDI_ARG(which));
  t->wrong = true;
  return false;
}

/* false: there are no more, or something is wrong. */
static bool next_text(struct table *t, edi_str *key, edi_str *text) {
  while (t->rest.n) {
    edi_str line = next_line(&t->rest);
    t->line++;
    if (!line.n || line.p[0] == '#') continue;
    if (!t->column) {
      t->column = column_of(line, t->language);
      if (!t->column) return wrong(t, "there is no column", edi_str_of(t->language));
      continue;
    }
    *key = field(&line);
    for (size_t i = 1; i <= t->column; i++) *text = field(&line);
    return text->n || wrong(t, "no text for", *key);
  }
  t->wrong = !t->column;
  if (t->wrong) *t->why = EDI_STR("the table is empty");
  return false;
}

struct x12_texts *x12_texts_read(struct edi_mem *m, edi_str table, const char *language, edi_str *why) {
  struct x12_texts *texts = EDI_NEW(m, struct x12_texts);
  struct table t = {.m = m, .rest = table, .language = language, .why = why};
  for (edi_str name, text; next_text(&t, &name, &text);) {
    enum x12_key key = x12_key_of(name);
    if (!key) {
      wrong(&t, "there is no key", name);
      break;
    }
    texts->of[key] = text;
  }
  return t.wrong ? NULL : texts;
}

static int in_order(const void *a, const void *b) {
  edi_str x = ((const struct named *)a)->key, y = ((const struct named *)b)->key;
  int first = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);
  return first ? first : (x.n > y.n) - (x.n < y.n);
}

bool x12_texts_read_names(struct edi_mem *m, struct x12_texts *texts, edi_str table, const char *language,
                          edi_str *why) {
  struct table t = {.m = m, .rest = table, .language = language, .why = why};
  size_t lines = 1;
  for (size_t i = 0; i < table.n; i++) lines += table.p[i] == '\n';
  texts->names = edi_alloc(m, lines * sizeof *texts->names);
  texts->nnames = 0;
  for (struct named n; next_text(&t, &n.key, &n.name);) {
    if (texts->nnames && in_order(&texts->names[texts->nnames - 1], &n) >= 0) return wrong(&t, "out of order:", n.key);
    texts->names[texts->nnames++] = n;
  }
  return !t.wrong;
}

edi_str x12_texts_get(const struct x12_texts *texts, enum x12_key key) {
  if (key >= X12_KEYS_N) key = X12_K_NONE;
  if (texts && texts->of[key].n) return texts->of[key];
  return edi_str_of(x12_kind_of(key)->text);
}

edi_str x12_texts_name(const struct x12_texts *texts, edi_str key) {
  const struct named wanted = {.key = key}, *found = NULL;
  if (key.n && texts && texts->nnames) found = bsearch(&wanted, texts->names, texts->nnames, sizeof wanted, in_order);
  return found ? found->name : (edi_str){"", 0};
}

static void shown(struct edi_buf *b, edi_str v) {
  size_t n = v.n;
  if (n > VALUE_SHOWN)
    for (n = VALUE_SHOWN; n && ((unsigned char)v.p[n] & 0xc0) == 0x80;) n--;
  for (size_t i = 0; i < n; i++) edi_buf_char(b, (unsigned char)v.p[i] < ' ' || v.p[i] == 0x7f ? '?' : v.p[i]);
  if (n < v.n) edi_buf_z(b, "\xe2\x80\xa6");
}

void x12_explain_reference(struct edi_buf *b, unsigned number) {
  static const struct {
    char letter;
    int width;
  } kinds[] = {{0, 0}, {'C', 3}, {'S', 3}, {'I', 2}};
  unsigned kind = number / 100000 % 4;
  if (kind) edi_buf_char(b, kinds[kind].letter);
  edi_buf_uint(b, number % 100000, kinds[kind].width);
}

/* What the element, or else the segment, is called. */
static edi_str called(struct edi_buf *b, const struct x12_finding *f, const struct x12_texts *texts) {
  if (!f->name.n || !texts) return f->name;
  struct edi_buf key = {.m = b->m};
  if (!f->element)
    edi_buf_add(&key, f->segment_id);
  else if (f->reference)
    x12_explain_reference(&key, f->reference);
  edi_str name = x12_texts_name(texts, edi_buf_str(&key));
  return name.n ? name : f->name;
}

static void named(struct edi_buf *b, edi_str name) {
  if (!name.n) return;
  edi_buf_z(b, " (");
  shown(b, name);
  edi_buf_char(b, ')');
}

void x12_explain_place(struct edi_buf *b, const struct x12_finding *f) {
  shown(b, f->segment_id);
  if (f->element) edi_buf_uint(b, f->element, 2);
  if (f->component) {
    edi_buf_char(b, '-');
    edi_buf_uint(b, f->component, 0);
  }
}

static bool fill(struct edi_buf *b, const struct x12_finding *f, edi_str name, edi_str what) {
  if (edi_is(what, "segment")) {
    shown(b, f->segment_id);
    if (!f->element) named(b, name);
  } else if (edi_is(what, "element")) {
    x12_explain_place(b, f);
    named(b, name);
  } else if (edi_is(what, "name")) {
    shown(b, name);
  } else if (edi_is(what, "value")) {
    shown(b, f->value);
  } else if (edi_is(what, "found")) {
    shown(b, f->found);
  } else if (edi_is(what, "expected")) {
    shown(b, f->expected);
  } else if (edi_is(what, "loop")) {
    shown(b, f->loop);
  } else if (edi_is(what, "position")) {
    edi_buf_uint(b, f->segment, 0);
  } else {
    return false;
  }
  return true;
}

void x12_explain(struct edi_buf *b, const struct x12_finding *f, const struct x12_texts *texts) {
  if (f->text.n || f->key == X12_K_NONE) {
    edi_buf_add(b, f->text.n ? f->text : edi_str_of(x12_code_words(f->part, f->code)));
    return;
  }
  edi_str t = x12_texts_get(texts, f->key), name = called(b, f, texts);
  while (t.n) {
    const char *open = memchr(t.p, '{', t.n), *close = open ? memchr(open, '}', t.n - (size_t)(open - t.p)) : NULL;
    if (!close) break;
    size_t head = (size_t)(open - t.p), all = (size_t)(close - t.p) + 1;
    edi_buf_add(b, (edi_str){t.p, head});
    if (!fill(b, f, name, (edi_str){open + 1, (size_t)(close - open) - 1}))
      edi_buf_add(b, (edi_str){open, (size_t)(close - open) + 1});
    t = (edi_str){t.p + all, t.n - all};
  }
  edi_buf_add(b, t);
}

/* Fills the templates of findings. What stands in braces and is not known stays as it is: a test finds it. */
#include "edi/x12/explain.h"

struct x12_texts {
  edi_str of[X12_KEYS_N]; /* n = 0: English */
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

const struct x12_texts *x12_texts_read(struct edi_mem *m, edi_str table, const char *language, edi_str *why) {
  struct x12_texts *t = EDI_NEW(m, struct x12_texts);
  size_t column = 0, number = 0;
  while (table.n) {
    edi_str line = next_line(&table);
    number++;
    if (!line.n || line.p[0] == '#') continue;
    if (!column) {
      column = column_of(line, language);
      if (!column) {
        *why = edi_printf(m, "line %zu: there is no column \"%s\"", number, language);
        return NULL;
      }
      continue;
    }
    edi_str name = field(&line), text = {"", 0};
    enum x12_key key = x12_key_of(name);
    for (size_t i = 1; i <= column; i++) text = field(&line);
    if (!key || !text.n) {
      *why = edi_printf(m, "line %zu: %s \"%.*s\"", number, key ? "no text for" : "there is no key", EDI_ARG(name));
      return NULL;
    }
    t->of[key] = text;
  }
  if (!column) *why = EDI_STR("the table is empty");
  return column ? t : NULL;
}

edi_str x12_texts_get(const struct x12_texts *texts, enum x12_key key) {
  if (key >= X12_KEYS_N) key = X12_K_NONE;
  if (texts && texts->of[key].n) return texts->of[key];
  return edi_str_of(x12_kind_of(key)->text);
}

static void shown(struct edi_buf *b, edi_str v) {
  size_t n = v.n;
  if (n > VALUE_SHOWN)
    for (n = VALUE_SHOWN; n && ((unsigned char)v.p[n] & 0xc0) == 0x80;) n--;
  for (size_t i = 0; i < n; i++) edi_buf_char(b, (unsigned char)v.p[i] < ' ' || v.p[i] == 0x7f ? '?' : v.p[i]);
  if (n < v.n) edi_buf_z(b, "\xe2\x80\xa6");
}

static void named(struct edi_buf *b, const struct x12_finding *f) {
  if (!f->name.n) return;
  edi_buf_z(b, " (");
  shown(b, f->name);
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

static bool fill(struct edi_buf *b, const struct x12_finding *f, edi_str what) {
  if (edi_is(what, "segment")) {
    shown(b, f->segment_id);
    if (!f->element) named(b, f);
  } else if (edi_is(what, "element")) {
    x12_explain_place(b, f);
    named(b, f);
  } else if (edi_is(what, "name")) {
    shown(b, f->name);
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
  edi_str t = x12_texts_get(texts, f->key);
  while (t.n) {
    const char *open = memchr(t.p, '{', t.n), *close = open ? memchr(open, '}', t.n - (size_t)(open - t.p)) : NULL;
    if (!close) break;
    size_t head = (size_t)(open - t.p), all = (size_t)(close - t.p) + 1;
    edi_buf_add(b, (edi_str){t.p, head});
    if (!fill(b, f, (edi_str){open + 1, (size_t)(close - open) - 1}))
      edi_buf_add(b, (edi_str){open, (size_t)(close - open) + 1});
    t = (edi_str){t.p + all, t.n - all};
  }
  edi_buf_add(b, t);
}

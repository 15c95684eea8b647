/* Reads the lists of codes of a map, and what elements must have of them. */
#include "edi/map/load.h"

struct edi_codes *edi_load_find_codes(struct edi_codes *first, edi_str name) {
  for (struct edi_codes *c = first; c; c = c->next)
    if (edi_eq(c->name, name)) return c;
  return NULL;
}

static void add_code(struct edi_codes *c, edi_str model, edi_str code, uint8_t length) {
  struct edi_code *k = &c->at[c->n];
  *k = (struct edi_code){
      .model = model, .code = code, .key = edi_code_key(code), .first = true, .by_length = length, .length = length};
  uint16_t words = 0;
  for (size_t i = 0; i < c->n; i++) {
    if (edi_eq(c->at[i].model, model)) {
      k->first = false;
      k->group = c->at[i].group;
      k->by_length |= c->at[i].by_length;
    }
    if (c->at[i].first) words++;
  }
  if (k->first) k->group = words;
  c->n++;
  for (size_t i = 0; length && i < c->n; i++) c->at[i].by_length |= c->at[i].group == k->group;
}

/* "UP:12" */
static bool read_length(struct edi_load *l, edi_str *code, uint8_t *length) {
  const char *colon = code->n ? memchr(code->p, ':', code->n) : NULL;
  unsigned n = 0;
  if (colon) {
    if (!edi_load_number((edi_str){colon + 1, (size_t)(code->p + code->n - colon) - 1}, 80, &n) || !n)
      FAIL("\"%.*s\" has no length behind the colon, 1 to 80", EDI_ARG(*code));
    code->n = (size_t)(colon - code->p);
  }
  *length = (uint8_t)n;
  return true;
}

/* Adds "MODEL=CODE,CODE" or "CODE,CODE" (then each is its own word). */
static bool read_codes(struct edi_load *l, struct edi_codes *c, edi_str w) {
  const char *eq = memchr(w.p, '=', w.n);
  edi_str model = eq ? (edi_str){w.p, (size_t)(eq - w.p)} : (edi_str){NULL, 0};
  edi_str rest = eq ? (edi_str){eq + 1, w.n - model.n - 1} : w;
  if (eq && !model.n) FAIL("\"%.*s\" has no word of the model before =", EDI_ARG(w));
  for (;;) {
    const char *comma = rest.n ? memchr(rest.p, ',', rest.n) : NULL;
    edi_str code = {rest.p, comma ? (size_t)(comma - rest.p) : rest.n};
    size_t took = code.n;
    uint8_t length;
    if (!read_length(l, &code, &length)) return false;
    if (!code.n) FAIL("\"%.*s\" has an empty code", EDI_ARG(w));
    if (edi_codes_find(c, code)) FAIL("the code %.*s stands twice in the list", EDI_ARG(code));
    add_code(c, eq ? model : code, code, length);
    if (!comma) return true;
    rest = (edi_str){comma + 1, rest.n - took - 1};
  }
}

static size_t count_codes(const struct edi_words *w, size_t from) {
  size_t n = 0;
  for (size_t i = from; i < w->n; i++) {
    n++;
    for (size_t k = 0; k < w->w[i].n; k++) n += w->w[i].p[k] == ',';
  }
  return n;
}

bool edi_load_codes(struct edi_load *l, struct edi_codes **list) {
  const struct edi_words *w = &l->words;
  if (w->n < 3) FAIL("codes NAME MODEL=CODE,CODE ...");
  if (edi_load_find_codes(*list, w->w[1])) FAIL("there are two lists %.*s", EDI_ARG(w->w[1]));
  struct edi_codes *c = EDI_NEW(l->m, struct edi_codes);
  c->name = w->w[1];
  c->at = edi_alloc(l->m, count_codes(w, 2) * sizeof *c->at);
  for (size_t i = 2; i < w->n; i++) {
    if (edi_is(w->w[i], "*"))
      c->open = true;
    else if (!read_codes(l, c, w->w[i]))
      return false;
  }
  const struct edi_codes *other = edi_load_find_codes(l->overlay, c->name);
  if (other) {
    edi_str name = c->name;
    *c = *other;
    c->name = name;
  }
  c->next = *list;
  *list = c;
  return true;
}

const struct edi_codes *edi_load_codes_named(struct edi_load *l, edi_str name) {
  const struct edi_codes *c = edi_load_find_codes(l->map->codes, name);
  if (!c) edi_load_fail(l, "there is no list \"%.*s\" of codes above", EDI_ARG(name));
  return c;
}

bool edi_load_match(struct edi_load *l, edi_str w, struct edi_match *match, size_t *n) {
  const char *eq = memchr(w.p, '=', w.n);
  edi_str at = {w.p, eq ? (size_t)(eq - w.p) : 0}, codes = {eq ? eq + 1 : w.p, eq ? w.n - at.n - 1 : 0};
  if (*n == EDI_MATCHES_MAX) FAIL("more than %d elements are held against codes", EDI_MATCHES_MAX);
  struct edi_match *k = &match[*n];
  if (!edi_load_number(at, 63, &k->element) || !k->element || !codes.n)
    FAIL("\"%.*s\" is not of the form 01=CODE,CODE", EDI_ARG(w));
  if (codes.p[0] == '@') {
    k->codes = edi_load_codes_named(l, (edi_str){codes.p + 1, codes.n - 1});
    if (!k->codes) return false;
  } else {
    struct edi_codes *c = EDI_NEW(l->m, struct edi_codes);
    size_t most = 1;
    for (size_t i = 0; i < codes.n; i++) most += codes.p[i] == ',';
    c->at = edi_alloc(l->m, most * sizeof *c->at);
    if (!read_codes(l, c, codes)) return false;
    k->codes = c;
  }
  if (!k->codes->n) FAIL("a list that is held against elements needs codes");
  ++*n;
  return true;
}

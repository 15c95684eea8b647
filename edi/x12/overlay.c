/* Reads a partner's guide. What a rule touches is copied before it is changed: the standard stays as it is. */
#include "edi/x12/overlay.h"
#include "edi/x12/schema_codes.h"
#include "edi/x12/schema_read.h"

enum { TARGETS = 16 };

struct target {
  struct x12_release *release;
  struct x12_set_def *set;
};

struct guide {
  struct edi_mem *m;
  struct x12_schemas *schemas;
  const struct x12_schemas *standard;
  char *severity;
  struct target all[TARGETS * 64]; /* the sets copied so far */
  size_t nall;
  struct target *at[TARGETS]; /* the sets that the rules at hand are for */
  size_t nat;
  size_t line;
  bool second; /* the time through the text when rules for single codes are applied */
  edi_str *why;
};

/* Where a rule points to: rows of a set, and an element or component of theirs. */
struct place {
  edi_str path, segment, position, code;
  unsigned element, component;
  edi_str text;
};

__attribute__((format(printf, 2, 3))) static bool wrong(struct guide *g, const char *fmt, ...) {
  char say[EDI_SAY_MAX];
  va_list ap;
  va_start(ap, fmt);
  edi_str said = edi_vformat(say, fmt, ap);
  va_end(ap);
  *g->why = edi_printf(g->m, "line %zu: %.*s", g->line, EDI_ARG(said));
  return false;
}

static edi_str word(edi_str *s) {
  while (s->n && (s->p[0] == ' ' || s->p[0] == '\t')) s->p++, s->n--;
  size_t n = 0;
  while (n < s->n && s->p[n] != ' ' && s->p[n] != '\t') n++;
  edi_str w = {s->p, n};
  *s = (edi_str){s->p + n, s->n - n};
  return w;
}

static void *copy(struct edi_mem *m, const void *p, size_t n) {
  void *c = edi_alloc(m, n);
  if (n) memcpy(c, p, n);
  return c;
}

/* -- sets -- */

static struct target *copied(struct guide *g, struct x12_release *r, const struct x12_set_def *def, size_t i) {
  for (size_t k = 0; k < g->nall; k++)
    if (g->all[k].release == r && edi_eq(g->all[k].set->id, def->id)) return &g->all[k];
  if (g->nall == sizeof g->all / sizeof *g->all) return NULL;
  struct x12_set_def *d = copy(g->m, def, sizeof *def);
  d->rows = copy(g->m, def->rows, def->n * sizeof *d->rows);
  d->loops = copy(g->m, def->loops, def->nloops * sizeof *d->loops);
  d->needs = edi_alloc(g->m, X12_NEEDS_MAX * sizeof *d->needs);
  r->sets[i] = d;
  g->all[g->nall] = (struct target){r, d};
  return &g->all[g->nall++];
}

static bool choose_set(struct guide *g, edi_str id, edi_str version) {
  g->nat = 0;
  bool release = false;
  for (struct x12_release *r = g->schemas->first; r; r = r->next) {
    if (version.n && !edi_eq(version, r->version)) continue;
    release = true;
    for (size_t i = 0; i < r->nsets; i++) {
      if (!edi_eq(r->sets[i]->id, id)) continue;
      struct target *t = g->nat < TARGETS ? copied(g, r, r->sets[i], i) : NULL;
      if (!t) return wrong(g, "there are too many sets");
      g->at[g->nat++] = t;
    }
  }
  if (!release) return wrong(g, "there are no tables of release \"%.*s\"", EDI_ARG(version));
  return g->nat ? true : wrong(g, "there is no table of the set \"%.*s\"", EDI_ARG(id));
}

/* -- places -- */

/* "PO1/N1/N401", "REF@0040", "N1[ST]", "PO106-1" */
static bool read_place(struct guide *g, edi_str w, struct place *out) {
  *out = (struct place){.text = w};
  size_t slash = w.n;
  while (slash && w.p[slash - 1] != '/') slash--;
  if (slash) out->path = (edi_str){w.p, slash - 1};
  edi_str rest = {w.p + slash, w.n - slash};
  const char *open = rest.n ? memchr(rest.p, '[', rest.n) : NULL, *at = NULL, *dash = NULL;
  if (open && rest.p[rest.n - 1] == ']') {
    out->code = (edi_str){open + 1, (size_t)(rest.p + rest.n - open) - 2};
    rest.n = (size_t)(open - rest.p);
    if (!out->code.n || out->code.n > X12_CODE_MAX)
      return wrong(g, "between [ and ] stands a code of 1 to %d characters", X12_CODE_MAX);
  }
  if (rest.n) at = memchr(rest.p, '@', rest.n);
  if (at) {
    out->position = (edi_str){at + 1, (size_t)(rest.p + rest.n - at) - 1};
    rest.n = (size_t)(at - rest.p);
  }
  if (rest.n) dash = memchr(rest.p, '-', rest.n);
  if (dash) {
    if (!x12_small((edi_str){dash + 1, (size_t)(rest.p + rest.n - dash) - 1}, &out->component) || !out->component)
      return wrong(g, "\"%.*s\" is no place", EDI_ARG(w));
    rest.n = (size_t)(dash - rest.p);
  }
  if (rest.n > 3 ? !x12_place_parts(rest, &out->segment, &out->element) : rest.n < 2 || out->component)
    return wrong(g, "\"%.*s\" is no place: write a segment (N1, PO1/N1) or an element of one (PO1/N104)", EDI_ARG(w));
  if (rest.n <= 3) out->segment = rest;
  return true;
}

/* Does the place mean this row? The first row of a loop is found with and without its own loop's name. */
static bool meant(const struct x12_set_def *d, const struct place *p, const struct x12_row *row) {
  const struct x12_loop *l = &d->loops[row->loop];
  if (!edi_eq(row->segment->id, p->segment)) return false;
  if (p->position.n && !edi_eq(row->position, p->position)) return false;
  return edi_eq(l->path, p->path) || (row->trigger && edi_eq(d->loops[l->parent].path, p->path));
}

/* The next row meant, from row *i on; false: no more. */
static bool next_meant(const struct x12_set_def *d, const struct place *p, size_t *i) {
  while (*i < d->n && !meant(d, p, &d->rows[*i])) ++*i;
  return *i < d->n;
}

static bool no_such(struct guide *g, const struct x12_set_def *d, const struct place *p) {
  return wrong(g, "%.*s does not stand in set %.*s", EDI_ARG(p->text), EDI_ARG(d->id));
}

/* The one row meant. */
static struct x12_row *one_row(struct guide *g, struct x12_set_def *d, const struct place *p) {
  size_t i = 0, again;
  if (!next_meant(d, p, &i)) {
    no_such(g, d, p);
    return NULL;
  }
  again = i + 1;
  if (next_meant(d, p, &again)) {
    wrong(g, "%.*s stands at several positions in set %.*s: name one, as in %.*s@%.*s", EDI_ARG(p->text),
          EDI_ARG(d->id), EDI_ARG(p->text), EDI_ARG(d->rows[i].position));
    return NULL;
  }
  return &d->rows[i];
}

/* The segment with uses of its own. */
static struct x12_segment_def *copied_segment(struct guide *g, const struct x12_segment_def *old) {
  struct x12_segment_def *s = copy(g->m, old, sizeof *old);
  s->uses = copy(g->m, old->uses, old->n * sizeof *s->uses);
  s->specs = NULL;
  return s;
}

/* What a row makes of segments with this code in their first element; made when it is not there. */
static struct x12_variant *variant_of(struct guide *g, struct x12_row *row, edi_str code) {
  for (struct x12_variant *v = row->variants; v; v = v->next)
    if (edi_eq(v->code, code)) return v;
  struct x12_variant *v = EDI_NEW(g->m, struct x12_variant);
  *v = (struct x12_variant){row->variants, code, copied_segment(g, row->segment)};
  row->variants = v;
  return v;
}

/* The use meant, of a segment that is a copy. */
static struct x12_use *use_of(struct guide *g, struct x12_segment_def *s, const struct place *p) {
  struct x12_use *u = &s->uses[p->element - 1];
  if (!p->component) return u;
  const struct x12_composite_def *was = u->def->composite;
  if (!was || p->component > was->n) {
    wrong(g, "%.*s has %zu components", EDI_ARG(p->text), was ? was->n : (size_t)0);
    return NULL;
  }
  struct x12_composite_def *c = copy(g->m, was, sizeof *was);
  c->uses = copy(g->m, was->uses, was->n * sizeof *c->uses);
  struct x12_element_def *e = copy(g->m, u->def, sizeof *u->def);
  e->composite = c;
  u->def = e;
  return &c->uses[p->component - 1];
}

/* -- rules -- */

enum verb { REQUIRE, FORBID, TIMES, LENGTH, CODES, ALSO };

struct rule {
  enum verb verb;
  struct place place;
  unsigned least, most;
  edi_str codes; /* the words behind the place */
};

/* Can the first element of the row be this code? */
static bool is_code(struct guide *g, const struct x12_row *row, edi_str code) {
  const struct x12_use *u = row->segment->n ? &row->segment->uses[0] : NULL;
  if (u && (!u->def->codes || x12_codes_has(u->def->codes, x12_code_key(code.p, code.n)))) return true;
  return wrong(g, "\"%.*s\" is no code of %.*s01", EDI_ARG(code), EDI_ARG(row->segment->id));
}

static bool need(struct guide *g, struct x12_set_def *d, struct x12_row *row, edi_str code) {
  if (!is_code(g, row, code)) return false;
  if (row->unused) return wrong(g, "another line forbids it");
  if (d->nneeds == X12_NEEDS_MAX) return wrong(g, "a set may have %d segments required by a code", X12_NEEDS_MAX);
  unsigned loop = row->trigger ? d->loops[row->loop].parent : row->loop;
  d->needs[d->nneeds++] = (struct x12_need){(size_t)(row - d->rows), loop, code};
  d->loops[loop].needs = true;
  row->hooks |= X12_HOOK_NEED;
  return true;
}

static bool apply_to_segment(struct guide *g, struct x12_set_def *d, const struct rule *r) {
  struct x12_row *row = one_row(g, d, &r->place);
  if (!row) return false;
  if (r->place.code.n && r->verb != REQUIRE) return wrong(g, "a code in [ ] stands behind \"require\" only");
  switch (r->verb) {
  case REQUIRE:
    if (r->place.code.n) return need(g, d, row, r->place.code);
    if (row->unused) return wrong(g, "another line forbids %.*s", EDI_ARG(r->place.text));
    row->guided = row->guided || !row->mandatory;
    row->mandatory = true;
    return true;
  case FORBID:
    if (row->mandatory)
      return wrong(g, "%.*s cannot be forbidden: %s requires it", EDI_ARG(r->place.text),
                   row->guided ? "another line" : "the standard");
    row->unused = true;
    return true;
  case TIMES: {
    uint32_t *max = row->trigger ? &d->loops[row->loop].max : &row->max;
    if (!r->most || r->most > *max)
      return wrong(g, "%.*s may come 1 to %u times in the standard", EDI_ARG(r->place.text), *max);
    *max = r->most;
    row->guided = true;
    return true;
  }
  case LENGTH:
  case CODES:
  case ALSO:
    break;
  }
  return wrong(g, "lengths and codes are those of an element, not of %.*s", EDI_ARG(r->place.text));
}

static bool listed(const struct x12_code *list, size_t n, edi_str code) {
  for (size_t i = 0; i < n; i++)
    if (edi_eq(list[i].code, code)) return true;
  return false;
}

static bool apply_codes(struct guide *g, struct x12_element_def *e, const struct rule *r) {
  bool also = r->verb == ALSO;
  size_t room = r->codes.n / 2 + 1 + (also ? e->nlist : 0), n = 0;
  struct x12_code *list = edi_alloc(g->m, room * sizeof *list);
  if (e->type != X12_ID && e->type != X12_AN) return wrong(g, "%.*s is no code and no text", EDI_ARG(r->place.text));
  if (also && !e->codes) return wrong(g, "%.*s takes any code as it is", EDI_ARG(r->place.text));
  for (; also && n < e->nlist; n++) list[n] = e->list[n];
  edi_str words = r->codes;
  for (edi_str w = word(&words); w.n; w = word(&words)) {
    if (w.n > X12_CODE_MAX) return wrong(g, "the code \"%.*s\" is longer than %d", EDI_ARG(w), X12_CODE_MAX);
    if (w.n < e->min || w.n > e->max)
      return wrong(g, "the code \"%.*s\" does not have %u to %u characters", EDI_ARG(w), e->min, e->max);
    if (listed(list, n, w)) return wrong(g, "the code \"%.*s\" is there already", EDI_ARG(w));
    if (!also && e->codes && !x12_codes_has(e->codes, x12_code_key(w.p, w.n)))
      return wrong(g, "the standard has no code \"%.*s\" for %.*s; \"also\" would allow it", EDI_ARG(w),
                   EDI_ARG(r->place.text));
    list[n++] = (struct x12_code){w, {"", 0}};
  }
  if (!n) return wrong(g, "which codes?");
  /* what the partner allows on top is no breach of the standard between the two */
  if (also) e->standard = NULL;
  e->list = list;
  e->nlist = n;
  e->open = false;
  e->codes = x12_codes_new(g->m, list, n);
  return true;
}

static bool apply_to_use(struct guide *g, struct x12_use *u, const struct rule *r) {
  if (r->verb == REQUIRE) {
    if (u->unused) return wrong(g, "another line forbids %.*s", EDI_ARG(r->place.text));
    u->guided = u->guided || !u->mandatory;
    u->mandatory = true;
    return true;
  }
  if (r->verb == FORBID) {
    if (u->mandatory)
      return wrong(g, "%.*s cannot be forbidden: %s requires it", EDI_ARG(r->place.text),
                   u->guided ? "another line" : "the standard");
    u->unused = true;
    return true;
  }
  if (r->verb == TIMES) {
    if (!r->most || r->most > u->most)
      return wrong(g, "%.*s may be repeated 1 to %u times in the standard", EDI_ARG(r->place.text), u->most);
    u->most = (unsigned short)r->most;
    return true;
  }
  if (u->def->type == X12_COMPOSITE)
    return wrong(g, "%.*s is a composite: name one of its components", EDI_ARG(r->place.text));
  struct x12_element_def *e = copy(g->m, u->def, sizeof *u->def);
  if (!e->standard) e->standard = u->def;
  u->def = e;
  if (r->verb != LENGTH) return apply_codes(g, e, r);
  if (r->least > r->most || r->least < e->min || r->most > e->max)
    return wrong(g, "%.*s has %u to %u characters in the standard", EDI_ARG(r->place.text), e->min, e->max);
  e->min = r->least;
  e->max = r->most;
  return true;
}

static bool apply_to_row(struct guide *g, const struct target *t, struct x12_row *row, const struct rule *r) {
  const struct x12_segment_def *old = row->segment;
  if (r->place.element > old->n) return wrong(g, "%.*s has %zu elements", EDI_ARG(old->id), old->n);
  if (r->place.code.n && !is_code(g, row, r->place.code)) return false;
  struct x12_segment_def *s = (struct x12_segment_def *)(uintptr_t)old;
  if (r->place.code.n)
    s = variant_of(g, row, r->place.code)->segment;
  else if (x12_release_segment(t->release, old->id) == old) /* else it is a copy already */
    row->segment = s = copied_segment(g, old);
  struct x12_use *u = use_of(g, s, &r->place);
  if (!u || !apply_to_use(g, u, r)) return false;
  x12_segment_settle(g->m, s);
  return true;
}

static bool apply_to_set(struct guide *g, const struct target *t, const struct rule *r) {
  struct x12_set_def *d = t->set;
  size_t i = 0;
  /* what holds for one code only is laid over what holds for all */
  if (r->place.element && (r->place.code.n > 0) != g->second) return true;
  if (!r->place.element) return g->second || apply_to_segment(g, d, r);
  if (!next_meant(d, &r->place, &i)) return no_such(g, d, &r->place);
  for (; next_meant(d, &r->place, &i); i++)
    if (!apply_to_row(g, t, &d->rows[i], r)) return false;
  return true;
}

static bool apply(struct guide *g, const struct rule *r) {
  for (size_t t = 0; t < g->nat; t++) {
    if (apply_to_set(g, g->at[t], r)) continue;
    /* what holds in one release may not hold in the other */
    if (g->nat > 1)
      *g->why = edi_printf(g->m, "%.*s (release %.*s)", EDI_ARG(*g->why), EDI_ARG(g->at[t]->release->version));
    return false;
  }
  return true;
}

static bool severity(struct guide *g, char what, edi_str key) {
  enum x12_key k = x12_key_of(key);
  if (g->second) return true;
  if (k == X12_K_NONE) return wrong(g, "there is no kind of finding called \"%.*s\"", EDI_ARG(key));
  if (g->severity[k]) return wrong(g, "another line says it of %.*s", EDI_ARG(key));
  g->severity[k] = what;
  return true;
}

/* "ZZ:ACME"; the id may have blanks in it. */
static bool party(struct guide *g, const struct x12_party **list, edi_str l) {
  edi_str v = edi_trim(l);
  if (g->second) return true;
  if (v.n < 4 || v.n > 18 || v.p[2] != ':')
    return wrong(g, "a sender or receiver is a qualifier, a colon and an id of 1 to 15 characters, as in ZZ:ACME");
  struct x12_party *p = EDI_NEW(g->m, struct x12_party);
  *p = (struct x12_party){*list, {v.p, 2}, {v.p + 3, v.n - 3}};
  *list = p;
  return true;
}

static bool conventions(struct guide *g, edi_str l) {
  if (!g->nat) return wrong(g, "a line \"set\" must stand before this one");
  if (!edi_trim(l).n) return wrong(g, "which conventions?");
  for (size_t t = 0; t < g->nat && !g->second; t++) {
    struct x12_set_def *d = g->at[t]->set;
    if (d->rows[0].segment->n < 3)
      return wrong(g, "in release %.*s no ST03 names a convention", EDI_ARG(g->at[t]->release->version));
    if (d->conventions.n) return wrong(g, "another line names the conventions");
    d->conventions = edi_trim(l);
  }
  return true;
}

static bool read_line(struct guide *g, edi_str l) {
  static const struct {
    const char *word;
    enum verb verb;
  } verbs[] = {{"require", REQUIRE}, {"forbid", FORBID}, {"times", TIMES},
               {"length", LENGTH},   {"codes", CODES},   {"also", ALSO}};
  edi_str first = word(&l);
  if (edi_is(first, "guide")) {
    g->schemas->guide = edi_trim(l);
    return true;
  }
  if (edi_is(first, "set")) {
    edi_str id = word(&l), version = word(&l);
    return choose_set(g, id, version);
  }
  if (edi_is(first, "sender")) return party(g, &g->schemas->senders, l);
  if (edi_is(first, "receiver")) return party(g, &g->schemas->receivers, l);
  if (edi_is(first, "convention")) return conventions(g, l);
  if (edi_is(first, "accept")) return severity(g, 'A', word(&l));
  if (edi_is(first, "reject")) return severity(g, 'R', word(&l));
  if (edi_is(first, "ignore")) return severity(g, 'I', word(&l));
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (!edi_is(first, verbs[i].word)) continue;
    struct rule r = {.verb = verbs[i].verb};
    if (!g->nat) return wrong(g, "a line \"set\" must stand before this one");
    if (!read_place(g, word(&l), &r.place)) return false;
    if (r.verb == LENGTH && !x12_small(word(&l), &r.least)) return wrong(g, "which lengths? As in: length BEG03 1 10");
    if ((r.verb == LENGTH || r.verb == TIMES) && !x12_small(word(&l), &r.most))
      return wrong(g, "a number is missing or not one");
    r.codes = l;
    if (r.verb != CODES && r.verb != ALSO && word(&l).n)
      return wrong(g, "there is more on the line than belongs there");
    return apply(g, &r);
  }
  return wrong(g, "\"%.*s\" is no rule", EDI_ARG(first));
}

static bool read_lines(struct guide *g, edi_str text) {
  g->line = g->nat = 0;
  while (text.n) {
    const char *nl = memchr(text.p, '\n', text.n);
    edi_str l = {text.p, nl ? (size_t)(nl - text.p) : text.n};
    text.p += l.n + (nl ? 1 : 0);
    text.n -= l.n + (nl ? 1 : 0);
    g->line++;
    const char *remark = l.n ? memchr(l.p, '#', l.n) : NULL;
    if (remark) l.n = (size_t)(remark - l.p);
    while (l.n && (l.p[l.n - 1] == ' ' || l.p[l.n - 1] == '\t' || l.p[l.n - 1] == '\r')) l.n--;
    edi_str look = l;
    if (word(&look).n && !read_line(g, l)) return false;
  }
  return true;
}

const struct x12_schemas *x12_guide_read(struct edi_mem *m, const struct x12_schemas *standard, edi_str text,
                                         edi_str *why) {
  struct guide *g = EDI_NEW(m, struct guide);
  g->m = m;
  g->why = why;
  g->severity = edi_alloc(m, X12_KEYS_N);
  g->schemas = EDI_NEW(m, struct x12_schemas);
  g->schemas->severity = g->severity;
  struct x12_release **end = &g->schemas->first;
  for (const struct x12_release *r = standard->first; r; r = r->next) {
    struct x12_release *c = copy(m, r, sizeof *r);
    c->sets = copy(m, r->sets, r->nsets * sizeof(*r->sets));
    c->severity = g->severity;
    *end = c;
    end = &c->next;
  }
  if (!read_lines(g, text)) return NULL;
  g->second = true;
  if (!read_lines(g, text)) return NULL;
  for (size_t i = 0; i < g->nall; i++) x12_set_settle(m, g->all[i].set);
  return g->schemas;
}

bool x12_guide_says(const struct x12_schemas *s, enum x12_key key, bool *fatal) {
  char what = s && s->severity ? s->severity[key] : (char)0;
  if (what == 'A' || what == 'R') *fatal = what == 'R';
  return what != 'I';
}

static bool among(const struct x12_party *list, edi_str qualifier, edi_str id) {
  bool any = !list;
  for (; list && !any; list = list->next) any = edi_eq(list->qualifier, qualifier) && edi_eq(list->id, id);
  return any;
}

bool x12_guide_sender(const struct x12_schemas *s, edi_str qualifier, edi_str id) {
  return !s || among(s->senders, qualifier, id);
}

bool x12_guide_receiver(const struct x12_schemas *s, edi_str qualifier, edi_str id) {
  return !s || among(s->receivers, qualifier, id);
}

edi_str x12_guide_name(const struct x12_schemas *s) { return s->guide; }

/* Reads a partner's guide. What a rule touches is copied before it is changed: the standard stays as it is. */
#include "edi/x12/overlay_parts.h"

bool x12_guide_wrong(struct x12_guide *g, const char *fmt, ...) {
  char say[EDI_SAY_MAX];
  va_list ap;
  va_start(ap, fmt);
  edi_str said = edi_vformat(say, fmt, ap);
  va_end(ap);
  *g->why = edi_printf(g->m, "line %zu: %.*s", g->line, EDI_ARG(said));
  return false;
}

void *x12_guide_copy(struct x12_guide *g, const void *p, size_t n) {
  void *c = edi_alloc(g->m, n);
  if (n) memcpy(c, p, n);
  return c;
}

/* -- sets -- */

static struct x12_target *copied(struct x12_guide *g, struct x12_release *r, const struct x12_set_def *def, size_t i) {
  for (size_t k = 0; k < g->nall; k++)
    if (g->all[k].release == r && edi_eq(g->all[k].set->id, def->id)) return &g->all[k];
  if (g->nall == sizeof g->all / sizeof *g->all) return NULL;
  struct x12_set_def *d = x12_guide_copy(g, def, sizeof *def);
  d->rows = x12_guide_copy(g, def->rows, def->n * sizeof *d->rows);
  d->loops = x12_guide_copy(g, def->loops, def->nloops * sizeof *d->loops);
  d->needs = edi_alloc(g->m, X12_NEEDS_MAX * sizeof *d->needs);
  r->sets[i] = d;
  g->all[g->nall] = (struct x12_target){r, d};
  return &g->all[g->nall++];
}

static bool choose_set(struct x12_guide *g, edi_str id, edi_str version) {
  g->nat = 0;
  bool release = false;
  for (struct x12_release *r = g->schemas->first; r; r = r->next) {
    if (version.n && !edi_eq(version, r->version)) continue;
    release = true;
    for (size_t i = 0; i < r->nsets; i++) {
      if (!edi_eq(r->sets[i]->id, id)) continue;
      struct x12_target *t = g->nat < X12_TARGETS ? copied(g, r, r->sets[i], i) : NULL;
      if (!t) return x12_guide_wrong(g, "there are too many sets");
      g->at[g->nat++] = t;
    }
  }
  if (!release) return x12_guide_wrong(g, "there are no tables of release \"%.*s\"", EDI_ARG(version));
  return g->nat ? true : x12_guide_wrong(g, "there is no table of the set \"%.*s\"", EDI_ARG(id));
}

static bool severity(struct x12_guide *g, char what, edi_str key) {
  enum x12_key k = x12_key_of(key);
  if (g->second) return true;
  if (k == X12_K_NONE) return x12_guide_wrong(g, "there is no kind of finding called \"%.*s\"", EDI_ARG(key));
  if (g->severity[k]) return x12_guide_wrong(g, "another line says it of %.*s", EDI_ARG(key));
  g->severity[k] = what;
  return true;
}

/* "ZZ:ACME"; the id may have blanks in it. */
static bool party(struct x12_guide *g, const struct x12_party **list, edi_str l) {
  edi_str v = edi_trim(l);
  if (g->second) return true;
  if (v.n < 4 || v.n > 18 || v.p[2] != ':')
    return x12_guide_wrong(
        g, "a sender or receiver is a qualifier, a colon and an id of 1 to 15 characters, as in ZZ:ACME");
  struct x12_party *p = EDI_NEW(g->m, struct x12_party);
  *p = (struct x12_party){*list, {v.p, 2}, {v.p + 3, v.n - 3}};
  *list = p;
  return true;
}

static bool conventions(struct x12_guide *g, edi_str l) {
  if (!g->nat) return x12_guide_wrong(g, "a line \"set\" must stand before this one");
  if (!edi_trim(l).n) return x12_guide_wrong(g, "which conventions?");
  for (size_t t = 0; t < g->nat && !g->second; t++) {
    struct x12_set_def *d = g->at[t]->set;
    if (d->rows[0].segment->n < 3)
      return x12_guide_wrong(g, "in release %.*s no ST03 names a convention", EDI_ARG(g->at[t]->release->version));
    if (d->conventions.n) return x12_guide_wrong(g, "another line names the conventions");
    d->conventions = edi_trim(l);
  }
  return true;
}

/* "when PO107 SK" */
static bool read_when(struct x12_guide *g, struct x12_rule *r, edi_str l) {
  r->depends = true;
  if (!x12_guide_place(g, x12_word(&l), &r->on)) return false;
  if (!r->on.element || r->on.component || r->on.code.n)
    return x12_guide_wrong(g, "behind \"when\" stands an element, as in PO107, and its codes");
  r->words = l;
  return true;
}

/* Least and most; of times the least may be left out. */
static bool read_numbers(struct x12_guide *g, struct x12_rule *r, edi_str l) {
  edi_str least = x12_word(&l), most = x12_word(&l);
  if (r->verb == X12_TIMES && !most.n) {
    most = least;
    least = EDI_STR("0");
  }
  if (!x12_small(least, &r->least) || !x12_small(most, &r->most))
    return x12_guide_wrong(g, "which numbers? As in: %s", r->verb == X12_TIMES ? "times REF 3" : "length BEG03 1 10");
  return x12_word(&l).n ? x12_guide_wrong(g, "there is more on the line than belongs there") : true;
}

/* What stands behind the place. */
static bool read_rest(struct x12_guide *g, struct x12_rule *r, edi_str l) {
  r->words = edi_trim(l);
  if (r->verb == X12_LENGTH || r->verb == X12_TIMES) return read_numbers(g, r, l);
  if (r->verb != X12_REQUIRE && r->verb != X12_FORBID) return true;
  edi_str w = x12_word(&l);
  if (edi_is(w, "when")) return read_when(g, r, l);
  return w.n ? x12_guide_wrong(g, "there is more on the line than belongs there") : true;
}

static bool read_line(struct x12_guide *g, edi_str l) {
  static const struct {
    const char *word;
    enum x12_verb verb;
  } verbs[] = {{"require", X12_REQUIRE}, {"forbid", X12_FORBID}, {"times", X12_TIMES},    {"length", X12_LENGTH},
               {"codes", X12_CODES},     {"also", X12_ALSO},     {"pattern", X12_PATTERN}};
  edi_str first = x12_word(&l);
  if (edi_is(first, "guide")) {
    g->schemas->guide = edi_trim(l);
    return true;
  }
  if (edi_is(first, "set")) {
    edi_str id = x12_word(&l), version = x12_word(&l);
    return choose_set(g, id, version);
  }
  if (edi_is(first, "sender")) return party(g, &g->schemas->senders, l);
  if (edi_is(first, "receiver")) return party(g, &g->schemas->receivers, l);
  if (edi_is(first, "convention")) return conventions(g, l);
  if (edi_is(first, "accept")) return severity(g, 'A', x12_word(&l));
  if (edi_is(first, "reject")) return severity(g, 'R', x12_word(&l));
  if (edi_is(first, "ignore")) return severity(g, 'I', x12_word(&l));
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (!edi_is(first, verbs[i].word)) continue;
    struct x12_rule r = {.verb = verbs[i].verb};
    if (!g->nat) return x12_guide_wrong(g, "a line \"set\" must stand before this one");
    if (!x12_guide_place(g, x12_word(&l), &r.place)) return false;
    if (!read_rest(g, &r, l)) return false;
    return x12_guide_apply(g, &r);
  }
  return x12_guide_wrong(g, "\"%.*s\" is no rule", EDI_ARG(first));
}

static bool read_lines(struct x12_guide *g, edi_str text) {
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
    if (x12_word(&look).n && !read_line(g, l)) return false;
  }
  return true;
}

const struct x12_schemas *x12_guide_read(struct edi_mem *m, const struct x12_schemas *standard, edi_str text,
                                         edi_str *why) {
  struct x12_guide *g = EDI_NEW(m, struct x12_guide);
  g->m = m;
  g->why = why;
  g->severity = edi_alloc(m, X12_KEYS_N);
  g->schemas = EDI_NEW(m, struct x12_schemas);
  g->schemas->severity = g->severity;
  struct x12_release **end = &g->schemas->first;
  for (const struct x12_release *r = standard->first; r; r = r->next) {
    struct x12_release *c = x12_guide_copy(g, r, sizeof *r);
    c->sets = x12_guide_copy(g, r->sets, r->nsets * sizeof(*r->sets));
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

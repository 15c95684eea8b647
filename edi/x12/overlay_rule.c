/* The rules of a guide: which rows and elements a line means, and what it makes of them. */
#include "edi/x12/overlay_parts.h"
#include "edi/x12/pattern.h"

/* -- places -- */

/* "PO1/N1/N401", "REF@0040", "N1[ST]", "PO106-1" */
bool x12_guide_place(struct x12_guide *g, edi_str w, struct x12_guide_place *out) {
  *out = (struct x12_guide_place){.text = w};
  size_t slash = w.n;
  while (slash && w.p[slash - 1] != '/') slash--;
  if (slash) out->path = (edi_str){w.p, slash - 1};
  edi_str rest = {w.p + slash, w.n - slash};
  const char *open = rest.n ? memchr(rest.p, '[', rest.n) : NULL, *at = NULL, *dash = NULL;
  if (open && rest.p[rest.n - 1] == ']') {
    out->code = (edi_str){open + 1, (size_t)(rest.p + rest.n - open) - 2};
    rest.n = (size_t)(open - rest.p);
    if (!out->code.n || out->code.n > X12_CODE_MAX)
      return x12_guide_wrong(g, "between [ and ] stands a code of 1 to %d characters", X12_CODE_MAX);
  }
  if (rest.n) at = memchr(rest.p, '@', rest.n);
  if (at) {
    out->position = (edi_str){at + 1, (size_t)(rest.p + rest.n - at) - 1};
    rest.n = (size_t)(at - rest.p);
  }
  if (rest.n) dash = memchr(rest.p, '-', rest.n);
  if (dash) {
    if (!x12_small((edi_str){dash + 1, (size_t)(rest.p + rest.n - dash) - 1}, &out->component) || !out->component)
      return x12_guide_wrong(g, "\"%.*s\" is no place", EDI_ARG(w));
    rest.n = (size_t)(dash - rest.p);
  }
  if (rest.n > 3 ? !x12_place_parts(rest, &out->segment, &out->element) : rest.n < 2 || out->component)
    return x12_guide_wrong(g, "\"%.*s\" is no place: write a segment (N1, PO1/N1) or an element of one (PO1/N104)",
                           EDI_ARG(w));
  if (rest.n <= 3) out->segment = rest;
  return true;
}

/* Does the place mean this row? The first row of a loop is found with and without its own loop's name. */
static bool meant(const struct x12_set_def *d, const struct x12_guide_place *p, const struct x12_row *row) {
  const struct x12_loop *l = &d->loops[row->loop];
  if (!edi_eq(row->segment->id, p->segment)) return false;
  if (p->position.n && !edi_eq(row->position, p->position)) return false;
  return edi_eq(l->path, p->path) || (row->trigger && edi_eq(d->loops[l->parent].path, p->path));
}

/* The next row meant, from row *i on; false: no more. */
static bool next_meant(const struct x12_set_def *d, const struct x12_guide_place *p, size_t *i) {
  while (*i < d->n && !meant(d, p, &d->rows[*i])) ++*i;
  return *i < d->n;
}

static bool no_such(struct x12_guide *g, const struct x12_set_def *d, const struct x12_guide_place *p) {
  return x12_guide_wrong(g, "%.*s does not stand in set %.*s", EDI_ARG(p->text), EDI_ARG(d->id));
}

/* The one row meant. */
static struct x12_row *one_row(struct x12_guide *g, struct x12_set_def *d, const struct x12_guide_place *p) {
  size_t i = 0, again;
  if (!next_meant(d, p, &i)) {
    no_such(g, d, p);
    return NULL;
  }
  again = i + 1;
  if (next_meant(d, p, &again)) {
    x12_guide_wrong(g, "%.*s stands at several positions in set %.*s: name one, as in %.*s@%.*s", EDI_ARG(p->text),
                    EDI_ARG(d->id), EDI_ARG(p->text), EDI_ARG(d->rows[i].position));
    return NULL;
  }
  return &d->rows[i];
}

/* The segment with uses of its own. */
static struct x12_segment_def *copied_segment(struct x12_guide *g, const struct x12_segment_def *old) {
  struct x12_segment_def *s = x12_guide_copy(g, old, sizeof *old);
  s->uses = x12_guide_copy(g, old->uses, old->n * sizeof *s->uses);
  s->specs = NULL;
  return s;
}

/* What a row makes of segments with this code in their first element; made when it is not there. */
static struct x12_variant *variant_of(struct x12_guide *g, struct x12_row *row, edi_str code) {
  for (struct x12_variant *v = row->variants; v; v = v->next)
    if (edi_eq(v->code, code)) return v;
  struct x12_variant *v = EDI_NEW(g->m, struct x12_variant);
  *v = (struct x12_variant){row->variants, code, copied_segment(g, row->segment)};
  row->variants = v;
  return v;
}

/* The use meant, of a segment that is a copy. */
static struct x12_use *use_of(struct x12_guide *g, struct x12_segment_def *s, const struct x12_guide_place *p) {
  struct x12_use *u = &s->uses[p->element - 1];
  if (!p->component) return u;
  const struct x12_composite_def *was = u->def->composite;
  if (!was || p->component > was->n) {
    x12_guide_wrong(g, "%.*s has %zu components", EDI_ARG(p->text), was ? was->n : (size_t)0);
    return NULL;
  }
  struct x12_composite_def *c = x12_guide_copy(g, was, sizeof *was);
  c->uses = x12_guide_copy(g, was->uses, was->n * sizeof *c->uses);
  struct x12_element_def *e = x12_guide_copy(g, u->def, sizeof *u->def);
  e->composite = c;
  u->def = e;
  return &c->uses[p->component - 1];
}

/* -- rules -- */

/* Can the first element of the row be this code? */
static bool is_code(struct x12_guide *g, const struct x12_row *row, edi_str code) {
  const struct x12_use *u = row->segment->n ? &row->segment->uses[0] : NULL;
  if (u && (!u->def->codes || x12_codes_has(u->def->codes, x12_code_key(code.p, code.n)))) return true;
  return x12_guide_wrong(g, "\"%.*s\" is no code of %.*s01", EDI_ARG(code), EDI_ARG(row->segment->id));
}

static bool forbidden_elsewhere(struct x12_guide *g, const struct x12_rule *r) {
  return x12_guide_wrong(g, "another line forbids %.*s", EDI_ARG(r->place.text));
}

static bool required(struct x12_guide *g, const struct x12_rule *r, bool guided) {
  const char *by = guided ? "another line" : "the standard";
  if (r->verb == X12_FORBID)
    return x12_guide_wrong(g, "%.*s cannot be forbidden: %s requires it", EDI_ARG(r->place.text), by);
  return x12_guide_wrong(g, "%.*s depends on nothing: %s requires it always", EDI_ARG(r->place.text), by);
}

/* What the rule depends on, an element of s. */
static bool when_of(struct x12_guide *g, const struct x12_segment_def *s, const struct x12_rule *r,
                    struct x12_when *out) {
  edi_str words = r->words, *codes = edi_alloc(g->m, (r->words.n / 2 + 1) * sizeof *codes);
  if (r->on.element > s->n) return x12_guide_wrong(g, "%.*s has %zu elements", EDI_ARG(s->id), s->n);
  const struct x12_element_def *e = s->uses[r->on.element - 1].def;
  *out = (struct x12_when){.element = r->on.element, .codes = codes};
  for (edi_str w = x12_word(&words); w.n; w = x12_word(&words)) {
    if (e->codes && (w.n > X12_CODE_MAX || !x12_codes_has(e->codes, x12_code_key(w.p, w.n))))
      return x12_guide_wrong(g, "\"%.*s\" is no code of %.*s", EDI_ARG(w), EDI_ARG(r->on.text));
    codes[out->n++] = w;
  }
  return true;
}

/* It must have come when the row is due: before it, in the same turn of its loop or of one around. */
static bool depend(struct x12_guide *g, struct x12_set_def *d, const struct x12_rule *r, struct x12_need *n) {
  struct x12_row *on = one_row(g, d, &r->on);
  if (!on) return false;
  n->on = (size_t)(on - d->rows);
  unsigned loop = n->loop;
  while (loop && loop != on->loop) loop = d->loops[loop].parent;
  if (loop != on->loop || n->on >= n->row)
    return x12_guide_wrong(g, "%.*s does not stand before %.*s, in its loop or one around", EDI_ARG(r->on.text),
                           EDI_ARG(r->place.text));
  on->hooks |= X12_HOOK_NEED;
  return when_of(g, on->segment, r, &n->when);
}

static bool need(struct x12_guide *g, struct x12_set_def *d, struct x12_row *row, const struct x12_rule *r) {
  edi_str code = r->place.code;
  struct x12_need n = {.row = (size_t)(row - d->rows), .code = code, .unused = r->verb == X12_FORBID};
  n.loop = row->trigger ? d->loops[row->loop].parent : row->loop;
  if (code.n && !is_code(g, row, code)) return false;
  if (row->unused) return forbidden_elsewhere(g, r);
  if (row->mandatory && !code.n) return required(g, r, row->guided);
  if (d->nneeds == X12_NEEDS_MAX)
    return x12_guide_wrong(g, "a set may have %d rules for segments that depend on something", X12_NEEDS_MAX);
  if (r->depends && !depend(g, d, r, &n)) return false;
  d->needs[d->nneeds++] = n;
  d->loops[n.loop].needs = d->loops[n.loop].needs || !n.unused;
  row->hooks |= X12_HOOK_NEED;
  return true;
}

static bool apply_to_segment(struct x12_guide *g, struct x12_set_def *d, const struct x12_rule *r) {
  struct x12_row *row = one_row(g, d, &r->place);
  if (!row) return false;
  if (r->place.code.n && r->verb != X12_REQUIRE && !r->depends)
    return x12_guide_wrong(g, "a code in [ ] stands behind \"require\" only");
  if (r->depends || r->place.code.n) return need(g, d, row, r);
  switch (r->verb) {
  case X12_REQUIRE:
    if (row->unused) return forbidden_elsewhere(g, r);
    row->guided = row->guided || !row->mandatory;
    row->mandatory = true;
    return true;
  case X12_FORBID:
    if (row->mandatory || row->least) return required(g, r, row->guided || !row->mandatory);
    row->unused = true;
    return true;
  case X12_TIMES: {
    uint32_t *max = row->trigger ? &d->loops[row->loop].max : &row->max;
    if (row->unused) return forbidden_elsewhere(g, r);
    if (!r->most || r->most > *max || r->least > r->most)
      return x12_guide_wrong(g, "%.*s may come 1 to %u times in the standard", EDI_ARG(r->place.text), *max);
    *max = r->most;
    row->least = r->least;
    row->narrowed = true;
    return true;
  }
  case X12_LENGTH:
  case X12_CODES:
  case X12_ALSO:
  case X12_PATTERN:
    break;
  }
  return x12_guide_wrong(g, "lengths, codes and patterns are those of an element, not of %.*s", EDI_ARG(r->place.text));
}

static bool listed(const struct x12_code *list, size_t n, edi_str code) {
  for (size_t i = 0; i < n; i++)
    if (edi_eq(list[i].code, code)) return true;
  return false;
}

static bool apply_codes(struct x12_guide *g, struct x12_element_def *e, const struct x12_rule *r) {
  bool also = r->verb == X12_ALSO;
  size_t room = r->words.n / 2 + 1 + (also ? e->nlist : 0), n = 0;
  struct x12_code *list = edi_alloc(g->m, room * sizeof *list);
  if (e->type != X12_ID && e->type != X12_AN)
    return x12_guide_wrong(g, "%.*s is no code and no text", EDI_ARG(r->place.text));
  if (also && !e->codes) return x12_guide_wrong(g, "%.*s takes any code as it is", EDI_ARG(r->place.text));
  for (; also && n < e->nlist; n++) list[n] = e->list[n];
  edi_str words = r->words;
  for (edi_str w = x12_word(&words); w.n; w = x12_word(&words)) {
    if (w.n > X12_CODE_MAX) return x12_guide_wrong(g, "the code \"%.*s\" is longer than %d", EDI_ARG(w), X12_CODE_MAX);
    if (w.n < e->min || w.n > e->max)
      return x12_guide_wrong(g, "the code \"%.*s\" does not have %u to %u characters", EDI_ARG(w), e->min, e->max);
    if (listed(list, n, w)) return x12_guide_wrong(g, "the code \"%.*s\" is there already", EDI_ARG(w));
    if (!also && e->codes && !x12_codes_has(e->codes, x12_code_key(w.p, w.n)))
      return x12_guide_wrong(g, "the standard has no code \"%.*s\" for %.*s; \"also\" would allow it", EDI_ARG(w),
                             EDI_ARG(r->place.text));
    list[n++] = (struct x12_code){w, {"", 0}};
  }
  if (!n) return x12_guide_wrong(g, "which codes?");
  /* what the partner allows on top is no breach of the standard between the two */
  if (also) e->standard = NULL;
  e->list = list;
  e->nlist = n;
  e->open = false;
  e->codes = x12_codes_new(g->m, list, n);
  return true;
}

static bool apply_pattern(struct x12_guide *g, struct x12_element_def *e, const struct x12_rule *r) {
  size_t least;
  bool open, text = e->type != X12_N && e->type != X12_R; /* a sign and a point do not count as length */
  const char *why = x12_pattern_wrong(r->words, &least, &open);
  if (why) return x12_guide_wrong(g, "%s", why);
  if (e->type == X12_B) return x12_guide_wrong(g, "%.*s holds any bytes", EDI_ARG(r->place.text));
  if (text && (least > e->max || (!open && least < e->min)))
    return x12_guide_wrong(g, "no value of %u to %u characters has this form", e->min, e->max);
  e->pattern = r->words;
  return true;
}

static bool apply_to_use(struct x12_guide *g, struct x12_use *u, const struct x12_rule *r) {
  if (r->verb == X12_REQUIRE) {
    if (u->unused) return forbidden_elsewhere(g, r);
    u->guided = u->guided || !u->mandatory;
    u->mandatory = true;
    return true;
  }
  if (r->verb == X12_FORBID) {
    if (u->mandatory) return required(g, r, u->guided);
    u->unused = true;
    return true;
  }
  if (r->verb == X12_TIMES) {
    if (!r->most || r->most > u->most || r->least > r->most)
      return x12_guide_wrong(g, "%.*s may be repeated 1 to %u times in the standard", EDI_ARG(r->place.text), u->most);
    u->most = (unsigned short)r->most;
    u->least = (unsigned short)r->least;
    return true;
  }
  if (u->def->type == X12_COMPOSITE)
    return x12_guide_wrong(g, "%.*s is a composite: name one of its components", EDI_ARG(r->place.text));
  struct x12_element_def *e = x12_guide_copy(g, u->def, sizeof *u->def);
  if (!e->standard) e->standard = u->def;
  u->def = e;
  if (r->verb == X12_PATTERN) return apply_pattern(g, e, r);
  if (r->verb != X12_LENGTH) return apply_codes(g, e, r);
  if (r->least > r->most || r->least < e->min || r->most > e->max)
    return x12_guide_wrong(g, "%.*s has %u to %u characters in the standard", EDI_ARG(r->place.text), e->min, e->max);
  e->min = r->least;
  e->max = r->most;
  return true;
}

/* An element that depends on another of its segment. */
static bool apply_dependence(struct x12_guide *g, struct x12_segment_def *s, const struct x12_rule *r) {
  const struct x12_use *u = &s->uses[r->place.element - 1];
  if (r->place.component || r->on.element == r->place.element || !edi_eq(r->on.segment, s->id))
    return x12_guide_wrong(g, "%.*s may depend on another element of its segment", EDI_ARG(r->place.text));
  if (u->unused) return forbidden_elsewhere(g, r);
  if (u->mandatory) return required(g, r, u->guided);
  struct x12_dependence *d = EDI_NEW(g->m, struct x12_dependence);
  *d = (struct x12_dependence){.next = s->dependences, .element = r->place.element, .unused = r->verb == X12_FORBID};
  s->dependences = d;
  return when_of(g, s, r, &d->when);
}

static bool apply_to_row(struct x12_guide *g, const struct x12_target *t, struct x12_row *row,
                         const struct x12_rule *r) {
  const struct x12_segment_def *old = row->segment;
  if (r->place.element > old->n) return x12_guide_wrong(g, "%.*s has %zu elements", EDI_ARG(old->id), old->n);
  if (r->place.code.n && !is_code(g, row, r->place.code)) return false;
  struct x12_segment_def *s = (struct x12_segment_def *)(uintptr_t)old;
  if (r->place.code.n)
    s = variant_of(g, row, r->place.code)->segment;
  else if (x12_release_segment(t->release, old->id) == old) /* else it is a copy already */
    row->segment = s = copied_segment(g, old);
  if (r->depends) {
    if (!apply_dependence(g, s, r)) return false;
  } else {
    struct x12_use *u = use_of(g, s, &r->place);
    if (!u || !apply_to_use(g, u, r)) return false;
  }
  x12_segment_settle(g->m, s);
  return true;
}

static bool apply_to_set(struct x12_guide *g, const struct x12_target *t, const struct x12_rule *r) {
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

bool x12_guide_apply(struct x12_guide *g, const struct x12_rule *r) {
  for (size_t t = 0; t < g->nat; t++) {
    if (apply_to_set(g, g->at[t], r)) continue;
    /* what holds in one release may not hold in the other */
    if (g->nat > 1)
      *g->why = edi_printf(g->m, "%.*s (release %.*s)", EDI_ARG(*g->why), EDI_ARG(g->at[t]->release->version));
    return false;
  }
  return true;
}

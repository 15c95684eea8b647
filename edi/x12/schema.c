/* Reads the tables of the standard into arrays that the checks walk over. */
#include "edi/hash.h"
#include "edi/x12/schema_codes.h"
#include "edi/x12/schema_read.h"

bool x12_lines_next(struct x12_lines *l) {
  while (l->text.n) {
    const char *end = memchr(l->text.p, '\n', l->text.n);
    edi_str t = {l->text.p, end ? (size_t)(end - l->text.p) : l->text.n};
    size_t used = t.n + (end ? 1 : 0);
    l->text.p += used;
    l->text.n -= used;
    l->at++;
    if (t.n && t.p[t.n - 1] == '\r') t.n--;
    if (!t.n || t.p[0] == '#') continue;
    for (size_t i = 0; i < X12_COLUMNS; i++) {
      const char *tab = t.n ? memchr(t.p, '\t', t.n) : NULL;
      size_t n = tab ? (size_t)(tab - t.p) : t.n;
      l->col[i] = (edi_str){t.p, n};
      size_t skip = tab ? n + 1 : n;
      t = (edi_str){t.p + skip, t.n - skip};
    }
    return true;
  }
  return false;
}

bool x12_lines_wrong(const struct x12_lines *l, const char *fmt, ...) {
  char say[EDI_SAY_MAX];
  va_list ap;
  va_start(ap, fmt);
  edi_str said = edi_vformat(say, fmt, ap);
  va_end(ap);
  *l->why = edi_printf(l->m, "%.*s, line %zu: %.*s", EDI_ARG(l->path), l->at, EDI_ARG(said));
  return false;
}

static size_t count_lines(edi_str t) {
  size_t n = 1;
  for (size_t i = 0; i < t.n; i++) n += t.p[i] == '\n';
  return n;
}

/* Room for an open table of n entries. */
static size_t table_cap(size_t n) {
  size_t cap = 16;
  while (cap < n * 2) cap *= 2;
  return cap;
}

bool x12_small(edi_str s, unsigned *out) {
  uint64_t v;
  if (!edi_uint(s, &v) || v > 1000000000) return false;
  *out = (unsigned)v;
  return true;
}

bool x12_times(edi_str s, uint32_t *out) {
  unsigned v = 0;
  if (edi_is(s, "*")) {
    *out = UINT32_MAX;
    return true;
  }
  bool ok = x12_small(s, &v) && v > 0;
  *out = v;
  return ok;
}

edi_str x12_word(edi_str *s) {
  while (s->n && (s->p[0] == ' ' || s->p[0] == '\t')) s->p++, s->n--;
  size_t n = 0;
  while (n < s->n && s->p[n] != ' ' && s->p[n] != '\t') n++;
  edi_str w = {s->p, n};
  *s = (edi_str){s->p + n, s->n - n};
  return w;
}

bool x12_place_parts(edi_str s, edi_str *segment, unsigned *element) {
  if (s.n < 4 || s.n > 5 || !x12_small((edi_str){s.p + s.n - 2, 2}, element)) return false;
  *segment = (edi_str){s.p, s.n - 2};
  return *element > 0;
}

/* "353", or with a letter: "C001" and "S001" are composites, "I12" stands in the interchange. Each letter counts from
   its own hundred thousand. */
static bool element_number(edi_str s, unsigned *out) {
  static const char letters[] = "CSI";
  const char *letter = s.n && s.p[0] ? strchr(letters, s.p[0]) : NULL;
  if (!x12_small(letter ? (edi_str){s.p + 1, s.n - 1} : s, out) || *out >= 100000) return false;
  if (letter) *out += (unsigned)(letter - letters + 1) * 100000;
  return *out > 0;
}

static struct x12_element_def **element_slot(const struct x12_release *r, unsigned number) {
  size_t h = (number * 2654435769u >> 7) & (r->by_number_cap - 1);
  while (r->by_number[h] && r->by_number[h]->number != number) h = (h + 1) & (r->by_number_cap - 1);
  return &r->by_number[h];
}

const struct x12_element_def *x12_release_element(const struct x12_release *r, unsigned number) {
  return r && r->by_number_cap ? *element_slot(r, number) : NULL;
}

static struct x12_element_def *add_element(struct x12_release *r, unsigned number) {
  struct x12_element_def *e = &r->elements[r->nelements++];
  e->number = number;
  *element_slot(r, number) = e;
  return e;
}

static bool element_type(edi_str t, struct x12_element_def *e) {
  static const struct {
    const char *name;
    enum x12_type type;
    bool open;
  } types[] = {{"AN", X12_AN, true}, {"ID", X12_ID, false}, {"ID+", X12_ID, true}, {"R", X12_R, true},
               {"DT", X12_DT, true}, {"TM", X12_TM, true},  {"B", X12_B, true}};
  e->open = true;
  if (t.n == 2 && t.p[0] == 'N' && t.p[1] >= '0' && t.p[1] <= '9') {
    e->type = X12_N;
    e->decimals = (unsigned char)(t.p[1] - '0');
    return true;
  }
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (edi_is(t, types[i].name)) {
      e->type = types[i].type;
      e->open = types[i].open;
      return true;
    }
  return false;
}

static bool read_elements(struct x12_lines *l, struct x12_release *r) {
  while (x12_lines_next(l)) {
    unsigned number;
    if (!element_number(l->col[0], &number))
      return x12_lines_wrong(l, "\"%.*s\" is no element number", EDI_ARG(l->col[0]));
    if (*element_slot(r, number)) return x12_lines_wrong(l, "element %.*s stands here twice", EDI_ARG(l->col[0]));
    struct x12_element_def *e = add_element(r, number);
    if (!element_type(l->col[1], e)) return x12_lines_wrong(l, "\"%.*s\" is no type", EDI_ARG(l->col[1]));
    if (!x12_small(l->col[2], &e->min) || !x12_small(l->col[3], &e->max) || e->min > e->max)
      return x12_lines_wrong(l, "\"%.*s\" to \"%.*s\" are no lengths", EDI_ARG(l->col[2]), EDI_ARG(l->col[3]));
    if (!l->col[4].n) return x12_lines_wrong(l, "the name is missing");
    e->name = l->col[4];
  }
  return true;
}

static bool read_codes(struct x12_lines *l, struct x12_release *r) {
  struct x12_lines again = *l;
  size_t lines = count_lines(l->text), used = 0;
  r->meanings_cap = table_cap(lines);
  r->meanings = edi_alloc(l->m, r->meanings_cap * sizeof *r->meanings);
  struct x12_code *all = edi_alloc(l->m, lines * sizeof *all);
  while (x12_lines_next(l)) {
    unsigned number;
    if (!element_number(l->col[0], &number))
      return x12_lines_wrong(l, "\"%.*s\" is no element number", EDI_ARG(l->col[0]));
    if (!l->col[1].n || !l->col[2].n) return x12_lines_wrong(l, "the code or its meaning is missing");
    struct x12_element_def *e = *element_slot(r, number);
    if (!e) return x12_lines_wrong(l, "element %u is not in elements.tsv", number);
    size_t h = edi_hash(number, l->col[1]) & (r->meanings_cap - 1);
    while (r->meanings[h].element && (r->meanings[h].element != number || !edi_eq(r->meanings[h].code, l->col[1])))
      h = (h + 1) & (r->meanings_cap - 1);
    if (r->meanings[h].element) return x12_lines_wrong(l, "this code stands here twice");
    r->meanings[h] = (struct x12_meaning){number, l->col[1], l->col[2]};
    if (e->type == X12_ID && !e->open && l->col[1].n > X12_CODE_MAX)
      return x12_lines_wrong(l, "the code is longer than %d characters: make the element an ID+", X12_CODE_MAX);
    if (e->type == X12_ID && (l->col[1].n < e->min || l->col[1].n > e->max))
      return x12_lines_wrong(l, "the code has %zu characters, the element %u to %u", l->col[1].n, e->min, e->max);
    e->nlist++;
  }
  /* the codes of an element stand together, in the order of the table */
  for (size_t i = 0; i < r->nelements; i++) {
    r->elements[i].list = &all[used];
    used += r->elements[i].nlist;
    r->elements[i].nlist = 0;
  }
  while (x12_lines_next(&again)) {
    unsigned number;
    struct x12_element_def *e = element_number(again.col[0], &number) ? *element_slot(r, number) : NULL;
    if (e) all[(size_t)(e->list - all) + e->nlist++] = (struct x12_code){again.col[1], again.col[2]};
  }
  for (size_t i = 0; i < r->nelements; i++) {
    struct x12_element_def *e = &r->elements[i];
    if (e->type == X12_ID && !e->open && e->nlist) e->codes = x12_codes_new(l->m, e->list, e->nlist);
  }
  return true;
}

static bool read_condition(const struct x12_lines *l, edi_str w, size_t n, struct x12_condition *out) {
  out->kind = w.p[0];
  bool ok = w.n >= 5 && w.n % 2 == 1 && strchr("PRECL", w.p[0]);
  for (size_t i = 1; ok && i < w.n; i += 2) {
    unsigned v;
    ok = x12_small((edi_str){w.p + i, 2}, &v) && v > 0 && v <= n && v <= 63 && !(out->mask & 1ull << v);
    if (!ok) break;
    if (i == 1) out->first = (unsigned char)v;
    out->mask |= 1ull << v;
  }
  return ok ? true : x12_lines_wrong(l, "\"%.*s\" is no condition of these %zu elements", EDI_ARG(w), n);
}

static bool read_conditions(const struct x12_lines *l, edi_str text, size_t n, struct x12_condition **out,
                            size_t *count) {
  *out = edi_alloc(l->m, (text.n / 6 + 1) * sizeof **out);
  for (edi_str w = x12_word(&text); w.n; w = x12_word(&text))
    if (!read_condition(l, w, n, &(*out)[(*count)++])) return false;
  return true;
}

/* "353M", "C040O*5" */
static bool read_use(const struct x12_lines *l, const struct x12_release *r, edi_str w, bool inner,
                     struct x12_use *out) {
  const char *star = memchr(w.p, '*', w.n);
  edi_str body = {w.p, star ? (size_t)(star - w.p) : w.n};
  unsigned most = 1, number;
  if (star) {
    edi_str times = {star + 1, (size_t)(w.p + w.n - star - 1)};
    if (edi_is(times, "*"))
      most = X12_ANY_TIMES;
    else if (!x12_small(times, &most) || most < 1 || most >= X12_ANY_TIMES)
      return x12_lines_wrong(l, "\"%.*s\" is no number of times", EDI_ARG(times));
  }
  char use = body.n ? body.p[body.n - 1] : 0;
  if (body.n < 2 || (use != 'M' && use != 'O') || !element_number((edi_str){body.p, body.n - 1}, &number))
    return x12_lines_wrong(l, "\"%.*s\" is no element with M or O", EDI_ARG(w));
  out->def = *element_slot(r, number);
  out->mandatory = use == 'M';
  out->most = (unsigned short)most;
  if (!out->def) return x12_lines_wrong(l, "element %.*s has no line of its own", (int)body.n - 1, body.p);
  if (inner && out->def->type == X12_COMPOSITE) return x12_lines_wrong(l, "a composite cannot stand in a composite");
  return true;
}

static bool read_uses(const struct x12_lines *l, const struct x12_release *r, edi_str text, bool inner,
                      struct x12_use **out, size_t *n) {
  *out = edi_alloc(l->m, (text.n / 3 + 1) * sizeof **out);
  for (edi_str w = x12_word(&text); w.n; w = x12_word(&text))
    if (!read_use(l, r, w, inner, &(*out)[(*n)++])) return false;
  return *n < 64 ? true : x12_lines_wrong(l, "there are more than 63 elements");
}

static bool read_composites(struct x12_lines *l, struct x12_release *r) {
  while (x12_lines_next(l)) {
    unsigned number;
    if (!element_number(l->col[0], &number) || number < 100000 || number > 300000)
      return x12_lines_wrong(l, "\"%.*s\" is no composite", EDI_ARG(l->col[0]));
    struct x12_element_def *e = *element_slot(r, number);
    if (e && e->composite) return x12_lines_wrong(l, "composite %.*s stands here twice", EDI_ARG(l->col[0]));
    if (!l->col[1].n) return x12_lines_wrong(l, "the name is missing");
    if (!e) e = add_element(r, number);
    struct x12_composite_def *c = EDI_NEW(l->m, struct x12_composite_def);
    e->type = X12_COMPOSITE;
    e->open = true;
    e->composite = c;
    c->id = l->col[0];
    c->name = e->name = l->col[1];
    if (!read_uses(l, r, l->col[2], true, &c->uses, &c->n)) return false;
    if (!c->n) return x12_lines_wrong(l, "a composite has components");
    if (!read_conditions(l, l->col[3], c->n, &c->conditions, &c->nconditions)) return false;
  }
  return true;
}

void x12_segment_settle(struct edi_mem *m, struct x12_segment_def *s) {
  if (!s->specs) s->specs = edi_alloc(m, (s->n + 1) * sizeof *s->specs);
  s->mandatory = s->dependences != NULL; /* bit 0 is never there: the long way looks at them */
  for (size_t i = 0; i < s->n; i++) {
    const struct x12_use *u = &s->uses[i];
    struct x12_spec *p = &s->specs[i];
    const struct x12_element_def *e = u->def;
    if (u->mandatory) s->mandatory |= 2ull << i;
    /* a guide may give codes to a text: then it is looked at as a code is */
    p->type = (unsigned char)(e->codes ? X12_ID : e->type);
    p->min = e->min > UINT16_MAX ? UINT16_MAX : (uint16_t)e->min;
    p->span = e->max - e->min;
    p->codes = e->codes;
    /* what the quick check cannot decide: no length fits, so that it always goes the long way */
    if (u->unused || u->least > 1 || e->pattern.n || e->min > UINT16_MAX || e->type == X12_COMPOSITE ||
        e->type == X12_B || e->number == X12_DATE_PERIOD) {
      p->min = UINT16_MAX;
      p->span = 0;
    }
  }
}

static struct x12_segment_def **segment_slot(const struct x12_release *r, edi_str id) {
  size_t h = edi_hash(0, id) & (r->by_id_cap - 1);
  while (r->by_id[h] && !edi_eq(r->by_id[h]->id, id)) h = (h + 1) & (r->by_id_cap - 1);
  return &r->by_id[h];
}

static bool read_segments(struct x12_lines *l, struct x12_release *r) {
  size_t lines = count_lines(l->text);
  r->segments = edi_alloc(l->m, lines * sizeof *r->segments);
  r->by_id_cap = table_cap(lines);
  r->by_id = edi_alloc(l->m, r->by_id_cap * sizeof(*r->by_id));
  while (x12_lines_next(l)) {
    edi_str id = l->col[0], uses = l->col[2];
    struct x12_segment_def *s = &r->segments[r->nsegments++], **slot = segment_slot(r, id);
    s->key = x12_segment_key(id.p, id.n);
    if (!s->key) return x12_lines_wrong(l, "\"%.*s\" is no segment id", EDI_ARG(id));
    if (*slot) return x12_lines_wrong(l, "segment %.*s stands here twice", EDI_ARG(id));
    if (!l->col[1].n) return x12_lines_wrong(l, "the name is missing");
    s->id = id;
    s->name = l->col[1];
    s->described = !edi_is(uses, "-");
    if (!s->described) uses.n = 0;
    if (!read_uses(l, r, uses, false, &s->uses, &s->n) ||
        !read_conditions(l, l->col[3], s->n, &s->conditions, &s->nconditions))
      return false;
    x12_segment_settle(l->m, s);
    *slot = s;
  }
  return true;
}

/* "…/004010/850.tsv" gives release "004010" and file "850". */
static bool name_parts(edi_str path, edi_str *release, edi_str *file) {
  if (path.n < 5 || memcmp(path.p + path.n - 4, ".tsv", 4) != 0) return false;
  size_t end = path.n - 4, slash = end;
  while (slash && path.p[slash - 1] != '/') slash--;
  *file = (edi_str){path.p + slash, end - slash};
  if (slash < 2) return false;
  size_t dir = slash - 1;
  while (dir && path.p[dir - 1] != '/') dir--;
  *release = (edi_str){path.p + dir, slash - 1 - dir};
  return release->n == 6 && file->n > 0;
}

static struct x12_release *release_of(struct edi_mem *m, struct x12_schemas *s, edi_str version) {
  for (struct x12_release *r = s->first; r; r = r->next)
    if (edi_eq(r->version, version)) return r;
  struct x12_release *r = EDI_NEW(m, struct x12_release);
  r->version = version;
  r->next = s->first;
  s->first = r;
  return r;
}

/* Counts what the tables of the release will hold, so that its arrays never move. */
static void make_room(struct edi_mem *m, struct x12_schemas *s, const struct x12_table *tables, size_t n) {
  for (struct x12_release *r = s->first; r; r = r->next) {
    size_t elements = 0;
    for (size_t i = 0; i < n; i++) {
      edi_str version, file;
      if (!name_parts(tables[i].path, &version, &file) || !edi_eq(version, r->version)) continue;
      if (edi_is(file, "composites") || edi_is(file, "elements")) elements += count_lines(tables[i].text);
      r->nsets++;
    }
    r->elements = edi_alloc(m, (elements + 1) * sizeof *r->elements);
    r->by_number_cap = table_cap(elements);
    r->by_number = edi_alloc(m, r->by_number_cap * sizeof(*r->by_number));
    r->by_id_cap = table_cap(0);
    r->by_id = edi_alloc(m, r->by_id_cap * sizeof(*r->by_id));
    r->sets = edi_alloc(m, (r->nsets + 1) * sizeof(*r->sets));
    r->nsets = 0;
  }
}

const struct x12_schemas *x12_schemas_read(struct edi_mem *m, const struct x12_table *tables, size_t n, edi_str *why) {
  static const char *const order[] = {"elements", "codes", "composites", "segments"};
  enum { PASSES = sizeof order / sizeof *order };
  static bool (*const read[])(struct x12_lines *, struct x12_release *) = {read_elements, read_codes, read_composites,
                                                                           read_segments, x12_read_set};
  struct x12_schemas *s = EDI_NEW(m, struct x12_schemas);
  edi_str version, file;
  for (size_t i = 0; i < n; i++)
    if (name_parts(tables[i].path, &version, &file)) release_of(m, s, version);
  make_room(m, s, tables, n);
  for (size_t pass = 0; pass <= PASSES; pass++)
    for (size_t i = 0; i < n; i++) {
      if (!name_parts(tables[i].path, &version, &file)) continue;
      size_t which = 0;
      while (which < PASSES && !edi_is(file, order[which])) which++;
      struct x12_lines l = {.m = m, .path = tables[i].path, .text = tables[i].text, .why = why};
      if (which == pass && !read[pass](&l, release_of(m, s, version))) return NULL;
    }
  return s;
}

const struct x12_release *x12_schemas_release(const struct x12_schemas *s, edi_str version) {
  for (struct x12_release *r = s ? s->first : NULL; r; r = r->next)
    if (version.n >= 6 && memcmp(version.p, r->version.p, 6) == 0) return r;
  return NULL;
}

const struct x12_release *x12_schemas_each(const struct x12_schemas *s, const struct x12_release *after) {
  return after ? after->next : s ? s->first : NULL;
}

edi_str x12_release_version(const struct x12_release *r) { return r->version; }

const char *x12_release_severity(const struct x12_release *r) { return r ? r->severity : NULL; }

const struct x12_set_def *x12_release_set_at(const struct x12_release *r, size_t i) {
  return r && i < r->nsets ? r->sets[i] : NULL;
}

const struct x12_set_def *x12_release_set(const struct x12_release *r, edi_str id) {
  for (size_t i = 0; r && i < r->nsets; i++)
    if (edi_eq(r->sets[i]->id, id)) return r->sets[i];
  return NULL;
}

const struct x12_segment_def *x12_release_segment(const struct x12_release *r, edi_str id) {
  return r ? *segment_slot(r, id) : NULL;
}

edi_str x12_release_meaning(const struct x12_release *r, unsigned element, edi_str code) {
  if (r && r->meanings_cap && code.n)
    for (size_t h = edi_hash(element, code) & (r->meanings_cap - 1); r->meanings[h].element;
         h = (h + 1) & (r->meanings_cap - 1))
      if (r->meanings[h].element == element && edi_eq(r->meanings[h].code, code)) return r->meanings[h].meaning;
  return (edi_str){"", 0};
}

static bool among(edi_str words, edi_str one) {
  for (edi_str w = x12_word(&words); w.n; w = x12_word(&words))
    if (edi_eq(w, one)) return true;
  return false;
}

bool x12_set_belongs(const struct x12_set_def *d, edi_str functional) { return among(d->group, functional); }

bool x12_release_serves(const struct x12_release *r, edi_str functional) {
  for (size_t i = 0; i < r->nsets; i++)
    if (x12_set_belongs(r->sets[i], functional)) return true;
  return false;
}

bool x12_set_takes(const struct x12_set_def *d, edi_str convention) {
  return !d->conventions.n || among(d->conventions, convention);
}

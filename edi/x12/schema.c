/* Reads the tables of the standard into arrays that the checks walk over. */
#include "edi/x12/schema.h"
#include <stdlib.h>

enum { HASH = 1024, COLUMNS = 8 };

struct code {
  struct code *next;
  unsigned element;
  edi_str code, meaning;
};

struct x12_release {
  struct x12_release *next;
  edi_str version;
  struct x12_element_def *elements;
  size_t nelements;
  struct x12_segment_def *segments;
  size_t nsegments;
  struct x12_set_def **sets;
  size_t nsets;
  struct code *codes[HASH];
  const struct x12_segment_def *by_id[HASH];
};

struct x12_schemas {
  struct x12_release *first;
};

static uint32_t hash(uint32_t seed, edi_str s) {
  uint32_t h = 2166136261u ^ seed;
  for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 16777619u;
  return h ^ (h >> 15);
}

/* Next line that is no remark, cut at its tabs. Missing columns are empty. */
static bool line(edi_str *text, size_t *number, edi_str col[COLUMNS]) {
  while (text->n) {
    const char *end = memchr(text->p, '\n', text->n);
    edi_str l = {text->p, end ? (size_t)(end - text->p) : text->n};
    size_t used = l.n + (end ? 1 : 0);
    text->p += used;
    text->n -= used;
    ++*number;
    if (l.n && l.p[l.n - 1] == '\r') l.n--;
    if (!l.n || l.p[0] == '#') continue;
    for (size_t i = 0; i < COLUMNS; i++) {
      const char *tab = l.n ? memchr(l.p, '\t', l.n) : NULL;
      size_t n = tab ? (size_t)(tab - l.p) : l.n;
      col[i] = (edi_str){l.p, n};
      size_t skip = tab ? n + 1 : n;
      l = (edi_str){l.p + skip, l.n - skip};
    }
    return true;
  }
  return false;
}

static size_t count_lines(edi_str t) {
  size_t n = 1;
  for (size_t i = 0; i < t.n; i++) n += t.p[i] == '\n';
  return n;
}

static bool small(edi_str s, unsigned *out) {
  uint64_t v;
  if (!edi_uint(s, &v) || v > 1000000) return false;
  *out = (unsigned)v;
  return true;
}

/* "353", or "C001" for a composite, which counts from 100000. */
static bool element_number(edi_str s, unsigned *out) {
  bool composite = s.n && s.p[0] == 'C';
  if (!small(composite ? (edi_str){s.p + 1, s.n - 1} : s, out)) return false;
  if (composite) *out += 100000;
  return true;
}

static bool read_elements(struct edi_mem *m, struct x12_release *r, edi_str text, size_t *at) {
  r->elements = edi_alloc(m, count_lines(text) * sizeof *r->elements);
  edi_str c[COLUMNS];
  while (line(&text, at, c)) {
    struct x12_element_def *e = &r->elements[r->nelements++];
    static const struct {
      const char *name;
      enum x12_type type;
    } types[] = {{"AN", X12_AN}, {"ID", X12_ID}, {"R", X12_R},        {"DT", X12_DT},
                 {"TM", X12_TM}, {"B", X12_B},   {"C", X12_COMPOSITE}};
    bool known = c[1].n == 2 && c[1].p[0] == 'N' && c[1].p[1] >= '0' && c[1].p[1] <= '9';
    if (known) {
      e->type = X12_N;
      e->decimals = (unsigned char)(c[1].p[1] - '0');
    }
    for (size_t i = 0; i < sizeof types / sizeof *types && !known; i++)
      if (edi_is(c[1], types[i].name)) {
        e->type = types[i].type;
        known = true;
      }
    if (!known || !element_number(c[0], &e->number) || !small(c[2], &e->min) || !small(c[3], &e->max) || !c[4].n)
      return false;
    e->name = c[4];
  }
  return true;
}

static bool read_codes(struct edi_mem *m, struct x12_release *r, edi_str text, size_t *at) {
  edi_str c[COLUMNS];
  while (line(&text, at, c)) {
    struct code *k = EDI_NEW(m, struct code);
    if (!element_number(c[0], &k->element) || !c[1].n || !c[2].n) return false;
    k->code = c[1];
    k->meaning = c[2];
    uint32_t h = hash(k->element, k->code) % HASH;
    k->next = r->codes[h];
    r->codes[h] = k;
  }
  return true;
}

static const struct x12_element_def *find_element(const struct x12_release *r, unsigned number) {
  for (size_t i = 0; i < r->nelements; i++)
    if (r->elements[i].number == number) return &r->elements[i];
  return NULL;
}

/* Cuts the next blank-separated word off s. */
static edi_str word(edi_str *s) {
  while (s->n && s->p[0] == ' ') s->p++, s->n--;
  size_t n = 0;
  while (n < s->n && s->p[n] != ' ') n++;
  edi_str w = {s->p, n};
  *s = (edi_str){s->p + n, s->n - n};
  return w;
}

static bool read_condition(edi_str w, size_t n, struct x12_condition *out) {
  if (w.n < 5 || w.n % 2 == 0 || !strchr("PRECL", w.p[0])) return false;
  out->kind = w.p[0];
  for (size_t i = 1; i < w.n; i += 2) {
    unsigned v;
    if (!small((edi_str){w.p + i, 2}, &v) || v == 0 || v > n || v > 63) return false;
    if (i == 1) out->first = (unsigned char)v;
    out->mask |= 1ull << v;
  }
  return true;
}

static bool read_segments(struct edi_mem *m, struct x12_release *r, edi_str text, size_t *at) {
  r->segments = edi_alloc(m, count_lines(text) * sizeof *r->segments);
  edi_str c[COLUMNS];
  while (line(&text, at, c)) {
    if (r->nsegments == HASH / 2) return false;
    struct x12_segment_def *s = &r->segments[r->nsegments++];
    s->id = c[0];
    s->name = c[1];
    s->described = !edi_is(c[2], "-");
    if (!s->described) c[2].n = 0;
    s->uses = edi_alloc(m, (c[2].n / 3 + 1) * sizeof *s->uses);
    for (edi_str w = word(&c[2]); w.n; w = word(&c[2])) {
      unsigned number;
      char use = w.p[w.n - 1];
      if (w.n < 2 || (use != 'M' && use != 'O') || !element_number((edi_str){w.p, w.n - 1}, &number)) return false;
      struct x12_use *u = &s->uses[s->n++];
      u->def = find_element(r, number);
      u->mandatory = use == 'M';
      if (!u->def) return false;
    }
    s->conditions = edi_alloc(m, (c[3].n / 6 + 1) * sizeof *s->conditions);
    for (edi_str w = word(&c[3]); w.n; w = word(&c[3]))
      if (!read_condition(w, s->n, &s->conditions[s->nconditions++])) return false;
    if (!s->id.n || s->id.n > 3 || !s->name.n || x12_release_segment(r, s->id)) return false;
    uint32_t h = hash(0, s->id) % HASH;
    while (r->by_id[h]) h = (h + 1) % HASH;
    r->by_id[h] = s;
  }
  return true;
}

static bool times(edi_str s, uint32_t *out) {
  unsigned v = 0;
  if (edi_is(s, "*")) {
    *out = UINT32_MAX;
    return true;
  }
  bool ok = small(s, &v) && v > 0;
  *out = v;
  return ok;
}

/* The loop named path; a new one must hang under a loop that is still open at this row. */
static bool find_loop(struct x12_set_def *d, edi_str path, edi_str most, unsigned *out) {
  for (unsigned i = 0; i < d->nloops; i++)
    if (edi_eq(d->loops[i].path, path)) {
      *out = i;
      return d->loops[i].end == d->n; /* else its rows would not stand together */
    }
  if (d->nloops == X12_LOOPS_MAX) return false;
  struct x12_loop *l = &d->loops[d->nloops];
  size_t slash = path.n;
  unsigned depth = 1;
  for (size_t i = 0; i < path.n; i++)
    if (path.p[i] == '/') {
      slash = i;
      depth++;
    }
  l->path = path;
  l->first = l->end = d->n;
  if (depth >= X12_LOOP_DEPTH || !times(most, &l->max)) return false;
  if (slash < path.n && !find_loop(d, (edi_str){path.p, slash}, (edi_str){"", 0}, &l->parent)) return false;
  *out = (unsigned)d->nloops++;
  return true;
}

static bool read_set(struct edi_mem *m, struct x12_release *r, edi_str text, size_t *at) {
  struct x12_set_def *d = EDI_NEW(m, struct x12_set_def);
  d->rows = edi_alloc(m, count_lines(text) * sizeof *d->rows);
  edi_str c[COLUMNS];
  if (!line(&text, at, c) || !edi_is(c[0], "set") || !c[1].n || !c[3].n) return false;
  d->id = c[1];
  d->group = c[2];
  d->name = c[3];
  d->loops[0] = (struct x12_loop){.path = {"", 0}, .max = 1};
  d->nloops = 1;
  while (line(&text, at, c)) {
    struct x12_row *row = &d->rows[d->n];
    row->segment = x12_release_segment(r, c[2]);
    row->mandatory = edi_is(c[3], "M");
    if (!row->segment || !times(c[4], &row->max) || !find_loop(d, c[1], c[5], &row->loop)) return false;
    d->n++;
    for (unsigned l = row->loop;; l = d->loops[l].parent) {
      d->loops[l].end = d->n;
      if (!l) break;
    }
  }
  if (d->n < 2 || !edi_is(d->rows[0].segment->id, "ST") || !edi_is(d->rows[d->n - 1].segment->id, "SE")) return false;
  struct x12_set_def **more = edi_alloc(m, (r->nsets + 1) * sizeof *more);
  if (r->nsets) memcpy(more, r->sets, r->nsets * sizeof *more);
  more[r->nsets++] = d;
  r->sets = more;
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

const struct x12_schemas *x12_schemas_read(struct edi_mem *m, const struct x12_table *tables, size_t n, edi_str *why) {
  struct x12_schemas *s = EDI_NEW(m, struct x12_schemas);
  /* elements before the segments that use them, segments before the sets */
  for (int pass = 0; pass < 3; pass++)
    for (size_t i = 0; i < n; i++) {
      edi_str version, file;
      if (!name_parts(tables[i].path, &version, &file)) continue;
      bool elements = edi_is(file, "elements"), codes = edi_is(file, "codes"), segments = edi_is(file, "segments");
      if (pass != (elements || codes ? 0 : segments ? 1 : 2)) continue;
      struct x12_release *r = release_of(m, s, version);
      size_t at = 0;
      if (!(elements   ? read_elements(m, r, tables[i].text, &at)
            : codes    ? read_codes(m, r, tables[i].text, &at)
            : segments ? read_segments(m, r, tables[i].text, &at)
                       : read_set(m, r, tables[i].text, &at))) {
        *why = edi_printf(m, "%.*s, line %zu cannot be read", EDI_ARG(tables[i].path), at);
        return NULL;
      }
    }
  return s;
}

const struct x12_release *x12_schemas_release(const struct x12_schemas *s, edi_str version) {
  for (struct x12_release *r = s ? s->first : NULL; r; r = r->next)
    if (version.n >= 6 && memcmp(version.p, r->version.p, 6) == 0) return r;
  return NULL;
}

const struct x12_set_def *x12_release_set(const struct x12_release *r, edi_str id) {
  for (size_t i = 0; r && i < r->nsets; i++)
    if (edi_eq(r->sets[i]->id, id)) return r->sets[i];
  return NULL;
}

const struct x12_segment_def *x12_release_segment(const struct x12_release *r, edi_str id) {
  if (!r) return NULL;
  for (uint32_t h = hash(0, id) % HASH; r->by_id[h]; h = (h + 1) % HASH)
    if (edi_eq(r->by_id[h]->id, id)) return r->by_id[h];
  return NULL;
}

edi_str x12_release_meaning(const struct x12_release *r, unsigned element, edi_str code) {
  if (r && code.n)
    for (const struct code *k = r->codes[hash(element, code) % HASH]; k; k = k->next)
      if (k->element == element && edi_eq(k->code, code)) return k->meaning;
  return (edi_str){"", 0};
}

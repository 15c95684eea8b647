/* Interchanges from the tables: the rows of a set in their order, each place tried against the check before it is kept,
   so that no segment is taken for another of the same name. */
#include "edi/x12/generate.h"
#include "edi/decimal.h"
#include "edi/x12/generate_value.h"
#include "edi/x12/schema_read.h"
#include "edi/x12/set.h"

enum { HL_TURNS_MAX = 64 };

struct maker {
  struct x12_made *made;
  const struct x12_recipe *recipe;
  uint64_t seed;
  struct x12_check walk, before;
  size_t first; /* of the set's segments */
  unsigned levels, below[HL_TURNS_MAX + 1],
      above[HL_TURNS_MAX + 1]; /* the tree of HL: how many levels there are, their children, their parents */
};

static edi_str number(const struct maker *k, uint64_t v, int width) {
  return edi_printf(k->made->m, "%0*llu", width, (unsigned long long)v);
}
static bool chance(struct maker *k) { return x12_dice(&k->seed) % 100 < k->recipe->fill; }

static struct x12_made_segment *append(struct x12_made *made, size_t row, const struct x12_segment_def *def, edi_str id,
                                       size_t n) {
  if (made->n == made->cap) {
    size_t cap = made->cap ? made->cap * 2 : 64;
    struct x12_made_segment *at = edi_alloc(made->m, cap * sizeof *at);
    if (made->n) memcpy(at, made->at, made->n * sizeof *at);
    made->at = at;
    made->cap = cap;
  }
  struct x12_made_segment *s = &made->at[made->n++];
  *s = (struct x12_made_segment){row, def, id, edi_alloc(made->m, (n + 1) * sizeof(edi_str)), n};
  return s;
}

static void envelope(struct x12_made *made, const char *id, size_t n, const edi_str *e) {
  struct x12_made_segment *s =
      append(made, SIZE_MAX, x12_release_segment(made->release, edi_str_of(id)), edi_str_of(id), n);
  memcpy(s->e, e, n * sizeof *e);
}

/* Would the check put such a segment into this row? If so it is there now. */
static bool fits(struct maker *k, size_t row) {
  edi_str id = k->made->def->rows[row].segment->id;
  uint32_t end = (uint32_t)id.n;
  struct x12_segment s = {.length = id.n + 1, .text = id, .n = 1, .base = id.p, .ends = &end, .plain = true};
  k->before = k->walk;
  struct x12_findings none = {0};
  k->walk.m = k->made->m;
  k->walk.findings = &none;
  bool ok = x12_check_segment(&k->walk, &s) == row && none.n == 0;
  if (!ok) k->walk = k->before;
  return ok;
}

static void set(struct x12_made_segment *s, size_t element, edi_str v) {
  if (element >= 1 && element <= s->def->n) s->e[element - 1] = v;
}

static edi_str total(struct maker *k, const struct x12_total *t) {
  struct edi_decimal sum = {0, 0};
  uint64_t count = 0;
  for (size_t i = k->first; i < k->made->n; i++) {
    const struct x12_made_segment *s = &k->made->at[i];
    if (!edi_eq(s->id, t->segment->id)) continue;
    count++;
    struct edi_decimal d;
    if (!t->element || t->element > s->n || !s->e[t->element - 1].n) continue;
    const struct x12_element_def *e = t->segment->uses[t->element - 1].def;
    if (e->type == X12_N ? edi_decimal_read_implied(s->e[t->element - 1], e->decimals, &d)
                         : edi_decimal_read(s->e[t->element - 1], &d))
      if (!edi_decimal_add(sum, d, &sum)) return (edi_str){NULL, 0};
  }
  if (!t->element) return number(k, count, 1);
  char buf[EDI_DECIMAL_TEXT];
  return edi_dup(k->made->m, edi_decimal_text(sum, buf));
}

/* What must agree with other segments of the set. */
static void tie(struct maker *k, struct x12_made_segment *s, const struct x12_row *row, unsigned level) {
  if (edi_is(s->id, "ST")) {
    set(s, 1, k->made->def->id);
  } else if (row->hooks & X12_HOOK_HL) {
    set(s, 1, number(k, level, 1));
    set(s, 2, k->above[level] ? number(k, k->above[level], 1) : (edi_str){NULL, 0});
    if (s->n >= 4 && s->e[3].n) set(s, 4, k->below[level] ? EDI_STR("1") : EDI_STR("0"));
  } else if (row->hooks & (X12_HOOK_LS | X12_HOOK_LE)) {
    set(s, 1, edi_printf(k->made->m, "L%u", row->loop % 10));
  }
  if (row->hooks & X12_HOOK_TOTAL)
    for (size_t i = 0; i < k->made->def->ntotals; i++) {
      const struct x12_total *t = &k->made->def->totals[i];
      if (t->said_in->key == row->segment->key && s->e[t->said_at - 1].n) s->e[t->said_at - 1] = total(k, t);
    }
}

static bool segment(struct maker *k, size_t at, unsigned level) {
  const struct x12_row *row = &k->made->def->rows[at];
  if (!fits(k, at)) return false;
  const struct x12_segment_def *def = row->segment;
  struct x12_made_segment *s = append(k->made, at, def, def->id, def->n);
  uint64_t present = x12_make_presence(def->uses, def->n, def->conditions, def->nconditions, k->recipe->fill, &k->seed);
  for (size_t i = 0; i < def->n; i++)
    if (present & 1ull << (i + 1))
      s->e[i] = x12_make_value(k->made->m, &def->uses[i], &k->made->d, k->recipe->fill, &k->seed);
  for (size_t i = 1; i < def->n; i++) {
    if (!s->e[i].n) continue;
    if (def->uses[i].def->type == X12_B) s->e[i - 1] = number(k, s->e[i].n, 1); /* the length stands before the data */
    if (def->uses[i].def->number == X12_DATE_PERIOD && s->e[i - 1].n) {
      s->e[i - 1] = EDI_STR("D8"); /* the form stands before the date */
      s->e[i] = EDI_STR("20261130");
    }
  }
  tie(k, s, row, level);
  return true;
}

static unsigned turns(struct maker *k, bool mandatory, uint32_t most) {
  unsigned n = mandatory || chance(k);
  while (n && n < most && n < k->recipe->turns && chance(k)) n++;
  return n;
}

/* Decides the tree before it is written: HL04 of a level tells of those below it. */
static void grow(struct maker *k, unsigned n) {
  memset(k->below, 0, sizeof k->below);
  k->levels = n;
  for (unsigned i = 1; i <= n; i++) {
    k->above[i] = i == 1 ? 0 : 1 + (unsigned)(x12_dice(&k->seed) % (i - 1));
    k->below[k->above[i]]++;
  }
}

static void loop(struct maker *k, unsigned l);

static void inner(struct maker *k, size_t trigger) {
  const struct x12_set_def *def = k->made->def;
  const struct x12_row *row = &def->rows[trigger];
  const struct x12_loop *l = &def->loops[row->loop];
  unsigned n = turns(k, row->mandatory, l->max);
  bool tree = row->hooks & X12_HOOK_HL;
  if (tree && n > HL_TURNS_MAX) n = HL_TURNS_MAX;
  if (tree) grow(k, n);
  for (unsigned i = 1; i <= n; i++) {
    if (!segment(k, trigger, tree ? i : 0)) return;
    loop(k, row->loop);
  }
}

/* The rows of a loop behind the one that opened it. Loops are nested as deep as the table has them. */
static void loop(struct maker *k, unsigned l) {
  const struct x12_set_def *def = k->made->def;
  size_t at = l ? x12_next_row(def, l, def->loops[l].first) : def->loops[0].first;
  for (; at < def->loops[l].end; at = x12_next_row(def, l, at)) {
    const struct x12_row *row = &def->rows[at];
    if (row->unused) continue;
    if (row->loop != l) {
      inner(k, at);
      continue;
    }
    for (unsigned n = turns(k, row->mandatory, row->max); n && segment(k, at, 0); n--) {
    }
  }
}

static void one_set(struct maker *k, unsigned count) {
  struct x12_made *made = k->made;
  k->first = made->n;
  struct x12_findings none = {0};
  k->walk = (struct x12_check){0};
  x12_check_start(&k->walk, made->m, made->release, made->def, made->d, &none);
  k->walk.walk_only = true;
  loop(k, 0);
  edi_str control = number(k, count, 4);
  for (size_t i = k->first; i < made->n; i++)
    if (edi_is(made->at[i].id, "ST")) set(&made->at[i], 2, control);
  struct x12_made_segment *last = &made->at[made->n - 1];
  set(last, 1, number(k, made->n - k->first, 1));
  set(last, 2, control);
}

static struct x12_delimiters usual(bool repeats) {
  return (struct x12_delimiters){.element = '*', .component = '>', .terminator = '~', .repetition = repeats ? '^' : 0};
}

struct x12_made *x12_make(struct edi_mem *m, const struct x12_release *r, const struct x12_set_def *def,
                          const struct x12_recipe *recipe) {
  struct x12_made *made = EDI_NEW(m, struct x12_made);
  edi_str version = x12_release_version(r);
  bool repeats = memcmp(version.p, "00402", 5) >= 0;
  *made = (struct x12_made){.m = m, .release = r, .def = def, .d = recipe->d.element ? recipe->d : usual(repeats)};
  struct maker k = {.made = made, .recipe = recipe, .seed = recipe->seed};
  edi_str functional = def->group; /* the first, when there are several */
  const char *blank = functional.n ? memchr(functional.p, ' ', functional.n) : NULL;
  if (blank) functional.n = (size_t)(blank - functional.p);
  edi_str control = number(&k, 1 + x12_dice(&k.seed) % 999999999, 9),
          group = number(&k, 1 + x12_dice(&k.seed) % 999999, 1);
  edi_str standard = repeats ? edi_printf(m, "%c", made->d.repetition ? made->d.repetition : '^') : EDI_STR("U");
  envelope(made, "ISA", 16,
           (edi_str[]){EDI_STR("00"), EDI_STR("          "), EDI_STR("00"), EDI_STR("          "), EDI_STR("ZZ"),
                       EDI_STR("SENDER         "), EDI_STR("ZZ"), EDI_STR("RECEIVER       "), EDI_STR("261101"),
                       EDI_STR("1200"), standard, edi_printf(m, "%.5s", version.p), control, EDI_STR("0"), EDI_STR("T"),
                       edi_printf(m, "%c", made->d.component)});
  envelope(made, "GS", 8,
           (edi_str[]){functional, EDI_STR("SENDER"), EDI_STR("RECEIVER"), EDI_STR("20261101"), EDI_STR("1200"), group,
                       EDI_STR("X"), version});
  unsigned sets = recipe->sets ? recipe->sets : 1;
  for (unsigned i = 1; i <= sets; i++) one_set(&k, i);
  envelope(made, "GE", 2, (edi_str[]){number(&k, sets, 1), group});
  envelope(made, "IEA", 2, (edi_str[]){EDI_STR("1"), control});
  return made;
}

void x12_made_write(struct edi_buf *out, const struct x12_made *made) {
  for (size_t i = 0; i < made->n; i++) {
    const struct x12_made_segment *s = &made->at[i];
    size_t n = s->n;
    while (n && !s->e[n - 1].n) n--;
    edi_buf_add(out, s->id);
    for (size_t e = 0; e < n; e++) {
      edi_buf_char(out, made->d.element);
      edi_buf_add(out, s->e[e]);
    }
    edi_buf_char(out, made->d.terminator);
    edi_buf_char(out, '\n');
  }
}

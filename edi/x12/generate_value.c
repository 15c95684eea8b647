/* Values of elements, by type and length; short ones where there is a choice, as people write them. */
#include "edi/x12/generate_value.h"
#include "edi/x12/schema_codes.h"

enum { AN_MORE = 10, DIGITS_MORE = 2, TRIES = 64 };

static uint64_t below(uint64_t *seed, uint64_t n) { return x12_dice(seed) % n; }
static bool chance(uint64_t *seed, unsigned fill) { return below(seed, 100) < fill; }

/* Adds what the conditions ask for, or takes away what they forbid, until all hold. */
static bool settle(const struct x12_condition *all, size_t n, uint64_t mandatory, uint64_t *present) {
  uint64_t banned = 0;
  for (unsigned tries = 0; tries < TRIES; tries++) {
    bool still = true;
    for (size_t i = 0; i < n; i++) {
      const struct x12_condition *k = &all[i];
      if (x12_condition_holds(k, *present)) continue;
      still = false;
      uint64_t absent = k->mask & ~*present, first = 1ull << k->first;
      if (k->kind == 'E') {
        uint64_t here = k->mask & *present, keep = here & mandatory ? here & mandatory : here & -here;
        banned |= here & ~keep;
        *present &= ~(here & ~keep);
      } else if (absent & banned && !(k->mask & mandatory & *present)) {
        *present &= ~k->mask; /* what it asks for may not be there: then it goes altogether */
        banned |= k->mask & ~mandatory;
      } else if (k->kind == 'R' || k->kind == 'L') {
        uint64_t free = absent & ~banned & ~(k->kind == 'L' ? first : 0);
        *present |= free ? free & -free : absent & -absent;
      } else {
        *present |= absent;
      }
    }
    if (still) return true;
  }
  return false;
}

uint64_t x12_make_presence(const struct x12_use *uses, size_t n, const struct x12_condition *conditions,
                           size_t nconditions, unsigned fill, uint64_t *seed) {
  uint64_t mandatory = 0;
  for (size_t i = 0; i < n && i < 63; i++)
    if (uses[i].mandatory) mandatory |= 1ull << (i + 1);
  for (unsigned more = fill;; more = 0) {
    uint64_t present = mandatory;
    for (size_t i = 0; i < n && i < 63; i++)
      if (!uses[i].unused && chance(seed, more)) present |= 1ull << (i + 1);
    /* a segment with nothing in it is none */
    if (!present && n && nconditions == 0) present = 2;
    if (settle(conditions, nconditions, mandatory, &present) || !more) {
      if (present || !n) return present;
      present = 2;
      settle(conditions, nconditions, mandatory, &present);
      return present;
    }
  }
}

static edi_str digits(struct edi_mem *m, size_t n, uint64_t *seed) {
  char *p = edi_alloc(m, n + 1);
  for (size_t i = 0; i < n; i++) p[i] = (char)('0' + below(seed, 10));
  if (n && p[0] == '0') p[0] = (char)('1' + below(seed, 9));
  return (edi_str){p, n};
}

static edi_str letters(struct edi_mem *m, size_t n, bool with_blanks, uint64_t *seed) {
  static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  char *p = edi_alloc(m, n + 1);
  for (size_t i = 0; i < n; i++) {
    p[i] = set[below(seed, sizeof set - 1)];
    if (with_blanks && i && i + 1 < n && p[i - 1] != ' ' && below(seed, 8) == 0) p[i] = ' ';
  }
  return (edi_str){p, n};
}

static size_t length(const struct x12_element_def *e, size_t more, uint64_t *seed) {
  size_t span = e->max > e->min ? e->max - e->min : 0;
  if (span > more) span = more;
  size_t n = e->min + below(seed, span + 1);
  return n ? n : 1;
}

static edi_str code(struct edi_mem *m, const struct x12_element_def *e, uint64_t *seed) {
  size_t from = e->nlist ? below(seed, e->nlist) : 0;
  for (size_t k = 0; k < e->nlist; k++) {
    const struct x12_code *c = &e->list[(from + k) % e->nlist];
    if (c->code.n < e->min || c->code.n > e->max) continue;
    if (!e->codes || x12_codes_has(e->codes, x12_code_key(c->code.p, c->code.n))) return c->code;
  }
  return letters(m, length(e, 1, seed), false, seed);
}

static edi_str simple(struct edi_mem *m, const struct x12_element_def *e, uint64_t *seed) {
  switch (e->type) {
  case X12_ID:
    return code(m, e, seed);
  case X12_N:
    return digits(m, length(e, DIGITS_MORE, seed), seed);
  case X12_R: {
    size_t n = length(e, DIGITS_MORE, seed);
    edi_str v = digits(m, n, seed);
    if (n < 2 || below(seed, 3)) return v;
    return edi_printf(m, "%.*s.%.*s", (int)(n - 1), v.p, 1, v.p + n - 1);
  }
  case X12_DT: {
    unsigned year = 2020 + (unsigned)below(seed, 10), month = 1 + (unsigned)below(seed, 12),
             day = 1 + (unsigned)below(seed, 28);
    return e->max < 8 ? edi_printf(m, "%02u%02u%02u", year % 100, month, day)
                      : edi_printf(m, "%04u%02u%02u", year, month, day);
  }
  case X12_TM: {
    unsigned hour = (unsigned)below(seed, 24), minute = (unsigned)below(seed, 60), second = (unsigned)below(seed, 60);
    return e->min > 4 ? edi_printf(m, "%02u%02u%02u", hour, minute, second) : edi_printf(m, "%02u%02u", hour, minute);
  }
  case X12_AN:
  case X12_B:
  case X12_COMPOSITE:
    break;
  }
  return letters(m, length(e, AN_MORE, seed), e->max > 12, seed);
}

static edi_str composite(struct edi_mem *m, const struct x12_composite_def *def, const struct x12_delimiters *d,
                         unsigned fill, uint64_t *seed) {
  uint64_t present = x12_make_presence(def->uses, def->n, def->conditions, def->nconditions, fill, seed);
  struct edi_buf b = {.m = m};
  size_t waiting = 0;
  for (size_t i = 0; i < def->n; i++, waiting++) {
    if (!(present & 1ull << (i + 1))) continue;
    for (; waiting; waiting--) edi_buf_char(&b, d->component);
    edi_buf_add(&b, simple(m, def->uses[i].def, seed));
  }
  return edi_buf_str(&b);
}

edi_str x12_make_value(struct edi_mem *m, const struct x12_use *use, const struct x12_delimiters *d, unsigned fill,
                       uint64_t *seed) {
  bool again = d->repetition && use->most > 1 && chance(seed, fill / 2);
  struct edi_buf b = {.m = m};
  for (unsigned n = 0; n <= again; n++) {
    if (n) edi_buf_char(&b, d->repetition);
    edi_buf_add(&b, use->def->type != X12_COMPOSITE ? simple(m, use->def, seed)
                    : use->def->composite           ? composite(m, use->def->composite, d, fill, seed)
                                                    : EDI_STR("A"));
  }
  return edi_buf_str(&b);
}

/* The check of a segment's elements: a quick way that only says "nothing wrong", and a long way that says what is. */
#include "edi/x12/element.h"
#include "edi/date.h"
#include "edi/x12/pattern.h"
#include "edi/x12/schema_codes.h"

/* -- the quick way: segments without separators inside, control bytes or bytes above 126 -- */

static const uint64_t ZEROS = 0x3030303030303030, ONES = 0x0101010101010101;

/* Are the n bytes of the key digits? */
static inline bool all_digits(uint64_t key, size_t n) {
  uint64_t k = n < 8 ? key | ZEROS << (8 * n) : key;
  return ((k & 0xf0 * ONES) | ((k + 0x06 * ONES) & 0xf0 * ONES) >> 4) == 0x33 * ONES;
}

static inline bool quick_number(const char *p, size_t n, bool point, size_t min, size_t span) {
  size_t digits = n;
  if (n > 8) {
    bool seen = !point;
    for (size_t i = 0; i < n; i++) {
      if ((unsigned)(p[i] - '0') <= 9) continue;
      if (p[i] != '.' || seen) return false;
      seen = true;
      digits--;
    }
    return digits - min <= span;
  }
  uint64_t k = x12_code_key(p, n);
  if (point) {
    uint64_t x = k ^ 0x2e * ONES, zero = ~(((x & 0x7f * ONES) + 0x7f * ONES) | x | 0x7f * ONES); /* 0x80 at a point */
    if (zero & (zero - 1)) return false;
    k ^= (zero >> 7) * ('.' ^ '0');
    digits -= zero != 0;
  }
  return digits - min <= span && all_digits(k, n);
}

static inline bool quick_date(const char *p, size_t n) {
  if (n != 8) return false;
  uint64_t k = x12_code_key(p, 8);
  if (!all_digits(k, 8)) return false;
  k -= ZEROS;
  k = k * 10 + (k >> 8);
  uint32_t v =
      (uint32_t)(((k & 0xff000000ff) * 0x000f424000000064 + ((k >> 16) & 0xff000000ff) * 0x0000271000000001) >> 32);
  uint32_t month = v / 100 % 100, day = v % 100;
  return v >= 10000 && month - 1 < 12 && day - 1 < 28; /* the last days of a month are looked at the long way */
}

/* Is there surely nothing wrong with this value? */
static inline bool fits(const struct x12_spec *e, const char *p, size_t n) {
  switch ((enum x12_type)e->type) {
  case X12_AN:
    return n - e->min <= e->span && *p != ' ';
  case X12_ID:
    return n - e->min <= e->span && *p != ' ' &&
           (!e->codes || (n <= X12_CODE_MAX && x12_codes_has(e->codes, x12_code_key(p, n))));
  case X12_N:
    return quick_number(p, n, false, e->min, e->span);
  case X12_R:
    return quick_number(p, n, true, e->min, e->span);
  case X12_DT:
    return n - e->min <= e->span && quick_date(p, n);
  case X12_TM:
    return n - e->min <= e->span && edi_time_valid((edi_str){p, n});
  case X12_B:
  case X12_COMPOSITE:
    break;
  }
  return false;
}

static inline bool quick(const struct x12_segment *s, const struct x12_segment_def *def, uint64_t *present) {
  if (!s->plain || s->n > def->n + 1) return false;
  const char *p = s->base + s->ends[0] + 1;
  uint64_t here = 0;
  for (size_t i = 1; i < s->n; i++) {
    const char *q = s->base + s->ends[i];
    if (q != p) {
      here |= 1ull << i;
      if (!fits(&def->specs[i - 1], p, (size_t)(q - p))) return false;
    }
    p = q + 1;
  }
  *present = here;
  return (here & def->mandatory) == def->mandatory;
}

/* -- the long way -- */

struct place {
  struct x12_check *c;
  const struct x12_segment *s;
  const struct x12_use *use;
  unsigned element, component, repetition;
};

static void say(const struct place *at, enum x12_key key, edi_str value, edi_str found, edi_str expected) {
  struct x12_finding f = x12_finding_of(key);
  f.element = at->element;
  f.component = at->component;
  f.repetition = at->repetition;
  if (at->use) {
    f.reference = at->use->def->number;
    f.name = at->use->def->name;
  }
  f.value = value;
  f.found = found;
  f.expected = expected;
  x12_check_say(at->c, at->s, &f);
}

static const edi_str NONE = {NULL, 0};

static void say_numbers(const struct place *at, enum x12_key key, edi_str value, uint64_t found, uint64_t expected) {
  char a[X12_DIGITS], b[X12_DIGITS];
  say(at, key, value, x12_digits(a, found), x12_digits(b, expected));
}

static bool blank(edi_str v) {
  for (size_t i = 0; i < v.n; i++)
    if (v.p[i] != ' ') return false;
  return true;
}

/* Characters, if it is UTF-8 throughout; else bytes, which are Latin-1 or the like. */
static size_t characters(edi_str v) {
  size_t n = 0;
  for (size_t i = 0; i < v.n;) {
    unsigned char b = (unsigned char)v.p[i];
    size_t more = b < 0x80 ? 0 : b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : 9;
    if (more > v.n - i - 1) return v.n;
    for (size_t k = 1; k <= more; k++)
      if (((unsigned char)v.p[i + k] & 0xc0) != 0x80) return v.n;
    i += more + 1;
    n++;
  }
  return n;
}

/* Type N: an optional minus and digits; type R: with at most one point, and an exponent. n is the number of digits, for
   signs, point and E do not count as length. */
static bool number(edi_str v, bool real, size_t *n) {
  bool point = !real, exponent = !real;
  size_t run = 0;
  *n = 0;
  for (size_t i = 0; i < v.n; i++) {
    char b = v.p[i];
    if (b >= '0' && b <= '9') {
      ++*n;
      run++;
    } else if (b == '-' && (i == 0 || v.p[i - 1] == 'E')) {
      continue;
    } else if (b == '.' && !point) {
      point = true;
    } else if (b == 'E' && !exponent && run) {
      exponent = point = true;
      run = 0;
    } else {
      return false;
    }
  }
  return run > 0;
}

static bool allowed(const struct x12_check *c, edi_str v) {
  for (size_t i = 0; i < v.n; i++) {
    unsigned char b = (unsigned char)v.p[i];
    if (b < ' ' || b == 0x7f || v.p[i] == c->d.component || (c->d.repetition && v.p[i] == c->d.repetition))
      return false;
  }
  return true;
}

static void bad_code(const struct place *at, enum x12_key key, edi_str v) {
  const struct x12_element_def *e = at->use->def;
  char all[60];
  size_t n = 0;
  for (size_t i = 0; i < e->nlist; i++) {
    edi_str code = e->list[i].code;
    bool last = n + code.n + 2 > sizeof all - 5; /* room for ", ..." behind it */
    edi_str add = last ? EDI_STR("...") : code;
    if (n) {
      memcpy(all + n, ", ", 2);
      n += 2;
    }
    memcpy(all + n, add.p, add.n);
    n += add.n;
    if (last) break;
  }
  say(at, key, v, NONE, (edi_str){all, n});
}

static bool listed(const struct x12_element_def *e, edi_str v) {
  return !e->codes || (v.n <= X12_CODE_MAX && x12_codes_has(e->codes, x12_code_key(v.p, v.n)));
}

/* A date or period in the form that the element before it names. true: it has said something. */
static bool bad_period(const struct place *at, edi_str v) {
  if (at->component || at->element < 2) return false;
  enum edi_period is = edi_period_check(edi_trim(x12_at(at->s, at->element - 1)), v);
  if (is == EDI_PERIOD_GOOD || is == EDI_PERIOD_UNKNOWN) return false;
  say(at, is == EDI_PERIOD_NO_DATE ? X12_K_ELEMENT_DATE : X12_K_ELEMENT_TIME, v, NONE, NONE);
  return true;
}

/* One value of a simple element, against the standard and then against what a guide made of it. */
static void check_value(const struct place *at, edi_str v) {
  const struct x12_element_def *guide = at->use->def, *e = guide->standard ? guide->standard : guide;
  size_t n = v.n;
  if (e->type == X12_B) return;
  if (e->type == X12_N || e->type == X12_R) {
    if (!number(v, e->type == X12_R, &n)) {
      say(at, X12_K_ELEMENT_NUMBER, v, NONE, NONE);
      return;
    }
  } else {
    if (!allowed(at->c, v)) {
      say(at, X12_K_ELEMENT_CHARACTER, v, NONE, NONE);
      return;
    }
    n = characters(v);
  }
  struct edi_date date;
  if (e->number == X12_DATE_PERIOD && bad_period(at, v)) return;
  if (n < e->min)
    say_numbers(at, X12_K_ELEMENT_SHORT, v, n, e->min);
  else if (n > e->max)
    say_numbers(at, X12_K_ELEMENT_LONG, v, n, e->max);
  else if (e->type == X12_DT && !edi_date_read(v, &date))
    say(at, X12_K_ELEMENT_DATE, v, NONE, NONE);
  else if (e->type == X12_TM && !edi_time_valid(v))
    say(at, X12_K_ELEMENT_TIME, v, NONE, NONE);
  else if (!listed(e, v))
    bad_code(at, X12_K_ELEMENT_CODE, v);
  else if (n < guide->min)
    say_numbers(at, X12_K_GUIDE_ELEMENT_SHORT, v, n, guide->min);
  else if (n > guide->max)
    say_numbers(at, X12_K_GUIDE_ELEMENT_LONG, v, n, guide->max);
  else if (!listed(guide, v))
    bad_code(at, X12_K_GUIDE_CODE, v);
  else if (guide->pattern.n && !x12_pattern_fits(guide->pattern, v))
    say(at, X12_K_GUIDE_PATTERN, v, NONE, guide->pattern);
}

static void check_conditions(const struct place *where, const struct x12_condition *all, size_t nall,
                             const struct x12_use *uses, uint64_t present) {
  for (size_t i = 0; i < nall; i++) {
    const struct x12_condition *k = &all[i];
    if (x12_condition_holds(k, present)) continue;
    uint64_t here = k->mask & present, absent = k->mask & ~present;
    if (k->kind == 'C' || k->kind == 'L') absent &= ~(1ull << k->first);
    unsigned n = (unsigned)__builtin_ctzll(k->kind == 'E' ? here & (here - 1) : absent);
    struct place at = *where;
    at.use = &uses[n - 1];
    if (where->element)
      at.component = n;
    else
      at.element = n;
    if (k->kind == 'E') {
      say(&at, X12_K_ELEMENT_EXCLUSIVE, where->element ? NONE : x12_at(at.s, n), NONE, NONE);
    } else if (k->kind == 'R' || k->kind == 'L') {
      char list[200];
      size_t len = 0;
      edi_str id = x12_at(at.s, 0);
      for (unsigned e = 1; e < 64 && len + 16 < sizeof list; e++) {
        if (!(absent & 1ull << e)) continue;
        if (len) list[len++] = ',', list[len++] = ' ';
        if (!where->element && id.n <= 3) {
          memcpy(list + len, id.p, id.n);
          len += id.n;
        }
        list[len++] = (char)('0' + e / 10);
        list[len++] = (char)('0' + e % 10);
      }
      say(&at, X12_K_ELEMENT_ONE_OF, NONE, NONE, (edi_str){list, len});
    } else {
      say(&at, X12_K_ELEMENT_CONDITIONAL, NONE, NONE, NONE);
    }
  }
}

/* Cuts the part before the next separator off v; false: there are no more. */
static bool part(edi_str *v, char separator, edi_str *out) {
  if (!v->p) return false;
  const char *q = v->n ? memchr(v->p, separator, v->n) : NULL;
  *out = (edi_str){v->p, q ? (size_t)(q - v->p) : v->n};
  *v = q ? (edi_str){q + 1, v->n - out->n - 1} : (edi_str){NULL, 0};
  return true;
}

static void check_composite(const struct place *where, const struct x12_composite_def *def, edi_str v) {
  uint64_t present = 0;
  size_t n = 0;
  bool told = false;
  edi_str one, rest = v;
  struct place at = *where;
  while (part(&rest, where->c->d.component, &one)) {
    n++;
    if (n > def->n) {
      if (!told && one.n) {
        at.component = 0;
        at.use = where->use;
        char expected[X12_DIGITS];
        say(&at, X12_K_ELEMENT_COMPONENTS, v, NONE, x12_digits(expected, def->n));
        told = true;
      }
      continue;
    }
    at.use = &def->uses[n - 1];
    at.component = (unsigned)n;
    if (blank(one)) continue;
    present |= 1ull << n;
    if (at.use->unused)
      say(&at, X12_K_GUIDE_ELEMENT_UNUSED, one, NONE, NONE);
    else
      check_value(&at, one);
  }
  for (size_t i = 1; i <= def->n; i++) {
    at.use = &def->uses[i - 1];
    at.component = (unsigned)i;
    if (at.use->mandatory && !(present & 1ull << i))
      say(&at, at.use->guided ? X12_K_GUIDE_ELEMENT_MISSING : X12_K_ELEMENT_MISSING, NONE, NONE, NONE);
  }
  at.component = 0;
  check_conditions(&at, def->conditions, def->nconditions, def->uses, present);
}

static void check_repeated(const struct place *where, edi_str v) {
  char repetition = where->c->d.repetition;
  const struct x12_use *use = where->use;
  struct place at = *where;
  edi_str one, rest = v;
  unsigned n = 0;
  bool many = repetition && v.n && memchr(v.p, repetition, v.n);
  while (many ? part(&rest, repetition, &one) : n == 0) {
    n++;
    if (!many) one = v;
    at.repetition = many ? n : 0;
    if (blank(one)) continue;
    if (use->def->type != X12_COMPOSITE)
      check_value(&at, one);
    else if (use->def->composite)
      check_composite(&at, use->def->composite, one);
  }
  at.repetition = 0;
  if (n < use->least) say_numbers(&at, X12_K_GUIDE_REPETITIONS_FEW, NONE, n, use->least);
  if (n > use->most && use->most != X12_ANY_TIMES) say_numbers(&at, X12_K_ELEMENT_REPETITIONS, v, n, use->most);
}

static void check_dependences(const struct place *where, const struct x12_segment_def *def, uint64_t present) {
  for (const struct x12_dependence *d = def->dependences; d; d = d->next) {
    bool here = present & 1ull << d->element;
    if (here != d->unused || !x12_when_holds(&d->when, where->s)) continue;
    struct place at = *where;
    at.element = d->element;
    at.use = &def->uses[d->element - 1];
    say(&at, here ? X12_K_GUIDE_ELEMENT_DEPENDENT_UNUSED : X12_K_GUIDE_ELEMENT_DEPENDENT,
        here ? x12_at(at.s, d->element) : NONE, NONE, NONE);
  }
}

static void check_all(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def) {
  uint64_t present = 0;
  struct place at = {.c = c, .s = s};
  for (size_t i = 1; i <= def->n; i++) {
    const struct x12_use *use = at.use = &def->uses[i - 1];
    at.element = (unsigned)i;
    edi_str v = x12_at(s, i);
    if (blank(v)) {
      if (use->mandatory) say(&at, use->guided ? X12_K_GUIDE_ELEMENT_MISSING : X12_K_ELEMENT_MISSING, NONE, NONE, NONE);
      continue;
    }
    present |= 1ull << i;
    if (use->unused)
      say(&at, X12_K_GUIDE_ELEMENT_UNUSED, v, NONE, NONE);
    else
      check_repeated(&at, v);
  }
  for (size_t i = def->n + 1; i < s->n && i < X12_ELEMENTS_MAX; i++) {
    edi_str v = x12_at(s, i);
    if (!v.n) continue;
    at.element = (unsigned)i;
    at.use = NULL;
    char expected[X12_DIGITS];
    say(&at, X12_K_ELEMENT_TOO_MANY, v, NONE, x12_digits(expected, def->n));
    break;
  }
  at.element = 0;
  check_conditions(&at, def->conditions, def->nconditions, def->uses, present);
  check_dependences(&at, def, present);
}

void x12_check_elements(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def,
                        size_t row) {
  uint64_t present;
  if (quick(s, def, &present)) {
    size_t k = row % X12_KNOWN;
    if (row && c->known[k].row == row && c->known[k].present == present) return;
    if (x12_conditions_hold(def->conditions, def->nconditions, present)) {
      c->known[k].row = row;
      c->known[k].present = present;
      return;
    }
  }
  check_all(c, s, def);
}

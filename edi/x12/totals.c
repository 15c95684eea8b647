/* Counts and sums. */
#include "edi/x12/totals.h"
#include "edi/x12/set.h"

static const uint64_t TEN_DIGITS = 10000000000;

/* The value with its sign and point left out. */
static uint64_t bare(edi_str v) {
  uint64_t n = 0;
  for (size_t i = 0; i < v.n; i++)
    if (v.p[i] >= '0' && v.p[i] <= '9') n = (n * 10 + (uint64_t)(v.p[i] - '0')) % TEN_DIGITS;
  return n;
}

static bool value(const struct x12_element_def *e, edi_str v, struct edi_decimal *out) {
  v = edi_trim(v);
  return e->type == X12_N ? edi_decimal_read_implied(v, e->decimals, out) : edi_decimal_read(v, out);
}

/* Most quantities are a few digits with a point or none. */
static bool plain_value(edi_str v, struct edi_decimal *out) {
  uint64_t n = 0;
  size_t point = v.n;
  if (v.n == 0 || v.n > 15) return false;
  for (size_t i = 0; i < v.n; i++) {
    unsigned d = (unsigned)(v.p[i] - '0');
    if (d <= 9)
      n = n * 10 + d;
    else if (v.p[i] == '.' && point == v.n)
      point = i;
    else
      return false;
  }
  *out = (struct edi_decimal){(edi_int128)n, point == v.n ? 0 : (int)(v.n - point - 1)};
  return v.n > (point != v.n);
}

static void add(struct x12_total_state *t, const struct x12_element_def *e, edi_str v) {
  struct edi_decimal d;
  if (!t->uncertain && e->type == X12_R && plain_value(v, &d) && d.scale == t->sum.scale && t->sum.units < INT64_MAX) {
    t->bare = (t->bare + (uint64_t)d.units) % TEN_DIGITS;
    t->sum.units += d.units;
    return;
  }
  /* one fault, one word: a quantity that is missing or no number is told where it stands, not by the total too */
  if (t->uncertain || !value(e, v, &d)) {
    t->uncertain = true;
    return;
  }
  t->bare = (t->bare + bare(v)) % TEN_DIGITS;
  t->uncertain = !edi_decimal_add(t->sum, d, &t->sum);
}

void x12_total_add(struct x12_total_state *is, const struct x12_total *t, edi_str v) {
  is->count++;
  if (t->element) add(is, t->segment->uses[t->element - 1].def, v);
}

struct edi_decimal x12_total_value(const struct x12_total_state *is, const struct x12_total *t) {
  return t->element ? is->sum : (struct edi_decimal){(edi_int128)is->count, 0};
}

bool x12_total_agrees(const struct x12_total_state *is, const struct x12_total *t, edi_str v) {
  struct edi_decimal said;
  if (!edi_trim(v).n || is->uncertain || !value(t->said_in->uses[t->said_at - 1].def, v, &said)) return true;
  return edi_decimal_cmp(said, x12_total_value(is, t)) == 0 || (t->element && said.scale == 0 && bare(v) == is->bare);
}

static void compare(struct x12_check *c, const struct x12_segment *s, const struct x12_total *t,
                    const struct x12_total_state *is) {
  edi_str v = x12_at(s, t->said_at);
  const struct x12_element_def *e = t->said_in->uses[t->said_at - 1].def;
  if (x12_total_agrees(is, t, v)) return; /* one that is no number is said already */
  struct x12_finding f = x12_finding_of(t->element ? X12_K_TOTAL_SUM : X12_K_TOTAL_COUNT);
  char buf[EDI_DECIMAL_TEXT];
  f.element = t->said_at;
  f.reference = e->number;
  f.name = e->name;
  f.value = v;
  f.expected = edi_decimal_text(x12_total_value(is, t), buf);
  x12_check_say(c, s, &f);
}

void x12_totals_segment(struct x12_check *c, const struct x12_segment *s, const struct x12_row *row) {
  uint32_t key = row->segment->key;
  for (size_t i = 0; i < c->def->ntotals; i++) {
    const struct x12_total *t = &c->def->totals[i];
    if (t->said_in->key == key) compare(c, s, t, &c->totals[i]);
    if (t->segment->key == key) x12_total_add(&c->totals[i], t, x12_at(s, t->element));
  }
}

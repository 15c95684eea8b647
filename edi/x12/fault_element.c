/* Faults of elements: absent, too short, too long, not what their type asks for, against a condition; the same in the
   components of composites; and of what agrees with other segments: trees and totals. */
#include "edi/x12/fault_parts.h"
#include "edi/x12/generate_value.h"
#include "edi/x12/reader.h"
#include "edi/x12/schema_codes.h"

enum { LONG_MAX = 2000, REPEATS_MAX = 20 };

/* A value in the set: of an element, or of a component of one. */
struct spot {
  size_t at;
  unsigned element, component; /* from 1; component 0: the element itself */
  const struct x12_use *use;
  const struct x12_condition *conditions; /* among its neighbours */
  size_t nconditions;
  edi_str value;
};

typedef bool (*suits)(const struct x12_made *made, const struct spot *s);

/* Other segments depend on it: the control number, the tree, what is counted and summed. */
static bool tied(const struct x12_made *made, const struct spot *s) {
  const struct x12_row *row = &made->def->rows[made->at[s->at].row];
  if (edi_is(made->at[s->at].id, "ST") || edi_is(made->at[s->at].id, "SE")) return true;
  if (row->hooks & (X12_HOOK_HL | X12_HOOK_LS | X12_HOOK_LE)) return true;
  if (row->segment->uses[s->element - 1].def->number == X12_DATE_PERIOD) return true;
  for (size_t i = 0; i < made->def->ntotals; i++) {
    const struct x12_total *t = &made->def->totals[i];
    if (t->said_in->key == row->segment->key && t->said_at == s->element) return true;
    if (t->element && t->segment->key == row->segment->key && t->element == s->element) return true;
  }
  return false;
}

static bool binary_near(const struct x12_segment_def *def) {
  for (size_t i = 0; i < def->n; i++)
    if (def->uses[i].def->type == X12_B) return true;
  return false;
}

static size_t components_of(const struct x12_made *made, edi_str v, edi_str *out, size_t max) {
  return x12_split(v, made->d.component, out, max);
}

static void offer(struct x12_breaker *b, suits test, const struct spot *s, struct spot *chosen, size_t *n) {
  if (!tied(b->made, s) && test(b->made, s) && x12_dice(&b->seed) % ++*n == 0) *chosen = *s;
}

/* One of the values that suit; absent ones are offered, too. */
static bool choose(struct x12_breaker *b, suits test, struct spot *chosen) {
  const struct x12_made *made = b->made;
  size_t n = 0;
  for (size_t at = 0; at < made->n; at++) {
    const struct x12_segment_def *def = made->at[at].def;
    if (made->at[at].row == SIZE_MAX || binary_near(def)) continue;
    for (unsigned e = 1; e <= def->n; e++) {
      const struct x12_use *use = &def->uses[e - 1];
      struct spot s = {at, e, 0, use, def->conditions, def->nconditions, made->at[at].e[e - 1]};
      offer(b, test, &s, chosen, &n);
      const struct x12_composite_def *c = use->def->composite;
      if (use->def->type != X12_COMPOSITE || !c || !s.value.n ||
          (made->d.repetition && memchr(s.value.p, made->d.repetition, s.value.n)))
        continue;
      edi_str parts[64] = {{NULL, 0}};
      size_t have = components_of(made, s.value, parts, 64);
      for (unsigned k = 1; k <= c->n && k < 64; k++) {
        struct spot in = {
            at, e, k, &c->uses[k - 1], c->conditions, c->nconditions, k <= have ? parts[k - 1] : (edi_str){NULL, 0}};
        offer(b, test, &in, chosen, &n);
      }
    }
  }
  return n > 0;
}

static edi_str without_tail(edi_str v, char separator) {
  while (v.n && v.p[v.n - 1] == separator) v.n--;
  return v;
}

/* Puts a value in the place of another, and says that the finding is there. */
static void replace(struct x12_breaker *b, const struct spot *s, edi_str v) {
  struct x12_made *made = b->made;
  edi_str *element = &made->at[s->at].e[s->element - 1];
  if (!s->component) {
    *element = v;
  } else {
    edi_str parts[64] = {{NULL, 0}};
    size_t have = components_of(made, *element, parts, 64);
    parts[s->component - 1] = v;
    struct edi_buf text = {.m = made->m};
    for (unsigned k = 1; k <= (have > s->component ? have : s->component); k++) {
      if (k > 1) edi_buf_char(&text, made->d.component);
      edi_buf_add(&text, parts[k - 1]);
    }
    *element = without_tail(edi_buf_str(&text), made->d.component);
  }
  x12_break_at(b, s->at, s->element, s->component);
}

static edi_str fill(struct x12_breaker *b, char c, size_t n) {
  char *p = edi_alloc(b->made->m, n + 1);
  memset(p, c, n);
  return (edi_str){p, n};
}

static bool is(const struct spot *s, enum x12_type t) { return s->use->def->type == t; }
static bool one(const struct x12_made *made, const struct spot *s) {
  return s->value.n && !(made->d.repetition && memchr(s->value.p, made->d.repetition, s->value.n));
}
static bool simple(const struct x12_made *made, const struct spot *s) {
  return one(made, s) && !is(s, X12_COMPOSITE) && !is(s, X12_B);
}
static bool text(const struct x12_made *made, const struct spot *s) {
  return simple(made, s) && (is(s, X12_AN) || is(s, X12_ID));
}

static bool in_a_condition(const struct spot *s) {
  unsigned place = s->component ? s->component : s->element;
  for (size_t i = 0; i < s->nconditions; i++)
    if (s->conditions[i].mask & 1ull << place) return true;
  return false;
}

/* -- absent -- */

static bool must_be(const struct x12_made *made, const struct spot *s) {
  if (!s->use->mandatory || !s->value.n || in_a_condition(s)) return false;
  /* the last one left takes the whole composite, or the whole segment, with it */
  if (!s->component) return true;
  return memchr(made->at[s->at].e[s->element - 1].p, made->d.component, made->at[s->at].e[s->element - 1].n) != NULL;
}

static bool must_element(const struct x12_made *made, const struct spot *s) {
  return !s->component && must_be(made, s);
}
static bool must_component(const struct x12_made *made, const struct spot *s) {
  return s->component && must_be(made, s);
}

static bool absent(struct x12_breaker *b, suits test) {
  struct spot s;
  if (!choose(b, test, &s)) return false;
  replace(b, &s, b->value ? edi_str_of(b->value) : (edi_str){NULL, 0});
  return true;
}

static bool missing(struct x12_breaker *b) { return absent(b, must_element); }
static bool missing_component(struct x12_breaker *b) { return absent(b, must_component); }

/* -- too much -- */

static bool too_many(struct x12_breaker *b) {
  struct x12_made *made = b->made;
  size_t n = 0, chosen = 0;
  for (size_t at = 0; at < made->n; at++)
    if (made->at[at].row != SIZE_MAX && !binary_near(made->at[at].def) && made->at[at].def->n < 100 &&
        x12_dice(&b->seed) % ++n == 0)
      chosen = at;
  if (!n) return false;
  struct x12_made_segment *s = &made->at[chosen];
  edi_str *e = edi_alloc(made->m, (s->n + 2) * sizeof *e);
  memcpy(e, s->e, s->n * sizeof *e);
  s->e = e;
  s->e[s->n++] = EDI_STR("1");
  x12_break_at(b, chosen, (unsigned)s->n, 0);
  return true;
}

static bool composite(const struct x12_made *made, const struct spot *s) {
  return one(made, s) && !s->component && is(s, X12_COMPOSITE) && s->use->def->composite;
}

static bool too_many_components(struct x12_breaker *b) {
  struct spot s;
  if (!choose(b, composite, &s)) return false;
  struct edi_buf v = {.m = b->made->m};
  edi_str parts[64];
  size_t have = components_of(b->made, s.value, parts, 64);
  edi_buf_add(&v, s.value);
  for (; have <= s.use->def->composite->n; have++) edi_buf_char(&v, b->made->d.component);
  edi_buf_char(&v, 'A');
  replace(b, &s, edi_buf_str(&v));
  return true;
}

static bool repeatable(const struct x12_made *made, const struct spot *s) {
  return made->d.repetition && !s->component && one(made, s) && !is(s, X12_B) && s->use->most <= REPEATS_MAX;
}

static bool too_often(struct x12_breaker *b) {
  struct spot s;
  if (!choose(b, repeatable, &s)) return false;
  struct edi_buf v = {.m = b->made->m};
  for (unsigned n = 0; n <= s.use->most; n++) {
    if (n) edi_buf_char(&v, b->made->d.repetition);
    edi_buf_add(&v, s.value);
  }
  replace(b, &s, edi_buf_str(&v));
  return true;
}

/* -- length -- */

static bool long_min(const struct x12_made *made, const struct spot *s) {
  return simple(made, s) && s->use->def->min > 1;
}
static bool long_text(const struct x12_made *made, const struct spot *s) {
  return text(made, s) && s->use->def->min > 1;
}
static bool long_number(const struct x12_made *made, const struct spot *s) {
  return long_min(made, s) && (is(s, X12_N) || is(s, X12_R));
}
static bool date_or_time(const struct x12_made *made, const struct spot *s) {
  return simple(made, s) && (is(s, X12_DT) || is(s, X12_TM));
}
static bool short_max(const struct x12_made *made, const struct spot *s) {
  return text(made, s) && s->use->def->max < LONG_MAX;
}
static bool number(const struct x12_made *made, const struct spot *s) {
  return simple(made, s) && (is(s, X12_N) || is(s, X12_R));
}

static bool sized(struct x12_breaker *b, suits test, bool lengthen) {
  struct spot s;
  if (!choose(b, test, &s)) return false;
  replace(b, &s, fill(b, b->value[0], lengthen ? s.use->def->max + 1 : s.use->def->min - 1));
  return true;
}

static bool text_short(struct x12_breaker *b) { return sized(b, long_text, false); }
static bool number_short(struct x12_breaker *b) { return sized(b, long_number, false); }
static bool date_short(struct x12_breaker *b) { return sized(b, date_or_time, false); }
static bool text_long(struct x12_breaker *b) { return sized(b, short_max, true); }
static bool number_long(struct x12_breaker *b) { return sized(b, number, true); }
static bool date_long(struct x12_breaker *b) { return sized(b, date_or_time, true); }

static bool text_component(const struct x12_made *made, const struct spot *s) {
  return s->component && short_max(made, s);
}
static bool component_long(struct x12_breaker *b) { return sized(b, text_component, true); }

/* -- characters -- */

static bool room_for_two(const struct x12_made *made, const struct spot *s) {
  return is(s, X12_AN) && simple(made, s) && s->use->def->max >= 2;
}

/* The value gets the byte of the kind at its end; when there is no room, in the place of its last. */
static edi_str ending(struct x12_breaker *b, const struct spot *s, char byte) {
  bool full = s->value.n >= s->use->def->max;
  return edi_printf(b->made->m, "%.*s%c", (int)(s->value.n - full), s->value.p, byte);
}

static bool ends_in(struct x12_breaker *b, suits test, char byte) {
  struct spot s;
  if (!choose(b, test, &s)) return false;
  replace(b, &s, ending(b, &s, byte));
  return true;
}

static bool control_byte(struct x12_breaker *b) { return ends_in(b, room_for_two, b->value[0]); }

static bool alone_text(const struct x12_made *made, const struct spot *s) {
  return !s->component && room_for_two(made, s);
}
static bool component_separator(struct x12_breaker *b) {
  struct spot s;
  if (!choose(b, alone_text, &s)) return false;
  replace(b, &s, edi_printf(b->made->m, "%c%.*s", b->made->d.component, (int)(s.value.n - 1), s.value.p));
  return true;
}

/* -- types -- */

static bool integer(const struct x12_made *made, const struct spot *s) { return simple(made, s) && is(s, X12_N); }
static bool real(const struct x12_made *made, const struct spot *s) { return simple(made, s) && is(s, X12_R); }
static bool number_component(const struct x12_made *made, const struct spot *s) {
  return s->component && number(made, s);
}
static bool date(const struct x12_made *made, const struct spot *s) {
  return simple(made, s) && is(s, X12_DT) && s->use->def->max == 8;
}
static bool time_of_day(const struct x12_made *made, const struct spot *s) {
  return simple(made, s) && is(s, X12_TM) && s->use->def->min == 4;
}

static bool written(struct x12_breaker *b, suits test) {
  struct spot s;
  if (!choose(b, test, &s)) return false;
  replace(b, &s, edi_str_of(b->value));
  return true;
}

static bool bad_number(struct x12_breaker *b) { return written(b, number); }
static bool bad_integer(struct x12_breaker *b) { return written(b, integer); }
static bool bad_real(struct x12_breaker *b) { return written(b, real); }
static bool bad_number_component(struct x12_breaker *b) { return written(b, number_component); }
static bool bad_date(struct x12_breaker *b) { return written(b, date); }
static bool bad_time(struct x12_breaker *b) { return written(b, time_of_day); }

/* -- codes -- */

static bool closed(const struct x12_made *made, const struct spot *s) {
  return simple(made, s) && is(s, X12_ID) && s->use->def->codes && s->use->def->max <= X12_CODE_MAX;
}
static bool closed_element(const struct x12_made *made, const struct spot *s) {
  return !s->component && closed(made, s);
}
static bool closed_component(const struct x12_made *made, const struct spot *s) {
  return s->component && closed(made, s);
}

static bool bad_code(struct x12_breaker *b, suits test) {
  struct spot s;
  if (!choose(b, test, &s)) return false;
  for (const char *c = b->value; *c; c++) {
    edi_str v = fill(b, *c, s.use->def->min ? s.use->def->min : 1);
    if (x12_codes_has(s.use->def->codes, x12_code_key(v.p, v.n))) continue;
    replace(b, &s, v);
    return true;
  }
  return false;
}

static bool code_unknown(struct x12_breaker *b) { return bad_code(b, closed_element); }
static bool code_unknown_component(struct x12_breaker *b) { return bad_code(b, closed_component); }

static bool letters_code(const struct x12_made *made, const struct spot *s) {
  if (!closed(made, s) || s->value.p[0] < 'A' || s->value.p[0] > 'Z') return false;
  char lower[X12_CODE_MAX];
  for (size_t i = 0; i < s->value.n; i++)
    lower[i] = (char)(s->value.p[i] >= 'A' && s->value.p[i] <= 'Z' ? s->value.p[i] + 32 : s->value.p[i]);
  return !x12_codes_has(s->use->def->codes, x12_code_key(lower, s->value.n));
}

static bool code_lower_case(struct x12_breaker *b) {
  struct spot s;
  if (!choose(b, letters_code, &s)) return false;
  char *p = edi_alloc(b->made->m, s.value.n + 1);
  for (size_t i = 0; i < s.value.n; i++)
    p[i] = (char)(s.value.p[i] >= 'A' && s.value.p[i] <= 'Z' ? s.value.p[i] + 32 : s.value.p[i]);
  replace(b, &s, (edi_str){p, s.value.n});
  return true;
}

/* -- conditions -- */

static uint64_t present_in(const struct x12_made_segment *s) {
  uint64_t present = 0;
  for (size_t i = 0; i < s->n && i < 63; i++)
    if (s->e[i].n) present |= 1ull << (i + 1);
  return present;
}

/* Do all conditions hold but this one? */
static bool breaks_only(const struct x12_segment_def *def, size_t k, uint64_t present) {
  for (size_t i = 0; i < def->nconditions; i++)
    if (x12_condition_holds(&def->conditions[i], present) == (i == k)) return false;
  return true;
}

/* An element more, or one less, so that one condition of the kind is broken. */
static bool condition(struct x12_breaker *b) {
  struct x12_made *made = b->made;
  size_t n = 0, at = 0;
  unsigned element = 0, where = 0;
  for (size_t i = 0; i < made->n; i++) {
    const struct x12_made_segment *s = &made->at[i];
    if (s->row == SIZE_MAX || binary_near(s->def)) continue;
    uint64_t present = present_in(s);
    for (size_t k = 0; k < s->def->nconditions; k++) {
      const struct x12_condition *c = &s->def->conditions[k];
      if (c->kind != b->value[0]) continue;
      for (unsigned e = 1; e <= s->def->n && e < 63; e++) {
        struct spot spot = {.at = i, .element = e};
        uint64_t flipped = present ^ 1ull << e;
        if (!(c->mask & 1ull << e) || s->def->uses[e - 1].mandatory || tied(made, &spot) || !(flipped & ~1ull))
          continue;
        if (s->def->uses[e - 1].def->type == X12_COMPOSITE || !breaks_only(s->def, k, flipped) ||
            x12_dice(&b->seed) % ++n)
          continue;
        at = i;
        element = e;
        uint64_t here = c->mask & flipped,
                 lacking = c->mask & ~flipped & (c->kind == 'C' || c->kind == 'L' ? ~(1ull << c->first) : ~0ull);
        where = (unsigned)__builtin_ctzll(c->kind == 'E' ? here & (here - 1) : lacking);
      }
    }
  }
  if (!n) return false;
  struct x12_made_segment *s = &made->at[at];
  if (s->e[element - 1].n)
    s->e[element - 1] = (edi_str){NULL, 0};
  else
    s->e[element - 1] = x12_make_value(made->m, &s->def->uses[element - 1], &made->d, 0, &b->seed);
  x12_break_at(b, at, where, 0);
  return true;
}

/* -- trees and totals -- */

static edi_str *hl(const struct x12_made *made, size_t at, unsigned element) { return &made->at[at].e[element - 1]; }

/* A level without levels below it, of which nothing would be noticed above if it hung elsewhere. */
static bool leaf(const struct x12_made *made, size_t at) {
  size_t parent = made->n, siblings = 0;
  for (size_t i = x12_break_set_of(made, at); i < made->n && !edi_is(made->at[i].id, "SE"); i++) {
    if (made->at[i].row == SIZE_MAX || !(made->def->rows[made->at[i].row].hooks & X12_HOOK_HL)) continue;
    if (edi_eq(*hl(made, i, 2), *hl(made, at, 1))) return false;
    if (hl(made, at, 2)->n && edi_eq(*hl(made, i, 1), *hl(made, at, 2))) parent = i;
    siblings += hl(made, at, 2)->n && i != at && edi_eq(*hl(made, i, 2), *hl(made, at, 2));
  }
  return parent < made->n && (siblings || made->at[parent].n < 4 || !hl(made, parent, 4)->n);
}

static size_t choose_level(struct x12_breaker *b) {
  size_t n = 0, chosen = b->made->n;
  for (size_t i = 0; i < b->made->n; i++)
    if (b->made->at[i].row != SIZE_MAX && b->made->def->hl &&
        b->made->def->rows[b->made->at[i].row].hooks & X12_HOOK_HL && leaf(b->made, i) && x12_dice(&b->seed) % ++n == 0)
      chosen = i;
  return chosen;
}

static bool hl_parent(struct x12_breaker *b) {
  size_t at = choose_level(b);
  if (at == b->made->n) return false;
  *hl(b->made, at, 2) = b->value ? edi_str_of(b->value) : *hl(b->made, at, 1);
  x12_break_at(b, at, 2, 0);
  return true;
}

static bool hl_number(struct x12_breaker *b) {
  size_t at = choose_level(b);
  if (at == b->made->n) return false;
  *hl(b->made, at, 1) = EDI_STR("1");
  x12_break_at(b, at, 1, 0);
  return true;
}

static bool hl_child(struct x12_breaker *b) {
  size_t n = 0, chosen = 0;
  for (size_t i = 0; i < b->made->n; i++)
    if (b->made->at[i].row != SIZE_MAX && b->made->def->hl &&
        b->made->def->rows[b->made->at[i].row].hooks & X12_HOOK_HL && b->made->at[i].n >= 4 &&
        edi_is(*hl(b->made, i, 4), strcmp(b->value, "1") == 0 ? "0" : "1") && x12_dice(&b->seed) % ++n == 0)
      chosen = i;
  if (!n) return false;
  *hl(b->made, chosen, 4) = edi_str_of(b->value);
  x12_break_at(b, chosen, 4, 0);
  return true;
}

/* Without a value in one of them nobody can say what the sum should be. */
static bool all_there(const struct x12_made *made, const struct x12_total *t) {
  for (size_t at = 0; at < made->n; at++)
    if (t->element && edi_eq(made->at[at].id, t->segment->id) && !made->at[at].e[t->element - 1].n) return false;
  return true;
}

static bool total(struct x12_breaker *b) {
  bool sum = b->value[0] == 's';
  for (size_t i = 0; i < b->made->def->ntotals; i++) {
    const struct x12_total *t = &b->made->def->totals[i];
    if ((t->element != 0) != sum || !all_there(b->made, t)) continue;
    for (size_t at = 0; at < b->made->n; at++) {
      struct x12_made_segment *s = &b->made->at[at];
      if (s->row == SIZE_MAX || s->def->key != t->said_in->key || !s->e[t->said_at - 1].n) continue;
      edi_str now = sum ? EDI_STR("98765.43") : EDI_STR("98765"); /* more than is ever made */
      if (s->def->uses[t->said_at - 1].def->min > 1) return false;
      s->e[t->said_at - 1] = now;
      x12_break_at(b, at, t->said_at, 0);
      return true;
    }
  }
  return false;
}

const struct x12_fault_kind x12_faults_of_elements[] = {
    {"element.missing", X12_K_ELEMENT_MISSING, missing, NULL},
    {"element.blank", X12_K_ELEMENT_MISSING, missing, "  "},
    {"component.missing", X12_K_ELEMENT_MISSING, missing_component, NULL},
    {"element.too_many", X12_K_ELEMENT_TOO_MANY, too_many, NULL},
    {"component.too_many", X12_K_ELEMENT_COMPONENTS, too_many_components, NULL},
    {"element.too_often", X12_K_ELEMENT_REPETITIONS, too_often, NULL},
    {"text.short", X12_K_ELEMENT_SHORT, text_short, "A"},
    {"number.short", X12_K_ELEMENT_SHORT, number_short, "1"},
    {"date.short", X12_K_ELEMENT_SHORT, date_short, "1"},
    {"text.long", X12_K_ELEMENT_LONG, text_long, "A"},
    {"number.long", X12_K_ELEMENT_LONG, number_long, "1"},
    {"date.long", X12_K_ELEMENT_LONG, date_long, "1"},
    {"component.long", X12_K_ELEMENT_LONG, component_long, "A"},
    {"text.control_byte", X12_K_ELEMENT_CHARACTER, control_byte, "\x01"},
    {"text.tab", X12_K_ELEMENT_CHARACTER, control_byte, "\t"},
    {"text.delete", X12_K_ELEMENT_CHARACTER, control_byte, "\x7f"},
    {"text.component_separator", X12_K_ELEMENT_CHARACTER, component_separator, NULL},
    {"number.letters", X12_K_ELEMENT_NUMBER, bad_number, "A1"},
    {"number.comma", X12_K_ELEMENT_NUMBER, bad_number, "1,5"},
    {"number.sign_alone", X12_K_ELEMENT_NUMBER, bad_number, "-"},
    {"number.sign_behind", X12_K_ELEMENT_NUMBER, bad_number, "15-"},
    {"number.plus", X12_K_ELEMENT_NUMBER, bad_number, "+5"},
    {"number.blank_inside", X12_K_ELEMENT_NUMBER, bad_number, "1 5"},
    {"integer.point", X12_K_ELEMENT_NUMBER, bad_integer, "1.5"},
    {"decimal.two_points", X12_K_ELEMENT_NUMBER, bad_real, "1.5.1"},
    {"decimal.point_alone", X12_K_ELEMENT_NUMBER, bad_real, "."},
    {"component.letters", X12_K_ELEMENT_NUMBER, bad_number_component, "A"},
    {"date.month_13", X12_K_ELEMENT_DATE, bad_date, "20261301"},
    {"date.month_0", X12_K_ELEMENT_DATE, bad_date, "20260001"},
    {"date.day_0", X12_K_ELEMENT_DATE, bad_date, "20261200"},
    {"date.april_31", X12_K_ELEMENT_DATE, bad_date, "20260431"},
    {"date.february_29", X12_K_ELEMENT_DATE, bad_date, "20260229"},
    {"date.letters", X12_K_ELEMENT_DATE, bad_date, "2026MAY1"},
    {"date.dashes", X12_K_ELEMENT_DATE, bad_date, "26-05-01"},
    {"time.hour_24", X12_K_ELEMENT_TIME, bad_time, "2400"},
    {"time.minute_60", X12_K_ELEMENT_TIME, bad_time, "1260"},
    {"time.letters", X12_K_ELEMENT_TIME, bad_time, "12PM"},
    {"code.unknown", X12_K_ELEMENT_CODE, code_unknown, "QXJ!"},
    {"code.lower_case", X12_K_ELEMENT_CODE, code_lower_case, NULL},
    {"component.code_unknown", X12_K_ELEMENT_CODE, code_unknown_component, "QXJ!"},
    {"condition.all_or_none", X12_K_ELEMENT_CONDITIONAL, condition, "P"},
    {"condition.at_least_one", X12_K_ELEMENT_ONE_OF, condition, "R"},
    {"condition.at_most_one", X12_K_ELEMENT_EXCLUSIVE, condition, "E"},
    {"condition.requires", X12_K_ELEMENT_CONDITIONAL, condition, "C"},
    {"condition.requires_one", X12_K_ELEMENT_ONE_OF, condition, "L"},
    {"hl.parent_unknown", X12_K_HL_PARENT_UNKNOWN, hl_parent, "9999"},
    {"hl.parent_itself", X12_K_HL_PARENT_SELF, hl_parent, NULL},
    {"hl.number_twice", X12_K_HL_NUMBER, hl_number, NULL},
    {"hl.child_claimed", X12_K_HL_CHILD, hl_child, "1"},
    {"hl.child_denied", X12_K_HL_CHILD, hl_child, "0"},
    {"total.count", X12_K_TOTAL_COUNT, total, "count"},
    {"total.sum", X12_K_TOTAL_SUM, total, "sum"},
    {NULL, X12_K_NONE, NULL, NULL},
};

/* From segments to JSON: what becomes of a segment, by the rules of the block it fits. */
#include "edi/map/in.h"
#include "edi/json_out.h"
#include "edi/map/frame.h"
#include "edi/map/value.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct edi_map_in *edi_map_in_new(void) {
  struct edi_mem *m = edi_mem_new();
  struct edi_map_in *in = EDI_NEW(m, struct edi_map_in);
  in->m = m;
  in->out.m = in->texts.m = m;
  return in;
}

void edi_map_in_free(struct edi_map_in *in) {
  if (in) edi_mem_free(in->m);
}

void edi_map_in_start(struct edi_map_in *in, const struct edi_map *map, struct x12_delimiters d, bool kept,
                      struct edi_mem *m, struct x12_findings *findings) {
  for (; in->top; in->top = in->top->up) edi_frame_clear(in->top); /* the set before may have ended anywhere */
  if (in->map != map) {
    struct edi_frames *k = in->known;
    while (k && k->map != map) k = k->next;
    if (!k) {
      k = EDI_NEW(in->m, struct edi_frames);
      *k = (struct edi_frames){in->known, map, edi_alloc(in->m, (map->nshapes + 1) * sizeof *k->frames)};
      in->known = k;
    }
    in->map = map;
    in->frames = k->frames;
  }
  in->d = d;
  in->cache.block = NULL;
  in->kept = kept;
  in->findings_m = m;
  in->findings = findings;
  in->ordinal = 0;
  in->out.n = in->texts.n = in->before = 0;
  in->nnodes = 0;
  memset(in->counts, 0, sizeof in->counts);
  edi_frame_push(in, map->root);
}

/* Segments. */

static edi_str component(edi_str v, char separator, unsigned at) {
  for (unsigned i = 1;; i++) {
    const char *end = v.n ? memchr(v.p, separator, v.n) : NULL;
    size_t n = end ? (size_t)(end - v.p) : v.n;
    if (i == at) return (edi_str){v.p, n};
    if (!end) return (edi_str){"", 0};
    v = (edi_str){end + 1, v.n - n - 1};
  }
}

/* The code in a list; NULL: it is not there. */
static inline const struct edi_code *code_in(const struct edi_map_in *in, const struct edi_codes *c, edi_str v) {
  return edi_codes_by(c, v, in->clean ? edi_code_key_wide(v) : edi_code_key(v));
}

static bool matches(const struct edi_map_in *in, const struct edi_match *match, size_t n, const struct x12_segment *s,
                    unsigned *code) {
  *code = 0;
  for (size_t i = 0; i < n; i++) {
    const struct edi_code *c = code_in(in, match[i].codes, x12_at(s, match[i].element));
    if (!c) return false;
    if (i == 0)
      *code = (unsigned)(c - match[i].codes->at);
    else if (c != match[i].codes->at)
      *code |= 1u << 15;
  }
  return true;
}

static void wrong(struct edi_map_in *in, const struct x12_segment *s, const struct edi_rule *r, enum x12_key key,
                  edi_str value, edi_str expected) {
  struct x12_findings *l = in->findings;
  if (!l) return;
  /* one word about one element is enough; the check by the table may have said it */
  for (struct x12_finding *f = l->first; f; f = f->next)
    if (f->part == X12_AK4 && f->segment == in->ordinal && f->element == r->element) {
      l->fatal += !f->fatal;
      f->fatal = true;
      return;
    }
  struct x12_finding f = x12_finding_of(key);
  f.segment = in->ordinal;
  f.offset = value.n ? s->offset + (uint64_t)(value.p - s->text.p) : s->offset;
  f.segment_id = x12_at(s, 0);
  f.loop = in->map->def->loops[in->map->def->rows[in->row].loop].path;
  f.element = r->element;
  f.component = r->component;
  f.reference = r->def ? r->def->number : 0;
  f.name = r->def ? r->def->name : (edi_str){"", 0};
  f.value = value;
  f.expected = expected;
  x12_findings_add(in->findings_m, l, &f);
}

static void require(struct edi_map_in *in, const struct x12_segment *s, const struct edi_rule *r, edi_str raw,
                    const char *json, size_t n) {
  if (!n) { /* it could not be read */
    wrong(in, s, r,
          r->positive                                    ? X12_K_MAP_QUANTITY
          : r->not_negative                              ? X12_K_MAP_PRICE
          : r->type == EDI_DATE_T                        ? X12_K_MAP_DATE
          : r->type == EDI_TEXT || r->type == EDI_TIME_T ? X12_K_MAP_CODE
                                                         : X12_K_MAP_NUMBER,
          raw, EDI_STR(""));
    return;
  }
  const char *p = json[0] == '"' ? json + 1 : json;
  bool minus = p[0] == '-', zero = p[0] == '0' && (p[1] == '"' || p + 1 == json + n);
  if (r->positive && (minus || zero)) wrong(in, s, r, X12_K_MAP_QUANTITY, raw, EDI_STR(""));
  if (r->not_negative && minus) wrong(in, s, r, X12_K_MAP_PRICE, raw, EDI_STR(""));
}

static bool among(const struct edi_choice *c, edi_str text) {
  for (size_t i = 0; i < c->n; i++)
    if (edi_eq(text, c->codes[i])) return true;
  return false;
}

/* What is written between quotes. */
static edi_str slot_text(const struct edi_map_in *in, const struct edi_frame *f, const struct edi_slot *s) {
  if (s->raw) return (edi_str){in->texts.p + s->off, s->len};
  return s->len < 2 ? (edi_str){"", 0} : (edi_str){f->values.p + s->off + 1, s->len - 2};
}

/* As the sender would have to write them. */
static edi_str codes_words(struct edi_map_in *in, const struct edi_rule *r, const struct edi_choice *c) {
  struct edi_buf b = {.m = in->findings_m};
  for (size_t i = 0; i < c->n && in->findings; i++) {
    const struct edi_code *k = r->codes ? edi_codes_of(r->codes, c->codes[i]) : NULL;
    if (i) edi_buf_z(&b, ", ");
    edi_buf_add(&b, k ? k->code : c->codes[i]);
  }
  return edi_buf_str(&b);
}

static bool holds(edi_str v, edi_str part) {
  for (size_t i = 0; i + part.n <= v.n; i++)
    if (v.p[i] == part.p[0] && memcmp(v.p + i, part.p, part.n) == 0) return true;
  return false;
}

/* A number with a point as it would be written, above zero. */
static bool canonical(edi_str v) {
#ifdef __SSE2__
  if (v.n > 15) return false;
  __m128i x = _mm_loadu_si128((const __m128i *)(const void *)v.p), d = _mm_sub_epi8(x, _mm_set1_epi8('0'));
  unsigned all = (1u << v.n) - 1;
  unsigned digits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d)) & all;
  unsigned point = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8('.'))) & all;
  char first = v.p[0], last = v.p[v.n - 1];
  return (digits | point) == all && !(point & (point - 1)) && first >= '1' && first <= '9' &&
         !(point && (last == '0' || last == '.'));
#else
  (void)v;
  return false;
#endif
}

/* Is the value written as it is? */
static bool number(const struct edi_rule *r, const struct x12_segment *s, edi_str v) {
  return canonical(v) && !(r->scale_element && edi_value_shift(r, x12_at(s, r->scale_element)));
}

static inline void put_text(struct edi_map_in *in, struct edi_frame *f, struct edi_slot *slot, edi_str v) {
  slot->set = true;
  slot->raw = in->clean;
  if (in->clean) {
    slot->off = (uint32_t)(v.p - in->texts.p);
    slot->len = (uint32_t)v.n;
  } else {
    slot->off = (uint32_t)f->values.n;
    edi_json_text(&f->values, v);
    slot->len = (uint32_t)(f->values.n - slot->off);
  }
}

/* A value for a field. */
static enum edi_outcome take(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s,
                             const struct edi_rule *r, edi_str raw, unsigned code) {
  struct edi_slot *slot = &f->slots[r->field];
  uint16_t rank = (uint16_t)(r->rank + (code & 63));
  if (r->join.n) {
    edi_str v = edi_trim(raw);
    size_t had = slot->set ? slot->len : 0;
    if (!v.n || (r->max && had + v.n > r->max) || (had && slot->off + had != f->values.n)) return EDI_LEFT;
    if (had) f->values.n--; /* the closing quote */
    edi_buf_room(&f->values, 1);
    size_t from = f->values.n;
    if (!had) slot->off = (uint32_t)from;
    if (had) {
      edi_json_text(&f->values, r->join);
      memmove(f->values.p + from, f->values.p + from + 1, f->values.n - from - 1);
      f->values.n -= 2;
      from = f->values.n;
    }
    edi_json_text(&f->values, v);
    if (had) {
      memmove(f->values.p + from, f->values.p + from + 1, f->values.n - from - 1);
      f->values.n--;
    }
    bool gap = slot->gap || holds(v, r->join) || v.n != raw.n;
    slot->len = (uint32_t)(f->values.n - slot->off);
    slot->set = true;
    edi_frame_has(f, r->member);
    return gap ? EDI_AS : EDI_DEFAULT;
  }
  if (slot->set && rank >= slot->rank) return EDI_LEFT;
  size_t from = f->values.n;
  int shift = r->scale_element ? edi_value_shift(r, x12_at(s, r->scale_element)) : 0;
  enum edi_read k = edi_value_in(&f->values, r, raw, shift);
  if (r->max && f->values.n - from > r->max + 2) {
    f->values.n = from;
    return EDI_LEFT;
  }
  if (k == EDI_READ_NO) {
    if (r->required || r->positive || r->not_negative) require(in, s, r, raw, NULL, 0);
    return EDI_LEFT;
  }
  if (r->positive || r->not_negative) require(in, s, r, raw, f->values.p + from, f->values.n - from);
  slot->off = (uint32_t)from;
  slot->len = (uint32_t)(f->values.n - from);
  slot->rank = rank;
  slot->set = true;
  slot->raw = false;
  edi_frame_has(f, r->member);
  if (in->map->only.n && !f->up && r->field == in->map->only.field && !among(&in->map->only, slot_text(in, f, slot)))
    wrong(in, s, r, edi_is(in->map->set_id, "850") ? X12_K_MAP_PURPOSE : X12_K_MAP_CODE, raw,
          codes_words(in, r, &in->map->only));
  return k == EDI_READ_EXACT && rank == r->field_rank ? EDI_DEFAULT : EDI_AS;
}

/* Pairs of qualifier and value. Default: in the order of the list, with the code of each that would be written. */
static bool pairs(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s, const struct edi_rule *r,
                  bool *carried) {
  bool exact = true, gap = in->pair_room;
  for (unsigned i = r->element; i < s->n && i < r->last; i += 2) {
    edi_str kind = x12_at(s, i), v = x12_at(s, i + 1);
    if (!kind.n && !v.n) {
      gap = true;
      continue;
    }
    exact = exact && !gap;
    const struct edi_code *c = code_in(in, r->codes, kind);
    uint16_t field = c ? r->pair_fields[c->group] : EDI_NONE;
    edi_str t = v.n && (v.p[0] == ' ' || v.p[v.n - 1] == ' ') ? edi_trim(v) : v;
    if (!c || !t.n || i + 1 > 63 || (f->slots[field].set && f->slots[field].rank <= r->rank) || in->odd) {
      exact = false;
      continue;
    }
    struct edi_slot *slot = &f->slots[field];
    put_text(in, f, slot, t);
    slot->rank = r->rank;
    *carried = true;
    edi_frame_has(f, f->shape->fields[field].member);
    bool as = in->again || t.n != v.n || r->rank != f->shape->fields[field].rank;
    *(as ? &in->pair_as : &in->pair_null) |= 1ull << (i + 1);
    bool written = c->by_length ? edi_code_beside(r->codes, c, t.n) == c : c->first;
    exact = exact && !as && written && (int)c->group > in->pair_last;
    in->pair_last = c->group;
  }
  in->pair_room = gap || s->n <= r->last;
  return exact;
}

/* One rule on one segment. */
static enum edi_outcome apply(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s,
                              const struct edi_rule *r, unsigned code) {
  edi_str raw = x12_at(s, r->element);
  if (r->component && raw.n) raw = component(raw, in->d.component, r->component);
  switch (r->kind) {
  case EDI_CONST:
    if (in->clean && r->key) return edi_code_key_wide(raw) == r->key ? EDI_DEFAULT : EDI_LEFT;
    return edi_eq(raw, r->value) ? EDI_DEFAULT : EDI_LEFT;
  case EDI_COUNT: {
    char t[24];
    struct edi_buf n = {.p = t, .cap = sizeof t};
    edi_buf_uint(&n, in->counts[r->total], 0);
    return edi_eq(raw, edi_buf_str(&n)) ? EDI_DEFAULT : EDI_LEFT;
  }
  case EDI_SUM:
    return raw.n ? EDI_LEFT : EDI_DEFAULT;
  case EDI_PAIRS:
    return EDI_DEFAULT;
  case EDI_FIELD:
    break;
  }
  if (!raw.n || (raw.p[0] == ' ' && !edi_trim(raw).n)) {
    if (r->required) wrong(in, s, r, X12_K_MAP_MISSING, raw, EDI_STR(""));
    if (r->join.n) {
      edi_frame_has(f, f->shape->fields[r->field].member);
      f->slots[r->field].gap = true;
      in->empty |= 1ull << r->element;
    }
    if (r->or_position) return EDI_AS; /* the position would be written */
    return raw.n ? EDI_LEFT : EDI_DEFAULT;
  }
  return in->odd && edi_kept_compound(in, r, raw) ? EDI_LEFT : take(in, f, s, r, raw, code);
}

/* Which of the first 63 elements have something in them. */
static uint64_t filled(const struct x12_segment *s) {
  uint64_t bits = 0;
  size_t n = s->n < 64 ? s->n : 64, i = 1;
#ifdef __SSE2__
  while (i + 4 <= n) {
    __m128i from = _mm_loadu_si128((const __m128i *)(const void *)(s->ends + i - 1));
    __m128i to = _mm_loadu_si128((const __m128i *)(const void *)(s->ends + i));
    __m128i more = _mm_cmpgt_epi32(_mm_sub_epi32(to, from), _mm_set1_epi32(1));
    bits |= (uint64_t)(unsigned)_mm_movemask_ps(_mm_castsi128_ps(more)) << i;
    i = i + 4 < n && i + 8 > n ? n - 4 : i + 4; /* the last four may overlap */
  }
#endif
  for (; i < n; i++) bits |= (uint64_t)(s->ends[i] - s->ends[i - 1] > 1) << i;
  return bits;
}

/* Elements that no rule covers. */
static bool uncovered(const struct edi_map_in *in, const struct edi_block *b, const struct x12_segment *s) {
  if (in->filled & ~b->covered) return true;
  for (size_t i = 64; i < s->n && !b->open_pairs; i++)
    if (x12_at(s, i).n) return true;
  return false;
}

/* HL: the tree says all of it but the code of a level for any code. */
static void level_code(struct edi_map_in *in, struct edi_frame *f, size_t at, const struct x12_segment *s) {
  const struct edi_block *b = f->shape->rows[at - f->shape->first].blocks;
  for (size_t i = 0; b && i < b->nrules; i++)
    if (b->rules[i].kind == EDI_FIELD && x12_at(s, b->rules[i].element).n)
      take(in, f, s, &b->rules[i], x12_at(s, b->rules[i].element), 0);
}

/* What most values are: a text or number as it is, for a field that has none yet. Gives the elements so taken; the
   others need a closer look. */
static uint64_t plain(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s,
                      const struct edi_block *b, unsigned code, bool *same) {
  uint64_t taken = 0;
  for (uint64_t bits = in->filled & b->plain; bits; bits &= bits - 1) {
    unsigned element = (unsigned)__builtin_ctzll(bits);
    const struct edi_plain *e = &b->plains[element];
    struct edi_slot *slot = &f->slots[e->field];
    const char *p = s->base + s->ends[element - 1] + 1;
    size_t n = (size_t)(s->base + s->ends[element] - p);
    if (slot->set || p[0] == ' ' || p[n - 1] == ' ') continue;
    if (e->number && !number(&b->rules[e->rule], s, (edi_str){p, n})) continue;
    *slot = (struct edi_slot){.off = (uint32_t)(p - in->texts.p),
                              .len = (uint32_t)n,
                              .rank = (uint16_t)(e->rank + (code & 63)),
                              .set = true,
                              .raw = true};
    f->there[e->word] |= e->bit;
    taken |= bits & -bits;
    if (!in->again && !(code & 63) && e->first) continue;
    in->outcome[e->rule] = EDI_AS;
    *same = false;
  }
  return taken;
}

void edi_in_own(struct edi_map_in *in, struct edi_frame *f, size_t at, const struct x12_segment *s) {
  const struct edi_row *row = &f->shape->rows[at - f->shape->first];
  edi_kept_group(in, f, row->group);
  const struct edi_block *b = row->blocks;
  unsigned code = 0;
  while (b && b->nmatch && !matches(in, b->match, b->nmatch, s, &code)) b = b->next;
  if (!b) {
    edi_kept_whole(in, f, at, s);
    return;
  }
  for (size_t i = 0; i < f->shape->nalways; i++)
    if (f->shape->always[i] == b) {
      if (f->always[i]) code |= 1u << 15; /* a second one is kept */
      f->always[i] = true;
    }
  bool same = code == 0;
  in->row = at;
  memset(in->outcome, EDI_DEFAULT, b->nrules < 16 ? 16 : sizeof in->outcome);
  in->again = f->seen[b->ordinal];
  f->seen[b->ordinal] = true;
  in->pair_as = in->pair_null = in->empty = 0;
  in->pair_last = -1;
  in->pair_room = false;
  uint64_t taken = in->clean ? plain(in, f, s, b, code, &same) : 0;
  bool carried = taken;
  for (uint64_t rest = ((in->filled & b->ruled) | b->asked) & ~taken; rest; rest &= rest - 1) {
    unsigned element = (unsigned)__builtin_ctzll(rest);
    for (size_t i = b->rule_of[element]; i < b->nrules && b->rules[i].element == element; i++) {
      const struct edi_rule *r = &b->rules[i];
      enum edi_outcome o = EDI_DEFAULT;
      if (r->kind == EDI_PAIRS) {
        same = pairs(in, f, s, r, &carried) && same;
        continue;
      }
      o = apply(in, f, s, r, code);
      if (r->kind == EDI_FIELD && in->filled >> element & 1) {
        /* of two segments, it must be clear which one a field came from */
        if (in->again && o == EDI_DEFAULT && !r->join.n) o = EDI_AS;
        carried = carried || o != EDI_LEFT;
      }
      in->outcome[i] = (unsigned char)o;
      same = same && o == EDI_DEFAULT;
    }
  }
  same = same && !uncovered(in, b, s) && !(in->odd && edi_kept_components(in, b, s));
  edi_kept_own(in, f, at, s, b, carried, same);
}

static bool inside(const struct edi_shape *s, size_t row) {
  /* the first segment of a loop is the next turn of it, which is for the object around */
  return row >= s->first && row < s->end && !(s->parent && row == s->first);
}

/* The list that this segment opens an item of; NULL: none. */
static const struct edi_list *opened(const struct edi_map_in *in, struct edi_frame *f, const struct edi_row *row,
                                     const struct x12_segment *s) {
  unsigned code;
  for (const struct edi_list *l = row->lists; l; l = l->next)
    if ((!l->one || !f->counts[l->ordinal]) && (!l->nmatch || matches(in, l->match, l->nmatch, s, &code))) return l;
  return NULL;
}

/* The same segment behind the texts of the objects that are open. Is there nothing in it that JSON writes otherwise? */
static bool copied(struct edi_map_in *in, const struct x12_segment *s, struct x12_segment *out) {
#ifdef __SSE2__
  if (!s->plain || s->text.n > EDI_COPIED || in->texts.n > EDI_TEXTS) return false;
  edi_buf_room(&in->texts, s->text.n + 2 * EDI_SLACK);
  const char *p = s->text.p;
  char *to = in->texts.p + in->texts.n;
  size_t n = s->text.n, i = 0;
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
  __m128i odd = _mm_setzero_si128();
  for (; n >= 16; i = i + 32 > n && i + 16 < n ? n - 16 : i + 16) { /* the last sixteen may overlap */
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
    _mm_storeu_si128((__m128i *)(void *)(to + i), v);
    odd = _mm_or_si128(odd, _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
    if (i + 16 >= n) break;
  }
  if (n < 16) {
    if (memchr(p, '"', n) || memchr(p, '\\', n)) return false;
    memcpy(to, p, n);
  }
  if (_mm_movemask_epi8(odd)) return false;
  *out = *s;
  out->base = to + (s->base - s->text.p);
  out->text.p = to;
  in->texts.n += n;
  return true;
#else
  (void)in, (void)s, (void)out;
  return false;
#endif
}

const struct x12_segment *edi_in_at_hand(struct edi_map_in *in, const struct x12_segment *s) {
  in->odd = !s->plain;
  in->before = in->texts.n;
  in->clean = copied(in, s, &in->copy);
  if (in->clean) s = &in->copy;
  in->filled = filled(s);
  return s;
}

void edi_map_in_segment(struct edi_map_in *in, size_t row, const struct x12_segment *s) {
  in->ordinal++;
  const struct x12_set_def *def = in->map->def;
  if (row >= def->n) {
    in->row = 0;
    edi_kept_stray(in, in->top, edi_in_at_hand(in, s));
    return;
  }
  if (row == 0 || row + 1 == def->n) { /* ST and SE */
    if (row)
      while (in->top->up) edi_frame_pop(in);
    return;
  }
  while (!inside(in->top->shape, row)) edi_frame_pop(in);
  const struct x12_segment *came = s;
  s = edi_in_at_hand(in, s);
  if (def->rows[row].hooks & X12_HOOK_SOURCE)
    for (size_t i = 0; i < def->ntotals; i++)
      in->counts[i] += def->totals[i].segment->key == def->rows[row].segment->key;
  struct edi_frame *f = in->top;
  const struct edi_row *r = &f->shape->rows[row - f->shape->first];
  if (r->tree) {
    const struct edi_list *level = edi_tree_level(in, s);
    if (level) {
      edi_kept_group(in, f, r->group);
      f = edi_frame_push(in, level->item);
      f->list = level;
      edi_tree_node(in, s, level);
      level_code(in, f, row, s);
      return;
    }
  } else if (r->lists) {
    const struct edi_list *l = opened(in, f, r, s);
    if (l) {
      edi_kept_group(in, f, r->group);
      if (l->item->groups.size) {
        edi_groups_in(in, f, l, row, came);
        return;
      }
      edi_kept_item(in, f, l, 0);
      f = edi_frame_item(in, f, l);
    }
  }
  edi_in_own(in, f, row, s);
}

static bool chosen(const struct edi_map_in *in, const struct edi_choice *c) {
  const struct edi_frame *f = in->frames[0];
  const struct edi_slot *s = &f->slots[c->field];
  return s->set && among(c, slot_text(in, f, s));
}

edi_str edi_map_in_field(const struct edi_map_in *in, edi_str name) {
  const struct edi_frame *f = in->frames[0];
  const struct edi_shape *s = in->map->root;
  for (size_t i = 0; i < s->nfields; i++)
    if (edi_eq(s->fields[i].name, name) && f->slots[i].set) return slot_text(in, f, &f->slots[i]);
  return (edi_str){NULL, 0};
}

bool edi_map_in_wanted(const struct edi_map_in *in) { return !in->map->skip.n || !chosen(in, &in->map->skip); }

edi_str edi_map_in_end(struct edi_map_in *in) {
  while (in->top->up) edi_frame_pop(in);
  struct edi_buf *b = &in->out;
  edi_frame_body(in, b, in->top);
  edi_buf_char(b, '}');
  return edi_buf_str(b);
}

/* From segments to JSON. For every shape of the map there is one frame, which is used for one object after the other:
   values are written as they come, put in order when the object is over. */
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
  in->out.m = m;
  return in;
}

void edi_map_in_free(struct edi_map_in *in) {
  if (in) edi_mem_free(in->m);
}

static struct edi_frame *frame_of(struct edi_map_in *in, const struct edi_shape *s) {
  struct edi_frame *f = in->frames[s->ordinal];
  if (f) return f;
  f = in->frames[s->ordinal] = EDI_NEW(in->m, struct edi_frame);
  f->shape = s;
  f->slots = edi_alloc(in->m, (s->nfields + 1) * sizeof *f->slots);
  f->arrays = edi_alloc(in->m, (s->nlists + 1) * sizeof *f->arrays);
  f->counts = edi_alloc(in->m, (s->nlists + 1) * sizeof *f->counts);
  f->always = edi_alloc(in->m, s->nalways + 1);
  f->seen = edi_alloc(in->m, s->nblocks + 1);
  f->least = edi_alloc(in->m, (s->nfields + 1) * sizeof *f->least);
  f->there = edi_alloc(in->m, s->nwords * sizeof *f->there);
  f->values.m = f->kept.m = f->aside.m = in->m;
  for (size_t i = 0; i < s->nlists; i++) f->arrays[i].m = in->m;
  return f;
}

/* Takes back a value or the items of a list. */
static inline void clear(struct edi_frame *f, const struct edi_member *m) {
  if (m->field != EDI_NONE) {
    f->slots[m->field] = (struct edi_slot){.set = false};
  } else {
    f->arrays[m->list].n = 0;
    f->counts[m->list] = 0;
  }
}

/* Ready for the next object, when what the last one had was taken back as it was written. */
static void frame_reset(struct edi_frame *f) {
  const struct edi_shape *s = f->shape;
  if (s->nalways) memset(f->always, 0, s->nalways);
  if (s->nleast) memset(f->least, 0, s->nfields * sizeof *f->least);
  memset(f->seen, 0, s->nblocks);
  f->values.n = f->kept.n = f->aside.n = 0;
  f->group = EDI_NONE;
  f->nrun = 0;
  f->rendered = f->bare = false;
}

static void frame_clear(struct edi_frame *f) {
  const struct edi_shape *s = f->shape;
  for (size_t w = 0; w < s->nwords; w++) {
    for (uint64_t bits = f->there[w]; bits; bits &= bits - 1)
      clear(f, &s->members[w * 64 + (size_t)__builtin_ctzll(bits)]);
    f->there[w] = 0;
  }
}

static inline void there(struct edi_frame *f, uint16_t member) { f->there[member / 64] |= 1ull << member % 64; }

static struct edi_frame *push(struct edi_map_in *in, const struct edi_shape *s) {
  struct edi_frame *f = frame_of(in, s);
  frame_reset(f);
  f->up = in->top;
  in->top = f;
  return f;
}

void edi_map_in_start(struct edi_map_in *in, const struct edi_map *map, struct x12_delimiters d, bool kept,
                      struct edi_mem *m, struct x12_findings *findings) {
  for (; in->top; in->top = in->top->up) frame_clear(in->top); /* the set before may have ended anywhere */
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
  in->out.n = 0;
  in->nnodes = 0;
  push(in, map->root);
}

/* Objects that are over. */

/* A member that has no value of its own. */
static __attribute__((noinline)) void add_other(struct edi_buf *b, const struct edi_frame *f, uint16_t at) {
  const struct edi_field *d = &f->shape->fields[at];
  char t[24];
  struct edi_buf n = {.p = t, .cap = sizeof t};
  edi_str v = d->maybe ? (edi_str){NULL, 0} : EDI_STR("null");
  if (d->position || d->or_position) {
    if (d->or_position) edi_buf_char(&n, '"');
    edi_buf_uint(&n, f->position, 0);
    if (d->or_position) edi_buf_char(&n, '"');
    v = edi_buf_str(&n);
  } else if (d->least_list != EDI_NONE && f->least[at].n) {
    v = (edi_str){f->least[at].p, f->least[at].n};
  }
  if (!v.n && !d->constant.n) return;
  edi_buf_add(b, d->key);
  if (d->constant.n)
    edi_json_text(b, d->constant);
  else
    edi_buf_add(b, v);
}

/* Every member begins with a comma; the first is written over with the bracket. */
static inline void add_field(struct edi_buf *b, const struct edi_frame *f, uint16_t at) {
  const struct edi_slot *s = &f->slots[at];
  const struct edi_field *d = &f->shape->fields[at];
  if (!s->set && !d->none.n) {
    add_other(b, f, at);
    return;
  }
  edi_str key = s->set ? d->key : d->none;
  edi_buf_room(b, key.n + s->len + 2 * EDI_SLACK);
  char *o = edi_copy(b->p + b->n, key.p, key.n); /* an allocation of its own, so in whole sixteens */
  o = edi_copy(o, f->values.p + s->off, s->len); /* values has the room behind it */
  b->n = (size_t)(o - b->p);
}

static void add_list(struct edi_buf *b, const struct edi_frame *f, uint16_t at) {
  const struct edi_list *l = f->shape->lists[at];
  const struct edi_buf *items = &f->arrays[at];
  if (!items->n && l->maybe) return;
  edi_buf_add(b, l->key);
  if (!l->one) edi_buf_char(b, '[');
  edi_buf_add(b, !items->n && l->one ? EDI_STR("null") : edi_buf_str(items));
  if (!l->one) edi_buf_char(b, ']');
}

/* The object, but for its closing bracket. */
static void body(struct edi_map_in *in, struct edi_buf *b, struct edi_frame *f) {
  const struct edi_shape *s = f->shape;
  size_t start = b->n;
  edi_kept_close(in, f);
  edi_buf_room(&f->values, 16);
  for (size_t w = 0; w < s->nwords; w++) {
    for (uint64_t bits = f->there[w] | s->standing[w]; bits; bits &= bits - 1) {
      const struct edi_member *m = &s->members[w * 64 + (size_t)__builtin_ctzll(bits)];
      if (m->field != EDI_NONE)
        add_field(b, f, m->field);
      else
        add_list(b, f, m->list);
      if (f->up) clear(f, m); /* what the document has can be asked for to the next start */
    }
    if (f->up) f->there[w] = 0;
  }
  if (!s->parent && s->tree) edi_tree_end(in, b);
  if (in->kept && f->kept.n) {
    edi_buf_add(b, EDI_STR(",\"kept\":["));
    edi_buf_add(b, edi_buf_str(&f->kept));
    edi_buf_char(b, ']');
  }
  if (b->n == start)
    edi_buf_char(b, '{');
  else
    b->p[start] = '{';
}

static void pop(struct edi_map_in *in) {
  struct edi_frame *f = in->top, *up = f->up;
  in->top = up;
  if (f->shape->level) {
    struct edi_buf *b = &in->bodies;
    size_t at = b->n;
    body(in, b, f);
    in->nodes[in->nnodes - 1].off = at + 1;
    in->nodes[in->nnodes - 1].len = b->n - at - 1;
    return;
  }
  const struct edi_list *l = f->list;
  const struct edi_shape *s = up->shape;
  for (size_t k = 0; k < s->nleast; k++) {
    uint16_t i = s->least[k];
    if (s->fields[i].least_list != l->ordinal) continue;
    const struct edi_slot *v = &f->slots[s->fields[i].least_field];
    struct edi_least *least = &up->least[i];
    if (!v->set || v->len > sizeof least->p) continue;
    const char *p = f->values.p + v->off;
    if (least->n && memcmp(p, least->p, v->len) >= 0) continue;
    memcpy(least->p, p, v->len);
    least->n = v->len;
  }
  struct edi_buf *b = &up->arrays[l->ordinal];
  if (b->n) edi_buf_char(b, ',');
  body(in, b, f);
  edi_buf_char(b, '}');
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

/* Is the text, in its quotes, one of the choice? */
static bool among(const struct edi_choice *c, const char *json, size_t n) {
  for (size_t i = 0; i < c->n && n > 1; i++)
    if (edi_eq((edi_str){json + 1, n - 2}, c->codes[i])) return true;
  return false;
}

static edi_str codes_words(struct edi_map_in *in, const struct edi_choice *c) {
  struct edi_buf b = {.m = in->findings_m};
  for (size_t i = 0; i < c->n && in->findings; i++) {
    if (i) edi_buf_z(&b, ", ");
    edi_buf_add(&b, c->codes[i]);
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

/* What most values are: a plain text or number for a field that has none yet. false: it needs a closer look. */
static bool store(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s, const struct edi_rule *r,
                  unsigned code, enum edi_outcome *o) {
  struct edi_slot *slot = &f->slots[r->field];
  edi_str raw = x12_at(s, r->element);
  if (slot->set || !raw.n || raw.p[0] == ' ' || raw.p[raw.n - 1] == ' ') return false;
  if (r->number &&
      !(in->clean && canonical(raw) && !(r->scale_element && edi_value_shift(r, x12_at(s, r->scale_element)))))
    return false;
  slot->off = (uint32_t)f->values.n;
  edi_value_text(in, &f->values, raw);
  slot->len = (uint32_t)(f->values.n - slot->off);
  slot->rank = (uint16_t)(r->rank + (code & 63));
  slot->set = true;
  there(f, r->member);
  *o = in->again || slot->rank != r->field_rank ? EDI_AS : EDI_DEFAULT;
  return true;
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
    there(f, r->member);
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
  if (in->map->only.n && !f->up && r->field == in->map->only.field &&
      !among(&in->map->only, f->values.p + from, f->values.n - from))
    wrong(in, s, r, edi_is(in->map->set_id, "850") ? X12_K_MAP_PURPOSE : X12_K_MAP_CODE, raw,
          codes_words(in, &in->map->only));
  slot->off = (uint32_t)from;
  slot->len = (uint32_t)(f->values.n - from);
  slot->rank = rank;
  slot->set = true;
  there(f, r->member);
  return k == EDI_READ_EXACT && rank == r->field_rank ? EDI_DEFAULT : EDI_AS;
}

/* Pairs of qualifier and value. Default: in the order of the list, with the first code of each. */
static bool pairs(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s, const struct edi_rule *r,
                  bool *carried) {
  bool exact = true;
  int last = -1;
  for (unsigned i = r->element; i < s->n; i += 2) {
    edi_str kind = x12_at(s, i), v = x12_at(s, i + 1);
    if (!kind.n && !v.n) {
      if (i + 2 < s->n) exact = false;
      continue;
    }
    const struct edi_code *c = code_in(in, r->codes, kind);
    uint16_t field = c ? r->pair_fields[c->group] : EDI_NONE;
    edi_str t = v.n && (v.p[0] == ' ' || v.p[v.n - 1] == ' ') ? edi_trim(v) : v;
    if (!c || !t.n || i + 1 > 63 || (f->slots[field].set && f->slots[field].rank <= r->rank) || in->odd) {
      exact = false;
      continue;
    }
    struct edi_slot *slot = &f->slots[field];
    slot->off = (uint32_t)f->values.n;
    edi_value_text(in, &f->values, t);
    slot->len = (uint32_t)(f->values.n - slot->off);
    slot->rank = r->rank;
    slot->set = *carried = true;
    there(f, f->shape->fields[field].member);
    bool as = in->again || t.n != v.n || r->rank != f->shape->fields[field].rank;
    *(as ? &in->pair_as : &in->pair_null) |= 1ull << (i + 1);
    exact = exact && !as && c->first && (int)c->group > last;
    last = c->group;
  }
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
    edi_buf_uint(&n, f->counts[r->list], 0);
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
      there(f, f->shape->fields[r->field].member);
      f->slots[r->field].gap = true;
      in->empty |= 1ull << r->element;
    }
    if (r->or_position) return EDI_AS; /* the position would be written */
    return raw.n ? EDI_LEFT : EDI_DEFAULT;
  }
  return in->odd && edi_kept_compound(in, r, raw) ? EDI_LEFT : take(in, f, s, r, raw, code);
}

/* Elements that no rule covers. */
static bool uncovered(const struct edi_block *b, const struct x12_segment *s) {
  size_t end = b->pairs_from && b->pairs_from < s->n ? b->pairs_from : s->n;
  for (size_t i = 1; i < end; i++)
    if (s->ends[i] - s->ends[i - 1] > 1 && !(i < 64 && b->covered >> i & 1)) return true;
  return false;
}

/* HL: the tree says all of it but the code of a level for any code. */
static void level_code(struct edi_map_in *in, struct edi_frame *f, size_t at, const struct x12_segment *s) {
  const struct edi_block *b = f->shape->rows[at - f->shape->first].blocks;
  for (size_t i = 0; b && i < b->nrules; i++)
    if (b->rules[i].kind == EDI_FIELD && x12_at(s, b->rules[i].element).n)
      take(in, f, s, &b->rules[i], x12_at(s, b->rules[i].element), 0);
}

/* A segment of the object itself, or of a loop in it that is no list. */
static void own(struct edi_map_in *in, struct edi_frame *f, size_t at, const struct x12_segment *s) {
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
  bool carried = false, same = code == 0;
  in->row = at;
  memset(in->outcome, 0, 16);
  in->again = f->seen[b->ordinal];
  f->seen[b->ordinal] = true;
  in->pair_as = in->pair_null = in->empty = 0;
  for (size_t i = 0; i < b->nrules; i++) {
    const struct edi_rule *r = &b->rules[i];
    enum edi_outcome o = EDI_DEFAULT;
    if (r->element >= s->n || s->ends[r->element] - s->ends[r->element - 1] < 2) { /* absent */
      if (!r->missed) {
        in->outcome[i] = EDI_DEFAULT;
        continue;
      }
    } else if ((r->simple || r->number) && !in->odd && store(in, f, s, r, code, &o)) {
      in->outcome[i] = (unsigned char)o;
      same = same && o == EDI_DEFAULT;
      carried = true;
      continue;
    }
    if (r->kind == EDI_PAIRS) {
      same = pairs(in, f, s, r, &carried) && same;
    } else {
      o = apply(in, f, s, r, code);
      /* of two segments, it must be clear which one a field came from */
      if (in->again && o == EDI_DEFAULT && r->kind == EDI_FIELD && !r->join.n && x12_at(s, r->element).n) o = EDI_AS;
      same = same && o == EDI_DEFAULT;
      carried = carried || (r->kind == EDI_FIELD && o != EDI_LEFT && x12_at(s, r->element).n);
    }
    in->outcome[i] = (unsigned char)o;
  }
  same = same && !uncovered(b, s) && !(in->odd && edi_kept_components(in, b, s));
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

/* The same segment in memory of ours. Is there nothing in it that JSON writes otherwise? */
static bool copied(struct edi_map_in *in, const struct x12_segment *s, struct x12_segment *out) {
#ifdef __SSE2__
  if (!s->plain || s->text.n > EDI_COPIED) return false;
  const char *p = s->text.p;
  size_t n = s->text.n, i = 0;
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
  __m128i odd = _mm_setzero_si128();
  for (; n >= 16; i = i + 32 > n && i + 16 < n ? n - 16 : i + 16) { /* the last sixteen may overlap */
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
    _mm_storeu_si128((__m128i *)(void *)(in->copied + i), v);
    odd = _mm_or_si128(odd, _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
    if (i + 16 >= n) break;
  }
  if (n < 16) {
    if (memchr(p, '"', n) || memchr(p, '\\', n)) return false;
    memcpy(in->copied, p, n);
  }
  if (_mm_movemask_epi8(odd)) return false;
  *out = *s;
  out->base = in->copied + (s->base - s->text.p);
  out->text.p = in->copied;
  return true;
#else
  (void)in, (void)s, (void)out;
  return false;
#endif
}

void edi_map_in_segment(struct edi_map_in *in, size_t row, const struct x12_segment *s) {
  in->ordinal++;
  in->odd = !s->plain;
  in->clean = copied(in, s, &in->copy);
  if (in->clean) s = &in->copy;
  const struct x12_set_def *def = in->map->def;
  if (row >= def->n) {
    in->row = 0;
    edi_kept_stray(in, in->top, s);
    return;
  }
  if (row == 0 || row + 1 == def->n) { /* ST and SE */
    if (row)
      while (in->top->up) pop(in);
    return;
  }
  while (!inside(in->top->shape, row)) pop(in);
  struct edi_frame *f = in->top;
  const struct edi_row *r = &f->shape->rows[row - f->shape->first];
  if (r->tree) {
    const struct edi_list *level = edi_tree_level(in, s);
    if (level) {
      edi_kept_group(in, f, r->group);
      f = push(in, level->item);
      f->list = level;
      edi_tree_node(in, s, level);
      level_code(in, f, row, s);
      return;
    }
  } else if (r->lists) {
    const struct edi_list *l = opened(in, f, r, s);
    if (l) {
      edi_kept_group(in, f, r->group);
      edi_kept_item(in, f, l);
      uint32_t n = ++f->counts[l->ordinal];
      there(f, l->member);
      f = push(in, l->item);
      f->list = l;
      f->position = n;
    }
  }
  own(in, f, row, s);
}

static bool chosen(const struct edi_map_in *in, const struct edi_choice *c) {
  const struct edi_frame *f = in->frames[0];
  const struct edi_slot *s = &f->slots[c->field];
  return s->set && among(c, f->values.p + s->off, s->len);
}

edi_str edi_map_in_field(const struct edi_map_in *in, edi_str name) {
  const struct edi_frame *f = in->frames[0];
  const struct edi_shape *s = in->map->root;
  for (size_t i = 0; i < s->nfields; i++)
    if (edi_eq(s->fields[i].name, name) && f->slots[i].set && f->slots[i].len > 2)
      return (edi_str){f->values.p + f->slots[i].off + 1, f->slots[i].len - 2};
  return (edi_str){NULL, 0};
}

bool edi_map_in_wanted(const struct edi_map_in *in) { return !in->map->skip.n || !chosen(in, &in->map->skip); }

edi_str edi_map_in_end(struct edi_map_in *in) {
  while (in->top->up) pop(in);
  struct edi_buf *b = &in->out;
  body(in, b, in->top);
  edi_buf_char(b, '}');
  return edi_buf_str(b);
}

/* What no rule carries, as entries of an object's "kept". Nothing is written as long as the segments of a place in the
   table are those that would be written from the fields; from the first that is not, all of them get an entry, for
   their order is then part of what must not be lost. */
#include "edi/json_out.h"
#include "edi/map/frame.h"

static edi_str label_of(const struct edi_frame *f, size_t row) { return f->shape->rows[row - f->shape->first].label; }

static void comma(struct edi_buf *b) {
  if (b->n) edi_buf_char(b, ',');
}

/* An entry for a segment that is as it would be written: its place, and the codes that say which block it is of. */
static void render_block(struct edi_buf *b, const struct edi_frame *f, const struct edi_block *k, uint64_t empty) {
  comma(b);
  edi_buf_char(b, '[');
  edi_json_text(b, label_of(f, k->row));
  unsigned last = 0;
  for (size_t i = 0; i < k->nmatch; i++) last = k->match[i].element > last ? k->match[i].element : last;
  if (empty && 63u - (unsigned)__builtin_clzll(empty) > last) last = 63u - (unsigned)__builtin_clzll(empty);
  for (unsigned e = 1; e <= last; e++) {
    const struct edi_match *match = NULL;
    for (size_t i = 0; i < k->nmatch; i++)
      if (k->match[i].element == e) match = &k->match[i];
    edi_buf_char(b, ',');
    if (match)
      edi_json_text(b, match->codes->at[0].code);
    else
      edi_buf_z(b, empty >> e & 1 ? "\"\"" : "null");
  }
  edi_buf_char(b, ']');
}

static void render_item(struct edi_buf *b, const struct edi_list *l, uint32_t items) {
  comma(b);
  edi_buf_z(b, "{\"next\":");
  edi_json_text(b, l->name);
  if (items) {
    edi_buf_z(b, ",\"items\":");
    edi_buf_uint(b, items, 0);
  }
  edi_buf_char(b, '}');
}

static void render_runs(struct edi_buf *b, const struct edi_frame *f) {
  for (size_t i = 0; i < f->nrun; i++)
    for (uint32_t k = 0; k < f->runs[i].n; k++)
      if (f->runs[i].block)
        render_block(b, f, f->runs[i].block, f->runs[i].empty);
      else
        render_item(b, f->runs[i].list, f->runs[i].items);
}

static void render(struct edi_frame *f) {
  if (f->rendered) return;
  f->rendered = true;
  render_runs(&f->kept, f);
}

static void run(struct edi_map_in *in, struct edi_frame *f, const struct edi_block *b, const struct edi_list *l,
                uint32_t items) {
  uint64_t empty = b ? in->empty : 0;
  if (f->nrun && f->runs[f->nrun - 1].block == b && f->runs[f->nrun - 1].list == l &&
      f->runs[f->nrun - 1].empty == empty && f->runs[f->nrun - 1].items == items) {
    f->runs[f->nrun - 1].n++;
    return;
  }
  if (f->nrun == f->cap_run) {
    size_t cap = f->cap_run ? f->cap_run * 2 : 8;
    struct edi_run *more = edi_alloc(in->m, cap * sizeof *more);
    if (f->nrun) memcpy(more, f->runs, f->nrun * sizeof *more);
    f->runs = more;
    f->cap_run = cap;
  }
  f->runs[f->nrun++] = (struct edi_run){b, l, empty, 1, items};
}

static bool feeds_least(const struct edi_frame *f) {
  for (size_t i = 0; i < f->nrun; i++)
    for (size_t k = 0; f->runs[i].block && k < f->runs[i].block->nrules; k++) {
      const struct edi_rule *r = &f->runs[i].block->rules[k];
      if (r->kind == EDI_FIELD && f->shape->fields[r->field].least_list != EDI_NONE) return true;
    }
  return false;
}

void edi_kept_end(struct edi_map_in *in, struct edi_frame *f) {
  if (f->group == EDI_NONE || !in->kept) return;
  if (f->bare) render(f);
  if (!f->rendered && f->shape->nleast && feeds_least(f)) render_runs(&f->aside, f);
  f->group = EDI_NONE;
}

void edi_kept_group(struct edi_map_in *in, struct edi_frame *f, uint32_t group) {
  if (f->group == group) return;
  edi_kept_end(in, f);
  f->group = group;
  f->nrun = 0;
  f->rendered = f->bare = false;
  f->last_row = 0;
  f->entries = 0;
  f->last_block = f->last_list = -1;
  f->grouped = NULL;
}

void edi_kept_close(struct edi_map_in *in, struct edi_frame *f) {
  edi_kept_end(in, f);
  if (!in->kept) return;
  const struct edi_shape *s = f->shape;
  for (size_t i = 0; i < s->nalways; i++)
    if (!f->always[i]) {
      comma(&f->kept);
      edi_buf_char(&f->kept, '[');
      edi_json_text(&f->kept, label_of(f, s->always[i]->row));
      edi_buf_z(&f->kept, ",false]");
    }
  if (!f->aside.n) return;
  /* a value that the items would give, too, is written only where it stood */
  for (size_t i = 0; i < s->nfields; i++) {
    const struct edi_slot *v = &f->slots[i];
    if (s->fields[i].least_list == EDI_NONE || !v->set || v->len != f->least[i].n) continue;
    if (memcmp(f->values.p + v->off, f->least[i].p, v->len) != 0) continue;
    comma(&f->kept);
    edi_buf_add(&f->kept, edi_buf_str(&f->aside));
    return;
  }
}

void edi_kept_order(struct edi_map_in *in, struct edi_frame *f) {
  if (in->kept) render(f);
}

void edi_kept_item(struct edi_map_in *in, struct edi_frame *f, const struct edi_list *l, uint32_t items) {
  if (!in->kept) return;
  if ((int)l->ordinal < f->last_list) render(f);
  f->last_list = l->ordinal;
  f->entries++;
  if (f->rendered)
    render_item(&f->kept, l, items);
  else
    run(in, f, NULL, l, items);
}

/* Text of an element: an array where it has components, an array of arrays where it is repeated. */
static void parts(struct edi_buf *b, edi_str v, char separator) {
  edi_buf_char(b, '[');
  for (;;) {
    const char *end = v.n ? memchr(v.p, separator, v.n) : NULL;
    edi_json_text(b, (edi_str){v.p, end ? (size_t)(end - v.p) : v.n});
    if (!end) break;
    edi_buf_char(b, ',');
    v = (edi_str){end + 1, (size_t)(v.p + v.n - end - 1)};
  }
  edi_buf_char(b, ']');
}

static void compound(struct edi_buf *b, const struct x12_segment_def *def, size_t i, edi_str v, bool odd,
                     struct x12_delimiters d) {
  bool composite = def && i <= def->n && def->uses[i - 1].def->type == X12_COMPOSITE;
  char repetition = d.repetition;
  if (odd && repetition && v.n && memchr(v.p, repetition, v.n)) {
    edi_buf_char(b, '[');
    for (;;) {
      const char *end = v.n ? memchr(v.p, repetition, v.n) : NULL;
      edi_str one = {v.p, end ? (size_t)(end - v.p) : v.n};
      if (composite)
        parts(b, one, d.component);
      else {
        edi_buf_char(b, '[');
        edi_json_text(b, one);
        edi_buf_char(b, ']');
      }
      if (!end) break;
      edi_buf_char(b, ',');
      v = (edi_str){end + 1, (size_t)(v.p + v.n - end - 1)};
    }
    edi_buf_char(b, ']');
  } else if (odd && composite && v.n && memchr(v.p, d.component, v.n)) {
    parts(b, v, d.component);
  } else {
    edi_json_text(b, v);
  }
}

static inline void element(const struct edi_map_in *in, struct edi_buf *b, const struct x12_segment_def *def, size_t i,
                           edi_str v) {
  if (in->odd)
    compound(b, def, i, v, true, in->d);
  else
    edi_value_text(in, b, v);
}

void edi_segment_json(struct edi_buf *b, const struct x12_segment *s, const struct x12_segment_def *def,
                      struct x12_delimiters d) {
  edi_buf_char(b, '[');
  edi_json_text(b, x12_at(s, 0));
  size_t last = b->n;
  for (size_t i = 1; i < s->n; i++) {
    edi_str v = x12_at(s, i);
    edi_buf_char(b, ',');
    compound(b, def, i, v, !s->plain, d);
    if (v.n) last = b->n;
  }
  b->n = last;
  edi_buf_char(b, ']');
}

static void as(struct edi_buf *b, edi_str v) {
  edi_buf_z(b, "{\"as\":");
  edi_json_text(b, v);
  edi_buf_char(b, '}');
}

static void outcome(struct edi_buf *b, enum edi_outcome o, edi_str v) {
  if (o == EDI_DEFAULT)
    edi_buf_add(b, EDI_STR("null"));
  else if (o == EDI_AS)
    as(b, v);
  else
    edi_json_text(b, v);
}

/* The next component of *v; false: that was the last. */
static bool next_component(edi_str *v, char separator, edi_str *out) {
  const char *end = v->n ? memchr(v->p, separator, v->n) : NULL;
  *out = (edi_str){v->p, end ? (size_t)(end - v->p) : v->n};
  if (end) *v = (edi_str){end + 1, v->n - out->n - 1};
  return end != NULL;
}

/* An element whose components have rules, k the first of them. true: there is something in it to keep. */
static bool components(const struct edi_map_in *in, struct edi_buf *b, const struct edi_block *block, size_t k,
                       edi_str v) {
  size_t from = b->n;
  unsigned element = block->rules[k].element;
  bool keep = false, more = true;
  edi_buf_char(b, '[');
  for (unsigned at = 1; more; at++) {
    edi_str one;
    more = next_component(&v, in->d.component, &one);
    if (at > 1) edi_buf_char(b, ',');
    size_t r = k;
    while (r < block->nrules && block->rules[r].element == element && block->rules[r].component != at) r++;
    bool ruled = r < block->nrules && block->rules[r].element == element;
    keep = keep || (ruled ? in->outcome[r] != EDI_DEFAULT : one.n > 0);
    outcome(b, ruled ? (enum edi_outcome)in->outcome[r] : EDI_LEFT, one);
  }
  edi_buf_char(b, ']');
  if (keep) return true;
  b->n = from;
  edi_buf_z(b, "null");
  return false;
}

/* The rule for element i, looked for from the k-th on; NULL: none. */
static const struct edi_rule *rule_at(const struct edi_block *block, size_t *k, size_t i) {
  size_t rules = block ? block->nrules : 0;
  while (*k < rules && (block->rules[*k].kind == EDI_PAIRS ? block->rules[*k].last : block->rules[*k].element) < i)
    ++*k;
  return *k < rules && i >= block->rules[*k].element ? &block->rules[*k] : NULL;
}

/* Is the entry for this segment the one that was written last? */
static bool cached(const struct edi_map_in *in, const struct edi_block *block, const struct x12_segment *s) {
  const struct edi_cache *c = &in->cache;
  if (c->block != block || c->n != s->n || c->pair_null != in->pair_null || c->pair_as != in->pair_as ||
      c->empty != in->empty || !in->clean || memcmp(c->outcome, in->outcome, sizeof c->outcome) != 0)
    return false;
  for (unsigned i = 0; i < c->texts; i++)
    if (edi_code_key_wide(x12_at(s, c->text[i].element)) != c->text[i].key) return false;
  return true;
}

/* Remembers the entry that was just written, if it is of few and short texts. */
static void remember(struct edi_map_in *in, const struct edi_block *block, const struct x12_segment *s, edi_str json) {
  struct edi_cache *c = &in->cache;
  c->block = NULL;
  if (!in->clean || !block || block->nrules > sizeof c->outcome || json.n > sizeof c->json || s->n > 63) return;
  c->texts = 0;
  size_t k = 0;
  for (unsigned i = 1; i < s->n; i++) {
    const struct edi_rule *r = rule_at(block, &k, i);
    if (r && r->component) return;
    if (r && (r->kind == EDI_PAIRS ? in->pair_null >> i & 1 : in->outcome[k] == EDI_DEFAULT)) continue;
    uint64_t key = edi_code_key(x12_at(s, i));
    if (c->texts == 8 || (!key && x12_at(s, i).n)) return;
    c->text[c->texts].element = i;
    c->text[c->texts++].key = key;
  }
  c->block = block;
  c->n = s->n;
  c->pair_null = in->pair_null;
  c->pair_as = in->pair_as;
  c->empty = in->empty;
  memcpy(c->outcome, in->outcome, sizeof c->outcome);
  memcpy(c->json, json.p, json.n);
  c->length = json.n;
}

static void entry(struct edi_map_in *in, struct edi_frame *f, edi_str label, const struct x12_segment_def *def,
                  const struct x12_segment *s, const struct edi_block *block) {
  struct edi_buf *b = &f->kept;
  edi_buf_room(b, label.n + s->text.n + 8 * s->n + 32); /* what grows beyond by escapes finds its own */
  comma(b);
  if (block && cached(in, block, s)) {
    edi_buf_add(b, (edi_str){in->cache.json, in->cache.length});
    return;
  }
  size_t from = b->n;
  edi_buf_char(b, '[');
  edi_json_text(b, label);
  size_t last = b->n, n = s->n, k = 0, rules = block ? block->nrules : 0;
  for (size_t i = 0; i < rules; i++) /* an empty one that would be written otherwise */
    if ((in->outcome[i] != EDI_DEFAULT || in->empty >> block->rules[i].element & 1) && block->rules[i].element >= n)
      n = block->rules[i].element + 1;
  if (block && n == s->n && edi_block_paired(block, n)) n++;
  for (size_t i = 1; i < n; i++) {
    edi_str v = x12_at(s, i);
    edi_buf_char(b, ',');
    const struct edi_rule *r = rule_at(block, &k, i);
    bool keep = v.n > 0;
    if (r && r->kind == EDI_PAIRS && i < 64 && (in->pair_null >> i & 1)) {
      edi_buf_add(b, EDI_STR("null"));
      keep = false;
    } else if (r && r->kind == EDI_PAIRS) {
      enum edi_outcome o = i > 63                   ? EDI_LEFT
                           : in->pair_null >> i & 1 ? EDI_DEFAULT
                           : in->pair_as >> i & 1   ? EDI_AS
                                                    : EDI_LEFT;
      if (o == EDI_LEFT)
        element(in, b, def, i, v);
      else
        outcome(b, o, v);
      keep = keep && o != EDI_DEFAULT;
      /* a qualifier without a value: else a field would be looked for */
      keep = keep || ((i - r->element) % 2 && x12_at(s, i - 1).n);
    } else if (r && r->component) {
      keep = components(in, b, block, k, v);
    } else if (r && in->empty >> i & 1) {
      edi_buf_z(b, "\"\"");
      keep = true;
    } else if (r && in->outcome[k] != EDI_LEFT) {
      outcome(b, (enum edi_outcome)in->outcome[k], v);
      keep = in->outcome[k] == EDI_AS;
    } else {
      element(in, b, def, i, v);
      keep = keep || r;
    }
    if (keep) last = b->n;
  }
  b->n = last;
  edi_buf_char(b, ']');
  remember(in, block, s, (edi_str){b->p + from, b->n - from});
}

void edi_kept_stray(struct edi_map_in *in, struct edi_frame *f, const struct x12_segment *s) {
  if (!in->kept) return;
  if (f->group == EDI_NONE) edi_kept_group(in, f, f->shape->rows[0].group);
  render(f);
  entry(in, f, x12_at(s, 0), NULL, s, NULL);
  f->entries++;
}

void edi_kept_whole(struct edi_map_in *in, struct edi_frame *f, size_t row, const struct x12_segment *s) {
  if (!in->kept) return;
  render(f);
  entry(in, f, label_of(f, row), in->map->def->rows[row].segment, s, NULL);
  f->entries++;
  f->last_row = row;
}

void edi_kept_own(struct edi_map_in *in, struct edi_frame *f, size_t row, const struct x12_segment *s,
                  const struct edi_block *b, bool carried, bool same) {
  if (!in->kept) return;
  same = same && f->last_list < 0; /* items come after the object's own segments */
  const struct x12_row *r = &in->map->def->rows[row];
  bool more = b->joins && carried && (int)b->ordinal == f->last_block;
  if (r->loop == f->shape->loop) {
    bool opens = f->shape->parent && row == f->shape->first;
    same = same && ((int)b->ordinal > f->last_block || more) && (carried || b->always || opens);
  } else {
    same = same && (!f->entries || row > f->last_row || more) && !(f->entries && row == f->group);
    if (carried || b->always)
      f->bare = false;
    else if (same && r->trigger)
      f->bare = true;
    else
      same = false;
  }
  if (!same) render(f);
  if (f->rendered)
    entry(in, f, label_of(f, row), r->segment, s, b);
  else
    run(in, f, b, NULL, 0);
  f->last_row = row;
  f->last_block = (int)b->ordinal;
  f->entries++;
}

bool edi_kept_compound(const struct edi_map_in *in, const struct edi_rule *r, edi_str raw) {
  if (in->d.repetition && memchr(raw.p, in->d.repetition, raw.n)) return true;
  return r->def && r->def->type == X12_COMPOSITE && memchr(raw.p, in->d.component, raw.n);
}

bool edi_kept_components(const struct edi_map_in *in, const struct edi_block *b, const struct x12_segment *s) {
  for (size_t i = 0; i < b->nrules; i++) {
    unsigned e = b->rules[i].element;
    if (!b->rules[i].component) continue;
    edi_str v = x12_at(s, e), one;
    bool more = true;
    for (unsigned at = 1; more; at++) {
      more = next_component(&v, in->d.component, &one);
      bool ruled = !one.n;
      for (size_t k = 0; k < b->nrules && !ruled; k++) ruled = b->rules[k].element == e && b->rules[k].component == at;
      if (!ruled) return true;
    }
  }
  return false;
}

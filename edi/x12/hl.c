/* The tree of HL levels. */
#include "edi/x12/hl.h"
#include "edi/hash.h"
#include "edi/x12/set.h"
#include <stdlib.h>

enum { NAME_MAX = 12 };

void x12_hl_start(struct x12_hl *h) {
  h->n = 0;
  h->hashed = h->told = false;
}

void x12_hl_free(struct x12_hl *h) {
  free(h->at);
  free(h->names);
  free(h->index);
  *h = (struct x12_hl){0};
}

static void *grown(void *p, size_t *cap, size_t least, size_t size) {
  size_t more = *cap ? *cap : 256;
  while (more < least) more *= 2;
  if (more == *cap) return p;
  p = realloc(p, more * size);
  if (!p) abort();
  *cap = more;
  return p;
}

/* Numbers without the zeros before them; what is no number as it stands. */
static struct x12_hl_name name_of(edi_str v) {
  uint64_t n;
  char digits[X12_DIGITS];
  if (edi_uint(v, &n)) v = x12_digits(digits, n);
  struct x12_hl_name name = {0, 0};
  if (v.n > NAME_MAX) v.n = NAME_MAX;
  memcpy(&name.head, v.p, v.n < 8 ? v.n : 8);
  if (v.n > 8) memcpy(&name.tail, v.p + 8, v.n - 8);
  return name;
}

/* Where the name is, or could be, in the index. */
static uint32_t *slot(const struct x12_hl *h, struct x12_hl_name name) {
  size_t i = edi_hash(edi_hash_seed(h->index), (edi_str){(const char *)&name, NAME_MAX}) & (h->index_cap - 1);
  for (; h->index[i]; i = (i + 1) & (h->index_cap - 1)) {
    const struct x12_hl_name *other = &h->names[h->index[i] - 1];
    if (other->head == name.head && other->tail == name.tail) break;
  }
  return &h->index[i];
}

/* Makes room in names and index for one more level, and fills them with all there are when they are new or grow. */
static void index_room(struct x12_hl *h) {
  bool fresh = !h->hashed;
  if (fresh || h->names_cap < h->n + 1) h->names = grown(h->names, &h->names_cap, h->n + 1, sizeof *h->names);
  for (size_t i = 0; fresh && i < h->n; i++) {
    char digits[X12_DIGITS];
    h->names[i] = name_of(x12_digits(digits, i + 1));
  }
  h->hashed = true;
  if (!fresh && h->index_cap >= (h->n + 1) * 2) return;
  size_t cap = 1024;
  while (cap < (h->n + 1) * 2) cap *= 2;
  if (cap > h->index_cap) {
    free(h->index);
    h->index = malloc(cap * sizeof *h->index);
    if (!h->index) abort();
    h->index_cap = cap;
  }
  memset(h->index, 0, h->index_cap * sizeof *h->index);
  for (size_t i = 0; i < h->n; i++) *slot(h, h->names[i]) = (uint32_t)(i + 1);
}

/* The level with this number, or NULL. */
static struct x12_hl_level *find(const struct x12_hl *h, edi_str number) {
  uint64_t n;
  if (!h->hashed) return edi_uint(number, &n) && n >= 1 && n <= h->n ? &h->at[n - 1] : NULL;
  uint32_t i = *slot(h, name_of(number));
  return i ? &h->at[i - 1] : NULL;
}

static void say(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def, enum x12_key key,
                unsigned element) {
  struct x12_finding f = x12_finding_of(key);
  f.element = element;
  f.reference = def->uses[element - 1].def->number;
  f.name = def->uses[element - 1].def->name;
  f.value = x12_at(s, element);
  x12_check_say(c, s, &f);
}

void x12_hl_segment(struct x12_check *c, const struct x12_segment *s, const struct x12_segment_def *def) {
  struct x12_hl *h = &c->hl;
  edi_str number = edi_trim(x12_at(s, 1)), parent = edi_trim(x12_at(s, 2)), child = x12_at(s, 4);
  if (!number.n) return; /* said already */
  if (h->n == X12_HL_MAX) {
    if (!h->told) say(c, s, def, X12_K_HL_TOO_MANY, 1);
    h->told = true;
    return;
  }
  uint64_t n;
  bool next = edi_uint(number, &n) && n == h->n + 1;
  if (h->hashed || !next) index_room(h);
  if (find(h, number)) {
    say(c, s, def, X12_K_HL_NUMBER, 1);
    return;
  }
  if (h->n == h->cap) h->at = grown(h->at, &h->cap, h->n + 1, sizeof *h->at);
  struct x12_hl_level level = {
      .offset = s->offset, .segment = c->ordinal, .depth = 1, .child = child.n == 1 ? child.p[0] : (char)0};
  struct x12_hl_level *above = parent.n ? find(h, parent) : NULL;
  if (above) {
    above->children++;
    level.depth = (uint16_t)(above->depth < X12_HL_DEPTH_MAX ? above->depth + 1 : above->depth);
    if (above->depth == X12_HL_DEPTH_MAX) say(c, s, def, X12_K_HL_DEPTH, 2);
  } else if (parent.n) {
    uint64_t p;
    bool self = edi_eq(parent, number) || (edi_uint(number, &n) && edi_uint(parent, &p) && p == n);
    say(c, s, def, self ? X12_K_HL_PARENT_SELF : X12_K_HL_PARENT_UNKNOWN, 2);
  }
  if (h->hashed) {
    h->names[h->n] = name_of(number);
    *slot(h, h->names[h->n]) = (uint32_t)(h->n + 1);
  }
  h->at[h->n++] = level;
}

void x12_hl_finish(struct x12_check *c, const struct x12_segment *s) {
  const struct x12_hl *h = &c->hl;
  const struct x12_segment_def *def = NULL;
  edi_str loop = {NULL, 0};
  for (size_t i = 0; i < h->n; i++) {
    const struct x12_hl_level *l = &h->at[i];
    if ((l->child != '0' || !l->children) && (l->child != '1' || l->children)) continue;
    for (size_t r = 0; r < c->def->n && !def; r++)
      if (c->def->rows[r].hooks & X12_HOOK_HL) {
        def = c->def->rows[r].segment;
        loop = c->def->loops[c->def->rows[r].loop].path;
      }
    if (!def || def->n < 4) return;
    struct x12_finding f = x12_finding_of(X12_K_HL_CHILD);
    char digits[X12_DIGITS];
    f.element = 4;
    f.reference = def->uses[3].def->number;
    f.name = def->uses[3].def->name;
    f.segment_id = def->id;
    f.loop = loop;
    f.segment = l->segment;
    f.offset = l->offset;
    f.value = (edi_str){&l->child, 1};
    f.found = x12_digits(digits, l->children);
    x12_check_say(c, s, &f);
  }
}

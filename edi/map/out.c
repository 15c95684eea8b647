/* From a document to segments. For each object the rows of its part of the table are walked: first what its "kept" has
   for a place, filled in from the fields, then what of the fields is left over. */
#include "edi/map/out.h"
#include "edi/map/out_state.h"

/* Where in the document: "lines[3]." */
static void path(struct edi_buf *b, const struct edi_out_object *at) {
  const struct edi_out_object *chain[64];
  size_t n = 0;
  for (; at && at->up && n < 64; at = at->up) chain[n++] = at;
  while (n--) {
    edi_buf_add(b, chain[n]->name);
    if (chain[n]->position) {
      edi_buf_char(b, '[');
      edi_buf_uint(b, chain[n]->position, 0);
      edi_buf_char(b, ']');
    }
    edi_buf_char(b, '.');
  }
}

bool edi_out_fail(struct edi_out *o, const char *fmt, ...) {
  if (o->failed) return false;
  o->failed = true;
  char say[EDI_SAY_MAX];
  va_list ap;
  va_start(ap, fmt);
  edi_str said = edi_vformat(say, fmt, ap);
  va_end(ap);
  struct edi_buf b = {.m = o->m};
  path(&b, o->at);
  edi_buf_add(&b, said);
  *o->why = edi_buf_str(&b);
  return false;
}

static bool given_text(struct edi_out *o, struct edi_out_object *b, uint16_t field) {
  struct edi_out_field *g = &b->fields[field];
  const struct edi_field *d = &b->shape->fields[field];
  g->node = edi_node_find(b->node, d->name);
  if (!g->node || g->node->kind == EDI_NULL) return true;
  if (g->node->kind != EDI_STRING && g->node->kind != EDI_NUMBER)
    return edi_out_fail(o, "%.*s must be a text or a number", EDI_ARG(d->name));
  if (g->node->text.n) g->rest = g->node->text;
  return true;
}

bool edi_out_item(struct edi_out *o, struct edi_out_object *b, const struct edi_list *l) {
  const struct edi_node *item = b->next[l->ordinal];
  if (!item) return true;
  b->next[l->ordinal] = l->one ? NULL : item->next;
  if (item->kind == EDI_NULL) return true;
  struct edi_out_object inner = {
      .up = b, .shape = l->item, .node = item, .name = l->name, .position = l->one ? 0 : ++b->index[l->ordinal]};
  o->at = &inner;
  if (item->kind != EDI_OBJECT) return edi_out_fail(o, "this must be an object");
  bool good = edi_out_object(o, &inner);
  o->at = b;
  return good;
}

/* Has any row of the loop something to write? */
static bool loop_has(const struct edi_out_object *b, size_t first, size_t end) {
  for (size_t r = first; r < end; r++)
    for (const struct edi_block *k = b->shape->rows[r - b->shape->first].blocks; k; k = k->next)
      if (edi_out_block_has(b, k)) return true;
  return false;
}

/* What of the fields is still to be written in this group. */
static bool left_over(struct edi_out *o, struct edi_out_object *b, size_t group) {
  const struct x12_set_def *d = o->map->def;
  const struct edi_shape *s = b->shape;
  for (size_t r = group; r < s->end && s->rows[r - s->first].group == group; r++) {
    const struct edi_row *row = &s->rows[r - s->first];
    bool opens = s->parent && r == s->first;
    if (d->rows[r].trigger && d->rows[r].loop != s->loop && row->blocks && !edi_out_block_has(b, row->blocks) &&
        !row->blocks->always && loop_has(b, r + 1, d->loops[d->rows[r].loop].end))
      if (!edi_out_fresh(o, b, row->blocks)) return false;
    for (const struct edi_block *k = row->blocks; k; k = k->next) {
      bool always = (k->always && !edi_out_settled(b, k)) || (opens && k == row->blocks);
      if (opens && b->hl) continue; /* HL is written already */
      while (edi_out_block_has(b, k) || always) {
        if (!edi_out_fresh(o, b, k)) return false;
        always = false;
        if (!k->joins) break;
      }
    }
    if (opens && !row->blocks && !b->hl) {
      o->ncells = 0;
      if (!edi_out_segment(o, d->rows[r].segment->id)) return false;
    }
  }
  return true;
}

/* {"next":"parties"}, {"next":"destinations","items":3} */
static bool write_entry(struct edi_out *o, struct edi_out_object *b, const struct edi_node *e) {
  const struct edi_list *l = edi_out_list(b->shape, edi_out_text(edi_node_find(e, EDI_STR("next"))));
  uint64_t n;
  if (!l->item->groups.size) return edi_out_item(o, b, l);
  if (!edi_uint(edi_out_text(edi_node_find(e, EDI_STR("items"))), &n) || !n || n > l->item->groups.most) n = 1;
  return edi_out_grouped(o, b, l, (uint32_t)n);
}

static bool write_group(struct edi_out *o, struct edi_out_object *b, size_t group) {
  const struct edi_shape *s = b->shape;
  bool opens = s->parent && group == s->first, opened = false;
  size_t i = 0;
  for (const struct edi_node *e = b->kept; e; e = e->next, i++) {
    if (b->entry_row[i] != group) continue;
    if (e->kind == EDI_OBJECT) {
      if (!write_entry(o, b, e)) return false;
      continue;
    }
    if (e->first->next && e->first->next->kind == EDI_BOOL) continue;
    uint32_t row = edi_out_row(b, e->first->text);
    opened = true;
    if (!edi_out_entry(o, b, e, row)) return false;
  }
  if (!(opens && opened) && !left_over(o, b, group)) return false;
  if (s->rows[group - s->first].tree && !edi_out_tree(o, b)) return false;
  for (const struct edi_list *l = s->rows[group - s->first].lists; l; l = l->next)
    while (b->next[l->ordinal])
      if (l->item->groups.size ? !edi_out_grouped(o, b, l, 0) : !edi_out_item(o, b, l)) return false;
  return true;
}

static bool prepare(struct edi_out *o, struct edi_out_object *b) {
  const struct edi_shape *s = b->shape;
  b->fields = edi_alloc(o->m, (s->nfields + 1) * sizeof *b->fields);
  b->next = edi_alloc(o->m, (s->nlists + 1) * sizeof *b->next);
  b->index = edi_alloc(o->m, (s->nlists + 1) * sizeof *b->index);
  for (uint16_t i = 0; i < s->nfields; i++) {
    const struct edi_field *f = &s->fields[i];
    if (!f->position && !f->constant.n && !given_text(o, b, i)) return false;
  }
  for (size_t i = 0; i < s->nlists; i++) {
    const struct edi_node *l = edi_node_find(b->node, s->lists[i]->name);
    if (!l || l->kind == EDI_NULL) continue;
    if (s->lists[i]->one) {
      b->next[i] = l;
    } else {
      if (l->kind != EDI_ARRAY) return edi_out_fail(o, "%.*s must be an array", EDI_ARG(s->lists[i]->name));
      b->next[i] = l->first;
    }
  }
  /* what the items say, too, is written only where kept has a place for it */
  for (size_t i = 0; i < s->nfields; i++) {
    const struct edi_field *f = &s->fields[i];
    if (f->least_list == EDI_NONE || !b->fields[i].rest.p) continue;
    edi_str least = {NULL, 0};
    const struct edi_list *l = s->lists[f->least_list];
    for (const struct edi_node *item = b->next[f->least_list]; item; item = item->next) {
      edi_str v = edi_out_text(edi_node_find(item, l->item->fields[f->least_field].name));
      if (v.n == 10 && (!least.n || memcmp(v.p, least.p, 10) < 0)) least = v;
    }
    b->fields[i].reserved = least.n && edi_eq(least, b->fields[i].rest);
  }
  return edi_out_read_kept(o, b);
}

static bool write_rows(struct edi_out *o, struct edi_out_object *b) {
  const struct edi_shape *s = b->shape;
  size_t end = s->parent ? s->end : s->end - 1;
  for (size_t r = s->parent ? s->first : s->first + 1; r < end; r++)
    if (s->rows[r - s->first].group == r && !write_group(o, b, r)) return false;
  return true;
}

bool edi_out_object(struct edi_out *o, struct edi_out_object *b) { return prepare(o, b) && write_rows(o, b); }

bool edi_map_out(struct edi_mem *m, const struct edi_map *map, const struct edi_node *document, struct x12_writer *w,
                 edi_str *why) {
  struct edi_out o = {.m = m, .map = map, .w = w, .why = why};
  o.cells = edi_alloc(m, EDI_OUT_ELEMENTS * sizeof *o.cells);
  struct edi_out_object root = {.shape = map->root, .node = document};
  o.at = &root;
  if (!document || document->kind != EDI_OBJECT) return edi_out_fail(&o, "the document must be an object");
  return edi_out_object(&o, &root);
}

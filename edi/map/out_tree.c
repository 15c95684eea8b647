/* From a tree of objects to HL segments and what stands in them. */
#include "edi/map/out_state.h"

struct node { /* an object of it, in the order written */
  const struct edi_node *node, *hl;
  const struct edi_list *level;
  uint32_t parent; /* index and 1; 0: none */
  bool children;
  uint32_t place, index;
};

struct nodes {
  struct node *at;
  size_t n, cap;
};

static struct node *add_node(struct edi_mem *m, struct nodes *l) {
  if (l->n == l->cap) {
    size_t cap = l->cap ? l->cap * 2 : 64;
    struct node *more = edi_alloc(m, cap * sizeof *more);
    if (l->n) memcpy(more, l->at, l->n * sizeof *more);
    l->at = more;
    l->cap = cap;
  }
  return &l->at[l->n++];
}

/* Adds all objects below, depth first, as they stand in the document. No recursion: its depth is somebody's data. */
static bool collect(struct edi_out *o, const struct edi_out_object *b, struct nodes *l) {
  const struct edi_shape *tree = b->shape->tree;
  struct walk {
    const struct edi_node *object, *item;
    size_t level;
    uint32_t self, index;
  } *stack = edi_alloc(o->m, 64 * sizeof *stack);
  size_t depth = 0, cap = 64;
  stack[0] = (struct walk){.object = b->node};
  for (;;) {
    struct walk *w = &stack[depth];
    if (!w->item) {
      if (w->level == tree->nlists) {
        if (!depth--) return true;
        continue;
      }
      const struct edi_node *a = edi_node_find(w->object, tree->lists[w->level]->name);
      w->index = 0;
      w->item = a && a->kind == EDI_ARRAY ? a->first : NULL;
      if (!w->item) {
        w->level++;
        continue;
      }
    }
    const struct edi_node *item = w->item;
    const struct edi_list *level = tree->lists[w->level];
    w->item = item->next;
    if (!w->item) w->level++;
    if (item->kind != EDI_OBJECT) return edi_out_fail(o, "%.*s must hold objects", EDI_ARG(level->name));
    if (w->self) l->at[w->self - 1].children = true;
    struct node *n = add_node(o->m, l);
    *n = (struct node){
        .node = item, .hl = edi_node_find(item, EDI_STR("hl")), .level = level, .parent = w->self, .index = ++w->index};
    uint64_t place;
    if (edi_uint(edi_out_text(edi_node_find(n->hl, EDI_STR("place"))), &place) && place < EDI_OUT_NO_ROW)
      n->place = (uint32_t)place;
    if (++depth == cap) {
      struct walk *more = edi_alloc(o->m, cap * 2 * sizeof *more);
      memcpy(more, stack, cap * sizeof *more);
      stack = more;
      cap *= 2;
    }
    stack[depth] = (struct walk){.object = item, .self = (uint32_t)l->n};
  }
}

/* The order of writing: by place where every object has one of its own, else as they stand. */
static uint32_t *order(struct edi_out *o, const struct nodes *l) {
  uint32_t *by = edi_alloc(o->m, (l->n + 1) * sizeof *by);
  bool placed = true;
  for (size_t i = 0; i < l->n && placed; i++) {
    uint32_t p = l->at[i].place;
    placed = p && p <= l->n && !by[p - 1] && !(l->at[i].parent && l->at[l->at[i].parent - 1].place >= p);
    if (placed) by[p - 1] = (uint32_t)i + 1;
  }
  for (size_t i = 0; i < l->n && !placed; i++) by[i] = (uint32_t)i + 1;
  return by;
}

bool edi_out_tree(struct edi_out *o, struct edi_out_object *b) {
  struct nodes l = {0};
  if (!collect(o, b, &l)) return false;
  uint32_t *by = order(o, &l);
  edi_str *numbers = edi_alloc(o->m, (l.n + 1) * sizeof *numbers);
  for (size_t i = 0; i < l.n; i++) {
    struct node *n = &l.at[by[i] - 1];
    struct edi_out_object inner = {.up = b,
                                   .shape = n->level->item,
                                   .node = n->node,
                                   .name = n->level->name,
                                   .position = n->index,
                                   .hl = (uint32_t)i + 1};
    o->at = &inner;
    edi_str said = edi_out_text(edi_node_find(n->hl, EDI_STR("number")));
    struct edi_buf t = {.m = o->m};
    edi_buf_uint(&t, i + 1, 0);
    numbers[by[i] - 1] = said.n ? said : edi_buf_str(&t);
    const struct edi_node *child = edi_node_find(n->hl, EDI_STR("child"));
    edi_str code = n->level->level;
    const struct edi_block *k = n->level->item->rows[0].blocks;
    for (size_t r = 0; k && r < k->nrules; r++)
      if (k->rules[r].kind == EDI_FIELD && k->rules[r].element == 3)
        code = edi_out_text(edi_node_find(n->node, n->level->item->fields[k->rules[r].field].name));
    o->ncells = 0;
    edi_out_cell(o, 4)->text = child && child->kind == EDI_STRING ? child->text
                               : n->children                      ? EDI_STR("1")
                                                                  : EDI_STR("0");
    o->cells[1].text = numbers[by[i] - 1];
    if (n->parent) o->cells[2].text = numbers[n->parent - 1];
    o->cells[3].text = code;
    if (!edi_out_segment(o, EDI_STR("HL")) || !edi_out_object(o, &inner)) return false;
  }
  o->at = b;
  return true;
}

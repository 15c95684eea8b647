/* The tree of HL segments: objects are kept flat while the set is read, and put together at its end, for a parent may
   get children at any time after it. No recursion: the depth is the sender's. */
#include "edi/hash.h"
#include "edi/json_out.h"
#include "edi/map/frame.h"

enum { NOBODY = 0xffffffffu };

const struct edi_list *edi_tree_level(const struct edi_map_in *in, const struct x12_segment *s) {
  const struct edi_shape *tree = in->map->root->tree;
  const struct edi_list *any = NULL;
  edi_str code = x12_at(s, 3);
  for (size_t i = 0; i < tree->nlists; i++) {
    if (edi_eq(tree->lists[i]->level, code)) return tree->lists[i];
    if (edi_is(tree->lists[i]->level, "*")) any = tree->lists[i];
  }
  return any;
}

static edi_str id_of(const struct edi_map_in *in, const struct edi_hl *n) {
  return (edi_str){in->ids.p + n->id, n->id_n};
}

static uint32_t *find(struct edi_map_in *in, edi_str id) {
  size_t i = edi_hash(edi_hash_seed(in->by_id), id) & (in->cap_by_id - 1);
  while (in->by_id[i] && !edi_eq(id_of(in, &in->nodes[in->by_id[i] - 1]), id)) i = (i + 1) & (in->cap_by_id - 1);
  return &in->by_id[i];
}

static void room(struct edi_map_in *in) {
  if (!in->nnodes) { /* a new tree */
    in->bodies.m = in->ids.m = in->m;
    in->bodies.n = in->ids.n = 0;
    if (in->cap_by_id) memset(in->by_id, 0, in->cap_by_id * sizeof *in->by_id);
  }
  if (in->nnodes < in->cap_nodes) return;
  size_t cap = in->cap_nodes ? in->cap_nodes * 2 : 64;
  struct edi_hl *nodes = edi_alloc(in->m, cap * sizeof *nodes);
  if (in->nnodes) memcpy(nodes, in->nodes, in->nnodes * sizeof *nodes);
  in->nodes = nodes;
  in->cap_nodes = cap;
  in->cap_by_id = cap * 2;
  in->by_id = edi_alloc(in->m, in->cap_by_id * sizeof *in->by_id);
  for (size_t i = 0; i < in->nnodes; i++) {
    uint32_t *at = find(in, id_of(in, &nodes[i]));
    if (!*at) *at = (uint32_t)i + 1;
  }
}

void edi_tree_node(struct edi_map_in *in, const struct x12_segment *s, const struct edi_list *level) {
  room(in);
  edi_str id = x12_at(s, 1), parent = x12_at(s, 2), child = x12_at(s, 4);
  uint32_t self = (uint32_t)in->nnodes++;
  struct edi_hl *n = &in->nodes[self];
  *n = (struct edi_hl){.level = level,
                       .id = (uint32_t)in->ids.n,
                       .id_n = (uint32_t)id.n,
                       .parent = NOBODY,
                       .first = NOBODY,
                       .last = NOBODY,
                       .next = NOBODY};
  edi_buf_room(&in->ids, id.n + 1);
  edi_buf_add(&in->ids, id);
  n->child = child.n == 1 && (child.p[0] == '0' || child.p[0] == '1') ? child.p[0] : child.n ? 'x' : 0;
  if (parent.n) {
    uint32_t *at = find(in, parent);
    if (*at && *at - 1 != self)
      n->parent = *at - 1;
    else
      n->orphan = true; /* the check says so; it hangs at the document */
  }
  uint32_t *mine = find(in, id);
  if (!*mine) *mine = self + 1;
  if (n->parent == NOBODY) return;
  struct edi_hl *up = &in->nodes[n->parent];
  if (up->first == NOBODY)
    up->first = self;
  else
    in->nodes[up->last].next = self;
  up->last = self;
  up->levels |= 1u << (level->ordinal & 31);
}

/* Where a walk stands in one object. */
struct edi_step {
  uint32_t node;  /* NOBODY: the document */
  uint32_t child; /* the next to look at */
  uint16_t level;
  bool open;    /* the array of this level is */
  bool members; /* something stands before */
};

/* "hl": what could not be told from the tree: numbers, the order of the file, HL04 where it is not as it should be. */
static void numbers(const struct edi_map_in *in, struct edi_buf *b, const struct edi_hl *n, uint32_t self, bool moved,
                    bool *comma) {
  char t[24];
  struct edi_buf ordinal = {.p = t, .cap = sizeof t};
  edi_buf_uint(&ordinal, self + 1, 0);
  bool number = !edi_eq(id_of(in, n), edi_buf_str(&ordinal)), child = n->child != (n->first == NOBODY ? '0' : '1');
  if (!number && !child && !moved) return;
  *comma = true;
  edi_json_key(b, "hl");
  edi_json_open(b, '{');
  if (moved) edi_json_kv_uint(b, "place", self + 1);
  if (number) edi_json_kv(b, "number", id_of(in, n));
  if (child) edi_json_kv(b, "child", n->child && n->child != 'x' ? (edi_str){&n->child, 1} : EDI_STR(""));
  edi_json_close(b, '}');
}

static void walk(struct edi_map_in *in, struct edi_buf *b, bool moved, bool *in_order) {
  const struct edi_shape *tree = in->map->root->tree;
  if (in->cap_steps <= in->nnodes) {
    in->cap_steps = in->cap_nodes + 1;
    in->steps = edi_alloc(in->m, in->cap_steps * sizeof *in->steps);
  }
  struct edi_step *stack = in->steps;
  size_t depth = 0, written = 0;
  uint32_t top = NOBODY; /* the chain of those without a parent, made here */
  uint32_t last = NOBODY;
  for (uint32_t i = 0; i < in->nnodes; i++)
    if (in->nodes[i].parent == NOBODY) {
      in->nodes[i].next = NOBODY;
      if (last == NOBODY)
        top = i;
      else
        in->nodes[last].next = i;
      last = i;
    }
  stack[0] = (struct edi_step){.node = NOBODY, .child = top, .members = true};
  *in_order = true;
  for (;;) {
    struct edi_step *s = &stack[depth];
    const struct edi_list *level = tree->lists[s->level];
    while (s->child != NOBODY && in->nodes[s->child].level != level) s->child = in->nodes[s->child].next;
    if (s->child == NOBODY) { /* this level is done */
      if (s->open && b) edi_buf_char(b, ']');
      s->open = false;
      bool more = ++s->level < tree->nlists;
      /* levels without children are passed over */
      while (more && s->node != NOBODY && !(in->nodes[s->node].levels >> (s->level & 31) & 1))
        more = ++s->level < tree->nlists;
      if (more) {
        s->child = s->node == NOBODY ? top : in->nodes[s->node].first;
        continue;
      }
      if (!depth) break;
      if (b) edi_buf_char(b, '}');
      depth--;
      continue;
    }
    uint32_t self = s->child;
    struct edi_hl *n = &in->nodes[self];
    s->child = n->next;
    if (self != written++) *in_order = false;
    if (b) {
      if (s->open) {
        edi_buf_char(b, ',');
      } else {
        edi_buf_add(b, s->members ? level->key : (edi_str){level->key.p + 1, level->key.n - 1});
        edi_buf_char(b, '[');
      }
      edi_buf_char(b, '{');
      if (n->len) edi_buf_add(b, (edi_str){in->bodies.p + n->off, n->len});
      bool comma = n->len > 0;
      numbers(in, b, n, self, moved, &comma);
      stack[depth + 1].members = comma;
    }
    s->open = s->members = true;
    struct edi_step *inner = &stack[++depth];
    bool members = inner->members;
    *inner = (struct edi_step){.node = self, .child = n->first, .members = members};
  }
}

void edi_tree_end(struct edi_map_in *in, struct edi_buf *b) {
  if (!in->nnodes) return;
  bool in_order;
  walk(in, NULL, false, &in_order);
  walk(in, b, !in_order, &in_order);
}

/* JSON as a document tree. */
#include "gateway/edi_json.h"
#include <jansson.h>

enum { DEPTH_MAX = 200 };

/* Jansson's own values are walked with a stack of ours, for their depth is somebody's data. */
struct level {
  json_t *value;
  struct edi_node *node;
  void *iter;
  size_t index;
};

static struct edi_node *leaf(struct edi_mem *m, json_t *v) {
  switch (json_typeof(v)) {
  case JSON_STRING:
    return edi_node_new(m, EDI_STRING, edi_dup(m, (edi_str){json_string_value(v), json_string_length(v)}));
  case JSON_INTEGER:
    return edi_node_new(m, EDI_NUMBER, edi_printf(m, "%" JSON_INTEGER_FORMAT, json_integer_value(v)));
  case JSON_REAL: {
    char *t = json_dumps(v, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    struct edi_node *n = edi_node_new(m, EDI_NUMBER, edi_dup(m, edi_str_of(t ? t : "")));
    free(t);
    return n;
  }
  case JSON_TRUE:
    return edi_node_new(m, EDI_BOOL, EDI_STR("true"));
  case JSON_FALSE:
    return edi_node_new(m, EDI_BOOL, EDI_STR("false"));
  case JSON_ARRAY:
    return edi_node_new(m, EDI_ARRAY, (edi_str){NULL, 0});
  case JSON_OBJECT:
    return edi_node_new(m, EDI_OBJECT, (edi_str){NULL, 0});
  case JSON_NULL:
    break;
  }
  return edi_node_new(m, EDI_NULL, (edi_str){NULL, 0});
}

static struct edi_node *tree(struct edi_mem *m, json_t *root) {
  struct level stack[DEPTH_MAX + 1];
  size_t depth = 0;
  struct edi_node *top = leaf(m, root);
  stack[0] = (struct level){.value = root, .node = top, .iter = json_object_iter(root)};
  for (;;) {
    struct level *l = &stack[depth];
    json_t *child = NULL;
    edi_str name = {NULL, 0};
    if (l->node->kind == EDI_OBJECT && l->iter) {
      child = json_object_iter_value(l->iter);
      name = edi_dup(m, edi_str_of(json_object_iter_key(l->iter)));
      l->iter = json_object_iter_next(l->value, l->iter);
    } else if (l->node->kind == EDI_ARRAY) {
      child = json_array_get(l->value, l->index++);
    }
    if (!child) {
      if (!depth) return top;
      depth--;
      continue;
    }
    struct edi_node *n = leaf(m, child);
    edi_node_add(l->node, name, n);
    if (n->kind != EDI_ARRAY && n->kind != EDI_OBJECT) continue;
    if (depth == DEPTH_MAX) return NULL;
    stack[++depth] = (struct level){.value = child, .node = n, .iter = json_object_iter(child)};
  }
}

/* The tree of v, which is given back. */
static struct edi_node *taken(struct edi_mem *m, json_t *v, edi_str *why) {
  struct edi_node *t = tree(m, v);
  json_decref(v);
  if (!t) *why = EDI_STR("objects and arrays stand too deep in one another");
  return t;
}

struct edi_node *edi_json_read(struct edi_mem *m, const char *text, size_t n, edi_str *why) {
  json_error_t e;
  json_t *v = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
  if (!v) {
    *why = edi_printf(m, "byte %d: %s", e.position, e.text);
    return NULL;
  }
  return taken(m, v, why);
}

struct edi_node *edi_json_next(struct edi_mem *m, FILE *f, edi_str *why) {
  *why = (edi_str){NULL, 0};
  int c;
  do c = getc(f);
  while (c == ' ' || c == '\n' || c == '\r' || c == '\t');
  if (c == EOF) return NULL;
  if (c != '{') {
    *why = EDI_STR("a document must be a JSON object");
    return NULL;
  }
  ungetc(c, f);
  json_error_t e;
  json_t *v = json_loadf(f, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &e);
  if (!v) {
    *why = edi_printf(m, "line %d, column %d of it: %s", e.line, e.column, e.text);
    return NULL;
  }
  return taken(m, v, why);
}

static bool latin1(edi_str *v) {
  char *out = (char *)(uintptr_t)v->p; /* the tree's own memory */
  size_t n = 0;
  for (size_t i = 0; i < v->n; i++) {
    unsigned char c = (unsigned char)v->p[i];
    if (c < 0x80) {
      out[n++] = (char)c;
    } else if ((c == 0xc2 || c == 0xc3) && i + 1 < v->n) {
      out[n++] = (char)((c & 3) << 6 | (v->p[++i] & 0x3f));
    } else {
      return false;
    }
  }
  v->n = n;
  return true;
}

bool edi_json_latin1(struct edi_node *root, edi_str *bad) {
  struct edi_node *stack[DEPTH_MAX + 2]; /* what comes after the node at hand, level by level */
  size_t depth = 0;
  for (struct edi_node *n = root; n;) {
    edi_str before = n->text;
    if (n->kind == EDI_STRING && n->text.n && !latin1(&n->text)) {
      *bad = before;
      return false;
    }
    if (n->first && depth < DEPTH_MAX + 2) {
      stack[depth++] = n->next;
      n = n->first;
      continue;
    }
    n = n->next;
    while (!n && depth) n = stack[--depth];
  }
  return true;
}

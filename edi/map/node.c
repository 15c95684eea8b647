/* A document as a tree. */
#include "edi/map/node.h"

struct edi_node *edi_node_new(struct edi_mem *m, enum edi_node_kind kind, edi_str text) {
  struct edi_node *n = EDI_NEW(m, struct edi_node);
  n->kind = kind;
  n->text = text;
  return n;
}

void edi_node_add(struct edi_node *to, edi_str name, struct edi_node *child) {
  child->name = name;
  if (to->last)
    to->last->next = child;
  else
    to->first = child;
  to->last = child;
  to->n++;
}

const struct edi_node *edi_node_find(const struct edi_node *object, edi_str name) {
  if (!object || object->kind != EDI_OBJECT) return NULL;
  for (const struct edi_node *c = object->first; c; c = c->next)
    if (edi_eq(c->name, name)) return c;
  return NULL;
}

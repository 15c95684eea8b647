/* A document as a tree, for the way from the model to X12: whoever has JSON builds it. All of it lives in one memory.
 */
#ifndef EDI_MAP_NODE_H
#define EDI_MAP_NODE_H
#include "edi/mem.h"

enum edi_node_kind { EDI_NULL, EDI_BOOL, EDI_NUMBER, EDI_STRING, EDI_ARRAY, EDI_OBJECT };

struct edi_node {
  enum edi_node_kind kind;
  edi_str name;          /* in an object; borrowed */
  edi_str text;          /* of a string, the digits of a number, "true" or "false"; borrowed */
  struct edi_node *next; /* in the array or object */
  struct edi_node *first, *last;
  size_t n;
};

struct edi_node *edi_node_new(struct edi_mem *m, enum edi_node_kind kind, edi_str text);
void edi_node_add(struct edi_node *to, edi_str name, struct edi_node *child);      /* name: in an object */
const struct edi_node *edi_node_find(const struct edi_node *object, edi_str name); /* NULL: none, or object is none */

#endif

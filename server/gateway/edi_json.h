/* JSON as the tree that edi/ writes documents from; edi/ reads no JSON itself. */
#ifndef HANSA_GATEWAY_EDI_JSON_H
#define HANSA_GATEWAY_EDI_JSON_H
#include "edi/map/node.h"
#include <stddef.h>

/* One JSON value, no deeper than 200. NULL: it is none, and *why (in m) says where. The tree is in m. */
struct edi_node *edi_json_read(struct edi_mem *m, const char *text, size_t n, edi_str *why);

#endif

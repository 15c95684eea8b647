/* JSON as the tree that edi/ writes documents from; edi/ reads no JSON itself. */
#ifndef HANSA_GATEWAY_EDI_JSON_H
#define HANSA_GATEWAY_EDI_JSON_H
#include "edi/map/node.h"
#include <stddef.h>
#include <stdio.h>

/* One JSON value, no deeper than 200. NULL: it is none, and *why (in m) says where. The tree is in m. */
struct edi_node *edi_json_read(struct edi_mem *m, const char *text, size_t n, edi_str *why);

/* Turns every text of the tree into Latin-1, where it stands. false: *bad is a text that has other characters. */
bool edi_json_latin1(struct edi_node *root, edi_str *bad);

/* The next of the JSON values that follow one another in a file, as lines or otherwise. NULL and *why n = 0: that was
   the last. */
struct edi_node *edi_json_next(struct edi_mem *m, FILE *f, edi_str *why);

#endif

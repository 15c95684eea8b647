/* Texts seen so far, to find those that come again without looking through all of them. */
#ifndef EDI_SEEN_H
#define EDI_SEEN_H
#include "edi/mem.h"

struct edi_seen { /* begins as {0} */
  edi_str *at;
  size_t n, cap;
};

/* Was key there already? It is now; a new one is copied to m. */
bool edi_seen_before(struct edi_mem *m, struct edi_seen *s, edi_str key);

#endif

/* The words of a map file's line. */
#ifndef EDI_MAP_WORDS_H
#define EDI_MAP_WORDS_H
#include "edi/mem.h"

enum { EDI_WORDS_MAX = 512 };

struct edi_words {
  edi_str rest; /* text not yet read; borrowed */
  size_t line;  /* of the latest line, from 1 */
  edi_str *w;   /* EDI_WORDS_MAX of them */
  size_t n;
  const char *why; /* static; NULL: all well */
};

/* Reads the next line that has words; false at the end, or with why set. A text in quotes is copied to m. */
bool edi_words_next(struct edi_words *s, struct edi_mem *m);

#endif

/* Makes interchanges from the tables alone: valid ones of any set, for tests and for partners who try their own
   software. The same recipe gives the same bytes. */
#ifndef EDI_X12_GENERATE_H
#define EDI_X12_GENERATE_H
#include "edi/x12/delimiters.h"
#include "edi/x12/schema.h"

struct x12_recipe {
  uint64_t seed;
  unsigned fill;           /* of what may be absent, how much is there, in a hundred: 0 gives only what must be there */
  unsigned turns;          /* most turns of a loop and most times of a segment, if the table allows them; at least 1 */
  unsigned sets;           /* in the group; at least 1 */
  struct x12_delimiters d; /* element 0: the usual ones of the release */
};

struct x12_made_segment {
  size_t row;                        /* of the set; SIZE_MAX: a segment of the envelope */
  const struct x12_segment_def *def; /* NULL: ISA and IEA, which no table describes */
  edi_str id;
  edi_str *e; /* e[0] is element 1; with its components and repetitions, as it is written */
  size_t n;
};

/* One interchange of one group: ISA, GS, the sets, GE, IEA. All of it lives in m. */
struct x12_made {
  struct edi_mem *m;
  const struct x12_release *release;
  const struct x12_set_def *def;
  struct x12_delimiters d;
  struct x12_made_segment *at;
  size_t n, cap;
};

struct x12_made *x12_make(struct edi_mem *m, const struct x12_release *r, const struct x12_set_def *def,
                          const struct x12_recipe *recipe);
void x12_made_write(struct edi_buf *out, const struct x12_made *made);

/* A number from a seed, and the next seed (splitmix64). */
static inline uint64_t x12_dice(uint64_t *seed) {
  uint64_t z = (*seed += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

#endif

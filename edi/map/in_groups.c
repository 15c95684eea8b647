/* A segment whose groups of elements are items: each item is read from a segment of its own, which has that group in
   the place of the first one and the elements outside of them. */
#include "edi/map/frame.h"

/* What stands outside of the groups is said by each item; a longer segment than this is kept as it is. */
enum { GROUPED_MAX = 16 * 1024 };

static uint32_t count(const struct edi_groups *g, const struct x12_segment *s) {
  uint32_t n = 0;
  for (size_t i = g->first; i < s->n && i < edi_groups_end(g); i++)
    if (x12_at(s, i).n) n = (uint32_t)((i - g->first) / g->size) + 1;
  return n;
}

/* What stands outside of the groups. */
static void outside(struct edi_buf *b, const struct edi_groups *g, const struct x12_segment *s, char separator) {
  size_t last = b->n;
  for (size_t i = 1; i < s->n; i++) {
    if (i >= g->first && i < edi_groups_end(g)) continue;
    edi_str v = x12_at(s, i);
    edi_buf_add(b, v);
    if (v.n) last = b->n;
    edi_buf_char(b, separator);
  }
  b->n = last;
}

/* Would these items go to the segment before this one? */
static bool goes_on(struct edi_map_in *in, struct edi_frame *f, const struct edi_list *l, const struct x12_segment *s,
                    uint32_t n) {
  const struct edi_groups *g = &l->item->groups;
  bool room = f->grouped == l && f->ngrouped < g->most;
  size_t before = f->outside.n;
  f->outside.m = in->m;
  outside(&f->outside, g, s, in->d.element);
  size_t now = f->outside.n - before;
  bool same = room && now == before && (!now || memcmp(f->outside.p, f->outside.p + before, now) == 0);
  if (now) memmove(f->outside.p, f->outside.p + before, now);
  f->outside.n = now;
  f->grouped = l;
  f->ngrouped = n;
  return same;
}

static void one_group(struct edi_map_in *in, const struct edi_groups *g, uint32_t at, const struct x12_segment *s,
                      struct x12_segment *out) {
  struct edi_buf *b = &in->group;
  size_t n = s->n > edi_groups_end(g) ? s->n : (size_t)g->first + g->size;
  b->m = in->m;
  b->n = 0;
  if (!in->group_ends) in->group_ends = edi_alloc(in->m, (X12_ELEMENTS_MAX + 64) * sizeof *in->group_ends);
  for (size_t i = 0; i < n; i++) {
    bool within = i >= g->first && i < (size_t)g->first + g->size;
    if (i) edi_buf_char(b, in->d.element);
    if (!edi_groups_behind(g, i)) edi_buf_add(b, x12_at(s, within ? i + (size_t)at * g->size : i));
    in->group_ends[i] = (uint32_t)b->n;
  }
  *out = *s;
  out->text = edi_buf_str(b);
  out->base = out->text.p;
  out->ends = in->group_ends;
  out->n = n;
}

void edi_groups_in(struct edi_map_in *in, struct edi_frame *f, const struct edi_list *l, size_t row,
                   const struct x12_segment *s) {
  const struct edi_groups *g = &l->item->groups;
  uint32_t n = count(g, s);
  in->texts.n = in->before; /* its own copy is not used */
  if (!n || s->text.n > GROUPED_MAX) {
    edi_kept_whole(in, f, row, edi_in_at_hand(in, s));
    return;
  }
  if (goes_on(in, f, l, s, n)) edi_kept_order(in, f);
  edi_kept_item(in, f, l, n);
  for (uint32_t i = 0; i < n; i++) {
    struct x12_segment one;
    one_group(in, g, i, s, &one);
    const struct x12_segment *at = edi_in_at_hand(in, &one);
    edi_in_own(in, edi_frame_item(in, f, l), row, at);
    edi_frame_pop(in);
  }
}

/* The objects of a document while they are read. For every shape of the map there is one frame, which is used for one
   object after the other: values are noted as they come, and written in order when the object is over. */
#include "edi/json_out.h"
#include "edi/map/frame.h"

static struct edi_frame *frame_of(struct edi_map_in *in, const struct edi_shape *s) {
  struct edi_frame *f = in->frames[s->ordinal];
  if (f) return f;
  f = in->frames[s->ordinal] = EDI_NEW(in->m, struct edi_frame);
  f->shape = s;
  f->slots = edi_alloc(in->m, (s->nfields + 1) * sizeof *f->slots);
  f->arrays = edi_alloc(in->m, (s->nlists + 1) * sizeof *f->arrays);
  f->counts = edi_alloc(in->m, (s->nlists + 1) * sizeof *f->counts);
  f->always = edi_alloc(in->m, s->nalways + 1);
  f->seen = edi_alloc(in->m, s->nblocks + 1);
  f->least = edi_alloc(in->m, (s->nfields + 1) * sizeof *f->least);
  f->there = edi_alloc(in->m, s->nwords * sizeof *f->there);
  f->values.m = f->kept.m = f->aside.m = in->m;
  for (size_t i = 0; i < s->nlists; i++) f->arrays[i].m = in->m;
  return f;
}

/* Takes back a value or the items of a list. */
static inline void clear(struct edi_frame *f, const struct edi_member *m) {
  if (m->field != EDI_NONE) {
    f->slots[m->field] = (struct edi_slot){.set = false};
  } else {
    f->arrays[m->list].n = 0;
    f->counts[m->list] = 0;
  }
}

/* Ready for the next object, when what the last one had was taken back as it was written. */
static void frame_reset(struct edi_frame *f) {
  const struct edi_shape *s = f->shape;
  if (s->nalways) memset(f->always, 0, s->nalways);
  if (s->nleast) memset(f->least, 0, s->nfields * sizeof *f->least);
  memset(f->seen, 0, s->nblocks);
  f->values.n = f->kept.n = f->aside.n = 0;
  f->group = EDI_NONE;
  f->nrun = 0;
  f->rendered = f->bare = false;
}

void edi_frame_clear(struct edi_frame *f) {
  const struct edi_shape *s = f->shape;
  for (size_t w = 0; w < s->nwords; w++) {
    for (uint64_t bits = f->there[w]; bits; bits &= bits - 1)
      clear(f, &s->members[w * 64 + (size_t)__builtin_ctzll(bits)]);
    f->there[w] = 0;
  }
}

struct edi_frame *edi_frame_push(struct edi_map_in *in, const struct edi_shape *s) {
  struct edi_frame *f = frame_of(in, s);
  frame_reset(f);
  f->up = in->top;
  f->texts = in->before;
  in->top = f;
  return f;
}

struct edi_frame *edi_frame_item(struct edi_map_in *in, struct edi_frame *f, const struct edi_list *l) {
  uint32_t n = ++f->counts[l->ordinal];
  edi_frame_has(f, l->member);
  f = edi_frame_push(in, l->item);
  f->list = l;
  f->position = n;
  return f;
}

/* Objects that are over. */

/* A member that has no value of its own. */
static __attribute__((noinline)) void add_other(struct edi_buf *b, const struct edi_frame *f,
                                                const struct edi_member *m) {
  const struct edi_field *d = &f->shape->fields[m->field];
  char t[24];
  struct edi_buf n = {.p = t, .cap = sizeof t};
  edi_str v = d->maybe ? (edi_str){NULL, 0} : EDI_STR("null");
  if (d->position || d->or_position) {
    if (d->or_position) edi_buf_char(&n, '"');
    edi_buf_uint(&n, f->position, 0);
    if (d->or_position) edi_buf_char(&n, '"');
    v = edi_buf_str(&n);
  } else if (d->least_list != EDI_NONE && f->least[m->field].n) {
    v = (edi_str){f->least[m->field].p, f->least[m->field].n};
  }
  if (!v.n && !d->constant.n) return;
  edi_buf_add(b, m->key);
  if (d->constant.n)
    edi_json_text(b, d->constant);
  else
    edi_buf_add(b, v);
}

static void add_list(struct edi_buf *b, const struct edi_frame *f, uint16_t at) {
  const struct edi_list *l = f->shape->lists[at];
  const struct edi_buf *items = &f->arrays[at];
  if (!items->n && l->maybe) return;
  edi_buf_add(b, l->key);
  if (!l->one) edi_buf_char(b, '[');
  edi_buf_add(b, !items->n && l->one ? EDI_STR("null") : edi_buf_str(items));
  if (!l->one) edi_buf_char(b, ']');
}

/* The object, but for its closing bracket. Every member begins with a comma; the first is written over with the
   bracket. */
void edi_frame_body(struct edi_map_in *in, struct edi_buf *b, struct edi_frame *f) {
  const struct edi_shape *s = f->shape;
  size_t start = b->n;
  edi_kept_close(in, f);
  edi_buf_room(&f->values, EDI_SLACK);
  size_t fields = s->keys + f->values.n + in->texts.n - f->texts + EDI_SLACK; /* all, and what edi_copy writes behind */
  edi_buf_room(b, fields);
  for (size_t w = 0; w < s->nwords; w++) {
    for (uint64_t bits = f->there[w] | s->standing[w]; bits; bits &= bits - 1) {
      const struct edi_member *m = &s->members[w * 64 + (size_t)__builtin_ctzll(bits)];
      const struct edi_slot *v = m->field == EDI_NONE ? NULL : &f->slots[m->field];
      if (v && v->set) {
        char *o = edi_copy(b->p + b->n, m->key.p, m->key.n);
        if (v->raw) {
          *o = '"';
          o = edi_copy(o + 1, in->texts.p + v->off, v->len);
          *o++ = '"';
        } else {
          o = edi_copy(o, f->values.p + v->off, v->len);
        }
        b->n = (size_t)(o - b->p);
      } else if (m->none.n) {
        b->n = (size_t)(edi_copy(b->p + b->n, m->none.p, m->none.n) - b->p);
      } else {
        if (v)
          add_other(b, f, m);
        else
          add_list(b, f, m->list);
        edi_buf_room(b, fields);
      }
      if (f->up) clear(f, m); /* what the document has can be asked for to the next start */
    }
    if (f->up) f->there[w] = 0;
  }
  if (!s->parent && s->tree) edi_tree_end(in, b);
  if (in->kept && f->kept.n) {
    edi_buf_add(b, EDI_STR(",\"kept\":["));
    edi_buf_add(b, edi_buf_str(&f->kept));
    edi_buf_char(b, ']');
  }
  if (b->n == start)
    edi_buf_char(b, '{');
  else
    b->p[start] = '{';
}

void edi_frame_pop(struct edi_map_in *in) {
  struct edi_frame *f = in->top, *up = f->up;
  in->top = up;
  if (f->shape->level) {
    struct edi_buf *b = &in->bodies;
    size_t at = b->n;
    edi_frame_body(in, b, f);
    in->nodes[in->nnodes - 1].off = at + 1;
    in->nodes[in->nnodes - 1].len = b->n - at - 1;
    in->texts.n = f->texts;
    return;
  }
  const struct edi_list *l = f->list;
  const struct edi_shape *s = up->shape;
  for (size_t k = 0; k < s->nleast; k++) {
    uint16_t i = s->least[k];
    if (s->fields[i].least_list != l->ordinal) continue;
    const struct edi_slot *v = &f->slots[s->fields[i].least_field];
    struct edi_least *least = &up->least[i];
    if (!v->set || v->len > sizeof least->p) continue;
    const char *p = f->values.p + v->off;
    if (least->n && memcmp(p, least->p, v->len) >= 0) continue;
    memcpy(least->p, p, v->len);
    least->n = v->len;
  }
  struct edi_buf *b = &up->arrays[l->ordinal];
  if (b->n) edi_buf_char(b, ',');
  edi_frame_body(in, b, f);
  edi_buf_char(b, '}');
  in->texts.n = f->texts;
}

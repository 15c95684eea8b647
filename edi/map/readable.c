/* A transaction set for people: names for segments and elements, meanings for codes, and where each stands in the bytes. */
#include "edi/date.h"
#include "edi/json_out.h"
#include "edi/map/document.h"
#include "edi/x12/set.h"

enum { SEGMENTS_SHOWN = 20000 };

static void element(struct edi_buf *b, const struct x12_release *r, const struct x12_segment_def *def, size_t i, edi_str v) {
  const struct x12_element_def *e = def && i <= def->n ? def->uses[i - 1].def : NULL;
  edi_json_open(b, '{');
  edi_json_kv_uint(b, "n", i);
  if (e)
    edi_json_kv(b, "name", e->name);
  edi_json_kv(b, "value", v);
  edi_str meaning = {"", 0};
  struct edi_date d;
  char text[EDI_DATE_TEXT];
  if (e && e->type == X12_DT && edi_date_read(v, &d))
    meaning = edi_date_iso(d, text);
  else if (e && e->type == X12_ID)
    meaning = x12_release_meaning(r, e->number, v);
  if (meaning.n)
    edi_json_kv(b, "meaning", meaning);
  edi_json_close(b, '}');
}

void edi_readable_json(struct edi_buf *b, const struct x12_interchange *i, const struct edi_document *d, edi_str input) {
  const struct x12_set *s = d->set;
  const struct x12_release *r = d->group->release;
  struct x12_cursor *c = EDI_NEW(b->m, struct x12_cursor);
  struct x12_findings none = {0};
  struct x12_check check = {0};
  size_t budget = 0;
  none.budget = &budget;
  if (s->def)
    x12_check_start(&check, b->m, r, s->def, i->d, &none);
  check.walk_only = true;
  bool inside = s->offset <= input.n && s->length <= input.n - s->offset;
  x12_cursor_start(c, inside ? (edi_str){input.p + s->offset, s->length} : (edi_str){"", 0}, s->offset, i->d);
  edi_json_open(b, '{');
  edi_json_key(b, "segments");
  edi_json_open(b, '[');
  struct x12_segment seg;
  size_t shown = 0;
  while (shown < SEGMENTS_SHOWN && x12_cursor_next(c, &seg)) {
    shown++;
    const struct x12_segment_def *def = x12_release_segment(r, seg.e[0]);
    edi_str loop = {"", 0};
    if (s->def) {
      x12_check_segment(&check, &seg);
      loop = x12_check_loop(&check);
    }
    edi_json_open(b, '{');
    edi_json_kv(b, "id", seg.e[0]);
    if (def)
      edi_json_kv(b, "name", def->name);
    edi_json_kv(b, "loop", loop);
    edi_json_kv_uint(b, "at", seg.offset - i->offset);
    edi_json_kv_uint(b, "length", seg.length);
    edi_json_key(b, "elements");
    edi_json_open(b, '[');
    for (size_t k = 1; k < seg.n && k < X12_ELEMENTS_MAX; k++)
      if (seg.e[k].n)
        element(b, r, def, k, seg.e[k]);
    edi_json_close(b, ']');
    edi_json_close(b, '}');
  }
  edi_json_close(b, ']');
  if (shown == SEGMENTS_SHOWN) {
    edi_json_key(b, "more");
    edi_buf_z(b, "true");
  }
  edi_json_close(b, '}');
}

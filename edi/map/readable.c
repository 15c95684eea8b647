/* A transaction set for people: its segments, where each stands in the bytes, and a legend that names segments and
   elements and says what codes mean. Names stand once a document, for the whole of it is stored with every document. */
#include "edi/date.h"
#include "edi/json_out.h"
#include "edi/map/document.h"
#include "edi/seen.h"
#include "edi/x12/explain.h"
#include "edi/x12/set.h"

enum { SEGMENTS_SHOWN = 20000 };

struct legend {
  struct edi_seen seen;
  struct edi_buf names, references, codes;
};

/* false: it stands there already. */
static bool name(struct legend *l, edi_str key, edi_str text) {
  if (edi_seen_before(l->names.m, &l->seen, key)) return false;
  edi_json_kv_str(&l->names, key, text);
  return true;
}

/* Adds what the element is called, and what its value means, unless the legend has it already. */
static void element(struct legend *l, const struct x12_release *r, const struct x12_segment_def *def, size_t i,
                    edi_str v) {
  if (!def || i > def->n || i > 99) return;
  const struct x12_element_def *e = def->uses[i - 1].def;
  char key[24]; /* a segment id has 3 letters at most, a value looked up 8 */
  size_t n = def->id.n;
  memcpy(key, def->id.p, n);
  key[n++] = (char)('0' + i / 10);
  key[n++] = (char)('0' + i % 10);
  if (name(l, (edi_str){key, n}, e->name)) {
    struct edi_buf number = {.m = l->names.m};
    x12_explain_reference(&number, e->number);
    edi_json_kv_str(&l->references, (edi_str){key, n}, edi_buf_str(&number));
  }
  if (v.n > 8 || (e->type != X12_DT && e->type != X12_ID)) return;
  struct edi_date d;
  char text[EDI_DATE_TEXT];
  edi_str meaning = e->type == X12_ID      ? x12_release_meaning(r, e->number, v)
                    : edi_date_read(v, &d) ? edi_date_iso(d, text)
                                           : (edi_str){"", 0};
  if (!meaning.n) return;
  key[n++] = '=';
  memcpy(key + n, v.p, v.n);
  n += v.n;
  if (!edi_seen_before(l->codes.m, &l->seen, (edi_str){key, n})) edi_json_kv_str(&l->codes, (edi_str){key, n}, meaning);
}

static void row(struct edi_buf *b, const struct x12_segment *s, edi_str loop, uint64_t at) {
  edi_json_open(b, '[');
  edi_json_str(b, x12_at(s, 0));
  edi_json_str(b, loop);
  edi_json_uint(b, at);
  edi_json_uint(b, s->length);
  for (size_t k = 1; k < s->n; k++) edi_json_str(b, x12_at(s, k));
  edi_json_close(b, ']');
}

void edi_readable_json(struct edi_buf *b, const struct x12_interchange *i, const struct edi_document *d,
                       edi_str input) {
  const struct x12_set *s = d->set;
  const struct x12_release *r = d->group->release;
  struct x12_cursor *c = EDI_NEW(b->m, struct x12_cursor);
  struct legend l = {.names = {.m = b->m}, .references = {.m = b->m}, .codes = {.m = b->m}};
  struct x12_findings none = {0};
  struct x12_check check = {0};
  size_t budget = 0, shown = 0;
  none.budget = &budget;
  if (s->def) x12_check_start(&check, b->m, r, s->def, i->d, &none);
  check.walk_only = true;
  bool inside = s->offset <= input.n && s->length <= input.n - s->offset;
  x12_cursor_start(c, inside ? (edi_str){input.p + s->offset, s->length} : (edi_str){"", 0}, s->offset, i->d);
  if (i->wrapped) c->joined = b->m;
  edi_json_open(&l.names, '{');
  edi_json_open(&l.references, '{');
  edi_json_open(&l.codes, '{');
  edi_json_open(b, '{');
  edi_json_key(b, "rows");
  edi_json_open(b, '[');
  for (struct x12_segment seg; shown < SEGMENTS_SHOWN && x12_cursor_next(c, &seg); shown++) {
    const struct x12_segment_def *def = x12_release_segment(r, x12_at(&seg, 0));
    if (s->def) x12_check_segment(&check, &seg);
    row(b, &seg, s->def ? x12_check_loop(&check) : (edi_str){"", 0}, seg.offset - i->offset);
    if (def) name(&l, def->id, def->name);
    for (size_t k = 1; k < seg.n; k++)
      if (x12_at(&seg, k).n) element(&l, r, def, k, x12_at(&seg, k));
  }
  edi_json_close(b, ']');
  edi_json_close(&l.names, '}');
  edi_json_close(&l.references, '}');
  edi_json_close(&l.codes, '}');
  edi_json_key(b, "names");
  edi_buf_add(b, edi_buf_str(&l.names));
  edi_json_key(b, "references");
  edi_buf_add(b, edi_buf_str(&l.references));
  edi_json_key(b, "codes");
  edi_buf_add(b, edi_buf_str(&l.codes));
  if (shown == SEGMENTS_SHOWN) {
    edi_json_key(b, "more");
    edi_buf_z(b, "true");
  }
  edi_json_close(b, '}');
}

/* From the tree of an interchange to the documents that are stored. */
#include "edi/map/document.h"
#include "edi/json_out.h"
#include "edi/map/in.h"
#include "edi/x12/explain.h"

static edi_str bytes_of(const struct x12_set *s, edi_str input) {
  if (s->offset > input.n || s->length > input.n - s->offset) return (edi_str){"", 0};
  return (edi_str){input.p + s->offset, s->length};
}

struct mapping {
  struct edi_mem *m;
  struct edi_map_in *in;
  struct x12_check check;
  struct x12_cursor cursor;
};

/* A second walk over the set: where each segment belongs was not kept from the first. */
static void map_set(struct mapping *w, const struct x12_interchange *i, struct edi_document *d, edi_str input) {
  struct x12_findings none = {0};
  size_t budget = 0;
  none.budget = &budget;
  x12_check_start(&w->check, w->m, d->group->release, d->set->def, i->d, &none);
  w->check.walk_only = true;
  x12_cursor_start(&w->cursor, bytes_of(d->set, input), d->set->offset, i->d);
  if (i->wrapped) w->cursor.joined = w->m;
  edi_map_in_start(w->in, d->map, i->d, false, w->m, &d->set->findings);
  for (struct x12_segment s; x12_cursor_next(&w->cursor, &s);)
    edi_map_in_segment(w->in, x12_check_segment(&w->check, &s), &s);
  d->json = edi_dup(w->m, edi_map_in_end(w->in));
  d->wanted = edi_map_in_wanted(w->in);
  if (!edi_is(d->set->id, "850")) return;
  d->number = edi_dup(w->m, edi_map_in_field(w->in, EDI_STR("number")));
  d->purpose = edi_dup(w->m, edi_map_in_field(w->in, EDI_STR("purpose")));
}

struct edi_document *edi_documents_by(struct edi_mem *m, const struct edi_maps *maps, struct x12_interchange *i,
                                      edi_str input) {
  struct edi_document *first = NULL, **end = &first;
  struct mapping *w = NULL;
  for (struct x12_group *g = i->first; g; g = g->next)
    for (struct x12_set *s = g->first; s; s = s->next) {
      struct edi_document *d = EDI_NEW(m, struct edi_document);
      d->group = g;
      d->set = s;
      if (s->closed && s->def && !x12_group_is_ack(g)) d->map = edi_maps_find(maps, g->version, s->id);
      if (d->map && !w) {
        w = EDI_NEW(m, struct mapping);
        w->m = m;
        w->in = edi_map_in_new();
      }
      if (d->map) map_set(w, i, d, input);
      *end = d;
      end = &d->next;
    }
  if (w) {
    edi_map_in_free(w->in);
    x12_check_free(&w->check);
  }
  x12_judge(i);
  return first;
}

edi_str edi_document_order(const struct edi_document *d) {
  return d->wanted && edi_is(d->set->id, "850") ? d->json : (edi_str){NULL, 0};
}

const char *edi_interchange_state(const struct x12_interchange *i) {
  size_t taken = 0, sets = 0;
  for (const struct x12_group *g = i->first; g; g = g->next)
    for (const struct x12_set *s = g->first; s; s = s->next) {
      sets++;
      taken += x12_set_taken(i, g, s);
    }
  if (i->verdict == X12_REJECTED || (sets && !taken)) return "rejected";
  return taken < sets ? "partly" : "accepted";
}

void edi_finding_json(struct edi_buf *b, const struct x12_finding *f, uint64_t base) {
  edi_json_open(b, '{');
  edi_json_kv_uint(b, "at", f->offset - base);
  if (f->segment) edi_json_kv_uint(b, "segment", f->segment);
  edi_json_kv_or_null(b, "segment_id", f->segment_id);
  edi_json_kv(b, "loop", f->loop.p ? f->loop : EDI_STR(""));
  if (f->element) edi_json_kv_uint(b, "element", f->element);
  if (f->component) edi_json_kv_uint(b, "component", f->component);
  if (f->repetition) edi_json_kv_uint(b, "repetition", f->repetition);
  /* key and facts, so that who reads it gets the words in the own language; `text` is for everybody else */
  if (f->key) edi_json_kv(b, "key", edi_str_of(x12_kind_of(f->key)->name));
  if (f->name.n) edi_json_kv(b, "name", f->name);
  if (f->reference) {
    struct edi_buf number = {.m = b->m};
    x12_explain_reference(&number, f->reference);
    edi_json_kv(b, "reference", edi_buf_str(&number));
  }
  if (f->found.n) edi_json_kv(b, "found", f->found);
  if (f->expected.n) edi_json_kv(b, "expected", f->expected);
  edi_json_kv(b, "part", edi_str_of(x12_part_name(f->part)));
  edi_json_key(b, "code");
  char code[16];
  size_t n = sizeof code;
  unsigned c = (unsigned)f->code;
  do code[--n] = (char)('0' + c % 10);
  while ((c /= 10) || (f->part == X12_TA1 && sizeof code - n < 3));
  edi_json_str(b, (edi_str){code + n, sizeof code - n});
  edi_json_key(b, "fatal");
  edi_buf_z(b, f->fatal ? "true" : "false");
  edi_json_kv_or_null(b, "value", f->value);
  struct edi_buf text = {.m = b->m};
  x12_explain(&text, f, NULL);
  edi_json_kv(b, "text", edi_buf_str(&text));
  edi_json_close(b, '}');
}

void edi_findings_json(struct edi_buf *b, const struct x12_findings *l, uint64_t base) {
  for (const struct x12_finding *f = l->first; f; f = f->next) edi_finding_json(b, f, base);
}

static void document(struct edi_buf *b, const struct x12_interchange *i, const struct edi_document *d, size_t position,
                     edi_str input) {
  const struct x12_group *g = d->group;
  const struct x12_set *s = d->set;
  bool taken = x12_set_taken(i, g, s);
  edi_json_open(b, '{');
  edi_json_kv_uint(b, "position", position);
  edi_json_kv(b, "set_id", s->id);
  edi_json_kv(b, "version", g->version);
  edi_json_kv(b, "group_control", g->control);
  edi_json_kv(b, "set_control", s->control);
  edi_json_kv_or_null(b, "number", d->number);
  edi_json_kv_or_null(b, "purpose", d->purpose);
  edi_json_kv(b, "validity", s->verdict == X12_REJECTED ? EDI_STR("invalid") : EDI_STR("valid"));
  edi_json_kv(b, "acknowledgment",
              x12_group_is_ack(g)        ? EDI_STR("none")
              : !taken                   ? EDI_STR("rejected")
              : s->verdict == X12_ERRORS ? EDI_STR("accepted_with_errors")
                                         : EDI_STR("accepted"));
  edi_json_kv_uint(b, "raw_offset", s->offset - i->offset);
  edi_json_kv_uint(b, "raw_length", s->length);
  edi_json_key(b, "readable");
  if (b->n < EDI_READABLE_MAX)
    edi_readable_json(b, i, d, input);
  else
    edi_json_str(b, (edi_str){NULL, 0});
  edi_json_key(b, "findings");
  edi_json_open(b, '[');
  edi_findings_json(b, &s->findings, i->offset);
  edi_json_close(b, ']');
  edi_json_key(b, "order");
  edi_str order = edi_document_order(d);
  if (order.n && taken)
    edi_buf_add(b, order);
  else
    edi_json_str(b, (edi_str){NULL, 0});
  edi_json_close(b, '}');
}

void edi_documents_json(struct edi_buf *b, const struct x12_interchange *i, const struct edi_document *docs,
                        edi_str input, edi_str channel) {
  edi_json_open(b, '{');
  edi_json_kv(b, "channel", channel);
  edi_json_kv(b, "sender_qualifier", i->isa[5]);
  edi_json_kv(b, "sender_id", edi_trim(i->isa[6]));
  edi_json_kv(b, "receiver_qualifier", i->isa[7]);
  edi_json_kv(b, "receiver_id", edi_trim(i->isa[8]));
  edi_json_kv(b, "control_number", i->isa[13]);
  edi_json_kv(b, "version", i->isa[12]);
  edi_json_kv(b, "usage", i->isa[15]);
  edi_json_kv(b, "state", edi_str_of(edi_interchange_state(i)));
  edi_json_key(b, "findings");
  edi_json_open(b, '[');
  edi_findings_json(b, &i->findings, i->offset);
  for (const struct x12_group *g = i->first; g; g = g->next) edi_findings_json(b, &g->findings, i->offset);
  edi_json_close(b, ']');
  edi_json_key(b, "documents");
  edi_json_open(b, '[');
  size_t n = 0;
  for (const struct edi_document *d = docs; d; d = d->next) document(b, i, d, ++n, input);
  edi_json_close(b, ']');
  edi_json_close(b, '}');
}

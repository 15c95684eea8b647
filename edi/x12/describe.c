/* The tables in words. */
#include "edi/x12/describe.h"
#include "edi/json_out.h"
#include "edi/x12/explain.h"
#include "edi/x12/schema_codes.h"

enum { POSITION = 6, TREE = 14, NAME = 46, WORDS = 40 };

static void pad(struct edi_buf *out, size_t from, size_t width) {
  for (size_t n = out->n - from; n < width; n++) edi_buf_char(out, ' ');
}

static void column(struct edi_buf *out, edi_str v, size_t width) {
  size_t from = out->n;
  edi_buf_add(out, v);
  pad(out, from, width);
  if (out->n - from >= width && width) edi_buf_char(out, ' ');
}

/* "once", "up to 12 times", "any number of times" */
static void times(struct edi_buf *out, uint32_t max, const char *what) {
  if (max == UINT32_MAX)
    edi_buf_z(out, "any number of ");
  else if (max == 1)
    edi_buf_z(out, "one ");
  else
    edi_buf_add(out, EDI_SAY("up to %u ", max));
  edi_buf_z(out, what);
  if (max != 1) edi_buf_char(out, 's');
}

static const char *need(bool mandatory, bool unused) {
  return unused ? "not used" : mandatory ? "required" : "optional";
}

static edi_str type(const struct x12_element_def *e) {
  static const char *const names[] = {"AN", "ID", "N", "R", "DT", "TM", "B", "composite"};
  static const char *const digits[] = {"N0", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9"};
  return edi_str_of(e->type == X12_N && e->decimals < 10 ? digits[e->decimals] : names[e->type]);
}

void x12_describe_sets(struct edi_buf *out, const struct x12_schemas *s) {
  for (const struct x12_release *r = x12_schemas_each(s, NULL); r; r = x12_schemas_each(s, r)) {
    edi_buf_add(out, x12_release_version(r));
    edi_buf_char(out, '\n');
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      const struct x12_set_def *def = x12_release_set_at(r, i);
      edi_buf_z(out, "  ");
      column(out, def->id, 5);
      column(out, def->group, 6);
      edi_buf_add(out, def->name);
      edi_buf_char(out, '\n');
    }
  }
}

static void row(struct edi_buf *out, const struct x12_set_def *def, const struct x12_row *r) {
  size_t from = out->n;
  column(out, r->position, POSITION);
  for (unsigned d = 0; d < r->depth; d++) edi_buf_z(out, d + 1 == r->depth && r->trigger ? "+ " : "| ");
  edi_buf_add(out, r->segment->id);
  pad(out, from, TREE + POSITION);
  edi_buf_add(out, r->segment->name);
  pad(out, from, TREE + POSITION + NAME);
  column(out, edi_str_of(need(r->mandatory, r->unused)), 10);
  if (r->trigger)
    times(out, def->loops[r->loop].max, "turn");
  else
    times(out, r->max, "segment");
  edi_buf_char(out, '\n');
}

static void element_place(struct edi_buf *out, edi_str segment, unsigned element) {
  edi_buf_add(out, segment);
  edi_buf_uint(out, element, 2);
}

static void total(struct edi_buf *out, const struct x12_total *t) {
  element_place(out, t->said_in->id, t->said_at);
  edi_buf_z(out, t->element ? " is the sum of " : " is the number of segments ");
  if (t->element)
    element_place(out, t->segment->id, t->element);
  else
    edi_buf_add(out, t->segment->id);
  edi_buf_char(out, '\n');
}

void x12_describe_set(struct edi_buf *out, const struct x12_release *r, const struct x12_set_def *def) {
  edi_buf_add(out, EDI_SAY("%.*s  %.*s, release %.*s, in groups %.*s\n\n", EDI_ARG(def->id), EDI_ARG(def->name),
                           EDI_ARG(x12_release_version(r)), EDI_ARG(def->group)));
  for (size_t i = 0; i < def->n; i++) row(out, def, &def->rows[i]);
  if (def->ntotals || def->hl) edi_buf_char(out, '\n');
  for (size_t i = 0; i < def->ntotals; i++) total(out, &def->totals[i]);
  if (def->hl)
    edi_buf_z(out, "HL01 numbers the levels, HL02 names the level above, HL04 says whether there are levels below\n");
}

static void use(struct edi_buf *out, const struct x12_use *u, unsigned place, bool component) {
  size_t from = out->n;
  edi_buf_z(out, component ? "      -" : "  ");
  edi_buf_uint(out, place, component ? 0 : 2);
  pad(out, from, 10);
  x12_explain_reference(out, u->def->number);
  pad(out, from, 18);
  edi_buf_add(out, u->def->name);
  pad(out, from, 18 + WORDS);
  column(out, edi_str_of(need(u->mandatory, u->unused)), 10);
  column(out, type(u->def), 4);
  if (u->def->type != X12_COMPOSITE) edi_buf_add(out, EDI_SAY("%u..%u", u->def->min, u->def->max));
  if (u->most == X12_ANY_TIMES)
    edi_buf_z(out, ", any number of times");
  else if (u->most > 1)
    edi_buf_add(out, EDI_SAY(", up to %u times", u->most));
  edi_buf_char(out, '\n');
}

/* "02, 03 and 04" */
static void places(struct edi_buf *out, uint64_t mask, const char *last) {
  for (unsigned e = 1; e < 64; e++) {
    if (!(mask & 1ull << e)) continue;
    edi_buf_uint(out, e, 2);
    mask &= ~(1ull << e);
    if (mask) edi_buf_z(out, mask & (mask - 1) ? ", " : last);
  }
}

static void condition(struct edi_buf *out, const struct x12_condition *k) {
  uint64_t first = 1ull << k->first;
  edi_buf_z(out, "  ");
  switch (k->kind) {
  case 'P':
    edi_buf_z(out, "all or none of ");
    places(out, k->mask, " and ");
    break;
  case 'R':
    edi_buf_z(out, "at least one of ");
    places(out, k->mask, " and ");
    break;
  case 'E':
    edi_buf_z(out, "at most one of ");
    places(out, k->mask, " and ");
    break;
  default:
    edi_buf_z(out, "if ");
    places(out, first, "");
    edi_buf_z(out, " is there, ");
    places(out, k->mask & ~first, k->kind == 'C' ? " and " : " or ");
    edi_buf_z(out, k->kind == 'C' ? " must be, too" : " must be there, too");
  }
  edi_buf_char(out, '\n');
}

void x12_describe_segment(struct edi_buf *out, const struct x12_segment_def *def) {
  edi_buf_add(out, EDI_SAY("%.*s  %.*s\n\n", EDI_ARG(def->id), EDI_ARG(def->name)));
  for (size_t i = 0; i < def->n; i++) {
    use(out, &def->uses[i], (unsigned)i + 1, false);
    const struct x12_composite_def *c = def->uses[i].def->composite;
    for (size_t k = 0; c && k < c->n; k++) use(out, &c->uses[k], (unsigned)k + 1, true);
  }
  if (def->nconditions) edi_buf_char(out, '\n');
  for (size_t i = 0; i < def->nconditions; i++) condition(out, &def->conditions[i]);
}

void x12_describe_element(struct edi_buf *out, const struct x12_element_def *def) {
  x12_explain_reference(out, def->number);
  edi_buf_add(out, EDI_SAY("  %.*s: %.*s", EDI_ARG(def->name), EDI_ARG(type(def))));
  if (def->type != X12_COMPOSITE) edi_buf_add(out, EDI_SAY(", %u to %u characters", def->min, def->max));
  edi_buf_char(out, '\n');
  if (def->composite) {
    edi_buf_char(out, '\n');
    for (size_t k = 0; k < def->composite->n; k++) use(out, &def->composite->uses[k], (unsigned)k + 1, true);
  }
  if (def->nlist) edi_buf_z(out, def->codes ? "\nOne of these:\n" : "\nFor example:\n");
  for (size_t i = 0; i < def->nlist; i++) {
    const struct x12_code *c = &def->list[i];
    if (def->codes && (c->code.n > X12_CODE_MAX || !x12_codes_has(def->codes, x12_code_key(c->code.p, c->code.n))))
      continue;
    edi_buf_z(out, "  ");
    column(out, c->code, 10);
    edi_buf_add(out, c->meaning);
    edi_buf_char(out, '\n');
  }
}

/* -- JSON -- */

static void json_max(struct edi_buf *out, const char *key, uint32_t max, uint32_t any) {
  edi_json_key(out, key);
  if (max == any)
    edi_buf_z(out, "null");
  else
    edi_json_uint(out, max);
}

static void json_flag(struct edi_buf *out, const char *key, bool v) {
  edi_json_key(out, key);
  edi_buf_z(out, v ? "true" : "false");
}

/* "PO102", or "PO1" for the segment itself */
static edi_str said(struct edi_buf *out, edi_str id, unsigned element) {
  return element ? edi_printf(out->m, "%.*s%02u", EDI_ARG(id), element) : id;
}

static void json_uses(struct edi_buf *out, const struct x12_use *uses, size_t n) {
  edi_json_open(out, '[');
  for (size_t i = 0; i < n; i++) {
    const struct x12_use *u = &uses[i];
    edi_json_open(out, '{');
    edi_json_kv_uint(out, "element", i + 1);
    struct edi_buf ref = {.m = out->m};
    x12_explain_reference(&ref, u->def->number);
    edi_json_kv(out, "reference", edi_buf_str(&ref));
    edi_json_kv(out, "name", u->def->name);
    edi_json_kv(out, "type", type(u->def));
    json_flag(out, "mandatory", u->mandatory);
    edi_json_kv_uint(out, "min", u->def->min);
    edi_json_kv_uint(out, "max", u->def->max);
    json_max(out, "repeat", u->most, X12_ANY_TIMES);
    if (u->def->composite) {
      edi_json_key(out, "components");
      json_uses(out, u->def->composite->uses, u->def->composite->n);
    }
    edi_json_close(out, '}');
  }
  edi_json_close(out, ']');
}

static void json_segment(struct edi_buf *out, const struct x12_segment_def *def) {
  edi_json_open(out, '{');
  edi_json_kv(out, "name", def->name);
  edi_json_key(out, "elements");
  json_uses(out, def->uses, def->n);
  edi_json_key(out, "conditions");
  edi_json_open(out, '[');
  for (size_t i = 0; i < def->nconditions; i++) {
    const struct x12_condition *k = &def->conditions[i];
    struct edi_buf text = {.m = out->m};
    edi_buf_char(&text, k->kind);
    edi_buf_uint(&text, k->first, 2);
    for (unsigned e = 1; e < 64; e++)
      if (k->mask & 1ull << e && e != k->first) edi_buf_uint(&text, e, 2);
    edi_json_str(out, edi_buf_str(&text));
  }
  edi_json_close(out, ']');
  edi_json_close(out, '}');
}

void x12_describe_json(struct edi_buf *out, const struct x12_release *r, const struct x12_set_def *def) {
  edi_json_open(out, '{');
  edi_json_kv(out, "release", x12_release_version(r));
  edi_json_kv(out, "set", def->id);
  edi_json_kv(out, "group", def->group);
  edi_json_kv(out, "name", def->name);
  edi_json_key(out, "rows");
  edi_json_open(out, '[');
  for (size_t i = 0; i < def->n; i++) {
    const struct x12_row *w = &def->rows[i];
    edi_json_open(out, '{');
    edi_json_kv(out, "position", w->position);
    edi_json_kv(out, "loop", def->loops[w->loop].path);
    edi_json_kv(out, "segment", w->segment->id);
    edi_json_kv(out, "name", w->segment->name);
    json_flag(out, "mandatory", w->mandatory);
    json_max(out, "max", w->max, UINT32_MAX);
    if (w->trigger) json_max(out, "loop_max", def->loops[w->loop].max, UINT32_MAX);
    edi_json_close(out, '}');
  }
  edi_json_close(out, ']');
  edi_json_key(out, "segments");
  edi_json_open(out, '{');
  for (size_t i = 0; i < def->n; i++) {
    bool before = false;
    for (size_t k = 0; k < i && !before; k++) before = def->rows[k].segment->key == def->rows[i].segment->key;
    if (before) continue;
    edi_json_str(out, def->rows[i].segment->id);
    edi_buf_char(out, ':');
    json_segment(out, def->rows[i].segment);
  }
  edi_json_close(out, '}');
  edi_json_key(out, "totals");
  edi_json_open(out, '[');
  for (size_t i = 0; i < def->ntotals; i++) {
    const struct x12_total *t = &def->totals[i];
    edi_json_open(out, '{');
    edi_json_kv(out, "element", said(out, t->said_in->id, t->said_at));
    edi_json_kv(out, "is", t->element ? EDI_STR("sum") : EDI_STR("count"));
    edi_json_kv(out, "of", said(out, t->segment->id, t->element));
    edi_json_close(out, '}');
  }
  edi_json_close(out, ']');
  edi_json_close(out, '}');
}

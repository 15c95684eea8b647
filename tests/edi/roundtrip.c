/* Every set that is mapped: X12 to the document of the shared model and back. */
#include "edi/map/in.h"
#include "edi/map/out.h"
#include "edi/map/shape.h"
#include "edi/x12/generate.h"
#include "edi/x12/schema_codes.h"
#include "json_schema.h"

static const char *const sets[] = {"810", "816", "820", "824", "830", "832", "844", "845", "846", "849", "850", "852",
                                   "855", "856", "860", "862", "864", "865", "867", "869", "870", "940", "945"};
static const char *const releases[] = {"004010", "005010"};
enum { SETS = sizeof sets / sizeof *sets };

/* The document of a set; what was kept is in it. */
static edi_str document(struct edi_mem *m, const struct edi_map *map, const struct x12_interchange *i,
                        const struct x12_set *s, edi_str input) {
  struct x12_findings none = {0}, *ignored = &none;
  struct x12_check check;
  x12_check_start(&check, m, map->table, map->def, i->d, ignored);
  check.walk_only = true;
  struct x12_cursor *c = EDI_NEW(m, struct x12_cursor);
  x12_cursor_start(c, (edi_str){input.p + s->offset, s->length}, s->offset, i->d);
  struct edi_map_in *in = edi_map_in_new();
  edi_map_in_start(in, map, i->d, true, m, NULL);
  for (struct x12_segment seg; x12_cursor_next(c, &seg);) {
    size_t row = x12_check_segment(&check, &seg);
    edi_map_in_segment(in, row, &seg);
  }
  edi_str d = edi_dup(m, edi_map_in_end(in));
  edi_map_in_free(in);
  return d;
}

static json_t *parsed(edi_str json) {
  json_error_t e;
  json_t *v = json_loadb(json.p, json.n, 0, &e);
  if (!v) fail_msg("%s at %d: %.*s", e.text, e.position, EDI_ARG(json));
  return v;
}

/* The document as the writer of sets wants it. Members and items are few and shallow in a test. */
static struct edi_node *node_of(struct edi_mem *m, json_t *v) {
  const char *name;
  json_t *x;
  if (json_is_object(v)) {
    struct edi_node *n = edi_node_new(m, EDI_OBJECT, EDI_STR(""));
    json_object_foreach(v, name, x) edi_node_add(n, edi_dup(m, edi_str_of(name)), node_of(m, x));
    return n;
  }
  if (json_is_array(v)) {
    struct edi_node *n = edi_node_new(m, EDI_ARRAY, EDI_STR(""));
    for (size_t i = 0; i < json_array_size(v); i++) edi_node_add(n, EDI_STR(""), node_of(m, json_array_get(v, i)));
    return n;
  }
  if (json_is_string(v))
    return edi_node_new(m, EDI_STRING, edi_dup(m, (edi_str){json_string_value(v), json_string_length(v)}));
  if (json_is_integer(v)) return edi_node_new(m, EDI_NUMBER, edi_printf(m, "%lld", (long long)json_integer_value(v)));
  if (json_is_boolean(v)) return edi_node_new(m, EDI_BOOL, edi_str_of(json_is_true(v) ? "true" : "false"));
  return edi_node_new(m, EDI_NULL, EDI_STR(""));
}

/* The interchange again, with this document as its only set. */
static edi_str written(struct edi_mem *m, const struct edi_map *map, const struct x12_interchange *i, json_t *d) {
  const struct x12_group *g = i->first;
  struct edi_buf out = {.m = m};
  edi_str why = {NULL, 0};
  struct x12_writer *w = x12_writer_new(&out, &(struct x12_writing){.d = i->d, .newline = i->newline});
  edi_str gs[9] = {EDI_STR("GS"), g->functional, g->sender, g->receiver, g->date,
                   g->time,       g->control,    g->agency, g->version};
  bool ok = x12_writer_interchange(w, i->isa) && x12_writer_group(w, gs) &&
            x12_writer_set(w, g->release, g->first->id, g->first->control, g->first->convention);
  if (ok && !edi_map_out(m, map, node_of(m, d), w, &why)) fail_msg("%.*s", EDI_ARG(why));
  ok = ok && x12_writer_set_end(w, EDI_STR("")) && x12_writer_group_end(w, EDI_STR("")) &&
       x12_writer_interchange_end(w, EDI_STR(""));
  if (!ok) fail_msg("%.*s", EDI_ARG(x12_writer_why(w)));
  x12_writer_free(w);
  return edi_buf_str(&out);
}

/* Without what was kept, at any depth. */
static void forget(json_t *v) {
  const char *name;
  json_t *x;
  if (json_is_object(v)) {
    json_object_del(v, "kept");
    json_object_foreach(v, name, x) forget(x);
  }
  for (size_t i = 0; i < json_array_size(v); i++) forget(json_array_get(v, i));
}

static edi_str named(struct edi_mem *m, const char *set, const char *release) {
  char name[64];
  snprintf(name, sizeof name, "%s-%s.x12", set, release);
  return sample(m, name);
}

static void samples_are_as_their_tables_have_them(void **state) {
  (void)state;
  for (size_t r = 0; r < 2; r++)
    for (size_t k = 0; k < SETS; k++) {
      struct edi_mem *m = edi_mem_new();
      const struct x12_input *in = x12_read(m, tables(m), NULL, named(m, sets[k], releases[r]));
      const struct x12_set *s = in->first->first->first;
      if (!s->def) fail_msg("there is no table of the %s in %s", sets[k], releases[r]);
      const char *wrong = found(m, in);
      if (*wrong) fail_msg("%s-%s: %s", sets[k], releases[r], wrong);
      edi_mem_free(m);
    }
}

/* What a map would write there must be among the codes, where the table knows all of them. */
static void expect_known(const struct edi_map *map, unsigned line, const struct x12_element_def *def, edi_str code) {
  if (def && def->codes && (code.n > X12_CODE_MAX || !x12_codes_has(def->codes, x12_code_key(code.p, code.n))))
    fail_msg("%.*s, line %u: element %u has no code %.*s", EDI_ARG(map->file), line, def->number, EDI_ARG(code));
}

static void expect_known_codes(const struct edi_map *map, const struct edi_block *b) {
  const struct x12_segment_def *segment = map->def->rows[b->row].segment;
  for (size_t i = 0; i < b->nmatch; i++)
    for (size_t c = 0; c < b->match[i].codes->n; c++)
      expect_known(map, b->line, segment->uses[b->match[i].element - 1].def, b->match[i].codes->at[c].code);
  for (const struct edi_rule *r = b->rules; r < b->rules + b->nrules; r++) {
    if (r->kind == EDI_CONST) expect_known(map, r->line, r->def, r->value);
    for (size_t c = 0; r->codes && c < r->codes->n; c++) expect_known(map, r->line, r->def, r->codes->at[c].code);
  }
}

static void maps_have_no_code_that_the_tables_refuse(void **state) {
  (void)state;
  for (const struct edi_map *map = maps()->first; map; map = map->next)
    for (size_t i = 0; i < map->nshapes; i++) {
      const struct edi_shape *s = map->shapes[i];
      for (size_t row = 0; row < s->end - s->first; row++)
        for (const struct edi_block *b = s->rows[row].blocks; b; b = b->next) expect_known_codes(map, b);
    }
}

static void documents_are_as_their_schemas_have_them(void **state) {
  (void)state;
  for (size_t r = 0; r < 2; r++)
    for (size_t k = 0; k < SETS; k++) {
      struct edi_mem *m = edi_mem_new();
      edi_str bytes = named(m, sets[k], releases[r]);
      const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
      const struct x12_group *g = in->first->first;
      const struct edi_map *map = edi_maps_find(maps(), g->version, g->first->id);
      if (!map) fail_msg("there is no map of the %s in %s", sets[k], releases[r]);
      edi_str name = edi_map_document(map);
      char file[64];
      snprintf(file, sizeof file, "%.*s", EDI_ARG(name));
      json_t *d = parsed(document(m, map, in->first, g->first, bytes));
      assert_valid(m, file, d);
      json_decref(d);
      edi_mem_free(m);
    }
}

/* Every field and list of the shape is a property of the schema. */
static void known(struct edi_mem *m, const struct edi_map *map, const struct edi_shape *shape, struct schema_at s) {
  for (size_t i = 0; i < shape->nfields; i++)
    if (!schema_property(s, edi_printf(m, "%.*s", EDI_ARG(shape->fields[i].name)).p).node)
      fail_msg("%.*s: %s has no field %.*s", EDI_ARG(map->file), s.file, EDI_ARG(shape->fields[i].name));
  for (size_t i = 0; i < shape->nlists; i++) {
    const struct edi_list *l = shape->lists[i];
    struct schema_at p = schema_property(s, edi_printf(m, "%.*s", EDI_ARG(l->name)).p);
    if (!p.node) fail_msg("%.*s: %s has no list %.*s", EDI_ARG(map->file), s.file, EDI_ARG(l->name));
    json_t *items = json_object_get(p.node, "items");
    if (!items == !l->one) fail_msg("%.*s: %.*s is a list only once", EDI_ARG(map->file), EDI_ARG(l->name));
    known(m, map, l->item, (struct schema_at){p.file, items ? items : p.node});
  }
  if (shape->tree) known(m, map, shape->tree, s);
}

static void maps_make_only_what_the_schemas_have(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  for (const struct edi_map *map = edi_maps_each(maps(), NULL); map; map = edi_maps_each(maps(), map)) {
    const char *file = edi_printf(m, "%.*s.json", EDI_ARG(map->document)).p;
    known(m, map, map->root, (struct schema_at){file, schema_file(file)});
  }
  edi_mem_free(m);
}

/* There and back: the same bytes; and without what was kept the same document. */
static void there_and_back(const char *name, edi_str bytes) {
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  const struct x12_group *g = in->first->first;
  const struct edi_map *map = edi_maps_find(maps(), g->version, g->first->id);
  if (!map) fail_msg("there is no map for %s", name);
  json_t *d = parsed(document(m, map, in->first, g->first, bytes));
  edi_str again = written(m, map, in->first, d);
  if (!edi_eq(again, bytes)) fail_msg("%s came back as\n%.*s", name, EDI_ARG(again));

  forget(d);
  edi_str bare = written(m, map, in->first, d);
  const struct x12_input *in2 = x12_read(m, tables(m), NULL, bare);
  const struct x12_group *g2 = in2->first->first;
  json_t *d2 = parsed(document(m, map, in2->first, g2->first, bare));
  forget(d2);
  if (!json_equal(d, d2))
    fail_msg("%s: another document\n%s\n%s\nfrom\n%.*s", name, json_dumps(d, 0), json_dumps(d2, 0), EDI_ARG(bare));
  json_decref(d);
  json_decref(d2);
  edi_mem_free(m);
}

static bool mapped(edi_str ids) {
  for (size_t k = 0; k < SETS; k++)
    if (memmem(ids.p, ids.n, sets[k], 3)) return true;
  return false;
}

/* The segments between ST and SE, a line each: blanks behind a terminator are no data. */
static edi_str segments(struct edi_mem *m, struct x12_delimiters d, edi_str bytes) {
  struct edi_buf b = {.m = m};
  struct x12_cursor *c = EDI_NEW(m, struct x12_cursor);
  x12_cursor_start(c, bytes, 0, d);
  for (struct x12_segment s; x12_cursor_next(c, &s);) {
    edi_str id = x12_at(&s, 0);
    if (edi_is(id, "SE")) break;
    while (s.text.n && s.text.p[s.text.n - 1] == d.element) s.text.n--; /* the writer ends where the values end */
    edi_buf_add(&b, s.text);
    edi_buf_char(&b, '\n');
  }
  return edi_buf_str(&b);
}

/* What cannot come back: a total that does not add up, and separators in the values of a file with a wrong ISA. */
static bool left_out(const struct x12_interchange *i, const struct x12_set *s) {
  if (memchr(s->control.p, i->d.component, s->control.n)) return true;
  for (const struct x12_finding *f = s->findings.first; f; f = f->next)
    if (edi_is(f->segment_id, "CTT")) return true;
  return false;
}

/* Every set of the file that a map knows: the bytes of the set come back. Counts them. valid: by their schemas, too. */
static void file_comes_back(const char *name, edi_str bytes, bool valid, size_t *count) {
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  const struct x12_interchange *around = x12_read(m, tables(m), NULL, named(m, "810", "004010"))->first;
  for (const struct x12_interchange *i = in->first; i; i = i->next)
    for (const struct x12_group *g = i->first; g; g = g->next)
      for (const struct x12_set *s = g->first; s; s = s->next) {
        const struct edi_map *map = edi_maps_find(maps(), g->version, s->id);
        if (!map || !s->closed || s->findings.fatal || left_out(i, s)) continue;
        json_t *d = parsed(document(m, map, i, s, bytes));
        edi_str file = edi_dup(m, edi_map_document(map));
        if (valid) assert_valid(m, edi_printf(m, "%.*s%c", EDI_ARG(file), 0).p, d);
        struct x12_group only = *g;
        struct x12_set set = *s;
        struct x12_interchange one = *i;
        one.first = one.last = &only;
        only.first = only.last = &set;
        /* what stands around the set is often wrong in these files, and not asked for here */
        for (int k = 1; k <= X12_ISA_ELEMENTS; k++) one.isa[k] = around->isa[k];
        only.functional = around->first->functional;
        only.sender = only.receiver = EDI_STR("HANSA");
        only.date = around->first->date;
        only.time = around->first->time;
        only.control = around->first->control;
        only.agency = around->first->agency;
        only.version = (edi_str){g->version.p, 6};
        edi_str again = written(m, map, &one, d);
        const struct x12_set *s2 = x12_read(m, tables(m), NULL, again)->first->first->first;
        edi_str want = segments(m, i->d, (edi_str){bytes.p + s->offset, s->length});
        edi_str got = segments(m, i->d, (edi_str){again.p + s2->offset, s2->length});
        size_t at = 0; /* of the line that differs */
        for (size_t k = 0; k < want.n && k < got.n && want.p[k] == got.p[k]; k++)
          if (want.p[k] == '\n') at = k + 1;
        if (!edi_eq(want, got))
          fail_msg("%s:\n%.*s\ncame back as\n%.*s", name, (int)(want.n - at > 300 ? 300 : want.n - at), want.p + at,
                   (int)(got.n - at > 300 ? 300 : got.n - at), got.p + at);
        json_decref(d);
        ++*count;
      }
  edi_mem_free(m);
}

static void samples_come_back_as_they_were(void **state) {
  (void)state;
  for (size_t r = 0; r < 2; r++)
    for (size_t k = 0; k < SETS; k++) {
      struct edi_mem *m = edi_mem_new();
      char name[64];
      snprintf(name, sizeof name, "%s-%s", sets[k], releases[r]);
      if (strcmp(name, "850-005010") != 0) /* it has two sets */
        there_and_back(name, named(m, sets[k], releases[r]));
      size_t count = 0;
      file_comes_back(name, named(m, sets[k], releases[r]), true, &count);
      assert_int_equal(count, strcmp(name, "850-005010") == 0 ? 2 : 1);
      edi_mem_free(m);
    }
}

/* What the tables alone make, with segments that nobody has thought of. An order must have more than its table asks
   for. */
static void what_the_tables_make_comes_back(void **state) {
  (void)state;
  for (const struct edi_map *map = edi_maps_each(maps(), NULL); map; map = edi_maps_each(maps(), map))
    for (uint64_t seed = 1; seed <= 3; seed++) {
      struct edi_mem *m = edi_mem_new();
      struct edi_buf b = {.m = m};
      size_t count = 0;
      x12_made_write(&b,
                     x12_make(m, map->table, map->def,
                              &(struct x12_recipe){.seed = seed, .fill = 30 * (unsigned)seed, .turns = 2, .sets = 1}));
      char name[200];
      snprintf(name, sizeof name, "%.*s, seed %u", EDI_ARG(map->file), (unsigned)seed);
      file_comes_back(name, edi_buf_str(&b), !edi_is(map->set_id, "850"), &count);
      assert_int_equal(count, 1);
      edi_mem_free(m);
    }
}

/* Interchanges of other people's projects, when they are at hand ($HANSA_CORPUS, or ../shared/edi-corpus). */
static void those_of_others_come_back_as_they_were(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const char *dir = getenv("HANSA_CORPUS") ? getenv("HANSA_CORPUS") : SOURCE_DIR "/../shared/edi-corpus";
  edi_str index = slurp(m, edi_printf(m, "%s/INDEX.tsv%c", dir, 0).p);
  if (!index.p) {
    edi_mem_free(m);
    skip();
  }
  size_t count = 0;
  for (const char *p = index.p, *end = index.p + index.n; p < end;) {
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    edi_str line = {p, nl ? (size_t)(nl - p) : (size_t)(end - p)}, f[6];
    p = nl ? nl + 1 : end;
    if (x12_split(line, '\t', f, 6) < 6 || !mapped(f[4])) continue;
    const char *path = edi_printf(m, "%s/%.*s%c", dir, EDI_ARG(f[0]), 0).p;
    edi_str bytes = slurp(m, path);
    if (bytes.p) file_comes_back(path, bytes, true, &count);
  }
  print_message("%zu sets\n", count);
  assert_true(count > 20);
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(samples_are_as_their_tables_have_them),
                                     cmocka_unit_test(maps_have_no_code_that_the_tables_refuse),
                                     cmocka_unit_test(documents_are_as_their_schemas_have_them),
                                     cmocka_unit_test(maps_make_only_what_the_schemas_have),
                                     cmocka_unit_test(samples_come_back_as_they_were),
                                     cmocka_unit_test(what_the_tables_make_comes_back),
                                     cmocka_unit_test(those_of_others_come_back_as_they_were)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

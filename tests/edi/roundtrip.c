/* Every set that is mapped: X12 to the document of the shared model and back. */
#include "edi/map/in.h"
#include "edi/map/out.h"
#include "json_schema.h"

/* Every map under schemas/maps/x12, read once for the whole program. */
static const struct edi_maps *maps(void) {
  static const struct edi_maps *all;
  if (all) return all;
  struct edi_mem *m = edi_mem_new();
  glob_t found;
  assert_int_equal(glob(SOURCE_DIR "/schemas/maps/x12/*.map", 0, NULL, &found), 0);
  struct edi_map_text *t = edi_alloc(m, found.gl_pathc * sizeof *t);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    t[i] = (struct edi_map_text){edi_dup(m, edi_str_of(found.gl_pathv[i])), slurp(m, found.gl_pathv[i])};
    assert_non_null(t[i].text.p);
  }
  edi_str why = {NULL, 0};
  all = edi_maps_read(m, tables(m), t, found.gl_pathc, &why);
  if (!all) fail_msg("%.*s", EDI_ARG(why));
  globfree(&found);
  return all;
}

static const char *const sets[] = {"810", "816", "820", "824", "830", "832", "844", "845", "846", "849", "850", "852",
                                   "855", "856", "860", "862", "864", "865", "867", "869", "870", "940", "945"};
static const char *const releases[] = {"004010", "005010"};
enum { SETS = sizeof sets / sizeof *sets };

/* The document of a set; what was kept is in it. */
static edi_str document(struct edi_mem *m, const struct edi_map *map, const struct x12_interchange *i,
                        const struct x12_group *g, const struct x12_set *s, edi_str input) {
  struct x12_findings none = {0}, *ignored = &none;
  struct x12_check check;
  x12_check_start(&check, m, g->release, s->def, i->d, ignored);
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
      if (!s->def && r) continue; /* TODO */
      if (!s->def) fail_msg("there is no table of the %s in %s", sets[k], releases[r]);
      const char *wrong = found(m, in);
      if (*wrong) fail_msg("%s-%s: %s", sets[k], releases[r], wrong);
      edi_mem_free(m);
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
      if (!map && r) continue; /* TODO */
      if (!map) fail_msg("there is no map of the %s in %s", sets[k], releases[r]);
      edi_str name = edi_map_document(map);
      char file[64];
      snprintf(file, sizeof file, "%.*s", EDI_ARG(name));
      json_t *d = parsed(document(m, map, in->first, g, g->first, bytes));
      assert_valid(m, file, d);
      json_decref(d);
      edi_mem_free(m);
    }
}

/* There and back: the same bytes; and without what was kept the same document. */
static void there_and_back(const char *name, edi_str bytes) {
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  const struct x12_group *g = in->first->first;
  const struct edi_map *map = edi_maps_find(maps(), g->version, g->first->id);
  if (!map && strstr(name, "005010")) return; /* TODO */
  if (!map) fail_msg("there is no map for %s", name);
  json_t *d = parsed(document(m, map, in->first, g, g->first, bytes));
  edi_str again = written(m, map, in->first, d);
  if (!edi_eq(again, bytes)) fail_msg("%s came back as\n%.*s", name, EDI_ARG(again));

  forget(d);
  edi_str bare = written(m, map, in->first, d);
  const struct x12_input *in2 = x12_read(m, tables(m), NULL, bare);
  const struct x12_group *g2 = in2->first->first;
  json_t *d2 = parsed(document(m, map, in2->first, g2, g2->first, bare));
  forget(d2);
  if (!json_equal(d, d2))
    fail_msg("%s: another document\n%s\n%s\nfrom\n%.*s", name, json_dumps(d, 0), json_dumps(d2, 0), EDI_ARG(bare));
  json_decref(d);
  json_decref(d2);
  edi_mem_free(m);
}

static void samples_come_back_as_they_were(void **state) {
  (void)state;
  for (size_t r = 0; r < 2; r++)
    for (size_t k = 0; k < SETS; k++) {
      struct edi_mem *m = edi_mem_new();
      char name[64];
      snprintf(name, sizeof name, "%s-%s", sets[k], releases[r]);
      if (strcmp(name, "850-005010") != 0) there_and_back(name, named(m, sets[k], releases[r]));
      edi_mem_free(m);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(samples_are_as_their_tables_have_them),
                                     cmocka_unit_test(documents_are_as_their_schemas_have_them),
                                     cmocka_unit_test(samples_come_back_as_they_were)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

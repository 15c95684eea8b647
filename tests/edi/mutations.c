/* One fault at a time, in every set of every release: the check has exactly the one finding that the fault is, at its
 * place. */
#include "edi/x12/explain.h"
#include "edi/x12/fault.h"
#include "edi/x12/reader.h"
#include "edi/x12/set.h"
#include "support.h"

enum { SEEDS = 5, KINDS_LEAST = 50 };

struct seen {
  size_t n;
  const struct x12_finding *first;
};

static void look(struct seen *s, const struct x12_findings *l) {
  s->n += l->n + l->left_out;
  if (!s->first) s->first = l->first;
}

static struct seen look_all(const struct x12_input *in) {
  struct seen s = {0, NULL};
  look(&s, &in->findings);
  for (const struct x12_interchange *i = in->first; i; i = i->next) {
    look(&s, &i->findings);
    for (const struct x12_group *g = i->first; g; g = g->next) {
      look(&s, &g->findings);
      for (const struct x12_set *t = g->first; t; t = t->next) look(&s, &t->findings);
    }
  }
  return s;
}

static bool as_expected(const struct seen *s, const struct x12_fault *want) {
  const struct x12_finding *f = s->first;
  return s->n == 1 && f->key == want->key && (!want->segment || f->segment == want->segment) &&
         f->element == want->element && f->component == want->component;
}

/* An interchange of one group as it was read, to be broken like one that was made. */
struct reading {
  struct x12_made *made;
  struct x12_check check;
  bool inside;
};

static void on_header(void *ctx, const struct x12_isa *isa, uint64_t offset) {
  struct reading *r = ctx;
  struct x12_made *made = r->made;
  (void)offset;
  made->d = isa->d;
  made->at[made->n] = (struct x12_made_segment){.row = SIZE_MAX, .id = EDI_STR("ISA"), .n = X12_ISA_ELEMENTS};
  made->at[made->n].e = edi_alloc(made->m, (X12_ISA_ELEMENTS + 1) * sizeof(edi_str));
  for (size_t e = 1; e <= X12_ISA_ELEMENTS; e++) made->at[made->n].e[e - 1] = edi_dup(made->m, isa->e[e]);
  made->n++;
}

static void on_segment(void *ctx, const struct x12_segment *s) {
  struct reading *r = ctx;
  struct x12_made *made = r->made;
  edi_str id = edi_dup(made->m, x12_at(s, 0));
  if (edi_is(id, "GS")) made->release = x12_schemas_release(tables(NULL), x12_at(s, 8));
  if (edi_is(id, "ST")) {
    static struct x12_findings none;
    made->def = x12_release_set(made->release, x12_at(s, 1));
    x12_check_start(&r->check, made->m, made->release, made->def, made->d, &none);
    r->check.walk_only = true;
    r->inside = true;
  }
  struct x12_made_segment *to = &made->at[made->n++];
  size_t row = r->inside ? x12_check_segment(&r->check, s) : SIZE_MAX;
  to->row = row;
  to->id = id;
  to->def = row == SIZE_MAX ? x12_release_segment(made->release, id) : made->def->rows[row].segment;
  to->n = to->def ? to->def->n : s->n - 1;
  to->e = edi_alloc(made->m, (to->n + s->n + 1) * sizeof(edi_str));
  for (size_t e = 1; e < s->n; e++) to->e[e - 1] = edi_dup(made->m, x12_at(s, e));
  if (edi_is(id, "SE")) r->inside = false;
}

static void on_trouble(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, enum x12_isa_fault fault) {
  (void)ctx, (void)what, (void)offset, (void)bytes, (void)fault;
  fail_msg("the sample cannot be read");
}

static struct x12_made *made_of(struct edi_mem *m, edi_str bytes) {
  static const struct x12_events events = {.header = on_header, .segment = on_segment, .trouble = on_trouble};
  struct x12_made *made = EDI_NEW(m, struct x12_made);
  made->m = m;
  made->cap = bytes.n / 3;
  made->at = edi_alloc(m, made->cap * sizeof *made->at);
  struct reading r = {.made = made};
  struct x12_reader *reader = x12_reader_new(&events, NULL, &r);
  x12_reader_feed(reader, bytes);
  x12_reader_finish(reader);
  x12_reader_free(reader);
  x12_check_free(&r.check);
  return made;
}

/* By kind of finding: a fault would give it, and one did. */
static bool offered[X12_KEYS_N], given[X12_KEYS_N];

/* Was there a place for the fault? what: whose fault it is, for the message. */
static bool tried(struct x12_made *made, size_t kind, uint64_t seed, const char *what) {
  struct x12_fault want;
  bool put = x12_fault_put(made, kind, seed, &want);
  offered[want.key] = true;
  if (!put) return false;
  given[want.key] = true;
  struct edi_buf b = {.m = made->m};
  x12_made_write(&b, made);
  const struct x12_input *in = x12_read(made->m, tables(NULL), NULL, edi_buf_str(&b));
  struct seen s = look_all(in);
  if (!as_expected(&s, &want))
    fail_msg(
        "%s in %s, seed %u: wanted %s at segment %u, element %u.%u; found %zu: %s, the first %s at %u, %u.%u\n%.*s",
        x12_fault_name(kind), what, (unsigned)seed, x12_kind_of(want.key)->name, want.segment, want.element,
        want.component, s.n, found(made->m, in), s.first ? x12_kind_of(s.first->key)->name : "-",
        s.first ? s.first->segment : 0, s.first ? s.first->element : 0, s.first ? s.first->component : 0,
        (int)(b.n < 4000 ? b.n : 4000), b.p);
  return true;
}

static size_t kinds_of(const struct x12_release *r, const struct x12_set_def *def) {
  char what[40];
  snprintf(what, sizeof what, "%.*s of %.*s", EDI_ARG(def->id), EDI_ARG(x12_release_version(r)));
  size_t kinds = 0;
  for (size_t kind = 0; x12_fault_name(kind); kind++) {
    bool put = false;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
      struct edi_mem *m = edi_mem_new();
      struct x12_recipe recipe = {.seed = seed, .fill = (unsigned)(seed % SEEDS) * 25, .turns = 2, .sets = 1};
      put = tried(x12_make(m, r, def, &recipe), kind, seed, what) || put;
      edi_mem_free(m);
    }
    kinds += put;
  }
  return kinds;
}

static void each_fault_in_what_is_made_gives_its_one_finding_at_its_place(void **state) {
  (void)state;
  const struct x12_schemas *t = tables(NULL);
  for (const struct x12_release *r = x12_schemas_each(t, NULL); r; r = x12_schemas_each(t, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      const struct x12_set_def *def = x12_release_set_at(r, i);
      size_t kinds = kinds_of(r, def);
      if (kinds < KINDS_LEAST)
        fail_msg("%.*s of %.*s: %zu kinds of faults only", EDI_ARG(def->id), EDI_ARG(x12_release_version(r)), kinds);
    }
  for (unsigned k = 0; k < X12_KEYS_N; k++)
    if (offered[k] && !given[k]) fail_msg("no set has a place for %s", x12_kind_of((enum x12_key)k)->name);
}

static void each_fault_in_a_sample_gives_its_one_finding_at_its_place(void **state) {
  (void)state;
  glob_t samples;
  assert_int_equal(glob(SOURCE_DIR "/tests/edi/samples/[0-9][0-9][0-9]-00[45]010.x12", 0, NULL, &samples), 0);
  for (size_t i = 0; i < samples.gl_pathc; i++) {
    size_t kinds = 0;
    for (size_t kind = 0; x12_fault_name(kind); kind++) {
      bool put = false;
      for (uint64_t seed = 1; seed <= SEEDS && !put; seed++) {
        struct edi_mem *m = edi_mem_new();
        put = tried(made_of(m, slurp(m, samples.gl_pathv[i])), kind, seed, strrchr(samples.gl_pathv[i], '/') + 1);
        edi_mem_free(m);
      }
      kinds += put;
    }
    if (kinds < KINDS_LEAST) fail_msg("%s: %zu kinds of faults only", samples.gl_pathv[i], kinds);
  }
  globfree(&samples);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_fault_in_what_is_made_gives_its_one_finding_at_its_place),
                                     cmocka_unit_test(each_fault_in_a_sample_gives_its_one_finding_at_its_place)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Every kind of finding can come about. Most are faults that tests/edi/mutations.c puts into every set; here are the
   others, each from an input that has it and nothing else: what belongs to no set, what a guide asks for, what a
   document needs. */
#include "edi/x12/fault.h"
#include "edi/x12/overlay.h"
#include "set_support.h"

#define ISA_OF(number)                                                                                                 \
  "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261121*0930*U*00401*" number "*0*T*>~"
#define ISA ISA_OF("000000001")
#define GS_OF(kind, number, version) "GS*" kind "*SENDER*RECEIVER*20261121*0930*" number "*X*" version "~"

/* head, then `each` n times, its # the number of the turn and its @ that of the turn before, then tail. */
static edi_str repeated(struct edi_mem *m, const char *head, const char *each, unsigned n, const char *tail) {
  struct edi_buf b = {.m = m};
  edi_buf_z(&b, head);
  for (unsigned i = 1; i <= n; i++)
    for (const char *c = each; *c; c++)
      if (*c == '#' || *c == '@')
        edi_buf_uint(&b, *c == '#' ? i : i - 1, 9);
      else
        edi_buf_char(&b, *c);
  edi_buf_z(&b, tail);
  return edi_buf_str(&b);
}

static edi_str many_interchanges(struct edi_mem *m) {
  return repeated(m, "", ISA_OF("#") "IEA*0*#~", X12_INTERCHANGES_MAX + 1, "");
}
static edi_str many_groups(struct edi_mem *m) {
  return repeated(m, ISA, GS_OF("PO", "#", "004010") "GE*0*#~", X12_GROUPS_MAX + 1, "IEA*10001*000000001~");
}
static edi_str many_sets(struct edi_mem *m) {
  return repeated(m, ISA GS_OF("FA", "1", "003040"), "ST*997*#~SE*2*#~", X12_SETS_MAX + 1,
                  "GE*100001*1~IEA*1*000000001~");
}
static edi_str endless(struct edi_mem *m) {
  return repeated(m, ISA, "REF*", 1, repeated(m, "", "#", X12_SEGMENT_MAX / 9 + 1, "").p);
}
static edi_str deep(struct edi_mem *m) {
  return repeated(m, "ST*856*0001~HL*000000000**S~", "HL*#*@*O~", 100, "SE*1*0001~");
}
static edi_str many_levels(struct edi_mem *m) {
  return repeated(m, "ST*856*0001~HL*000000000**S~", "HL*#*000000000*O~", X12_HL_MAX, "SE*1*0001~");
}

enum with {
  TABLES,
  DOCUMENTS, /* … and the maps */
  SMALL,     /* one set alone, against the small standard */
  UNPADDED,
};

struct proof {
  const char *told;               /* each kind that is found, once */
  const char *sample, *from, *to; /* a change in the sample */
  const char *guide;
  const char *input; /* instead of a sample */
  edi_str (*make)(struct edi_mem *m);
  const char *map; /* instead of ours for this set */
  enum with with;
};

#define ORDER .sample = "850-004010.x12"

static const struct proof PROOFS[] = {
    {"file.empty", .input = ""},
    {"file.not_x12", .input = "Dear partner,\n"},
    {"file.noise", .input = ISA "IEA*0*000000001~\nDear partner,\n"},
    {"file.too_many", .make = many_interchanges},
    {"header.cut", .input = "ISA*00*    "},
    {"header.width", ORDER, "*ZZ*GDANSKDIST ", "*ZZ*GDANSKDIST"},
    {"header.elements",
     .input = "ISA*00*TOO FEW~                                                                 "
              "                                                                                "
              "                                                                                "
              "                                                                                ",
     .with = UNPADDED},
    {"header.separators", .input = "ISA 00 00 ZZ SENDER ZZ RECEIVER~"},
    {"interchange.terminator", ORDER, "IEA*1*000000417~\n", "IEA*1*000000417"},
    {"interchange.receiver_unknown", ORDER, .guide = "receiver ZZ:OTHER"},
    {"interchange.ta1", ORDER, "GS*PO", "TA1*000000001*261399*1200*A*000~GS*PO"},
    {"interchange.deferred_date", ORDER, "GS*PO", "ISE*261399*1200~GS*PO"},
    {"interchange.deferred_time", ORDER, "GS*PO", "ISE*261101*2500~GS*PO"},
    {"interchange.deferred_code", ORDER, "GS*PO", "ISE*261101*1200*LOCAL~GS*PO"},
    {"interchange.service", ORDER, "GS*PO", "ISB~GS*PO"},
    {"interchange.endless", .make = endless},
    {"interchange.groups", .make = many_groups},
    {"interchange.sets", .make = many_sets},
    {"set.id", ORDER, "ST*850*", "ST**"},
    {"set.control", .input = ISA GS_OF("FA", "1", "003040") "ST*997*~SE*2*~GE*1*1~IEA*1*000000001~"},
    {"element.binary_length",
     .input = ISA GS_OF("FA", "1", "003040") "ST*102*0001~BIN*9*abc~SE*3*0001~GE*1*1~IEA*1*000000001~"},
    {"hl.depth", .make = deep, .with = SMALL},
    {"hl.too_many", .make = many_levels, .with = SMALL},
    /* against a guide */
    {"set.convention", "850-005010.x12", .guide = "set 850 005010\nconvention 005010X001"},
    {"guide.segment_unused", ORDER, .guide = "set 850\nforbid CUR"},
    {"guide.segment_missing", ORDER, .guide = "set 850\nrequire TAX"},
    {"guide.segment_dependent", ORDER, .guide = "set 850\nrequire TAX when BEG02 NE"},
    {"guide.segment_dependent_unused", ORDER, .guide = "set 850\nforbid CUR when BEG02 NE"},
    {"guide.segment_few", ORDER, .guide = "set 850 004010\ntimes N9/MSG 3 9"},
    {"guide.segment_many", ORDER, .guide = "set 850 004010\ntimes N9/MSG 1"},
    {"guide.loop_few", ORDER, .guide = "set 850\ntimes N1 4 9"},
    {"guide.loop_many", ORDER, .guide = "set 850\ntimes N1 2"},
    {"guide.element_missing", ORDER, .guide = "set 850\nrequire BEG06"},
    {"guide.element_unused", ORDER, .guide = "set 850\nforbid PER02"},
    {"guide.element_short", ORDER, .guide = "set 850\nlength BEG03 20 22"},
    {"guide.element_long", ORDER, .guide = "set 850\nlength BEG03 1 4"},
    {"guide.code", ORDER, .guide = "set 850\ncodes BEG02 SA"},
    {"guide.pattern", ORDER, .guide = "set 850\npattern BEG03 PO-*"},
    {"guide.element_dependent", ORDER, .guide = "set 850\nrequire BEG06 when BEG02 NE"},
    {"guide.element_dependent_unused", ORDER, .guide = "set 850\nforbid PER02 when PER01 BD"},
    {"guide.repetitions_few", .input = "ST*850*0001~BEG*00*A~REF*DP*1*x~PO1*1~SE*1*0001~",
     .guide = "set 850\ntimes REF03 2 3", .with = SMALL},
    /* what a document needs */
    {"map.missing", ORDER, "PO1*1*12*EA*184.5*PE*", "PO1*1*****", .with = DOCUMENTS},
    {"map.quantity total.sum", ORDER, "PO1*1*12*EA", "PO1*1*0*EA", .with = DOCUMENTS},
    {"map.price", ORDER, "PO1*1*12*EA*184.5", "PO1*1*12*EA*-1", .with = DOCUMENTS},
    {"map.purpose", ORDER, "BEG*00", "BEG*01", .with = DOCUMENTS},
    {"map.number", "820-004010.x12", "BPR*C*2231.49", "BPR*C*1E99", .with = DOCUMENTS},
    {"map.code", ORDER, .with = DOCUMENTS, .map = "codes kind a=01\nsegment BEG\n  01 purpose required codes kind"},
    {"map.date", ORDER, .with = DOCUMENTS, .map = "segment REF 01=DP\n  02 requested_on date required"},
};

/* Said outside the library, where these files have them. */
static const struct {
  enum x12_key key;
  const char *file;
} ELSEWHERE[] = {{X12_K_DOCUMENT_PARTNER, "sql/logic/35_edi.sql"},
                 {X12_K_DOCUMENT_CONTROL_USED, "sql/logic/35_edi.sql"},
                 {X12_K_DOCUMENT_ORDER_EXISTS, "sql/logic/35_edi.sql"},
                 {X12_K_FINDINGS_LEFT_OUT, "tests/api/edi_cli.test.mjs"}};

struct names {
  struct edi_buf text;
  bool have[X12_KEYS_N];
};

static void name(struct names *n, const struct x12_findings *l) {
  for (const struct x12_finding *f = l->first; f; f = f->next) {
    if (n->have[f->key]) continue;
    n->have[f->key] = true;
    if (n->text.n) edi_buf_char(&n->text, ' ');
    edi_buf_z(&n->text, x12_kind_of(f->key)->name);
  }
}

static void name_all(struct names *n, const struct x12_input *in) {
  name(n, &in->findings);
  for (const struct x12_interchange *i = in->first; i; i = i->next) {
    name(n, &i->findings);
    for (const struct x12_group *g = i->first; g; g = g->next) {
      name(n, &g->findings);
      for (const struct x12_set *s = g->first; s; s = s->next) name(n, &s->findings);
    }
  }
}

static edi_str input_of(struct edi_mem *m, const struct proof *p) {
  if (p->make) return p->make(m);
  if (p->input) return edi_str_of(p->input);
  edi_str s = sample(m, p->sample);
  return p->from ? with(m, s, p->from, p->to) : s;
}

static const struct x12_schemas *with_guide(struct edi_mem *m, const struct x12_schemas *standard, const char *guide) {
  edi_str why = {NULL, 0};
  const struct x12_schemas *s = guide ? x12_guide_read(m, standard, edi_str_of(guide), &why) : standard;
  if (!s) fail_msg("%s: %.*s", guide, EDI_ARG(why));
  return s;
}

static const struct edi_maps *maps_of(struct edi_mem *m, const char *map) {
  if (!map) return maps();
  edi_str why = {NULL, 0};
  struct edi_map_text text = {EDI_STR("850-004010.map"), edi_printf(m, "map 850 004010 order\n%s\n", map)};
  const struct edi_maps *all = edi_maps_read(m, tables(m), &text, 1, &why);
  if (!all) fail_msg("%.*s", EDI_ARG(why));
  return all;
}

static void prove(const struct proof *p, bool proved[static X12_KEYS_N]) {
  struct edi_mem *m = edi_mem_new();
  struct names n = {.text.m = m};
  edi_str input = input_of(m, p);
  if (p->with == SMALL) {
    struct x12_findings found = checked(m, with_guide(m, small_standard(m), p->guide), input);
    name(&n, &found);
  } else {
    const struct x12_options options = {.unpadded_isa = p->with == UNPADDED};
    const struct x12_input *in = x12_read(m, with_guide(m, tables(m), p->guide), &options, input);
    if (p->with == DOCUMENTS) edi_documents_by(m, maps_of(m, p->map), in->first, input);
    name_all(&n, in);
  }
  if (!edi_is(edi_buf_str(&n.text), p->told))
    fail_msg("expected %s, found %.*s", p->told, EDI_ARG(edi_buf_str(&n.text)));
  for (size_t k = 0; k < X12_KEYS_N; k++) proved[k] = proved[k] || n.have[k];
  edi_mem_free(m);
}

static void every_kind_of_finding_comes_about(void **state) {
  (void)state;
  bool proved[X12_KEYS_N] = {false};
  struct edi_mem *m = edi_mem_new();
  const struct x12_release *r = x12_schemas_each(tables(m), NULL);
  for (size_t kind = 0; x12_fault_name(kind); kind++) {
    struct x12_fault fault;
    struct x12_recipe recipe = {.seed = 1, .turns = 1};
    x12_fault_put(x12_make(m, r, x12_release_set_at(r, 0), &recipe), kind, 1, &fault);
    proved[fault.key] = true;
  }
  for (size_t i = 0; i < sizeof PROOFS / sizeof *PROOFS; i++) prove(&PROOFS[i], proved);
  for (size_t i = 0; i < sizeof ELSEWHERE / sizeof *ELSEWHERE; i++) {
    edi_str text = slurp(m, edi_printf(m, "%s/%s", SOURCE_DIR, ELSEWHERE[i].file).p);
    const char *key = x12_kind_of(ELSEWHERE[i].key)->name;
    if (!text.n || !memmem(text.p, text.n, key, strlen(key))) fail_msg("%s does not have %s", ELSEWHERE[i].file, key);
    proved[ELSEWHERE[i].key] = true;
  }
  for (unsigned k = 1; k < X12_KEYS_N; k++)
    if (!proved[k]) fail_msg("nothing here has the finding %s", x12_kind_of((enum x12_key)k)->name);
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_of_finding_comes_about)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

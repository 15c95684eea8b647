/* Any sequence of calls to the writer: it refuses with a reason, or what it wrote is read again without a word about
   the envelope. */
#include "edi/x12/writer.h"
#include "x12_support.h"

struct tape {
  const uint8_t *p, *end;
};

static unsigned take(struct tape *t) { return t->p < t->end ? *t->p++ : 0; }
static edi_str value(struct tape *t) {
  size_t n = take(t) % 24, left = (size_t)(t->end - t->p);
  edi_str v = {(const char *)t->p, n < left ? n : left};
  t->p += v.n;
  return v;
}

static bool segments(struct tape *t, struct x12_writer *w) {
  static const char *const ids[] = {"BEG", "REF", "N1", "PO1", "CTT", "X", "ZZZZ"};
  bool ok = true;
  for (unsigned n = take(t) % 12; ok && n; n--) {
    ok = x12_writer_open(w, edi_str_of(ids[take(t) % 7]));
    unsigned element = 0;
    for (unsigned k = take(t) % 8; ok && k; k--) {
      unsigned what = take(t);
      element += what % 3;
      if (what & 64)
        ok = x12_writer_component(w, element ? element : 1, 1 + what % 5, value(t));
      else
        ok = x12_writer_text(w, element ? element : 1, value(t));
      if (ok && what & 128) ok = x12_writer_repeat(w, element ? element : 1);
    }
    ok = ok && x12_writer_close(w);
  }
  return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  struct tape t = {data, data + n};
  struct edi_mem *m = edi_mem_new();
  struct edi_buf out = {.m = m};
  unsigned how = take(&t);
  struct x12_writing as = {.newline = how & 1 ? EDI_STR("\n") : EDI_STR(""), .repeats = how & 2};
  if (how & 4)
    as.d =
        (struct x12_delimiters){.element = '*', .component = ':', .terminator = '~', .repetition = how & 2 ? '^' : 0};
  struct x12_writer *w = x12_writer_new(&out, &as);
  const struct x12_release *r = x12_schemas_release(fuzz_schemas(), how & 2 ? EDI_STR("005010") : EDI_STR("004010"));
  edi_str version = x12_release_version(r);
  edi_str isa[X12_ISA_ELEMENTS + 1] = {EDI_STR("ISA"),  EDI_STR("00"), EDI_STR(""),    EDI_STR("00"), EDI_STR(""),
                                       EDI_STR("ZZ"),   EDI_STR("A"),  EDI_STR("ZZ"),  EDI_STR("B"),  EDI_STR("261101"),
                                       EDI_STR("1200"), EDI_STR("U"),  {version.p, 5}, EDI_STR("7"),  EDI_STR("0"),
                                       EDI_STR("T"),    EDI_STR(":")};
  edi_str gs[9] = {EDI_STR("GS"),   EDI_STR("PO"), EDI_STR("A"), EDI_STR("B"), EDI_STR("20261101"),
                   EDI_STR("1200"), EDI_STR("1"),  EDI_STR("X"), version};
  bool ok = x12_writer_interchange(w, isa) && x12_writer_group(w, gs);
  for (unsigned sets = 1; ok && sets <= 1 + how % 3; sets++)
    ok = x12_writer_set(w, r, EDI_STR("850"), edi_printf(m, "%04u", sets), (edi_str){NULL, 0}) && segments(&t, w) &&
         x12_writer_set_end(w, (edi_str){NULL, 0});
  ok = ok && x12_writer_group_end(w, (edi_str){NULL, 0}) && x12_writer_interchange_end(w, (edi_str){NULL, 0});
  if (!ok && !x12_writer_why(w).n) abort();
  if (ok) {
    const struct x12_input *in = x12_read(m, NULL, NULL, edi_buf_str(&out));
    if (in->interchanges != 1 || in->findings.n || in->first->findings.n || in->first->first->findings.n) abort();
    for (const struct x12_set *s = in->first->first->first; s; s = s->next)
      if (s->findings.n) abort();
  }
  x12_writer_free(w);
  edi_mem_free(m);
  return 0;
}

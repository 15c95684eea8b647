/* Any bytes, as a whole interchange or as what stands inside a set of one, in portions that the bytes themselves
   choose: the reader, the check against the tables, the maps, the answer. */
#include "edi/map/document.h"
#include "edi/x12/ack.h"
#include "x12_support.h"

static edi_str wrapped(struct edi_mem *m, edi_str body, unsigned which) {
  const struct x12_release *r = x12_schemas_each(fuzz_schemas(), NULL);
  if (which & 0x80 && x12_schemas_each(fuzz_schemas(), r)) r = x12_schemas_each(fuzz_schemas(), r);
  size_t sets = 0;
  while (x12_release_set_at(r, sets)) sets++;
  const struct x12_set_def *def = x12_release_set_at(r, (which & 0x7f) % sets);
  edi_str version = x12_release_version(r);
  return edi_printf(m,
                    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
                    "*261101*1200*%c*%.5s*000000001*1*T*>~GS*%.2s*A*B*"
                    "20261101*1200*1*X*%.*s~ST*%.*s*0001~%.*s~SE*5*0001~GE*1*1~IEA*1*000000001~",
                    memcmp(version.p, "00402", 5) < 0 ? 'U' : '^', version.p, def->group.p, EDI_ARG(version),
                    EDI_ARG(def->id), EDI_ARG(body));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 3) return 0;
  struct edi_mem *m = edi_mem_new();
  struct x12_options options = {.unpadded_isa = data[1] & 1, .deblock = data[1] & 2, .any_group = data[1] & 4};
  edi_str bytes = {(const char *)data + 3, n - 3};
  if (data[1] & 8) bytes = wrapped(m, bytes, data[2]);
  size_t portion = data[0] ? data[0] : bytes.n + 1;
  struct x12_envelope *e = x12_envelope_new(m, fuzz_schemas(), &options);
  for (size_t at = 0; at < bytes.n; at += portion)
    x12_envelope_feed(e, (edi_str){bytes.p + at, bytes.n - at < portion ? bytes.n - at : portion});
  const struct x12_input *in = x12_envelope_finish(e), *whole = x12_read(m, fuzz_schemas(), &options, bytes);
  if (in->interchanges != whole->interchanges || in->findings.n != whole->findings.n) abort();
  const struct x12_interchange *w = whole->first;
  for (struct x12_interchange *i = in->first; i; i = i->next, w = w->next) {
    if (i->offset != w->offset || i->length != w->length || i->verdict != w->verdict || i->findings.n != w->findings.n)
      abort();
    struct edi_buf json = {.m = m}, ack = {.m = m};
    edi_documents_json(&json, i, edi_documents_by(m, fuzz_maps(), i, bytes), bytes, EDI_STR("fuzz"));
    x12_ack_write(&ack, i, &(struct x12_ack_stamp){{2026, 11, 21}, 19, 5, 77}, NULL);
    if (ack.n && !options.unpadded_isa) {
      /* an answer must be right by the same tables, and must not ask for another */
      const struct x12_input *answer = x12_read(m, fuzz_schemas(), NULL, edi_buf_str(&ack));
      struct edi_buf again = {.m = m};
      if (!answer->first) abort();
      x12_ack_write(&again, answer->first, &(struct x12_ack_stamp){{2026, 11, 21}, 19, 5, 78}, NULL);
      if (again.n) abort();
    }
  }
  edi_mem_free(m);
  return 0;
}

/* Any bytes, in portions that the bytes themselves choose: the reader, the check, the map, the answer. */
#include "edi/map/document.h"
#include "edi/x12/ack.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct x12_schemas *schemas(void) {
  static const struct x12_schemas *s;
  static struct edi_mem *m; /* for the life of the process */
  if (s) return s;
  m = edi_mem_new();
  static const struct x12_table t[] = {
      {{"x12/004010/elements.tsv", 23},
       EDI_STR("143\tID\t3\t3\tset\n329\tAN\t4\t9\tcontrol\n353\tID\t2\t2\tpurpose\n324\tAN\t1\t22\tnumber\n373\tDT\t8"
               "\t8\tdate\n"
               "330\tR\t1\t9\tquantity\n355\tID\t2\t2\tunit\n212\tR\t1\t17\tprice\n96\tN0\t1\t10\tcount\n337\tTM\t4\t8"
               "\ttime\n")},
      {{"x12/004010/segments.tsv", 23},
       EDI_STR(
           "ST\tstart\t143M 329M\nBEG\tbegin\t353M 353M 324M 324O 373M\nN1\tparty\t355M 324O 355O 324O\tR0203 P0304\n"
           "PO1\tline\t324O 330O 355O 212O 355O 355O 324O 355O 324O\tC0302 P0607 E0809 L060708\nDTM\tdate\t355M 373O "
           "337O\tR0203\nSE\tend\t96M 329M\n")},
      {{"x12/004010/850.tsv", 18},
       EDI_STR("set\t850\tPO\torder\n1\t\tST\tM\t1\n2\t\tBEG\tM\t1\n3\t\tDTM\tO\t2\n4\tN1\tN1\tO\t1\t2\n5\tPO1\tPO1\tM"
               "\t1\t5\n6\tPO1\tDTM\tO\t1\n"
               "7\tPO1/N1\tN1\tO\t1\t2\n8\t\tSE\tM\t1\n")}};
  edi_str why;
  s = x12_schemas_read(m, t, sizeof t / sizeof *t, &why);
  if (!s) abort();
  return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 2) return 0;
  struct edi_mem *m = edi_mem_new();
  struct x12_options options = {.unpadded_isa = data[1] & 1, .deblock = data[1] & 2};
  size_t portion = data[0] ? data[0] : n;
  edi_str bytes = {(const char *)data + 2, n - 2};
  struct x12_envelope *e = x12_envelope_new(m, schemas(), &options);
  for (size_t at = 0; at < bytes.n; at += portion)
    x12_envelope_feed(e, (edi_str){bytes.p + at, bytes.n - at < portion ? bytes.n - at : portion});
  const struct x12_input *in = x12_envelope_finish(e), *whole = x12_read(m, schemas(), &options, bytes);
  if (in->interchanges != whole->interchanges || in->findings.n != whole->findings.n) abort();
  const struct x12_interchange *w = whole->first;
  for (struct x12_interchange *i = in->first; i; i = i->next, w = w->next) {
    if (i->offset != w->offset || i->length != w->length || i->verdict != w->verdict || i->findings.n != w->findings.n)
      abort();
    struct edi_buf json = {.m = m}, ack = {.m = m};
    edi_documents_json(&json, i, edi_documents(m, i, bytes), bytes, EDI_STR("fuzz"));
    x12_ack_write(&ack, i, &(struct x12_ack_stamp){{2026, 11, 21}, 19, 5, 77}, NULL);
    if (ack.n && !(data[1] & 1)) {
      /* an answer must be readable, and must not ask for another */
      const struct x12_input *answer = x12_read(m, schemas(), NULL, edi_buf_str(&ack));
      struct edi_buf again = {.m = m};
      if (!answer->first) abort();
      x12_ack_write(&again, answer->first, &(struct x12_ack_stamp){{2026, 11, 21}, 19, 5, 78}, NULL);
      if (again.n) abort();
    }
  }
  edi_mem_free(m);
  return 0;
}

/* Mapping and the acknowledgment come from one reading; both are ready before anything is stored. */
#include "gateway/parcel.h"
#include "edi/x12/ack.h"
#include "gateway/tables.h"
#include <time.h>

static struct x12_ack_stamp stamp(const struct x12_interchange *i) {
  struct timespec now;
  struct tm t;
  clock_gettime(CLOCK_REALTIME, &now);
  gmtime_r(&now.tv_sec, &t);
  /* the sender's own number is unique between the two, so its answer can bear it */
  struct x12_ack_stamp s = {{t.tm_year + 1900, t.tm_mon + 1, t.tm_mday}, t.tm_hour, t.tm_min, 0};
  uint64_t control;
  s.control = edi_uint(i->isa[13], &control) && control && control < 1000000000 ? control : 1;
  return s;
}

void parcel_read(struct parcel *p, struct edi_mem *m, const struct edi_maps *maps, struct x12_interchange *i, str body,
                 str channel) {
  struct edi_document *docs = edi_documents_by(m, maps, i, edi_of(body));
  struct edi_buf ack = {.m = m}, json = {.m = m};
  struct x12_ack_stamp s = stamp(i);
  x12_ack_write(&ack, i, &s, NULL);
  edi_documents_json(&json, i, docs, edi_of(body), edi_of(channel));
  *p = (struct parcel){i, {json.p, json.n}, {body.p + i->offset, i->length}, {ack.n ? ack.p : "", ack.n}};
}

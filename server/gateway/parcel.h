/* One interchange, read and mapped, with the answer to it: what hansa.edi_receive takes. */
#ifndef HANSA_GATEWAY_PARCEL_H
#define HANSA_GATEWAY_PARCEL_H
#include "base/str.h"
#include "edi/map/document.h"

struct parcel {
  const struct x12_interchange *i;
  str json;     /* of m */
  str raw, ack; /* raw points into the body; ack is of m, and empty when nothing is to be answered */
};

/* i was read from body, whose bytes must outlive the parcel. channel: how it came ("http", "demo"). */
void parcel_read(struct parcel *p, struct edi_mem *m, const struct edi_maps *maps, struct x12_interchange *i, str body,
                 str channel);

#endif

/* Pairs of security segments. */
#include "edi/x12/security.h"

enum { S3, S4 };

static const enum x12_key UNSUPPORTED[] = {X12_K_GROUP_SECURITY, X12_K_SET_SECURITY},
                          NO_START[][2] = {{X12_K_GROUP_S3S_MISSING, X12_K_GROUP_S4S_MISSING},
                                           {X12_K_SET_S3S_MISSING, X12_K_SET_S4S_MISSING}},
                          NO_END[][2] = {{X12_K_GROUP_S3E_MISSING, X12_K_GROUP_S4E_MISSING},
                                         {X12_K_SET_S3E_MISSING, X12_K_SET_S4E_MISSING}};

static struct x12_finding at(enum x12_key key, edi_str id, struct x12_security_start place) {
  struct x12_finding f = x12_finding_of(key);
  f.segment_id = id;
  f.segment = place.segment;
  f.offset = place.offset;
  return f;
}

static bool unsupported(struct x12_security *have, bool in_set, edi_str id, struct x12_security_start place,
                        struct x12_finding *f) {
  bool news = !have->told;
  have->told = true;
  *f = at(UNSUPPORTED[in_set], id, place);
  return news;
}

bool x12_security_segment(struct x12_security *have, bool in_set, const struct x12_segment *s, uint32_t ordinal,
                          struct x12_finding *f) {
  edi_str id = x12_at(s, 0);
  struct x12_security_start here = {s->offset, ordinal};
  bool paired = (id.p[1] == '3' || id.p[1] == '4') && id.p[2] != 'A';
  if (!paired) return unsupported(have, in_set, id, here, f);
  struct x12_security_start *start = &have->starts[id.p[1] == '3' ? S3 : S4];
  if (id.p[2] == 'S') {
    if (!start->segment) *start = here;
    return false; /* when its end is known */
  }
  if (!start->segment) {
    *f = at(NO_START[in_set][start - have->starts], id, here);
    return true;
  }
  here = *start;
  start->segment = 0;
  return unsupported(have, in_set, id.p[1] == '3' ? EDI_STR("S3S") : EDI_STR("S4S"), here, f);
}

bool x12_security_end(struct x12_security *have, bool in_set, bool cut, struct x12_finding *f) {
  static const edi_str ids[] = {{"S3S", 3}, {"S4S", 3}};
  for (size_t k = 0; k < sizeof ids / sizeof *ids; k++) {
    struct x12_security_start start = have->starts[k];
    if (!start.segment) continue;
    have->starts[k].segment = 0;
    if (!cut) {
      *f = at(NO_END[in_set][k], ids[k], start);
      return true;
    }
    if (unsupported(have, in_set, ids[k], start, f)) return true;
  }
  return false;
}

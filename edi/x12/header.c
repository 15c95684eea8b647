/* The fields of the headers, as the control standards have them. */
#include "edi/x12/header.h"
#include "edi/date.h"

/* Qualifiers of interchange ids, in pairs of characters: 01 to 38 but for the two that were never given, and letters.
 */
static bool id_qualifier(edi_str q) {
  static const char letters[] = "AMNRSASNZZ";
  if (q.n != 2) return false;
  for (size_t i = 0; i + 1 < sizeof letters; i += 2)
    if (memcmp(q.p, letters + i, 2) == 0) return true;
  uint64_t v;
  return edi_uint(q, &v) && v >= 1 && v <= 38 && v != 5 && v != 6;
}

static bool one_of(edi_str v, const char *codes) { return v.n == 1 && memchr(codes, v.p[0], strlen(codes)); }

static bool up_to(edi_str v, uint64_t most) {
  uint64_t n;
  return v.n == 2 && edi_uint(v, &n) && n <= most;
}

void x12_header_say(struct edi_mem *m, struct x12_interchange *i, const struct x12_isa *isa, enum x12_key key,
                    unsigned element) {
  struct x12_finding f = x12_finding_of(key);
  f.offset = i->offset + sizeof "ISA" + (uint64_t)(isa->e[element].p - isa->e[1].p);
  f.segment = 1;
  f.segment_id = EDI_STR("ISA");
  f.element = element;
  f.value = i->isa[element];
  x12_findings_add(m, &i->findings, &f);
}

/* Up to 00401 ISA11 names the standard, from 00402 it is the separator of repetitions. */
static bool standard(const struct x12_interchange *i) {
  bool early = i->isa[12].n == 5 && memcmp(i->isa[12].p, "00402", 5) < 0;
  if (early) return i->isa[11].n == 1;
  return i->d.repetition || one_of(i->isa[11], "U");
}

void x12_header_check(struct edi_mem *m, struct x12_interchange *i, const struct x12_isa *isa) {
  struct edi_date date;
  uint64_t n;
  const edi_str *e = i->isa;
  if (!up_to(e[1], 6)) x12_header_say(m, i, isa, X12_K_INTERCHANGE_AUTHORIZATION_QUALIFIER, 1);
  if (!up_to(e[3], 1)) x12_header_say(m, i, isa, X12_K_INTERCHANGE_SECURITY_QUALIFIER, 3);
  if (!id_qualifier(e[5])) x12_header_say(m, i, isa, X12_K_INTERCHANGE_SENDER_QUALIFIER, 5);
  if (!e[6].n) x12_header_say(m, i, isa, X12_K_INTERCHANGE_SENDER, 6);
  if (!id_qualifier(e[7])) x12_header_say(m, i, isa, X12_K_INTERCHANGE_RECEIVER_QUALIFIER, 7);
  if (!e[8].n) x12_header_say(m, i, isa, X12_K_INTERCHANGE_RECEIVER, 8);
  if (e[9].n != 6 || !edi_date_read(e[9], &date)) x12_header_say(m, i, isa, X12_K_INTERCHANGE_DATE, 9);
  if (e[10].n != 4 || !edi_time_valid(e[10])) x12_header_say(m, i, isa, X12_K_INTERCHANGE_TIME, 10);
  if (e[12].n != 5 || !edi_uint(e[12], &n))
    x12_header_say(m, i, isa, X12_K_INTERCHANGE_VERSION, 12);
  else if (!standard(i))
    x12_header_say(m, i, isa, X12_K_INTERCHANGE_STANDARD_INVALID, 11);
  if (e[13].n != 9 || e[13].n != isa->e[13].n || !edi_uint(e[13], &n))
    x12_header_say(m, i, isa, X12_K_INTERCHANGE_CONTROL, 13);
  if (isa->wrong == X12_ISA_COMPONENT) x12_header_say(m, i, isa, X12_K_INTERCHANGE_COMPONENT_SEPARATOR, 16);
  if (isa->wrong == X12_ISA_TERMINATOR) x12_header_say(m, i, isa, X12_K_INTERCHANGE_TERMINATOR_INVALID, 16);
  if (!one_of(e[14], "01")) x12_header_say(m, i, isa, X12_K_INTERCHANGE_ACKNOWLEDGMENT, 14);
  if (!one_of(e[15], "PTI")) x12_header_say(m, i, isa, X12_K_INTERCHANGE_USAGE, 15);
}

void x12_header_mend(struct x12_delimiters *d) {
  d->component = d->element == '>' ? ':' : '>';
  d->terminator = d->element == '~' ? '\'' : '~';
  d->repetition = 0;
}

static void service_say(struct edi_mem *m, struct x12_interchange *i, const struct x12_segment *s, enum x12_key key,
                        unsigned element) {
  struct x12_finding f = x12_finding_of(key);
  f.offset = s->offset;
  f.segment = i->segments;
  f.segment_id = x12_at(s, 0);
  f.element = element;
  f.value = x12_at(s, element);
  x12_findings_add(m, &i->findings, &f);
}

void x12_service_check(struct edi_mem *m, struct x12_interchange *i, const struct x12_segment *s) {
  struct edi_date date;
  edi_str id = x12_at(s, 0);
  if (edi_is(id, "ISB") && x12_at(s, 1).n != 1) service_say(m, i, s, X12_K_INTERCHANGE_SERVICE, 1);
  if (!edi_is(id, "ISE")) return;
  if (!edi_date_read(x12_at(s, 1), &date)) service_say(m, i, s, X12_K_INTERCHANGE_DEFERRED_DATE, 1);
  if (!edi_time_valid(x12_at(s, 2))) service_say(m, i, s, X12_K_INTERCHANGE_DEFERRED_TIME, 2);
  if (x12_at(s, 3).n && x12_at(s, 3).n != 2) service_say(m, i, s, X12_K_INTERCHANGE_DEFERRED_CODE, 3);
}

unsigned x12_group_absent(const struct x12_group *g) {
  const edi_str *field[] = {&g->functional, &g->sender, &g->receiver, &g->date,
                            &g->time,       NULL,       &g->agency,   &g->version};
  for (unsigned k = 0; k < sizeof field / sizeof *field; k++)
    if (field[k] && !edi_trim(*field[k]).n) return k + 1;
  return 0;
}

unsigned x12_group_wrong(const struct x12_group *g) {
  struct edi_date date;
  if (!edi_date_read(edi_trim(g->date), &date)) return 4;
  if (!edi_time_valid(edi_trim(g->time))) return 5;
  return one_of(edi_trim(g->agency), "TX") ? 0 : 7;
}

bool x12_group_number(edi_str control) {
  uint64_t n;
  control = edi_trim(control);
  return control.n <= 9 && edi_uint(control, &n);
}

/* The fields of the headers, as the control standards have them. */
#include "edi/x12/header.h"
#include "edi/date.h"
#include "edi/x12/overlay.h"

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

void x12_header_say(const struct x12_header *h, enum x12_key key, unsigned element) {
  const struct x12_isa *isa = h->isa;
  struct x12_finding f = x12_finding_of(key);
  if (!x12_guide_says(h->schemas, key, &f.fatal)) return;
  f.segment = 1;
  f.segment_id = EDI_STR("ISA");
  f.element = element;
  f.value = element ? h->i->isa[element] : (edi_str){&isa->d.element, 1};
  f.offset = h->i->offset + strlen("ISA") + (element ? 1 + (uint64_t)(isa->e[element].p - isa->e[1].p) : 0);
  x12_findings_add(h->m, &h->i->findings, &f);
}

/* Up to 00401 ISA11 names the standard, from 00402 it is the separator of repetitions. Many write the separator from
   the beginning on, which hinders nobody. */
static enum x12_key standard(const struct x12_interchange *i) {
  edi_str v = i->isa[11];
  bool letter = v.n == 1 && ((v.p[0] >= 'A' && v.p[0] <= 'Z') || (v.p[0] >= 'a' && v.p[0] <= 'z'));
  bool digit = v.n == 1 && v.p[0] >= '0' && v.p[0] <= '9';
  if (i->d.repetition || edi_is(v, "U")) return X12_K_NONE;
  if (memcmp(i->isa[12].p, "00402", 5) < 0 && v.n && !digit) return letter ? X12_K_INTERCHANGE_STANDARD : X12_K_NONE;
  return X12_K_INTERCHANGE_STANDARD_INVALID;
}

/* The first versions of the envelope had other headers; those behind the last are not known yet. */
enum { FIRST_VERSION = 200, LAST_VERSION = 801 };

static void check_version(const struct x12_header *h) {
  edi_str version = h->i->isa[12];
  uint64_t n;
  if (version.n != 5 || !edi_uint(version, &n))
    x12_header_say(h, X12_K_INTERCHANGE_VERSION, 12);
  else if (n < FIRST_VERSION || n > LAST_VERSION)
    x12_header_say(h, X12_K_INTERCHANGE_VERSION_UNSUPPORTED, 12);
  else if (standard(h->i))
    x12_header_say(h, standard(h->i), 11);
}

static void check_parties(const struct x12_header *h) {
  const edi_str *e = h->i->isa;
  if (!id_qualifier(e[5])) x12_header_say(h, X12_K_INTERCHANGE_SENDER_QUALIFIER, 5);
  if (!e[6].n || !x12_guide_sender(h->schemas, e[5], e[6])) x12_header_say(h, X12_K_INTERCHANGE_SENDER, 6);
  if (!id_qualifier(e[7])) x12_header_say(h, X12_K_INTERCHANGE_RECEIVER_QUALIFIER, 7);
  if (!e[8].n)
    x12_header_say(h, X12_K_INTERCHANGE_RECEIVER, 8);
  else if (!x12_guide_receiver(h->schemas, e[7], e[8]))
    x12_header_say(h, X12_K_INTERCHANGE_RECEIVER_UNKNOWN, 8);
}

void x12_header_check(const struct x12_header *h) {
  static const struct {
    enum x12_isa_wrong wrong;
    enum x12_key key;
    unsigned element;
  } separators[] = {{X12_ISA_ELEMENT, X12_K_INTERCHANGE_ELEMENT_SEPARATOR, 0},
                    {X12_ISA_COMPONENT, X12_K_INTERCHANGE_COMPONENT_SEPARATOR, 16},
                    {X12_ISA_TERMINATOR, X12_K_INTERCHANGE_TERMINATOR_INVALID, 16}};
  const edi_str *e = h->i->isa;
  struct edi_date date;
  uint64_t n;
  /* with 00 nothing in the field behind it has a meaning, whatever stands there */
  if (!up_to(e[1], 6))
    x12_header_say(h, X12_K_INTERCHANGE_AUTHORIZATION_QUALIFIER, 1);
  else if (!edi_is(e[1], "00") && !e[2].n)
    x12_header_say(h, X12_K_INTERCHANGE_AUTHORIZATION, 2);
  if (!up_to(e[3], 1))
    x12_header_say(h, X12_K_INTERCHANGE_SECURITY_QUALIFIER, 3);
  else if (!edi_is(e[3], "00") && !e[4].n)
    x12_header_say(h, X12_K_INTERCHANGE_SECURITY, 4);
  check_parties(h);
  if (e[9].n != 6 || !edi_date_read(e[9], &date)) x12_header_say(h, X12_K_INTERCHANGE_DATE, 9);
  if (e[10].n != 4 || !edi_time_valid(e[10])) x12_header_say(h, X12_K_INTERCHANGE_TIME, 10);
  check_version(h);
  if (e[13].n != 9 || e[13].n != h->isa->e[13].n || !edi_uint(e[13], &n))
    x12_header_say(h, X12_K_INTERCHANGE_CONTROL, 13);
  for (size_t k = 0; k < sizeof separators / sizeof *separators; k++)
    if (h->isa->wrong == separators[k].wrong) x12_header_say(h, separators[k].key, separators[k].element);
  if (!one_of(e[14], "01")) x12_header_say(h, X12_K_INTERCHANGE_ACKNOWLEDGMENT, 14);
  if (!one_of(e[15], "PTI")) x12_header_say(h, X12_K_INTERCHANGE_USAGE, 15);
}

void x12_header_mend(struct x12_delimiters *d, enum x12_isa_wrong wrong) {
  if (wrong == X12_ISA_ELEMENT) d->element = '*';
  d->component = d->element == '>' ? ':' : '>';
  d->terminator = d->element == '~' ? '\'' : '~';
  d->repetition = 0;
}

enum x12_key x12_service_wrong(const struct x12_segment *s, unsigned element) {
  struct edi_date date;
  edi_str id = x12_at(s, 0), v = x12_at(s, element);
  if (edi_is(id, "ISB") && element == 1 && v.n != 1) return X12_K_INTERCHANGE_SERVICE;
  if (!edi_is(id, "ISE")) return X12_K_NONE;
  if (element == 1) return edi_date_read(v, &date) ? X12_K_NONE : X12_K_INTERCHANGE_DEFERRED_DATE;
  if (element == 2) return edi_time_valid(v) ? X12_K_NONE : X12_K_INTERCHANGE_DEFERRED_TIME;
  return !v.n || v.n == 2 ? X12_K_NONE : X12_K_INTERCHANGE_DEFERRED_CODE;
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

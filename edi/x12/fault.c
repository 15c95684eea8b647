/* Kinds of faults, one list of three; and faults of interchange, group and set. */
#include "edi/x12/fault.h"
#include "edi/x12/fault_parts.h"

static const struct x12_fault_kind *kind_at(size_t kind) {
  const struct x12_fault_kind *lists[] = {x12_faults_of_envelopes, x12_faults_of_segments, x12_faults_of_elements};
  for (size_t l = 0; l < sizeof lists / sizeof *lists; l++)
    for (const struct x12_fault_kind *k = lists[l]; k->name; k++)
      if (kind-- == 0) return k;
  return NULL;
}

const char *x12_fault_name(size_t kind) {
  const struct x12_fault_kind *k = kind_at(kind);
  return k ? k->name : NULL;
}

bool x12_fault_put(struct x12_made *made, size_t kind, uint64_t seed, struct x12_fault *expected) {
  const struct x12_fault_kind *k = kind_at(kind);
  *expected = (struct x12_fault){.key = k->key};
  struct x12_breaker b = {.made = made, .seed = seed, .expected = expected, .value = k->value};
  return k->put(&b);
}

size_t x12_break_find(const struct x12_made *made, const char *id, size_t from) {
  while (from < made->n && !edi_is(made->at[from].id, id)) from++;
  return from;
}

size_t x12_break_set_of(const struct x12_made *made, size_t at) {
  while (!edi_is(made->at[at].id, "ST")) at--;
  return at;
}

void x12_break_at(struct x12_breaker *b, size_t at, unsigned element, unsigned component) {
  b->expected->segment = (uint32_t)(at - x12_break_set_of(b->made, at) + 1);
  b->expected->element = element;
  b->expected->component = component;
}

void x12_break_insert(struct x12_breaker *b, size_t at, const struct x12_made_segment *s, size_t n) {
  struct x12_made *made = b->made;
  struct x12_made_segment *all = edi_alloc(made->m, (made->n + n) * sizeof *all);
  memcpy(all, made->at, at * sizeof *all);
  for (size_t i = 0; i < n; i++) {
    all[at + i] = s[i];
    all[at + i].e = edi_alloc(made->m, (s[i].n + 1) * sizeof(edi_str)); /* its own, to be changed */
    if (s[i].n) memcpy(all[at + i].e, s[i].e, s[i].n * sizeof(edi_str));
  }
  memcpy(all + at + n, made->at + at, (made->n - at) * sizeof *all);
  made->at = all;
  made->n = made->cap = made->n + n;
}

void x12_break_remove(struct x12_breaker *b, size_t at, size_t n) {
  struct x12_made *made = b->made;
  memmove(made->at + at, made->at + at + n, (made->n - at - n) * sizeof *made->at);
  made->n -= n;
}

void x12_break_recount(struct x12_breaker *b, size_t at) {
  size_t first = x12_break_set_of(b->made, at), last = x12_break_find(b->made, "SE", first);
  b->made->at[last].e[0] = edi_printf(b->made->m, "%zu", last - first + 1);
}

bool x12_break_alone(const struct x12_made *made, size_t row) {
  size_t n = 0;
  for (size_t i = 0; i < made->def->n; i++) n += made->def->rows[i].segment->key == made->def->rows[row].segment->key;
  return n == 1;
}

/* -- the envelope -- */

/* The first segment of that name gets the value of the kind: "ISA15=Q". */
static bool write(struct x12_breaker *b) {
  const char *eq = strchr(b->value, '=');
  size_t digits = 2, letters = (size_t)(eq - b->value) - digits;
  unsigned element = (unsigned)((eq[-2] - '0') * 10 + eq[-1] - '0');
  size_t at = 0;
  while (at < b->made->n && !(b->made->at[at].id.n == letters && memcmp(b->made->at[at].id.p, b->value, letters) == 0))
    at++;
  b->made->at[at].e[element - 1] = edi_str_of(eq + 1);
  b->expected->segment = (uint32_t)at + 1;
  b->expected->element = element;
  return true;
}

/* What is announced in the element before does not stand here. */
static bool write_before(struct x12_breaker *b) {
  write(b);
  edi_str *e = &b->made->at[0].e[b->expected->element - 2];
  *e = e[1];
  e[1] = EDI_STR("          ");
  return true;
}

/* Later there may be repetitions, which would be in error for want of their separator. */
static bool write_without_repetition(struct x12_breaker *b) {
  return memcmp(b->made->at[0].e[11].p, "00402", 5) < 0 && write(b);
}

/* A separator of elements, components or segments that can be none. */
static bool separated(struct x12_breaker *b) {
  struct x12_delimiters *d = &b->made->d;
  char c = b->value[1];
  b->expected->segment = 1;
  b->expected->element = b->value[0] == 'e' ? 0 : 16;
  if (b->value[0] == 'e') d->element = c;
  if (b->value[0] == 't') d->terminator = c;
  if (b->value[0] == 'c') b->made->at[0].e[15] = edi_printf(b->made->m, "%c", c);
  return true;
}

/* A control number in the trailer, and in the header as well. */
static bool write_both(struct x12_breaker *b) {
  write(b);
  bool group = b->value[0] == 'G';
  b->expected->segment = group ? 2 : 1;
  b->expected->element = group ? 6 : 13;
  b->made->at[group].e[b->expected->element - 1] = edi_str_of(strchr(b->value, '=') + 1);
  return true;
}

static bool write_in_set(struct x12_breaker *b) {
  write(b);
  size_t at = b->expected->segment - 1;
  b->expected->segment = (uint32_t)(at - x12_break_set_of(b->made, at) + 1);
  return true;
}

static bool without(struct x12_breaker *b) {
  size_t at = x12_break_find(b->made, b->value, 0);
  x12_break_remove(b, at, 1);
  return true;
}

static bool twice_interchange(struct x12_breaker *b) {
  size_t n = b->made->n;
  x12_break_insert(b, n, b->made->at, n);
  b->expected->segment = 1;
  b->expected->element = 13;
  return true;
}

static bool twice_group(struct x12_breaker *b) {
  size_t ge = x12_break_find(b->made, "GE", 0);
  x12_break_insert(b, ge + 1, b->made->at + 1, ge);
  b->made->at[b->made->n - 1].e[0] = EDI_STR("2");
  b->expected->segment = (uint32_t)ge + 2;
  b->expected->element = 6;
  return true;
}

static bool twice_set(struct x12_breaker *b) {
  size_t st = x12_break_find(b->made, "ST", 0), se = x12_break_find(b->made, "SE", st);
  x12_break_insert(b, se + 1, b->made->at + st, se + 1 - st);
  size_t ge = x12_break_find(b->made, "GE", 0);
  size_t sets = 0;
  for (size_t i = 0; i < ge; i++) sets += edi_is(b->made->at[i].id, "ST");
  b->made->at[ge].e[0] = edi_printf(b->made->m, "%zu", sets);
  b->expected->segment = 1;
  b->expected->element = 2;
  return true;
}

/* A group of another kind that the tables know as well. */
static bool other_group(struct x12_breaker *b) {
  const struct x12_set_def *other = NULL;
  for (size_t i = 0; (other = x12_release_set_at(b->made->release, i)); i++)
    if (!edi_is(other->group, "FA") && !memchr(other->group.p, ' ', other->group.n) &&
        !x12_set_belongs(b->made->def, other->group))
      break;
  if (!other || edi_is(b->made->def->group, "FA")) return false;
  if (x12_break_find(b->made, "ST", x12_break_find(b->made, "SE", 0)) < b->made->n)
    return false; /* each set would say it */
  b->made->at[1].e[0] = other->group;
  b->expected->segment = 1;
  b->expected->element = 1;
  return true;
}

static bool unless_ack(struct x12_breaker *b) { return !edi_is(b->made->def->group, "FA") && write(b); }

static bool unknown_set(struct x12_breaker *b) {
  if (edi_is(b->made->def->group, "FA")) return false;
  return write_in_set(b);
}

static bool stray(struct x12_breaker *b) {
  struct x12_made_segment s = {.row = SIZE_MAX, .id = EDI_STR("REF"), .n = 0};
  size_t at = strcmp(b->value, "GS") == 0 ? 1 : x12_break_find(b->made, "GE", 0) + (strcmp(b->value, "IEA") == 0);
  x12_break_insert(b, at, &s, 1);
  b->expected->segment = (uint32_t)at + 1;
  return true;
}

/* "S3S", "S3E" or both: the first right behind the header, the other right before the trailer. */
static void secure(struct x12_breaker *b, size_t header, const char *trailer) {
  static const struct x12_made_segment none = {.row = SIZE_MAX};
  struct x12_made_segment s = none;
  size_t at = header;
  for (const char *id = b->value; id; id = strlen(id) > 3 ? id + 4 : NULL) {
    size_t to = id[2] == 'S' ? header + 1 : x12_break_find(b->made, trailer, header);
    s.id = (edi_str){id, 3};
    x12_break_insert(b, to, &s, 1);
    if (at == header) at = to; /* a pair is told where it begins */
  }
  b->expected->segment = (uint32_t)at + 1;
}

static bool secure_group(struct x12_breaker *b) {
  secure(b, 1, "GE");
  return true;
}

static bool secure_set(struct x12_breaker *b) {
  size_t st = x12_break_find(b->made, "ST", 0);
  secure(b, st, "SE");
  x12_break_recount(b, st);
  b->expected->segment -= (uint32_t)st;
  return true;
}

const struct x12_fault_kind x12_faults_of_envelopes[] = {
    {"isa.authorization_qualifier", X12_K_INTERCHANGE_AUTHORIZATION_QUALIFIER, write, "ISA01=99"},
    {"isa.security_qualifier", X12_K_INTERCHANGE_SECURITY_QUALIFIER, write, "ISA03=77"},
    {"isa.authorization_blank", X12_K_INTERCHANGE_AUTHORIZATION, write_before, "ISA02=01"},
    {"isa.password_blank", X12_K_INTERCHANGE_SECURITY, write_before, "ISA04=01"},
    {"isa.sender_qualifier", X12_K_INTERCHANGE_SENDER_QUALIFIER, write, "ISA05=Q!"},
    {"isa.sender_blank", X12_K_INTERCHANGE_SENDER, write, "ISA06=               "},
    {"isa.receiver_qualifier", X12_K_INTERCHANGE_RECEIVER_QUALIFIER, write, "ISA07=00"},
    {"isa.receiver_blank", X12_K_INTERCHANGE_RECEIVER, write, "ISA08=               "},
    {"isa.date_month_13", X12_K_INTERCHANGE_DATE, write, "ISA09=261301"},
    {"isa.date_february_30", X12_K_INTERCHANGE_DATE, write, "ISA09=260230"},
    {"isa.time_hour_25", X12_K_INTERCHANGE_TIME, write, "ISA10=2500"},
    {"isa.time_minute_60", X12_K_INTERCHANGE_TIME, write, "ISA10=1260"},
    {"isa.standard_of_others", X12_K_INTERCHANGE_STANDARD, write_without_repetition, "ISA11=Z"},
    {"isa.standard_digit", X12_K_INTERCHANGE_STANDARD_INVALID, write_without_repetition, "ISA11=4"},
    {"isa.version_before_all", X12_K_INTERCHANGE_VERSION_UNSUPPORTED, write_without_repetition, "ISA12=00100"},
    {"isa.version_behind_all", X12_K_INTERCHANGE_VERSION_UNSUPPORTED, write, "ISA12=00999"},
    {"isa.version_letters", X12_K_INTERCHANGE_VERSION, write, "ISA12=004X1"},
    {"isa.control_letters", X12_K_INTERCHANGE_CONTROL, write_both, "IEA02=00000000X"},
    {"isa.acknowledgment_2", X12_K_INTERCHANGE_ACKNOWLEDGMENT, write, "ISA14=2"},
    {"isa.usage_q", X12_K_INTERCHANGE_USAGE, write, "ISA15=Q"},
    {"isa.element_separator_letter", X12_K_INTERCHANGE_ELEMENT_SEPARATOR, separated, "eQ"},
    {"isa.element_separator_blank", X12_K_INTERCHANGE_ELEMENT_SEPARATOR, separated, "e "},
    {"isa.component_separator_digit", X12_K_INTERCHANGE_COMPONENT_SEPARATOR, separated, "c1"},
    {"isa.terminator_letter", X12_K_INTERCHANGE_TERMINATOR_INVALID, separated, "tQ"},
    {"iea.count_more", X12_K_INTERCHANGE_COUNT, write, "IEA01=2"},
    {"iea.count_none", X12_K_INTERCHANGE_COUNT, write, "IEA01=0"},
    {"iea.count_letters", X12_K_INTERCHANGE_COUNT, write, "IEA01=one"},
    {"iea.control_differs", X12_K_INTERCHANGE_CONTROL_DIFFERS, write, "IEA02=000000000"},
    {"iea.missing", X12_K_INTERCHANGE_CUT, without, "IEA"},
    {"interchange.twice", X12_K_INTERCHANGE_DUPLICATE, twice_interchange, NULL},
    {"interchange.stray_before_group", X12_K_INTERCHANGE_STRAY, stray, "GS"},
    {"interchange.stray_after_set", X12_K_INTERCHANGE_STRAY, stray, "GE"},
    {"interchange.stray_after_group", X12_K_INTERCHANGE_STRAY, stray, "IEA"},
    {"gs.sender_blank", X12_K_INTERCHANGE_CONTENT, write, "GS02= "},
    {"gs.receiver_absent", X12_K_INTERCHANGE_CONTENT, write, "GS03="},
    {"gs.control_letters", X12_K_GROUP_CONTROL, write_both, "GE02=A1"},
    {"gs.version_unknown", X12_K_GROUP_VERSION, unless_ack, "GS08=009999"},
    {"gs.kind_unknown", X12_K_GROUP_UNSUPPORTED, unless_ack, "GS01=ZZ"},
    {"gs.kind_of_another_set", X12_K_SET_WRONG_GROUP, other_group, NULL},
    {"group.s3_pair", X12_K_GROUP_SECURITY, secure_group, "S3S S3E"},
    {"group.s4_pair", X12_K_GROUP_SECURITY, secure_group, "S4S S4E"},
    {"group.assurance", X12_K_GROUP_SECURITY, secure_group, "S3A"},
    {"group.s3s_alone", X12_K_GROUP_S3E_MISSING, secure_group, "S3S"},
    {"group.s3e_alone", X12_K_GROUP_S3S_MISSING, secure_group, "S3E"},
    {"group.s4s_alone", X12_K_GROUP_S4E_MISSING, secure_group, "S4S"},
    {"group.s4e_alone", X12_K_GROUP_S4S_MISSING, secure_group, "S4E"},
    {"ge.control_differs", X12_K_GROUP_CONTROL_DIFFERS, write, "GE02=1000000"},
    {"ge.count_more", X12_K_GROUP_COUNT, write, "GE01=9"},
    {"ge.count_letters", X12_K_GROUP_COUNT, write, "GE01=X"},
    {"ge.missing", X12_K_GROUP_NO_TRAILER, without, "GE"},
    {"group.twice", X12_K_GROUP_DUPLICATE, twice_group, NULL},
    {"st.unknown", X12_K_SET_UNSUPPORTED, unknown_set, "ST01=999X"},
    {"set.s3_pair", X12_K_SET_SECURITY, secure_set, "S3S S3E"},
    {"set.s4_pair", X12_K_SET_SECURITY, secure_set, "S4S S4E"},
    {"set.assurance", X12_K_SET_SECURITY, secure_set, "S4A"},
    {"set.s3s_alone", X12_K_SET_S3E_MISSING, secure_set, "S3S"},
    {"set.s3e_alone", X12_K_SET_S3S_MISSING, secure_set, "S3E"},
    {"set.s4s_alone", X12_K_SET_S4E_MISSING, secure_set, "S4S"},
    {"set.s4e_alone", X12_K_SET_S4S_MISSING, secure_set, "S4E"},
    {"se.control_differs", X12_K_SET_CONTROL_DIFFERS, write_in_set, "SE02=9999"},
    {"se.count_more", X12_K_SET_COUNT, write_in_set, "SE01=99999"},
    {"se.count_zero", X12_K_SET_COUNT, write_in_set, "SE01=0"},
    {"se.missing", X12_K_SET_NO_TRAILER, without, "SE"},
    {"set.twice", X12_K_SET_DUPLICATE, twice_set, NULL},
    {NULL, X12_K_NONE, NULL, NULL},
};

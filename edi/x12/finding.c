/* Findings, their kinds, and the words for their codes. */
#include "edi/x12/finding.h"

struct words {
  int code;
  const char *text;
};

static const struct words TA1[] = {{0, "no error"},
                                   {1, "the interchange control number differs between header and trailer"},
                                   {5, "the sender's qualifier is not valid"},
                                   {6, "the sender's id is not valid"},
                                   {7, "the receiver's qualifier is not valid"},
                                   {8, "the receiver's id is not valid"},
                                   {9, "the receiver is not known here"},
                                   {17, "the version is not supported"},
                                   {18, "the interchange control number is not valid"},
                                   {20, "the test indicator is not valid"},
                                   {21, "the number of groups does not agree"},
                                   {22, "the control structure is not valid"},
                                   {23, "the input ends before the interchange does"},
                                   {24, "a functional group header is not valid"},
                                   {25, "the interchange control number was used before"},
                                   {0, NULL}};
static const struct words AK9[] = {{1, "this functional group is not supported"},
                                   {2, "this version is not supported"},
                                   {3, "the group trailer (GE) is missing"},
                                   {4, "the group control number differs between header and trailer"},
                                   {5, "the number of transaction sets does not agree"},
                                   {6, "the group control number is not valid"},
                                   {19, "the group control number is not unique in the interchange"},
                                   {0, NULL}};
static const struct words AK5[] = {{1, "this transaction set is not supported"},
                                   {2, "the transaction set trailer (SE) is missing"},
                                   {3, "the control number differs between header and trailer"},
                                   {4, "the number of segments does not agree"},
                                   {5, "one or more segments are in error"},
                                   {6, "the transaction set identifier is not valid"},
                                   {7, "the transaction set control number is not valid"},
                                   {23, "the transaction set control number is not unique in the group"},
                                   {0, NULL}};
static const struct words AK3[] = {{1, "unrecognised segment"},
                                   {2, "unexpected segment"},
                                   {3, "mandatory segment missing"},
                                   {4, "the loop occurs too many times"},
                                   {5, "the segment occurs too many times"},
                                   {6, "the segment is not part of this transaction set"},
                                   {7, "the segment is not in its place"},
                                   {8, "the segment has element errors"},
                                   {0, NULL}};
static const struct words AK4[] = {{1, "mandatory element missing"},
                                   {2, "an element that others require is missing"},
                                   {3, "too many elements"},
                                   {4, "the value is too short"},
                                   {5, "the value is too long"},
                                   {6, "a character that does not belong there"},
                                   {7, "the code is not valid"},
                                   {8, "not a date"},
                                   {9, "not a time"},
                                   {10, "elements that exclude each other are both there"},
                                   {0, NULL}};

static const struct x12_kind KINDS[X12_KEYS_N] = {{NULL, X12_FILE, 0, 0, NULL, false, NULL},
#define K(symbol, name, part, code, early, late, fatal, text) {name, part, code, early, late, fatal, text},
                                                  X12_KEYS(K)
#undef K
};

const struct x12_kind *x12_kind_of(enum x12_key key) { return &KINDS[key < X12_KEYS_N ? key : X12_K_NONE]; }

enum x12_key x12_key_of(edi_str name) {
  for (unsigned k = 1; k < X12_KEYS_N; k++)
    if (edi_is(name, KINDS[k].name)) return (enum x12_key)k;
  return X12_K_NONE;
}

struct x12_finding x12_finding_of(enum x12_key key) {
  const struct x12_kind *k = x12_kind_of(key);
  return (struct x12_finding){.key = key, .part = k->part, .code = k->code, .fatal = k->fatal};
}

edi_str x12_finding_code(const struct x12_finding *f, enum x12_codes_of of, char buf[static X12_CODE_TEXT]) {
  const struct x12_kind *k = x12_kind_of(f->key);
  if (of == X12_CODES_999 && k->late) return edi_str_of(k->late);
  unsigned code = (unsigned)(of == X12_CODES_EARLY && k->early && f->code == k->code ? k->early : f->code);
  if (of == X12_CODES_999 && k->early && f->code == k->early) code = (unsigned)k->code;
  size_t n = X12_CODE_TEXT;
  do buf[--n] = (char)('0' + code % 10);
  while ((code /= 10) || (f->part == X12_TA1 && X12_CODE_TEXT - n < 3));
  return (edi_str){buf + n, X12_CODE_TEXT - n};
}

const char *x12_part_name(enum x12_part p) {
  static const char *const names[] = {"file", "TA1", "AK9", "AK5", "AK3", "AK4"};
  return names[p];
}

const char *x12_code_words(enum x12_part p, int code) {
  static const struct words none[] = {{0, NULL}};
  static const struct words *const lists[] = {none, TA1, AK9, AK5, AK3, AK4};
  for (const struct words *w = lists[p]; w->text; w++)
    if (w->code == code) return w->text;
  return p == X12_FILE ? "not an X12 interchange" : "in error";
}

void x12_findings_add(struct edi_mem *m, struct x12_findings *l, const struct x12_finding *f) {
  l->fatal += f->fatal;
  if (l->n >= X12_FINDINGS_MAX || (l->budget && *l->budget == 0)) {
    l->left_out++;
    return;
  }
  if (l->budget) --*l->budget;
  struct x12_finding *c = EDI_NEW(m, struct x12_finding);
  *c = *f;
  c->next = NULL;
  if (c->value.n > X12_VALUE_MAX) c->value.n = X12_VALUE_MAX;
  c->value = edi_dup(m, c->value);
  c->segment_id = edi_dup(m, c->segment_id.n > 8 ? (edi_str){c->segment_id.p, 8} : c->segment_id);
  c->loop = edi_dup(m, c->loop);
  if (c->found.n) c->found = edi_dup(m, c->found);
  if (c->expected.n) c->expected = edi_dup(m, c->expected);
  if (c->text.n) c->text = edi_dup(m, c->text);
  l->n++;
  /* segments in their order, whichever step found what: the 997 is written from this list */
  struct x12_finding **at =
      l->last && (c->part < X12_AK3 || l->last->segment <= c->segment) ? &l->last->next : &l->first;
  while (*at && (c->part < X12_AK3 || (*at)->part < X12_AK3 || (*at)->segment <= c->segment)) at = &(*at)->next;
  c->next = *at;
  *at = c;
  if (!c->next) l->last = c;
}

void x12_findings_remove(struct x12_findings *l, const struct x12_finding *f) {
  struct x12_finding *before = NULL, **at = &l->first;
  for (; *at && *at != f; at = &before->next) before = *at;
  if (!*at) return;
  *at = f->next;
  if (l->last == f) l->last = before;
  l->n--;
  l->fatal -= f->fatal;
  if (l->budget) ++*l->budget;
}

bool x12_findings_has(const struct x12_findings *l, enum x12_part p, int code) {
  for (const struct x12_finding *f = l->first; f; f = f->next)
    if (f->part == p && f->code == code) return true;
  return false;
}

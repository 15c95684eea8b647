/* Writes TA1, 997 and 999 from the findings. Nothing is decided here: the verdicts stand in the tree. What is repeated
   from the input is cut and masked, so that the answer is right however wrong the input was. */
#include "edi/x12/ack.h"
#include <stdlib.h>

/* A run of segments, and how many they are. */
struct run {
  struct edi_buf b;
  uint64_t segments;
  size_t pending; /* empty elements not yet written: none may stand at the end of a segment */
};

struct x12_ack {
  struct edi_mem *m;
  struct x12_ack_options options;
  struct run all, wrong; /* of the open group: all its sets; those that are not simply accepted */
  struct edi_buf groups;
  uint64_t n; /* groups */
};

/* How this answer is written. */
struct pen {
  const struct x12_interchange *i;
  struct x12_delimiters d;
  struct run *r;
  char mask; /* for what may not be written */
};

static bool repeats(const struct x12_interchange *i) {
  return i->isa[12].n == 5 && memcmp(i->isa[12].p, "00402", 5) >= 0;
}

static bool separator(const struct x12_delimiters *d, char c) {
  return c == d->element || c == d->component || c == d->terminator || (d->repetition && c == d->repetition);
}

static struct pen pen_of(const struct x12_interchange *i, struct run *r) {
  struct pen p = {.i = i, .d = i->d, .r = r};
  /* the header names a repetition separator from 00402, even where the sender forgot it */
  for (const char *c = "^!|\x1d"; !p.d.repetition && repeats(i) && *c; c++)
    if (!separator(&p.d, *c)) p.d.repetition = *c;
  p.mask = separator(&p.d, '?') ? ' ' : '?';
  return p;
}

/* Segments. */

static void begin(struct pen *p, const char *id) {
  edi_buf_z(&p->r->b, id);
  p->r->pending = 0;
  p->r->segments++;
}

static void text(struct pen *p, edi_str v) {
  p->r->pending++;
  if (!v.n) return;
  for (; p->r->pending; p->r->pending--) edi_buf_char(&p->r->b, p->d.element);
  edi_buf_add(&p->r->b, v);
}

static void letter(struct pen *p, char c) { text(p, (edi_str){&c, 1}); }

static void number(struct pen *p, uint64_t v, int width) {
  p->r->pending++;
  for (; p->r->pending; p->r->pending--) edi_buf_char(&p->r->b, p->d.element);
  edi_buf_uint(&p->r->b, v, width);
}

static void end(struct pen *p) {
  edi_buf_char(&p->r->b, p->d.terminator);
  edi_buf_add(&p->r->b, p->i->newline);
}

enum { ECHO_MAX = X12_VALUE_MAX };

/* A value of the input, with nothing in it that would end an element of the answer: at most `most` bytes, never half a
   character, and filled up to `least`. */
static edi_str masked(const struct pen *p, edi_str v, size_t least, size_t most, char buf[static ECHO_MAX]) {
  size_t n = v.n < most ? v.n : most;
  if (n < v.n)
    while (n && ((unsigned char)v.p[n] & 0xc0) == 0x80) n--;
  for (size_t k = 0; k < n; k++) {
    char c = v.p[k];
    buf[k] = (unsigned char)c < ' ' || c == 0x7f || separator(&p->d, c) ? p->mask : c;
  }
  while (n < least) buf[n++] = p->mask;
  return (edi_str){buf, n};
}

static void echo(struct pen *p, edi_str v, size_t least, size_t most) {
  char buf[ECHO_MAX];
  text(p, masked(p, v, least, most, buf));
}

/* ISA elements are as wide as they are, filled with blanks. */
static void padded(struct pen *p, edi_str v, size_t width) {
  char buf[ECHO_MAX];
  edi_str m = masked(p, v, 0, width, buf);
  edi_buf_char(&p->r->b, p->d.element);
  for (size_t k = 0; k < width; k++) edi_buf_char(&p->r->b, k < m.n ? m.p[k] : ' ');
}

/* YYMMDD and HHMM, or with the century. */
static void write_stamp(struct pen *p, const struct x12_ack_stamp *t, bool century) {
  uint64_t day = (uint64_t)(t->date.month * 100 + t->date.day);
  if (century)
    number(p, (uint64_t)t->date.year * 10000 + day, 8);
  else
    number(p, (uint64_t)(t->date.year % 100) * 10000 + day, 6);
  number(p, (uint64_t)(t->hour * 100 + t->minute), 4);
}

static bool digits(edi_str v, size_t least, size_t most) {
  for (size_t k = 0; k < v.n; k++)
    if (v.p[k] < '0' || v.p[k] > '9') return false;
  return v.n >= least && v.n <= most;
}

/* Which set of codes and segments. */

static bool since(edi_str version, const char *release) {
  return version.n >= 6 && digits((edi_str){version.p, 6}, 6, 6) && memcmp(version.p, release, 6) >= 0;
}

static bool of_a_guide(const struct x12_group *g) {
  return since(g->version, "005010") && g->version.n > 6 && g->version.p[6] == 'X';
}

enum x12_codes_of x12_ack_codes(const struct x12_group *g, const struct x12_ack_options *options) {
  enum x12_ack_set set = options ? options->set : X12_ACK_BY_GUIDE;
  if (set == X12_ACK_999 || (set == X12_ACK_BY_GUIDE && of_a_guide(g))) return X12_CODES_999;
  return since(g->version, "005010") ? X12_CODES_997 : X12_CODES_EARLY;
}

/* One transaction set. */

static void write_element(struct pen *p, const struct x12_finding *f, enum x12_codes_of of) {
  begin(p, of == X12_CODES_999 ? "IK4" : "AK4");
  number(p, f->element > 99 ? 99 : f->element, 0);
  bool repetition = f->repetition && of != X12_CODES_EARLY;
  if (f->component || repetition) {
    edi_buf_char(&p->r->b, p->d.component);
    if (f->component) edi_buf_uint(&p->r->b, f->component > 99 ? 99 : f->component, 0);
  }
  if (repetition) {
    edi_buf_char(&p->r->b, p->d.component);
    edi_buf_uint(&p->r->b, f->repetition > 9999 ? 9999 : f->repetition, 0);
  }
  if (f->reference && f->reference < 10000) /* composites have no number of this kind */
    number(p, f->reference, 0);
  else
    text(p, (edi_str){"", 0});
  char code[X12_CODE_TEXT];
  text(p, x12_finding_code(f, of, code));
  echo(p, f->value, 0, X12_VALUE_MAX);
  end(p);
}

static edi_str innermost(edi_str path) {
  size_t n = path.n;
  while (n && path.p[n - 1] != '/') n--;
  return n ? (edi_str){path.p + n, path.n - n} : path;
}

static void write_segment(struct pen *p, const struct x12_finding *f, enum x12_codes_of of) {
  begin(p, of == X12_CODES_999 ? "IK3" : "AK3");
  echo(p, f->segment_id, 2, 3);
  number(p, f->segment > 999999 && of == X12_CODES_EARLY ? 999999 : f->segment, 0);
  /* in a 997 this element is for loops that LS and LE enclose; in a 999 for every loop */
  edi_str loop = of == X12_CODES_999 ? innermost(f->loop) : (edi_str){"", 0};
  echo(p, loop.n <= 4 ? loop : (edi_str){"", 0}, 0, 4);
  char code[X12_CODE_TEXT];
  text(p, f->part == X12_AK3 ? x12_finding_code(f, of, code) : EDI_STR("8"));
  end(p);
}

enum { ELEMENTS_A_SEGMENT = 99 };

static void write_findings(struct pen *p, const struct x12_set *s, enum x12_codes_of of) {
  uint32_t open = 0, n = 0; /* the segment whose AK3 with code 8 stands last, and the AK4s below it */
  for (const struct x12_finding *f = s->findings.first; f; f = f->next) {
    if (f->part != X12_AK3 && f->part != X12_AK4) continue;
    if (f->part == X12_AK3 || open != f->segment || n == ELEMENTS_A_SEGMENT) {
      write_segment(p, f, of);
      open = f->part == X12_AK4 ? f->segment : 0;
      n = 0;
    }
    if (f->part == X12_AK4) {
      write_element(p, f, of);
      n++;
    }
  }
}

enum { CODES_SAID = 5 };

/* Adds a code unless it was said or there are five. */
static void say_code(struct pen *p, edi_str said[static CODES_SAID], char buf[static CODES_SAID][X12_CODE_TEXT],
                     size_t *n, edi_str code) {
  for (size_t k = 0; k < *n; k++)
    if (edi_eq(said[k], code)) return;
  if (*n == CODES_SAID || code.n > X12_CODE_TEXT) return;
  memcpy(buf[*n], code.p, code.n);
  said[*n] = (edi_str){buf[*n], code.n};
  text(p, said[(*n)++]);
}

/* AK5 or IK5: the verdict, what is wrong with the set, and that segments are. */
static void write_verdict(struct pen *p, const struct x12_set *s, enum x12_codes_of of) {
  edi_str said[CODES_SAID];
  char buf[CODES_SAID][X12_CODE_TEXT], code[X12_CODE_TEXT];
  size_t n = 0;
  bool standard = s->findings.left_out > 0, guide = false;
  begin(p, of == X12_CODES_999 ? "IK5" : "AK5");
  letter(p, (char)s->verdict);
  for (const struct x12_finding *f = s->findings.first; f; f = f->next) {
    if (f->part == X12_AK3 || f->part == X12_AK4) {
      bool i = of == X12_CODES_999 && x12_kind_of(f->key)->late;
      guide = guide || i;
      standard = standard || !i;
    }
    standard = standard || (f->part == X12_AK5 && f->code == 5);
  }
  for (const struct x12_finding *f = s->findings.first; f; f = f->next) {
    bool room = n + standard + guide < CODES_SAID;
    if (f->part == X12_AK5 && f->code != 5 && room) say_code(p, said, buf, &n, x12_finding_code(f, of, code));
  }
  if (standard) say_code(p, said, buf, &n, EDI_STR("5"));
  if (guide) say_code(p, said, buf, &n, EDI_STR("I5"));
  end(p);
}

static void write_set(struct x12_ack *a, struct run *r, const struct x12_interchange *i, const struct x12_group *g,
                      const struct x12_set *s) {
  struct pen p = pen_of(i, r);
  enum x12_codes_of of = x12_ack_codes(g, &a->options);
  begin(&p, "AK2");
  echo(&p, s->id, 3, 3);
  if (s->control.n)
    echo(&p, s->control, 0, 9);
  else
    text(&p, EDI_STR("0000"));
  if (of != X12_CODES_EARLY) echo(&p, s->convention, 0, 35);
  end(&p);
  write_findings(&p, s, of);
  write_verdict(&p, s, of);
}

void x12_ack_set(struct x12_ack *a, const struct x12_interchange *i, const struct x12_group *g,
                 const struct x12_set *s) {
  if (x12_group_is_ack(g)) return;
  if (s->verdict != X12_ACCEPTED) write_set(a, &a->wrong, i, g, s);
  if (!a->options.only_errors) write_set(a, &a->all, i, g, s);
}

/* One group. */

static void write_group_header(struct pen *p, const struct x12_group *g, const struct x12_ack_stamp *t,
                               enum x12_codes_of of, uint64_t count) {
  begin(p, "GS");
  text(p, EDI_STR("FA"));
  echo(p, g->receiver.n ? g->receiver : p->i->isa[8], 2, 15);
  echo(p, g->sender.n ? g->sender : p->i->isa[6], 2, 15);
  bool known = since(g->version, "001000");
  write_stamp(p, t, !known || since(g->version, "004010"));
  number(p, count, 0);
  letter(p, 'X');
  if (of == X12_CODES_999 && of_a_guide(g))
    text(p, EDI_STR("005010X231A1")); /* the guide of the 999 */
  else if (of == X12_CODES_999 && !since(g->version, "005010"))
    text(p, EDI_STR("005010")); /* there is none before it */
  else
    text(p, known ? (edi_str){g->version.p, 6} : EDI_STR("004010"));
  end(p);
  p->r->segments = 0;
  begin(p, "ST");
  text(p, of == X12_CODES_999 ? EDI_STR("999") : EDI_STR("997"));
  number(p, count, 4);
  if (of == X12_CODES_999 && of_a_guide(g)) text(p, EDI_STR("005010X231A1"));
  end(p);
  begin(p, "AK1");
  echo(p, g->functional, 2, 2);
  text(p, digits(g->control, 1, 9) ? g->control : EDI_STR("0"));
  if (of != X12_CODES_EARLY) echo(p, g->version, 1, 12);
  end(p);
}

static void write_group_trailer(struct pen *p, const struct x12_group *g, enum x12_codes_of of, uint64_t count) {
  enum { MOST = 999999 };
  begin(p, "AK9");
  letter(p, (char)g->verdict);
  number(p, g->stated <= MOST ? g->stated : g->received, 0);
  number(p, g->received, 0);
  number(p, g->accepted, 0);
  edi_str said[CODES_SAID];
  char buf[CODES_SAID][X12_CODE_TEXT], code[X12_CODE_TEXT];
  size_t n = 0;
  for (const struct x12_finding *f = g->findings.first; f; f = f->next)
    if (f->part == X12_AK9) say_code(p, said, buf, &n, x12_finding_code(f, of, code));
  end(p);
  uint64_t segments = p->r->segments + 1;
  begin(p, "SE");
  number(p, segments, 0);
  number(p, count, 4);
  end(p);
  begin(p, "GE");
  number(p, 1, 0);
  number(p, count, 0);
  end(p);
}

void x12_ack_group(struct x12_ack *a, const struct x12_interchange *i, const struct x12_group *g,
                   const struct x12_ack_stamp *stamp) {
  if (x12_group_is_ack(g)) return;
  enum x12_codes_of of = x12_ack_codes(g, &a->options);
  struct run out = {.b = a->groups};
  struct pen p = pen_of(i, &out);
  a->n++;
  write_group_header(&p, g, stamp, of, a->n);
  /* a set that is right in a group that is not: AK9 speaks for it */
  struct run *sets = a->options.only_errors || g->findings.fatal ? &a->wrong : &a->all;
  edi_buf_add(&out.b, edi_buf_str(&sets->b));
  out.segments += sets->segments;
  write_group_trailer(&p, g, of, a->n);
  a->groups = out.b;
  a->all.b.n = a->wrong.b.n = 0;
  a->all.segments = a->wrong.segments = 0;
}

/* The interchange. */

/* The header with sender and receiver changed over. */
static void write_isa(struct pen *p, const struct x12_ack_stamp *t) {
  const edi_str *isa = p->i->isa;
  bool version = digits(isa[12], 5, 5);
  begin(p, "ISA");
  padded(p, EDI_STR("00"), 2);
  padded(p, (edi_str){"", 0}, 10);
  padded(p, EDI_STR("00"), 2);
  padded(p, (edi_str){"", 0}, 10);
  padded(p, isa[7].n ? isa[7] : EDI_STR("ZZ"), 2);
  padded(p, isa[8], 15);
  padded(p, isa[5].n ? isa[5] : EDI_STR("ZZ"), 2);
  padded(p, isa[6], 15);
  write_stamp(p, t, false);
  edi_buf_char(&p->r->b, p->d.element);
  edi_buf_char(&p->r->b, p->d.repetition ? p->d.repetition : 'U');
  padded(p, version ? isa[12] : EDI_STR("00401"), 5);
  edi_buf_char(&p->r->b, p->d.element);
  edi_buf_uint(&p->r->b, t->control, 9);
  padded(p, EDI_STR("0"), 1);
  bool usage = edi_is(isa[15], "P") || edi_is(isa[15], "T") || edi_is(isa[15], "I");
  padded(p, usage ? isa[15] : EDI_STR("P"), 1);
  edi_buf_char(&p->r->b, p->d.element);
  edi_buf_char(&p->r->b, p->d.component);
  end(p);
}

/* A TA1 has room for one code: the first that rejects, else the first. */
static void write_ta1(struct pen *p) {
  const struct x12_interchange *i = p->i;
  const struct x12_finding *first = NULL;
  for (const struct x12_finding *f = i->findings.first; f; f = f->next)
    if (f->part == X12_TA1 && (!first || (f->fatal && !first->fatal))) first = f;
  char code[X12_CODE_TEXT];
  begin(p, "TA1");
  text(p, digits(i->isa[13], 9, 9) ? i->isa[13] : EDI_STR("000000000"));
  echo(p, i->isa[9], 6, 6);
  echo(p, i->isa[10], 4, 4);
  letter(p, (char)i->verdict);
  text(p, first ? x12_finding_code(first, X12_CODES_997, code) : EDI_STR("000"));
  end(p);
}

static bool wants_ta1(const struct x12_interchange *i, enum x12_ack_ta1 when) {
  bool rejected = i->verdict == X12_REJECTED, wrong = i->verdict != X12_ACCEPTED;
  switch (when) {
  case X12_TA1_BY_HEADER:
    return rejected || edi_is(i->isa[14], "1");
  case X12_TA1_ON_ERROR:
    return wrong;
  case X12_TA1_ALWAYS:
    return true;
  case X12_TA1_NEVER:
    break;
  }
  return false;
}

void x12_ack_finish(struct x12_ack *a, struct edi_buf *out, const struct x12_interchange *i,
                    const struct x12_ack_stamp *stamp) {
  uint64_t groups = i->verdict == X12_REJECTED ? 0 : a->n;
  bool ta1 = wants_ta1(i, a->options.ta1);
  /* a bare TA1 is never answered, not even a broken one: two systems could go on for ever */
  bool bare = i->acknowledgments && !i->groups;
  if (!bare && (ta1 || groups)) {
    struct run r = {.b = *out};
    struct pen p = pen_of(i, &r);
    write_isa(&p, stamp);
    if (ta1) write_ta1(&p);
    if (groups) edi_buf_add(&r.b, edi_buf_str(&a->groups));
    begin(&p, "IEA");
    number(&p, groups, 0);
    number(&p, stamp->control, 9);
    end(&p);
    *out = r.b;
  }
  struct edi_mem *m = a->m;
  struct x12_ack_options options = a->options;
  edi_mem_free(m);
  m = edi_mem_new();
  *a = (struct x12_ack){.m = m, .options = options, .all.b.m = m, .wrong.b.m = m, .groups.m = m};
}

struct x12_ack *x12_ack_new(const struct x12_ack_options *options) {
  struct x12_ack *a = malloc(sizeof *a);
  if (!a) abort();
  struct edi_mem *m = edi_mem_new();
  *a = (struct x12_ack){.m = m, .all.b.m = m, .wrong.b.m = m, .groups.m = m};
  if (options) a->options = *options;
  return a;
}

void x12_ack_free(struct x12_ack *a) {
  if (!a) return;
  edi_mem_free(a->m);
  free(a);
}

void x12_ack_write(struct edi_buf *out, const struct x12_interchange *i, const struct x12_ack_stamp *stamp,
                   const struct x12_ack_options *options) {
  struct x12_ack *a = x12_ack_new(options);
  for (const struct x12_group *g = i->first; g && i->verdict != X12_REJECTED; g = g->next) {
    for (const struct x12_set *s = g->first; s; s = s->next) x12_ack_set(a, i, g, s);
    x12_ack_group(a, i, g, stamp);
  }
  x12_ack_finish(a, out, i, stamp);
  x12_ack_free(a);
}

/* Writes TA1 and 997 from the findings. Nothing is decided here: the verdicts stand in the tree. */
#include "edi/x12/ack.h"

struct writer {
  struct edi_buf *out;
  const struct x12_interchange *i;
  uint32_t segments; /* of the set being written */
  size_t pending;    /* empty elements not yet written: none may stand at the end of a segment */
};

static void begin(struct writer *w, const char *id) {
  edi_buf_z(w->out, id);
  w->pending = 0;
  w->segments++;
}

static void element(struct writer *w, edi_str v) {
  w->pending++;
  if (!v.n) return;
  for (; w->pending; w->pending--) edi_buf_char(w->out, w->i->d.element);
  edi_buf_add(w->out, v);
}

static void number(struct writer *w, uint64_t v, int width) {
  w->pending++;
  for (; w->pending; w->pending--) edi_buf_char(w->out, w->i->d.element);
  edi_buf_uint(w->out, v, width);
}

static void end(struct writer *w) {
  edi_buf_char(w->out, w->i->d.terminator);
  edi_buf_add(w->out, w->i->newline);
}

/* ISA elements are as wide as they are, filled with blanks. */
static void padded(struct writer *w, edi_str v, size_t width) {
  edi_buf_char(w->out, w->i->d.element);
  for (size_t k = 0; k < width; k++) edi_buf_char(w->out, k < v.n ? v.p[k] : ' ');
}

/* YYMMDD and HHMM, or with the century. */
static void write_stamp(struct writer *w, const struct x12_ack_stamp *t, bool century) {
  uint64_t day = (uint64_t)(t->date.month * 100 + t->date.day);
  if (century)
    number(w, (uint64_t)t->date.year * 10000 + day, 8);
  else
    number(w, (uint64_t)(t->date.year % 100) * 10000 + day, 6);
  number(w, (uint64_t)(t->hour * 100 + t->minute), 4);
}

static edi_str cut(edi_str v, size_t max) { return (edi_str){v.p, v.n < max ? v.n : max}; }

/* The header with sender and receiver changed over. */
static void write_isa(struct writer *w, const struct x12_ack_stamp *t) {
  const edi_str *isa = w->i->isa;
  begin(w, "ISA");
  padded(w, EDI_STR("00"), 2);
  padded(w, (edi_str){"", 0}, 10);
  padded(w, EDI_STR("00"), 2);
  padded(w, (edi_str){"", 0}, 10);
  padded(w, isa[7], 2);
  padded(w, isa[8], 15);
  padded(w, isa[5], 2);
  padded(w, isa[6], 15);
  write_stamp(w, t, false);
  padded(w, isa[11], 1);
  padded(w, isa[12], 5);
  edi_buf_char(w->out, w->i->d.element);
  edi_buf_uint(w->out, t->control, 9);
  padded(w, EDI_STR("0"), 1);
  padded(w, isa[15], 1);
  edi_buf_char(w->out, w->i->d.element);
  edi_buf_char(w->out, w->i->d.component);
  end(w);
}

static void write_ta1(struct writer *w) {
  const struct x12_interchange *i = w->i;
  int code = 0;
  for (const struct x12_finding *f = i->findings.first; f && !code; f = f->next)
    if (f->fatal || !i->findings.fatal) code = f->code;
  begin(w, "TA1");
  element(w, i->isa[13]);
  element(w, i->isa[9]);
  element(w, i->isa[10]);
  element(w, (edi_str){(const char[]){(char)i->verdict}, 1});
  number(w, (uint64_t)code, 3);
  end(w);
}

/* The value in error, without anything that would cut the answer's own segment. */
static edi_str masked(const struct writer *w, edi_str v, char buf[static X12_VALUE_MAX]) {
  for (size_t k = 0; k < v.n; k++) {
    char c = v.p[k];
    bool unfit = c == w->i->d.element || c == w->i->d.component || c == w->i->d.terminator || (unsigned char)c < ' ' ||
                 (w->i->d.repetition && c == w->i->d.repetition);
    buf[k] = unfit ? ' ' : c;
  }
  return (edi_str){buf, v.n};
}

static void write_ak4(struct writer *w, const struct x12_finding *f) {
  begin(w, "AK4");
  number(w, f->element, 0);
  if (f->component) {
    edi_buf_char(w->out, w->i->d.component);
    edi_buf_uint(w->out, f->component, 0);
  }
  if (f->reference)
    number(w, f->reference > 100000 ? 0 : f->reference, 0);
  else
    element(w, (edi_str){"", 0});
  number(w, (uint64_t)f->code, 0);
  char buf[X12_VALUE_MAX];
  element(w, masked(w, f->value, buf));
  end(w);
}

static void write_segment_errors(struct writer *w, const struct x12_set *s) {
  uint32_t open = 0; /* the segment whose AK3 with code 8 stands last */
  for (const struct x12_finding *f = s->findings.first; f; f = f->next) {
    if (f->part != X12_AK3 && f->part != X12_AK4) continue;
    if (f->part == X12_AK3 || open != f->segment) {
      begin(w, "AK3");
      element(w, f->segment_id);
      number(w, f->segment, 0);
      element(w, (edi_str){"", 0});
      number(w, f->part == X12_AK3 ? (uint64_t)f->code : 8, 0);
      end(w);
      open = f->part == X12_AK4 ? f->segment : 0;
    }
    if (f->part == X12_AK4) write_ak4(w, f);
  }
}

static void write_set(struct writer *w, const struct x12_set *s, bool late) {
  begin(w, "AK2");
  element(w, cut(s->id, 3));
  element(w, cut(s->control, 9));
  if (late) element(w, cut(s->convention, 35));
  end(w);
  write_segment_errors(w, s);
  begin(w, "AK5");
  element(w, (edi_str){(const char[]){(char)s->verdict}, 1});
  int said = 0;
  bool segments = false;
  for (const struct x12_finding *f = s->findings.first; f; f = f->next) {
    if (f->part == X12_AK3 || f->part == X12_AK4)
      segments = true;
    else if (f->part == X12_AK5 && f->code != 5 && said < 4) {
      number(w, (uint64_t)f->code, 0);
      said++;
    }
  }
  if (segments) number(w, 5, 0);
  end(w);
}

static void write_997(struct writer *w, const struct x12_group *g, const struct x12_ack_stamp *t, uint64_t count) {
  bool late = g->version.n >= 6 && memcmp(g->version.p, "005010", 6) >= 0;
  begin(w, "GS");
  element(w, EDI_STR("FA"));
  element(w, cut(g->receiver, 15));
  element(w, cut(g->sender, 15));
  write_stamp(w, t, true);
  number(w, count, 0);
  element(w, EDI_STR("X"));
  element(w, g->version.n >= 6 ? (edi_str){g->version.p, 6} : EDI_STR("004010"));
  end(w);
  w->segments = 0;
  begin(w, "ST");
  element(w, EDI_STR("997"));
  number(w, count, 4);
  end(w);
  begin(w, "AK1");
  element(w, cut(g->functional, 2));
  element(w, cut(g->control, 9));
  if (late) element(w, cut(g->version, 12));
  end(w);
  for (const struct x12_set *s = g->first; s; s = s->next)
    if (!g->findings.fatal ||
        s->verdict != X12_ACCEPTED) /* a set that is right in a group that is not: AK9 speaks for it */
      write_set(w, s, late);
  begin(w, "AK9");
  element(w, (edi_str){(const char[]){(char)g->verdict}, 1});
  number(w, g->stated, 0);
  number(w, g->received, 0);
  number(w, g->accepted, 0);
  int said = 0;
  for (const struct x12_finding *f = g->findings.first; f && said < 5; f = f->next, said++)
    number(w, (uint64_t)f->code, 0);
  end(w);
  begin(w, "SE");
  number(w, w->segments, 0);
  number(w, count, 4);
  end(w);
  begin(w, "GE");
  number(w, 1, 0);
  number(w, count, 0);
  end(w);
}

void x12_ack_write(struct edi_buf *out, const struct x12_interchange *i, const struct x12_ack_stamp *stamp) {
  struct writer w = {.out = out, .i = i};
  bool ta1 = i->verdict == X12_REJECTED || edi_is(i->isa[14], "1");
  uint64_t groups = 0;
  for (const struct x12_group *g = i->first; g && i->verdict != X12_REJECTED; g = g->next)
    groups += !x12_group_is_ack(g);
  /* a bare TA1 is never answered, not even a broken one: two systems could go on for ever */
  if ((i->acknowledgments && !i->first) || (!ta1 && !groups)) return;
  write_isa(&w, stamp);
  if (ta1) write_ta1(&w);
  uint64_t count = 0;
  for (const struct x12_group *g = i->first; g && groups; g = g->next)
    if (!x12_group_is_ack(g)) write_997(&w, g, stamp, ++count);
  begin(&w, "IEA");
  number(&w, groups, 0);
  edi_buf_char(out, i->d.element);
  edi_buf_uint(out, stamp->control, 9);
  end(&w);
}

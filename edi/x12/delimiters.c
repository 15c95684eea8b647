/* Reads the ISA header. Nothing in it is trusted before the separators at all sixteen fixed places agree. */
#include "edi/x12/delimiters.h"

static const unsigned char WIDTH[X12_ISA_ELEMENTS + 1] = {3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1};

static enum x12_isa_state broken(struct x12_isa *out, size_t at, enum x12_isa_fault fault) {
  out->wrong_at = at;
  out->fault = fault;
  return X12_ISA_BROKEN;
}

/* ISA11 is a standards identifier ("U") up to release 00401 and the repetition separator from 00402. */
static char repetition(const struct x12_isa *i) {
  if (i->e[11].n != 1 || i->e[12].n != 5 || memcmp(i->e[12].p, "00402", 5) < 0) return 0;
  char c = i->e[11].p[0];
  if (x12_alnum(c) || c == ' ' || c == i->d.element || c == i->d.component || c == i->d.terminator) return 0;
  return c;
}

static bool no_separator(char c) { return x12_alnum(c) || c == ' '; }

static enum x12_isa_state finish(struct x12_isa *out) {
  struct x12_delimiters *d = &out->d;
  out->wrong = no_separator(d->element)                                   ? X12_ISA_ELEMENT
               : no_separator(d->component) || d->component == d->element ? X12_ISA_COMPONENT
               : no_separator(d->terminator) || d->terminator == d->element || d->terminator == d->component
                   ? X12_ISA_TERMINATOR
                   : X12_ISA_RIGHT;
  d->repetition = repetition(out);
  return X12_ISA_READ;
}

static enum x12_isa_state read_fixed(edi_str p, struct x12_isa *out) {
  bool separator = !no_separator(out->d.element);
  size_t at = 0;
  for (int i = 0; i <= X12_ISA_ELEMENTS; i++) {
    if (i) {
      if (at >= p.n) return X12_ISA_MORE;
      if (p.p[at] != out->d.element) return broken(out, at, X12_ISA_WIDTH);
      at++;
    }
    size_t have = at < p.n ? p.n - at : 0, n = WIDTH[i] < have ? WIDTH[i] : have;
    /* what is no separator may well stand in a value, too */
    const char *early = separator ? memchr(p.p + (have ? at : 0), out->d.element, n) : NULL;
    if (early && i && i < X12_ISA_ELEMENTS) return broken(out, (size_t)(early - p.p), X12_ISA_WIDTH);
    out->e[i] = (edi_str){p.p + at, WIDTH[i]};
    at += WIDTH[i];
  }
  if (p.n < X12_ISA_BYTES) return X12_ISA_MORE;
  out->d.component = p.p[104];
  out->d.terminator = p.p[105];
  out->length = X12_ISA_BYTES;
  return finish(out);
}

static enum x12_isa_state read_counting(edi_str p, struct x12_isa *out) {
  size_t at = 4;
  for (int i = 1; i < X12_ISA_ELEMENTS; i++) {
    size_t room = p.n < X12_ISA_TOLERATED ? p.n : X12_ISA_TOLERATED;
    const char *end = at < room ? memchr(p.p + at, out->d.element, room - at) : NULL;
    if (!end) return p.n < X12_ISA_TOLERATED ? X12_ISA_MORE : broken(out, at, X12_ISA_TOO_FEW);
    out->e[i] = (edi_str){p.p + at, (size_t)(end - p.p) - at};
    at = (size_t)(end - p.p) + 1;
  }
  if (p.n < at + 2) return X12_ISA_MORE;
  out->e[16] = (edi_str){p.p + at, 1};
  out->d.component = p.p[at];
  out->d.terminator = p.p[at + 1];
  out->length = at + 2;
  finish(out);
  /* counted, it is rather no header at all */
  return out->wrong ? broken(out, out->length - 1, X12_ISA_SEPARATORS) : X12_ISA_READ;
}

enum x12_isa_state x12_isa_read(edi_str p, bool unpadded, struct x12_isa *out) {
  *out = (struct x12_isa){0};
  if (p.n < 4) return X12_ISA_MORE;
  out->d.element = p.p[3];
  enum x12_isa_state s = read_fixed(p, out);
  if (s == X12_ISA_BROKEN && no_separator(out->d.element)) return broken(out, 3, X12_ISA_SEPARATORS);
  if (s == X12_ISA_BROKEN && unpadded) {
    struct x12_isa again = {.d.element = p.p[3]};
    s = read_counting(p, &again);
    if (s == X12_ISA_BROKEN)
      out->fault = again.fault;
    else
      *out = again;
  }
  return s;
}

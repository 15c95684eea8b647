/* The tokeniser. Whole segments are read where they lie; only one that spans two portions is copied. */
#include "edi/x12/reader.h"
#include <stdlib.h>

enum state { OUTSIDE, HEADER, INSIDE, NOISE };

struct x12_reader {
  const struct x12_events *on;
  void *ctx;
  struct x12_options options;
  enum state state;
  struct x12_delimiters d;
  bool known;      /* d is that of the latest interchange */
  uint64_t offset; /* of the first byte not yet consumed */
  char *carry;     /* what of the input is held until more comes */
  size_t held, cap;
  uint32_t ends[X12_ELEMENTS_MAX];
};

struct x12_reader *x12_reader_new(const struct x12_events *events, const struct x12_options *options, void *ctx) {
  struct x12_reader *r = calloc(1, sizeof *r);
  if (!r) abort();
  r->on = events;
  r->ctx = ctx;
  if (options) r->options = *options;
  return r;
}

void x12_reader_free(struct x12_reader *r) {
  if (!r) return;
  free(r->carry);
  free(r);
}

size_t x12_split(edi_str text, char separator, edi_str *out, size_t max) {
  size_t n = 0;
  const char *p = text.p, *end = text.p + text.n;
  for (;;) {
    const char *q = p < end ? memchr(p, separator, (size_t)(end - p)) : NULL;
    if (n < max) out[n] = (edi_str){p, (size_t)((q ? q : end) - p)};
    n++;
    if (!q) return n;
    p = q + 1;
  }
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0 || c == 0x1a; }

/* Between segments: line ends and blanks that are not themselves the terminator. */
static bool filler(const struct x12_delimiters *d, char c) {
  return (c == '\r' || c == '\n' || c == ' ' || c == '\t') && c != d->element;
}

/* Finds the elements of a segment whose text is known. */
static void lay_out(struct x12_segment *s, uint32_t *ends, const struct x12_delimiters *d) {
  s->base = s->text.p;
  s->ends = ends;
  s->n = 0;
  s->plain = true;
  for (size_t i = 0; i < s->text.n; i++) {
    char c = s->text.p[i];
    if (c == d->element && s->n < X12_ELEMENTS_MAX - 1) ends[s->n++] = (uint32_t)i;
    if (c == d->component || (d->repetition && c == d->repetition) || c < ' ' || c == 127) s->plain = false;
  }
  ends[s->n++] = (uint32_t)s->text.n;
}

static void emit(struct x12_reader *r, const char *p, size_t n, bool cut) {
  struct x12_segment s = {.offset = r->offset, .length = n + (cut ? 0 : 1), .text = {p, n}, .cut = cut};
  lay_out(&s, r->ends, &r->d);
  if (edi_is(x12_at(&s, 0), "IEA")) r->state = OUTSIDE;
  r->on->segment(r->ctx, &s);
}

/* "ISA" and then no letter or digit: no segment of the standard is called so otherwise. */
static bool starts_header(const char *p, size_t n) {
  if (n < 3 || memcmp(p, "ISA", 3) != 0) return false;
  return n == 3 || !((p[3] >= 'A' && p[3] <= 'Z') || (p[3] >= 'a' && p[3] <= 'z') || (p[3] >= '0' && p[3] <= '9'));
}

/* Each step consumes what it can of p[0..n) and returns how much. None and the same state: more input is needed. */
static size_t step_outside(struct x12_reader *r, const char *p, size_t n, bool last) {
  size_t i = 0;
  while (i < n && (blank(p[i]) || (r->known && p[i] == r->d.terminator))) i++;
  if (i) return i;
  static const char mark[] = "\xef\xbb\xbf"; /* UTF-8 byte order mark */
  if (memcmp(p, mark, n < 3 ? n : 3) == 0) {
    if (n >= 3) return 3;
    if (!last) return 0;
  }
  if (n < 4 && !last && memcmp(p, "ISA", n < 3 ? n : 3) == 0) return 0;
  r->state = starts_header(p, n) ? HEADER : NOISE;
  return 0;
}

/* Noise lasts to the end of its line, or of its segment when a terminator is known. */
static size_t step_noise(struct x12_reader *r, const char *p, size_t n, bool last) {
  size_t i = 0, max = n < X12_SEGMENT_MAX ? n : X12_SEGMENT_MAX;
  while (i < max && p[i] != '\n' && p[i] != '\r' && !(r->known && p[i] == r->d.terminator)) i++;
  if (i == n && n < X12_SEGMENT_MAX && !last) return 0;
  r->state = OUTSIDE;
  r->on->trouble(r->ctx, X12_NOISE, r->offset, (edi_str){p, i}, NULL);
  return i;
}

static size_t step_header(struct x12_reader *r, const char *p, size_t n, bool last) {
  struct x12_isa isa;
  switch (x12_isa_read((edi_str){p, n}, r->options.unpadded_isa, &isa)) {
  case X12_ISA_MORE:
    if (!last) return 0;
    r->on->trouble(r->ctx, X12_HEADER_CUT, r->offset, (edi_str){p, n}, "the input ends inside the ISA segment");
    r->state = OUTSIDE;
    return n;
  case X12_ISA_BROKEN:
    r->on->trouble(r->ctx, X12_HEADER, r->offset + isa.wrong_at, (edi_str){p, n < 106 ? n : 106}, isa.why);
    r->state = NOISE;
    r->known = false;
    return 3;
  case X12_ISA_READ:
    break;
  }
  r->d = isa.d;
  r->known = true;
  r->state = INSIDE;
  r->on->header(r->ctx, &isa, r->offset);
  return isa.length;
}

static size_t step_inside(struct x12_reader *r, const char *p, size_t n, bool last) {
  size_t i = 0;
  while (i < n && (filler(&r->d, p[i]) || p[i] == r->d.terminator)) i++;
  if (i) return i;
  if (p[0] == 'I' && memcmp(p, "ISA", n < 3 ? n : 3) == 0) {
    if (n < 4 && !last) return 0;
    if (starts_header(p, n)) { /* the IEA of the one before is missing */
      r->state = HEADER;
      return 0;
    }
  }
  size_t max = n < X12_SEGMENT_MAX ? n : X12_SEGMENT_MAX;
  const char *end = memchr(p, r->d.terminator, max);
  if (end) {
    size_t len = (size_t)(end - p);
    emit(r, p, len, false);
    return len + 1;
  }
  if (max == X12_SEGMENT_MAX) {
    r->on->trouble(r->ctx, X12_LONG_SEGMENT, r->offset, (edi_str){p, 64}, "no segment terminator within 1 MiB");
    r->state = NOISE;
    return max;
  }
  if (!last) return 0;
  size_t len = n;
  while (len && (p[len - 1] == '\r' || p[len - 1] == '\n' || p[len - 1] == 0x1a)) len--;
  if (len) emit(r, p, len, true);
  r->state = OUTSIDE;
  return n;
}

static size_t step(struct x12_reader *r, const char *p, size_t n, bool last) {
  switch (r->state) {
  case OUTSIDE:
    return step_outside(r, p, n, last);
  case NOISE:
    return step_noise(r, p, n, last);
  case HEADER:
    return step_header(r, p, n, last);
  case INSIDE:
    break;
  }
  return step_inside(r, p, n, last);
}

/* Runs over p until it is used up or more is needed; returns what is left over. */
static size_t run(struct x12_reader *r, const char *p, size_t n, bool last) {
  while (n) {
    enum state before = r->state;
    size_t used = step(r, p, n, last);
    r->offset += used;
    p += used;
    n -= used;
    if (!used && r->state == before) break;
  }
  return n;
}

static void hold(struct x12_reader *r, const char *p, size_t n) {
  if (r->held + n > r->cap) {
    size_t cap = r->cap ? r->cap : 4096;
    while (cap < r->held + n) cap *= 2;
    r->carry = realloc(r->carry, cap);
    if (!r->carry) abort();
    r->cap = cap;
  }
  memcpy(r->carry + r->held, p, n);
  r->held += n;
}

void x12_reader_feed(struct x12_reader *r, edi_str bytes) {
  while (r->held && bytes.n) {
    /* add as little to the carried bytes as completes the segment, then go on where the input lies */
    size_t take = bytes.n < 4096 ? bytes.n : 4096;
    const char *end = r->known && r->state == INSIDE ? memchr(bytes.p, r->d.terminator, take) : NULL;
    if (end) take = (size_t)(end - bytes.p) + 1;
    hold(r, bytes.p, take);
    bytes.p += take;
    bytes.n -= take;
    size_t left = run(r, r->carry, r->held, false);
    memmove(r->carry, r->carry + r->held - left, left);
    r->held = left;
  }
  if (bytes.n) {
    size_t left = run(r, bytes.p, bytes.n, false);
    if (left) hold(r, bytes.p + bytes.n - left, left);
  }
}

void x12_reader_finish(struct x12_reader *r) {
  if (r->held) run(r, r->carry, r->held, true);
  r->held = 0;
}

void x12_cursor_start(struct x12_cursor *c, edi_str bytes, uint64_t offset, struct x12_delimiters d) {
  c->p = bytes.p;
  c->end = bytes.p + bytes.n;
  c->offset = offset;
  c->d = d;
}

bool x12_cursor_next(struct x12_cursor *c, struct x12_segment *out) {
  while (c->p < c->end && (filler(&c->d, *c->p) || *c->p == c->d.terminator)) c->p++, c->offset++;
  if (c->p == c->end) return false;
  const char *end = memchr(c->p, c->d.terminator, (size_t)(c->end - c->p));
  size_t n = (size_t)((end ? end : c->end) - c->p);
  *out = (struct x12_segment){.offset = c->offset, .length = n + (end ? 1 : 0), .text = {c->p, n}, .cut = !end};
  lay_out(out, c->ends, &c->d);
  c->p += out->length;
  c->offset += out->length;
  return true;
}

/* The tokeniser. Inside an interchange it goes from terminator to terminator by the index of the scan; everything else
   is a small machine of states. What is not yet whole is carried over to the next portion. */
#include "edi/x12/reader.h"
#include "edi/x12/binary.h"
#include "edi/x12/scan.h"
#include <stdlib.h>

enum state {
  OUTSIDE, /* between interchanges */
  HEADER,  /* at an ISA */
  INSIDE,  /* at the beginning of a segment, or of what is between two */
  DATA,    /* in binary data too long to be kept */
  NOISE,   /* at bytes that belong to no interchange */
  SKIP,    /* in what has been reported and is passed over, to the end of the line or segment */
};

enum { PORTION_MAX = 1 << 30, NOISE_SHOWN = 64, HEAD_MIN = 4, HEAD_WRONG = 7, BLOCK_FIRST = 512 };

struct x12_reader {
  const struct x12_events *on;
  void *ctx;
  struct x12_options options;
  x12_scan_block *block;
  enum state state;
  struct x12_delimiters d;
  bool known;      /* d is that of the latest interchange */
  uint64_t offset; /* of the first byte not yet consumed; line ends taken out by deblocking are not counted */
  char *carry;     /* carry[head..held): what of the input is kept until more comes */
  size_t head, held, cap;
  size_t want;   /* more than this many bytes are no use before there are so many: binary data */
  uint64_t told; /* 1 + offset of the segment whose binary length was found wrong */
  /* deblocking: line ends taken out before the consumed bytes, and where they were in those carried */
  uint64_t shift, *gaps;
  size_t ngaps, gaps_cap;
  /* binary data passing by */
  char data_head[X12_BINARY_HEAD];
  size_t data_head_n;
  uint64_t data_offset, data_length, data_left;
  struct x12_scan x;
};

struct x12_reader *x12_reader_new(const struct x12_events *events, const struct x12_options *options, void *ctx) {
  struct x12_reader *r = calloc(1, sizeof *r);
  if (!r) abort();
  r->on = events;
  r->ctx = ctx;
  r->block = x12_scan_best();
  if (options) r->options = *options;
  return r;
}

void x12_reader_free(struct x12_reader *r) {
  if (!r) return;
  free(r->carry);
  free(r->gaps);
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

/* Between segments: line ends and blanks that are not themselves a separator. */
static inline bool filler(const struct x12_delimiters *d, char c) {
  return (c == '\n' || c == '\r' || c == ' ' || c == '\t') && c != d->element;
}

/* Where a byte stands in the input as it came. */
static __attribute__((noinline)) uint64_t origin(const struct x12_reader *r, uint64_t at) {
  uint64_t shift = r->shift;
  for (size_t i = 0; i < r->ngaps && r->gaps[i] <= at; i++) shift++;
  return at + shift;
}

static void trouble(struct x12_reader *r, enum x12_trouble what, uint64_t at, const char *p, size_t n,
                    enum x12_isa_fault fault) {
  r->on->trouble(r->ctx, what, origin(r, at), (edi_str){p, n}, fault);
}

/* "ISA" and then no letter or digit: no segment of the standard is called so otherwise. */
static bool starts_header(const char *p, size_t n) {
  return n >= 3 && memcmp(p, "ISA", 3) == 0 && (n == 3 || !x12_alnum(p[3]));
}

/* … or one that separates, though it should not: it comes again behind the two characters of ISA01. */
static bool starts_wrong_header(const char *p, size_t n) {
  return n >= HEAD_WRONG && memcmp(p, "ISA", 3) == 0 && p[3] == p[HEAD_WRONG - 1];
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
  size_t enough = n < HEAD_MIN || !x12_alnum(p[3]) ? HEAD_MIN : HEAD_WRONG;
  if (n < enough && !last && memcmp(p, "ISA", n < 3 ? n : 3) == 0) return 0;
  r->state = starts_header(p, n) || starts_wrong_header(p, n) ? HEADER : NOISE;
  return 0;
}

static size_t line(const struct x12_reader *r, const char *p, size_t n) {
  size_t i = 0;
  while (i < n && p[i] != '\n' && p[i] != '\r' && !(r->known && p[i] == r->d.terminator)) i++;
  return i;
}

static size_t step_noise(struct x12_reader *r, const char *p, size_t n, bool last) {
  size_t max = n < NOISE_SHOWN ? n : NOISE_SHOWN, i = line(r, p, max);
  if (i == n && n < NOISE_SHOWN && !last) return 0;
  r->state = SKIP;
  trouble(r, X12_NOISE, r->offset, p, i, 0);
  return i;
}

static size_t step_skip(struct x12_reader *r, const char *p, size_t n) {
  size_t i = line(r, p, n);
  if (i < n) r->state = OUTSIDE;
  return i;
}

static size_t step_header(struct x12_reader *r, const char *p, size_t n, bool last) {
  struct x12_isa isa;
  switch (x12_isa_read((edi_str){p, n}, r->options.unpadded_isa, &isa)) {
  case X12_ISA_MORE:
    if (!last) return 0;
    trouble(r, X12_HEADER_CUT, r->offset, p, n, 0);
    r->state = OUTSIDE;
    return n;
  case X12_ISA_BROKEN:
    trouble(r, X12_HEADER, r->offset + isa.wrong_at, p, isa.wrong_at + 1, isa.fault); /* to the byte that is wrong */
    r->state = SKIP;
    r->known = false;
    return 3;
  case X12_ISA_READ:
    break;
  }
  r->d = isa.d;
  r->known = !isa.wrong;
  r->state = isa.wrong ? SKIP : INSIDE;
  r->on->header(r->ctx, &isa, origin(r, r->offset));
  return isa.length;
}

static size_t endless(struct x12_reader *r, const char *p, uint32_t start) {
  trouble(r, X12_LONG_SEGMENT, r->offset + start, p + start, NOISE_SHOWN, 0);
  r->state = SKIP;
  return start + X12_SEGMENT_MAX;
}

static inline void emit(struct x12_reader *r, const char *p, uint32_t start, uint32_t end, const uint32_t *ends,
                        size_t n, bool plain, bool cut) {
  struct x12_segment s = {.offset = r->offset + start,
                          .length = end - start + (cut ? 0 : 1),
                          .text = {p + start, end - start},
                          .n = n,
                          .base = p,
                          .ends = ends,
                          .cut = cut,
                          .plain = plain};
  if (r->shift || r->ngaps) { /* deblocking */
    s.offset = origin(r, r->offset + start);
    s.length = origin(r, r->offset + end - (cut ? 1 : 0)) + 1 - s.offset;
  }
  r->on->segment(r->ctx, &s);
}

/* What is beyond the most elements that are told apart goes into the last of them. */
static inline void emit_bounded(struct x12_reader *r, const char *p, uint32_t start, uint32_t end, uint32_t *ends,
                                size_t n, bool plain, bool cut) {
  if (n > X12_ELEMENTS_MAX) {
    n = X12_ELEMENTS_MAX;
    ends[n - 1] = end;
  }
  emit(r, p, start, end, ends, n, plain, cut);
}

enum binary { ORDINARY, WHOLE, WAIT };

/* Is p[start..) a segment of binary data? WHOLE: *end is its terminator, and it has been given. WAIT: there is not yet
   enough of it, or it is so long that it passes by. */
static __attribute__((noinline)) enum binary binary(struct x12_reader *r, const char *p, uint32_t start, size_t n,
                                                    bool last, uint32_t *end) {
  size_t head;
  uint64_t length;
  if (r->told == r->offset + start + 1 || !x12_binary_head((edi_str){p + start, n - start}, &r->d, &head, &length))
    return ORDINARY;
  uint64_t size = head + length; /* terminator not counted */
  if (start + size < n && p[start + size] == r->d.terminator && size < X12_SEGMENT_MAX) {
    uint32_t ends[4];
    *end = (uint32_t)(start + size);
    emit(r, p, start, *end, ends, x12_binary_ends(p, start, head, *end, &r->d, ends), false, false);
    return WHOLE;
  }
  if (size >= X12_SEGMENT_MAX) {
    memcpy(r->data_head, p + start, head);
    r->data_head_n = head;
    r->data_offset = origin(r, r->offset + start);
    r->data_length = r->data_left = length;
    r->state = DATA;
    return WAIT;
  }
  if (start + size >= n && !last) {
    r->want = (size_t)size + 1;
    return WAIT;
  }
  r->told = r->offset + start + 1;
  trouble(r, X12_BINARY, r->offset + start, p + start, head, 0);
  return ORDINARY;
}

static void data_wrong(struct x12_reader *r) {
  r->on->trouble(r->ctx, X12_BINARY, r->data_offset, (edi_str){r->data_head, r->data_head_n}, 0);
}

/* The end of data that was too long to be kept; the segment is given without it. */
static void data_over(struct x12_reader *r, bool cut) {
  uint32_t ends[4];
  const char *p = r->data_head;
  uint32_t end = (uint32_t)r->data_head_n;
  struct x12_segment s = {.offset = r->data_offset,
                          .length = origin(r, r->offset) - r->data_offset + (cut ? 0 : 1),
                          .text = {p, end},
                          .n = x12_binary_ends(p, 0, end, end, &r->d, ends),
                          .base = p,
                          .ends = ends,
                          .left_out = r->data_length - r->data_left,
                          .cut = cut};
  r->on->segment(r->ctx, &s);
}

static size_t step_data(struct x12_reader *r, const char *p, size_t n) {
  size_t pass = n < r->data_left ? n : (size_t)r->data_left;
  if (pass) {
    r->data_left -= pass;
    return pass;
  }
  if (p[0] == r->d.terminator) {
    data_over(r, false);
    r->state = INSIDE;
    return 1;
  }
  /* the length is wrong and the data are gone: what follows to the next terminator is lost with them */
  if (r->told != r->data_offset + 1) data_wrong(r);
  r->told = r->data_offset + 1;
  const char *end = memchr(p, r->d.terminator, n);
  if (!end) return n;
  return (size_t)(end - p);
}

/* Keeps the positions of the segment that is still open at the front of the index. */
static void keep_open(struct x12_scan *x, uint32_t first) {
  uint32_t n = x->n - first;
  if (n > X12_ELEMENTS_MAX) n = X12_ELEMENTS_MAX;
  if (first && n) memmove(x->at, x->at + first, n * sizeof *x->at);
  x->n = n;
}

static inline uint32_t later(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* What is left at the end of the input: a segment without its terminator. */
static size_t cut_off(struct x12_reader *r, const char *p, uint32_t start, uint32_t n) {
  uint32_t end = n;
  while (end > start && (p[end - 1] == '\r' || p[end - 1] == '\n' || p[end - 1] == 0x1a)) end--;
  r->state = OUTSIDE;
  if (end == start) return n;
  struct x12_scan *x = &r->x;
  while (x->n && x->at[x->n - 1] >= end) x->n--;
  x->at[x->n] = end;
  emit_bounded(r, p, start, end, x->at, x->n + 1, false, true);
  return n;
}

static size_t step_inside(struct x12_reader *r, const char *p, size_t size, bool last) {
  struct x12_scan *x = &r->x;
  uint32_t n = (uint32_t)size, start = 0, to;
  bool rough = false; /* a special byte of the open segment in an earlier block */
  x->n = 0;
  r->want = 0;
  uint32_t block = BLOCK_FIRST; /* small at first: an interchange may be over soon, and the rest is scanned again */
  for (uint32_t from = 0; from < n; from = to) {
    to = n - from < block ? n : from + block;
    block = block < X12_SCAN_BLOCK / 4 ? block * 4 : X12_SCAN_BLOCK;
    r->block(x, p, from, to, &r->d);
    uint32_t first = 0;
    for (uint32_t k = 0; k < x->nends; k++) {
      uint32_t end = x->at[x->ends[k]];
      while (p[start] <= ' ' && start < end && filler(&r->d, p[start])) start++;
      char c = p[start];
      if (c == 'I' && start + HEAD_MIN <= n && starts_header(p + start, HEAD_MIN)) {
        r->state = HEADER; /* the IEA of the one before is missing */
        return start;
      }
      if (c == 'B' && end - start >= HEAD_MIN) {
        switch (binary(r, p, start, n, last, &end)) {
        case WAIT:
          return r->state == DATA ? start + r->data_head_n : start;
        case WHOLE:
          start = end + 1;
          if (end >= to) return start;
          while (x->at[x->ends[k]] < end) k++;
          first = x->ends[k] + 1;
          rough = false;
          continue;
        case ORDINARY:
          break;
        }
      }
      if (end - start >= X12_SEGMENT_MAX) return endless(r, p, start);
      if (start < end) {
        bool over = c == 'I' && x->at[first] == start + 3 && memcmp(p + start, "IEA", 3) == 0;
        bool plain = !rough && !x12_scan_special(x, later(start, from), end);
        if (over) r->state = OUTSIDE;
        emit_bounded(r, p, start, end, x->at + first, x->ends[k] - first + 1, plain, false);
        if (over) return end + 1;
      }
      start = end + 1;
      first = x->ends[k] + 1;
      rough = false;
    }
    while (start < to && filler(&r->d, p[start])) start++;
    keep_open(x, first);
    rough = rough || x12_scan_special(x, later(start, from), to);
    if (start < to && to - start >= X12_SEGMENT_MAX && p[start] != 'B') return endless(r, p, start);
  }
  if (start == n) return n;
  if (p[start] == 'I' && n - start >= HEAD_MIN && starts_header(p + start, HEAD_MIN)) {
    r->state = HEADER;
    return start;
  }
  uint32_t end;
  if (p[start] == 'B') {
    switch (binary(r, p, start, n, last, &end)) {
    case WAIT:
      return r->state == DATA ? start + r->data_head_n : start;
    case WHOLE:
      return end + 1;
    case ORDINARY:
      break;
    }
  }
  if (n - start >= X12_SEGMENT_MAX) return endless(r, p, start);
  return last ? cut_off(r, p, start, n) : start;
}

static size_t step(struct x12_reader *r, const char *p, size_t n, bool last) {
  switch (r->state) {
  case OUTSIDE:
    return step_outside(r, p, n, last);
  case NOISE:
    return step_noise(r, p, n, last);
  case SKIP:
    return step_skip(r, p, n);
  case HEADER:
    return step_header(r, p, n, last);
  case DATA:
    return step_data(r, p, n);
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
  size_t gone = 0;
  while (gone < r->ngaps && r->gaps[gone] <= r->offset) gone++;
  if (gone) {
    r->ngaps -= gone;
    r->shift += gone;
    memmove(r->gaps, r->gaps + gone, r->ngaps * sizeof *r->gaps);
  }
  return n;
}

static void hold(struct x12_reader *r, const char *p, size_t n) {
  if (r->head && r->head >= r->held - r->head) { /* no more is moved than has been used up */
    memmove(r->carry, r->carry + r->head, r->held - r->head);
    r->held -= r->head;
    r->head = 0;
  }
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

/* How much of p to put behind the carried bytes: as little as completes what they begin, so that the rest is read where
   it lies. *enough: it does. */
static size_t wanted(const struct x12_reader *r, edi_str p, bool *enough) {
  size_t have = r->held - r->head, most = NOISE_SHOWN;
  *enough = true;
  if (r->state == HEADER) most = have < X12_ISA_BYTES ? X12_ISA_BYTES - have : NOISE_SHOWN;
  if (r->state == INSIDE && r->want > have) {
    most = r->want - have;
    *enough = most <= p.n;
  } else if (r->state == INSIDE && have < HEAD_MIN) {
    most = HEAD_MIN - have;
  } else if (r->state == INSIDE && have < X12_SEGMENT_MAX) {
    most = X12_SEGMENT_MAX - have;
    size_t n = p.n < most ? p.n : most;
    const char *end = memchr(p.p, r->d.terminator, n);
    if (end) return (size_t)(end - p.p) + 1;
    *enough = n == most;
  }
  return p.n < most ? p.n : most;
}

static void feed(struct x12_reader *r, edi_str bytes) {
  while (r->held && bytes.n) {
    bool enough;
    size_t take = wanted(r, bytes, &enough);
    hold(r, bytes.p, take);
    bytes.p += take;
    bytes.n -= take;
    if (!enough) continue;
    r->head = r->held - run(r, r->carry + r->head, r->held - r->head, false);
    if (r->head == r->held) r->head = r->held = 0;
  }
  if (!bytes.n) return;
  size_t left = run(r, bytes.p, bytes.n, false);
  if (left) hold(r, bytes.p + bytes.n - left, left);
}

static void take_out(struct x12_reader *r) {
  if (!r->held) {
    r->shift++;
    return;
  }
  if (r->ngaps == r->gaps_cap) {
    r->gaps_cap = r->gaps_cap ? r->gaps_cap * 2 : 64;
    r->gaps = realloc(r->gaps, r->gaps_cap * sizeof *r->gaps);
    if (!r->gaps) abort();
  }
  r->gaps[r->ngaps++] = r->offset + (r->held - r->head);
}

/* Line ends are no part of a segment unless they end it or are binary data; nor of a header, but for one where the
   terminator stands in a header that has had none before. */
static bool stray_line_end(const struct x12_reader *r, char c) {
  size_t have = r->held - r->head, head;
  uint64_t length;
  if (r->state == HEADER) return have != X12_ISA_BYTES - 1 || r->ngaps;
  if (c == r->d.terminator) return false;
  if (r->state == DATA) return !r->data_left;
  if (r->state != INSIDE) return false;
  bool data = have && r->told != r->offset + 1 &&
              x12_binary_head((edi_str){r->carry + r->head, have}, &r->d, &head, &length) && have < head + length;
  return !data;
}

static void feed_deblocked(struct x12_reader *r, edi_str bytes) {
  while (bytes.n) {
    size_t n = 0;
    while (n < bytes.n && bytes.p[n] != '\n' && bytes.p[n] != '\r') n++;
    if (n) {
      feed(r, (edi_str){bytes.p, n});
    } else if (stray_line_end(r, bytes.p[0])) {
      take_out(r);
      n = 1;
    } else {
      feed(r, (edi_str){bytes.p, n = 1});
    }
    bytes.p += n;
    bytes.n -= n;
  }
}

void x12_reader_feed(struct x12_reader *r, edi_str bytes) {
  while (bytes.n) {
    edi_str part = {bytes.p, bytes.n < PORTION_MAX ? bytes.n : PORTION_MAX};
    if (r->options.deblock)
      feed_deblocked(r, part);
    else
      feed(r, part);
    bytes.p += part.n;
    bytes.n -= part.n;
  }
}

void x12_reader_finish(struct x12_reader *r) {
  if (r->held) run(r, r->carry + r->head, r->held - r->head, true);
  r->held = r->head = 0;
  if (r->state == DATA) {
    if (r->data_left) data_wrong(r); /* more was promised than came */
    data_over(r, true);
  }
  r->state = OUTSIDE;
}

void x12_cursor_start(struct x12_cursor *c, edi_str bytes, uint64_t offset, struct x12_delimiters d) {
  c->p = bytes.p;
  c->end = bytes.p + bytes.n;
  c->offset = offset;
  c->d = d;
  c->joined = NULL;
}

static edi_str without_line_ends(struct edi_mem *m, edi_str s) {
  size_t n = 0;
  while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r') n++;
  if (n == s.n) return s;
  char *p = edi_alloc(m, s.n);
  memcpy(p, s.p, n);
  for (size_t i = n; i < s.n; i++)
    if (s.p[i] != '\n' && s.p[i] != '\r') p[n++] = s.p[i];
  return (edi_str){p, n};
}

/* The ends of the elements of a short text, byte by byte. */
static size_t lay_out(const char *p, size_t n, const struct x12_delimiters *d, uint32_t *ends, bool *plain) {
  size_t k = 0;
  *plain = true;
  for (size_t i = 0; i < n; i++) {
    char c = p[i];
    if (c == d->element) {
      if (k < X12_ELEMENTS_MAX - 1) ends[k++] = (uint32_t)i;
    } else if (c == d->component || (d->repetition && c == d->repetition) || c < ' ' || c == 127) {
      *plain = false; /* char is signed: above 127 is below a blank */
    }
  }
  ends[k++] = (uint32_t)n;
  return k;
}

bool x12_cursor_next(struct x12_cursor *c, struct x12_segment *out) {
  while (c->p < c->end && (filler(&c->d, *c->p) || *c->p == c->d.terminator)) c->p++, c->offset++;
  if (c->p == c->end) return false;
  size_t left = (size_t)(c->end - c->p), head, n;
  uint64_t length;
  *out = (struct x12_segment){.offset = c->offset, .base = c->p, .ends = c->ends};
  if (*c->p == 'B' && x12_binary_head((edi_str){c->p, left}, &c->d, &head, &length) && length < left - head &&
      c->p[head + length] == c->d.terminator) {
    n = head + (size_t)length;
    out->text = (edi_str){c->p, n};
    out->n = x12_binary_ends(c->p, 0, head, (uint32_t)n, &c->d, c->ends);
  } else {
    const char *end = memchr(c->p, c->d.terminator, left);
    n = end ? (size_t)(end - c->p) : left;
    out->cut = !end;
    out->text = (edi_str){c->p, n};
    if (c->joined) out->text = without_line_ends(c->joined, out->text);
    out->base = out->text.p;
    out->n = lay_out(out->text.p, out->text.n, &c->d, c->ends, &out->plain);
  }
  out->length = n + (out->cut ? 0 : 1);
  c->p += out->length;
  c->offset += out->length;
  return true;
}

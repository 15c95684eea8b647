/* The chunked transfer coding as a state machine that may be fed in pieces of any size. */
#include "http/dechunk.h"

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static bool control(char c) { return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f; }

static enum dechunk_state extra(struct dechunk *d, enum dechunk_state next) {
  return ++d->overhead > DECHUNK_OVERHEAD_MAX ? DECHUNK_REFUSED : next;
}

static enum dechunk_state after_size(const struct dechunk *d) { return d->left ? DECHUNK_BYTES : DECHUNK_TRAILER; }

static enum dechunk_state step(struct dechunk *d, char c) {
  switch (d->state) {
  case DECHUNK_SIZE: {
    int v = hex(c);
    if (v >= 0) {
      if (++d->digits > 8) return DECHUNK_REFUSED;
      d->left = d->left << 4 | (uint32_t)v;
      return DECHUNK_SIZE;
    }
    if (!d->digits) return DECHUNK_REFUSED;
    if (c == '\r') return DECHUNK_SIZE_LF;
    return c == ';' || c == ' ' || c == '\t' ? extra(d, DECHUNK_EXTENSION) : DECHUNK_REFUSED;
  }
  case DECHUNK_EXTENSION:
    if (c == '\r') return DECHUNK_SIZE_LF;
    return control(c) ? DECHUNK_REFUSED : extra(d, DECHUNK_EXTENSION);
  case DECHUNK_SIZE_LF:
    return c == '\n' ? after_size(d) : DECHUNK_REFUSED;
  case DECHUNK_BYTES_CR:
    return c == '\r' ? DECHUNK_BYTES_LF : DECHUNK_REFUSED;
  case DECHUNK_BYTES_LF:
    d->left = 0;
    d->digits = 0;
    return c == '\n' ? DECHUNK_SIZE : DECHUNK_REFUSED;
  case DECHUNK_TRAILER:
    if (c == '\r') return DECHUNK_LAST_LF;
    return control(c) ? DECHUNK_REFUSED : extra(d, DECHUNK_TRAILER_LINE);
  case DECHUNK_TRAILER_LINE:
    if (c == '\r') return DECHUNK_TRAILER_LF;
    return control(c) ? DECHUNK_REFUSED : extra(d, DECHUNK_TRAILER_LINE);
  case DECHUNK_TRAILER_LF:
    return c == '\n' ? DECHUNK_TRAILER : DECHUNK_REFUSED;
  case DECHUNK_LAST_LF:
    return c == '\n' ? DECHUNK_END : DECHUNK_REFUSED;
  case DECHUNK_BYTES:
  case DECHUNK_END:
  case DECHUNK_REFUSED:
    break;
  }
  return DECHUNK_REFUSED;
}

enum dechunk_result dechunk_next(struct dechunk *d, str *in, str *data) {
  *data = STR_NONE;
  for (;;) {
    if (d->state == DECHUNK_END) return DECHUNK_DONE;
    if (d->state == DECHUNK_REFUSED) return DECHUNK_BAD;
    if (!in->n) return DECHUNK_MORE;
    if (d->state == DECHUNK_BYTES) {
      size_t n = in->n < d->left ? in->n : d->left;
      *data = (str){in->p, n};
      in->p += n;
      in->n -= n;
      d->left -= (uint32_t)n;
      if (!d->left) d->state = DECHUNK_BYTES_CR;
      return DECHUNK_DATA;
    }
    d->state = step(d, *in->p);
    in->p++;
    in->n--;
  }
}

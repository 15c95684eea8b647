/* Any bytes, whole and in portions that the bytes themselves choose, with any options: the stream tells the same. */
#include "edi/x12/stream.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A sum over everything told. */
static void mix(uint64_t *h, const void *p, size_t n) {
  const unsigned char *b = p;
  for (size_t i = 0; i < n; i++) *h = (*h ^ b[i]) * 0x100000001b3u;
}
static void number(uint64_t *h, uint64_t v) { mix(h, &v, sizeof v); }
static void text(uint64_t *h, edi_str s) {
  number(h, s.n);
  mix(h, s.p, s.n);
}

static void begin(void *ctx, const struct x12_place *at) {
  number(ctx, at->set ? at->set->offset : at->group ? at->group->offset : at->interchange->offset);
}
static void end(void *ctx, const struct x12_place *at) {
  begin(ctx, at);
  number(ctx, at->set     ? (uint64_t)at->set->verdict + at->set->length + at->set->segments
              : at->group ? (uint64_t)at->group->verdict + at->group->accepted
                          : (uint64_t)at->interchange->verdict + at->interchange->length);
}
static void segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  uint64_t before = 0;
  (void)at;
  number(ctx, s->offset), number(ctx, s->length), number(ctx, s->left_out);
  number(ctx, s->n), number(ctx, s->cut), number(ctx, s->plain), number(ctx, row);
  text(ctx, s->text);
  for (size_t i = 0; i < s->n; i++) {
    edi_str e = x12_at(s, i);
    if (e.p < s->text.p || e.p + e.n > s->text.p + s->text.n) abort();
    before += e.n + (i > 0);
    text(ctx, e);
  }
  if (before != s->text.n) abort();
}
static void finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  (void)at;
  number(ctx, f->key), number(ctx, f->offset), number(ctx, f->segment), number(ctx, f->element);
  text(ctx, f->value);
}

static uint64_t told(edi_str bytes, const struct x12_options *options, size_t portion) {
  static const struct x12_stream_events on = {.interchange = begin,
                                              .group = begin,
                                              .set = begin,
                                              .segment = segment,
                                              .set_end = end,
                                              .group_end = end,
                                              .interchange_end = end,
                                              .finding = finding};
  uint64_t h = 0xcbf29ce484222325u;
  struct x12_stream *st = x12_stream_new(&on, &h, NULL, options);
  for (size_t at = 0; at < bytes.n; at += portion) {
    size_t n = bytes.n - at < portion ? bytes.n - at : portion;
    char *exact = malloc(n); /* so that a portion that is gone is not read again */
    if (!exact) abort();
    memcpy(exact, bytes.p + at, n);
    x12_stream_feed(st, (edi_str){exact, n});
    free(exact);
  }
  x12_stream_finish(st);
  x12_stream_free(st);
  return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 3) return 0;
  edi_str bytes = {(const char *)data + 2, n - 2};
  struct x12_options options = {.deblock = data[1] & 1, .unpadded_isa = data[1] & 2, .loose_number = data[1] & 4};
  uint64_t whole = told(bytes, &options, bytes.n);
  if (told(bytes, &options, data[0] ? data[0] : 1) != whole || told(bytes, &options, 1) != whole) abort();
  return 0;
}

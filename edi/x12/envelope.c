/* The tree, which is a stream that keeps what it has seen; and what findings come to. */
#include "edi/x12/envelope.h"
#include "edi/x12/stream.h"

struct x12_envelope {
  struct x12_stream *stream;
  struct x12_input *in;
};

static const struct x12_stream_events NONE = {0};

struct x12_envelope *x12_envelope_new(struct edi_mem *m, const struct x12_schemas *schemas,
                                      const struct x12_options *options) {
  struct x12_envelope *e = EDI_NEW(m, struct x12_envelope);
  e->in = EDI_NEW(m, struct x12_input);
  e->stream = x12_stream_new(&NONE, NULL, schemas, options);
  x12_stream_keep(e->stream, m, e->in);
  return e;
}

void x12_envelope_feed(struct x12_envelope *e, edi_str bytes) { x12_stream_feed(e->stream, bytes); }

const struct x12_input *x12_envelope_finish(struct x12_envelope *e) {
  x12_stream_finish(e->stream);
  x12_stream_free(e->stream);
  return e->in;
}

const struct x12_input *x12_read(struct edi_mem *m, const struct x12_schemas *schemas,
                                 const struct x12_options *options, edi_str bytes) {
  struct x12_envelope *e = x12_envelope_new(m, schemas, options);
  x12_envelope_feed(e, bytes);
  return x12_envelope_finish(e);
}

bool x12_group_is_ack(const struct x12_group *g) { return edi_is(g->functional, "FA"); }

bool x12_readable(const struct x12_input *in) { return in->interchanges && !in->findings.fatal; }

bool x12_set_taken(const struct x12_interchange *i, const struct x12_group *g, const struct x12_set *s) {
  return i->verdict != X12_REJECTED && !g->findings.fatal && s->verdict != X12_REJECTED;
}

void x12_judge_set(struct x12_set *s) {
  s->verdict = s->findings.fatal ? X12_REJECTED : s->findings.n + s->findings.left_out ? X12_ERRORS : X12_ACCEPTED;
}

void x12_count_set(struct x12_group *g, const struct x12_set *s) {
  g->rejected += s->verdict == X12_REJECTED;
  g->errors += s->verdict == X12_ERRORS;
}

void x12_judge_group(struct x12_group *g) {
  g->accepted = g->findings.fatal ? 0 : g->received - g->rejected;
  g->verdict = g->findings.fatal || (g->received && !g->accepted) ? X12_REJECTED
               : g->rejected                                      ? X12_PARTLY
               : g->errors || g->findings.n                       ? X12_ERRORS
                                                                  : X12_ACCEPTED;
}

void x12_judge(struct x12_interchange *i) {
  for (struct x12_group *g = i->first; g; g = g->next) {
    g->rejected = g->errors = 0;
    for (struct x12_set *s = g->first; s; s = s->next) {
      x12_judge_set(s);
      x12_count_set(g, s);
    }
    x12_judge_group(g);
  }
}

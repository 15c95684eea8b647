/* The tree: a stream that keeps what it has seen. */
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

/* The envelope as it streams by: interchanges, groups and sets are followed, checked and told of as they begin and end,
   and forgotten when they are over. Memory does not grow with the input. */
#ifndef EDI_X12_STREAM_H
#define EDI_X12_STREAM_H
#include "edi/x12/envelope.h"
#include "edi/x12/set.h"

/* Where the stream stands. What is not open is NULL. */
struct x12_place {
  struct x12_interchange *interchange;
  struct x12_group *group;
  struct x12_set *set;
  struct edi_mem *m; /* what is taken from it lives as long as the innermost of these */
};

/* Any of them may be NULL. All that is given is borrowed for the call; the open interchange, group and set stay where
   they are until they end. Neither lists the groups or sets within it: they have come and gone. */
struct x12_stream_events {
  void (*interchange)(void *ctx, const struct x12_place *at);
  void (*group)(void *ctx, const struct x12_place *at);
  void (*set)(void *ctx, const struct x12_place *at);
  /* Every segment from ST to SE, with the row of the set's table where it was placed, or SIZE_MAX; and those outside
     sets that are no headers and trailers, such as TA1. */
  void (*segment)(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row);
  /* Counts and verdict are there. Findings that set_end adds are counted in. */
  void (*set_end)(void *ctx, const struct x12_place *at);
  void (*group_end)(void *ctx, const struct x12_place *at);
  void (*interchange_end)(void *ctx, const struct x12_place *at);
  /* One after the other just before set_end, group_end and interchange_end; those of no interchange at once. */
  void (*finding)(void *ctx, const struct x12_place *at, const struct x12_finding *f);
};

struct x12_stream;
/* schemas NULL: the envelope alone is checked. on, schemas and options are borrowed; options NULL: none. */
struct x12_stream *x12_stream_new(const struct x12_stream_events *on, void *ctx, const struct x12_schemas *schemas,
                                  const struct x12_options *options);
void x12_stream_feed(struct x12_stream *st, edi_str bytes);
void x12_stream_finish(struct x12_stream *st); /* the input is over */
void x12_stream_free(struct x12_stream *st);

/* Instead of forgetting, everything is built in m and *in, within the bounds of envelope.h. Before the first byte. */
void x12_stream_keep(struct x12_stream *st, struct edi_mem *m, struct x12_input *in);

#endif

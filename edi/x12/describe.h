/* The tables in words: what a transaction set, a segment or an element is made of, for people and, as JSON, for
   programs. With a guide laid over the tables it says what that partner asks for. */
#ifndef EDI_X12_DESCRIBE_H
#define EDI_X12_DESCRIBE_H
#include "edi/x12/schema.h"

/* All sets of all releases, a line each. */
void x12_describe_sets(struct edi_buf *out, const struct x12_schemas *s);
/* The rows of a set, indented by loop, and what must add up. */
void x12_describe_set(struct edi_buf *out, const struct x12_release *r, const struct x12_set_def *def);
/* Its elements, with those of its composites, and its conditions in words. */
void x12_describe_segment(struct edi_buf *out, const struct x12_segment_def *def);
/* Its type, its length and its codes. */
void x12_describe_element(struct edi_buf *out, const struct x12_element_def *def);

/* One object:
   {"release","set","group","name","rows":[{"position","loop","segment","name","mandatory","max","loop_max"}],
   "segments":{ID:{"name","elements":[{"element","reference","name","type","mandatory","min","max","repeat","components"}],
   "conditions":["R0203"]}},"totals":[{"element","is","of"}]}. A max of null: any number of times. */
void x12_describe_json(struct edi_buf *out, const struct x12_release *r, const struct x12_set_def *def);

#endif

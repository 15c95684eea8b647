/* What the files that hold the kinds of faults share. */
#ifndef EDI_X12_FAULT_PARTS_H
#define EDI_X12_FAULT_PARTS_H
#include "edi/x12/fault.h"

struct x12_breaker {
  struct x12_made *made;
  uint64_t seed;
  struct x12_fault *expected;
  const char *value; /* of the kind: what it writes, if it writes always the same */
};

struct x12_fault_kind {
  const char *name;
  enum x12_key key;
  bool (*put)(struct x12_breaker *b);
  const char *value;
};

extern const struct x12_fault_kind x12_faults_of_envelopes[], x12_faults_of_segments[],
    x12_faults_of_elements[]; /* name NULL: the end */

size_t x12_break_find(const struct x12_made *made, const char *id, size_t from); /* made->n: there is none */
size_t x12_break_set_of(const struct x12_made *made, size_t at);                 /* where its ST stands */
/* The fault is at this segment of the set. */
void x12_break_at(struct x12_breaker *b, size_t at, unsigned element, unsigned component);
void x12_break_insert(struct x12_breaker *b, size_t at, const struct x12_made_segment *s, size_t n);
void x12_break_remove(struct x12_breaker *b, size_t at, size_t n);
void x12_break_recount(struct x12_breaker *b, size_t at); /* SE01 of the set in which `at` stands */
/* A row whose segment has no other row in the set. */
bool x12_break_alone(const struct x12_made *made, size_t row);

#endif

/* Eight bytes at a time, each folded in by a multiplication to 128 bits. */
#include "edi/hash.h"

static uint64_t fold(uint64_t a, uint64_t b) {
  unsigned __int128 p = (unsigned __int128)a * b;
  return (uint64_t)p ^ (uint64_t)(p >> 64);
}

uint64_t edi_hash(uint64_t seed, edi_str s) {
  static const uint64_t WORD = 0x9e3779b97f4a7c15u, REST = 0xd6e8feb86659fd93u;
  uint64_t h = fold(seed ^ REST, WORD), word;
  for (; s.n >= sizeof word; s.p += sizeof word, s.n -= sizeof word) {
    memcpy(&word, s.p, sizeof word);
    h = fold(h ^ word, WORD);
  }
  word = 0;
  if (s.n) memcpy(&word, s.p, s.n);
  h = fold(h ^ word, REST + s.n);
  return fold(h, WORD);
}

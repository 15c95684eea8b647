/* Every pass turns 64 bytes into three masks: separators and terminators together, terminators, special bytes. Only the
   making of the masks differs by processor. */
#include "edi/x12/scan.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

struct masks {
  uint64_t all, ends, special;
};

static bool special_byte(unsigned char c, const struct x12_delimiters *d) {
  return c == (unsigned char)d->component || (d->repetition && c == (unsigned char)d->repetition) || c < ' ' || c > 126;
}

static struct masks masks_of(const char *p, uint32_t n, const struct x12_delimiters *d) {
  struct masks m = {0, 0, 0};
  for (uint32_t i = 0; i < n; i++) {
    uint64_t bit = 1ull << i;
    if (p[i] == d->terminator)
      m.ends |= bit, m.all |= bit;
    else if (p[i] == d->element)
      m.all |= bit;
    else if (special_byte((unsigned char)p[i], d))
      m.special |= bit;
  }
  return m;
}

static void put(struct x12_scan *x, uint32_t pos, struct masks m) {
  x->special[(pos - x->from) / 64] = m.special;
  for (; m.all; m.all &= m.all - 1) {
    uint32_t i = (uint32_t)__builtin_ctzll(m.all);
    if (m.ends >> i & 1) x->ends[x->nends++] = x->n;
    x->at[x->n++] = pos + i;
  }
}

static void scan_scalar(struct x12_scan *x, const char *base, uint32_t from, uint32_t to,
                        const struct x12_delimiters *d) {
  x->from = from;
  x->nends = 0;
  for (uint32_t pos = from; pos < to; pos += 64) {
    uint32_t n = to - pos < 64 ? to - pos : 64;
    put(x, pos, masks_of(base + pos, n, d));
  }
}

#if defined(__x86_64__)
static uint64_t sse2_equal(const __m128i v[static 4], char c) {
  const __m128i k = _mm_set1_epi8(c);
  uint64_t m = 0;
  for (unsigned i = 0; i < 4; i++) m |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], k)) << (i * 16);
  return m;
}

static struct masks masks_sse2(const char *p, const struct x12_delimiters *d, char repetition) {
  const __m128i low = _mm_set1_epi8(' '), del = _mm_set1_epi8(127), component = _mm_set1_epi8(d->component),
                again = _mm_set1_epi8(repetition);
  __m128i v[4];
  uint64_t special = 0;
  for (unsigned i = 0; i < 4; i++) {
    v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + i * 16));
    /* signed: bytes above 127 are below a blank, too */
    __m128i s = _mm_or_si128(_mm_or_si128(_mm_cmplt_epi8(v[i], low), _mm_cmpeq_epi8(v[i], del)),
                             _mm_or_si128(_mm_cmpeq_epi8(v[i], component), _mm_cmpeq_epi8(v[i], again)));
    special |= (uint64_t)(uint16_t)_mm_movemask_epi8(s) << (i * 16);
  }
  struct masks m = {.ends = sse2_equal(v, d->terminator)};
  m.all = m.ends | sse2_equal(v, d->element);
  m.special = special & ~m.all;
  return m;
}

static void scan_sse2(struct x12_scan *x, const char *base, uint32_t from, uint32_t to,
                      const struct x12_delimiters *d) {
  x->from = from;
  x->nends = 0;
  char repetition = d->repetition ? d->repetition : d->component;
  uint32_t pos = from;
  for (; to - pos >= 64; pos += 64) put(x, pos, masks_sse2(base + pos, d, repetition));
  if (pos < to) put(x, pos, masks_of(base + pos, to - pos, d));
}

/* The tail is read from a copy: 64 bytes there may not be. */
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

AVX2 static inline uint64_t join(__m256i a, __m256i b) {
  return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

struct avx2_separators {
  __m256i element, terminator, component, repetition;
};

AVX2 static inline struct masks masks_avx2(const char *p, const struct avx2_separators *s) {
  const __m256i low = _mm256_set1_epi8(' '), del = _mm256_set1_epi8(127);
  __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p),
          b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
#define SPECIAL(v)                                                                                                     \
  _mm256_or_si256(_mm256_or_si256(_mm256_cmpgt_epi8(low, v), _mm256_cmpeq_epi8(v, del)),                               \
                  _mm256_or_si256(_mm256_cmpeq_epi8(v, s->component), _mm256_cmpeq_epi8(v, s->repetition)))
  struct masks m = {.ends = join(_mm256_cmpeq_epi8(a, s->terminator), _mm256_cmpeq_epi8(b, s->terminator))};
  m.all = m.ends | join(_mm256_cmpeq_epi8(a, s->element), _mm256_cmpeq_epi8(b, s->element));
  m.special = join(SPECIAL(a), SPECIAL(b)) & ~m.all;
#undef SPECIAL
  return m;
}

AVX2 static void scan_avx2(struct x12_scan *x, const char *base, uint32_t from, uint32_t to,
                           const struct x12_delimiters *d) {
  const struct avx2_separators s = {_mm256_set1_epi8(d->element), _mm256_set1_epi8(d->terminator),
                                    _mm256_set1_epi8(d->component),
                                    _mm256_set1_epi8(d->repetition ? d->repetition : d->component)};
  uint32_t n = x->n, nends = 0;
  uint64_t *special = x->special;
  for (uint32_t pos = from; pos < to; pos += 64) {
    struct masks m;
    if (to - pos >= 64) {
      m = masks_avx2(base + pos, &s);
    } else {
      char tail[64] = {0};
      memcpy(tail, base + pos, to - pos);
      uint64_t there = (1ull << (to - pos)) - 1;
      m = masks_avx2(tail, &s);
      m.all &= there, m.ends &= there, m.special &= there;
    }
    *special++ = m.special;
    for (uint64_t t = m.ends; t; t &= t - 1)
      x->ends[nends++] = n + (uint32_t)_mm_popcnt_u64(m.all & (_blsmsk_u64(t) >> 1));
    /* eight at a time, whether there are so many or not: the branch that costs is the one that cannot be foretold */
    uint32_t *at = x->at + n, count = (uint32_t)_mm_popcnt_u64(m.all);
    n += count;
    for (;;) {
      for (int i = 0; i < 8; i++) {
        at[i] = pos + (uint32_t)_tzcnt_u64(m.all);
        m.all = _blsr_u64(m.all);
      }
      if (count <= 8) break;
      count -= 8;
      at += 8;
    }
  }
  x->from = from;
  x->n = n;
  x->nends = nends;
}
#endif

x12_scan_block *x12_scan_of(enum x12_scan_kind kind) {
#if defined(__x86_64__)
  if (kind == X12_SCAN_SSE2) return scan_sse2;
  if (kind == X12_SCAN_AVX2)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                   __builtin_cpu_supports("popcnt")
               ? scan_avx2
               : NULL;
#endif
  return kind == X12_SCAN_SCALAR ? scan_scalar : NULL;
}

x12_scan_block *x12_scan_best(void) {
  for (unsigned k = X12_SCAN_KINDS; k-- > 1;) {
    x12_scan_block *scan = x12_scan_of((enum x12_scan_kind)k);
    if (scan) return scan;
  }
  return scan_scalar;
}

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

#define AVX512 __attribute__((target("avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vbmi2")))

/* The positions are made sixteen at a time by squeezing the numbers 0 to 63 together. */
AVX512 static void scan_avx512(struct x12_scan *x, const char *base, uint32_t from, uint32_t to,
                               const struct x12_delimiters *d) {
  static const unsigned char numbers[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                            16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                            32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                            48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  const __m512i element = _mm512_set1_epi8(d->element), terminator = _mm512_set1_epi8(d->terminator),
                component = _mm512_set1_epi8(d->component),
                repetition = _mm512_set1_epi8(d->repetition ? d->repetition : d->component),
                low = _mm512_set1_epi8(' '), high = _mm512_set1_epi8(126), count = _mm512_loadu_si512(numbers);
  uint32_t n = x->n, nends = 0;
  uint64_t *special = x->special;
  for (uint32_t pos = from; pos < to; pos += 64) {
    __mmask64 there = to - pos >= 64 ? ~0ull : (1ull << (to - pos)) - 1;
    __m512i v = _mm512_maskz_loadu_epi8(there, base + pos);
    uint64_t ends = _mm512_mask_cmpeq_epi8_mask(there, v, terminator),
             all = ends | _mm512_mask_cmpeq_epi8_mask(there, v, element),
             odd = _mm512_mask_cmplt_epu8_mask(there, v, low) | _mm512_mask_cmpgt_epu8_mask(there, v, high) |
                   _mm512_mask_cmpeq_epi8_mask(there, v, component) | _mm512_mask_cmpeq_epi8_mask(there, v, repetition);
    *special++ = odd & ~all;
    for (uint64_t t = _pext_u64(ends, all); t; t = _blsr_u64(t)) x->ends[nends++] = n + (uint32_t)_tzcnt_u64(t);
    __m512i at = _mm512_maskz_compress_epi8(all, count), first = _mm512_set1_epi32((int)pos);
    uint32_t *out = x->at + n, found = (uint32_t)_mm_popcnt_u64(all);
    n += found;
    _mm512_storeu_si512(out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(at)), first));
    if (found <= 16) continue;
    _mm512_storeu_si512(out + 16, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 1)), first));
    _mm512_storeu_si512(out + 32, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 2)), first));
    _mm512_storeu_si512(out + 48, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 3)), first));
  }
  x->from = from;
  x->n = n;
  x->nends = nends;
}
#endif

x12_scan_block *x12_scan_of(enum x12_scan_kind kind) {
#if defined(__x86_64__)
  if (kind == X12_SCAN_SSE2) return scan_sse2;
  if (kind == X12_SCAN_AVX512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2")
               ? scan_avx512
               : NULL;
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

/* A bump allocator over doubling blocks, and the text builder on top of it. */
#include "edi/mem.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_FIRST = 16 * 1024, BLOCK_MAX = 4 * 1024 * 1024, ALIGN = 16 };

struct block {
  struct block *next;
  size_t used, cap;
  _Alignas(ALIGN) char at[];
};

struct edi_mem {
  struct block *head;
  size_t next_cap;
};

static void add_block(struct edi_mem *m, size_t least) {
  size_t cap = m->next_cap > least ? m->next_cap : least;
  struct block *b = malloc(sizeof *b + cap);
  if (!b) abort();
  *b = (struct block){.next = m->head, .cap = cap};
  m->head = b;
  if (m->next_cap < BLOCK_MAX) m->next_cap *= 2;
}

struct edi_mem *edi_mem_new(void) {
  struct edi_mem *m = malloc(sizeof *m);
  if (!m) abort();
  *m = (struct edi_mem){.next_cap = BLOCK_FIRST};
  return m;
}

void edi_mem_free(struct edi_mem *m) {
  if (!m) return;
  while (m->head) {
    struct block *next = m->head->next;
    free(m->head);
    m->head = next;
  }
  free(m);
}

void edi_mem_reset(struct edi_mem *m) {
  struct block *b = m->head;
  if (!b) return;
  if (!b->next && b->cap == BLOCK_FIRST) { /* the usual case: little was taken */
    b->used = 0;
    return;
  }
  while (b && (b->next || b->cap > BLOCK_FIRST)) {
    struct block *next = b->next;
    free(b);
    b = next;
  }
  if (b) b->used = 0;
  m->head = b;
  m->next_cap = BLOCK_FIRST;
}

static void *take(struct edi_mem *m, size_t n) {
  if (n > SIZE_MAX / 2) abort();
  n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
  if (!m->head || m->head->cap - m->head->used < n) add_block(m, n);
  void *p = m->head->at + m->head->used;
  m->head->used += n;
  return p;
}

void *edi_alloc(struct edi_mem *m, size_t n) {
  void *p = take(m, n);
  memset(p, 0, n);
  return p;
}

edi_str edi_dup(struct edi_mem *m, edi_str s) {
  if (!s.p) return s;
  char *p = take(m, s.n + 1);
  memcpy(p, s.p, s.n);
  p[s.n] = 0;
  return (edi_str){p, s.n};
}

edi_str edi_printf(struct edi_mem *m, const char *fmt, ...) {
  char first[EDI_SAY_MAX];
  va_list ap, again;
  va_start(ap, fmt);
  va_copy(again, ap);
  int n = vsnprintf(first, sizeof first, fmt, ap);
  va_end(ap);
  if (n < 0) abort();
  char *p = take(m, (size_t)n + 1);
  if ((size_t)n < sizeof first)
    memcpy(p, first, (size_t)n + 1);
  else
    vsnprintf(p, (size_t)n + 1, fmt, again);
  va_end(again);
  return (edi_str){p, (size_t)n};
}

edi_str edi_vformat(char buf[static EDI_SAY_MAX], const char *fmt, va_list ap) {
  int n = vsnprintf(buf, EDI_SAY_MAX, fmt, ap);
  return (edi_str){buf, n < 0 ? 0 : n < EDI_SAY_MAX ? (size_t)n : EDI_SAY_MAX - 1};
}

edi_str edi_format(char buf[static EDI_SAY_MAX], const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  edi_str said = edi_vformat(buf, fmt, ap);
  va_end(ap);
  return said;
}

edi_str edi_trim(edi_str s) {
  while (s.n && s.p[0] == ' ') s.p++, s.n--;
  while (s.n && s.p[s.n - 1] == ' ') s.n--;
  return s;
}

bool edi_uint(edi_str s, uint64_t *out) {
  if (s.n == 0 || s.n > 18) return false;
  uint64_t v = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    v = v * 10 + (uint64_t)(s.p[i] - '0');
  }
  *out = v;
  return true;
}

void edi_buf_grow(struct edi_buf *b, size_t more) {
  if (b->cap - b->n >= more) return;
  size_t cap = b->cap ? b->cap * 2 : 1024;
  while (cap - b->n < more) cap *= 2;
  /* the newest allocation of the newest block grows where it stands */
  struct block *h = b->m->head;
  size_t old = (b->cap + ALIGN - 1) & ~(size_t)(ALIGN - 1);
  if (b->p && h && b->p + old == h->at + h->used && h->cap - h->used >= cap - old) {
    h->used += ((cap + ALIGN - 1) & ~(size_t)(ALIGN - 1)) - old;
    b->cap = cap;
    return;
  }
  char *p = take(b->m, cap);
  if (b->n) memcpy(p, b->p, b->n);
  b->p = p;
  b->cap = cap;
}

void edi_buf_z(struct edi_buf *b, const char *z) { edi_buf_add(b, edi_str_of(z)); }

void edi_buf_uint(struct edi_buf *b, uint64_t v, int width) {
  char t[24];
  int i = (int)sizeof t;
  do {
    t[--i] = (char)('0' + v % 10);
    v /= 10;
  } while (v);
  while ((int)sizeof t - i < width && i > 0) t[--i] = '0';
  edi_buf_add(b, (edi_str){t + i, sizeof t - (size_t)i});
}

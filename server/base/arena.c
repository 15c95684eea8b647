/* Blocks in a chain; each new block is twice the last, up to a megabyte. */
#include "base/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
/* The gap keeps a poisoned strip between neighbours, so that an overrun inside a block is seen. */
enum { GAP = 16 };
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
enum { GAP = 0 };
#define HIDE(p, n) ((void)0)
#define SHOW(p, n) ((void)0)
#endif

enum { ALIGN = 16, BLOCK_MAX = 1 << 20 };

struct block {
  struct block *prev;
  size_t cap, used;
  size_t newest; /* offset of the newest allocation */
  _Alignas(ALIGN) unsigned char data[];
};

struct arena {
  struct block *first, *last;
  size_t used_before; /* in the blocks before the last */
};

static _Noreturn void out_of_memory(void) {
  fputs("hansa: out of memory\n", stderr);
  abort();
}

static size_t round_up(size_t n) {
  if (n > SIZE_MAX / 2) out_of_memory();
  return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static struct block *block_new(struct block *prev, size_t cap) {
  struct block *b = malloc(sizeof *b + cap);
  if (!b) out_of_memory();
  *b = (struct block){.prev = prev, .cap = cap};
  HIDE(b->data, cap);
  return b;
}

static void block_free(struct block *b) {
  SHOW(b->data, b->cap);
  free(b);
}

struct arena *arena_new(size_t first_block) {
  struct arena *a = malloc(sizeof *a);
  if (!a) out_of_memory();
  a->first = a->last = block_new(NULL, round_up(first_block < 256 ? 256 : first_block));
  a->used_before = 0;
  return a;
}

void *arena_alloc(struct arena *a, size_t n) {
  size_t want = round_up(n ? n : 1) + GAP;
  struct block *b = a->last;
  if (b->cap - b->used < want) {
    size_t cap = b->cap < BLOCK_MAX / 2 ? b->cap * 2 : BLOCK_MAX;
    a->used_before += b->used;
    b = a->last = block_new(b, cap > want ? cap : want);
  }
  unsigned char *p = b->data + b->used;
  b->newest = b->used;
  b->used += want;
  SHOW(p, n ? n : 1);
  memset(p, 0, n);
  return p;
}

void *arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n) {
  if (!p) return arena_alloc(a, new_n);
  if (new_n <= old_n) return p;
  struct block *b = a->last;
  size_t want = round_up(new_n) + GAP;
  if (b->used > 0 && p == b->data + b->newest && b->cap - b->newest >= want) {
    b->used = b->newest + want;
    SHOW(p, new_n);
    memset((unsigned char *)p + old_n, 0, new_n - old_n);
    return p;
  }
  void *q = arena_alloc(a, new_n);
  memcpy(q, p, old_n);
  return q;
}

size_t arena_used(const struct arena *a) { return a->used_before + a->last->used; }

void arena_reset(struct arena *a) {
  while (a->last != a->first) {
    struct block *prev = a->last->prev;
    block_free(a->last);
    a->last = prev;
  }
  a->first->used = a->first->newest = 0;
  a->used_before = 0;
  HIDE(a->first->data, a->first->cap);
}

void arena_free(struct arena *a) {
  if (!a) return;
  arena_reset(a);
  block_free(a->first);
  free(a);
}

/* Linear probing; removing shifts the followers back, so there are no tombstones. */
#include "base/map.h"
#include <stdlib.h>
#include <sys/random.h>

struct slot {
  str key;
  void *value; /* NULL: the slot is empty */
  uint64_t hash;
};

struct map {
  struct slot *slots;
  size_t cap, n; /* cap is a power of two */
  uint64_t seed;
};

/* FNV-1a with a random start and a final mix: keys may come from strangers, so the order must not be guessable. */
static uint64_t hash_of(const struct map *m, str key) {
  uint64_t h = 0xcbf29ce484222325ULL ^ m->seed;
  for (size_t i = 0; i < key.n; i++) h = (h ^ (unsigned char)key.p[i]) * 0x100000001b3ULL;
  h ^= h >> 32;
  h = (h ^ m->seed) * 0x9e3779b97f4a7c15ULL;
  return h ^ h >> 29;
}

static struct slot *slots_new(size_t cap) {
  struct slot *s = calloc(cap, sizeof *s);
  if (!s) abort();
  return s;
}

struct map *map_new(void) {
  struct map *m = calloc(1, sizeof *m);
  if (!m) abort();
  m->cap = 16;
  m->slots = slots_new(m->cap);
  if (getrandom(&m->seed, sizeof m->seed, 0) != (ssize_t)sizeof m->seed) m->seed = (uintptr_t)m;
  return m;
}

void map_free(struct map *m) {
  if (!m) return;
  free(m->slots);
  free(m);
}

/* The slot that holds the key, or the empty one where it belongs. */
static size_t slot_of(const struct map *m, str key, uint64_t hash) {
  size_t i = hash & (m->cap - 1);
  while (m->slots[i].value && !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key))) i = (i + 1) & (m->cap - 1);
  return i;
}

void *map_get(const struct map *m, str key) { return m->slots[slot_of(m, key, hash_of(m, key))].value; }

static void grow(struct map *m) {
  struct slot *old = m->slots;
  size_t n = m->cap;
  m->cap *= 2;
  m->slots = slots_new(m->cap);
  for (size_t i = 0; i < n; i++)
    if (old[i].value) m->slots[slot_of(m, old[i].key, old[i].hash)] = old[i];
  free(old);
}

static void remove_at(struct map *m, size_t hole) {
  for (size_t i = (hole + 1) & (m->cap - 1); m->slots[i].value; i = (i + 1) & (m->cap - 1)) {
    size_t home = m->slots[i].hash & (m->cap - 1);
    if (((i - home) & (m->cap - 1)) >= ((i - hole) & (m->cap - 1))) {
      m->slots[hole] = m->slots[i];
      hole = i;
    }
  }
  m->slots[hole] = (struct slot){0};
  m->n--;
}

void *map_put(struct map *m, str key, void *value) {
  if (m->n * 4 >= m->cap * 3) grow(m);
  uint64_t hash = hash_of(m, key);
  size_t i = slot_of(m, key, hash);
  void *former = m->slots[i].value;
  if (!value) {
    if (former) remove_at(m, i);
    return former;
  }
  m->slots[i] = (struct slot){key, value, hash};
  if (!former) m->n++;
  return former;
}

size_t map_size(const struct map *m) { return m->n; }

bool map_next(const struct map *m, size_t *cursor, str *key, void **value) {
  for (; *cursor < m->cap; ++*cursor) {
    const struct slot *s = &m->slots[*cursor];
    if (!s->value) continue;
    if (key) *key = s->key;
    if (value) *value = s->value;
    ++*cursor;
    return true;
  }
  return false;
}

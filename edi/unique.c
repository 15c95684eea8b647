/* Runs of numbers in order, and a set of texts by open addressing, at most half full. */
#include "edi/unique.h"
#include "edi/hash.h"
#include <stdlib.h>

struct run {
  uint64_t scope, first, last;
};

enum { SHORT = 15 };

struct text { /* n = 0: free; n > SHORT: at holds 120 bits of its hash instead */
  unsigned char n;
  char at[SHORT];
};

struct edi_unique {
  struct run runs[EDI_UNIQUE_RUNS];
  size_t nruns, latest;
  struct text *texts;
  size_t ntexts, cap;
};

struct edi_unique *edi_unique_new(void) {
  struct edi_unique *u = calloc(1, sizeof *u);
  if (!u) abort();
  return u;
}

void edi_unique_free(struct edi_unique *u) {
  if (!u) return;
  free(u->texts);
  free(u);
}

void edi_unique_clear(struct edi_unique *u) {
  u->nruns = u->latest = 0;
  if (u->ntexts < u->cap / 8) { /* what is cleared has been paid for by what was put in */
    free(u->texts);
    u->texts = NULL;
    u->cap = 0;
  }
  if (u->ntexts && u->cap) memset(u->texts, 0, u->cap * sizeof *u->texts);
  u->ntexts = 0;
}

uint64_t edi_unique_scope(uint64_t scope, edi_str part) { return edi_hash(scope, part) | 1; }

static struct text *find(const struct edi_unique *u, const struct text *t) {
  size_t i = edi_hash(edi_hash_seed(u->texts), (edi_str){(const char *)t, sizeof *t}) & (u->cap - 1);
  while (u->texts[i].n && memcmp(&u->texts[i], t, sizeof *t) != 0) i = (i + 1) & (u->cap - 1);
  return &u->texts[i];
}

static void grow(struct edi_unique *u) {
  struct edi_unique big = *u;
  big.cap = u->cap ? u->cap * 2 : 64;
  big.texts = calloc(big.cap, sizeof *big.texts);
  if (!big.texts) abort();
  for (size_t i = 0; i < u->cap; i++)
    if (u->texts[i].n) *find(&big, &u->texts[i]) = u->texts[i];
  free(u->texts);
  u->texts = big.texts;
  u->cap = big.cap;
}

static struct text text_of(uint64_t scope, edi_str key) {
  struct text t = {0};
  if (!scope && key.n && key.n <= SHORT) {
    t.n = (unsigned char)key.n;
    memcpy(t.at, key.p, key.n);
    return t;
  }
  uint64_t a = edi_hash(scope, key), b = edi_hash(~scope, key);
  t.n = SHORT + 1;
  memcpy(t.at, &a, sizeof a);
  memcpy(t.at + sizeof a, &b, SHORT - sizeof a);
  return t;
}

static bool text_seen(struct edi_unique *u, const struct text *t, bool add) {
  if (!u->ntexts && !add) return false;
  if (add && u->ntexts * 2 >= u->cap && u->cap < 2 * EDI_UNIQUE_TEXTS) grow(u);
  struct text *place = find(u, t);
  if (place->n) return true;
  if (add && u->ntexts < EDI_UNIQUE_TEXTS - 1) {
    *place = *t;
    u->ntexts++;
  }
  return false;
}

static bool before(const struct run *r, uint64_t scope, uint64_t v) {
  return r->scope != scope ? r->scope < scope : r->first <= v;
}

/* The place behind the last run that begins at or before v. */
static size_t place_of(const struct edi_unique *u, uint64_t scope, uint64_t v) {
  size_t low = 0, high = u->nruns;
  if (u->latest < high && before(&u->runs[u->latest], scope, v)) {
    low = u->latest + 1;
    if (low == high || !before(&u->runs[low], scope, v)) return low;
  }
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (before(&u->runs[mid], scope, v))
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

/* Every text of digits as a number of its own, so that those of one length follow one another. */
static bool number_of(edi_str key, uint64_t *v) {
  if (!edi_uint(key, v)) return false;
  for (uint64_t k = 1, n = 0; n < key.n; n++, k *= 10) *v += k;
  return true;
}

bool edi_unique_seen(struct edi_unique *u, uint64_t scope, edi_str key) {
  uint64_t v;
  struct text t = text_of(scope, key);
  if (!number_of(key, &v)) return text_seen(u, &t, true);
  size_t at = place_of(u, scope, v);
  struct run *r = u->runs, *left = at ? &r[at - 1] : NULL, *right = at < u->nruns ? &r[at] : NULL;
  if (left && left->scope != scope) left = NULL;
  if (right && right->scope != scope) right = NULL;
  if (left && v <= left->last) return true;
  if (u->ntexts && text_seen(u, &t, false)) return true;
  bool joins_left = left && left->last + 1 == v, joins_right = right && v + 1 == right->first;
  if (joins_left && joins_right) {
    left->last = right->last;
    memmove(right, right + 1, (u->nruns - at - 1) * sizeof *r);
    u->nruns--;
  } else if (joins_left) {
    left->last = v;
  } else if (joins_right) {
    right->first = v;
  } else if (u->nruns < EDI_UNIQUE_RUNS) {
    memmove(&r[at + 1], &r[at], (u->nruns - at) * sizeof *r);
    r[at] = (struct run){scope, v, v};
    u->nruns++;
  } else {
    return text_seen(u, &t, true);
  }
  u->latest = joins_left ? at - 1 : at;
  return false;
}

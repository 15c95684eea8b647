/* A fixed table of buckets, found by hash. A full neighbourhood gives up its fullest bucket: whoever asks little loses
   nothing by it, and memory stays what it is however many addresses come. */
#include "auth/limit.h"
#include "auth/token.h"
#include <stdlib.h>

enum { BUCKETS = 16384, NEIGHBOURS = 8, BURST_S = 4 };

struct bucket {
  uint64_t who; /* keyed hash; 0 is empty */
  int64_t at_us;
  int64_t micros; /* what is left, in millionths of a request */
};

struct limit {
  int64_t per_s, burst; /* in millionths of a request */
  char secret[32];      /* nobody can aim at another's bucket */
  struct bucket buckets[BUCKETS];
};

struct limit *limit_new(double per_s) {
  struct limit *l = calloc(1, sizeof *l);
  if (!l) abort();
  l->per_s = (int64_t)(per_s * 1e6);
  l->burst = l->per_s * BURST_S;
  token_random(l->secret, sizeof l->secret);
  return l;
}

void limit_free(struct limit *l) { free(l); }

static void refill(const struct limit *l, struct bucket *b, int64_t now_us) {
  int64_t passed = now_us - b->at_us;
  if (passed >= (int64_t)BURST_S * 1000000)
    b->micros = l->burst;
  else if (passed > 0)
    b->micros += passed * l->per_s / 1000000;
  if (b->micros > l->burst) b->micros = l->burst;
  b->at_us = now_us;
}

bool limit_take(struct limit *l, str who, int64_t now_us, struct err *e) {
  if (!l->per_s) return true;
  unsigned char mac[32];
  uint64_t id;
  token_hmac((str){l->secret, sizeof l->secret}, &who, 1, mac);
  memcpy(&id, mac, sizeof id);
  id |= 1;
  struct bucket *found = NULL, *fullest = NULL;
  for (size_t i = 0; i < NEIGHBOURS && !found; i++) {
    struct bucket *b = &l->buckets[((id >> 8) + i) % BUCKETS];
    if (b->who) refill(l, b, now_us);
    if (b->who == id)
      found = b;
    else if (!b->who) {
      fullest = b;
      break;
    } else if (!fullest || b->micros > fullest->micros)
      fullest = b;
  }
  if (!found) {
    found = fullest;
    *found = (struct bucket){id, now_us, l->burst};
  }
  if (found->micros >= 1000000) {
    found->micros -= 1000000;
    return true;
  }
  err_set(e, ERR_TOO_MANY, "too_many_requests", "",
          "Too many requests in a short time. Wait as long as Retry-After says.");
  e->retry_after = (int)((1000000 - found->micros + l->per_s - 1) / l->per_s);
  if (e->retry_after < 1) e->retry_after = 1;
  return false;
}

/* What the files of the hub share; nobody else includes it. */
#ifndef HANSA_LIVE_HUB_STATE_H
#define HANSA_LIVE_HUB_STATE_H
#include "base/map.h"
#include "live/hub.h"

struct hub {
  struct hub_conf conf;
  struct hub_sink sink;
  void *ctx;
  struct arena *arena;   /* companies, topics and tallies; what ends is used again */
  struct arena *scratch; /* reset at the end of each call that builds frames */
  struct map *by_id;     /* company's 16 bytes -> struct hub_company, also those without a socket */
  struct map *streams;   /* record's 16 bytes -> one struct hub_topic of those that share it */
  struct ring companies;
  struct ring ready;  /* hub_topic.ready */
  struct ring filled; /* hub_batch.filled */
  int nfilled;
  struct map *persons, *addresses;
  struct hub_topic *free_topics;
  struct hub_tally *free_tallies;
  int64_t eph_credit, eph_at_ms;
  struct hub_stats stats;
};

void *hub_make(struct hub *h, str text);
void hub_give(struct hub *h, struct hub_conn *c, void *frame);
void hub_sub_end(struct hub *h, struct hub_sub *s);
void hub_sub_wait(struct hub *h, struct hub_sub *s); /* to be brought up to date */
void hub_wait_all(struct hub *h, struct hub_topic *t);
void hub_skip_to(struct hub *h, struct hub_sub *s, struct live_at at); /* a gap */
bool hub_on_company_stream(const struct live_event *e);
bool hub_for_one(const struct live_event *e, struct live_id *person); /* only that person's sockets get it */
uint64_t hub_epoch_hash(str epoch);
void hub_batch_free(struct hub *h, struct hub_batch *b);

static inline const struct live_id *hub_stream_of(const struct hub_sub *s) {
  return s->topic->company ? NULL : &s->topic->stream;
}
static inline bool live_kind_is(const struct live_event *e, const char *kind) { return str_eq(e->kind, str_of(kind)); }

#endif

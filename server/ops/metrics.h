/* The figures of this process as Prometheus text. */
#ifndef HANSA_OPS_METRICS_H
#define HANSA_OPS_METRICS_H
#include "db/db.h"
#include "http/http.h"
#include "live/live.h"
#include "ops/mail.h"

struct metrics;

/* What else is asked when somebody looks. Borrowed; any may be NULL. */
struct metrics_parts {
  const struct http *http;
  const struct db *db;
  const struct live *live;
  const struct mail *mail;
};

struct metrics *metrics_new(void);
void metrics_free(struct metrics *m);
void metrics_watch(struct metrics *m, const struct metrics_parts *parts); /* copied */
void metrics_count(struct metrics *m, str route, int status, int64_t us); /* one answer; for http_conf.answered */
str metrics_text(struct metrics *m, struct arena *a);                     /* arena */
void metrics_serve(void *metrics, struct http_req *r);                    /* GET /metrics */

#endif

/* Ready means: connected, and the database has every migration that this program carries. */
#include "ops/health.h"
#include "base/embed.h"
#include <stdlib.h>

struct health {
  struct db *db;
  int ready;
  bool stopping;
  str newest; /* migration of the program, borrowed */
};

struct look {
  struct health *h;
  struct http_req *r;
  struct db_step step;
};

struct health *health_new(struct db *db) {
  struct health *h = calloc(1, sizeof *h);
  if (!h) abort();
  *h = (struct health){.db = db, .ready = db_require(db, STR("ops/ready"))};
  size_t n;
  const struct embed_file *files = embed_files(&n); /* in the order of their paths */
  for (size_t i = 0; i < n; i++) {
    str dir = STR("sql/migrations/"), path = files[i].path;
    if (str_starts(path, dir) && str_ends(path, STR(".sql"))) h->newest = (str){path.p + dir.n, path.n - dir.n - 4};
  }
  return h;
}

void health_free(struct health *h) { free(h); }
void health_stopping(struct health *h) { h->stopping = true; }

static void answer(struct http_req *r, int status, str text) {
  http_add_header(r, STR("Cache-Control"), STR("no-store"));
  http_answer(r, status, STR("text/plain; charset=utf-8"), text, 0);
}

void health_live(void *health, struct http_req *r) {
  (void)health;
  answer(r, 200, STR("ok\n"));
}

/* Names begin with their number, so the later one is the greater text. */
static bool reaches(str has, str needs) {
  size_t n = has.n < needs.n ? has.n : needs.n;
  int c = n ? memcmp(has.p, needs.p, n) : 0;
  return c > 0 || (c == 0 && has.n >= needs.n);
}

static void looked(void *ctx, const struct db_reply *reply) {
  const struct look *l = ctx;
  if (reply->status != DB_OK) {
    answer(l->r, 503, STR("the database does not answer\n"));
    return;
  }
  const PGresult *rows = reply->results[0];
  str has = PQntuples(rows) > 0 ? (str){PQgetvalue(rows, 0, 0), (size_t)PQgetlength(rows, 0, 0)} : STR_NONE;
  if (reaches(has, l->h->newest))
    answer(l->r, 200, STR("ready\n"));
  else
    answer(l->r, 503, STR("the database wants migrating: hansa migrate\n"));
}

void health_ready(void *health, struct http_req *r) {
  struct health *h = health;
  if (h->stopping) {
    answer(r, 503, STR("stopping\n"));
  } else if (!db_ready(h->db)) {
    answer(r, 503, STR("not connected to the database\n"));
  } else {
    struct look *l = ARENA_NEW(http_arena(r), struct look);
    *l = (struct look){.h = h, .r = r, .step = {h->ready, NULL, 0}};
    db_submit(h->db, &l->step, 1, looked, l);
  }
}

/* The outbox worker: claims a few mails, sends them on a thread over one connection, notes down what became of each. */
#include "ops/mail.h"
#include "base/clock.h"
#include "base/log.h"
#include "ops/mime.h"
#include <curl/curl.h>
#include <stdlib.h>

enum { BATCH = 10, LOOK_MS = 2000, RETRY_MS = 1000, CONNECT_S = 10, SEND_S = 60 };

struct mail {
  struct loop *loop;
  struct db *db;
  struct mail_conf conf;
  int bind, claim, sent, failed;
  struct timer *look, *retry;
  struct batch *batch; /* one at a time */
  bool stopped;
  struct mail_stats stats;
};

struct letter {
  struct mime_mail mime;
  bool ok;
  char error[512];
};

struct batch {
  struct mail *m;
  struct arena *a;
  struct letter letters[BATCH];
  int n;
  struct db_step steps[BATCH + 1];
  struct db_param params[BATCH + 1][2];
};

struct mail *mail_new(struct loop *loop, struct db *db, const struct mail_conf *conf) {
  struct mail *m = calloc(1, sizeof *m);
  if (!m) abort();
  *m = (struct mail){.loop = loop, .db = db, .conf = *conf};
  m->bind = db_require(db, STR("bind/public"));
  m->claim = db_require(db, STR("mail/claim"));
  m->sent = db_require(db, STR("mail/sent"));
  m->failed = db_require(db, STR("mail/failed"));
  curl_global_init(CURL_GLOBAL_DEFAULT);
  return m;
}

bool mail_idle(const struct mail *m) { return m->batch == NULL; }
void mail_get_stats(const struct mail *m, struct mail_stats *out) { *out = m->stats; }

void mail_free(struct mail *m) {
  if (!m) return;
  curl_global_cleanup();
  free(m);
}

static void batch_end(struct batch *b) {
  b->m->batch = NULL;
  arena_free(b->a);
}

/* On a worker thread. */

struct upload {
  str left;
};

static size_t give(char *to, size_t size, size_t n, void *ctx) {
  struct upload *u = ctx;
  size_t take = size * n < u->left.n ? size * n : u->left.n;
  memcpy(to, u->left.p, take);
  u->left = (str){u->left.p + take, u->left.n - take};
  return take;
}

/* A password must not cross a network in the clear. */
static bool must_encrypt(const struct mail_conf *c) {
  str url = str_of(c->url);
  bool here = str_starts(url, STR("smtp://localhost")) || str_starts(url, STR("smtp://127.")) ||
              str_starts(url, STR("smtp://[::1]"));
  return c->user && !here;
}

static void set_up(CURL *h, const struct mail_conf *c) {
  curl_easy_setopt(h, CURLOPT_URL, c->url);
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(h, CURLOPT_USE_SSL, must_encrypt(c) ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
  curl_easy_setopt(h, CURLOPT_TIMEOUT, (long)SEND_S);
  curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(h, CURLOPT_READFUNCTION, give);
  if (!c->user) return;
  curl_easy_setopt(h, CURLOPT_USERNAME, c->user);
  curl_easy_setopt(h, CURLOPT_PASSWORD, c->password ? c->password : "");
}

static void send_one(CURL *h, const struct mail_conf *c, struct arena *a, struct letter *l) {
  struct upload u;
  struct err e = {0};
  l->mime.from = str_of(c->from);
  l->mime.unix_s = clock_unix_ms() / 1000;
  if (!mime_compose(a, &l->mime, &u.left, &e)) {
    snprintf(l->error, sizeof l->error, "%s", e.msg);
    return;
  }
  struct curl_slist *to = curl_slist_append(NULL, str_z(a, mime_address(l->mime.to)));
  curl_easy_setopt(h, CURLOPT_MAIL_FROM, str_z(a, mime_address(l->mime.from)));
  curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
  curl_easy_setopt(h, CURLOPT_READDATA, &u);
  CURLcode code = curl_easy_perform(h);
  long answer = 0;
  curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &answer);
  l->ok = code == CURLE_OK;
  if (!l->ok) snprintf(l->error, sizeof l->error, "%s (%ld)", curl_easy_strerror(code), answer);
  curl_slist_free_all(to);
}

static void send_batch(void *ctx) {
  struct batch *b = ctx;
  CURL *h = curl_easy_init();
  if (!h) abort();
  set_up(h, &b->m->conf);
  for (int i = 0; i < b->n; i++) send_one(h, &b->m->conf, b->a, &b->letters[i]);
  curl_easy_cleanup(h);
}

/* On the loop. */

static void note(void *ctx);

static void noted(void *ctx, const struct db_reply *reply) {
  struct batch *b = ctx;
  struct mail *m = b->m;
  if (reply->status == DB_OK) {
    batch_end(b);
  } else if (m->stopped) {
    LOG(LOG_WARN, "mail.not_noted", log_int("mails", b->n));
    batch_end(b);
  } else { /* without the note they would be sent again */
    m->retry = timer_start(m->loop, RETRY_MS, 0, note, b);
  }
}

static void note(void *ctx) {
  struct batch *b = ctx;
  struct mail *m = b->m;
  m->retry = NULL;
  b->steps[0] = (struct db_step){m->bind, NULL, 0};
  for (int i = 0; i < b->n; i++) {
    struct letter *l = &b->letters[i];
    struct db_param *p = b->params[i];
    p[0].v = l->mime.id;
    p[1].v = str_of(l->error);
    b->steps[i + 1] = (struct db_step){l->ok ? m->sent : m->failed, p, l->ok ? 1 : 2};
  }
  db_submit(m->db, b->steps, b->n + 1, noted, b);
}

static void batch_sent(void *ctx) {
  struct batch *b = ctx;
  for (int i = 0; i < b->n; i++) {
    const struct letter *l = &b->letters[i];
    if (l->ok)
      b->m->stats.sent++;
    else
      b->m->stats.failed++;
    if (l->ok)
      LOG(LOG_INFO, "mail.sent", log_str("mail", l->mime.id));
    else
      LOG(LOG_WARN, "mail.failed", log_str("mail", l->mime.id), log_z("why", l->error));
  }
  note(b);
}

static str cell(struct arena *a, const PGresult *r, int row, int col) {
  return str_dup(a, (str){PQgetvalue(r, row, col), (size_t)PQgetlength(r, row, col)});
}

static void claimed(void *ctx, const struct db_reply *reply) {
  struct batch *b = ctx;
  if (reply->status == DB_FAILED) LOG(LOG_WARN, "mail.claim_failed", log_z("sqlstate", reply->sqlstate));
  if (reply->status == DB_OK) {
    const PGresult *r = reply->results[1];
    for (b->n = 0; b->n < PQntuples(r) && b->n < BATCH; b->n++)
      b->letters[b->n].mime = (struct mime_mail){.id = cell(b->a, r, b->n, 0),
                                                 .to = cell(b->a, r, b->n, 1),
                                                 .subject = cell(b->a, r, b->n, 2),
                                                 .text = cell(b->a, r, b->n, 3),
                                                 .html = cell(b->a, r, b->n, 4),
                                                 .unsubscribe = cell(b->a, r, b->n, 5)};
  }
  if (b->n > 0)
    worker_run(b->m->loop, send_batch, batch_sent, b);
  else
    batch_end(b);
}

static void look(void *ctx) {
  struct mail *m = ctx;
  if (m->batch || m->stopped || !db_ready(m->db)) return;
  struct arena *a = arena_new(16384);
  struct batch *b = m->batch = ARENA_NEW(a, struct batch);
  *b = (struct batch){.m = m, .a = a};
  b->params[0][0].v = str_printf(a, "%d", BATCH);
  b->steps[0] = (struct db_step){m->bind, NULL, 0};
  b->steps[1] = (struct db_step){m->claim, b->params[0], 1};
  db_submit(m->db, b->steps, 2, claimed, b);
}

void mail_start(struct mail *m) {
  if (!m->conf.url || !m->conf.url[0]) {
    LOG(LOG_INFO, "mail.off", log_z("why", "no mail server is set ([smtp] url); mails wait in the outbox"));
    return;
  }
  if (str_none(mime_address(str_of(m->conf.from)))) {
    LOG(LOG_WARN, "mail.off", log_z("why", "[smtp] from is no mail address; mails wait in the outbox"));
    return;
  }
  m->look = timer_start(m->loop, LOOK_MS, LOOK_MS, look, m);
}

void mail_stop(struct mail *m) {
  m->stopped = true;
  if (m->look) timer_stop(m->look);
  m->look = NULL;
  if (!m->retry) return;
  timer_stop(m->retry);
  m->retry = NULL;
  note(m->batch); /* once more; after that the database decides */
}

/* Sends what waits in the outbox, over SMTP, on the worker threads. */
#ifndef HANSA_OPS_MAIL_H
#define HANSA_OPS_MAIL_H
#include "db/db.h"
#include "loop/loop.h"

struct mail;

/* All borrowed for the life of the mail. */
struct mail_conf {
  const char *url;             /* "smtp://host:587"; NULL: nothing is sent */
  const char *from;            /* "Hansa <hansa@example.com>" */
  const char *user, *password; /* NULL: no log-in */
};

struct mail_stats {
  int64_t sent, failed; /* failed: tries, not mails */
};

/* After db_register_jobs. */
struct mail *mail_new(struct loop *loop, struct db *db, const struct mail_conf *conf);
void mail_start(struct mail *m);      /* after db_open */
void mail_stop(struct mail *m);       /* claims nothing more */
bool mail_idle(const struct mail *m); /* nothing is being sent or noted down */
void mail_free(struct mail *m);       /* when idle */
void mail_get_stats(const struct mail *m, struct mail_stats *out);

#endif

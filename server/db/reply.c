/* What a failed transaction means to the one who asked. */
#include "db/db.h"

struct meaning {
  const char *sqlstate; /* all five letters, or the two of a class */
  enum err_code code;
  const char *type, *msg;
  int retry_after;
};

/* The first that fits. What a person sent is named by the checks before the database; these are the last resort. */
static const struct meaning meanings[] = {
    {"23505", ERR_CONFLICT, "already_exists", "A record with this value exists already.", 0},
    {"23P01", ERR_CONFLICT, "already_exists", "A record that overlaps this one exists already.", 0},
    {"23503", ERR_INVALID, "reference_unknown", "A record that is referred to does not exist or is in use.", 0},
    {"23502", ERR_INVALID, "value_missing", "A value is missing.", 0},
    {"23", ERR_INVALID, "value_refused", "A value breaks a rule of the record.", 0},
    {"22", ERR_INVALID, "value_malformed", "A value has the wrong form or is out of range.", 0},
    {"42501", ERR_FORBIDDEN, "not_allowed", "You may not do this.", 0},
    {"57014", ERR_UNAVAILABLE, "timeout", "The question took too long to answer. Ask for less, or try again.", 5},
    {"40", ERR_UNAVAILABLE, "try_again", "Somebody changed the same records at this moment. Try again.", 1},
    {"55P03", ERR_UNAVAILABLE, "try_again", "The record is being changed at this moment. Try again.", 1},
    {"53100", ERR_UNAVAILABLE, "no_room", "The server has no room to store this. Nothing of it was stored; try again later.", 30},
    {"53", ERR_UNAVAILABLE, "unavailable", "The server is too busy. Try again in a moment.", 5},
    {"57", ERR_UNAVAILABLE, "unavailable", "The database is restarting. Try again in a moment.", 2},
    {"08", ERR_UNAVAILABLE, "unavailable", "The database cannot be reached. Try again in a moment.", 2},
};

static const struct {
  const char *sqlstate;
  enum err_code code;
} raised[] = {
    {"HA400", ERR_MALFORMED}, {"HA401", ERR_UNAUTHENTICATED},
    {"HA403", ERR_FORBIDDEN}, {"HA404", ERR_NOT_FOUND},
    {"HA409", ERR_CONFLICT},  {"HA412", ERR_PRECONDITION}, {"HA413", ERR_TOO_LARGE},
    {"HA422", ERR_INVALID},   {"HA428", ERR_PRECONDITION_REQUIRED},
    {"HA429", ERR_TOO_MANY},
};

enum { RETRY_TOO_MANY = 60 };

void db_err(const struct db_reply *reply, struct err *e) {
  if (reply->status == DB_UNAVAILABLE) {
    err_set(e, ERR_UNAVAILABLE, "unavailable", NULL, "The database cannot be reached. Try again in a moment.");
    e->retry_after = 1;
    return;
  }
  const char *sqlstate = reply->sqlstate ? reply->sqlstate : "";
  for (size_t i = 0; i < sizeof raised / sizeof *raised; i++)
    if (strcmp(sqlstate, raised[i].sqlstate) == 0) {
      const char *field = reply->hint && reply->hint[0] == '/' ? reply->hint : NULL;
      const char *msg = reply->detail ? reply->detail : err_title(raised[i].code);
      err_set(e, raised[i].code, reply->message, field, "%s", msg);
      if (raised[i].code == ERR_TOO_MANY) e->retry_after = RETRY_TOO_MANY;
      return;
    }
  for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
    const struct meaning *m = &meanings[i];
    if (strncmp(sqlstate, m->sqlstate, strlen(m->sqlstate)) != 0) continue;
    err_set(e, m->code, m->type, NULL, "%s", m->msg);
    e->retry_after = m->retry_after;
    return;
  }
  err_set(e, ERR_INTERNAL, "internal", NULL, "Something went wrong on our side.");
}

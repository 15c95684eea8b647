/* libpq as it is: connect, ask, wait. */
#include "db/once.h"
#include "base/embed.h"
#include "base/log.h"
#include <stdio.h>
#include <stdlib.h>

struct once {
  PGconn *pg;
  struct arena *arena; /* of one call */
  char sqlstate[6];
};

static void notice(void *ctx, const PGresult *res) {
  (void)ctx;
  LOG(LOG_DEBUG, "db.notice", log_z("message", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY)));
}

bool once_open(const char *conninfo, const char *application, struct once **out, struct err *e) {
  /* A search_path without public: what others may have put there is not picked up by a privileged login. */
  const char *const keys[] = {"connect_timeout", "dbname", "application_name", "client_encoding", "options", NULL};
  const char *const values[] = {
      "10", conninfo, application, "UTF8", "-c search_path=pg_catalog -c TimeZone=UTC -c DateStyle=ISO", NULL};
  *out = NULL;
  PGconn *pg = PQconnectdbParams(keys, values, 1);
  if (PQstatus(pg) != CONNECTION_OK) {
    str why = str_trim(str_of(PQerrorMessage(pg)));
    err_set(e, ERR_UNAVAILABLE, "unavailable", NULL, "PostgreSQL cannot be reached: %.*s", STR_ARG(why));
    PQfinish(pg);
    return false;
  }
  PQsetNoticeReceiver(pg, notice, NULL);
  struct once *o = calloc(1, sizeof *o);
  if (!o) abort();
  o->pg = pg;
  o->arena = arena_new(4096);
  *out = o;
  return true;
}

void once_close(struct once *o) {
  if (!o) return;
  PQfinish(o->pg);
  arena_free(o->arena);
  free(o);
}

const char *once_sqlstate(const struct once *o) { return o->sqlstate; }

/* POSITION counts characters from 1; a person counts lines. */
static int line_of(const char *text, const PGresult *res) {
  const char *position = PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION);
  int left = position ? atoi(position) : 0, line = 1;
  if (left < 1) return 0;
  for (const char *p = text; *p && left > 1; p++) {
    line += *p == '\n';
    left -= ((unsigned char)p[1] & 0xC0) != 0x80;
  }
  return line;
}

/* Takes the result; true if the statement went well. */
static bool went_well(struct once *o, PGresult *res, const char *what, const char *text, PGresult **out,
                      struct err *e) {
  ExecStatusType status = PQresultStatus(res);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    if (out)
      *out = res;
    else
      PQclear(res);
    return true;
  }
  const char *field[] = {PQresultErrorField(res, PG_DIAG_SQLSTATE), PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY),
                         PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL), PQresultErrorField(res, PG_DIAG_CONTEXT)};
  str lost = str_trim(str_of(PQerrorMessage(o->pg)));
  snprintf(o->sqlstate, sizeof o->sqlstate, "%s", field[0] ? field[0] : "08006");
  int line = line_of(text, res);
  str where = line ? str_printf(o->arena, "%s:%d", what, line) : str_of(what);
  if (strncmp(o->sqlstate, "HA", 2) == 0)
    db_err(&(struct db_reply){.status = DB_FAILED,
                              .sqlstate = o->sqlstate,
                              .message = field[1],
                              .detail = field[2],
                              .hint = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT)},
           e);
  else
    err_set(e, field[0] ? ERR_INTERNAL : ERR_UNAVAILABLE, "statement_failed", NULL, "%s: %s%s%s%s%s", where.p,
            field[1] ? field[1] : str_z(o->arena, lost), field[2] ? ". " : "", field[2] ? field[2] : "",
            field[3] ? " | " : "", field[3] ? field[3] : "");
  PQclear(res);
  return false;
}

bool once_job(struct once *o, const char *job, const struct db_param *params, int nparams, PGresult **out,
              struct err *e) {
  arena_reset(o->arena);
  if (out) *out = NULL;
  o->sqlstate[0] = 0;
  str path = str_printf(o->arena, "sql/jobs/%s.sql", job);
  const struct embed_file *file = embed_find(path.p);
  if (!file) return err_set(e, ERR_INTERNAL, "statement_absent", NULL, "There is no %s.", path.p);
  size_t n = (size_t)nparams;
  const char **values = ARENA_ARRAY(o->arena, const char *, n);
  int *lengths = ARENA_ARRAY(o->arena, int, n), *formats = ARENA_ARRAY(o->arena, int, n);
  for (size_t i = 0; i < n; i++) {
    const struct db_param *p = &params[i];
    formats[i] = p->binary;
    lengths[i] = (int)p->v.n;
    values[i] = str_none(p->v) ? NULL : p->binary ? p->v.p : str_z(o->arena, p->v);
  }
  PGresult *res = PQexecParams(o->pg, file->text.p, nparams, NULL, values, lengths, formats, 0);
  return went_well(o, res, path.p, file->text.p, out, e);
}

bool once_run(struct once *o, const struct once_step *steps, int nsteps, PGresult **out, struct err *e) {
  PGresult *last = NULL;
  if (out) *out = NULL;
  bool ok = once_job(o, "db/begin", NULL, 0, NULL, e);
  for (int i = 0; ok && i < nsteps; i++) {
    PQclear(last);
    ok = once_job(o, steps[i].job, steps[i].params, steps[i].nparams, &last, e);
  }
  ok = ok && once_job(o, "db/commit", NULL, 0, NULL, e);
  if (!ok) {
    struct err second;
    PQclear(last);
    char sqlstate[sizeof o->sqlstate];
    memcpy(sqlstate, o->sqlstate, sizeof sqlstate);
    if (!once_job(o, "db/rollback", NULL, 0, NULL, &second))
      LOG(LOG_DEBUG, "db.rollback", log_z("message", second.msg));
    memcpy(o->sqlstate, sqlstate, sizeof sqlstate);
    return false;
  }
  if (out)
    *out = last;
  else
    PQclear(last);
  return true;
}

bool once_file(struct once *o, const char *path, const char *text, struct err *e) {
  arena_reset(o->arena);
  o->sqlstate[0] = 0;
  return went_well(o, PQexec(o->pg, text), path, text, NULL, e);
}

bool db_check_role(const char *conninfo, struct err *e) {
  struct once *o;
  PGresult *res;
  if (!once_open(conninfo, "hansa guard", &o, e)) return false;
  bool ok = once_job(o, "db/role_guard", NULL, 0, &res, e);
  if (ok && PQntuples(res) > 0)
    ok = err_set(e, ERR_FORBIDDEN, "role_unsafe", NULL,
                 "The server must not run as \"%s\": the role \"%s\" %s. Connect as hansa_app.", PQuser(o->pg),
                 PQgetvalue(res, 0, 0), PQgetvalue(res, 0, 1));
  if (res) PQclear(res);
  once_close(o);
  return ok;
}

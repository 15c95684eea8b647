/* A plain, waiting connection for commands at the terminal: hansa migrate, user add, doctor. Never used by the server's
 * loop. */
#ifndef HANSA_DB_ONCE_H
#define HANSA_DB_ONCE_H
#include "db/db.h"

struct once;

struct once_step {
  const char *job; /* "auth/person_new": the file sql/jobs/auth/person_new.sql */
  const struct db_param *params;
  int nparams;
};

/* *out is owned: once_close. Errors carry PostgreSQL's own words: they are for an operator. */
bool once_open(const char *conninfo, const char *application, struct once **out, struct err *e) MUST_CHECK;
void once_close(struct once *o);
/* One job. *out is owned (PQclear) and may be NULL if the caller does not want it. */
bool once_job(struct once *o, const char *job, const struct db_param *params, int nparams, PGresult **out,
              struct err *e) MUST_CHECK;
/* Several jobs in one transaction, a tenant binding first for example; *out is the last one's result. */
bool once_run(struct once *o, const struct once_step *steps, int nsteps, PGresult **out, struct err *e) MUST_CHECK;
/* A whole file of statements. Errors name file and line. */
bool once_file(struct once *o, const char *path, const char *text, struct err *e) MUST_CHECK;
const char *once_sqlstate(const struct once *o); /* of the last failure, or "" */

/* Refuses a role that could see past row-level security: superuser, BYPASSRLS, CREATEROLE, REPLICATION, an owner of the
   schema's objects, or a member of such a role. */
bool db_check_role(const char *conninfo, struct err *e) MUST_CHECK;

#endif

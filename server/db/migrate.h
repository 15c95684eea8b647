/* Brings a database to the state this program needs: bootstrap, numbered migrations, then the logic. Synchronous. */
#ifndef HANSA_DB_MIGRATE_H
#define HANSA_DB_MIGRATE_H
#include "base/err.h"

/* The files are those the program carries, or those of embed_use_sql. owner_conninfo logs in as a superuser, or as a
   member of hansa_owner and hansa_sys in a database that a superuser has bootstrapped. verbose: each step is logged. */
bool migrate_run(const char *owner_conninfo, bool verbose, struct err *e) MUST_CHECK;

#endif

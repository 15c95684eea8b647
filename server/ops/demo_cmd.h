/* The demo network: sql/demo/NN_*.sql, laid in one transaction on an empty database. */
#ifndef HANSA_OPS_DEMO_CMD_H
#define HANSA_OPS_DEMO_CMD_H
#include "base/err.h"
#include "base/str.h"

/* conninfo: of the cluster's superuser or the owner. *loaded tells whether it was laid now; companies that are there
   already, or no demo files in the program, leave everything as it is. */
bool demo_load(const char *conninfo, bool *loaded, struct err *e) MUST_CHECK;
/* The lines of sql/demo/logins.tsv: e-mail, password, company, role. borrowed from `rest`; false at the end. */
struct demo_login { str email, password, company, role; };
bool demo_next_login(str *rest, struct demo_login *out);
str demo_logins(void); /* for demo_next_login */

#endif

/* The private PostgreSQL below the state directory: found, made, configured, asked how it is. */
#ifndef HANSA_OPS_CLUSTER_H
#define HANSA_OPS_CLUSTER_H
#include "ops/state.h"

struct cluster {
  const char *bin;   /* folder of the programs */
  int major;
  const char *data;  /* pg/15 */
  const char *boot;  /* conninfo of the superuser of this cluster */
  const char *app;   /* conninfo of the application's role */
  bool made;         /* by this start */
};

/* Data of a major version that is not installed is an error that tells the way out. */
bool cluster_find(struct cluster *c, const struct state *s, struct err *e) MUST_CHECK;
/* initdb when there is nothing yet; configuration files; what an unclean stop left behind is cleared. */
bool cluster_prepare(struct cluster *c, const struct state *s, struct err *e) MUST_CHECK;
const char *const *cluster_argv(const struct cluster *c, const struct state *s); /* arena */

enum cluster_answer { CLUSTER_READY, CLUSTER_STARTING, CLUSTER_SILENT };
enum cluster_answer cluster_ping(const struct cluster *c);
bool cluster_database(const struct cluster *c, const struct state *s, struct err *e) MUST_CHECK; /* made when absent */

#endif

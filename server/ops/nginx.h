/* The public face: nginx under our own configuration, unprivileged, with a copy of the portal's files. */
#ifndef HANSA_OPS_NGINX_H
#define HANSA_OPS_NGINX_H
#include "ops/state.h"

struct nginx {
  const char *address; /* NULL: loopback */
  int port, tls_port;  /* tls_port 0: none */
  str cert, key;       /* PEM texts; STR_NONE: self-signed */
  int portal_fd;       /* the folder of the built portal, -1: none */
};

const char *nginx_program(void); /* NULL: not installed */
/* Plain words when somebody else listens there, or we may not. */
bool nginx_ports_free(const struct nginx *n, struct err *e) MUST_CHECK;
bool nginx_prepare(const struct nginx *n, const struct state *s, struct err *e) MUST_CHECK; /* files; then a test of them */
bool nginx_test(const struct state *s, struct err *e) MUST_CHECK; /* nginx -t on what is there */
const char *const *nginx_argv(const struct state *s); /* arena */
const char *nginx_url(const struct nginx *n, struct arena *a);
/* Status of GET path on the plain port; 0: no answer. */
int nginx_status(const struct nginx *n, const char *path);

#endif

/* Everything nginx reads is written below the state directory, so that it needs no right beyond it. */
#include "ops/nginx.h"
#include "ops/cert.h"
#include "ops/proc.h"
#include "ops/template.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

const char *nginx_program(void) {
  static const char *const places[] = {"/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (access(places[i], X_OK) == 0) return places[i];
  return NULL;
}

static socklen_t address_of(const char *text, int port, struct sockaddr_storage *out) {
  memset(out, 0, sizeof *out);
  struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons((uint16_t)port);
    return sizeof *v4;
  }
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;
  if (inet_pton(AF_INET6, text, &v6->sin6_addr) != 1) return 0;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons((uint16_t)port);
  return sizeof *v6;
}

static int bind_error(const char *text, int port) { /* 0: free */
  struct sockaddr_storage at;
  socklen_t n = address_of(text, port, &at);
  if (n == 0) return EINVAL;
  int fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  if (at.ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &(int){1}, sizeof(int));
  int why = bind(fd, (struct sockaddr *)&at, n) == 0 && listen(fd, 1) == 0 ? 0 : errno;
  close(fd);
  return why;
}

static bool has_ipv6(void) { return bind_error("::1", 0) == 0; }

/* The addresses to listen on: the one that was asked for, or both loopbacks. */
static size_t addresses(const struct nginx *n, const char *out[2]) {
  out[0] = n->address ? n->address : "127.0.0.1";
  if (n->address || !has_ipv6()) return 1;
  out[1] = "::1";
  return 2;
}

bool nginx_ports_free(const struct nginx *n, struct err *e) {
  const char *at[2];
  size_t count = addresses(n, at);
  for (size_t i = 0; i < count; i++)
    for (int tls = 0; tls < 2; tls++) {
      int port = tls ? n->tls_port : n->port;
      int why = tls && !port ? 0 : bind_error(at[i], port);
      if (why == EADDRINUSE)
        return err_set(e, ERR_CONFLICT, "port_taken", NULL,
                       "Port %d is taken by another program. Choose another with %s N.", port, tls ? "--tls-port" : "--port");
      if (why == EACCES)
        return err_set(e, ERR_FORBIDDEN, "port_low", NULL,
                       "Only root may listen on port %d. Choose one above 1023 with %s N.", port, tls ? "--tls-port" : "--port");
      if (why)
        return err_set(e, ERR_INVALID, "listen", NULL, "Cannot listen on %s port %d: %s.", at[i], port, strerror(why));
    }
  return true;
}

static const char *listen_lines(struct arena *a, const struct nginx *n, int port, const char *options) {
  const char *at[2];
  size_t count = addresses(n, at);
  str out = STR("");
  for (size_t i = 0; i < count; i++) {
    bool v6 = strchr(at[i], ':') != NULL;
    out = str_printf(a, "%.*s%slisten %s%s%s:%d%s;", STR_ARG(out), i ? "\n  " : "", v6 ? "[" : "", at[i], v6 ? "]" : "", port,
                     options);
  }
  return str_z(a, out);
}

static bool place_certificate(const struct nginx *n, const struct state *s, struct err *e) {
  if (str_none(n->cert)) return cert_self_signed(s, "tls/cert.pem", "tls/key.pem", e);
  unlink(state_path(s, "tls/self-signed"));
  return state_write(s, "tls/cert.pem", n->cert.p, n->cert.n, 0600, e) &&
         state_write(s, "tls/key.pem", n->key.p, n->key.n, 0600, e);
}

static bool place_portal(const struct nginx *n, const struct state *s, struct err *e) {
  const char *to = state_path(s, "portal");
  const char *const clear[] = {"/bin/rm", "-rf", "--", to, NULL};
  if (!proc_run(clear, NULL, NULL, 0, e)) return false;
  if (n->portal_fd < 0) return state_mkdir(to, 0700, e);
  int fd = dup(n->portal_fd); /* cp finds the folder by this number, wherever it lies */
  if (fd < 0) return err_set(e, ERR_INTERNAL, "dup", NULL, "dup: %s.", strerror(errno));
  const char *const copy[] = {"/bin/cp", "-rT", "--preserve=timestamps", "--",
                              str_printf(s->a, "/proc/self/fd/%d/.", fd).p, to, NULL};
  bool ok = proc_run(copy, NULL, NULL, 0, e);
  close(fd);
  return ok;
}

bool nginx_prepare(const struct nginx *n, const struct state *s, struct err *e) {
  const char *suffix = n->tls_port == 443 ? "" : str_printf(s->a, ":%d", n->tls_port).p;
  /* A browser that took a self-signed certificate for this host must still reach it by plain HTTP. */
  const char *hsts = str_none(n->cert) ? "" : "max-age=31536000";
  const struct template_pair words[] = {
      {"DIR", s->dir},       {"RUN", s->run},
      {"HSTS", hsts},        {"LISTEN", listen_lines(s->a, n, n->port, "")},
      {"TLS_SUFFIX", suffix}, {"LISTEN_TLS", n->tls_port ? listen_lines(s->a, n, n->tls_port, " ssl http2") : ""}};
  const struct { const char *from, *to; } files[] = {{"nginx.conf", "conf/nginx.conf"},
                                                     {n->tls_port ? "server-tls.conf" : "server-plain.conf", "conf/server.conf"},
                                                     {"routes.conf", "conf/routes.conf"}};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    str text = template_fill(s->a, files[i].from, words, sizeof words / sizeof *words);
    if (!state_write(s, files[i].to, text.p, text.n, 0600, e)) return false;
  }
  return (!n->tls_port || place_certificate(n, s, e)) && place_portal(n, s, e) && nginx_test(s, e);
}

bool nginx_test(const struct state *s, struct err *e) {
  if (!nginx_program())
    return err_set(e, ERR_UNAVAILABLE, "nginx_missing", NULL, "nginx is not installed: apt-get install nginx");
  const char *const *run = nginx_argv(s);
  const char *const test[] = {run[0], run[1], run[2], run[3], run[4], "-e", "stderr", "-t", "-q", NULL};
  char said[2048];
  if (proc_run(test, NULL, said, sizeof said, e)) return true;
  const char *why = strstr(said, "[emerg] ");
  if (why) why = strstr(why, ": ");
  if (!why) return false;
  return err_set(e, ERR_INTERNAL, "nginx_conf", NULL, "nginx refuses its configuration%.*s", (int)strcspn(why, "\n"), why);
}

const char *const *nginx_argv(const struct state *s) {
  const char **argv = ARENA_ARRAY(s->a, const char *, 8);
  const char *program = nginx_program();
  argv[0] = program ? program : "nginx";
  argv[1] = "-p";
  argv[2] = state_path(s, "nginx/");
  argv[3] = "-c";
  argv[4] = state_path(s, "conf/nginx.conf");
  argv[5] = "-e";
  argv[6] = state_path(s, "log/nginx.log");
  return argv;
}

const char *nginx_url(const struct nginx *n, struct arena *a) {
  const char *host = n->address && strcmp(n->address, "0.0.0.0") != 0 && strcmp(n->address, "::") != 0 ? n->address : "localhost";
  bool v6 = strchr(host, ':') != NULL, tls = n->tls_port != 0;
  int port = tls ? n->tls_port : n->port;
  str url = str_printf(a, "%s://%s%s%s", tls ? "https" : "http", v6 ? "[" : "", host, v6 ? "]" : "");
  return port == (tls ? 443 : 80) ? url.p : str_printf(a, "%s:%d", url.p, port).p;
}

int nginx_status(const struct nginx *n, const char *path) {
  const char *at = n->address ? n->address : "127.0.0.1";
  if (strcmp(at, "0.0.0.0") == 0) at = "127.0.0.1";
  if (strcmp(at, "::") == 0) at = "::1";
  struct sockaddr_storage where;
  socklen_t len = address_of(at, n->port, &where);
  int fd = len ? socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
  if (fd < 0) return 0;
  struct timeval limit = {.tv_sec = 2};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  char text[256] = "";
  int size = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
  int status = 0;
  if (connect(fd, (struct sockaddr *)&where, len) == 0 && send(fd, text, (size_t)size, MSG_NOSIGNAL) == size) {
    ssize_t got = recv(fd, text, sizeof text - 1, MSG_WAITALL);
    if (got > 12) {
      text[got] = 0;
      status = atoi(text + 9);
    }
  }
  close(fd);
  return status;
}

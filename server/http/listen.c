/* Our own listening sockets: lws's would unlink a successor's socket file when it closes. */
#include "base/log.h"
#include "http/private.h"
#include <errno.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, ACCEPT_BATCH = 64 };

static void accepted(struct http *h, int fd) {
  if (h->stats.sockets >= h->conf.max_sockets) {
    h->stats.rejected++;
    close(fd);
    return;
  }
  int on = 1;
  (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* means nothing on a unix socket */
  /* When it fails lws has closed the socket. */
  if (!lws_adopt_socket_vhost(h->vhost, fd)) h->stats.rejected++;
}

static void readable(uv_poll_t *poll, int status, int events) {
  (void)status;
  (void)events;
  struct listener *l = poll->data;
  for (int i = 0; i < ACCEPT_BATCH; i++) {
    int fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      accepted(l->h, fd);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      LOG(LOG_ERROR, "http.accept", log_int("errno", errno));
      uv_poll_stop(poll); /* the sweep starts it again */
    }
    return;
  }
}

static bool watch(struct http *h, struct listener **slot, int fd) {
  struct listener *l = calloc(1, sizeof *l);
  if (!l) abort();
  l->h = h;
  l->fd = fd;
  if (uv_poll_init(loop_uv(h->loop), &l->poll, fd) != 0) {
    free(l);
    return false;
  }
  l->poll.data = l;
  uv_poll_start(&l->poll, UV_READABLE, readable);
  *slot = l;
  return true;
}

static bool refused(struct err *e, int fd, const char *what, const char *where) {
  int why = errno;
  if (fd >= 0) close(fd);
  return err_set(e, ERR_INTERNAL, "http_listen", NULL, "Cannot %s %s: %s.", what, where, strerror(why));
}

static bool socket_id(const char *path, struct stat_id *id) {
  struct stat st;
  if (lstat(path, &st) != 0) return false;
  *id = (struct stat_id){st.st_dev, st.st_ino};
  return true;
}

/* Made beside its place and renamed into it: there is always exactly one socket at the path, and a predecessor that is
   still draining keeps its own. */
static bool open_unix(struct http *h, struct err *e) {
  const char *path = h->conf.unix_path;
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  int n = snprintf(at.sun_path, sizeof at.sun_path, "%s.%d", path, (int)getpid());
  if (n < 0 || (size_t)n >= sizeof at.sun_path)
    return err_set(e, ERR_INTERNAL, "http_listen", NULL, "The socket path %s is too long.", path);
  gid_t group = (gid_t)-1;
  if (h->conf.unix_group) {
    const struct group *g = getgrnam(h->conf.unix_group);
    if (!g) return err_set(e, ERR_INTERNAL, "http_listen", NULL, "There is no group %s.", h->conf.unix_group);
    group = g->gr_gid;
  }
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return refused(e, fd, "make a socket for", path);
  unlink(at.sun_path);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0) return refused(e, fd, "bind", at.sun_path);
  /* Nobody can connect before listen, so the mode is never wider than this. */
  if (chmod(at.sun_path, 0660) != 0 || (group != (gid_t)-1 && chown(at.sun_path, (uid_t)-1, group) != 0) ||
      listen(fd, BACKLOG) != 0 || !socket_id(at.sun_path, &h->unix_id) || rename(at.sun_path, path) != 0) {
    (void)refused(e, fd, "open", path);
    unlink(at.sun_path);
    return false;
  }
  return watch(h, &h->listeners[0], fd) || refused(e, fd, "watch", path);
}

static bool open_tcp(struct http *h, struct err *e) {
  char where[32];
  snprintf(where, sizeof where, "127.0.0.1:%d", h->conf.port);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)h->conf.port)};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return refused(e, fd, "make a socket for", where);
  int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
      listen(fd, BACKLOG) != 0)
    return refused(e, fd, "listen on", where);
  return watch(h, &h->listeners[1], fd) || refused(e, fd, "watch", where);
}

bool listen_open(struct http *h, struct err *e) {
  if (h->conf.unix_path && !open_unix(h, e)) return false;
  if (h->conf.port && !open_tcp(h, e)) return false;
  LOG(LOG_INFO, "http.listening", log_z("unix", h->conf.unix_path), log_int("port", h->conf.port));
  return true;
}

void listen_resume(struct http *h) {
  for (int i = 0; i < 2; i++)
    if (h->listeners[i] && !uv_is_active((uv_handle_t *)&h->listeners[i]->poll))
      uv_poll_start(&h->listeners[i]->poll, UV_READABLE, readable);
}

static void closed(uv_handle_t *handle) { free(handle->data); }

void listen_close(struct http *h) {
  for (int i = 0; i < 2; i++) {
    struct listener *l = h->listeners[i];
    if (!l) continue;
    h->listeners[i] = NULL;
    int fd = l->fd;
    uv_poll_stop(&l->poll);
    uv_close((uv_handle_t *)&l->poll, closed);
    close(fd);
    struct stat_id now;
    if (i == 0 && socket_id(h->conf.unix_path, &now) && now.dev == h->unix_id.dev && now.ino == h->unix_id.ino)
      unlink(h->conf.unix_path);
  }
}

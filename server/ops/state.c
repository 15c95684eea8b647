/* Rights are dropped before the first file is written, so that nothing below the directory is ever root's. */
#include "ops/state.h"
#include "ops/proc.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SOCKET_NAME_MAX = 107, SOCKET_NAME_ROOM = 24, LEFT_WAIT_S = 30 };

static const char *const folders[] = {"pg", "run", "log", "conf", "spool", "tls", "nginx", "portal"};

const char *state_default(struct arena *a) {
  const char *set = getenv("HANSA_STATE");
  if (set && *set) return set;
  if (geteuid() == 0) return "/var/lib/hansa";
  const char *xdg = getenv("XDG_STATE_HOME");
  if (xdg && *xdg == '/') return str_printf(a, "%s/hansa", xdg).p;
  const char *home = getenv("HOME");
  return str_printf(a, "%s/.local/state/hansa", home && *home ? home : ".").p;
}

const char *state_path(const struct state *s, const char *fmt, ...) {
  char name[512];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(name, sizeof name, fmt, ap);
  va_end(ap);
  return str_printf(s->a, "%s/%s", s->dir, name).p;
}

int64_t state_free_bytes(const char *path) {
  struct statvfs v;
  if (statvfs(path, &v) != 0) return -1;
  return (int64_t)v.f_bavail * (int64_t)v.f_frsize;
}

bool state_mkdir(const char *path, mode_t mode, struct err *e) {
  if (mkdir(path, mode) == 0) return true;
  struct stat st;
  if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return true;
  return err_set(e, ERR_INTERNAL, "state_folder", NULL, "The folder %s cannot be made: %s.", path, strerror(errno));
}

static bool make_parents(struct arena *a, const char *dir, struct err *e) {
  char *path = str_z(a, str_of(dir));
  for (char *p = path + 1; (p = strchr(p, '/')); p++) {
    *p = 0;
    if (!state_mkdir(path, 0755, e)) return false;
    *p = '/';
  }
  return true;
}

/* An empty folder, or one that is already the user's. */
static bool give(const char *dir, const struct passwd *pw, struct err *e) {
  struct stat st;
  if (lstat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
    return err_set(e, ERR_INTERNAL, "state_folder", NULL, "%s is not a folder.", dir);
  if (st.st_uid == pw->pw_uid) return true;
  bool fresh = rmdir(dir) == 0 && mkdir(dir, 0700) == 0; /* rmdir is the sure test of emptiness */
  if (!fresh || lchown(dir, pw->pw_uid, pw->pw_gid) != 0)
    return err_set(e, ERR_FORBIDDEN, "state_owner", NULL,
                   "The state directory %s holds files of another user than %s. Choose another with --state DIR.", dir,
                   pw->pw_name);
  return true;
}

static bool keep_low_ports(struct err *e) {
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  unsigned bit = 1u << CAP_NET_BIND_SERVICE;
  data[0].effective = data[0].permitted = data[0].inheritable = bit;
  if (syscall(SYS_capset, &head, data) == 0) return true;
  return err_set(e, ERR_FORBIDDEN, "low_port", NULL, "The right to listen below port 1024 cannot be kept: %s.",
                 strerror(errno));
}

static bool become(const struct passwd *pw, bool low_port, struct err *e) {
  if (low_port) prctl(PR_SET_KEEPCAPS, 1L, 0L, 0L, 0L);
  if (initgroups(pw->pw_name, pw->pw_gid) != 0 || setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0)
    return err_set(e, ERR_FORBIDDEN, "drop_rights", NULL, "Cannot become the user %s: %s.", pw->pw_name, strerror(errno));
  prctl(PR_SET_DUMPABLE, 1L, 0L, 0L, 0L); /* a change of user hides /proc/self from ourselves */
  return !low_port || keep_low_ports(e);
}

/* A socket's name has 107 bytes: a deep state directory gets its sockets elsewhere, always in the same place. */
static bool find_run(struct state *s, bool make, struct err *e) {
  s->run = state_path(s, "run");
  if (strlen(s->run) + SOCKET_NAME_ROOM <= SOCKET_NAME_MAX) return true;
  uint64_t h = 14695981039346656037u;
  for (const char *p = s->dir; *p; p++) h = (h ^ (unsigned char)*p) * 1099511628211u;
  const char *base = getenv("XDG_RUNTIME_DIR");
  struct stat st;
  if (!base || stat(base, &st) != 0 || st.st_uid != geteuid() || strlen(base) > 60) base = "/tmp";
  s->run = str_printf(s->a, "%s/hansa-%016llx", base, (unsigned long long)h).p;
  if (make) (void)mkdir(s->run, 0700);
  if (lstat(s->run, &st) == 0 && (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0))
    return err_set(e, ERR_FORBIDDEN, "run_folder", NULL, "%s is somebody else's. Choose a shorter --state DIR.", s->run);
  return true;
}

bool state_open(struct state *s, struct arena *a, const char *dir, bool make, bool low_port, struct err *e) {
  *s = (struct state){.a = a, .lock_fd = -1, .parts_fd = -1};
  if (*dir != '/') {
    char *cwd = getcwd(NULL, 0);
    dir = str_printf(a, "%s/%s", cwd ? cwd : "", dir).p;
    free(cwd);
  }
  s->dir = dir;
  /* The path stands in the configuration of PostgreSQL and nginx. */
  if (strpbrk(dir, "\"'\\$%@;{}#\n\r\t") || strlen(dir) > 400)
    return err_set(e, ERR_INVALID, "state_name", NULL,
                   "The path of the state directory is too long or has a sign that configuration files cannot hold: %s", dir);
  struct passwd *pw = geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid());
  if (!pw)
    return err_set(e, ERR_INTERNAL, "user_missing", NULL,
                   geteuid() == 0 ? "There is no user postgres: install the package postgresql."
                                  : "The current user has no name in /etc/passwd.");
  s->user = str_z(a, str_of(pw->pw_name));
  umask(0022);
  if (make) {
    if (!make_parents(a, dir, e) || !state_mkdir(dir, 0700, e)) return false;
  } else if (access(dir, F_OK) != 0) {
    return err_set(e, ERR_NOT_FOUND, "state_absent", NULL, "There is no state directory %s: %s.", dir, strerror(errno));
  }
  if (geteuid() == 0 && ((make && !give(dir, pw, e)) || !become(pw, low_port, e))) return false;
  umask(0077);
  if (chdir(dir) != 0)
    return err_set(e, ERR_FORBIDDEN, "state_closed", NULL,
                   "The user %s cannot reach %s: %s. Choose another place with --state DIR.", s->user, dir, strerror(errno));
  for (size_t i = 0; make && i < sizeof folders / sizeof *folders; i++)
    if (!state_mkdir(folders[i], 0700, e)) return false;
  return find_run(s, make, e);
}

static int lock_file(const char *path, int flags) { return open(path, O_RDWR | O_CREAT | O_NOFOLLOW | flags, 0600); }

bool state_is_up(const struct state *s) {
  int fd = open(state_path(s, "lock"), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  bool held = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(fd);
  return held;
}

static void nap(int ms) { nanosleep(&(struct timespec){ms / 1000, (ms % 1000) * 1000000L}, NULL); }

bool state_lock(struct state *s, struct err *e) {
  s->lock_fd = lock_file("lock", O_CLOEXEC);
  if (s->lock_fd < 0) return err_set(e, ERR_INTERNAL, "state_lock", NULL, "%s/lock: %s.", s->dir, strerror(errno));
  if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0) {
    char pid[32] = "";
    if (pread(s->lock_fd, pid, sizeof pid - 1, 0) < 0) pid[0] = 0;
    return err_set(e, ERR_CONFLICT, "state_busy", NULL,
                   "Hansa is already up on %s (process %ld). Stop that one, or choose another place with --state DIR.",
                   s->dir, strtol(pid, NULL, 10));
  }
  char pid[32];
  int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
  if (ftruncate(s->lock_fd, 0) != 0 || pwrite(s->lock_fd, pid, (size_t)n, 0) != n)
    return err_set(e, ERR_INTERNAL, "state_lock", NULL, "%s/lock: %s.", s->dir, strerror(errno));
  s->parts_fd = lock_file("parts", 0); /* handed down to every part */
  if (s->parts_fd < 0) return err_set(e, ERR_INTERNAL, "state_lock", NULL, "%s/parts: %s.", s->dir, strerror(errno));
  for (int i = 0; flock(s->parts_fd, LOCK_EX | LOCK_NB) != 0; i++) {
    if (i == 10) proc_signal_holders(s->parts_fd, false); /* those that heard of the supervisor's death are gone by now */
    if (i == 20) fprintf(stderr, "  waiting for the parts of an earlier run to end\n");
    if (i == 150) proc_signal_holders(s->parts_fd, true);
    if (i == LEFT_WAIT_S * 10)
      return err_set(e, ERR_CONFLICT, "parts_left", NULL, "Parts of an earlier run still hold %s/parts.", s->dir);
    nap(100);
  }
  return true;
}

bool state_write(const struct state *s, const char *name, const void *bytes, size_t n, mode_t mode, struct err *e) {
  const char *path = state_path(s, "%s", name), *fresh = state_path(s, "%s.new", name);
  unlink(fresh);
  int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  bool ok = fd >= 0;
  for (size_t done = 0; ok && done < n;) {
    ssize_t w = write(fd, (const char *)bytes + done, n - done);
    if (w < 0 && errno == EINTR) continue;
    ok = w > 0;
    if (ok) done += (size_t)w;
  }
  ok = ok && fchmod(fd, mode) == 0;
  int why = errno;
  if (fd >= 0 && close(fd) != 0 && ok) { ok = false; why = errno; }
  if (ok && rename(fresh, path) == 0) return true;
  if (ok) why = errno;
  unlink(fresh);
  return err_set(e, ERR_INTERNAL, "state_write", NULL, "%s cannot be written: %s.", path, strerror(why));
}

bool state_secret(const struct state *s, struct err *e) {
  struct stat st;
  if (stat(state_path(s, "secret"), &st) == 0 && st.st_size == 32) return true;
  unsigned char bytes[32];
  if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
    return err_set(e, ERR_INTERNAL, "random", NULL, "No random bytes: %s.", strerror(errno));
  bool ok = state_write(s, "secret", bytes, sizeof bytes, 0600, e);
  explicit_bzero(bytes, sizeof bytes);
  return ok;
}

/* Between fork and exec only async-signal-safe calls are made. */
#include "ops/proc.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char **merged_env(const char *const *extra) {
  size_t n = 0, m = 0;
  while (environ[n]) n++;
  while (extra && extra[m]) m++;
  char **env = calloc(n + m + 1, sizeof *env);
  if (!env) abort();
  size_t k = 0;
  for (size_t i = 0; i < m; i++) env[k++] = (char *)(uintptr_t)extra[i];
  for (size_t i = 0; i < n; i++) {
    bool set = false;
    for (size_t j = 0; j < m && !set; j++) {
      size_t name = (size_t)(strchr(extra[j], '=') - extra[j]) + 1;
      set = strncmp(environ[i], extra[j], name) == 0;
    }
    if (!set) env[k++] = environ[i];
  }
  return env;
}

static _Noreturn void child(const struct proc *p, char **env, pid_t parent, int log, int tell) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setpgid(0, 0); /* Ctrl-C is the supervisor's to hear */
  if (p->death_signal) {
    prctl(PR_SET_PDEATHSIG, (long)p->death_signal, 0L, 0L, 0L);
    if (getppid() != parent) _exit(1);
  }
  if (p->low_ports) prctl(PR_CAP_AMBIENT, (long)PR_CAP_AMBIENT_RAISE, (long)CAP_NET_BIND_SERVICE, 0L, 0L);
  int null = open("/dev/null", O_RDWR);
  if (null >= 0) dup2(null, 0);
  if (log >= 0) {
    dup2(log, 1);
    dup2(log, 2);
  }
  char *const *argv = (char *const *)(uintptr_t)p->argv;
  if (p->exe_fd >= 0) fexecve(p->exe_fd, argv, env);
  else execve(p->argv[0], argv, env);
  int why = errno;
  ssize_t w = write(tell, &why, sizeof why);
  _exit(w > 0 ? 126 : 127);
}

static bool start(const struct proc *p, int log, pid_t *pid, struct err *e) {
  int pipes[2];
  if (pipe2(pipes, O_CLOEXEC) != 0) return err_set(e, ERR_INTERNAL, "pipe", NULL, "pipe: %s.", strerror(errno));
  char **env = merged_env(p->env);
  pid_t parent = getpid();
  fflush(NULL);
  pid_t made = fork();
  if (made == 0) child(p, env, parent, log, pipes[1]);
  free(env);
  close(pipes[1]);
  int why = made < 0 ? errno : 0;
  if (made > 0 && read(pipes[0], &why, sizeof why) != (ssize_t)sizeof why) why = 0;
  close(pipes[0]);
  if (why == 0) {
    *pid = made;
    return true;
  }
  if (made > 0) waitpid(made, NULL, 0);
  return err_set(e, ERR_INTERNAL, "start", NULL, "%s cannot be started: %s.", p->argv[0], strerror(why));
}

bool proc_start(const struct proc *p, pid_t *pid, struct err *e) {
  int log = p->log ? open(p->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640) : -1;
  if (p->log && log < 0) return err_set(e, ERR_INTERNAL, "log", NULL, "%s: %s.", p->log, strerror(errno));
  bool ok = start(p, log, pid, e);
  if (log >= 0) close(log);
  return ok;
}

static void last_line(const char *text, size_t n, char *out, size_t out_n) {
  str left = str_trim((str){text, n}), line = left;
  for (size_t i = left.n; i > 0; i--)
    if (left.p[i - 1] == '\n') {
      line = (str){left.p + i, left.n - i};
      break;
    }
  snprintf(out, out_n, "%.*s", (int)(line.n < 300 ? line.n : 300), line.n ? line.p : "");
}

bool proc_run(const char *const *argv, const char *const *env, char *out, size_t out_n, struct err *e) {
  int pipes[2];
  if (pipe2(pipes, O_CLOEXEC) != 0) return err_set(e, ERR_INTERNAL, "pipe", NULL, "pipe: %s.", strerror(errno));
  struct proc p = {.argv = argv, .exe_fd = -1, .env = env, .death_signal = SIGTERM};
  pid_t pid;
  bool ok = start(&p, pipes[1], &pid, e);
  close(pipes[1]);
  char text[8192];
  size_t n = 0;
  for (ssize_t r; ok && (r = read(pipes[0], text + n, sizeof text - 1 - n)) != 0;) {
    if (r < 0 && errno == EINTR) continue;
    if (r < 0) break;
    n += (size_t)r;
    if (n == sizeof text - 1) { /* the end is what matters */
      memmove(text, text + n / 2, n - n / 2);
      n -= n / 2;
    }
  }
  close(pipes[0]);
  if (!ok) return false;
  text[n] = 0;
  int status;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  if (out) snprintf(out, out_n, "%s", text);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  char line[320];
  last_line(text, n, line, sizeof line);
  const char *name = strrchr(argv[0], '/');
  return err_set(e, ERR_INTERNAL, "failed", NULL, "%s failed: %s", name ? name + 1 : argv[0],
                 *line ? line : WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "it said nothing");
}

static bool has_open(const char *pid, const struct stat *want) {
  char path[300];
  snprintf(path, sizeof path, "/proc/%s/fd", pid);
  DIR *d = opendir(path);
  if (!d) return false;
  bool found = false;
  for (struct dirent *f; !found && (f = readdir(d));) {
    struct stat st;
    found = isdigit((unsigned char)f->d_name[0]) && fstatat(dirfd(d), f->d_name, &st, 0) == 0 &&
            st.st_dev == want->st_dev && st.st_ino == want->st_ino;
  }
  closedir(d);
  return found;
}

void proc_signal_holders(int fd, bool kill_now) {
  struct stat want;
  DIR *d = opendir("/proc");
  if (!d) return;
  if (fstat(fd, &want) == 0)
    for (struct dirent *f; (f = readdir(d));) {
      long pid = strtol(f->d_name, NULL, 10);
      if (pid > 1 && pid != getpid() && has_open(f->d_name, &want))
        kill((pid_t)pid, kill_now ? SIGKILL : proc_comm_is((pid_t)pid, "postgres") ? SIGINT : SIGTERM);
    }
  closedir(d);
}

bool proc_cwd_is(pid_t pid, const char *dir) {
  char path[64];
  struct stat a, b;
  snprintf(path, sizeof path, "/proc/%ld/cwd", (long)pid);
  return stat(path, &a) == 0 && stat(dir, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool proc_comm_is(pid_t pid, const char *name) {
  char path[64], comm[32] = "";
  snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t n = read(fd, comm, sizeof comm - 1);
  close(fd);
  return n > 0 && str_eq(str_trim((str){comm, (size_t)n}), str_of(name));
}

void proc_last_line(const char *path, off_t from, char *out, size_t n) {
  out[0] = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  char text[4096];
  off_t end = lseek(fd, 0, SEEK_END);
  off_t at = end > (off_t)sizeof text ? end - (off_t)sizeof text : 0;
  if (at < from) at = from < end ? from : end;
  ssize_t got = pread(fd, text, sizeof text, at);
  close(fd);
  if (got > 0) last_line(text, (size_t)got, out, n);
}

void proc_rotate(const char *path, off_t most) {
  struct stat st;
  if (stat(path, &st) != 0 || st.st_size <= most) return;
  char old[4096];
  if (snprintf(old, sizeof old, "%s.1", path) >= (int)sizeof old) return;
  int in = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW), out = open(old, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
  char block[65536];
  bool ok = in >= 0 && out >= 0;
  for (ssize_t r; ok && (r = read(in, block, sizeof block)) > 0;) ok = write(out, block, (size_t)r) == r;
  /* A full disk must not keep the log growing: what cannot be kept is let go. */
  if (in >= 0 && ftruncate(in, 0) != 0) (void)unlink(old);
  if (in >= 0) close(in);
  if (out >= 0) close(out);
}

/* One thread, no handlers: signals are waited for. */
#include "ops/parts.h"
#include "base/clock.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { BACKOFF_LEAST_MS = 100, BACKOFF_MOST_MS = 5000, STEADY_MS = 20000, LOOK_EVERY_MS = 2000,
       SERVER_WAIT_MS = 22000 /* a little more than the server gives its own answers */ };
static const off_t LOG_MOST = 16 << 20;
static const char *const names[PARTS] = {"postgres", "serve", "gateway", "nginx"};
static const char *const logs[] = {"postgres.log", "postgres.json", "serve.log", "gateway.log", "nginx.log"};

const char *part_name(enum part_id id) { return names[id]; }

static sigset_t signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

void parts_init(struct parts *ps, const struct state *s) {
  *ps = (struct parts){.state = s};
  for (int i = 0; i < PARTS; i++) ps->part[i].proc.exe_fd = -1;
  sigset_t set = signals();
  sigprocmask(SIG_BLOCK, &set, NULL);
  signal(SIGPIPE, SIG_IGN);
}

bool parts_start(struct parts *ps, enum part_id id, struct err *e) {
  struct part *p = &ps->part[id];
  struct stat st;
  p->log_from = p->proc.log && stat(p->proc.log, &st) == 0 ? st.st_size : 0;
  p->wanted = true;
  p->began_us = clock_us();
  if (proc_start(&p->proc, &p->pid, e)) return true;
  p->pid = 0;
  return false;
}

void parts_last_words(const struct parts *ps, enum part_id id, char *out, size_t n) {
  const struct part *p = &ps->part[id];
  out[0] = 0;
  if (p->proc.log) proc_last_line(p->proc.log, p->log_from, out, n);
}

static void fell(struct parts *ps, enum part_id id, int status) {
  struct part *p = &ps->part[id];
  kill(-p->pid, SIGTERM); /* nginx's workers outlive a killed master, and keep its port */
  p->pid = 0;
  if (!p->wanted || ps->stop) return;
  bool steady = clock_us() - p->began_us > STEADY_MS * 1000LL;
  p->deaths = steady ? 1 : p->deaths + 1;
  p->backoff_ms = steady || !p->backoff_ms ? BACKOFF_LEAST_MS : p->backoff_ms * 2;
  if (p->backoff_ms > BACKOFF_MOST_MS) p->backoff_ms = BACKOFF_MOST_MS;
  p->due_us = clock_us() + p->backoff_ms * 1000LL;
  char why[64];
  if (WIFSIGNALED(status)) snprintf(why, sizeof why, "signal %d", WTERMSIG(status));
  else snprintf(why, sizeof why, "exit code %d", WEXITSTATUS(status));
  fprintf(stderr, "hansa: %s ended (%s); started again in %d ms, its log is %s\n", names[id], why, p->backoff_ms,
          p->proc.log ? p->proc.log : "above");
}

static void bury(struct parts *ps) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (int i = 0; i < PARTS; i++)
      if (ps->part[i].pid == pid) fell(ps, (enum part_id)i, status);
}

static void revive(struct parts *ps) {
  for (int i = 0; i < PARTS; i++) {
    struct part *p = &ps->part[i];
    if (!p->wanted || p->pid || ps->stop || clock_us() < p->due_us) continue;
    struct err e;
    if (!parts_start(ps, (enum part_id)i, &e)) {
      fprintf(stderr, "hansa: %s\n", e.msg);
      p->due_us = clock_us() + BACKOFF_MOST_MS * 1000LL;
    }
  }
}

/* Said once, and once when it is over. */
static void look_for_room(struct parts *ps) {
  int64_t room = state_free_bytes(ps->state->dir);
  bool low = room >= 0 && room < STATE_LOW_BYTES;
  if (low == ps->low) return;
  ps->low = low;
  if (low)
    fprintf(stderr, "hansa: The disk is full: %s has %lld MB left. What finds no room is refused, what is stored stays. "
                    "Free some: it goes on by itself.\n", ps->state->dir, (long long)(room >> 20));
  else
    fprintf(stderr, "hansa: There is room again: %lld MB.\n", (long long)(room >> 20));
}

static void look_at_disk(struct parts *ps) {
  if (clock_us() - ps->looked_us < LOOK_EVERY_MS * 1000LL) return;
  ps->looked_us = clock_us();
  look_for_room(ps);
  for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
    char path[512];
    if (snprintf(path, sizeof path, "%s/log/%s", ps->state->dir, logs[i]) < (int)sizeof path) proc_rotate(path, LOG_MOST);
  }
}

static int64_t next_due(const struct parts *ps, int64_t until) {
  for (int i = 0; i < PARTS; i++) {
    const struct part *p = &ps->part[i];
    if (p->wanted && !p->pid && p->due_us < until) until = p->due_us;
  }
  return until;
}

bool parts_wait(struct parts *ps, int ms) {
  sigset_t set = signals();
  int64_t end = clock_us() + ms * 1000LL;
  do {
    bury(ps);
    revive(ps);
    look_at_disk(ps);
    int64_t left = next_due(ps, end) - clock_us();
    if (left < 1000) left = 1000;
    struct timespec limit = {left / 1000000, (left % 1000000) * 1000};
    int sig = sigtimedwait(&set, NULL, &limit);
    if (sig == SIGINT || sig == SIGTERM || sig == SIGHUP) ps->stop = true;
    if (sig == SIGCHLD) bury(ps);
  } while (!ps->stop && clock_us() < end);
  return !ps->stop;
}

static bool alive(const struct parts *ps, unsigned mask) {
  for (int i = 0; i < PARTS; i++)
    if ((mask & 1u << i) && ps->part[i].pid) return true;
  return false;
}

static void send(const struct parts *ps, unsigned mask, int sig) {
  for (int i = 0; i < PARTS; i++)
    if ((mask & 1u << i) && ps->part[i].pid) kill(ps->part[i].pid, sig);
}

/* True when all of them are gone. A second Ctrl-C does not hurry it: the limits do. */
static bool gone(struct parts *ps, unsigned mask, int ms) {
  sigset_t set = signals();
  int64_t end = clock_us() + ms * 1000LL;
  for (;;) {
    bury(ps);
    if (!alive(ps, mask)) return true;
    if (clock_us() >= end) return false;
    sigtimedwait(&set, NULL, &(struct timespec){.tv_nsec = 20 * 1000000L});
  }
}

void parts_stop(struct parts *ps) {
  ps->stop = true;
  const unsigned nginx = 1u << PART_NGINX, ours = 1u << PART_SERVE | 1u << PART_GATEWAY, postgres = 1u << PART_POSTGRES;
  send(ps, nginx, SIGQUIT); /* no new connection; what is under way is finished */
  gone(ps, nginx, 300);     /* open sockets keep it longer: they end when the server says goodbye */
  send(ps, ours, SIGTERM);
  if (!gone(ps, ours | nginx, SERVER_WAIT_MS)) {
    send(ps, nginx, SIGTERM);
    send(ps, ours, SIGKILL);
    if (!gone(ps, ours | nginx, 2000)) send(ps, nginx, SIGKILL);
  }
  send(ps, postgres, SIGINT);
  if (!gone(ps, postgres, 30000)) {
    send(ps, postgres, SIGQUIT);
    if (!gone(ps, postgres, 10000)) send(ps, postgres, SIGKILL);
  }
  gone(ps, nginx | ours | postgres, 5000);
}

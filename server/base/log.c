/* A line is made in one buffer and leaves with one write, so that lines of several processes never mix. */
#include "base/log.h"
#include "base/clock.h"
#include <stdio.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, VALUE_MAX = 1024, CLOSE_ROOM = 24 };

static struct {
  char part[32];
  enum log_level least;
} log_state = {"hansa", LOG_INFO};

struct line {
  char p[LINE_MAX_BYTES];
  size_t n;
};

void log_init(const char *part, enum log_level least) {
  snprintf(log_state.part, sizeof log_state.part, "%s", part);
  log_state.least = least;
}

bool log_wants(enum log_level level) { return level >= log_state.least; }

bool log_level_of(str name, enum log_level *out) {
  static const char *const names[] = {"debug", "info", "warn", "error"};
  for (unsigned i = 0; i < 4; i++)
    if (str_eq(name, str_of(names[i]))) {
      *out = (enum log_level)i;
      return true;
    }
  return false;
}

static bool put(struct line *l, const char *p, size_t n) {
  if (l->n + n > sizeof l->p - CLOSE_ROOM) return false;
  memcpy(l->p + l->n, p, n);
  l->n += n;
  return true;
}

/* Quoted and escaped; bytes that are not UTF-8 become '?'. A value that is too long is cut. */
static bool put_quoted(struct line *l, str s) {
  bool cut = s.n > VALUE_MAX;
  if (cut) s.n = VALUE_MAX;
  if (!put(l, "\"", 1)) return false;
  while (s.n) {
    unsigned char c = (unsigned char)s.p[0];
    size_t n = str_utf8_next(s);
    bool ok;
    if (n == 0) {
      n = 1;
      ok = put(l, "?", 1);
    } else if (c == '"' || c == '\\') {
      char esc[2] = {'\\', (char)c};
      ok = put(l, esc, 2);
    } else if (c < 0x20 || c == 0x7F) {
      char esc[8];
      snprintf(esc, sizeof esc, "\\u%04x", c);
      ok = put(l, esc, 6);
    } else {
      ok = put(l, s.p, n);
    }
    if (!ok) return false;
    s.p += n, s.n -= n;
  }
  return put(l, cut ? "...\"" : "\"", cut ? 4 : 1);
}

static bool put_field(struct line *l, const struct log_field *f) {
  if (!put(l, ",", 1) || !put_quoted(l, str_of(f->key)) || !put(l, ":", 1)) return false;
  if (f->type == LOG_INT) {
    char number[24];
    int n = snprintf(number, sizeof number, "%lld", (long long)f->i);
    return put(l, number, (size_t)n);
  }
  return str_none(f->s) ? put(l, "null", 4) : put_quoted(l, f->s);
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n) {
  static const char *const names[] = {"debug", "info", "warn", "error"};
  if (!log_wants(level)) return;
  struct line l;
  l.n = 0;
  char at[32];
  struct log_field head[] = {log_z("level", names[level]), log_z("part", log_state.part), log_z("event", event)};
  bool room = put(&l, "{\"at\":", 6) && put_quoted(&l, clock_rfc3339(at));
  for (size_t i = 0; room && i < sizeof head / sizeof *head; i++) room = put_field(&l, &head[i]);
  for (size_t i = 0; room && i < n; i++) {
    size_t before = l.n;
    room = put_field(&l, &fields[i]);
    if (!room) l.n = before;
  }
  /* CLOSE_ROOM is kept free for this. */
  static const char whole[] = "}\n", part[] = ",\"truncated\":true}\n";
  size_t tail = room ? sizeof whole - 1 : sizeof part - 1;
  memcpy(l.p + l.n, room ? whole : part, tail);
  l.n += tail;
  ssize_t written = write(STDERR_FILENO, l.p, l.n);
  (void)written; /* a log that cannot be written has nowhere to complain */
}

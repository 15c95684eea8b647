/* The only place that asks the system for the time. */
#include "base/clock.h"
#include <stdio.h>
#include <time.h>

static struct timespec now(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return t;
}

int64_t clock_us(void) {
  struct timespec t = now(CLOCK_MONOTONIC);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_unix_ms(void) {
  struct timespec t = now(CLOCK_REALTIME);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

str clock_rfc3339(char buf[static 32]) {
  struct timespec t = now(CLOCK_REALTIME);
  struct tm tm;
  gmtime_r(&t.tv_sec, &tm);
  size_t n = strftime(buf, 32, "%Y-%m-%dT%H:%M:%S", &tm);
  int more = snprintf(buf + n, 32 - n, ".%03dZ", (int)(t.tv_nsec / 1000000));
  return (str){buf, n + (size_t)more};
}

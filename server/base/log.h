/* One JSON line an event on standard error. Never bodies, secrets or personal data. */
#ifndef HANSA_BASE_LOG_H
#define HANSA_BASE_LOG_H
#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
  const char *key;
  enum { LOG_STR, LOG_INT } type;
  str s;
  int64_t i;
};
static inline struct log_field log_str(const char *key, str s) { return (struct log_field){key, LOG_STR, s, 0}; }
static inline struct log_field log_z(const char *key, const char *z) { return log_str(key, str_of(z)); }
static inline struct log_field log_int(const char *key, int64_t i) { return (struct log_field){key, LOG_INT, STR_NONE, i}; }

void log_init(const char *part, enum log_level least); /* part: "serve", "gateway", "up" */
bool log_wants(enum log_level level);
bool log_level_of(str name, enum log_level *out); /* "debug", "info", "warn", "error" */
void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);
/* LOG(LOG_INFO, "http.request", log_str("route", r), log_int("us", us)); at least one field. */
#define LOG(level, event, ...)                                                                                          \
  log_write((level), (event), (const struct log_field[]){__VA_ARGS__},                                                  \
            sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif

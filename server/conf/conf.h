/* Settings: an ini file, the environment and systemd credentials, checked against the list of known keys.
   Order: HANSA_<SECTION>_<KEY>, HANSA_<SECTION>_<KEY>_FILE, the file's key, the file's key_file (secrets only),
   $CREDENTIALS_DIRECTORY/<section>_<key> (secrets only), the default. */
#ifndef HANSA_CONF_CONF_H
#define HANSA_CONF_CONF_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum conf_type { CONF_TEXT, CONF_SECRET, CONF_INT, CONF_LEVEL };

struct conf_key {
  const char *section, *name;
  enum conf_type type;
  const char *preset;  /* NULL: none */
  int64_t least, most; /* CONF_INT */
  const char *what;
};
extern const struct conf_key conf_keys[];
extern const size_t conf_key_count;

struct conf;

/* file NULL: environment and credentials only. Everything lives in the arena. Errors name file and line. */
bool conf_load(struct arena *a, const char *file, struct conf **out, struct err *e) MUST_CHECK;

/* The key must be a known one: anything else aborts. Text is NUL-terminated beyond n; STR_NONE if unset. */
str conf_str(const struct conf *c, const char *section, const char *name);
const char *conf_z(const struct conf *c, const char *section, const char *name); /* NULL if unset */
int conf_int(const struct conf *c, const char *section, const char *name); /* a CONF_LEVEL is its enum log_level */

/* For commands that need a setting: ERR_INVALID naming the key if it is unset. */
bool conf_need(const struct conf *c, const char *section, const char *name, str *out, struct err *e) MUST_CHECK;

#endif

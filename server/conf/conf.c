/* One table of keys; each value is checked when it is read, so that the getters cannot fail. */
#include "conf/conf.h"
#include "base/log.h"
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>

const struct conf_key conf_keys[] = {
    {"db", "url", CONF_SECRET, NULL, 0, 0, "where PostgreSQL is, as the application's role"},
    {"db", "fast", CONF_INT, "4", 1, 64, "connections for short statements"},
    {"db", "slow", CONF_INT, "2", 1, 64, "connections for long statements"},
    {"http", "socket", CONF_TEXT, NULL, 0, 0, "path of the unix socket that nginx connects to"},
    {"http", "group", CONF_TEXT, NULL, 0, 0, "group that may connect to the socket"},
    {"http", "port", CONF_INT, "0", 0, 65535, "loopback port without nginx, for development; 0 is none"},
    {"http", "public_url", CONF_TEXT, NULL, 0, 0, "how browsers reach this site"},
    {"state", "dir", CONF_TEXT, NULL, 0, 0, "state directory"},
    {"smtp", "url", CONF_TEXT, NULL, 0, 0, "mail server, smtp://host:port or smtps://"},
    {"smtp", "from", CONF_TEXT, NULL, 0, 0, "sender of the mails"},
    {"smtp", "user", CONF_TEXT, NULL, 0, 0, "account at the mail server"},
    {"smtp", "password", CONF_SECRET, NULL, 0, 0, "its password"},
    {"limit", "address", CONF_INT, "100", 0, 100000, "requests a second from one address; 0 is no limit"},
    {"limit", "key", CONF_INT, "200", 0, 100000, "requests a second with one API key; 0 is no limit"},
    {"limit", "person_sockets", CONF_INT, "20", 0, 100000, "live sockets of one person; 0 is no limit"},
    {"limit", "address_sockets", CONF_INT, "500", 0, 100000, "live sockets from one address; 0 is no limit"},
    {"log", "level", CONF_LEVEL, "info", 0, 0, "debug, info, warn or error"},
};
const size_t conf_key_count = sizeof conf_keys / sizeof *conf_keys;

enum { KEYS = sizeof conf_keys / sizeof *conf_keys, SECRET_MAX = 64 * 1024 };

struct conf {
  str text[KEYS];
  int number[KEYS];
};

struct reading {
  struct arena *a;
  struct conf *c;
  const char *file;
  FILE *stream;
  int line;
  bool seen[KEYS];
  bool failed;
  struct err *e;
};

static int index_of(const char *section, const char *name, size_t name_n) {
  for (int i = 0; i < KEYS; i++)
    if (strcmp(conf_keys[i].section, section) == 0 && str_eq(str_of(conf_keys[i].name), (str){name, name_n})) return i;
  return -1;
}

static bool secret_read(struct arena *a, const char *path, str *out, struct err *e) {
  FILE *f = fopen(path, "re");
  if (!f) return err_set(e, ERR_INVALID, "conf_file", NULL, "%s: %s.", path, strerror(errno));
  char *p = arena_alloc(a, SECRET_MAX + 1);
  size_t n = fread(p, 1, SECRET_MAX + 1, f);
  bool bad = ferror(f) || n > SECRET_MAX;
  fclose(f);
  if (bad) return err_set(e, ERR_INVALID, "conf_file", NULL, "%s cannot be read, or is too long.", path);
  *out = str_dup(a, str_trim((str){p, n}));
  return true;
}

/* where: what a person must look at when the value is wrong. */
static bool assign(struct arena *a, struct conf *c, int i, str value, const char *where, struct err *e) {
  const struct conf_key *k = &conf_keys[i];
  int64_t n;
  enum log_level level;
  if (!str_utf8(value)) return err_set(e, ERR_INVALID, "conf_value", NULL, "%s: the value is not UTF-8 text.", where);
  if (k->type == CONF_INT) {
    if (!str_int(value, &n) || n < k->least || n > k->most)
      return err_set(e, ERR_INVALID, "conf_value", NULL, "%s: %s.%s must be a number from %lld to %lld.", where,
                     k->section, k->name, (long long)k->least, (long long)k->most);
    c->number[i] = (int)n;
  }
  if (k->type == CONF_LEVEL && !log_level_of(value, &level))
    return err_set(e, ERR_INVALID, "conf_value", NULL, "%s: %s.%s must be debug, info, warn or error.", where,
                   k->section, k->name);
  if (k->type == CONF_LEVEL) c->number[i] = (int)level;
  c->text[i] = value.n ? str_dup(a, value) : STR_NONE;
  return true;
}

/* inih tells no line numbers, so they are counted where the lines come from. */
static char *next_line(char *buf, int n, void *ctx) {
  struct reading *r = ctx;
  if (r->failed || !fgets(buf, n, r->stream)) return NULL;
  r->line++;
  if (!strchr(buf, '\n') && !feof(r->stream)) {
    r->failed = true;
    err_set(r->e, ERR_INVALID, "conf_line", NULL, "%s:%d: the line is longer than %d bytes.", r->file, r->line, n - 2);
    return NULL;
  }
  return buf;
}

static int take(void *ctx, const char *section, const char *name, const char *value) {
  struct reading *r = ctx;
  if (r->failed) return 0;
  size_t n = strlen(name);
  bool from_file = false;
  int i = index_of(section, name, n);
  if (i < 0 && str_ends(str_of(name), STR("_file"))) {
    i = index_of(section, name, n - 5);
    from_file = i >= 0 && conf_keys[i].type == CONF_SECRET;
    if (!from_file) i = -1;
  }
  str where = str_printf(r->a, "%s:%d", r->file, r->line);
  r->failed = true;
  if (i < 0) {
    err_set(r->e, ERR_INVALID, "conf_key", NULL, "%s: there is no setting [%s] %s.", where.p, section, name);
    return 0;
  }
  if (r->seen[i]) {
    err_set(r->e, ERR_INVALID, "conf_key", NULL, "%s: [%s] %s is given twice.", where.p, section, name);
    return 0;
  }
  r->seen[i] = true;
  str v = str_trim(str_of(value));
  if (from_file && !secret_read(r->a, str_z(r->a, v), &v, r->e)) return 0;
  if (!assign(r->a, r->c, i, v, where.p, r->e)) return 0;
  r->failed = false;
  return 1;
}

static bool read_file(struct arena *a, struct conf *c, const char *file, struct err *e) {
  struct reading r = {.a = a, .c = c, .file = file, .e = e};
  r.stream = fopen(file, "re");
  if (!r.stream) return err_set(e, ERR_INVALID, "conf_file", NULL, "%s: %s.", file, strerror(errno));
  ini_max_line = 4096; /* a connection string may be long */
  ini_allow_multiline = false;
  ini_stop_on_first_error = true;
  int bad = ini_parse_stream(next_line, &r, take, &r);
  fclose(r.stream);
  if (r.failed) return false;
  if (bad > 0)
    return err_set(e, ERR_INVALID, "conf_line", NULL, "%s:%d: this is neither [section] nor key = value.", file, bad);
  return bad == 0 || err_set(e, ERR_INTERNAL, "conf_file", NULL, "%s cannot be read.", file);
}

static bool read_credential(struct arena *a, struct conf *c, int i, struct err *e) {
  const char *dir = getenv("CREDENTIALS_DIRECTORY");
  if (!dir || conf_keys[i].type != CONF_SECRET || !str_none(c->text[i])) return true;
  str path = str_printf(a, "%s/%s_%s", dir, conf_keys[i].section, conf_keys[i].name);
  FILE *there = fopen(path.p, "re");
  if (!there) return true;
  fclose(there);
  str v;
  return secret_read(a, path.p, &v, e) && assign(a, c, i, v, path.p, e);
}

static bool read_env(struct arena *a, struct conf *c, int i, struct err *e) {
  str name = str_printf(a, "HANSA_%s_%s_FILE", conf_keys[i].section, conf_keys[i].name);
  char *z = str_z(a, name);
  for (char *p = z; *p; p++)
    if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 32);
  const char *path = getenv(z);
  if (path && conf_keys[i].type == CONF_SECRET) {
    str v;
    if (!secret_read(a, path, &v, e) || !assign(a, c, i, v, z, e)) return false;
  }
  z[name.n - 5] = 0;
  const char *value = getenv(z);
  return !value || assign(a, c, i, str_trim(str_of(value)), z, e);
}

bool conf_load(struct arena *a, const char *file, struct conf **out, struct err *e) {
  struct conf *c = ARENA_NEW(a, struct conf);
  *out = NULL;
  for (int i = 0; i < KEYS; i++)
    if (conf_keys[i].preset && !assign(a, c, i, str_of(conf_keys[i].preset), "default", e)) return false;
  if (file && !read_file(a, c, file, e)) return false;
  for (int i = 0; i < KEYS; i++)
    if (!read_credential(a, c, i, e) || !read_env(a, c, i, e)) return false;
  *out = c;
  return true;
}

static int known(const char *section, const char *name) {
  int i = index_of(section, name, strlen(name));
  if (i < 0) abort();
  return i;
}

str conf_str(const struct conf *c, const char *section, const char *name) { return c->text[known(section, name)]; }
const char *conf_z(const struct conf *c, const char *section, const char *name) { return conf_str(c, section, name).p; }
int conf_int(const struct conf *c, const char *section, const char *name) { return c->number[known(section, name)]; }

bool conf_need(const struct conf *c, const char *section, const char *name, str *out, struct err *e) {
  *out = conf_str(c, section, name);
  if (!str_none(*out)) return true;
  return err_set(e, ERR_INVALID, "conf_missing", NULL, "The setting [%s] %s is missing (%s).", section, name,
                 conf_keys[known(section, name)].what);
}

/* Each numbered file once, in its own transaction, never changed afterwards; the logic whenever any of it has changed.
 */
#include "db/migrate.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/log.h"
#include "base/map.h"
#include "db/once.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <unistd.h>

#define BOOTSTRAP "sql/migrations/0000_bootstrap.sql"
enum { LOCK_TRIES = 20, LOCK_PAUSE_US = 500000 };

struct run {
  struct once *o;
  struct arena *a;
  struct map *applied; /* version -> sha256, both in the arena */
  size_t done;         /* migrations applied now */
  bool verbose;
  struct err *e;
};

static bool job(struct run *r, const char *name) { return once_job(r->o, name, NULL, 0, NULL, r->e); }

/* For cleaning up after a failure, whose words must stay. */
static void job_quietly(struct run *r, const char *name) {
  struct err second;
  if (!once_job(r->o, name, NULL, 0, NULL, &second)) LOG(LOG_DEBUG, "migrate.cleanup", log_z("message", second.msg));
}

static str sha256(struct arena *a, const struct embed_file *const *files, size_t n, bool with_names) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_MD_CTX *md = EVP_MD_CTX_new();
  EVP_DigestInit_ex(md, EVP_sha256(), NULL);
  for (size_t i = 0; i < n; i++) {
    if (with_names) EVP_DigestUpdate(md, files[i]->path.p, files[i]->path.n + 1);
    EVP_DigestUpdate(md, files[i]->text.p, files[i]->text.n);
  }
  EVP_DigestFinal_ex(md, digest, &size);
  EVP_MD_CTX_free(md);
  return str_hex(a, digest, size);
}

static bool record(struct run *r, str version, str sum, int64_t ms) {
  struct db_param params[] = {{.v = version}, {.v = sum}, {.v = str_printf(r->a, "%lld", (long long)ms)}};
  return once_job(r->o, "migrate/record", params, 3, NULL, r->e);
}

/* One transaction, tried again while somebody else holds a lock. */

struct work {
  const struct embed_file *const *files;
  size_t n;
  bool as_owner;
  str version, sum; /* what to record; version STR_NONE: nothing */
};

static bool attempt(struct run *r, const struct work *w, int64_t started_us) {
  bool ok = job(r, "db/begin") && job(r, "migrate/limit") && (!w->as_owner || job(r, "migrate/as_owner"));
  for (size_t i = 0; ok && i < w->n; i++) ok = once_file(r->o, w->files[i]->path.p, w->files[i]->text.p, r->e);
  if (ok && w->as_owner) ok = job(r, "migrate/as_login");
  if (ok && !str_none(w->version)) ok = record(r, w->version, w->sum, (clock_us() - started_us) / 1000);
  return ok && job(r, "db/commit");
}

static bool transaction(struct run *r, const struct work *w) {
  for (int try = 1;; try++) {
    if (attempt(r, w, clock_us())) return true;
    bool locked = strcmp(once_sqlstate(r->o), "55P03") == 0;
    job_quietly(r, "db/rollback");
    if (!locked || try == LOCK_TRIES) return false;
    LOG(LOG_WARN, "migrate.locked", log_str("version", w->version), log_int("try", try));
    usleep(LOCK_PAUSE_US);
  }
}

/* CREATE INDEX CONCURRENTLY and the like: the file holds one statement and is safe to repeat. */
static bool alone(struct run *r, const struct work *w) {
  int64_t started = clock_us();
  bool ok = job(r, "migrate/as_owner") && once_file(r->o, w->files[0]->path.p, w->files[0]->text.p, r->e);
  if (!ok) {
    job_quietly(r, "migrate/as_login");
    return false;
  }
  return job(r, "migrate/as_login") && record(r, w->version, w->sum, (clock_us() - started) / 1000);
}

/* The steps. */

static bool bootstrap(struct run *r) {
  PGresult *res;
  if (!once_job(r->o, "migrate/superuser", NULL, 0, &res, r->e)) return false;
  bool superuser = PQntuples(res) == 1 && PQgetvalue(res, 0, 0)[0] == 't';
  PQclear(res);
  const struct embed_file *file = embed_find(BOOTSTRAP);
  if (!file) return err_set(r->e, ERR_INTERNAL, "migration_absent", NULL, "There is no " BOOTSTRAP ".");
  if (superuser) return transaction(r, &(struct work){.files = &file, .n = 1});
  if (!once_job(r->o, "migrate/missing", NULL, 0, &res, r->e)) return false;
  bool complete = PQgetisnull(res, 0, 0);
  if (!complete)
    err_set(r->e, ERR_FORBIDDEN, "bootstrap_needed", NULL,
            "This database lacks: %s. Let a superuser run " BOOTSTRAP " in it, then "
            "GRANT hansa_owner, hansa_sys to the role that migrates; or migrate as a superuser.",
            PQgetvalue(res, 0, 0));
  PQclear(res);
  return complete;
}

static bool read_applied(struct run *r) {
  PGresult *res;
  if (!once_job(r->o, "migrate/applied", NULL, 0, &res, r->e)) return false;
  for (int i = 0; i < PQntuples(res); i++)
    map_put(r->applied, str_dup(r->a, str_of(PQgetvalue(res, i, 0))), str_z(r->a, str_of(PQgetvalue(res, i, 1))));
  PQclear(res);
  return true;
}

static bool under(const struct embed_file *f, str dir) {
  return str_starts(f->path, dir) && str_ends(f->path, STR(".sql"));
}

static str version_of(const struct embed_file *f) {
  size_t dir = sizeof "sql/migrations/" - 1;
  return (str){f->path.p + dir, f->path.n - dir - 4};
}

/* A version we do not carry: a newer program was here. Its logic must not be turned back to ours. */
static bool newer_database(struct run *r, const struct embed_file *files, size_t n) {
  size_t cursor = 0;
  str version;
  while (map_next(r->applied, &cursor, &version, NULL)) {
    bool ours = str_eq(version, STR("logic"));
    for (size_t i = 0; i < n && !ours; i++)
      ours = under(&files[i], STR("sql/migrations/")) && str_eq(version_of(&files[i]), version);
    if (ours) continue;
    LOG(LOG_WARN, "migrate.newer_database", log_str("version", version));
    return true;
  }
  return false;
}

static bool migrate_one(struct run *r, const struct embed_file *f) {
  str version = version_of(f), first;
  str_cut(f->text, '\n', &first);
  bool no_transaction = str_eq(str_trim(first), STR("-- no-transaction"));
  struct work w = {.files = &f, .n = 1, .as_owner = true, .version = version, .sum = sha256(r->a, &f, 1, false)};
  const char *known = map_get(r->applied, version);
  if (known && str_eq(w.sum, str_of(known))) return true;
  if (known)
    return err_set(
        r->e, ERR_CONFLICT, "migration_changed", NULL,
        "%s has been applied to this database and was changed afterwards. Restore the file and put the change "
        "into a new migration.",
        f->path.p);
  int64_t started = clock_us();
  if (!(no_transaction ? alone(r, &w) : transaction(r, &w))) return false;
  r->done++;
  LOG(r->verbose ? LOG_INFO : LOG_DEBUG, "migrate.applied", log_str("version", version),
      log_int("ms", (clock_us() - started) / 1000));
  return true;
}

static bool logic(struct run *r, const struct embed_file *files, size_t n) {
  const struct embed_file **mine = ARENA_ARRAY(r->a, const struct embed_file *, n);
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    if (under(&files[i], STR("sql/logic/"))) mine[count++] = &files[i];
  struct work w = {.files = mine, .n = count, .version = STR("logic"), .sum = sha256(r->a, mine, count, true)};
  const char *known = map_get(r->applied, w.version);
  /* New tables want their policies and privileges even if no file of the logic has changed. */
  if (known && str_eq(w.sum, str_of(known)) && r->done == 0) return true;
  int64_t started = clock_us();
  if (!transaction(r, &w)) return false;
  LOG(r->verbose ? LOG_INFO : LOG_DEBUG, "migrate.logic", log_int("files", (int64_t)count),
      log_int("ms", (clock_us() - started) / 1000));
  return true;
}

bool migrate_run(const char *owner_conninfo, bool verbose, struct err *e) {
  struct run r = {.verbose = verbose, .e = e};
  if (!once_open(owner_conninfo, "hansa migrate", &r.o, e)) return false;
  r.a = arena_new(16 * 1024);
  r.applied = map_new();
  size_t n;
  const struct embed_file *files = embed_files(&n); /* in the order of their paths */
  /* The lock is the session's: it goes with the connection. */
  bool ok = job(&r, "migrate/lock") && bootstrap(&r) && read_applied(&r);
  if (ok && !newer_database(&r, files, n)) {
    for (size_t i = 0; ok && i < n; i++)
      if (under(&files[i], STR("sql/migrations/")) && !str_eq(files[i].path, STR(BOOTSTRAP)))
        ok = migrate_one(&r, &files[i]);
    ok = ok && logic(&r, files, n);
  }
  once_close(r.o);
  map_free(r.applied);
  arena_free(r.a);
  return ok;
}

/* `hansa up`: one command from nothing to a running Hansa, and one Ctrl-C back. */
#include "base/clock.h"
#include "base/embed.h"
#include "db/migrate.h"
#include "db/once.h"
#include "ops/cluster.h"
#include "ops/command.h"
#include "ops/demo_cmd.h"
#include "ops/nginx.h"
#include "ops/parts.h"
#include "ops/template.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { POSTGRES_WAIT_MS = 600000, READY_WAIT_MS = 60000, STEP_MS = 25, DEATHS_AT_START = 3 };

struct up {
  struct arena *a;
  struct state state;
  struct cluster cluster;
  struct nginx nginx;
  struct parts parts;
  const char *dir, *database, *sql, *public_url, *cert_file, *key_file;
  const char *app, *owner; /* conninfo of the application; of who may migrate, NULL when the database was given */
  bool no_demo;
  int exe_fd;
  int64_t began_us;
};

static void usage(FILE *to) {
  fputs("usage: hansa up [OPTION…]\n"
        "  --state DIR        where everything is kept ($HANSA_STATE, else /var/lib/hansa as root, else ~/.local/state/hansa)\n"
        "  --port N           8080\n"
        "  --listen ADDRESS   127.0.0.1 and ::1; 0.0.0.0 for every network of this machine\n"
        "  --tls-port N       HTTPS there, with --cert FILE --key FILE or a certificate made for this machine;\n"
        "                     the plain port then leads to it\n"
        "  --public-url URL   how others reach this site, for links in mails\n"
        "  --no-demo          without the demo network\n"
        "  --database URL     a PostgreSQL of your own, as the application's role; `hansa migrate` prepares it\n"
        "  --sql DIR          the files of sql/ from a folder instead of those in the program, for development\n", to);
}

static bool port_of(const char *text, int *out) {
  int64_t n;
  if (!str_int(str_of(text), &n) || n < 1 || n > 65535) return false;
  *out = (int)n;
  return true;
}

/* 0: go on; otherwise the exit code plus one */
static int options_read(struct up *u, int argc, char **argv) {
  static const struct option options[] = {
      {"state", required_argument, NULL, 's'},    {"port", required_argument, NULL, 'p'},
      {"tls-port", required_argument, NULL, 't'}, {"cert", required_argument, NULL, 'c'},
      {"key", required_argument, NULL, 'k'},      {"listen", required_argument, NULL, 'l'},
      {"public-url", required_argument, NULL, 'u'}, {"no-demo", no_argument, NULL, 'n'},
      {"database", required_argument, NULL, 'd'}, {"sql", required_argument, NULL, 'q'},
      {"help", no_argument, NULL, 'h'},           {0}};
  for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    switch (o) {
    case 's': u->dir = optarg; break;
    case 'p':
    case 't':
      if (port_of(optarg, o == 'p' ? &u->nginx.port : &u->nginx.tls_port)) break;
      fprintf(stderr, "hansa: a port is a number from 1 to 65535, not %s\n", optarg);
      return 3;
    case 'c': u->cert_file = optarg; break;
    case 'k': u->key_file = optarg; break;
    case 'l': u->nginx.address = optarg; break;
    case 'u': u->public_url = optarg; break;
    case 'n': u->no_demo = true; break;
    case 'd': u->database = optarg; break;
    case 'q': u->sql = optarg; break;
    default: usage(o == 'h' ? stdout : stderr); return o == 'h' ? 1 : 3;
    }
  if (optind < argc || !u->cert_file != !u->key_file || (u->cert_file && !u->nginx.tls_port)) {
    usage(stderr);
    if (optind >= argc) fputs("hansa: --cert and --key belong together, and to --tls-port\n", stderr);
    return 3;
  }
  return 0;
}

static bool slurp(struct arena *a, const char *path, str *out, struct err *e) {
  FILE *f = fopen(path, "re");
  if (!f) return err_set(e, ERR_INVALID, "file", NULL, "%s: %s.", path, strerror(errno));
  enum { MOST = 256 * 1024 };
  char *p = arena_alloc(a, MOST);
  size_t n = fread(p, 1, MOST, f);
  fclose(f);
  *out = (str){p, n};
  return true;
}

/* $HANSA_PORTAL, the build beside this program, the one installed with it */
static int open_portal(struct arena *a) {
  const char *set = getenv("HANSA_PORTAL");
  char exe[2048];
  ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
  exe[n > 0 ? n : 0] = 0;
  char *slash = strrchr(exe, '/');
  if (slash) *slash = 0;
  const char *const places[] = {set, str_printf(a, "%s/../../portal/dist", exe).p, str_printf(a, "%s/../share/hansa/portal", exe).p};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    int fd = places[i] && *places[i] ? open(places[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) return fd;
  }
  return -1;
}

/* What lies where only the caller may look is opened before rights are dropped. */
static bool open_early(struct up *u, struct err *e) {
  u->exe_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (u->exe_fd < 0) return err_set(e, ERR_INTERNAL, "exe", NULL, "/proc/self/exe: %s.", strerror(errno));
  u->nginx.portal_fd = open_portal(u->a);
  if (u->sql && !embed_use_sql(u->a, u->sql, e)) return false;
  return !u->cert_file || (slurp(u->a, u->cert_file, &u->nginx.cert, e) && slurp(u->a, u->key_file, &u->nginx.key, e));
}

static void progress(const struct up *u, const char *text) {
  printf("  %6.2f s  %s\n", (double)(clock_us() - u->began_us) / 1e6, text);
  fflush(stdout);
}

static bool stopped(struct err *e) { return err_set(e, ERR_NONE, "stopped", NULL, "Stopped."); }

static bool died(struct up *u, enum part_id id, struct err *e) {
  char words[320];
  parts_last_words(&u->parts, id, words, sizeof words);
  return err_set(e, ERR_UNAVAILABLE, "part_died", NULL, "%s does not start: %s%s", part_name(id),
                 *words ? words : "it said nothing; see the logs in ", *words ? "" : state_path(&u->state, "log"));
}

static bool start_postgres(struct up *u, struct err *e) {
  if (!cluster_find(&u->cluster, &u->state, e)) return false;
  bool first = access(u->cluster.data, F_OK) != 0;
  if (first) progress(u, "making a database");
  if (!cluster_prepare(&u->cluster, &u->state, e)) return false;
  struct proc *p = &u->parts.part[PART_POSTGRES].proc;
  p->argv = cluster_argv(&u->cluster, &u->state);
  p->log = state_path(&u->state, "log/postgres.log");
  p->death_signal = SIGINT; /* fast shutdown */
  if (!parts_start(&u->parts, PART_POSTGRES, e)) return false;
  for (int ms = 0; cluster_ping(&u->cluster) != CLUSTER_READY; ms += STEP_MS) {
    if (ms == 5000) progress(u, "PostgreSQL is recovering from an unclean stop");
    if (!parts_wait(&u->parts, STEP_MS)) return stopped(e);
    if (u->parts.part[PART_POSTGRES].deaths >= DEATHS_AT_START) return died(u, PART_POSTGRES, e);
    if (ms >= POSTGRES_WAIT_MS)
      return err_set(e, ERR_UNAVAILABLE, "postgres_slow", NULL, "PostgreSQL does not answer after 10 minutes.");
  }
  u->app = u->cluster.app;
  u->owner = u->cluster.boot;
  return cluster_database(&u->cluster, &u->state, e);
}

static bool analyze(struct up *u, struct err *e) {
  const char *const argv[] = {str_printf(u->a, "%s/vacuumdb", u->cluster.bin).p, "--analyze", "-q", "-h", u->state.run,
                              "-p", "5432", "-U", "hansa_boot", "hansa", NULL};
  return proc_run(argv, NULL, NULL, 0, e);
}

/* A given database is its owner's to prepare: the app's role could not, and is not trusted with another. */
static bool use_given(struct up *u, struct err *e) {
  u->app = u->database;
  struct once *o;
  PGresult *r = NULL;
  if (!db_check_role(u->app, e) || !once_open(u->app, "hansa up", &o, e)) return false;
  bool ok = once_job(o, "doctor/unforced", NULL, 0, &r, e);
  if (ok && strcmp(PQgetvalue(r, 0, 0), "0") == 0)
    ok = err_set(e, ERR_UNAVAILABLE, "not_prepared", NULL,
                 "The database has no tables yet. Prepare it as its owner: hansa migrate --database OWNER_URL");
  else if (ok && !PQgetisnull(r, 0, 1))
    ok = err_set(e, ERR_FORBIDDEN, "not_forced", NULL,
                 "Row-level security is not forced on %s: run hansa migrate --database OWNER_URL", PQgetvalue(r, 0, 1));
  PQclear(r);
  once_close(o);
  if (ok) progress(u, "the given PostgreSQL is fit; hansa migrate keeps its schema up to date");
  return ok;
}

static bool prepare_database(struct up *u, struct err *e) {
  if (u->database) return use_given(u, e);
  if (!start_postgres(u, e)) return false;
  progress(u, "PostgreSQL is up");
  if (!migrate_run(u->owner, false, e)) return false;
  progress(u, "the schema is up to date");
  bool loaded = false;
  if (!u->no_demo && !demo_load(u->owner, &loaded, e)) return false;
  if (loaded && !analyze(u, e)) return false;
  if (loaded) progress(u, "the demo network is laid");
  return db_check_role(u->app, e);
}

static bool write_conf(struct up *u, struct err *e) {
  str local = STR("");
  struct err ignored;
  if (!slurp(u->a, state_path(&u->state, "conf/local.conf"), &local, &ignored)) local = STR("");
  const char *url = u->public_url ? u->public_url : nginx_url(&u->nginx, u->a);
  const struct template_pair words[] = {{"APP", u->app}, {"RUN", u->state.run}, {"URL", url}, {"DIR", u->state.dir},
                                        {"LOCAL", str_z(u->a, local)}};
  str text = template_fill(u->a, "hansa.conf", words, sizeof words / sizeof *words);
  return state_write(&u->state, "conf/hansa.conf", text.p, text.n, 0600, e);
}

static void describe(struct up *u, enum part_id id, const char *word) {
  const char **argv = ARENA_ARRAY(u->a, const char *, 8);
  const char **env = ARENA_ARRAY(u->a, const char *, 2);
  int n = 0;
  argv[n++] = "hansa";
  argv[n++] = word;
  argv[n++] = "--conf";
  argv[n++] = state_path(&u->state, "conf/hansa.conf");
  if (u->sql) {
    argv[n++] = "--sql";
    argv[n++] = u->sql;
  }
  env[0] = str_printf(u->a, "HANSA_HTTP_SOCKET=%s/%s.sock", u->state.run, word).p;
  u->parts.part[id].proc = (struct proc){.argv = argv, .exe_fd = u->exe_fd, .env = env, .death_signal = SIGTERM,
                                         .log = state_path(&u->state, "log/%s.log", word)};
}

static bool ready(const struct up *u) {
  return nginx_status(&u->nginx, "/readyz") == 200 && nginx_status(&u->nginx, "/edi/healthz") == 200;
}

static bool wait_ready(struct up *u, struct err *e) {
  for (int ms = 0; !ready(u); ms += STEP_MS) {
    if (!parts_wait(&u->parts, STEP_MS)) return stopped(e);
    for (int i = PART_SERVE; i < PARTS; i++)
      if (u->parts.part[i].deaths >= DEATHS_AT_START) return died(u, (enum part_id)i, e);
    if (ms >= READY_WAIT_MS) {
      char words[320];
      parts_last_words(&u->parts, PART_SERVE, words, sizeof words);
      return err_set(e, ERR_UNAVAILABLE, "not_ready", NULL, "The server does not become ready. Its last words: %s", words);
    }
  }
  return true;
}

static bool start_server(struct up *u, struct err *e) {
  if (!state_secret(&u->state, e) || !write_conf(u, e) || !nginx_prepare(&u->nginx, &u->state, e)) return false;
  describe(u, PART_SERVE, "serve");
  describe(u, PART_GATEWAY, "gateway");
  u->parts.part[PART_NGINX].proc = (struct proc){.argv = nginx_argv(&u->state), .exe_fd = -1, .death_signal = SIGTERM,
                                                 .log = state_path(&u->state, "log/nginx.log"),
                                                 .low_ports = u->nginx.port < 1024 || (u->nginx.tls_port && u->nginx.tls_port < 1024)};
  return parts_start(&u->parts, PART_SERVE, e) && parts_start(&u->parts, PART_GATEWAY, e) &&
         parts_start(&u->parts, PART_NGINX, e) && wait_ready(u, e);
}

static int columns(str s) { /* of a terminal, near enough: one for each UTF-8 character */
  int n = 0;
  for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
  return n;
}

static void greet(struct up *u) {
  if (u->nginx.portal_fd < 0) printf("\nThe portal is not built: only /api answers. Build it with ./hansa build\n");
  printf("\nHansa is ready: %s\n", nginx_url(&u->nginx, u->a));
  struct demo_login l;
  str rest = demo_logins();
  if (!u->no_demo && !u->database && rest.n) {
    int widest = 0;
    while (demo_next_login(&rest, &l)) widest = columns(l.email) > widest ? columns(l.email) : widest;
    printf("\nDemo log-ins\n");
    rest = demo_logins();
    while (demo_next_login(&rest, &l))
      printf("  %.*s%*s  %.*s  %.*s, %.*s\n", STR_ARG(l.email), widest - columns(l.email), "", STR_ARG(l.password),
             STR_ARG(l.company), STR_ARG(l.role));
  }
  printf("\nState and logs: %s\nStop with Ctrl-C.\n", u->state.dir);
  fflush(stdout);
}

static bool begin(struct up *u, struct err *e) {
  bool low = u->nginx.port < 1024 || (u->nginx.tls_port && u->nginx.tls_port < 1024);
  if (!open_early(u, e) || !state_open(&u->state, u->a, u->dir, true, low, e)) return false;
  int64_t room = state_free_bytes(u->state.dir);
  if (room >= 0 && room < STATE_LOW_BYTES)
    return err_set(e, ERR_UNAVAILABLE, "disk_full", NULL,
                   "The disk is full: %s has %lld MB left. Free some, or choose another place with --state DIR.",
                   u->state.dir, (long long)(room >> 20));
  if (!state_lock(&u->state, e) || !nginx_ports_free(&u->nginx, e)) return false;
  parts_init(&u->parts, &u->state);
  bool ok = prepare_database(u, e) && start_server(u, e);
  return ok;
}

int up_main(int argc, char **argv) {
  COMMAND_ARENA *a = arena_new(1 << 20);
  struct up u = {.a = a, .dir = state_default(a), .nginx = {.port = 8080, .portal_fd = -1}, .exe_fd = -1, .began_us = clock_us()};
  int done = options_read(&u, argc, argv);
  if (done) return done - 1;
  static const char *const libpq[] = {"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGOPTIONS", "PGDATA",
                                      "PGSERVICE", "PGSERVICEFILE", "PGPASSWORD", "PGSSLMODE"};
  for (size_t i = 0; !u.database && i < sizeof libpq / sizeof *libpq; i++) unsetenv(libpq[i]);
  struct err e = {0};
  bool ok = begin(&u, &e);
  if (ok) {
    greet(&u);
    while (parts_wait(&u.parts, 1000)) {}
  }
  if (u.parts.state) {
    bool asked = u.parts.stop;
    if (asked) {
      printf("\nStopping: nginx, gateway, server, PostgreSQL\n");
      fflush(stdout);
    }
    parts_stop(&u.parts);
    if (asked) printf("Stopped.\n");
    if (asked) ok = true;
  }
  return ok ? 0 : command_fail(&e);
}

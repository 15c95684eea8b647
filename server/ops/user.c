/* `hansa user add`: the first people of a company, and the company itself, made by the operator at the terminal. */
#include "api/rows.h"
#include "auth/password.h"
#include "auth/token.h"
#include "db/once.h"
#include "ops/cluster.h"
#include "ops/command.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static void usage(FILE *to) {
  fputs("usage: hansa user add EMAIL --company SLUG [--role viewer|member|manager|admin] [--name NAME]\n"
        "                      [--new-company NAME --country PL --domain example.com]\n"
        "                      [--generate] [--state DIR | --database OWNER_URL]\n"
        "  Adds a person to a company; a new person's password is read from the terminal or standard input, or made "
        "with\n"
        "  --generate and printed. Somebody who has an account keeps the password and gets the role. --new-company "
        "makes\n"
        "  the company too.\n",
        to);
}

static bool read_line(char *buf, size_t n) {
  struct termios was, quiet;
  bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &was) == 0;
  if (terminal) {
    fputs("Password: ", stderr);
    quiet = was;
    quiet.c_lflag &= (tcflag_t)~ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  bool ok = fgets(buf, (int)n, stdin) != NULL;
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
    fputc('\n', stderr);
  }
  if (ok) buf[strcspn(buf, "\r\n")] = 0;
  return ok;
}

struct wanted {
  const char *email, *name, *company, *role;
  const char *new_company, *country, *domain; /* new_company NULL: it exists */
  bool generate;
};

static bool choose_password(const struct wanted *w, char line[static 512], struct err *e) {
  unsigned char random[15];
  if (w->generate) {
    token_random(random, sizeof random);
    struct arena *a = arena_new(256);
    str made = str_base64url(a, random, sizeof random);
    snprintf(line, 512, "%.*s", STR_ARG(made));
    arena_free(a);
  } else if (!read_line(line, 512)) {
    return err_set(e, ERR_INVALID, "password_missing", "",
                   "No password came from standard input. Give one, or use --generate.");
  }
  return password_acceptable(str_of(line), str_of(w->email), e);
}

static struct db_param text(const char *z) { return (struct db_param){str_of(z), false}; }

static bool add(const char *url, const struct wanted *w, struct err *e) {
  char line[512] = "", encoded[128];
  if (!choose_password(w, line, e)) return false;
  if (!password_hash(str_of(line), encoded))
    return err_set(e, ERR_INTERNAL, "password", "", "The password cannot be hashed: out of memory.");
  struct once *o;
  PGresult *res = NULL;
  if (!once_open(url, "hansa user", &o, e)) return false;
  const struct db_param company[] = {text(w->new_company), text(w->company), text(w->country), text(w->domain)};
  const struct db_param person[] = {text(w->email), text(w->name), text(w->company), text(w->role), text(encoded)};
  const struct once_step steps[] = {{"auth/company_add", company, 4}, {"auth/user_add", person, 5}};
  bool ok = once_run(o, w->new_company ? steps : steps + 1, w->new_company ? 2 : 1, &res, e);
  if (ok) {
    bool is_new = str_eq(rows_named(res, 0, "is_new"), STR("t"));
    printf("%s is %s of %s%s.\n", w->email, w->role, w->company,
           is_new ? "" : " (the account was there already and keeps its password)");
    if (w->generate && is_new) printf("Password: %s\n", line);
  }
  PQclear(res);
  once_close(o);
  explicit_bzero(line, sizeof line);
  return ok;
}

static bool known_role(const char *role) {
  static const char *const roles[] = {"viewer", "member", "manager", "admin"};
  for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
    if (strcmp(role, roles[i]) == 0) return true;
  return false;
}

int user_main(int argc, char **argv) {
  static const struct option options[] = {{"company", required_argument, NULL, 'c'},
                                          {"role", required_argument, NULL, 'r'},
                                          {"name", required_argument, NULL, 'n'},
                                          {"new-company", required_argument, NULL, 'w'},
                                          {"country", required_argument, NULL, 'y'},
                                          {"domain", required_argument, NULL, 'm'},
                                          {"generate", no_argument, NULL, 'g'},
                                          {"state", required_argument, NULL, 'd'},
                                          {"database", required_argument, NULL, 'b'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
  struct arena *a = arena_new(65536);
  const char *dir = state_default(a), *url = getenv("HANSA_OWNER_URL");
  struct wanted w = {.role = "member"};
  for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;) switch (o) {
    case 'c':
      w.company = optarg;
      break;
    case 'r':
      w.role = optarg;
      break;
    case 'n':
      w.name = optarg;
      break;
    case 'w':
      w.new_company = optarg;
      break;
    case 'y':
      w.country = optarg;
      break;
    case 'm':
      w.domain = optarg;
      break;
    case 'g':
      w.generate = true;
      break;
    case 'd':
      dir = optarg;
      url = NULL;
      break;
    case 'b':
      url = optarg;
      break;
    default:
      return usage(o == 'h' ? stdout : stderr), o == 'h' ? 0 : 2;
    }
  if (argc - optind != 2 || strcmp(argv[optind], "add") != 0 || !w.company || !known_role(w.role) ||
      (w.new_company && (!w.country || !w.domain)))
    return usage(stderr), 2;
  w.email = argv[optind + 1];
  if (!w.name) w.name = w.email;
  struct err e;
  struct state s;
  struct cluster c;
  if (!url) {
    if (!state_open(&s, a, dir, false, false, &e) || !cluster_find(&c, &s, &e)) return command_fail(&e);
    url = c.boot;
  }
  int code = add(url, &w, &e) ? 0 : command_fail(&e);
  arena_free(a);
  return code;
}

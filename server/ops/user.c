/* `hansa user add`: the first people of a company, made by the operator at the terminal. */
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
        "                      [--generate] [--state DIR | --database OWNER_URL]\n"
        "  Adds a person to a company; a new person's password is read from the terminal or standard input, or made with\n"
        "  --generate and printed. Somebody who has an account keeps the password and gets the role.\n", to);
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

static bool add(struct arena *a, const char *url, const char *email, const char *name, const char *company, const char *role,
                bool generate, struct err *e) {
  char line[512] = "", encoded[128];
  unsigned char random[15];
  if (generate) {
    token_random(random, sizeof random);
    str made = str_base64url(a, random, sizeof random);
    snprintf(line, sizeof line, "%.*s", STR_ARG(made));
  } else if (!read_line(line, sizeof line)) {
    return err_set(e, ERR_INVALID, "password_missing", "", "No password came from standard input. Give one, or use --generate.");
  }
  if (!password_acceptable(str_of(line), str_of(email), e)) return false;
  if (!password_hash(str_of(line), encoded)) return err_set(e, ERR_INTERNAL, "password", "", "The password cannot be hashed: out of memory.");
  struct once *o;
  PGresult *res = NULL;
  if (!once_open(url, "hansa user", &o, e)) return false;
  const struct db_param params[] = {{str_of(email), false}, {str_of(name), false}, {str_of(company), false}, {str_of(role), false}, {str_of(encoded), false}};
  bool ok = once_job(o, "auth/user_add", params, 5, &res, e);
  if (ok) {
    bool is_new = str_eq(rows_named(res, 0, "is_new"), STR("t"));
    printf("%s is %s of %s%s.\n", email, role, company, is_new ? "" : " (the account was there already and keeps its password)");
    if (generate && is_new) printf("Password: %s\n", line);
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
  static const struct option options[] = {{"company", required_argument, NULL, 'c'}, {"role", required_argument, NULL, 'r'},
                                          {"name", required_argument, NULL, 'n'}, {"generate", no_argument, NULL, 'g'},
                                          {"state", required_argument, NULL, 'd'}, {"database", required_argument, NULL, 'b'},
                                          {"help", no_argument, NULL, 'h'}, {0}};
  struct arena *a = arena_new(65536);
  const char *company = NULL, *role = "member", *name = NULL, *dir = state_default(a), *url = getenv("HANSA_OWNER_URL");
  bool generate = false;
  for (int o; (o = getopt_long(argc, argv, "h", options, NULL)) != -1;)
    switch (o) {
    case 'c': company = optarg; break;
    case 'r': role = optarg; break;
    case 'n': name = optarg; break;
    case 'g': generate = true; break;
    case 'd': dir = optarg; url = NULL; break;
    case 'b': url = optarg; break;
    default: return usage(o == 'h' ? stdout : stderr), o == 'h' ? 0 : 2;
    }
  if (argc - optind != 2 || strcmp(argv[optind], "add") != 0 || !company || !known_role(role)) return usage(stderr), 2;
  const char *email = argv[optind + 1];
  struct err e;
  struct state s;
  struct cluster c;
  if (!url) {
    if (!state_open(&s, a, dir, false, false, &e) || !cluster_find(&c, &s, &e)) return command_fail(&e);
    url = c.boot;
  }
  int code = add(a, url, email, name ? name : email, company, role, generate, &e) ? 0 : command_fail(&e);
  arena_free(a);
  return code;
}

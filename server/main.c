/* The program `hansa`: the first word says what it does. */
#include "gateway/gateway.h"
#include "ops/command.h"
#include "ops/serve.h"
#include <stdio.h>
#include <string.h>

static const struct {
  const char *word;
  int (*run)(int argc, char **argv);
  const char *what;
} commands[] = {
    {"up", up_main, "start everything: database, server, gateway, nginx, with a demo network on the first run"},
    {"serve", serve_main, "the API, the live socket and the public pages"},
    {"gateway", gateway_main, "the door for EDI documents"},
    {"migrate", migrate_main, "bring a database to this version"},
    {"user", user_main, "add a person to a company"},
    {"demo", demo_main, "lay or enlarge the demo network"},
    {"edi", edi_main, "check, acknowledge and convert documents in files"},
    {"doctor", doctor_main, "check this installation and explain what to mend"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void usage(FILE *to) {
  fputs("usage: hansa COMMAND [ARGUMENT…]\n\n", to);
  for (int i = 0; i < COMMANDS; i++) fprintf(to, "  %-10s %s\n", commands[i].word, commands[i].what);
  fputs("\n  hansa COMMAND --help tells more; hansa --version tells the version.\n", to);
}

int main(int argc, char **argv) {
  const char *word = argc > 1 ? argv[1] : "--help";
  for (int i = 0; i < COMMANDS; i++)
    if (strcmp(word, commands[i].word) == 0) return commands[i].run(argc - 1, argv + 1);
  if (strcmp(word, "--version") == 0) return printf("hansa %s\n", HANSA_VERSION) < 0;
  bool help = strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
  if (!help) fprintf(stderr, "hansa: there is no command '%s'.\n\n", word);
  usage(help ? stdout : stderr);
  return help && argc > 1 ? 0 : 2;
}

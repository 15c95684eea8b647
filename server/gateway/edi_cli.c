/* `hansa edi WORD …`: what the gateway does with an interchange, at the command line and without a database. */
#include "base/err.h"
#include "gateway/edi_tool.h"
#include "gateway/gateway.h"
#include "gateway/tables.h"
#include <stdio.h>

static const struct edi_command *const commands[] = {&edi_check, &edi_ack, &edi_convert, &edi_describe, &edi_generate};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int usage(bool asked) {
  FILE *to = asked ? stdout : stderr;
  fputs("usage: hansa edi COMMAND [ARGUMENT…]\n\n", to);
  for (int i = 0; i < COMMANDS; i++) fprintf(to, "  %-10s %s\n", commands[i]->word, commands[i]->what);
  fputs("\n  hansa edi COMMAND --help tells more.\n", to);
  return asked ? EDI_OK : EDI_UNREADABLE;
}

static bool asks(const char *word) { return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0; }

int edi_main(int argc, char **argv) {
  const char *word = argc > 1 ? argv[1] : "";
  int at = 0;
  while (at < COMMANDS && strcmp(word, commands[at]->word) != 0) at++;
  if (at == COMMANDS) return usage(asks(word));
  for (int i = 2; i < argc; i++)
    if (asks(argv[i])) {
      edi_tool_help(commands[at]);
      return EDI_OK;
    }
  struct edi_tool t = {.m = edi_mem_new()};
  struct err e = {0};
  t.schemas = tables_read(t.m, &e);
  int code = EDI_UNREADABLE;
  if (t.schemas)
    code = commands[at]->run(&t, argc - 1, argv + 1);
  else
    fprintf(stderr, "hansa edi: %s\n", e.msg);
  edi_mem_free(t.m);
  return code;
}

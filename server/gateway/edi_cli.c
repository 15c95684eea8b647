/* `hansa edi WORD …`: what the gateway does with an interchange, at the command line and without a database. */
#include "base/err.h"
#include "gateway/edi_tool.h"
#include "gateway/gateway.h"
#include "gateway/tables.h"
#include <stdio.h>

static const struct {
  const char *word;
  int (*run)(struct edi_tool *t, int argc, char **argv);
  const char *what;
} commands[] = {
    {"check", edi_check, "say what is wrong with X12 interchanges, and how to mend it"},
    {"ack", edi_ack, "write the acknowledgment of an interchange: TA1, 997 or 999"},
    {"convert", edi_convert, "turn interchanges into documents in JSON, and back"},
    {"describe", edi_describe, "say what a transaction set, a segment or an element is made of"},
    {"generate", edi_generate, "make valid interchanges, or such with one fault, to try software with"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int usage(bool asked) {
  FILE *to = asked ? stdout : stderr;
  fputs("usage: hansa edi COMMAND [ARGUMENT…]\n\n", to);
  for (int i = 0; i < COMMANDS; i++) fprintf(to, "  %-10s %s\n", commands[i].word, commands[i].what);
  fputs("\n  hansa edi COMMAND without a file tells more.\n", to);
  return asked ? EDI_OK : EDI_UNREADABLE;
}

int edi_main(int argc, char **argv) {
  const char *word = argc > 1 ? argv[1] : "";
  int at = 0;
  while (at < COMMANDS && strcmp(word, commands[at].word) != 0) at++;
  if (at == COMMANDS) return usage(strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0);
  struct edi_tool t = {.m = edi_mem_new()};
  struct err e = {0};
  t.schemas = tables_read(t.m, &e);
  int code = EDI_UNREADABLE;
  if (t.schemas)
    code = commands[at].run(&t, argc - 1, argv + 1);
  else
    fprintf(stderr, "hansa edi: %s\n", e.msg);
  edi_mem_free(t.m);
  return code;
}

/* `hansa edi describe`: what a transaction set is made of, from the tables. */
#include "edi/x12/describe.h"
#include "gateway/edi_tool.h"
#include <stdio.h>

static const char usage[] =
    "usage: hansa edi describe [OPTION…] [SET [SEGMENT|ELEMENT]]\n"
    "Without SET: all sets there are. SEGMENT: such as PO1; ELEMENT: the number of a data element, such as 353.\n"
    "Exit code: 0 described, 2 there is none of that name.\n"
    "  --release R      such as 004010; without it, the newest that has the set\n"
    "  --json           the set as one JSON object\n";

/* A segment has the shape that the set's first row of that name gives it: a guide may have changed it. */
static const struct x12_segment_def *segment_of(const struct x12_set_def *def, edi_str id) {
  for (size_t i = 0; i < def->n; i++)
    if (edi_eq(def->rows[i].segment->id, id)) return def->rows[i].segment;
  return NULL;
}

static bool part(struct edi_buf *b, const struct x12_release *r, const struct x12_set_def *def, const char *word) {
  uint64_t number;
  edi_str id = edi_str_of(word);
  const struct x12_segment_def *segment = segment_of(def, id);
  const struct x12_element_def *element =
      edi_uint(id, &number) && number < 10000 ? x12_release_element(r, (unsigned)number) : NULL;
  if (segment)
    x12_describe_segment(b, segment);
  else if (element)
    x12_describe_element(b, element);
  else
    fprintf(stderr, "hansa edi describe: the %.*s has no segment %s, and there is no data element of that number\n",
            EDI_ARG(def->id), word);
  return segment || element;
}

static int run(struct edi_tool *t, int argc, char **argv) {
  const char *version = NULL, *words[2] = {NULL, NULL};
  int n = 0;
  bool bad = false, json = false;
  for (int i = 1; i < argc && !bad; i++) {
    if (strcmp(argv[i], "--release") == 0 && argv[i + 1])
      version = argv[++i];
    else if (strcmp(argv[i], "--json") == 0)
      json = true;
    else if (edi_tool_option(&edi_describe, t, argc, argv, &i, &bad) || bad)
      continue;
    else if (argv[i][0] == '-' || n == 2)
      return edi_tool_refuse(&edi_describe, argv[i]);
    else
      words[n++] = argv[i];
  }
  if (bad) return EDI_UNREADABLE;
  struct edi_buf b = {.m = t->m};
  int code = EDI_OK;
  if (!words[0]) {
    x12_describe_sets(&b, t->schemas);
  } else {
    const struct x12_release *r = edi_tool_release(t, version, words[0]);
    const struct x12_set_def *def = r ? x12_release_set(r, edi_str_of(words[0])) : NULL;
    if (!def) {
      fprintf(stderr, "hansa edi describe: there is no set %s%s%s; `hansa edi describe` lists all\n", words[0],
              version ? " in release " : "", version ? version : "");
      code = EDI_UNREADABLE;
    } else if (words[1]) {
      code = part(&b, r, def, words[1]) ? EDI_OK : EDI_UNREADABLE;
    } else if (json) {
      x12_describe_json(&b, r, def);
      edi_buf_char(&b, '\n');
    } else {
      x12_describe_set(&b, r, def);
    }
  }
  if (b.n) fwrite(b.p, 1, b.n, stdout);
  return edi_tool_flushed(code);
}

const struct edi_command edi_describe = {"describe", "say what a transaction set, a segment or an element is made of",
                                         usage, false, run};

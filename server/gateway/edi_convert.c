/* `hansa edi convert`: through the shared model. */
#include "edi/json_out.h"
#include "edi/map/document.h"
#include "gateway/edi_tool.h"
#include <stdio.h>

static const char usage[] = "usage: hansa edi convert --to json [OPTION…] FILE\n"
                            "FILE may be - for the standard input. Exit code: 0 accepted, 1 errors, 2 unreadable.\n";

static int write_out(struct edi_tool *t, const char *path, edi_str bytes) {
  const struct x12_input *in = x12_read(t->m, t->schemas, &t->options, bytes);
  int code = x12_readable(in) ? EDI_OK : EDI_UNREADABLE;
  for (const struct x12_finding *f = in->findings.first; f; f = f->next) {
    struct edi_buf b = {.m = t->m};
    edi_tool_text(&b, t, &(struct edi_line_place){.file = path}, &(struct x12_place){0}, f);
    fwrite(b.p, 1, b.n, stderr);
  }
  for (struct x12_interchange *i = in->first; i && code != EDI_UNREADABLE; i = i->next) {
    struct edi_buf b = {.m = t->m};
    for (const struct edi_document *d = edi_documents(t->m, i, bytes); d; d = d->next)
      if (edi_document_order(d).n && x12_set_taken(i, d->group, d->set)) {
        edi_buf_add(&b, edi_document_order(d));
        edi_buf_char(&b, '\n');
      }
    fwrite(b.p, 1, b.n, stdout);
    if (strcmp(edi_interchange_state(i), "accepted") != 0) code = EDI_ERRORS;
  }
  return code;
}

int edi_convert(struct edi_tool *t, int argc, char **argv) {
  const char *file = NULL, *to = NULL;
  bool bad = false;
  for (int i = 1; i < argc && !bad; i++) {
    if (strcmp(argv[i], "--to") == 0 && i + 1 < argc)
      to = argv[++i];
    else if (edi_tool_option(t, argc, argv, &i, &bad) || bad)
      continue;
    else if (!file)
      file = argv[i];
    else
      bad = true;
  }
  if (bad || !file || !to || strcmp(to, "json") != 0) {
    fprintf(stderr, "%s%s", usage, edi_tool_options);
    return EDI_UNREADABLE;
  }
  edi_str bytes = edi_tool_slurp(t->m, file);
  return bytes.p ? edi_tool_flushed(write_out(t, file, bytes)) : EDI_UNREADABLE;
}

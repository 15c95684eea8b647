/* `hansa edi ack`: the answer to every interchange of a file, on the standard output. It is written as the sets go by,
   so that only the answer is kept. */
#include "gateway/edi_tool.h"
#include <stdio.h>

static const char usage[] =
    "usage: hansa edi ack [OPTION…] FILE\n"
    "FILE may be - for the standard input. Exit code: 0 accepted, 1 errors, 2 unreadable.\n"
    "  --ta1 WHEN       header: when ISA14 asks for it or the interchange is rejected (so without this option);\n"
    "                   error: when something is wrong with the interchange; always; never\n"
    "  --only-errors    transaction sets that are accepted are counted, not listed\n"
    "  --documents      also what orders and other documents need beyond the standard, as the gateway does\n"
    "  --control N      the control number of the answer; without it, that of the interchange answered\n";

struct answer {
  const struct edi_tool *t;
  const char *path;
  struct x12_ack *ack;
  struct edi_mem *m;
  struct edi_needs needs;
  uint64_t control; /* 0: the sender's */
  bool readable, errors;
};

static struct x12_ack_stamp stamp(const struct answer *a, const struct x12_interchange *i) {
  struct x12_ack_stamp s = edi_tool_stamp(i);
  if (a->control) s.control = a->control;
  return s;
}

static void on_interchange(void *ctx, const struct x12_place *at) {
  struct answer *a = ctx;
  (void)at;
  a->readable = true;
}

static void on_set(void *ctx, const struct x12_place *at) {
  struct answer *a = ctx;
  edi_needs_set(&a->needs, at);
}

static void on_segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  struct answer *a = ctx;
  edi_needs_segment(&a->needs, at, s, row);
}

static void on_set_end(void *ctx, const struct x12_place *at) {
  struct answer *a = ctx;
  x12_ack_set(a->ack, at->interchange, at->group, at->set);
}

static void on_group_end(void *ctx, const struct x12_place *at) {
  struct answer *a = ctx;
  struct x12_ack_stamp s = stamp(a, at->interchange);
  x12_ack_group(a->ack, at->interchange, at->group, &s);
}

static void on_interchange_end(void *ctx, const struct x12_place *at) {
  struct answer *a = ctx;
  struct edi_buf b = {.m = a->m};
  struct x12_ack_stamp s = stamp(a, at->interchange);
  x12_ack_finish(a->ack, &b, at->interchange, &s);
  if (b.n) fwrite(b.p, 1, b.n, stdout);
  edi_mem_reset(a->m);
  if (a->control) a->control = a->control % 999999999 + 1;
}

static void on_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  struct answer *a = ctx;
  a->errors = true;
  if (f->part != X12_FILE) return; /* the answer says it */
  if (f->fatal) a->readable = false;
  struct edi_buf b = {.m = a->m};
  edi_tool_text(&b, a->t, &(struct edi_line_place){.file = a->path}, at, f);
  fwrite(b.p, 1, b.n, stderr);
  edi_mem_reset(a->m);
}

static const struct x12_stream_events EVENTS = {.interchange = on_interchange,
                                                .set = on_set,
                                                .segment = on_segment,
                                                .set_end = on_set_end,
                                                .group_end = on_group_end,
                                                .interchange_end = on_interchange_end,
                                                .finding = on_finding};

static void feed(void *ctx, edi_str bytes) { x12_stream_feed(ctx, bytes); }

static bool ta1(struct edi_tool *t, const char *word) {
  static const struct {
    const char *word;
    enum x12_ack_ta1 when;
  } words[] = {
      {"header", X12_TA1_BY_HEADER}, {"error", X12_TA1_ON_ERROR}, {"always", X12_TA1_ALWAYS}, {"never", X12_TA1_NEVER}};
  for (size_t k = 0; word && k < sizeof words / sizeof *words; k++)
    if (strcmp(word, words[k].word) == 0) {
      t->ack.ta1 = words[k].when;
      return true;
    }
  fputs("hansa edi ack: --ta1 is header, error, always or never\n", stderr);
  return false;
}

static bool control(struct answer *a, const char *word) {
  if (word && edi_uint(edi_str_of(word), &a->control) && a->control && a->control <= 999999999) return true;
  fputs("hansa edi ack: --control is a number from 1 to 999999999\n", stderr);
  return false;
}

static int run(struct edi_tool *t, int argc, char **argv) {
  struct answer a = {.t = t};
  bool bad = false, documents = false;
  for (int i = 1; i < argc && !bad; i++) {
    if (strcmp(argv[i], "--ta1") == 0)
      bad = !ta1(t, argv[++i]); /* argv ends with NULL */
    else if (strcmp(argv[i], "--control") == 0)
      bad = !control(&a, argv[++i]);
    else if (strcmp(argv[i], "--only-errors") == 0)
      t->ack.only_errors = true;
    else if (strcmp(argv[i], "--documents") == 0)
      documents = true;
    else if (edi_tool_option(&edi_ack, t, argc, argv, &i, &bad) || bad)
      continue;
    else if (a.path || (argv[i][0] == '-' && argv[i][1]))
      return edi_tool_refuse(&edi_ack, argv[i]);
    else
      a.path = argv[i];
  }
  if (bad) return EDI_UNREADABLE;
  if (!a.path) return edi_tool_refuse(&edi_ack, NULL);
  if (documents && !edi_needs_start(&a.needs, t)) return EDI_UNREADABLE;
  a.m = edi_mem_new();
  a.ack = x12_ack_new(&t->ack);
  struct x12_stream_events events = EVENTS;
  if (!documents) events.segment = NULL;
  struct x12_stream *s = x12_stream_new(&events, &a, t->schemas, &t->options);
  bool read = edi_tool_feed(a.path, feed, s);
  if (read) x12_stream_finish(s);
  x12_stream_free(s);
  x12_ack_free(a.ack);
  edi_needs_stop(&a.needs);
  edi_mem_free(a.m);
  return edi_tool_flushed(!read || !a.readable ? EDI_UNREADABLE : a.errors ? EDI_ERRORS : EDI_OK);
}

const struct edi_command edi_ack = {"ack", "write the acknowledgment of an interchange: TA1, 997 or 999", usage, true,
                                    run};

/* `hansa edi check`: reads as it comes, says what is wrong as soon as a set, group or interchange is over, and keeps
   nothing of them. */
#include "gateway/edi_tool.h"
#include <stdio.h>

static const char usage[] =
    "usage: hansa edi check [OPTION…] FILE…\n"
    "FILE may be - for the standard input. Exit code: 0 accepted, 1 errors, 2 unreadable.\n"
    "  --json           one JSON object a line for each finding\n"
    "  --quiet          nothing but the exit code\n"
    "  --documents      also what orders and other documents need beyond the standard, as the gateway does\n";

struct check {
  struct edi_tool *t;
  const char *path;
  bool json, quiet, several;
  struct edi_mem *m; /* of one line */
  struct edi_needs needs;
  struct edi_line_place at;
  uint64_t sets, rejected, wrong; /* of the interchange: sets, sets not taken, findings */
  uint64_t group_sets, group_rejected;
  bool readable, errors;
};

static void put(struct check *c, const struct edi_buf *b) {
  fwrite(b->p, 1, b->n, stdout);
  edi_mem_reset(c->m);
}

static void on_interchange(void *ctx, const struct x12_place *at) {
  struct check *c = ctx;
  (void)at;
  c->at.interchange++;
  c->at.group = c->at.set = 0;
  c->sets = c->rejected = c->wrong = 0;
  c->readable = true;
}

static void on_group(void *ctx, const struct x12_place *at) {
  struct check *c = ctx;
  (void)at;
  c->at.group++;
  c->at.set = 0;
}

static void on_set(void *ctx, const struct x12_place *at) {
  struct check *c = ctx;
  c->at.set++;
  edi_needs_set(&c->needs, at);
}

static void on_segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  struct check *c = ctx;
  edi_needs_segment(&c->needs, at, s, row);
}

static void on_group_end(void *ctx, const struct x12_place *at) {
  struct check *c = ctx;
  c->sets += at->group->received;
  c->rejected += at->group->received - at->group->accepted;
}

static void on_interchange_end(void *ctx, const struct x12_place *at) {
  struct check *c = ctx;
  const struct x12_interchange *i = at->interchange;
  bool rejected = i->verdict == X12_REJECTED || (c->sets && c->rejected == c->sets);
  if (c->json || c->quiet) return;
  struct edi_buf b = {.m = c->m};
  edi_buf_z(&b, c->path);
  edi_buf_z(&b, ": interchange ");
  edi_buf_add(&b, edi_printf(c->m, "%.*s from %.*s:%.*s to %.*s:%.*s, %llu transaction set%s: ", EDI_ARG(i->isa[13]),
                             EDI_ARG(i->isa[5]), EDI_ARG(i->isa[6]), EDI_ARG(i->isa[7]), EDI_ARG(i->isa[8]),
                             (unsigned long long)c->sets, c->sets == 1 ? "" : "s"));
  edi_buf_z(&b, rejected      ? "rejected"
                : c->rejected ? "partly accepted"
                : c->wrong    ? "accepted with errors"
                              : "accepted");
  edi_buf_char(&b, '\n');
  put(c, &b);
}

static void on_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  struct check *c = ctx;
  c->wrong++;
  c->errors = true;
  if (f->part == X12_FILE && f->fatal) c->readable = false;
  if (c->quiet) return;
  struct edi_buf b = {.m = c->m};
  struct edi_line_place place = c->at;
  place.file = c->path;
  /* what is wrong with a group stands in no set, and so on */
  if (f->part < X12_AK5) place.set = 0;
  if (f->part < X12_AK9) place.group = 0;
  if (f->part == X12_FILE) place.interchange = 0;
  if (c->json) {
    if (!c->several) place.file = NULL;
    edi_tool_json(&b, c->t, &place, f->part >= X12_AK9 ? at->group : NULL, f);
  } else {
    edi_tool_text(&b, c->t, &place, at, f);
  }
  put(c, &b);
}

/* A set with very many findings keeps the first. */
static void on_set_end(void *ctx, const struct x12_place *at) {
  const struct x12_findings *l = &at->set->findings;
  if (!l->left_out) return;
  struct x12_finding f = x12_finding_of(X12_K_FINDINGS_LEFT_OUT);
  char n[X12_DIGITS];
  f.offset = at->set->offset + at->set->length;
  f.found = x12_digits(n, l->left_out);
  on_finding(ctx, at, &f);
}

static const struct x12_stream_events EVENTS = {.interchange = on_interchange,
                                                .group = on_group,
                                                .set = on_set,
                                                .segment = on_segment,
                                                .set_end = on_set_end,
                                                .group_end = on_group_end,
                                                .interchange_end = on_interchange_end,
                                                .finding = on_finding};

static void feed(void *ctx, edi_str bytes) { x12_stream_feed(ctx, bytes); }

/* Where nobody asks for documents, nobody needs to hear of every segment. */
static const struct x12_stream_events *events_of(const struct check *c, struct x12_stream_events *quick) {
  if (c->needs.maps) return &EVENTS;
  *quick = EVENTS;
  quick->segment = NULL;
  return quick;
}

static int check_one(struct check *c) {
  struct x12_stream_events quick;
  c->at = (struct edi_line_place){0};
  c->readable = c->errors = false;
  struct x12_stream *s = x12_stream_new(events_of(c, &quick), c, c->t->schemas, &c->t->options);
  bool read = edi_tool_feed(c->path, feed, s);
  if (read) x12_stream_finish(s);
  x12_stream_free(s);
  return !read || !c->readable ? EDI_UNREADABLE : c->errors ? EDI_ERRORS : EDI_OK;
}

static int run(struct edi_tool *t, int argc, char **argv) {
  struct check c = {.t = t};
  int files = 0, worst = EDI_OK;
  bool bad = false, documents = false;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0)
      c.json = true;
    else if (strcmp(argv[i], "--quiet") == 0)
      c.quiet = true;
    else if (strcmp(argv[i], "--documents") == 0)
      documents = true;
    else if (edi_tool_option(&edi_check, t, argc, argv, &i, &bad))
      continue;
    else if (bad)
      return EDI_UNREADABLE;
    else if (argv[i][0] == '-' && argv[i][1])
      return edi_tool_refuse(&edi_check, argv[i]);
    else
      argv[1 + files++] = argv[i];
  }
  if (!files) return edi_tool_refuse(&edi_check, NULL);
  if (documents && !edi_needs_start(&c.needs, t)) return EDI_UNREADABLE;
  c.several = files > 1;
  c.m = edi_mem_new();
  for (int i = 0; i < files; i++) {
    c.path = argv[1 + i];
    int code = check_one(&c);
    worst = code > worst ? code : worst;
  }
  edi_needs_stop(&c.needs);
  edi_mem_free(c.m);
  return edi_tool_flushed(worst);
}

const struct edi_command edi_check = {"check", "say what is wrong with X12 interchanges, and how to mend it", usage,
                                      true, run};

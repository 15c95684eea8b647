/* `hansa edi convert`: X12 to the documents of the shared model and back, one line of JSON a document, as they stream
   by. What a line needs to become X12 again stands in its member "x12". */
#include "gateway/edi_convert.h"
#include "edi/json_out.h"
#include "edi/map/in.h"
#include "gateway/tables.h"
#include <stdio.h>

static const char usage[] =
    "usage: hansa edi convert --to json [OPTION…] FILE\n"
    "       hansa edi convert --to x12 [OPTION…] FILE\n"
    "To json: each transaction set becomes a line with \"document\" (the kind), \"content\" (the document of the "
    "shared\n"
    "model, \"kept\" what it has no field for) and \"x12\" (the envelope). Sets without a map have \"segments\" "
    "instead.\n"
    "To x12: such lines become interchanges again. Of \"x12\" are needed: isa 5 to 8, gs 2, 3 and 8, st 1.\n"
    "FILE may be - for the standard input. Exit code: 0 all of it was converted, 1 something was not, 2 unreadable.\n"
    "  --overlay FILE   a partner's lists of codes, laid over the map of a set\n";

struct to_json {
  struct edi_tool *t;
  const char *file;
  const struct edi_maps *maps;
  struct edi_map_in *in;
  const struct edi_map *map; /* of the open set; NULL: its segments are written as they are */
  struct edi_mem *m;         /* owned; of the line at hand */
  struct edi_buf segments, line;
  uint64_t interchange, group, set; /* ordinals: in the input, the interchange, the group */
  uint64_t sets;                    /* of the group, written or not */
  bool spoke;                       /* of the interchange: something was written */
  bool latin;                       /* the set has bytes that are no UTF-8 */
  int code;
};

static void worse(struct to_json *c, int code) { c->code = c->code > code ? c->code : code; }

/* The envelope of a line: what is open, down to the set. */
static void envelope(struct to_json *c, const struct x12_place *at, bool group, bool set) {
  struct edi_buf *b = &c->line;
  const struct x12_interchange *i = at->interchange;
  edi_json_kv_uint(b, "interchange", c->interchange);
  if (group) edi_json_kv_uint(b, "group", c->group);
  edi_json_key(b, "separators");
  edi_json_open(b, '[');
  const char d[] = {i->d.element, i->d.component, i->d.repetition, i->d.terminator};
  for (size_t k = 0; k < sizeof d; k++) edi_json_str(b, (edi_str){&d[k], d[k] ? 1 : 0});
  edi_json_close(b, ']');
  if (i->newline.n) edi_json_kv(b, "newline", i->newline);
  if (c->latin) edi_json_kv(b, "encoding", EDI_STR("latin1"));
  edi_json_key(b, "isa");
  edi_json_open(b, '[');
  for (size_t k = 1; k <= X12_ISA_ELEMENTS; k++) edi_json_str(b, i->isa[k].p ? i->isa[k] : EDI_STR(""));
  edi_json_close(b, ']');
  if (group) {
    const struct x12_group *g = at->group;
    const edi_str gs[] = {g->functional, g->sender, g->receiver, g->date, g->time, g->control, g->agency, g->version};
    edi_json_key(b, "gs");
    edi_json_open(b, '[');
    for (size_t k = 0; k < sizeof gs / sizeof *gs; k++) edi_json_str(b, gs[k].p ? gs[k] : EDI_STR(""));
    edi_json_close(b, ']');
  }
  if (set) {
    const struct x12_set *s = at->set;
    edi_json_key(b, "st");
    edi_json_open(b, '[');
    edi_json_str(b, s->id);
    edi_json_str(b, s->control);
    if (s->convention.n) edi_json_str(b, s->convention);
    edi_json_close(b, ']');
  }
}

static void say_line(struct to_json *c, const struct x12_place *at, bool group, bool set) {
  struct edi_buf *b = &c->line;
  b->n = 0;
  edi_json_open(b, '{');
  edi_json_key(b, "document");
  if (set && c->map) {
    edi_json_str(b, edi_map_document(c->map));
    edi_json_key(b, "content");
    edi_buf_add(b, edi_map_in_end(c->in));
  } else {
    edi_buf_z(b, "null");
    edi_json_key(b, "segments");
    edi_buf_char(b, '[');
    edi_buf_add(b, edi_buf_str(&c->segments));
    edi_buf_char(b, ']');
  }
  edi_json_key(b, "x12");
  edi_json_open(b, '{');
  envelope(c, at, group, set);
  edi_json_close(b, '}');
  edi_json_close(b, '}');
  edi_buf_char(b, '\n');
  fwrite(b->p, 1, b->n, stdout);
  c->segments.n = 0;
  c->spoke = true;
}

static void on_interchange(void *ctx, const struct x12_place *at) {
  (void)at;
  struct to_json *c = ctx;
  c->interchange++;
  c->group = 0;
  c->spoke = c->latin = false;
}

static void on_group(void *ctx, const struct x12_place *at) {
  (void)at;
  struct to_json *c = ctx;
  c->group++;
  c->sets = 0;
}

static void on_set(void *ctx, const struct x12_place *at) {
  struct to_json *c = ctx;
  c->sets++;
  c->segments.n = 0;
  c->latin = false;
  c->map = at->set->def ? edi_maps_find(c->maps, at->group->version, at->set->id) : NULL;
  if (c->map) edi_map_in_start(c->in, c->map, at->interchange->d, true, at->m, &at->set->findings);
}

static void on_segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  struct to_json *c = ctx;
  if (!s->plain && !c->latin) c->latin = !edi_utf8(s->text);
  if (at->set && c->map) {
    edi_map_in_segment(c->in, row, s);
    return;
  }
  edi_str id = x12_at(s, 0);
  if (at->set && (edi_is(id, "ST") || edi_is(id, "SE"))) return;
  const struct x12_set_def *def = at->set ? at->set->def : NULL;
  if (c->segments.n) edi_buf_char(&c->segments, ',');
  edi_segment_json(&c->segments, s, def && row < def->n ? def->rows[row].segment : NULL, at->interchange->d);
  if (!at->set && !at->group) say_line(c, at, false, false);
}

static void on_set_end(void *ctx, const struct x12_place *at) {
  struct to_json *c = ctx;
  if (!at->set->findings.fatal) {
    say_line(c, at, true, true);
    return;
  }
  worse(c, EDI_ERRORS);
  c->segments.n = 0;
  c->spoke = true;
  fprintf(stderr, "hansa edi: %s: the transaction set %.*s with control number %.*s has errors and was not converted\n",
          c->file, EDI_ARG(at->set->id), EDI_ARG(at->set->control));
}

static void on_group_end(void *ctx, const struct x12_place *at) {
  struct to_json *c = ctx;
  if (at->group->findings.fatal) worse(c, EDI_ERRORS);
  if (!c->sets) say_line(c, at, true, false);
}

static void on_interchange_end(void *ctx, const struct x12_place *at) {
  struct to_json *c = ctx;
  if (at->interchange->findings.fatal) worse(c, EDI_ERRORS);
  if (!c->spoke && !at->interchange->findings.fatal) say_line(c, at, false, false);
}

static void on_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  struct to_json *c = ctx;
  edi_mem_reset(c->m);
  struct edi_buf b = {.m = c->m};
  edi_tool_text(
      &b, c->t,
      &(struct edi_line_place){.file = c->file, .interchange = c->interchange, .group = c->group, .set = c->sets}, at,
      f);
  fwrite(b.p, 1, b.n, stderr);
  if (f->part == X12_FILE && f->fatal) worse(c, EDI_UNREADABLE);
}

static void feed(void *ctx, edi_str bytes) { x12_stream_feed(ctx, bytes); }

static int to_json(struct edi_tool *t, const struct edi_maps *maps, const char *file) {
  static const struct x12_stream_events on = {.interchange = on_interchange,
                                              .group = on_group,
                                              .set = on_set,
                                              .segment = on_segment,
                                              .set_end = on_set_end,
                                              .group_end = on_group_end,
                                              .interchange_end = on_interchange_end,
                                              .finding = on_finding};
  struct to_json c = {.t = t, .file = file, .maps = maps, .in = edi_map_in_new(), .m = edi_mem_new()};
  c.segments.m = c.line.m = t->m;
  struct x12_stream *st = x12_stream_new(&on, &c, t->schemas, &t->options);
  if (edi_tool_feed(file, feed, st))
    x12_stream_finish(st);
  else
    worse(&c, EDI_UNREADABLE);
  if (!c.interchange) worse(&c, EDI_UNREADABLE);
  x12_stream_free(st);
  edi_map_in_free(c.in);
  edi_mem_free(c.m);
  return edi_tool_flushed(c.code);
}

static const struct edi_maps *overlay(struct edi_tool *t, const struct edi_maps *maps, const char *file) {
  edi_str text = edi_tool_slurp(t->m, file), why;
  if (!text.p) return NULL;
  maps = edi_maps_overlay(t->m, maps, text, &why);
  if (!maps) fprintf(stderr, "hansa edi: %s: %.*s\n", file, EDI_ARG(why));
  return maps;
}

static int run(struct edi_tool *t, int argc, char **argv) {
  const char *file = NULL, *to = NULL, *lists = NULL;
  bool bad = false;
  for (int i = 1; i < argc && !bad; i++) {
    if (strcmp(argv[i], "--to") == 0 && i + 1 < argc)
      to = argv[++i];
    else if (strcmp(argv[i], "--overlay") == 0 && i + 1 < argc)
      lists = argv[++i];
    else if (edi_tool_option(&edi_convert, t, argc, argv, &i, &bad) || bad)
      continue;
    else if (!file && (argv[i][0] != '-' || !argv[i][1]))
      file = argv[i];
    else
      return edi_tool_refuse(&edi_convert, argv[i]);
  }
  if (bad) return EDI_UNREADABLE;
  if (to && (strcmp(to, "ubl") == 0 || strcmp(to, "cxml") == 0)) {
    fprintf(stderr, "hansa edi: --to %s is not there yet: documents are converted to json and x12\n", to);
    return EDI_UNREADABLE;
  }
  bool json = to && strcmp(to, "json") == 0;
  if (to && !json && strcmp(to, "x12") != 0) return edi_tool_refuse(&edi_convert, to);
  if (!file || !to) return edi_tool_refuse(&edi_convert, NULL);
  struct err e = {0};
  const struct edi_maps *maps = maps_read(t->m, t->schemas, &e);
  if (!maps) fprintf(stderr, "hansa edi: %s\n", e.msg);
  if (maps && lists) maps = overlay(t, maps, lists);
  if (!maps) return EDI_UNREADABLE;
  return json ? to_json(t, maps, file) : edi_convert_to_x12(t, maps, file);
}

const struct edi_command edi_convert = {"convert", "turn interchanges into documents in JSON, and back", usage, true,
                                        run};

/* Lines of JSON to interchanges. Lines that belong to one interchange or group follow one another. */
#include "edi/map/out.h"
#include "gateway/edi_convert.h"
#include "gateway/edi_json.h"
#include <errno.h>
#include <stdio.h>
#include <time.h>

struct to_x12 {
  struct edi_tool *t;
  const struct edi_maps *maps;
  const char *file;
  struct edi_mem *m;        /* owned; of the document at hand */
  struct edi_mem *envelope; /* owned; of the interchange at hand */
  struct edi_buf out;
  struct x12_writer *w; /* NULL: no interchange is open */
  edi_str isa[X12_ISA_ELEMENTS + 1], gs[9];
  edi_str interchange, group; /* the ordinals that a line gave them */
  bool in_group;
  uint64_t sets; /* of the group */
  size_t line;
  int code;
};

static void worse(struct to_x12 *c, int code) { c->code = c->code > code ? c->code : code; }

static bool refuse(struct to_x12 *c, const char *what, edi_str why) {
  fprintf(stderr, "hansa edi: %s: document %zu was not converted: %s%.*s\n", c->file, c->line, what, EDI_ARG(why));
  worse(c, EDI_ERRORS);
  return false;
}

static void flush(struct to_x12 *c) {
  if (c->w && x12_writer_final(c->w) != c->out.n) return;
  fwrite(c->out.p, 1, c->out.n, stdout);
  c->out.n = 0;
}

static edi_str text_at(const struct edi_node *array, size_t i) {
  const struct edi_node *n = array && array->kind == EDI_ARRAY ? array->first : NULL;
  while (n && i--) n = n->next;
  return n && (n->kind == EDI_STRING || n->kind == EDI_NUMBER) ? n->text : (edi_str){"", 0};
}

static const struct edi_node *at(const struct edi_node *o, const char *name) {
  return edi_node_find(o, edi_str_of(name));
}

/* A separator: one byte, or a character of Latin-1. */
static bool separator(edi_str s, char *out) {
  *out = 0;
  if (s.n == 1) *out = s.p[0];
  if (s.n == 2 && ((unsigned char)s.p[0] == 0xc2 || (unsigned char)s.p[0] == 0xc3))
    *out = (char)((s.p[0] & 3) << 6 | (s.p[1] & 0x3f));
  return s.n == 0 || *out;
}

static void now(char date[static 9], char hour[static 5]) {
  time_t t = time(NULL);
  struct tm tm;
  gmtime_r(&t, &tm);
  strftime(date, 9, "%Y%m%d", &tm);
  strftime(hour, 5, "%H%M", &tm);
}

static void fill(edi_str *v, edi_str with) {
  if (!v->n) *v = with;
}

/* What a line leaves out of its envelope. */
static void defaults(struct to_x12 *c, const struct edi_node *x12) {
  char date[9], hour[5];
  now(date, hour);
  edi_str d = edi_dup(c->envelope, (edi_str){date, 8}), h = edi_dup(c->envelope, (edi_str){hour, 4});
  bool late = c->gs[8].n >= 6 && memcmp(c->gs[8].p, "005010", 6) >= 0;
  fill(&c->isa[1], EDI_STR("00"));
  fill(&c->isa[3], EDI_STR("00"));
  fill(&c->isa[9], (edi_str){d.p + 2, 6});
  fill(&c->isa[10], h);
  fill(&c->isa[11], EDI_STR("U"));
  fill(&c->isa[12], late ? EDI_STR("00501") : EDI_STR("00401"));
  fill(&c->isa[13], EDI_STR("1"));
  fill(&c->isa[14], EDI_STR("0"));
  fill(&c->isa[15], EDI_STR("P"));
  const struct x12_set_def *set =
      x12_release_set(x12_schemas_release(c->t->schemas, c->gs[8]), text_at(at(x12, "st"), 0));
  if (set && !c->gs[1].n) {
    const char *blank = memchr(set->group.p, ' ', set->group.n);
    c->gs[1] = (edi_str){set->group.p, blank ? (size_t)(blank - set->group.p) : set->group.n};
  }
  fill(&c->gs[4], d);
  fill(&c->gs[5], h);
  fill(&c->gs[6], EDI_STR("1"));
  fill(&c->gs[7], EDI_STR("X"));
}

static bool end_group(struct to_x12 *c) {
  bool good = !c->in_group || x12_writer_group_end(c->w, EDI_STR(""));
  c->in_group = false;
  return good;
}

static bool end_interchange(struct to_x12 *c) {
  if (!c->w) return true;
  bool good = end_group(c) && x12_writer_interchange_end(c->w, EDI_STR(""));
  if (!good) refuse(c, "", x12_writer_why(c->w));
  if (!good) worse(c, EDI_UNREADABLE);
  x12_writer_free(c->w);
  c->w = NULL;
  if (good) flush(c);
  c->out.n = 0;
  return good;
}

/* Does the line belong where the one before it stands? By its ordinals, or by what the header says. */
static bool same(const struct edi_node *x12, const char *ordinal, edi_str was, const char *header,
                 const edi_str *values, size_t n) {
  const struct edi_node *o = at(x12, ordinal);
  if (o && was.n) return edi_eq(o->text, was);
  for (size_t i = 1; i <= n; i++) {
    edi_str v = text_at(at(x12, header), i - 1);
    if (v.n && !edi_eq(v, values[i])) return false;
  }
  return true;
}

static void take(struct to_x12 *c, const struct edi_node *array, edi_str *out, size_t n) {
  for (size_t i = 1; i <= n; i++) out[i] = edi_dup(c->envelope, text_at(array, i - 1));
}

static edi_str ordinal(struct to_x12 *c, const struct edi_node *x12, const char *name) {
  const struct edi_node *o = at(x12, name);
  return o ? edi_dup(c->envelope, o->text) : (edi_str){NULL, 0};
}

static bool open_interchange(struct to_x12 *c, const struct edi_node *x12) {
  if (c->w && same(x12, "interchange", c->interchange, "isa", c->isa, X12_ISA_ELEMENTS)) return true;
  if (!end_interchange(c)) return false;
  edi_mem_reset(c->envelope);
  const struct edi_node *isa = at(x12, "isa"), *d = at(x12, "separators");
  if (!isa || !text_at(isa, 5).n || !text_at(isa, 7).n)
    return refuse(c, "x12.isa must be there, with sender (6) and receiver (8)", EDI_STR(""));
  take(c, isa, c->isa, X12_ISA_ELEMENTS);
  take(c, at(x12, "gs"), c->gs, 8);
  defaults(c, x12);
  c->interchange = ordinal(c, x12, "interchange");
  struct x12_writing as = {.repeats = true};
  if (d && !(separator(text_at(d, 0), &as.d.element) && separator(text_at(d, 1), &as.d.component) &&
             separator(text_at(d, 2), &as.d.repetition) && separator(text_at(d, 3), &as.d.terminator) && as.d.element &&
             as.d.component && as.d.terminator))
    return refuse(c, "x12.separators must be four: of elements, components, repetitions (or \"\") and segments",
                  EDI_STR(""));
  const struct edi_node *newline = at(x12, "newline");
  as.newline = newline ? edi_dup(c->envelope, newline->text) : d ? EDI_STR("") : EDI_STR("\n");
  c->w = x12_writer_new(&c->out, &as);
  if (x12_writer_interchange(c->w, c->isa)) return true;
  refuse(c, "", x12_writer_why(c->w));
  x12_writer_free(c->w);
  c->w = NULL;
  c->out.n = 0;
  return false;
}

static bool open_group(struct to_x12 *c, const struct edi_node *x12) {
  if (c->in_group && same(x12, "group", c->group, "gs", c->gs, 8)) return true;
  if (!end_group(c)) return refuse(c, "", x12_writer_why(c->w));
  const struct edi_node *gs = at(x12, "gs");
  if (!gs || !text_at(gs, 7).n) return refuse(c, "x12.gs must be there, with the version (8)", EDI_STR(""));
  take(c, gs, c->gs, 8);
  defaults(c, x12);
  c->group = ordinal(c, x12, "group");
  c->sets = 0;
  c->in_group = x12_writer_group(c->w, c->gs);
  return c->in_group || refuse(c, "", x12_writer_why(c->w));
}

static bool write_segments(struct to_x12 *c, const struct edi_node *line, edi_str *why) {
  const struct edi_node *l = at(line, "segments");
  for (const struct edi_node *s = l && l->kind == EDI_ARRAY ? l->first : NULL; s; s = s->next)
    if (!edi_segment_out(c->m, s, c->w, why)) return false;
  return true;
}

static bool write_set(struct to_x12 *c, const struct edi_node *line, const struct edi_node *st) {
  edi_str id = text_at(st, 0), control = text_at(st, 1), why = {"", 0};
  const struct edi_node *content = at(line, "content");
  const struct edi_map *map = edi_maps_find(c->maps, c->gs[8], id);
  if (content && !map)
    return refuse(c, "there is no map of ", edi_printf(c->m, "%.*s in %.*s", EDI_ARG(id), EDI_ARG(c->gs[8])));
  c->sets++;
  if (!control.n) control = edi_printf(c->m, "%04llu", (unsigned long long)c->sets);
  bool good = x12_writer_set(c->w, x12_schemas_release(c->t->schemas, c->gs[8]), id, control, text_at(st, 2));
  good = good && (content ? edi_map_out(c->m, map, content, c->w, &why) : write_segments(c, line, &why));
  good = good && x12_writer_set_end(c->w, EDI_STR(""));
  if (!good) {
    refuse(c, "", why.n ? why : x12_writer_why(c->w));
    x12_writer_set_drop(c->w);
    return false;
  }
  const struct x12_findings *l = x12_writer_findings(c->w);
  struct x12_place place = {0};
  for (const struct x12_finding *f = l->first; f; f = f->next) {
    struct edi_buf b = {.m = c->m};
    edi_tool_text(&b, c->t, &(struct edi_line_place){.file = c->file, .set = c->line}, &place, f);
    fwrite(b.p, 1, b.n, stderr);
  }
  if (!l->fatal) return true;
  refuse(c, "it would have errors", EDI_STR(""));
  x12_writer_set_drop(c->w);
  return false;
}

static bool convert(struct to_x12 *c, struct edi_node *line) {
  const struct edi_node *x12 = at(line, "x12"), *st = at(x12, "st");
  if (!x12 || x12->kind != EDI_OBJECT)
    return refuse(c, "it has no \"x12\", which says from whom to whom and as what", EDI_STR(""));
  const struct edi_node *encoding = at(x12, "encoding");
  edi_str bad = {NULL, 0};
  if (encoding && edi_is(encoding->text, "latin1") && !edi_json_latin1(line, &bad))
    return refuse(c, "not every character of it is in Latin-1: ", bad);
  if (!open_interchange(c, x12)) return false;
  if (!at(x12, "gs")) {
    edi_str why = {"", 0};
    return (!c->in_group && write_segments(c, line, &why)) || refuse(c, "", why);
  }
  return open_group(c, x12) && (!st || write_set(c, line, st));
}

int edi_convert_to_x12(struct edi_tool *t, const struct edi_maps *maps, const char *file) {
  FILE *f = strcmp(file, "-") == 0 ? stdin : fopen(file, "r");
  if (!f) {
    fprintf(stderr, "hansa edi: %s: %s\n", file, strerror(errno));
    return EDI_UNREADABLE;
  }
  struct to_x12 c = {.t = t, .maps = maps, .file = file, .m = edi_mem_new(), .envelope = edi_mem_new()};
  struct edi_mem *m = edi_mem_new();
  c.out.m = m;
  edi_str why = {NULL, 0};
  for (struct edi_node *line; (line = edi_json_next(c.m, f, &why));) {
    c.line++;
    convert(&c, line);
    if (c.w) flush(&c);
    edi_mem_reset(c.m);
  }
  if (why.n || ferror(f) || !c.line) {
    fprintf(stderr, "hansa edi: %s: after %zu documents: %.*s\n", file, c.line,
            EDI_ARG(why.n       ? why
                    : ferror(f) ? edi_str_of(strerror(errno))
                                : EDI_STR("there is nothing here")));
    worse(&c, EDI_UNREADABLE);
  }
  end_interchange(&c);
  if (f != stdin) fclose(f);
  edi_mem_free(c.m);
  edi_mem_free(c.envelope);
  edi_mem_free(m);
  return edi_tool_flushed(c.code);
}

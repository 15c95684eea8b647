/* Common to the commands under `hansa edi`. */
#include "gateway/edi_tool.h"
#include "base/embed.h"
#include "edi/json_out.h"
#include "edi/x12/overlay.h"
#include "gateway/tables.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { PORTION = 256 * 1024 };

/* Files. */

static int open_input(const char *path) {
  int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) fprintf(stderr, "hansa edi: %s: %s\n", path, strerror(errno));
  return fd;
}

bool edi_tool_feed(const char *path, void (*feed)(void *ctx, edi_str bytes), void *ctx) {
  int fd = open_input(path);
  if (fd < 0) return false;
  char *portion = malloc(PORTION);
  if (!portion) abort();
  ssize_t n;
  while ((n = read(fd, portion, PORTION)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0) feed(ctx, (edi_str){portion, (size_t)n});
  if (n < 0) fprintf(stderr, "hansa edi: %s: %s\n", path, strerror(errno));
  free(portion);
  close(fd);
  return n == 0;
}

static void keep(void *ctx, edi_str bytes) { edi_buf_add(ctx, bytes); }

edi_str edi_tool_slurp(struct edi_mem *m, const char *path) {
  struct edi_buf b = {.m = m};
  edi_buf_room(&b, 1);
  if (!edi_tool_feed(path, keep, &b)) return (edi_str){NULL, 0};
  return edi_buf_str(&b);
}

int edi_tool_flushed(int code) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return code;
  fprintf(stderr, "hansa edi: the output cannot be written: %s\n", strerror(errno));
  return EDI_UNREADABLE;
}

/* Options. */

static const char common_usage[] = "  --guide FILE     a partner's guide, laid over the standard\n";
static const char reading_usage[] =
    "  --deblock        line ends inside segments are no part of the data\n"
    "  --unpadded-isa   the fields of the ISA segment may have any width\n"
    "  --any-group      a transaction set may stand in a group of another kind\n"
    "  --loose-numbers  control numbers are compared as numbers: 7 is 000000007\n"
    "  --language L     what is said is said in en, pl, es, ru, af or zh\n"
    "  --997, --999     codes and answer of a 997 or of a 999. Without either: of a 999 for versions from\n"
    "                   005010 that name a guide of X12 (005010X222A1), else of a 997\n";

static void help(const struct edi_command *c, FILE *to) {
  fprintf(to, "%s%s%s", c->usage, common_usage, c->reads ? reading_usage : "");
}

void edi_tool_help(const struct edi_command *c) { help(c, stdout); }

int edi_tool_refuse(const struct edi_command *c, const char *argument) {
  if (argument) fprintf(stderr, "hansa edi %s: %s is not expected\n", c->word, argument);
  help(c, stderr);
  return EDI_UNREADABLE;
}

static bool guide(struct edi_tool *t, const char *path) {
  edi_str text = edi_tool_slurp(t->m, path), why = {"", 0};
  if (!text.p) return false;
  const struct x12_schemas *s = x12_guide_read(t->m, t->schemas, text, &why);
  if (s)
    t->schemas = s;
  else
    fprintf(stderr, "hansa edi: %s: %.*s\n", path, EDI_ARG(why));
  return s;
}

static bool language(struct edi_tool *t, const char *word) {
  const struct embed_file *sentences = embed_find("schemas/texts/findings.tsv");
  const struct embed_file *names = embed_find("schemas/texts/names.tsv");
  edi_str why = EDI_STR("there are no texts");
  struct x12_texts *texts = sentences ? x12_texts_read(t->m, edi_of(sentences->text), word, &why) : NULL;
  bool ok = texts && names && x12_texts_read_names(t->m, texts, edi_of(names->text), word, &why);
  if (!ok) fprintf(stderr, "hansa edi: --language %s: %.*s\n", word, EDI_ARG(why));
  t->texts = ok ? texts : NULL;
  return ok;
}

static bool reading_flag(struct edi_tool *t, const char *word) {
  struct {
    const char *word;
    bool *at;
  } flags[] = {{"--deblock", &t->options.deblock},
               {"--unpadded-isa", &t->options.unpadded_isa},
               {"--any-group", &t->options.any_group},
               {"--loose-numbers", &t->options.loose_number}};
  for (size_t k = 0; k < sizeof flags / sizeof *flags; k++)
    if (strcmp(word, flags[k].word) == 0) return *flags[k].at = true;
  if (strcmp(word, "--997") == 0 || strcmp(word, "--999") == 0) {
    t->ack.set = word[4] == '9' ? X12_ACK_999 : X12_ACK_997;
    return true;
  }
  return false;
}

bool edi_tool_option(const struct edi_command *c, struct edi_tool *t, int argc, char **argv, int *i, bool *bad) {
  const char *word = argv[*i];
  if (c->reads && reading_flag(t, word)) return true;
  bool is_guide = strcmp(word, "--guide") == 0;
  if (!is_guide && !(c->reads && strcmp(word, "--language") == 0)) return false;
  if (*i + 1 == argc) {
    fprintf(stderr, "hansa edi: %s needs a value\n", word);
    *bad = true;
    return false;
  }
  const char *value = argv[++*i];
  *bad = !(is_guide ? guide(t, value) : language(t, value));
  return !*bad;
}

struct x12_ack_stamp edi_tool_stamp(const struct x12_interchange *i) {
  time_t now = time(NULL);
  struct tm t;
  gmtime_r(&now, &t);
  /* the sender's own number is unique between the two, so its answer can bear it */
  uint64_t control;
  if (!edi_uint(i->isa[13], &control) || !control || control > 999999999) control = 1;
  return (struct x12_ack_stamp){{t.tm_year + 1900, t.tm_mon + 1, t.tm_mday}, t.tm_hour, t.tm_min, control};
}

/* Needs of documents. */

bool edi_needs_start(struct edi_needs *n, struct edi_tool *t) {
  struct err e = {0};
  *n = (struct edi_needs){.maps = maps_read(t->m, t->schemas, &e)};
  if (n->maps)
    n->in = edi_map_in_new();
  else
    fprintf(stderr, "hansa edi: %s\n", e.msg);
  return n->maps;
}

void edi_needs_set(struct edi_needs *n, const struct x12_place *at) {
  bool can = n->maps && at->set->def && !x12_group_is_ack(at->group);
  const struct edi_map *map = can ? edi_maps_find(n->maps, at->group->version, at->set->id) : NULL;
  n->open = map;
  if (map) edi_map_in_start(n->in, map, at->interchange->d, false, at->m, &at->set->findings);
}

void edi_needs_segment(struct edi_needs *n, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  if (!n->open || !at->set) return;
  edi_map_in_segment(n->in, row, s);
  if (!edi_is(x12_at(s, 0), "SE")) return;
  edi_map_in_end(n->in);
  n->open = false;
}

void edi_needs_stop(struct edi_needs *n) {
  if (n->in) edi_map_in_free(n->in);
}

/* Lines. */

static edi_str code_of(const struct edi_tool *t, const struct x12_group *g, const struct x12_finding *f,
                       char buf[static X12_CODE_TEXT]) {
  if (f->part == X12_FILE) return (edi_str){NULL, 0};
  return x12_finding_code(f, g ? x12_ack_codes(g, &t->ack) : X12_CODES_997, buf);
}

static void ordinal(struct edi_buf *b, const char *key, uint64_t n) {
  if (n)
    edi_json_kv_uint(b, key, n);
  else
    edi_json_kv(b, key, (edi_str){NULL, 0});
}

void edi_tool_json(struct edi_buf *b, const struct edi_tool *t, const struct edi_line_place *at,
                   const struct x12_group *g, const struct x12_finding *f) {
  static const char *const levels[] = {"file", "ta1", "ak9", "ak5", "ak3", "ak4"};
  char code[X12_CODE_TEXT];
  struct edi_buf words = {.m = b->m};
  x12_explain(&words, f, t->texts);
  edi_json_open(b, '{');
  if (at->file) edi_json_kv(b, "file", edi_str_of(at->file));
  ordinal(b, "interchange", at->interchange);
  ordinal(b, "group", at->group);
  ordinal(b, "set", at->set);
  edi_json_kv(b, "level", edi_str_of(levels[f->part]));
  edi_json_kv(b, "code", code_of(t, g, f, code));
  edi_json_kv_uint(b, "offset", f->offset);
  ordinal(b, "segment", f->segment);
  edi_json_kv_or_null(b, "segment_id", f->segment_id);
  edi_json_kv(b, "loop", f->loop.p ? f->loop : EDI_STR(""));
  ordinal(b, "element", f->element);
  ordinal(b, "component", f->component);
  ordinal(b, "repetition", f->repetition);
  edi_json_kv_or_null(b, "value", f->value);
  edi_json_kv_or_null(b, "key", edi_str_of(x12_kind_of(f->key)->name));
  edi_json_kv(b, "message", edi_buf_str(&words));
  edi_json_close(b, '}');
  edi_buf_char(b, '\n');
}

/* What stands in the input may hold anything: a terminal gets no control characters. */
static void plain(struct edi_buf *b, edi_str v) {
  for (size_t k = 0; k < v.n; k++) edi_buf_char(b, (unsigned char)v.p[k] < ' ' || v.p[k] == 0x7f ? '?' : v.p[k]);
}

static void say_ordinal(struct edi_buf *b, const char *what, uint64_t n) {
  if (!n) return;
  edi_buf_z(b, what);
  edi_buf_uint(b, n, 0);
}

void edi_tool_text(struct edi_buf *b, const struct edi_tool *t, const struct edi_line_place *at,
                   const struct x12_place *p, const struct x12_finding *f) {
  edi_buf_z(b, at->file);
  say_ordinal(b, ": interchange ", at->interchange);
  say_ordinal(b, ", group ", at->group);
  say_ordinal(b, ", set ", at->set);
  if (p->set && at->set) {
    edi_buf_z(b, " (");
    plain(b, p->set->id);
    edi_buf_char(b, ' ');
    plain(b, p->set->control);
    edi_buf_char(b, ')');
  }
  say_ordinal(b, ", segment ", f->segment);
  if (f->segment_id.n) {
    edi_buf_z(b, ", ");
    x12_explain_place(b, f);
  }
  if (f->loop.n) {
    edi_buf_z(b, ", loop ");
    plain(b, f->loop);
  }
  edi_buf_z(b, ", byte ");
  edi_buf_uint(b, f->offset, 0);
  char code[X12_CODE_TEXT];
  if (f->part != X12_FILE) {
    edi_buf_z(b, ", ");
    edi_buf_z(b, x12_part_name(f->part));
    edi_buf_char(b, ' ');
    edi_buf_add(b, code_of(t, p->group, f, code));
  }
  edi_buf_z(b, ": ");
  x12_explain(b, f, t->texts);
  const char *words = x12_kind_of(f->key)->text;
  if (f->value.n && f->part != X12_FILE && words && !strstr(words, "{value}")) {
    edi_buf_z(b, " [");
    plain(b, f->value);
    edi_buf_char(b, ']');
  }
  edi_buf_z(b, f->fatal || f->part == X12_FILE ? "\n" : " (accepted with this error)\n");
}

const struct x12_release *edi_tool_release(const struct edi_tool *t, const char *version, const char *set) {
  const struct x12_release *found = NULL;
  for (const struct x12_release *r = x12_schemas_each(t->schemas, NULL); r; r = x12_schemas_each(t->schemas, r)) {
    if (version && !edi_is(x12_release_version(r), version)) continue;
    bool newer = !found || memcmp(x12_release_version(r).p, x12_release_version(found).p, 6) > 0;
    if (newer && x12_release_set(r, edi_str_of(set))) found = r;
  }
  return found;
}

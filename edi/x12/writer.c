/* The writer. Where separators are chosen, control characters stand in their places until the interchange ends. */
#include "edi/x12/writer.h"
#include <stdlib.h>

enum { ELEMENT, COMPONENT, REPETITION, TERMINATOR, KINDS };

struct x12_writer {
  struct edi_buf *out;
  struct edi_mem *m; /* owned; findings of the set at hand */
  struct x12_writing as;
  struct x12_delimiters d;
  bool choose, failed;
  char why[EDI_SAY_MAX];
  size_t why_n;
  size_t begin; /* of the interchange, in out */
  bool used[256];
  size_t *at[KINDS]; /* malloc; where separators stand, to be put in */
  size_t n[KINDS], cap[KINDS];
  bool in_interchange, in_group, in_set, in_segment;
  char control[16], group[16], set[16];
  size_t control_n, group_n, set_n;
  uint64_t segments, sets, groups;
  /* the segment at hand */
  size_t start;
  unsigned element, component;
  unsigned repeats, repeats_of; /* separators owed to this element, if something follows them */
  bool binary;
  uint32_t ends[X12_ELEMENTS_MAX];
  size_t nends;
  uint64_t offset;
  struct {
    size_t n, at[KINDS];
  } before; /* the set at hand: where out and the separators ended */
  const struct x12_set_def *def;
  struct x12_check check;
  struct x12_findings findings;
};

static bool refuse(struct x12_writer *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool refuse(struct x12_writer *w, const char *fmt, ...) {
  if (w->failed) return false;
  va_list ap;
  va_start(ap, fmt);
  w->why_n = edi_vformat(w->why, fmt, ap).n;
  va_end(ap);
  w->failed = true;
  return false;
}

struct x12_writer *x12_writer_new(struct edi_buf *out, const struct x12_writing *as) {
  struct x12_writer *w = calloc(1, sizeof *w);
  if (!w) abort();
  w->out = out;
  w->m = edi_mem_new();
  w->as = *as;
  w->d = as->d;
  w->choose = !as->d.element;
  if (w->choose) w->d = (struct x12_delimiters){0x1d, 0x1f, 0x1c, as->repeats ? 0x1e : 0};
  return w;
}

void x12_writer_free(struct x12_writer *w) {
  if (!w) return;
  x12_check_free(&w->check);
  for (size_t i = 0; i < KINDS; i++) free(w->at[i]);
  edi_mem_free(w->m);
  free(w);
}

edi_str x12_writer_why(const struct x12_writer *w) { return (edi_str){w->why, w->why_n}; }
const struct x12_findings *x12_writer_findings(const struct x12_writer *w) { return &w->findings; }
size_t x12_writer_final(const struct x12_writer *w) { return w->choose && w->in_interchange ? w->begin : w->out->n; }

static void separator(struct x12_writer *w, int kind) {
  char c[KINDS] = {w->d.element, w->d.component, w->d.repetition, w->d.terminator};
  if (w->choose) {
    if (w->n[kind] == w->cap[kind]) {
      w->cap[kind] = w->cap[kind] ? w->cap[kind] * 2 : 256;
      size_t *more = realloc(w->at[kind], w->cap[kind] * sizeof *more);
      if (!more) abort();
      w->at[kind] = more;
    }
    w->at[kind][w->n[kind]++] = w->out->n;
  }
  edi_buf_char(w->out, c[kind]);
}

static int cut(edi_str v) { return v.n > 60 ? 60 : (int)v.n; }

/* A value in the segment at hand. */
static bool value(struct x12_writer *w, edi_str v) {
  if (w->binary) {
    edi_buf_add(w->out, v);
    return true;
  }
  for (size_t i = 0; i < v.n; i++) {
    char c = v.p[i];
    w->used[(unsigned char)c] = true;
    if (c == w->d.element || c == w->d.component || c == w->d.terminator || (w->d.repetition && c == w->d.repetition))
      return refuse(w, "The value \"%.*s\" of %.*s%02u holds the separator \"%c\", and X12 has no way to write it",
                    cut(v), v.p, (int)(w->out->n - w->start < 3 ? w->out->n - w->start : 3), w->out->p + w->start,
                    w->element, c);
  }
  edi_buf_add(w->out, v);
  return true;
}

bool x12_writer_open(struct x12_writer *w, edi_str id) {
  if (w->failed) return false;
  if (w->in_segment || !w->in_interchange) return refuse(w, "%.*s stands outside of an interchange", cut(id), id.p);
  if (!id.n || id.n > 3) return refuse(w, "\"%.*s\" is no name of a segment", cut(id), id.p);
  w->in_segment = true;
  w->binary = false;
  w->start = w->out->n;
  w->element = 0;
  w->component = 1;
  w->repeats = w->repeats_of = 0;
  w->nends = 0;
  return value(w, id);
}

/* Separators up to this element and component. */
static bool advance(struct x12_writer *w, unsigned element, unsigned component) {
  if (w->failed) return false;
  if (!w->in_segment || element < w->element || element >= X12_ELEMENTS_MAX || !component)
    return refuse(w, "element %u does not come after element %u", element, w->element);
  if (element > w->element) w->component = 1;
  for (; w->element < element; w->element++) {
    w->ends[w->nends++] = (uint32_t)(w->out->n - w->start);
    separator(w, ELEMENT);
  }
  if (w->repeats && w->repeats_of == element) {
    if (!w->d.repetition) return refuse(w, "this interchange has no separator for repeated elements");
    for (; w->repeats; w->repeats--) separator(w, REPETITION);
    w->component = 1;
  }
  w->repeats = 0;
  if (component < w->component)
    return refuse(w, "component %u does not come after component %u", component, w->component);
  for (; w->component < component; w->component++) separator(w, COMPONENT);
  return true;
}

bool x12_writer_component(struct x12_writer *w, unsigned element, unsigned component, edi_str v) {
  if (!v.n) return !w->failed;
  if (!element) return refuse(w, "the first element is number 1");
  if (!advance(w, element, component)) return false;
  edi_str id = {w->out->p + w->start, w->ends[0]};
  w->binary = (edi_is(id, "BIN") && element == 2) || (edi_is(id, "BDS") && element == 3);
  return value(w, v);
}

bool x12_writer_text(struct x12_writer *w, unsigned element, edi_str v) {
  return x12_writer_component(w, element, 1, v);
}

bool x12_writer_repeat(struct x12_writer *w, unsigned element) {
  if (w->failed) return false;
  if (!w->in_segment || element < w->element || !element)
    return refuse(w, "element %u does not come after element %u", element, w->element);
  if (w->repeats_of != element) w->repeats = 0;
  w->repeats_of = element;
  w->repeats++;
  return true;
}

static bool end_segment(struct x12_writer *w) {
  size_t n = w->out->n - w->start;
  w->ends[w->nends++] = (uint32_t)n;
  w->in_segment = false;
  if (w->in_set && w->def) {
    struct x12_segment s = {.offset = w->start,
                            .length = n + 1,
                            .text = {w->out->p + w->start, n},
                            .n = w->nends,
                            .base = w->out->p + w->start,
                            .ends = w->ends};
    x12_check_segment(&w->check, &s);
  }
  separator(w, TERMINATOR);
  edi_buf_add(w->out, w->as.newline);
  w->segments++;
  return true;
}

bool x12_writer_close(struct x12_writer *w) {
  if (w->failed) return false;
  return w->in_segment ? end_segment(w) : refuse(w, "no segment is open");
}

bool x12_writer_copy(struct x12_writer *w, const struct x12_segment *s) {
  if (w->failed) return false;
  if (w->choose || !w->in_interchange || w->in_segment)
    return refuse(w, "a segment can be copied only between interchanges with the same separators");
  w->in_segment = true;
  w->start = w->out->n;
  w->nends = s->n - 1;
  for (size_t i = 0; i + 1 < s->n; i++) w->ends[i] = (uint32_t)(s->base + s->ends[i] - s->text.p);
  edi_buf_add(w->out, s->text);
  return end_segment(w);
}

/* The envelope. */

static bool fixed(struct x12_writer *w, unsigned i, edi_str v, size_t width, bool zeros) {
  if (v.n > width) return refuse(w, "ISA%02u, \"%.*s\", is longer than %zu characters", i, cut(v), v.p, width);
  w->element = i;
  for (size_t k = v.n; zeros && k < width; k++) edi_buf_char(w->out, '0');
  if (!value(w, v)) return false;
  for (size_t k = v.n; !zeros && k < width; k++) edi_buf_char(w->out, ' ');
  return true;
}

/* Is ISA11 a separator in this version? */
static bool repeats_in(edi_str version) { return version.n == 5 && memcmp(version.p, "00402", 5) >= 0; }

bool x12_writer_interchange(struct x12_writer *w, const edi_str isa[static X12_ISA_ELEMENTS + 1]) {
  static const unsigned char width[] = {0, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1};
  if (w->failed) return false;
  if (w->in_interchange) return refuse(w, "the interchange before is not ended");
  w->begin = w->start = w->out->n;
  memset(w->used, 0, sizeof w->used);
  memset(w->n, 0, sizeof w->n);
  w->in_interchange = true;
  w->groups = w->segments = 0;
  w->binary = false;
  w->control_n = isa[13].n;
  uint64_t number;
  if (!edi_uint(isa[13], &number) || isa[13].n > 9) return refuse(w, "ISA13 must be up to nine digits");
  if (w->choose && !repeats_in(isa[12])) w->d.repetition = 0;
  edi_buf_z(w->out, "ISA");
  for (unsigned i = 1; i <= 15; i++) {
    separator(w, ELEMENT);
    if (i == 11 && w->d.repetition)
      separator(w, REPETITION);
    else if (!fixed(w, i, i == 11 && !isa[11].n ? EDI_STR("U") : isa[i], width[i], i == 13))
      return false;
  }
  memcpy(w->control, w->out->p + w->begin + 90, 9);
  w->control_n = 9;
  separator(w, ELEMENT);
  separator(w, COMPONENT);
  separator(w, TERMINATOR);
  edi_buf_add(w->out, w->as.newline);
  w->segments = 1;
  return true;
}

static bool keep(struct x12_writer *w, char *at, size_t *n, edi_str v, const char *what) {
  if (v.n > 16) return refuse(w, "%s, \"%.*s\", is too long", what, cut(v), v.p);
  if (v.n) memcpy(at, v.p, v.n);
  *n = v.n;
  return true;
}

bool x12_writer_group(struct x12_writer *w, const edi_str gs[static 9]) {
  if (w->in_group || w->in_set) return refuse(w, "the group before is not ended");
  if (!x12_writer_open(w, EDI_STR("GS"))) return false;
  for (unsigned i = 1; i <= 8; i++)
    if (!x12_writer_text(w, i, gs[i])) return false;
  w->in_group = true;
  w->sets = 0;
  w->groups++;
  return keep(w, w->group, &w->group_n, gs[6], "GS06") && x12_writer_close(w);
}

bool x12_writer_set(struct x12_writer *w, const struct x12_release *release, edi_str id, edi_str control,
                    edi_str convention) {
  if (!w->in_group || w->in_set) return refuse(w, "a transaction set stands in a group, one after the other");
  if (w->failed) return false;
  w->before.n = w->out->n;
  memcpy(w->before.at, w->n, sizeof w->n);
  edi_mem_reset(w->m);
  w->findings = (struct x12_findings){0};
  w->def = x12_release_set(release, id);
  if (w->def) x12_check_start(&w->check, w->m, release, w->def, w->d, &w->findings);
  w->in_set = true;
  w->sets++;
  w->segments = 0;
  return keep(w, w->set, &w->set_n, control, "ST02") && x12_writer_open(w, EDI_STR("ST")) &&
         x12_writer_text(w, 1, id) && x12_writer_text(w, 2, control) && x12_writer_text(w, 3, convention) &&
         x12_writer_close(w);
}

void x12_writer_set_drop(struct x12_writer *w) {
  w->out->n = w->before.n;
  memcpy(w->n, w->before.at, sizeof w->n);
  w->in_set = w->in_segment = w->failed = false;
  if (w->sets) w->sets--;
}

/* A trailer: how many, and the control number again. */
static bool trailer(struct x12_writer *w, const char *id, uint64_t n, edi_str said, edi_str control) {
  uint64_t stated;
  char digits[X12_DIGITS];
  if (!edi_uint(said, &stated) || stated != n) said = x12_digits(digits, n);
  return x12_writer_open(w, edi_str_of(id)) && x12_writer_text(w, 1, said) && x12_writer_text(w, 2, control) &&
         x12_writer_close(w);
}

bool x12_writer_set_end(struct x12_writer *w, edi_str said) {
  if (!w->in_set) return refuse(w, "no transaction set is open");
  bool good = trailer(w, "SE", w->segments + 1, said, (edi_str){w->set, w->set_n});
  w->in_set = false;
  return good;
}

bool x12_writer_group_end(struct x12_writer *w, edi_str said) {
  if (!w->in_group || w->in_set) return refuse(w, "no group is open, or a transaction set is");
  w->in_group = false;
  return trailer(w, "GE", w->sets, said, (edi_str){w->group, w->group_n});
}

/* The first of the candidates that no value holds and that is not taken yet. */
static char choose(const struct x12_writer *w, const char *candidates, const char *taken, size_t n) {
  for (; *candidates; candidates++)
    if (!w->used[(unsigned char)*candidates] && !memchr(taken, *candidates, n)) return *candidates;
  return 0;
}

static bool put_separators(struct x12_writer *w) {
  static const char *const candidates[KINDS] = {"*|+^!%", ">:<\\;&", "^!@`{}", "~'\n$]\x1c"};
  static const char *const names[KINDS] = {"elements", "components", "repeated elements", "segments"};
  char taken[KINDS + 2] = {'\r', 0};
  size_t n = 1;
  if (w->as.newline.n) taken[n++] = '\n';
  for (int k = 0; k < KINDS; k++) {
    if (!w->n[k]) continue;
    char c = choose(w, candidates[k], taken, n);
    if (!c) return refuse(w, "every separator of %s that is in use stands in some value", names[k]);
    taken[n++] = c;
    for (size_t i = 0; i < w->n[k]; i++) w->out->p[w->at[k][i]] = c;
  }
  return true;
}

bool x12_writer_interchange_end(struct x12_writer *w, edi_str said) {
  if (!w->in_interchange || w->in_group) return refuse(w, "no interchange is open, or a group is");
  if (!trailer(w, "IEA", w->groups, said, (edi_str){w->control, w->control_n})) return false;
  w->in_interchange = false;
  return !w->choose || put_separators(w);
}

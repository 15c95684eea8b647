/* The envelope: follows the segments of the reader. One of everything is open at most. */
#include "edi/x12/stream.h"
#include "edi/unique.h"
#include "edi/x12/header.h"
#include "edi/x12/overlay.h"
#include "edi/x12/security.h"
#include <stdlib.h>

struct x12_stream {
  const struct x12_stream_events *on;
  void *ctx;
  const struct x12_schemas *schemas;
  struct x12_options options;
  struct x12_reader *reader;
  struct edi_mem *all, *interchange, *group, *set; /* `all`: of file findings; kept: one and the same */
  struct x12_input *in;                            /* the tree, when it is kept */
  size_t *budget; /* of findings, when they are kept; it lives as long as they do, for a map may add some */
  struct x12_interchange *i, one_i; /* those open, or NULL */
  struct x12_group *g, one_g;
  struct x12_set *s, one_s;
  struct x12_place at;
  struct x12_check check;
  struct x12_security group_security, set_security;
  struct edi_unique *sets, *groups, *interchanges; /* control numbers */
  uint32_t nsets, ngroups;                         /* of the interchange */
  uint64_t ninterchanges;
  uint64_t end; /* behind the latest segment of the interchange */
  bool beyond;  /* in a group or set beyond the bounds of the tree */
  bool trouble; /* something outside interchanges was reported */
  bool noise;   /* the latest trouble was noise already reported */
  bool stray;   /* a segment outside its place was reported in this interchange */
};

/* The place, after something opened or closed. */
static void stand(struct x12_stream *st) {
  st->at = (struct x12_place){.interchange = st->i, .group = st->g, .set = st->s};
  st->at.m = st->s ? st->set : st->g ? st->group : st->i ? st->interchange : st->all;
}

static edi_str number(char buf[static X12_DIGITS], uint64_t v) { return x12_digits(buf, v); }

/* Adds a finding to the open interchange, group or set, as its kind says, unless a guide has it otherwise. */
static void add(struct x12_stream *st, struct x12_finding *f) {
  if (!x12_guide_says(st->schemas, f->key, &f->fatal)) return;
  if (f->part == X12_TA1)
    x12_findings_add(st->interchange, &st->i->findings, f);
  else if (f->part == X12_AK9)
    x12_findings_add(st->group, &st->g->findings, f);
  else
    x12_findings_add(st->set, &st->s->findings, f);
}

/* The same at an element of s. s NULL: at the end of what was read. */
static void tell(struct x12_stream *st, const struct x12_segment *s, enum x12_key key, unsigned element,
                 edi_str expected) {
  struct x12_finding f = x12_finding_of(key);
  /* a date that does not exist hinders nobody; a sender that is not named does */
  if (key == X12_K_INTERCHANGE_CONTENT && edi_trim(x12_at(s, element)).n) f.fatal = false;
  f.segment = f.part > X12_AK9 ? st->s->segments : st->i->segments;
  f.offset = s ? s->offset : st->end;
  f.element = element;
  f.expected = expected;
  if (s) {
    f.segment_id = x12_at(s, 0);
    f.value = element ? x12_at(s, element) : (edi_str){NULL, 0};
    if (f.value.n) f.offset = s->offset + (uint64_t)(f.value.p - s->text.p);
  } else if (key == X12_K_SET_NO_TRAILER) {
    f.value = st->s->control;
  } else if (key == X12_K_GROUP_NO_TRAILER) {
    f.value = st->g->control;
  }
  add(st, &f);
}

static const edi_str NOTHING = {NULL, 0};

static void file_trouble(struct x12_stream *st, enum x12_key key, uint64_t offset, edi_str value, edi_str expected) {
  struct x12_finding f = x12_finding_of(key);
  f.offset = offset;
  f.value = value.n > 40 ? (edi_str){value.p, 40} : value;
  f.expected = expected;
  st->trouble = true;
  if (st->in) x12_findings_add(st->all, &st->in->findings, &f);
  if (st->on->finding) st->on->finding(st->ctx, &st->at, &f);
}

static void tell_all(struct x12_stream *st, const struct x12_findings *l) {
  if (!st->on->finding) return;
  for (const struct x12_finding *f = l->first; f; f = f->next) st->on->finding(st->ctx, &st->at, f);
}

static void end_security(struct x12_stream *st, struct x12_security *have, bool closed) {
  struct x12_finding f;
  while (x12_security_end(have, st->s, !closed, &f)) add(st, &f);
}

static void close_set(struct x12_stream *st) {
  struct x12_set *s = st->s;
  st->beyond = false;
  if (!s) return;
  end_security(st, &st->set_security, s->closed);
  if (!s->closed) {
    s->length = st->end - s->offset;
    tell(st, NULL, X12_K_SET_NO_TRAILER, 0, NOTHING);
  }
  x12_judge_set(s);
  tell_all(st, &s->findings);
  if (st->on->set_end) {
    st->on->set_end(st->ctx, &st->at);
    x12_judge_set(s);
  }
  x12_count_set(st->g, s);
  st->s = NULL;
  stand(st);
  if (!st->in) edi_mem_reset(st->set);
}

static void close_group(struct x12_stream *st) {
  close_set(st);
  struct x12_group *g = st->g;
  if (!g) return;
  end_security(st, &st->group_security, g->closed);
  if (!g->closed) {
    g->stated = g->received;
    tell(st, NULL, X12_K_GROUP_NO_TRAILER, 0, NOTHING);
  }
  x12_judge_group(g);
  tell_all(st, &g->findings);
  if (st->on->group_end) st->on->group_end(st->ctx, &st->at);
  st->g = NULL;
  stand(st);
  if (!st->in) edi_mem_reset(st->group);
}

static void close_interchange(struct x12_stream *st) {
  close_group(st);
  struct x12_interchange *i = st->i;
  if (!i) return;
  if (!i->closed) tell(st, NULL, X12_K_INTERCHANGE_CUT, 0, NOTHING);
  i->length = st->end - i->offset;
  i->verdict = i->findings.fatal ? X12_REJECTED : i->findings.n ? X12_ERRORS : X12_ACCEPTED;
  tell_all(st, &i->findings);
  if (st->on->interchange_end) st->on->interchange_end(st->ctx, &st->at);
  st->i = NULL;
  stand(st);
  if (!st->in) edi_mem_reset(st->interchange);
}

/* The list the tree's new member belongs to is its parent's. */
#define LINK(parent, child)                                                                                            \
  do {                                                                                                                 \
    if ((parent)->last)                                                                                                \
      (parent)->last->next = (child);                                                                                  \
    else                                                                                                               \
      (parent)->first = (child);                                                                                       \
    (parent)->last = (child);                                                                                          \
  } while (0)

static void on_header(void *ctx, const struct x12_isa *isa, uint64_t offset) {
  struct x12_stream *st = ctx;
  char digits[X12_DIGITS];
  close_interchange(st);
  st->noise = st->stray = st->beyond = false;
  if (st->in && st->in->interchanges == X12_INTERCHANGES_MAX) {
    if (!x12_findings_has(&st->in->findings, X12_FILE, 1))
      file_trouble(st, X12_K_FILE_TOO_MANY, offset, NOTHING, number(digits, X12_INTERCHANGES_MAX));
    return;
  }
  struct x12_interchange *i = &st->one_i;
  if (st->in) {
    i = EDI_NEW(st->all, struct x12_interchange);
    i->findings.budget = st->budget;
    LINK(st->in, i);
    st->in->interchanges++;
  } else {
    *i = (struct x12_interchange){0};
  }
  i->d = isa->d;
  i->wrapped = st->options.deblock;
  i->offset = offset;
  i->segments = 1;
  i->isa[0] = EDI_STR("ISA");
  for (int k = 1; k <= X12_ISA_ELEMENTS; k++) {
    edi_str v = isa->e[k];
    while (v.n && v.p[v.n - 1] == ' ') v.n--;
    i->isa[k] = edi_dup(st->interchange, v);
  }
  st->i = i;
  st->ninterchanges++;
  st->end = offset + isa->length;
  st->nsets = st->ngroups = 0;
  edi_unique_clear(st->groups);
  stand(st);
  const struct x12_header header = {st->interchange, st->schemas, i, isa};
  x12_header_check(&header);
  if (isa->wrong) { /* it can be answered, and that is all */
    x12_header_mend(&i->d, isa->wrong);
    i->closed = st->noise = true;
  }
  uint64_t scope = 0;
  for (int k = 5; k <= 8; k++) scope = edi_unique_scope(scope, i->isa[k]);
  if (i->isa[13].n && edi_unique_seen(st->interchanges, scope, i->isa[13]))
    x12_header_say(&header, X12_K_INTERCHANGE_DUPLICATE, 13);
  if (st->on->interchange) st->on->interchange(st->ctx, &st->at);
}

/* A segment that has no business at this place of the envelope: said once an interchange. */
static void stray(struct x12_stream *st, const struct x12_segment *s) {
  if (st->stray) return;
  st->stray = true;
  tell(st, s, X12_K_INTERCHANGE_STRAY, 0, NOTHING);
}

static bool late(const struct x12_group *g) { return g->version.n >= 6 && memcmp(g->version.p, "004011", 6) >= 0; }

/* 004010 has no code of its own for a number used twice. */
static void tell_twice(struct x12_stream *st, const struct x12_segment *s, enum x12_key key, unsigned element) {
  struct x12_findings *l = key == X12_K_SET_DUPLICATE ? &st->s->findings : &st->g->findings;
  size_t n = l->n;
  tell(st, s, key, element, NOTHING);
  if (l->n > n && l->last->key == key && !late(st->g)) l->last->code = x12_kind_of(key)->early;
}

/* The tables that the sets of the group are held against. A group of a version or a kind that has none is refused as a
   whole, and AK9 says why: its sets are counted, but an AK5 for each would only say the same again. */
static void find_tables(struct x12_stream *st, const struct x12_segment *s) {
  struct x12_group *g = st->g;
  g->release = x12_schemas_release(st->schemas, g->version);
  if (x12_group_is_ack(g)) return;
  if (!g->release) {
    tell(st, s, X12_K_GROUP_VERSION, 8, NOTHING);
  } else if (!st->options.any_group && edi_trim(g->functional).n && !x12_release_serves(g->release, g->functional)) {
    size_t refused = g->findings.fatal;
    tell(st, s, X12_K_GROUP_UNSUPPORTED, 1, NOTHING);
    if (g->findings.fatal > refused) g->release = NULL; /* a guide may have it otherwise */
  }
}

static void open_group(struct x12_stream *st, const struct x12_segment *s) {
  char digits[X12_DIGITS];
  close_group(st);
  st->i->groups++;
  if (st->in && st->ngroups++ == X12_GROUPS_MAX)
    tell(st, s, X12_K_INTERCHANGE_GROUPS, 0, number(digits, X12_GROUPS_MAX));
  if (st->ngroups > X12_GROUPS_MAX) {
    st->beyond = true;
    return;
  }
  struct x12_group *g = &st->one_g;
  if (st->in) {
    g = EDI_NEW(st->group, struct x12_group);
    g->findings.budget = st->budget;
    LINK(st->i, g);
  } else {
    *g = (struct x12_group){0};
  }
  edi_str *field[] = {&g->functional, &g->sender,  &g->receiver, &g->date,
                      &g->time,       &g->control, &g->agency,   &g->version};
  for (size_t k = 0; k < sizeof field / sizeof *field; k++) *field[k] = edi_dup(st->group, x12_at(s, k + 1));
  g->offset = s->offset;
  st->g = g;
  st->group_security = (struct x12_security){0};
  edi_unique_clear(st->sets);
  stand(st);
  unsigned absent = x12_group_absent(g), wrong = absent ? absent : x12_group_wrong(g);
  if (wrong) tell(st, s, X12_K_INTERCHANGE_CONTENT, wrong, NOTHING);
  if (!x12_group_number(g->control))
    tell(st, s, X12_K_GROUP_CONTROL, 6, NOTHING);
  else if (edi_unique_seen(st->groups, 0, g->control))
    tell_twice(st, s, X12_K_GROUP_DUPLICATE, 6);
  if (st->schemas) find_tables(st, s);
  if (st->on->group) st->on->group(st->ctx, &st->at);
}

static void start_check(struct x12_stream *st, const struct x12_segment *s) {
  struct x12_set *t = st->s;
  const struct x12_group *g = st->g;
  t->def = x12_release_set(g->release, t->id);
  if (t->def) {
    if (t->convention.n && !x12_set_takes(t->def, t->convention)) tell(st, s, X12_K_SET_CONVENTION, 3, NOTHING);
    x12_check_start(&st->check, st->set, g->release, t->def, st->i->d, &t->findings);
    if (!st->options.any_group && !x12_set_belongs(t->def, g->functional)) {
      struct x12_finding f = x12_finding_of(X12_K_SET_WRONG_GROUP);
      if (!late(g)) f.code = x12_kind_of(f.key)->early;
      f.offset = s->offset;
      f.segment = 1;
      f.segment_id = EDI_STR("ST");
      f.element = 1;
      f.value = t->id;
      f.found = g->functional;
      f.expected = t->def->group;
      add(st, &f);
    }
  } else if (!x12_group_is_ack(g)) {
    tell(st, s, X12_K_SET_UNSUPPORTED, 1, NOTHING);
  }
}

/* false: there is no set to put segments into */
static bool open_set(struct x12_stream *st, const struct x12_segment *s) {
  char digits[X12_DIGITS];
  close_set(st);
  st->g->received++;
  if (st->in && st->nsets++ == X12_SETS_MAX) tell(st, s, X12_K_INTERCHANGE_SETS, 0, number(digits, X12_SETS_MAX));
  if (st->nsets > X12_SETS_MAX) {
    st->beyond = true;
    return false;
  }
  struct x12_set *t = &st->one_s;
  if (st->in) {
    t = EDI_NEW(st->set, struct x12_set);
    t->findings.budget = st->budget;
    LINK(st->g, t);
  } else {
    *t = (struct x12_set){0};
  }
  t->id = edi_dup(st->set, x12_at(s, 1));
  t->control = edi_dup(st->set, x12_at(s, 2));
  t->convention = edi_dup(st->set, x12_at(s, 3));
  t->offset = s->offset;
  t->segments = 1;
  st->s = t;
  st->set_security = (struct x12_security){0};
  stand(st);
  if (!edi_trim(t->control).n)
    tell(st, s, X12_K_SET_CONTROL, 2, NOTHING);
  else if (edi_unique_seen(st->sets, 0, t->control))
    tell_twice(st, s, X12_K_SET_DUPLICATE, 2);
  if (!edi_trim(t->id).n)
    tell(st, s, X12_K_SET_ID, 1, NOTHING);
  else if (st->g->release)
    start_check(st, s);
  if (st->on->set) st->on->set(st->ctx, &st->at);
  return true;
}

static void in_set(struct x12_stream *st, const struct x12_segment *s) {
  size_t row = st->s->def ? x12_check_segment(&st->check, s) : SIZE_MAX;
  if (st->on->segment) st->on->segment(st->ctx, &st->at, s, row);
}

static bool same_number(const struct x12_stream *st, edi_str a, edi_str b) {
  uint64_t x, y;
  a = edi_trim(a), b = edi_trim(b);
  return edi_eq(a, b) || (st->options.loose_number && edi_uint(a, &x) && edi_uint(b, &y) && x == y);
}

static void end_set(struct x12_stream *st, const struct x12_segment *s) {
  struct x12_set *t = st->s;
  char digits[X12_DIGITS];
  uint64_t stated;
  t->segments++;
  in_set(st, s);
  t->closed = true;
  t->length = s->offset + s->length - t->offset;
  if (!edi_uint(edi_trim(x12_at(s, 1)), &stated) || stated != t->segments)
    tell(st, s, X12_K_SET_COUNT, 1, number(digits, t->segments));
  if (!same_number(st, x12_at(s, 2), t->control)) tell(st, s, X12_K_SET_CONTROL_DIFFERS, 2, t->control);
  close_set(st);
}

static void end_group(struct x12_stream *st, const struct x12_segment *s) {
  struct x12_group *g = st->g;
  char digits[X12_DIGITS];
  close_set(st);
  g->closed = true;
  bool is = edi_uint(edi_trim(x12_at(s, 1)), &g->stated);
  if (!is) g->stated = g->received;
  if (!is || g->stated != g->received) tell(st, s, X12_K_GROUP_COUNT, 1, number(digits, g->received));
  if (!same_number(st, x12_at(s, 2), g->control)) tell(st, s, X12_K_GROUP_CONTROL_DIFFERS, 2, g->control);
  close_group(st);
}

static void end_interchange(struct x12_stream *st, const struct x12_segment *s) {
  struct x12_interchange *i = st->i;
  char digits[X12_DIGITS];
  uint64_t stated;
  close_group(st);
  st->end = s->offset + s->length;
  i->closed = true;
  if (!edi_uint(edi_trim(x12_at(s, 1)), &stated) || stated != i->groups)
    tell(st, s, X12_K_INTERCHANGE_COUNT, 1, number(digits, i->groups));
  if (!same_number(st, x12_at(s, 2), i->isa[13])) tell(st, s, X12_K_INTERCHANGE_CONTROL_DIFFERS, 2, i->isa[13]);
  close_interchange(st);
}

/* The input ended inside this segment. Only an IEA that is whole but for its terminator can still be read. */
static bool usable_though_cut(struct x12_stream *st, const struct x12_segment *s) {
  if (edi_is(x12_at(s, 0), "IEA") && s->n == 3 && x12_at(s, 2).n >= 9) {
    tell(st, s, X12_K_INTERCHANGE_TERMINATOR, 0, NOTHING);
    return true;
  }
  tell(st, s, X12_K_INTERCHANGE_CUT, 0, NOTHING);
  st->i->closed = true; /* said already */
  return false;
}

enum level { DATA_SEGMENT, ST, SE, GS, GE, IEA, SECURITY };

static inline enum level level_of(edi_str id) {
  if (id.n == 2) {
    char a = id.p[0], b = id.p[1];
    if (a == 'S') return b == 'T' ? ST : b == 'E' ? SE : DATA_SEGMENT;
    if (a == 'G') return b == 'S' ? GS : b == 'E' ? GE : DATA_SEGMENT;
    return DATA_SEGMENT;
  }
  if (id.n != 3) return DATA_SEGMENT;
  if (id.p[0] == 'I') return id.p[1] == 'E' && id.p[2] == 'A' ? IEA : DATA_SEGMENT;
  return x12_security_is(id) ? SECURITY : DATA_SEGMENT;
}

/* A TA1: it is the same in all releases, so any release's table will do. */
static void acknowledged(struct x12_stream *st, const struct x12_segment *s) {
  st->i->acknowledgments++;
  const struct x12_release *r = st->schemas ? x12_schemas_each(st->schemas, NULL) : NULL;
  struct x12_findings wrong = {0};
  if (!r) return;
  x12_check_start(&st->check, st->interchange, r, NULL, st->i->d, &wrong);
  x12_check_lone(&st->check, s, st->i->segments);
  st->check.findings = NULL;
  if (wrong.first) tell(st, s, X12_K_INTERCHANGE_TA1, wrong.first->element, NOTHING);
}

/* A segment that stands in no set and opens or ends nothing. */
static void between(struct x12_stream *st, const struct x12_segment *s, edi_str id) {
  if (st->on->segment) st->on->segment(st->ctx, &st->at, s, SIZE_MAX);
  if (st->beyond) return;
  if (!st->g && edi_is(id, "TA1")) {
    acknowledged(st, s);
    return;
  }
  if (!st->g && (edi_is(id, "ISB") || edi_is(id, "ISE") || edi_is(id, "ISX") || edi_is(id, "TXI"))) {
    for (unsigned e = 1; e <= 3; e++) {
      enum x12_key key = x12_service_wrong(s, e);
      if (key) tell(st, s, key, e, NOTHING);
    }
    return;
  }
  stray(st, s);
}

/* It is counted in its set, and stands in no table. */
static void security(struct x12_stream *st, const struct x12_segment *s, edi_str id) {
  struct x12_set *t = st->s;
  struct x12_finding f;
  if (!st->g || st->beyond) {
    between(st, s, id);
    return;
  }
  if (t) {
    t->segments++;
    st->check.ordinal++;
  }
  if (x12_security_segment(t ? &st->set_security : &st->group_security, t, s, t ? t->segments : st->i->segments, &f))
    add(st, &f);
  if (st->on->segment) st->on->segment(st->ctx, &st->at, s, SIZE_MAX);
}

static void envelope(struct x12_stream *st, const struct x12_segment *s, edi_str id, enum level level) {
  switch (level) {
  case ST:
    if (!st->g) {
      if (!st->beyond) stray(st, s);
    } else if (open_set(st, s)) {
      in_set(st, s);
    }
    break;
  case SE:
    if (st->s)
      end_set(st, s);
    else if (st->beyond && st->g)
      st->beyond = false;
    else if (!st->beyond)
      stray(st, s);
    break;
  case GS:
    open_group(st, s);
    break;
  case GE:
    if (st->g)
      end_group(st, s);
    else if (!st->beyond)
      stray(st, s);
    break;
  case IEA:
    end_interchange(st, s);
    break;
  case SECURITY:
    security(st, s, id);
    break;
  case DATA_SEGMENT:
    between(st, s, id);
  }
}

static __attribute__((noinline)) void elsewhere(struct x12_stream *st, const struct x12_segment *s, edi_str id,
                                                enum level level) {
  struct x12_interchange *i = st->i;
  if (!i) return;
  if (i->segments++ == 1) {
    uint64_t gap = s->offset - st->end;
    i->newline = gap == 1 ? EDI_STR("\n") : gap == 2 ? EDI_STR("\r\n") : EDI_STR("");
  }
  if (!s->cut || usable_though_cut(st, s)) envelope(st, s, id, level);
  st->end = s->offset + s->length;
}

static void on_segment(void *ctx, const struct x12_segment *s) {
  struct x12_stream *st = ctx;
  edi_str id = x12_at(s, 0);
  enum level level = level_of(id);
  struct x12_set *t = st->s;
  if (!t || level != DATA_SEGMENT || s->cut) {
    elsewhere(st, s, id, level);
    return;
  }
  t->segments++;
  st->i->segments++;
  size_t row = t->def ? x12_check_segment(&st->check, s) : SIZE_MAX;
  st->end = s->offset + s->length;
  if (st->on->segment) st->on->segment(st->ctx, &st->at, s, row);
}

static void binary_trouble(struct x12_stream *st, uint64_t offset, edi_str head) {
  if (!st->s) return; /* it is a stray anyway */
  struct x12_finding f = x12_finding_of(X12_K_ELEMENT_BINARY_LENGTH);
  edi_str part[4];
  size_t n = x12_split(head, st->i->d.element, part, 4);
  f.offset = offset;
  f.segment = st->s->segments + 1;
  f.segment_id = part[0];
  f.element = n > 1 && edi_is(part[0], "BDS") ? 2 : 1;
  f.reference = 784;
  f.value = n > f.element ? part[f.element] : NOTHING;
  if (st->s->def) f.loop = x12_check_loop(&st->check);
  add(st, &f);
}

static void on_trouble(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, enum x12_isa_fault fault) {
  struct x12_stream *st = ctx;
  char digits[X12_DIGITS];
  switch (what) {
  case X12_BINARY:
    binary_trouble(st, offset, bytes);
    return;
  case X12_NOISE:
    if (!st->noise)
      file_trouble(st, st->ninterchanges || st->trouble ? X12_K_FILE_NOISE : X12_K_FILE_NOT_X12, offset, bytes,
                   NOTHING);
    break;
  case X12_LONG_SEGMENT:
    if (!st->i) break;
    st->end = offset;
    tell(st, NULL, X12_K_INTERCHANGE_ENDLESS, 0, number(digits, X12_SEGMENT_MAX));
    st->i->closed = true;
    close_interchange(st);
    break;
  case X12_HEADER:
  case X12_HEADER_CUT:
    close_interchange(st);
    file_trouble(st,
                 what == X12_HEADER_CUT        ? X12_K_HEADER_CUT
                 : fault == X12_ISA_SEPARATORS ? X12_K_HEADER_SEPARATORS
                 : fault == X12_ISA_TOO_FEW    ? X12_K_HEADER_ELEMENTS
                                               : X12_K_HEADER_WIDTH,
                 offset, bytes, NOTHING);
  }
  st->noise = true;
}

static const struct x12_events EVENTS = {.header = on_header, .segment = on_segment, .trouble = on_trouble};

struct x12_stream *x12_stream_new(const struct x12_stream_events *on, void *ctx, const struct x12_schemas *schemas,
                                  const struct x12_options *options) {
  struct x12_stream *st = calloc(1, sizeof *st);
  if (!st) abort();
  st->on = on;
  st->ctx = ctx;
  st->schemas = schemas;
  if (options) st->options = *options;
  st->all = edi_mem_new();
  st->interchange = edi_mem_new();
  st->group = edi_mem_new();
  st->set = edi_mem_new();
  st->sets = edi_unique_new();
  st->groups = edi_unique_new();
  st->interchanges = edi_unique_new();
  st->reader = x12_reader_new(&EVENTS, options, st);
  stand(st);
  return st;
}

void x12_stream_keep(struct x12_stream *st, struct edi_mem *m, struct x12_input *in) {
  struct edi_mem **at[] = {&st->all, &st->interchange, &st->group, &st->set};
  for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
    edi_mem_free(*at[i]);
    *at[i] = m;
  }
  st->in = in;
  st->budget = EDI_NEW(m, size_t);
  *st->budget = X12_FINDINGS_TOTAL;
  stand(st);
}

void x12_stream_feed(struct x12_stream *st, edi_str bytes) {
  if (st->in) st->in->length += bytes.n;
  x12_reader_feed(st->reader, bytes);
}

void x12_stream_finish(struct x12_stream *st) {
  x12_reader_finish(st->reader);
  close_interchange(st);
  if (!st->ninterchanges && !st->trouble) file_trouble(st, X12_K_FILE_EMPTY, 0, NOTHING, NOTHING);
}

void x12_stream_free(struct x12_stream *st) {
  if (!st) return;
  x12_reader_free(st->reader);
  x12_check_free(&st->check);
  edi_unique_free(st->sets);
  edi_unique_free(st->groups);
  edi_unique_free(st->interchanges);
  if (!st->in) {
    edi_mem_free(st->all);
    edi_mem_free(st->interchange);
    edi_mem_free(st->group);
    edi_mem_free(st->set);
  }
  free(st);
}

/* The envelope: follows the segments of the reader and builds the tree of interchanges, groups and sets. */
#include "edi/x12/envelope.h"
#include "edi/seen.h"
#include "edi/x12/set.h"
#include <stdlib.h>

struct x12_envelope {
  struct edi_mem *m;
  const struct x12_schemas *schemas;
  struct x12_reader *reader;
  struct x12_input *in;
  struct x12_interchange *i; /* open ones, or NULL */
  struct x12_group *g;
  struct x12_set *s;
  struct x12_check check;
  struct edi_seen sets, groups; /* control numbers */
  uint32_t nsets, ngroups;      /* of the interchange */
  uint64_t end;                 /* behind the latest segment of the interchange */
  size_t budget;
  bool noise; /* the latest trouble was noise already reported */
  bool stray; /* a segment outside its place was reported in this interchange */
};

static void file_trouble(struct x12_envelope *e, bool fatal, uint64_t offset, edi_str value, edi_str text) {
  x12_findings_add(
      e->m, &e->in->findings,
      &(struct x12_finding){.part = X12_FILE, .fatal = fatal, .offset = offset, .value = value, .text = text});
}

static void ta1(struct x12_envelope *e, const struct x12_segment *s, int code, unsigned element, bool fatal,
                edi_str text) {
  struct x12_finding f = {.part = X12_TA1,
                          .code = code,
                          .fatal = fatal,
                          .offset = s ? s->offset : e->end,
                          .segment = e->i->segments,
                          .segment_id = s ? x12_at(s, 0) : (edi_str){NULL, 0},
                          .element = element,
                          .text = text};
  if (s && element) f.value = x12_at(s, element);
  x12_findings_add(e->m, &e->i->findings, &f);
}

static void ak9(struct x12_envelope *e, const struct x12_segment *s, int code, unsigned element, edi_str text) {
  struct x12_finding f = {.part = X12_AK9,
                          .code = code,
                          .fatal = true,
                          .offset = s ? s->offset : e->end,
                          .segment = e->i->segments,
                          .segment_id = s ? x12_at(s, 0) : (edi_str){NULL, 0},
                          .element = element,
                          .text = text};
  if (s && element) f.value = x12_at(s, element);
  x12_findings_add(e->m, &e->g->findings, &f);
}

static void ak5(struct x12_envelope *e, const struct x12_segment *s, int code, unsigned element, edi_str text) {
  struct x12_finding f = {.part = X12_AK5,
                          .code = code,
                          .fatal = true,
                          .offset = s ? s->offset : e->end,
                          .segment = e->s->segments,
                          .segment_id = s ? x12_at(s, 0) : (edi_str){NULL, 0},
                          .element = element,
                          .text = text};
  if (s && element) f.value = x12_at(s, element);
  x12_findings_add(e->m, &e->s->findings, &f);
}

bool x12_group_is_ack(const struct x12_group *g) { return edi_is(g->functional, "FA"); }

bool x12_readable(const struct x12_input *in) { return in->interchanges && !in->findings.fatal; }

bool x12_set_taken(const struct x12_interchange *i, const struct x12_group *g, const struct x12_set *s) {
  return i->verdict != X12_REJECTED && !g->findings.fatal && s->verdict != X12_REJECTED;
}

static void judge_set(struct x12_set *s) {
  s->verdict = s->findings.fatal ? X12_REJECTED : s->findings.n + s->findings.left_out ? X12_ERRORS : X12_ACCEPTED;
}

static void judge_group(struct x12_group *g) {
  uint32_t rejected = 0, errors = 0;
  for (struct x12_set *s = g->first; s; s = s->next) {
    rejected += s->verdict == X12_REJECTED;
    errors += s->verdict == X12_ERRORS;
  }
  g->accepted = g->findings.fatal ? 0 : g->received - rejected;
  g->verdict = g->findings.fatal || (g->received && !g->accepted) ? X12_REJECTED
               : rejected                                         ? X12_PARTLY
               : errors || g->findings.n                          ? X12_ERRORS
                                                                  : X12_ACCEPTED;
}

void x12_judge(struct x12_interchange *i) {
  for (struct x12_group *g = i->first; g; g = g->next) {
    for (struct x12_set *s = g->first; s; s = s->next) judge_set(s);
    judge_group(g);
  }
}

static void close_set(struct x12_envelope *e, const struct x12_segment *why) {
  if (!e->s) return;
  if (!e->s->closed) {
    e->s->length = e->end - e->s->offset;
    ak5(e, NULL, 2, 0,
        EDI_SAY("The transaction set %.*s with control number %.*s has no SE segment before %s.", EDI_ARG(e->s->id),
                EDI_ARG(e->s->control), why ? "the next envelope segment" : "the end of the input"));
  }
  judge_set(e->s);
  e->s = NULL;
}

static void close_group(struct x12_envelope *e, const struct x12_segment *why) {
  close_set(e, why);
  if (!e->g) return;
  if (!e->g->closed) {
    e->g->stated = e->g->received;
    ak9(e, NULL, 3, 0, EDI_SAY("The group with control number %.*s has no GE segment.", EDI_ARG(e->g->control)));
  }
  judge_group(e->g);
  e->g = NULL;
}

static void close_interchange(struct x12_envelope *e, const struct x12_segment *why) {
  close_group(e, why);
  if (!e->i) return;
  if (!e->i->closed)
    ta1(e, NULL, 23, 0, true,
        EDI_SAY(
            "The interchange with control number %.*s has no IEA segment: it is not complete. Send all of it again.",
            EDI_ARG(e->i->isa[13])));
  e->i->length = e->end - e->i->offset;
  e->i->verdict = e->i->findings.fatal ? X12_REJECTED : e->i->findings.n ? X12_ERRORS : X12_ACCEPTED;
  e->i = NULL;
}

static void on_header(void *ctx, const struct x12_isa *isa, uint64_t offset) {
  struct x12_envelope *e = ctx;
  close_interchange(e, NULL);
  e->noise = e->stray = false;
  if (e->in->interchanges == X12_INTERCHANGES_MAX) {
    if (!x12_findings_has(&e->in->findings, X12_FILE, 1))
      x12_findings_add(
          e->m, &e->in->findings,
          &(struct x12_finding){
              .part = X12_FILE,
              .code = 1,
              .fatal = true,
              .offset = offset,
              .text = EDI_SAY("There are more than %d interchanges; the rest was not read.", X12_INTERCHANGES_MAX)});
    return;
  }
  struct x12_interchange *i = EDI_NEW(e->m, struct x12_interchange);
  i->d = isa->d;
  i->offset = offset;
  i->segments = 1;
  i->findings.budget = &e->budget;
  i->isa[0] = EDI_STR("ISA");
  for (int k = 1; k <= X12_ISA_ELEMENTS; k++) {
    edi_str v = isa->e[k];
    while (v.n && v.p[v.n - 1] == ' ') v.n--;
    i->isa[k] = edi_dup(e->m, v);
  }
  if (e->in->last)
    e->in->last->next = i;
  else
    e->in->first = i;
  e->in->last = i;
  e->in->interchanges++;
  e->i = i;
  e->end = offset + isa->length;
  e->nsets = e->ngroups = 0;
  e->groups = (struct edi_seen){0};
  uint64_t number;
  if (i->isa[13].n != isa->e[13].n || !edi_uint(i->isa[13], &number))
    x12_findings_add(
        e->m, &i->findings,
        &(struct x12_finding){.part = X12_TA1,
                              .code = 18,
                              .fatal = true,
                              .offset = offset,
                              .segment = 1,
                              .segment_id = EDI_STR("ISA"),
                              .element = 13,
                              .value = i->isa[13],
                              .text = EDI_STR("ISA13, the interchange control number, must be nine digits.")});
}

/* A segment that has no business at this place of the envelope: said once an interchange. */
static void stray(struct x12_envelope *e, const struct x12_segment *s, const char *where) {
  if (e->stray) return;
  e->stray = true;
  ta1(e, s, 22, 0, true,
      EDI_SAY("The segment %.*s stands %s.", (int)(x12_at(s, 0).n > 8 ? 8 : x12_at(s, 0).n), x12_at(s, 0).p, where));
}

static void open_group(struct x12_envelope *e, const struct x12_segment *s) {
  close_group(e, s);
  e->i->groups++;
  if (e->ngroups++ == X12_GROUPS_MAX)
    ta1(e, s, 22, 0, true, EDI_SAY("There are more than %d groups in the interchange.", X12_GROUPS_MAX));
  if (e->ngroups > X12_GROUPS_MAX) return;
  struct x12_group *g = EDI_NEW(e->m, struct x12_group);
  edi_str *field[] = {&g->functional, &g->sender,  &g->receiver, &g->date,
                      &g->time,       &g->control, &g->agency,   &g->version};
  for (size_t k = 0; k < sizeof field / sizeof *field; k++) *field[k] = edi_dup(e->m, x12_at(s, k + 1));
  g->offset = s->offset;
  g->findings.budget = &e->budget;
  if (e->i->last)
    e->i->last->next = g;
  else
    e->i->first = g;
  e->i->last = g;
  e->g = g;
  e->sets = (struct edi_seen){0};
  bool late = memcmp(g->version.n >= 6 ? g->version.p : "000000", "004011", 6) >= 0;
  if (!g->control.n)
    ak9(e, s, 6, 6, EDI_STR("GS06, the group control number, is missing."));
  else if (edi_seen_before(e->m, &e->groups, g->control))
    ak9(e, s, late ? 19 : 6, 6,
        EDI_SAY("The group control number %.*s was used before in this interchange.", EDI_ARG(g->control)));
  if (!e->schemas || x12_group_is_ack(g)) return;
  g->release = x12_schemas_release(e->schemas, g->version);
  if (!g->release) ak9(e, s, 2, 8, EDI_SAY("The version \"%.*s\" is not supported here.", EDI_ARG(g->version)));
}

static void open_set(struct x12_envelope *e, const struct x12_segment *s) {
  close_set(e, s);
  e->g->received++;
  if (e->nsets++ == X12_SETS_MAX)
    ta1(e, s, 22, 0, true, EDI_SAY("There are more than %d transaction sets in the interchange.", X12_SETS_MAX));
  if (e->nsets > X12_SETS_MAX) return;
  struct x12_set *t = EDI_NEW(e->m, struct x12_set);
  t->id = edi_dup(e->m, x12_at(s, 1));
  t->control = edi_dup(e->m, x12_at(s, 2));
  t->convention = edi_dup(e->m, x12_at(s, 3));
  t->offset = s->offset;
  t->segments = 1;
  t->findings.budget = &e->budget;
  if (e->g->last)
    e->g->last->next = t;
  else
    e->g->first = t;
  e->g->last = t;
  e->s = t;
  bool late = memcmp(e->g->version.n >= 6 ? e->g->version.p : "000000", "004011", 6) >= 0;
  if (!t->control.n)
    ak5(e, s, 7, 2, EDI_STR("ST02, the transaction set control number, is missing."));
  else if (edi_seen_before(e->m, &e->sets, t->control))
    ak5(e, s, late ? 23 : 7, 2, EDI_SAY("The control number %.*s was used before in this group.", EDI_ARG(t->control)));
  if (!e->g->release) return;
  t->def = x12_release_set(e->g->release, t->id);
  if (t->def)
    x12_check_start(&e->check, e->m, e->g->release, t->def, e->i->d, &t->findings);
  else
    ak5(e, s, 1, 1,
        EDI_SAY("The transaction set %.*s of release %.*s is not supported here.", EDI_ARG(t->id),
                EDI_ARG(e->g->version)));
}

static void end_set(struct x12_envelope *e, const struct x12_segment *s) {
  struct x12_set *t = e->s;
  t->closed = true;
  t->length = s->offset + s->length - t->offset;
  uint64_t stated;
  if (!edi_uint(x12_at(s, 1), &stated) || stated != t->segments)
    ak5(e, s, 4, 1,
        EDI_SAY("SE01 says %.*s segments; from ST to SE there are %u.", EDI_ARG(x12_at(s, 1)), t->segments));
  if (!edi_eq(edi_trim(x12_at(s, 2)), edi_trim(t->control)))
    ak5(e, s, 3, 2, EDI_SAY("SE02 is %.*s, but ST02 is %.*s.", EDI_ARG(x12_at(s, 2)), EDI_ARG(t->control)));
  close_set(e, s);
}

static void end_group(struct x12_envelope *e, const struct x12_segment *s) {
  close_set(e, s);
  struct x12_group *g = e->g;
  g->closed = true;
  bool number = edi_uint(x12_at(s, 1), &g->stated);
  if (!number) g->stated = g->received;
  if (!number || g->stated != g->received)
    ak9(e, s, 5, 1, EDI_SAY("GE01 says %.*s transaction sets; there are %u.", EDI_ARG(x12_at(s, 1)), g->received));
  if (!edi_eq(edi_trim(x12_at(s, 2)), edi_trim(g->control)))
    ak9(e, s, 4, 2, EDI_SAY("GE02 is %.*s, but GS06 is %.*s.", EDI_ARG(x12_at(s, 2)), EDI_ARG(g->control)));
  close_group(e, s);
}

static void end_interchange(struct x12_envelope *e, const struct x12_segment *s) {
  close_group(e, s);
  e->i->closed = true;
  uint64_t stated;
  if (!edi_uint(x12_at(s, 1), &stated) || stated != e->i->groups)
    ta1(e, s, 21, 1, true, EDI_SAY("IEA01 says %.*s groups; there are %u.", EDI_ARG(x12_at(s, 1)), e->i->groups));
  if (!edi_eq(edi_trim(x12_at(s, 2)), e->i->isa[13]))
    ta1(e, s, 1, 2, true, EDI_SAY("IEA02 is %.*s, but ISA13 is %.*s.", EDI_ARG(x12_at(s, 2)), EDI_ARG(e->i->isa[13])));
  close_interchange(e, s);
}

/* The input ended inside this segment. Only an IEA that is whole but for its terminator can still be read. */
static bool usable_though_cut(struct x12_envelope *e, const struct x12_segment *s) {
  if (edi_is(x12_at(s, 0), "IEA") && s->n == 3 && x12_at(s, 2).n >= 9) {
    ta1(e, s, 4, 0, false, EDI_STR("The last segment has no terminator."));
    return true;
  }
  ta1(e, s, 23, 0, true,
      EDI_SAY("The input ends inside the segment %.*s: the interchange is not complete. Send all of it again.",
              (int)(x12_at(s, 0).n > 8 ? 8 : x12_at(s, 0).n), x12_at(s, 0).p));
  e->i->closed = true; /* said already */
  return false;
}

static void on_segment(void *ctx, const struct x12_segment *s) {
  struct x12_envelope *e = ctx;
  if (!e->i) return;
  if (e->i->segments++ == 1) {
    uint64_t gap = s->offset - e->end;
    e->i->newline = gap == 1 ? EDI_STR("\n") : gap == 2 ? EDI_STR("\r\n") : EDI_STR("");
  }
  if (s->cut && !usable_though_cut(e, s)) {
    e->end = s->offset + s->length;
    return;
  }
  edi_str id = x12_at(s, 0);
  bool two = id.n == 2;
  if (two && memcmp(id.p, "ST", 2) == 0) {
    if (e->g)
      open_set(e, s);
    else
      stray(e, s, "outside a functional group (GS)");
    if (e->s && e->s->def) x12_check_segment(&e->check, s);
  } else if (two && memcmp(id.p, "SE", 2) == 0 && (e->s || e->nsets <= X12_SETS_MAX)) {
    if (e->s) {
      e->s->segments++;
      if (e->s->def) x12_check_segment(&e->check, s);
      end_set(e, s);
    } else {
      stray(e, s, "where no transaction set is open");
    }
  } else if (two && memcmp(id.p, "GS", 2) == 0) {
    open_group(e, s);
  } else if (two && memcmp(id.p, "GE", 2) == 0) {
    if (e->g)
      end_group(e, s);
    else
      stray(e, s, "where no functional group is open");
  } else if (edi_is(id, "IEA")) {
    e->end = s->offset + s->length;
    end_interchange(e, s);
  } else if (e->s) {
    e->s->segments++;
    if (e->s->def) x12_check_segment(&e->check, s);
  } else if (!e->g && edi_is(id, "TA1")) {
    e->i->acknowledgments++;
  } else if (e->g ? e->nsets <= X12_SETS_MAX
                  : !edi_is(id, "ISB") && !edi_is(id, "ISE") && !edi_is(id, "ISX") && !edi_is(id, "TXI")) {
    stray(e, s, e->g ? "in the group, but in no transaction set (ST)" : "in the interchange, but in no group (GS)");
  }
  e->end = s->offset + s->length;
}

static void on_trouble(void *ctx, enum x12_trouble what, uint64_t offset, edi_str bytes, const char *why) {
  struct x12_envelope *e = ctx;
  edi_str head = {bytes.p, bytes.n > 40 ? 40 : bytes.n};
  if (what == X12_NOISE) {
    if (!e->noise)
      file_trouble(e, false, offset, head,
                   e->in->interchanges || e->in->findings.n
                       ? EDI_STR("These bytes belong to no interchange: an interchange begins with an ISA segment.")
                       : EDI_STR("This is not X12: an interchange begins with an ISA segment."));
    e->noise = true;
    return;
  }
  if (what == X12_LONG_SEGMENT && e->i) {
    e->end = offset;
    ta1(e, NULL, 22, 0, true, EDI_SAY("There is %s after byte %llu.", why, (unsigned long long)offset));
    e->i->closed = true;
  }
  close_interchange(e, NULL);
  if (what != X12_LONG_SEGMENT)
    file_trouble(
        e, true, offset, head,
        EDI_SAY("The ISA segment cannot be read: %s. It is 106 bytes with every element padded to its full width.",
                why));
  e->noise = true;
}

static const struct x12_events EVENTS = {.header = on_header, .segment = on_segment, .trouble = on_trouble};

struct x12_envelope *x12_envelope_new(struct edi_mem *m, const struct x12_schemas *schemas,
                                      const struct x12_options *options) {
  struct x12_envelope *e = EDI_NEW(m, struct x12_envelope);
  e->m = m;
  e->schemas = schemas;
  e->in = EDI_NEW(m, struct x12_input);
  e->budget = X12_FINDINGS_TOTAL;
  e->reader = x12_reader_new(&EVENTS, options, e);
  return e;
}

void x12_envelope_feed(struct x12_envelope *e, edi_str bytes) {
  e->in->length += bytes.n;
  x12_reader_feed(e->reader, bytes);
}

const struct x12_input *x12_envelope_finish(struct x12_envelope *e) {
  x12_reader_finish(e->reader);
  close_interchange(e, NULL);
  if (!e->in->interchanges && !e->in->findings.n)
    file_trouble(e, true, 0, (edi_str){NULL, 0},
                 EDI_STR("There is nothing here: an interchange begins with an ISA segment."));
  x12_reader_free(e->reader);
  return e->in;
}

const struct x12_input *x12_read(struct edi_mem *m, const struct x12_schemas *schemas,
                                 const struct x12_options *options, edi_str bytes) {
  struct x12_envelope *e = x12_envelope_new(m, schemas, options);
  x12_envelope_feed(e, bytes);
  return x12_envelope_finish(e);
}

/* X12 850 to the order of the shared model: one walk over the segments. */
#include "edi/map/x12_850.h"

enum place { HEADING, HEADING_PARTY, HEADING_TEXT, HEADING_OTHER, LINE, LINE_TEXT, LINE_OTHER, SUMMARY };

enum { NOTE_MAX = 4000 };

struct walk {
  struct edi_mem *m;
  struct x12_set *s;
  struct edi_order *o;
  enum place place;
  struct edi_party *party, **party_end;
  struct edi_line *line, **line_end;
  struct edi_buf note;
  int requested_rank; /* how well the date at hand says when the goods are wanted */
  uint32_t ordinal;
  struct edi_decimal sum; /* of the quantities */
  bool summed, wanted;    /* the sum is exact; a new order is wanted */
};

static edi_str text(struct walk *w, const struct x12_segment *s, size_t at) {
  return edi_dup(w->m, edi_trim(x12_at(s, at)));
}

static void wrong(struct walk *w, const struct x12_segment *s, unsigned at, int code, unsigned reference, bool fatal,
                  edi_str words) {
  edi_str v = x12_at(s, at);
  /* one word about one element is enough; the check by the table may have said it */
  for (struct x12_finding *f = w->s->findings.first; f; f = f->next)
    if (f->part == X12_AK4 && f->segment == w->ordinal && f->element == at) {
      w->s->findings.fatal += fatal && !f->fatal;
      f->fatal = f->fatal || fatal;
      return;
    }
  x12_findings_add(w->m, &w->s->findings,
                   &(struct x12_finding){.part = X12_AK4,
                                         .code = code,
                                         .fatal = fatal,
                                         .segment = w->ordinal,
                                         .offset = v.n ? s->offset + (uint64_t)(v.p - s->text.p) : s->offset,
                                         .segment_id = x12_at(s, 0),
                                         .loop = w->place >= LINE && w->place < SUMMARY ? EDI_STR("PO1") : EDI_STR(""),
                                         .element = at,
                                         .reference = reference,
                                         .value = v,
                                         .text = words});
}

static void beg(struct walk *w, const struct x12_segment *s) {
  struct edi_order *o = w->o;
  o->purpose = text(w, s, 1);
  o->number = text(w, s, 3);
  o->has_ordered = edi_date_read(x12_at(s, 5), &o->ordered_on);
  static const char *const orders[] = {"00", "05", "06", "18"}, *const copies[] = {"07", "22"};
  bool copy = false;
  for (size_t k = 0; k < 4; k++) w->wanted = w->wanted || edi_is(o->purpose, orders[k]);
  for (size_t k = 0; k < 2; k++) copy = copy || edi_is(o->purpose, copies[k]);
  if (!w->wanted && !copy && o->purpose.n)
    wrong(w, s, 1, 7, 353, true,
          EDI_SAY("BEG01 is %.*s: only orders (00, 05, 06, 18) and copies (07, 22) are taken as an 850. "
                  "A change or cancellation is sent as an 860.",
                  EDI_ARG(o->purpose)));
}

static void party(struct walk *w, const struct x12_segment *s) {
  edi_str role = text(w, s, 1);
  if (edi_is(role, "VN") || edi_is(role, "SU")) role = EDI_STR("SE");
  w->party = NULL;
  for (const struct edi_party *p = w->o->parties; p; p = p->next)
    if (edi_eq(p->role, role)) return; /* the first of a role counts */
  struct edi_party *p = EDI_NEW(w->m, struct edi_party);
  p->role = role;
  p->name = text(w, s, 2);
  edi_str kind = edi_trim(x12_at(s, 3));
  p->id_scheme = edi_is(kind, "1") || edi_is(kind, "9") ? EDI_STR("duns")
                 : edi_is(kind, "UL")                   ? EDI_STR("gln")
                 : edi_is(kind, "92")                   ? EDI_STR("buyer")
                 : edi_is(kind, "91")                   ? EDI_STR("seller")
                                                        : edi_dup(w->m, kind);
  p->id_code = text(w, s, 4);
  *w->party_end = p;
  w->party_end = &p->next;
  w->party = p;
}

static void address(struct walk *w, const struct x12_segment *s) {
  struct edi_party *p = w->party;
  if (!p) return;
  if (edi_is(x12_at(s, 0), "N3")) {
    edi_str a = edi_trim(x12_at(s, 1)), b = edi_trim(x12_at(s, 2));
    edi_str more = b.n ? edi_printf(w->m, "%.*s%s%.*s", EDI_ARG(a), a.n ? ", " : "", EDI_ARG(b)) : edi_dup(w->m, a);
    p->street = p->street.n ? edi_printf(w->m, "%.*s, %.*s", EDI_ARG(p->street), EDI_ARG(more)) : more;
  } else if (edi_is(x12_at(s, 0), "N4") && !p->city.n && !p->postcode.n) {
    p->city = text(w, s, 1);
    p->region = text(w, s, 2);
    p->postcode = text(w, s, 3);
    p->country = text(w, s, 4);
  }
}

static void date(struct walk *w, const struct x12_segment *s) {
  edi_str kind = x12_at(s, 1);
  int rank = edi_is(kind, "002") ? 4 : edi_is(kind, "010") ? 3 : 0;
  struct edi_date d;
  if (!rank || !edi_date_read(x12_at(s, 2), &d)) return;
  if (w->place == LINE && w->line && (!w->line->has_requested || rank == 4)) {
    w->line->requested_on = d;
    w->line->has_requested = true;
    rank -= 2;
  } else if (w->place != HEADING) {
    return;
  }
  struct edi_order *o = w->o;
  bool earlier = d.year * 10000 + d.month * 100 + d.day <
                 o->requested_on.year * 10000 + o->requested_on.month * 100 + o->requested_on.day;
  /* the heading's word counts before that of the lines, of which the earliest counts */
  if (rank > w->requested_rank || (rank == w->requested_rank && rank < 3 && earlier)) {
    w->requested_rank = rank;
    o->requested_on = d;
    o->has_requested = true;
  }
}

static void message(struct walk *w, const struct x12_segment *s) {
  edi_str t = edi_trim(x12_at(s, 1));
  if (!t.n || w->note.n + t.n > NOTE_MAX) return;
  if (w->note.n) edi_buf_char(&w->note, '\n');
  edi_buf_add(&w->note, t);
}

static void part_numbers(struct walk *w, const struct x12_segment *s, size_t from) {
  static const struct {
    const char *kind;
    int field;
  } kinds[] = {{"BP", 0}, {"IN", 0}, {"VP", 1}, {"VN", 1}, {"UK", 2}, {"EN", 2}, {"UP", 2}, {"UI", 2}, {"UA", 2}};
  struct edi_line *l = w->line;
  edi_str *field[] = {&l->buyer_part, &l->seller_part, &l->gtin};
  for (size_t k = from; k + 1 < s->n; k += 2)
    for (size_t q = 0; q < sizeof kinds / sizeof *kinds; q++)
      if (edi_is(x12_at(s, k), kinds[q].kind) && !field[kinds[q].field]->n) *field[kinds[q].field] = text(w, s, k + 1);
}

static void price(struct walk *w, const struct x12_segment *s) {
  struct edi_line *l = w->line;
  edi_str v = edi_trim(x12_at(s, 4)), basis = x12_at(s, 5);
  if (!v.n) return;
  l->has_price = edi_decimal_read(v, &l->unit_price);
  int shift = edi_is(basis, "HP") ? 2 : edi_is(basis, "TP") ? 3 : 0; /* per hundred, per thousand */
  if (l->has_price && l->unit_price.scale + shift <= EDI_SCALE_MAX)
    l->unit_price.scale += shift;
  else
    l->has_price = false;
  if (!l->has_price || l->unit_price.units < 0)
    wrong(w, s, 4, 6, 212, true, EDI_STR("PO104, the unit price, is not a price."));
}

static void line(struct walk *w, const struct x12_segment *s) {
  struct edi_line *l = EDI_NEW(w->m, struct edi_line);
  *w->line_end = l;
  w->line_end = &l->next;
  w->line = l;
  w->place = LINE;
  w->o->nlines++;
  l->line_no = text(w, s, 1);
  if (!l->line_no.n) l->line_no = edi_printf(w->m, "%zu", w->o->nlines);
  edi_str quantity = edi_trim(x12_at(s, 2));
  if (!quantity.n)
    wrong(w, s, 2, 1, 330, true, EDI_STR("PO102, the quantity ordered, is missing: the line cannot be ordered."));
  else if (!edi_decimal_read(quantity, &l->quantity) || l->quantity.units <= 0)
    wrong(w, s, 2, 6, 330, true, EDI_STR("PO102, the quantity ordered, is not a quantity above zero."));
  w->summed = w->summed && l->quantity.units && edi_decimal_add(w->sum, l->quantity, &w->sum);
  l->unit = text(w, s, 3);
  if (!l->unit.n)
    wrong(w, s, 3, 1, 355, true, EDI_STR("PO103, the unit of the quantity, is missing: the line cannot be ordered."));
  price(w, s);
  part_numbers(w, s, 6);
}

static void totals(struct walk *w, const struct x12_segment *s) {
  w->place = SUMMARY;
  uint64_t n;
  if (edi_uint(edi_trim(x12_at(s, 1)), &n) && n != w->o->nlines)
    wrong(w, s, 1, 7, 354, true, EDI_SAY("CTT01 says %llu lines; there are %zu.", (unsigned long long)n, w->o->nlines));
  struct edi_decimal hash;
  if (w->summed && x12_at(s, 2).n && edi_decimal_read(edi_trim(x12_at(s, 2)), &hash) &&
      edi_decimal_cmp(hash, w->sum) != 0) {
    char sum[EDI_DECIMAL_TEXT];
    edi_str t = edi_decimal_text(w->sum, sum);
    wrong(w, s, 2, 7, 347, false,
          EDI_SAY("CTT02 says %.*s; the quantities add up to %.*s.", EDI_ARG(x12_at(s, 2)), EDI_ARG(t)));
  }
}

static void segment(struct walk *w, const struct x12_segment *s) {
  edi_str id = x12_at(s, 0);
  bool in_line = w->place >= LINE && w->place < SUMMARY;
  if (edi_is(id, "BEG"))
    beg(w, s);
  else if (edi_is(id, "PO1"))
    line(w, s);
  else if (edi_is(id, "CTT"))
    totals(w, s);
  else if (edi_is(id, "CUR") && w->place == HEADING && !w->o->currency.n)
    w->o->currency = text(w, s, 2);
  else if (edi_is(id, "DTM"))
    date(w, s);
  else if (edi_is(id, "N1")) {
    w->place = in_line ? LINE_OTHER : HEADING_PARTY;
    if (!in_line) party(w, s);
  } else if (edi_is(id, "N2") || edi_is(id, "N3") || edi_is(id, "N4")) {
    if (w->place == HEADING_PARTY) address(w, s);
  } else if (edi_is(id, "N9"))
    w->place = in_line ? LINE_TEXT : HEADING_TEXT;
  else if (edi_is(id, "MSG")) {
    if (w->place == HEADING_TEXT) message(w, s);
  } else if (edi_is(id, "PID")) {
    if (w->place == LINE && !w->line->description.n) w->line->description = text(w, s, 5);
  } else if (edi_is(id, "LIN")) {
    if (w->place == LINE) part_numbers(w, s, 2);
  } else if (edi_is(id, "SAC") || edi_is(id, "AMT") || edi_is(id, "SPI") || edi_is(id, "ADV") || edi_is(id, "LM")) {
    if (!in_line && w->place < LINE)
      w->place = edi_is(id, "SAC") ? w->place : HEADING_OTHER;
    else if (in_line && !edi_is(id, "SAC") && !edi_is(id, "SPI"))
      w->place = LINE_OTHER;
  } else if (in_line && (edi_is(id, "SCH") || edi_is(id, "SLN") || edi_is(id, "LS")))
    w->place = LINE_OTHER;
}

struct edi_order *edi_map_850(struct edi_mem *m, struct x12_delimiters d, struct x12_set *s, edi_str bytes) {
  struct walk w = {.m = m, .s = s, .o = EDI_NEW(m, struct edi_order), .summed = true, .note = {.m = m}};
  w.party_end = &w.o->parties;
  w.line_end = &w.o->lines;
  struct x12_cursor *c = EDI_NEW(m, struct x12_cursor);
  x12_cursor_start(c, bytes, s->offset, d);
  struct x12_segment seg;
  while (x12_cursor_next(c, &seg)) {
    w.ordinal++;
    segment(&w, &seg);
  }
  w.o->note = edi_buf_str(&w.note);
  return w.wanted ? w.o : NULL;
}

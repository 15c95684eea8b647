/* Maps: 850 to the order of the shared model and what the gateway stores; what is kept, and how it goes back; errors of
   maps and overlays. */
#include "edi/map/in.h"
#include "edi/map/out.h"
#include "gateway/edi_json.h"
#include "support.h"

static edi_str stored(struct edi_mem *m, edi_str bytes) {
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  struct edi_buf b = {.m = m};
  struct edi_document *docs = edi_documents_by(m, maps(), in->first, bytes);
  edi_documents_json(&b, in->first, docs, bytes, EDI_STR("http"));
  edi_buf_char(&b, '\n');
  return edi_buf_str(&b);
}

static void the_gateway_stores_orders_in_their_shape(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  golden(m, stored(m, sample(m, "850-004010.x12")), "850-004010.json");
  golden(m, stored(m, sample(m, "850-005010.x12")), "850-005010.json");
  edi_mem_free(m);
}

static struct edi_node *json(struct edi_mem *m, edi_str text) {
  edi_str why = {NULL, 0};
  struct edi_node *n = edi_json_read(m, text.p, text.n, &why);
  if (!n) fail_msg("%.*s: %.*s", EDI_ARG(why), EDI_ARG(text));
  return n;
}

static const struct edi_node *first_order(struct edi_mem *m, edi_str bytes) {
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  edi_str order = edi_document_order(edi_documents_by(m, maps(), in->first, bytes));
  return order.n ? json(m, order) : NULL;
}

/* "lines 2 unit_price" */
static edi_str at(const struct edi_node *n, const char *path) {
  for (const char *p = path; n && *p;) {
    size_t k = strcspn(p, " ");
    if (n->kind == EDI_ARRAY) {
      n = n->first;
      for (long i = strtol(p, NULL, 10); n && i > 0; i--) n = n->next;
    } else {
      n = edi_node_find(n, (edi_str){p, k});
    }
    p += k;
    p += *p == ' ';
  }
  return n ? n->text : (edi_str){NULL, 0};
}

static void assert_at(const struct edi_node *n, const char *path, const char *want) {
  edi_str got = at(n, path);
  if (!edi_is(got, want)) fail_msg("%s is \"%.*s\", not \"%s\"", path, EDI_ARG(got), want);
}

static void elements_become_fields(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct edi_node *o = first_order(m, sample(m, "850-004010.x12"));
  assert_at(o, "number", "GD-2026-0417");
  assert_at(o, "purpose", "original");
  assert_at(o, "currency", "EUR");
  assert_at(o, "requested_on", "2026-12-15"); /* the heading's word, not the line's earlier day */
  assert_at(o, "note", "Deliver to gate 3, 7 to 15 h.\nCall before arrival.");
  assert_at(o, "parties 0 role", "BY");
  assert_at(o, "parties 0 id_scheme", "gln");
  assert_at(o, "parties 0 id_code", "5901234000017");
  assert_at(o, "parties 1 id_scheme", "duns");
  assert_at(o, "parties 2 id_scheme", "buyer");
  assert_at(o, "parties 2 street", "ul. Marynarki Polskiej 96, Brama 3");
  assert_at(o, "parties 2 country", "PL");
  assert_at(o, "lines 0 buyer_part", "700412");
  assert_at(o, "lines 0 seller_part", "LI-PT100-3W");
  assert_at(o, "lines 0 gtin", "4012345678901");
  assert_at(o, "lines 0 unit_price", "184.5");
  assert_at(o, "lines 1 quantity", "2.5");
  assert_at(o, "lines 1 requested_on", "2026-12-01");
  assert_at(o, "lines 2 unit_price", "0.18"); /* 18 a hundred */
  assert_at(o, "lines 2 position", "3");
  edi_mem_free(m);
}

static void what_may_be_sent_is_told_in_its_codes(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str j = stored(m, with(m, sample(m, "850-004010.x12"), "BEG*00*", "BEG*01*"));
  assert_non_null(memmem(j.p, j.n, "00, 05, 06, 18, 07, 22", 22));
  edi_mem_free(m);
}

static void the_lines_say_when_the_heading_does_not(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, sample(m, "850-004010.x12"), "DTM*002*20261215~\n", "");
  assert_at(first_order(m, s), "requested_on", "2026-12-01");
  edi_mem_free(m);
}

static void copies_make_no_order(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, sample(m, "850-004010.x12"), "BEG*00*", "BEG*07*");
  assert_string_equal(found(m, read_all(m, s)), "");
  assert_null(first_order(m, s));
  edi_mem_free(m);
}

static void what_is_rejected_makes_no_order(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  static const char *const faults[][2] = {
      {"SE*23*", "SE*24*"}, {"GE*1*", "GE*2*"}, {"IEA*1*", "IEA*2*"}, {"PO1*1*12*", "PO1*1*-12*"}, {"CTT*3", "CTT*4"}};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    edi_str j = stored(m, with(m, s, faults[i][0], faults[i][1]));
    assert_non_null(memmem(j.p, j.n, "\"order\":null", 12));
    assert_non_null(memmem(j.p, j.n, "\"state\":\"rejected\"", 18));
    assert_non_null(memmem(j.p, j.n, "\"acknowledgment\":\"rejected\"", 27));
  }
  edi_mem_free(m);
}

static void what_an_order_needs_is_asked_for(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  static const char *const faults[][3] = {{"PO1*1*12*EA*", "PO1*1**EA*", "AK4:PO102"},
                                          {"PO1*1*12*EA*", "PO1*1*0*EA*", "AK4:PO102:6"},
                                          {"*184.5*", "*-184.5*", "AK4:PO104:6"},
                                          {"BEG*00*", "BEG*01*", "AK4:BEG01:7"},
                                          {"2*2.5*MR", "2*2.5*", "AK4:PO103"}};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    const char *got = found(m, read_all(m, with(m, s, faults[i][0], faults[i][1])));
    if (!strstr(got, faults[i][2])) fail_msg("%s gives %s", faults[i][1], got);
  }
  edi_mem_free(m);
}

/* Reads the first set into the model, with what is kept, and changes the JSON; NULL: nothing. */
static edi_str model(struct edi_mem *m, edi_str bytes, const struct edi_map **map) {
  const struct x12_input *in = x12_read(m, tables(m), NULL, bytes);
  const struct x12_group *g = in->first->first;
  const struct x12_set *s = g->first;
  *map = edi_maps_find(maps(), g->version, s->id);
  struct edi_map_in *read = edi_map_in_new();
  struct x12_check *c = EDI_NEW(m, struct x12_check);
  struct x12_cursor *cursor = EDI_NEW(m, struct x12_cursor);
  struct x12_findings none = {0};
  x12_check_start(c, m, g->release, s->def, in->first->d, &none);
  x12_cursor_start(cursor, (edi_str){bytes.p + s->offset, s->length}, s->offset, in->first->d);
  edi_map_in_start(read, *map, in->first->d, true, m, NULL);
  for (struct x12_segment seg; x12_cursor_next(cursor, &seg);)
    edi_map_in_segment(read, x12_check_segment(c, &seg), &seg);
  edi_str out = edi_dup(m, edi_map_in_end(read));
  x12_check_free(c);
  edi_map_in_free(read);
  return out;
}

/* The segments of a document between ST and SE, with "~" and "*"; or why there are none. */
static const char *written(struct edi_mem *m, const struct edi_map *map, edi_str document) {
  struct edi_buf out = {.m = m};
  struct x12_writer *w = x12_writer_new(&out, &(struct x12_writing){.d = {'*', '>', '~', 0}, .newline = EDI_STR("\n")});
  edi_str isa[X12_ISA_ELEMENTS + 1] = {
      [1] = EDI_STR("00"), [3] = EDI_STR("00"), [12] = EDI_STR("00401"), [13] = EDI_STR("1")};
  edi_str gs[9] = {{NULL, 0}}, why = {NULL, 0};
  assert_true(x12_writer_interchange(w, isa) && x12_writer_group(w, gs) &&
              x12_writer_set(w, NULL, EDI_STR("850"), EDI_STR("0001"), EDI_STR("")));
  size_t from = out.n;
  bool good = edi_map_out(m, map, json(m, document), w, &why);
  x12_writer_free(w);
  edi_buf_char(&out, 0);
  return good ? out.p + from : edi_printf(m, "%.*s", EDI_ARG(why)).p;
}

static const char *body(struct edi_mem *m, edi_str bytes) {
  const char *p = memmem(bytes.p, bytes.n, "BEG", 3), *end = memmem(bytes.p, bytes.n, "SE*", 3);
  for (const char *e = end; e; e = memmem(e + 1, (size_t)(bytes.p + bytes.n - e - 1), "\nSE*", 4))
    end = e + (*e == '\n');
  return edi_printf(m, "%.*s", (int)(end - p), p).p;
}

#define TEN "*A*1*B*2*C*3*D*4*E*5*F*6*G*7*H*8*I*9*J*10"

static void an_order_read_and_written_is_the_same(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  static const char *const forms[][2] = {
      {"GD-2026", "GD-2026"},   /* as it is */
      {"*184.5*", "*0184.50*"}, /* other spellings of numbers */
      {"*12*EA", "*012.000*EA"},
      {"*20261121~", "*20261121****AC~"}, /* elements without a rule */
      {"CUR*BY", "CUR*SE"},               /* other codes than the one written */
      {"N1*SE*", "N1*VN*"},
      {"REF*DP*041~\n", "REF*IA*1~\nREF*DP*041~\nREF*DP*042~\n"},
      {"DTM*002", "DTM*010*20261111~\nDTM*002"}, /* two that feed one field, in either order */
      {"DTM*002*20261215~\n", "DTM*010*20261215~\nDTM*002*20261201~\n"},
      {"DTM*002*20261215~\n", "DTM*002*20261201~\n"}, /* what the lines say, too */
      {"DTM*002*20261215~\n", "DTM*037*20261201~\n"},
      {"N9*L1*NOTE~\nMSG*Deliver to gate 3, 7 to 15 h.~\n",
       "N9*L1*A~\nN9*ZZ*B~\nMSG*x~\nN9*L1*C~\nDTM*002*20261201~\n"},
      {"N3*ul. Marynarki Polskiej 96*Brama 3~\n", "N3*A, B~\nN3*C~\nN3**D~\n"},
      {"N3*ul. Marynarki Polskiej 96*Brama 3~\n", "N3*A*B~\nN3*C~\n"},
      {"N4*Gdansk**80-557*PL~\n", "N4*Gdansk~\nN4**X~\n"},
      {"*VP*LI-PT100-3W*BP*700412*EN*4012345678901", "*BP*700412*VP*LI-PT100-3W*VN*other*PI*9*UP*1"},
      {"*VP*LI-PT100-3W*BP*700412*EN*4012345678901", "***VP*LI-PT100-3W"},
      {"PO1*1*12", "PO1**12"}, /* the position stands for the number */
      {"PO1*3*400", "PO1*9*400"},
      {"PID*F****Silicone", "PID*F****First~\nPID*F****Silicone"},
      {"PID*F****Silicone", "LIN**VP*LI-X*BP*55~\nPID*X*08***Silicone"},
      {"CTT*3*414.5~\n", ""},
      {"CTT*3*414.5~\n", "CTT*3*414.500~\n"},
      {"CTT*3*414.5~\n", "CTT*3*437~\n"}, /* a hash total without points */
      {"CTT*3*414.5~\n", "CTT*3~\nAMT*TT*99~\n"},
      {"MSG*Call", "MSG* blanks  ~\nMSG*Call"},
      {"CTT*3", "XYZ*unknown**1~\nCTT*3"},
      {"DTM*002", "SAC*C*D240***100~\nCUR*SE*USD~\nSAC*A*C310~\nDTM*002"},
      /* components: those of the rules, beside them, without the first, spelled otherwise, of one that is no composite
       */
      {"DTM*010*20261201", "REF*CT*C1**PO>77~\nREF*ZZ*C2**CT>78>LI>3~\nDTM*010*20261201"},
      {"DTM*010*20261201", "REF*CT*C1**>77~\nREF*CT***PO>>LI>3~\nREF*CT*9**>>LI>3~\nREF*CT*x**PO~\nDTM*010*20261201"},
      {"PID*F****Silicone", "CTP*WS*CON*5*10*EA>2~\nCTP*WS*CON*5.0*10*EA>2>1>KG~\nPID*F****Silicone"},
      {"PID*F****Silicone", "MEA*PD*LN*5*CM>2>0.5~\nMEA*PD*LN*5*>2~\nMEA*PD*LN*5* CM~\nPID*F****Silicone"},
      /* codes that are for values of some length, beside such and others */
      {"EN*4012345678901", "UP*012345678905"},
      {"EN*4012345678901", "UA*012345678905"},
      {"EN*4012345678901", "EN*012345678905"},
      {"EN*4012345678901", "UK*4012345678901"},
      /* groups: full and other segments, empty groups, other spellings, nothing in them */
      {"DTM*010*20261201", "SDQ*EA*92*A*1*B*2~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92*A*1~\nSDQ*EA*92*B*2*C*3~\nSDQ*KG*92*B*2~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92*A*1~\nSDQ*KG*92*B*2~\nSDQ*EA*92*A*1~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92" TEN "~\nSDQ*EA*92*K*1~\nSDQ*EA*92" TEN "~\nSDQ*EA*92*L*1~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92" TEN "~\nSDQ*EA*92*K*1~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92" TEN "*P~\nSDQ*EA*92" TEN "*Q~\nSDQ*EA*92*A*1~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92*A*1***B*2~\nSDQ*EA**C*01.0**5~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*1*A*1~\nSDQ*EA*92~\nSDQ*EA*1*A*1~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92*A*1*B*2~\nSDQ**92*A*x~\nDTM*010*20261201"},
      {"DTM*010*20261201", "SDQ*EA*92" TEN "*P*Q*R~\nSDQ*\"*92*\\*1~\nDTM*010*20261201"},
  };
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    edi_str in = with(m, s, forms[i][0], forms[i][1]);
    const struct edi_map *map;
    edi_str document = model(m, in, &map);
    const char *got = written(m, map, document), *want = body(m, in);
    if (strcmp(got, want) != 0) fail_msg("%zu: %s\nis not\n%s", i, got, want);
  }
  edi_mem_free(m);
}

/** The document of `s` with `to` in the place of `from` is written with `want` in it. */
static void expect_written(struct edi_mem *m, edi_str s, const char *from, const char *to, const char *want) {
  const struct edi_map *map;
  edi_str document = with(m, model(m, s, &map), from, to);
  const char *got = written(m, map, document);
  if (!strstr(got, want)) fail_msg("%s is not in\n%s", want, got);
}

static void a_changed_field_is_written_as_it_is_now(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = with(m, sample(m, "850-004010.x12"), "*184.5*", "*184.50*");
  static const char *const changes[][3] = {
      {"\"184.5\"", "\"190\"", "PO1*1*12*EA*190*PE*VP*LI-PT100-3W*BP*700412*EN*4012345678901~"},
      {"\"0.18\"", "\"0.195\"", "PO1*3*400*EA*19.5*HP*VP*LI-GSK-12~"},
      {"\"LI-GSK-12\"", "null", "PO1*3*400*EA*18*HP~"},
      {"\"buyer_part\":null,\"seller_part\":\"LI-GSK-12\"", "\"buyer_part\":\"77\",\"seller_part\":\"LI-GSK-12\"",
       "PO1*3*400*EA*18*HP*VP*LI-GSK-12*BP*77~"},
      {"\"2026-12-15\"", "\"2027-01-31\"", "DTM*002*20270131~"},
      {"Call before arrival.", "Call.\\nTwice.", "MSG*Call.~\nMSG*Twice.~"},
      {"\"quantity\":\"400\"", "\"quantity\":\"401\"", "CTT*3*415.5~"},
      {"Silicone cable", "Cable", "PID*F****Cable~"},
      {"\"kind\":\"department\",\"number\":\"041\"",
       "\"kind\":\"department\",\"number\":\"041\",\"also_kind\":\"order\",\"also_number\":\"7\"", "REF*DP*041**PO>7~"},
      {"\"role\":\"SE\"", "\"role\":\"ST\"", "N1*ST*Luebeck Instruments*1*315604821~"},
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
    expect_written(m, s, changes[i][0], changes[i][1], changes[i][2]);
  edi_mem_free(m);
}

static void totals_are_those_of_the_segments_written(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const char *const changes[][4] = {
      {"856-004010.x12", "\"quantity\":\"12\"", "\"quantity\":\"13\"", "CTT*6*163~"},
      {"856-004010.x12", "\"items\":[{", "\"items\":[{\"quantity\":\"1\",\"unit\":\"EA\"},{", "CTT*7*163~"},
      {"870-004010.x12", "\"orders\":[{", "\"orders\":[{},{", "CTT*4~"},
      {"867-004010.x12", "\"items\":[{", "\"items\":[{\"kind\":\"sold\",\"line_no\":\"7\",\"seller_part\":\"x\"},{",
       "CTT*4~"},
      {"846-004010.x12", "\"lines\":[{", "\"lines\":[{\"seller_part\":\"x\"},{", "CTT*3~"},
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
    expect_written(m, sample(m, changes[i][0]), changes[i][1], changes[i][2], changes[i][3]);
  edi_mem_free(m);
}

static void items_that_say_the_same_of_the_rest_share_a_segment(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s =
      with(m, sample(m, "850-004010.x12"), "DTM*010*20261201", "SDQ*EA*92*A*1~\nSDQ*EA*92*B*2~\nDTM*010*20261201");
  static const char *const changes[][3] = {
      {"\"location\":\"B\",", "\"location\":\"C\",", "SDQ*EA*92*A*1~\nSDQ*EA*92*C*2~"},
      {"{\"next\":\"destinations\",\"items\":1},{\"next\":\"destinations\",\"items\":1},", "", "SDQ*EA*92*A*1*B*2~"},
      {"{\"location\":\"B\",",
       "{\"location\":\"X\",\"quantity\":\"7\",\"unit\":\"EA\",\"location_scheme\":\"buyer\"},{\"location\":\"B\",",
       "SDQ*EA*92*A*1~\nSDQ*EA*92*X*7~\nSDQ*EA*92*B*2~"},
      {"\"items\":1},", "\"items\":9},", "SDQ*EA*92*A*1*B*2~"},
      {"\"unit\":\"EA\",\"location_scheme\":\"buyer\"}]",
       "\"unit\":\"KG\",\"location_scheme\":\"gln\",\"place\":\"5\"}]",
       "SDQ*EA*92*A*1~\nSDQ*KG*UL*B*2*******************5~"},
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
    expect_written(m, s, changes[i][0], changes[i][1], changes[i][2]);
  edi_mem_free(m);
}

static void a_very_long_segment_of_groups_is_kept_whole(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  struct edi_buf b = {.m = m};
  edi_buf_z(&b, "SDQ*EA*92" TEN);
  for (int i = 3; i--;) edi_buf_char(&b, '*');
  for (int i = 0; i < 20000; i++) edi_buf_char(&b, 'x');
  edi_buf_z(&b, "~\nSDQ*EA*92*A*1~\nDTM*010*20261201");
  edi_buf_char(&b, 0);
  edi_str s = with(m, sample(m, "850-004010.x12"), "DTM*010*20261201", b.p);
  const struct edi_map *map;
  edi_str document = model(m, s, &map);
  assert_true(document.n < s.n + 5000);
  assert_string_equal(written(m, map, document), body(m, s));
  edi_mem_free(m);
}

static void pairs_fill_their_places_one_after_the_other(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct edi_map *map = edi_maps_find(maps(), EDI_STR("004010"), EDI_STR("945"));
  static const char *const items[][2] = {
      {"\"buyer_part\":\"b\",\"gtin\":\"g\",\"weight\":\"1\"", "W12*******BP*b**1*******EN*g~"},
      {"\"buyer_part\":\"b\",\"gtin\":\"g\",\"serial\":\"s\",\"lot\":\"l\"",
       "lots[1].items[1].lot: there is no place left for it in W12"},
      {"\"gtin\":\"g\",\"serial\":\"s\",\"kept\":[[\"W12\",null,null,null,null,null,null,\"ZZ\",\"z\"]]",
       "W12*******ZZ*z*********EN*g***SN*s~"},
  };
  for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
    const char *got = written(m, map, edi_printf(m, "{\"lots\":[{\"items\":[{%s}]}]}", items[i][0]));
    if (!strstr(got, items[i][1])) fail_msg("%s is not in\n%s", items[i][1], got);
  }
  edi_mem_free(m);
}

static void the_code_beside_a_value_goes_by_its_length(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str s = sample(m, "850-004010.x12");
  static const char *const pairs[] = {"EN*40123455", "UI*01234567890", "UP*012345678905", "EN*4012345678901",
                                      "UK*14012345678908"};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    const struct edi_map *map;
    edi_str document = model(m, with(m, s, "EN*4012345678901", pairs[i]), &map);
    if (strstr(document.p, "[\"PO1\"")) fail_msg("%s is kept in\n%.*s", pairs[i], EDI_ARG(document));
    document = with(m, model(m, s, &map), "4012345678901", pairs[i] + 3);
    const char *got = written(m, map, document);
    if (!strstr(got, pairs[i])) fail_msg("%s is not in\n%s", pairs[i], got);
  }
  edi_mem_free(m);
}

static void a_document_made_by_hand_is_written(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct edi_map *map = edi_maps_find(maps(), EDI_STR("004010"), EDI_STR("850"));
  edi_str document = EDI_STR(
      "{\"number\":\"7\",\"purpose\":\"original\",\"ordered_on\":\"2026-11-22\",\"currency\":\"PLN\",\"note\":"
      "\"a\\nb\","
      "\"requested_on\":\"2026-12-24\",\"parties\":[{\"role\":\"BY\",\"name\":\"Hansa\",\"id_scheme\":\"gln\",\"id_"
      "code\":\"1\","
      "\"street\":\"x, y, z\",\"city\":\"Gdansk\"}],\"lines\":[{\"line_no\":\"1\",\"gtin\":\"5\",\"buyer_part\":\"6\","
      "\"quantity\":\"1.50\",\"unit\":\"EA\",\"unit_price\":\"2\",\"description\":\"d\",\"requested_on\":\"2026-12-"
      "24\"}]}");
  assert_string_equal(
      written(m, map, document),
      "BEG*00*SA*7**20261122~\nCUR*BY*PLN~\nN9*L1*NOTE~\nMSG*a~\nMSG*b~\nN1*BY*Hansa*UL*1~\nN3*x*y~\nN3*z~\n"
      "N4*Gdansk~\nPO1*1*1.5*EA*2**BP*6*EN*5~\nPID*F****d~\nDTM*002*20261224~\nCTT*1~\n");
  edi_mem_free(m);
}

static void what_cannot_be_written_is_said_with_its_place(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct edi_map *map = edi_maps_find(maps(), EDI_STR("004010"), EDI_STR("850"));
  static const char *const faults[][2] = {
      {"{\"lines\":[{\"quantity\":\"many\"}]}", "lines[1].quantity: \"many\" is no number ("},
      {"{\"ordered_on\":\"22.11.2026\"}", "ordered_on: \"22.11.2026\" is no date of the form"},
      {"{\"lines\":{}}", "lines must be an array"},
      {"{\"lines\":[7]}", "lines[1].this must be an object"},
      {"{\"number\":[]}", "number must be a text or a number"},
      {"{\"number\":\"a~b\"}", "The value \"a~b\" of BEG03 holds the separator"},
      {"{\"kept\":[[\"REF\",\"DP\"],{\"next\":\"x\"}]}", "kept[2] names no list"},
      {"[]", "the document must be an object"}};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    const char *got = written(m, map, edi_str_of(faults[i][0]));
    if (strncmp(got, faults[i][1], strlen(faults[i][1])) != 0) fail_msg("%s: %s", faults[i][0], got);
  }
  const char *line = strstr(written(m, map, edi_str_of(faults[0][0])), "line ");
  assert_non_null(line); /* of the map */
  assert_non_null(strstr(line, "PO102"));
  edi_mem_free(m);
}

static const char *error_of(struct edi_mem *m, const char *text) {
  struct edi_map_text t = {EDI_STR("850-004010.map"), edi_str_of(text)};
  edi_str why = {NULL, 0};
  return edi_maps_read(m, tables(m), &t, 1, &why) ? "none" : why.p;
}

static void errors_of_a_map_name_its_line_and_segment(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  static const char *const faults[][2] = {
      {"", "line 0: a map begins with"},
      {"map 850 004010", "line 1: a map begins with"},
      {"map 859 004010 order", "line 1: there is no table of set 859"},
      {"map 850 009999 order", "line 1: there is no table of set 850 in release 009999"},
      {"map 855 004010 order", "line 1: the file of this map must be called 855-004010.map"},
      {"map 850 004010 order\nas 850-005010", "line 2: there is no map 850-005010"},
      {"map 850 004010 order\n\n# x\nsegment BIG", "line 4: the set has no segment BIG"},
      {"map 850 004010 order\nsegment BEG\n13 x", "line 3: BEG has 12 elements"},
      {"map 850 004010 order\nsegment BEG\n03 x\n02 y", "line 4: the elements of a segment stand in their order"},
      {"map 850 004010 order\nsegment BEG\n03-1 x", "line 3: BEG03 has no component 1"},
      {"map 850 004010 order\nsegment BEG\n03 Number", "line 3: \"Number\" is no name"},
      {"map 850 004010 order\nsegment BEG\n03 number decimals", "line 3: \"decimals\" is not understood"},
      {"map 850 004010 order\nsegment BEG\n03 number codes c", "line 3: there is no list \"c\""},
      {"map 850 004010 order\ncodes c a=1,2 b=2", "line 2: the code 2 stands twice"},
      {"map 850 004010 order\ncodes c a=1\nlist PO1 l\nsegment PO1\n06 to 10 pairs c",
       "line 5: pairs need two elements"},
      {"map 850 004010 order\ncodes c a=1\nlist PO1 l\nsegment PO1\n06 to 27 pairs c", "line 5: PO1 has 25 elements"},
      {"map 850 004010 order\ncodes c a=1\nlist PO1 l\nsegment PO1\n06 to 9 pairs c\n09 x", "line 6: the elements of"},
      {"map 850 004010 order\ncodes c a=1:0", "line 2: \"1:0\" has no length behind the colon"},
      {"map 850 004010 order\n03 number", "line 2: \"03\" is not understood here"},
      {"map 850 004010 order\nlist PO1/N1 x", "line 2: the loop around PO1/N1 must be a list"},
      {"map 850 004010 order\nlist N1 parties", "line 2: a list, tree or level has no end"},
      {"map 850 004010 order\nend", "line 2: there is nothing to end"},
      {"map 850 004010 order\nlist N1 a\nend\nlist N1 a\nend", "line 4: there are two lists a"},
      {"map 850 004010 order\nsegment CTT/CTT\n01 count lines", "line 3: EE count"},
      {"map 850 004010 order\nsegment CTT/CTT\n02 count", "line 3: the table has no count for CTT02"},
      {"map 850 004010 order\nlist PO1 l\nlist SDQ d groups 03-04 to 21", "line 3: groups EE-EE to EE"},
      {"map 850 004010 order\nlist PO1 l\nlist SDQ d groups 03-04 to 24", "line 3: SDQ has 23 elements"},
      {"map 850 004010 order\nlist PO1 l groups 03-04 to 22", "line 2: groups are of a segment"},
      {"map 850 004010 order\nlist PO1 l\nlist SDQ d groups 03-04 to 22\nsegment SDQ\n05 x",
       "line 5: rules are for the first"},
      {"map 850 004010 order\nmembers x", "line 2: members names x"},
      {"map 850 004010 order\nuse nothing", "line 2: there is no part nothing"},
      {"map 850 004010 order\ntree HL", "line 2: the set has no loop HL"},
      {"map 850 004010 order\nsegment BEG\n03 x join \"", "line 3: a text in quotes is not closed"},
      {"map 850 004010 order\nsegment BEG\n03 x\n05 x date", "line 4: x is of another type elsewhere"},
      {"map 850 004010 order\nsegment DTM\n02 d date else least lines.x\nlist PO1 lines\nsegment PO1\n03 x\nend",
       "line 3: least is for dates"},
  };
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    const char *got = error_of(m, faults[i][0]);
    if (!strstr(got, faults[i][1])) fail_msg("%s\n%s", faults[i][0], got);
  }
  edi_mem_free(m);
}

static void an_overlay_replaces_lists(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  edi_str why = {NULL, 0};
  const struct edi_maps *ours = edi_maps_overlay(
      m, maps(), EDI_STR("overlay 850 # of one partner\ncodes part seller_part=VP buyer_part=PI gtin=UK,EN\n"), &why);
  if (!ours) fail_msg("%.*s", EDI_ARG(why));
  const struct edi_map *map = edi_maps_find(ours, EDI_STR("005010"), EDI_STR("850"));
  const char *got = written(
      m, map, EDI_STR("{\"lines\":[{\"quantity\":\"1\",\"unit\":\"EA\",\"buyer_part\":\"b\",\"gtin\":\"g\"}]}"));
  assert_non_null(strstr(got, "*PI*b*UK*g~"));
  static const char *const faults[][2] = {
      {"codes part x=1", "line 1: an overlay begins with"},
      {"overlay 859\ncodes part x=1", "line 1: there is no map of 859"},
      {"overlay 850\ncodes nothing x=1", "no map of 850 has a list nothing"},
      {"overlay 850\nsegment BEG", "line 2: an overlay holds codes lines"},
      {"overlay 850\ncodes role A=B,B", "line 2: the code B stands twice"},
  };
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    assert_null(edi_maps_overlay(m, maps(), edi_str_of(faults[i][0]), &why));
    if (!strstr(why.p, faults[i][1])) fail_msg("%s\n%.*s", faults[i][0], EDI_ARG(why));
  }
  edi_mem_free(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_gateway_stores_orders_in_their_shape),
                                     cmocka_unit_test(elements_become_fields),
                                     cmocka_unit_test(what_may_be_sent_is_told_in_its_codes),
                                     cmocka_unit_test(the_lines_say_when_the_heading_does_not),
                                     cmocka_unit_test(copies_make_no_order),
                                     cmocka_unit_test(what_is_rejected_makes_no_order),
                                     cmocka_unit_test(what_an_order_needs_is_asked_for),
                                     cmocka_unit_test(an_order_read_and_written_is_the_same),
                                     cmocka_unit_test(a_changed_field_is_written_as_it_is_now),
                                     cmocka_unit_test(totals_are_those_of_the_segments_written),
                                     cmocka_unit_test(items_that_say_the_same_of_the_rest_share_a_segment),
                                     cmocka_unit_test(a_very_long_segment_of_groups_is_kept_whole),
                                     cmocka_unit_test(pairs_fill_their_places_one_after_the_other),
                                     cmocka_unit_test(the_code_beside_a_value_goes_by_its_length),
                                     cmocka_unit_test(a_document_made_by_hand_is_written),
                                     cmocka_unit_test(what_cannot_be_written_is_said_with_its_place),
                                     cmocka_unit_test(errors_of_a_map_name_its_line_and_segment),
                                     cmocka_unit_test(an_overlay_replaces_lists)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

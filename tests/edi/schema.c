/* The tables of the standard: what is read from them, and what is said when they are wrong. */
#include "set_support.h"

static void errors_in_a_table_name_file_and_line(void **state) {
  (void)state;
  static const struct {
    const char *file, *text, *why;
  } all[] = {
      {"elements", "# remark\n143\tXX\t1\t2\tName\n", "elements.tsv, line 2: \"XX\" is no type"},
      {"elements", "14x\tAN\t1\t2\tName\n", "elements.tsv, line 1: \"14x\" is no element number"},
      {"elements", "143\tAN\t3\t2\tName\n", "elements.tsv, line 1: \"3\" to \"2\" are no lengths"},
      {"elements", "143\tAN\t1\t2\n", "elements.tsv, line 1: the name is missing"},
      {"elements", "143\tAN\t1\t2\ta\n143\tAN\t1\t2\ta\n", "elements.tsv, line 2: element 143 stands here twice"},
      {"codes", "353\t00\n", "codes.tsv, line 1: the code or its meaning is missing"},
      {"codes", "353\t00\ta\n\n353\t00\tb\n", "codes.tsv, line 3: this code stands here twice"},
      {"codes", "9\t00\ta\n", "codes.tsv, line 1: element 9 is not in elements.tsv"},
      {"codes", "353\t0\ta\n", "codes.tsv, line 1: the code has 1 characters, the element 2 to 2"},
      {"composites", "C001\tUnit\t355X\n", "composites.tsv, line 1: \"355X\" is no element with M or O"},
      {"composites", "355\tUnit\t355M\n", "composites.tsv, line 1: \"355\" is no composite"},
      {"composites", "C001\tUnit\n", "composites.tsv, line 1: a composite has components"},
      {"composites", "C001\tUnit\t355M\nC002\tIn\tC001M\n",
       "composites.tsv, line 2: a composite cannot stand in a composite"},
      {"segments", "BEG\tBegin\t353M 9O\n", "segments.tsv, line 1: element 9 has no line of its own"},
      {"segments", "BEG\tBegin\t353M*0\n", "segments.tsv, line 1: \"0\" is no number of times"},
      {"segments", "BEG\tBegin\t353M\tR0102\n", "segments.tsv, line 1: \"R0102\" is no condition of these 1 elements"},
      {"segments", "BEG\tBegin\t353M 353O\tX0102\n",
       "segments.tsv, line 1: \"X0102\" is no condition of these 2 elements"},
      {"segments", "BEGI\tBegin\t353M\n", "segments.tsv, line 1: \"BEGI\" is no segment id"},
      {"segments", "BEG\tBegin\t353M\nBEG\tBegin\t353M\n", "segments.tsv, line 2: segment BEG stands here twice"},
      {"850", "0010\t\tST\tM\t1\n", "850.tsv, line 1: the first line is: set, id, functional id, name"},
      {"850", "set\t850\tPO\ta\n10\t\tXXX\tM\t1\n", "850.tsv, line 2: segment \"XXX\" is not in segments.tsv"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tX\t1\n", "850.tsv, line 2: the use is M or O, not \"X\""},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t0\n", "850.tsv, line 2: \"0\" is no number of times"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\tN1\tN1\tO\t1\n",
       "850.tsv, line 3: the first row of a loop says how many turns it has, not \"\""},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\tN1\tN1\tO\t2\t1\n",
       "850.tsv, line 3: the first row of a loop has its turns, and 1 time each"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\tA/N1\tN1\tO\t1\t1\n",
       "850.tsv, line 3: the loop A is not open here"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\tN1\tN1\tO\t1\t1\n30\t\tREF\tO\t1\n40\tN1\tN3\tO\t1\n",
       "850.tsv, line 5: the rows of the loop N1 must stand together"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n", "850.tsv, line 2: a set begins with ST and ends with SE"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\t\tSE\tM\t1\ntotal\tCTT01\tcount\tPO1\n",
       "850.tsv, line 4: \"CTT01\" is no element of this set"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\t\tSE\tM\t1\ntotal\tSE01\tcount\tPO1\n",
       "850.tsv, line 4: \"PO1\" does not stand in this set"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\t\tSE\tM\t1\ntotal\tSE01\tmean\tST01\n",
       "850.tsv, line 4: a total is a count or a sum, not \"mean\""},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\n20\t\tSE\tM\t1\nhl\tHL\n",
       "850.tsv, line 4: \"HL\" does not stand in this set"},
      {"850", "set\t850\tPO\ta\n10\t\tST\tM\t1\ntotal\tST01\tcount\tST\n20\t\tSE\tM\t1\n",
       "850.tsv, line 4: totals and hl stand behind the rows"},
      {"850", "set\t856\tPO\ta\n10\t\tST\tM\t1\n20\t\tSE\tM\t1\n",
       "850.tsv, line 3: there is another table of set 856"},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct edi_mem *m = edi_mem_new();
    struct part_table parts[] = {{"x/004010/elements.tsv", ELEMENTS},     {"x/004010/codes.tsv", CODES},
                                 {"x/004010/composites.tsv", COMPOSITES}, {"x/004010/segments.tsv", SEGMENTS},
                                 {"x/004010/856.tsv", SHIPMENT},          {"x/004010/850.tsv", ORDER}};
    char path[64];
    snprintf(path, sizeof path, "x/004010/%s.tsv", all[i].file);
    for (size_t k = 0; k < 6; k++)
      if (strcmp(parts[k].path, path) == 0) parts[k].text = all[i].text;
    edi_str why = {NULL, 0};
    assert_null(read_tables(m, parts, 6, &why));
    assert_string_equal(edi_printf(m, "%.*s", EDI_ARG(why)).p, edi_printf(m, "x/004010/%s", all[i].why).p);
    edi_mem_free(m);
  }
}

static void what_the_tables_say_can_be_asked_for(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *s = small_standard(m);
  assert_null(x12_schemas_release(s, EDI_STR("003040")));
  assert_null(x12_schemas_release(s, EDI_STR("0040")));
  const struct x12_release *r = x12_schemas_release(s, EDI_STR("004010X091A1"));
  assert_non_null(r);
  assert_ptr_equal(x12_schemas_each(s, NULL), r);
  assert_null(x12_schemas_each(s, r));
  const struct x12_element_def *purpose = x12_release_element(r, 353);
  assert_int_equal(purpose->nlist, 3);
  assert_true(edi_is(purpose->list[1].code, "01") && edi_is(purpose->list[1].meaning, "Cancellation"));
  assert_true(edi_is(x12_release_meaning(r, 98, EDI_STR("ST")), "Ship to"));
  assert_int_equal(x12_release_meaning(r, 98, EDI_STR("XX")).n, 0);
  assert_null(x12_release_element(r, 1));
  const struct x12_segment_def *ref = x12_release_segment(r, EDI_STR("REF"));
  assert_int_equal(ref->n, 4);
  assert_int_equal(ref->uses[2].most, 3);
  assert_int_equal(ref->uses[3].def->composite->n, 4);
  assert_int_equal(ref->mandatory, 2);
  assert_null(x12_release_segment(r, EDI_STR("XYZ")));
  assert_true(x12_set_belongs(x12_release_set(r, EDI_STR("856")), EDI_STR("SN")));
  assert_false(x12_set_belongs(x12_release_set(r, EDI_STR("856")), EDI_STR("PO")));
  assert_null(x12_release_set(r, EDI_STR("810")));
  edi_mem_free(m);
}

/* The tables of the project hold together: every set's rows lead somewhere, every row can be reached. */
static void every_set_can_be_walked_in_the_order_of_its_table(void **state) {
  (void)state;
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *s = tables(m);
  size_t sets = 0;
  for (const struct x12_release *r = x12_schemas_each(s, NULL); r; r = x12_schemas_each(s, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      const struct x12_set_def *d = x12_release_set_at(r, i);
      struct x12_check c = {0};
      struct x12_findings found = {0};
      sets++;
      x12_check_start(&c, m, r, d, SEPARATORS, &found);
      c.walk_only = true;
      for (size_t row = 0; row < d->n; row++) {
        edi_str id = d->rows[row].segment->id;
        uint32_t end = (uint32_t)id.n;
        struct x12_segment seg = {.text = id, .n = 1, .base = id.p, .ends = &end, .plain = true};
        size_t at = x12_check_segment(&c, &seg);
        /* the same segment right before may be meant to come again */
        if (at != row && (at == SIZE_MAX || d->rows[at].segment->key != d->rows[row].segment->key))
          fail_msg("%.*s %.*s: row %.*s %.*s cannot be reached", EDI_ARG(x12_release_version(r)), EDI_ARG(d->id),
                   EDI_ARG(d->rows[row].position), EDI_ARG(id));
      }
      assert_int_equal(found.fatal, 0);
      x12_check_free(&c);
    }
  assert_true(sets > 1);
  edi_mem_free(m);
}

/* What was worked out beforehand leads where looking at every row leads. */
static void the_steps_go_where_a_search_would_go(void **state) {
  (void)state;
  struct edi_mem *all = edi_mem_new();
  const struct x12_schemas *s = tables(all);
  unsigned seed = 7;
  size_t placed = 0;
#define NEXT(below) ((seed = seed * 1103515245u + 12345u) >> 8) % (unsigned)(below)
  for (const struct x12_release *r = x12_schemas_each(s, NULL); r; r = x12_schemas_each(s, r))
    for (size_t i = 0; x12_release_set_at(r, i); i++) {
      struct edi_mem *m = edi_mem_new();
      const struct x12_set_def *d = x12_release_set_at(r, i);
      struct x12_set_def search = *d;
      size_t n = (d->n + 1) * d->columns;
      search.steps = edi_alloc(m, n * sizeof *search.steps);
      for (size_t k = 0; k < n; k++) search.steps[k] = d->steps[k] | X12_STEP_PASSES;
      struct x12_check a = {0}, b = {0};
      struct x12_findings of_a = {0}, of_b = {0};
      for (int round = 0; round < 20; round++) {
        x12_check_start(&a, m, r, d, SEPARATORS, &of_a);
        x12_check_start(&b, m, r, &search, SEPARATORS, &of_b);
        a.walk_only = b.walk_only = true;
        for (int step = 0; step < 300; step++) {
          size_t to = NEXT(8) ? (a.at == d->n ? 0 : a.at) + NEXT(8) : NEXT(d->n);
          edi_str id = d->rows[to < d->n ? to : d->n - 1].segment->id;
          uint32_t end = (uint32_t)id.n;
          struct x12_segment seg = {.text = id, .n = 1, .base = id.p, .ends = &end, .plain = true};
          size_t row = x12_check_segment(&a, &seg);
          assert_int_equal(row, x12_check_segment(&b, &seg));
          assert_int_equal(of_a.n + of_a.left_out, of_b.n + of_b.left_out);
          assert_int_equal(a.depth, b.depth);
          placed += row != SIZE_MAX;
        }
      }
      assert_string_equal(told(m, &of_a), told(m, &of_b));
      x12_check_free(&a);
      x12_check_free(&b);
      edi_mem_free(m);
    }
#undef NEXT
  assert_true(placed > 1000);
  edi_mem_free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_in_a_table_name_file_and_line),
      cmocka_unit_test(what_the_tables_say_can_be_asked_for),
      cmocka_unit_test(every_set_can_be_walked_in_the_order_of_its_table),
      cmocka_unit_test(the_steps_go_where_a_search_would_go),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

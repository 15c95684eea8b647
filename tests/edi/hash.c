/* The hash of the tables: every byte counts, and nobody can choose texts that fall together. */
#include "edi/hash.h"
#include "support.h"

static void the_same_text_has_the_same_hash_wherever_it_lies(void **state) {
  (void)state;
  static const char text[] = "0123456789012345678901234567890123456789";
  char room[sizeof text + 8];
  for (size_t n = 0; n < sizeof text; n++) {
    uint64_t want = edi_hash(7, (edi_str){text, n});
    for (size_t at = 0; at < 8; at++) {
      memset(room, 'x', sizeof room);
      memcpy(room + at, text, n);
      assert_true(edi_hash(7, (edi_str){room + at, n}) == want);
    }
  }
}

static void every_byte_the_length_and_the_seed_count(void **state) {
  (void)state;
  char text[24] = {0};
  for (size_t n = 0; n < sizeof text; n++) {
    uint64_t was = edi_hash(7, (edi_str){text, n});
    assert_true(edi_hash(8, (edi_str){text, n}) != was);
    assert_true(edi_hash(7, (edi_str){text, n + 1}) != was);
    for (size_t i = 0; i < n; i++) {
      text[i] = 1;
      assert_true(edi_hash(7, (edi_str){text, n}) != was);
      text[i] = 0;
    }
  }
}

/* The worst that someone can do who knows the hash and not the seed: what shares its low bits with one seed. */
static void texts_chosen_for_one_seed_are_spread_by_another(void **state) {
  (void)state;
  enum { BITS = 10, TEXTS = 2048, PLACES = 1 << BITS };
  static unsigned char there[PLACES];
  char text[16];
  unsigned most = 0, found = 0;
  for (unsigned i = 0; found < TEXTS; i++) {
    edi_str s = {text, (size_t)snprintf(text, sizeof text, "%08u", i)};
    if ((edi_hash(1, s) & (PLACES - 1)) != 5) continue;
    found++;
    unsigned here = ++there[edi_hash(2, s) & (PLACES - 1)];
    most = here > most ? here : most;
  }
  assert_true(most < 20); /* two in the mean; a thousand where the seed changes nothing */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_text_has_the_same_hash_wherever_it_lies),
      cmocka_unit_test(every_byte_the_length_and_the_seed_count),
      cmocka_unit_test(texts_chosen_for_one_seed_are_spread_by_another),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

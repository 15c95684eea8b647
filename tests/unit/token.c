/* Hashes against published values. */
#include "auth/token.h"
#include "base/arena.h"
#include "support/test.h"

static void test_hashes(void **state) {
  (void)state;
  struct arena *a = arena_new(256);
  unsigned char h[32], again[32];
  token_sha256(STR("abc"), h); /* FIPS 180-2 */
  assert_true(str_eq(str_hex(a, h, 32), STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
  token_sha256(STR_NONE, h);
  assert_true(str_eq(str_hex(a, h, 32), STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")));
  /* HMAC-SHA256 under "key" of the length 3 in eight bytes, then "abc" */
  token_hmac(STR("key"), (const str[]){STR("abc")}, 1, h);
  assert_true(str_eq(str_hex(a, h, 32), STR("9c267848c2cf2c5c983ffccda2465bde94c67bb18be645ab491dcef95c219ab7")));
  token_hmac(STR("key"), (const str[]){STR("ab"), STR("c")}, 2, again);
  assert_false(token_same(h, again, 32)); /* where one part ends counts */
  token_hmac(STR("key"), (const str[]){STR("abc")}, 1, again);
  assert_true(token_same(h, again, 32));
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_hashes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

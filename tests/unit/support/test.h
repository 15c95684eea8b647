/* cmocka with what it wants included before it; the order matters, so it stands in one place. */
#ifndef HANSA_TESTS_TEST_H
#define HANSA_TESTS_TEST_H
/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif

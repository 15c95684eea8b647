/* Time. Monotonic for durations, wall clock for people. */
#ifndef HANSA_BASE_CLOCK_H
#define HANSA_BASE_CLOCK_H
#include "base/str.h"

int64_t clock_us(void);                 /* monotonic microseconds */
int64_t clock_unix_ms(void);            /* milliseconds since 1970 */
str clock_rfc3339(char buf[static 32]); /* now, UTC, milliseconds, 'Z'; borrows buf */

#endif

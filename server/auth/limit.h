/* Token buckets: how often one address or one API key may ask this process. */
#ifndef HANSA_AUTH_LIMIT_H
#define HANSA_AUTH_LIMIT_H
#include "base/err.h"
#include "base/str.h"

struct limit;
/* per_s requests a second, four seconds' worth at once; 0 lets everything through. */
struct limit *limit_new(double per_s);
void limit_free(struct limit *l);
/* False: ERR_TOO_MANY with retry_after. now in microseconds. */
bool limit_take(struct limit *l, str who, int64_t now_us, struct err *e) MUST_CHECK;

#endif

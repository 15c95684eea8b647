/* Text as pointer and length. A str borrows its bytes unless the function that made it says "arena". */
#ifndef HANSA_BASE_STR_H
#define HANSA_BASE_STR_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

typedef struct str {
  const char *p;
  size_t n;
} str;

#define STR(literal) ((str){(literal), sizeof(literal) - 1})
#define STR_ARG(s) (int)(s).n, (s).p /* for "%.*s" */
#define STR_NONE ((str){NULL, 0})

static inline str str_of(const char *z) { return z ? (str){z, strlen(z)} : STR_NONE; }
static inline bool str_none(str s) { return s.p == NULL; }
static inline bool str_eq(str a, str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }

bool str_eq_nocase(str a, str b); /* ASCII only */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
str str_trim(str s); /* blanks, tabs, CR, LF at both ends */
/* Cuts s at the first `at`: *head gets what stands before it, the rest is returned (STR_NONE if `at` is absent). */
str str_cut(str s, char at, str *head);
ptrdiff_t str_find(str s, str needle); /* -1 if absent */
bool str_int(str s, int64_t *out);     /* whole string, decimal, optional '-'; false on overflow */
size_t str_utf8_next(str s);           /* bytes of the valid UTF-8 sequence it starts with; 0 if there is none */
bool str_utf8(str s);                  /* valid UTF-8, no surrogates, no overlong forms, no NUL */

str str_dup(struct arena *a, str s);                                              /* arena */
char *str_z(struct arena *a, str s);                                              /* arena, NUL-terminated */
str str_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* arena */
str str_hex(struct arena *a, const void *bytes, size_t n);                        /* arena, lower case */
bool str_unhex(str s, void *out, size_t n);                                       /* exactly n bytes */
str str_base64url(struct arena *a, const void *bytes, size_t n);                  /* arena, without padding */
bool str_unbase64url(struct arena *a, str s, str *out);                           /* arena */
bool str_unpercent(struct arena *a, str s, bool plus_is_space, str *out);         /* arena; false on a bad escape */

#endif

/* Text slices, and memory that lives and dies with one document. Nothing taken from an edi_mem is freed by hand.
   Running out of memory aborts: a document has a size cap, so that is a fault of the machine and not of the document.
 */
#ifndef EDI_MEM_H
#define EDI_MEM_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct edi_str {
  const char *p;
  size_t n;
} edi_str;

#define EDI_STR(literal) ((edi_str){(literal), sizeof(literal) - 1})
#define EDI_ARG(s) (int)(s).n, ((s).p ? (s).p : "") /* for "%.*s" */

static inline edi_str edi_str_of(const char *z) { return (edi_str){z, z ? strlen(z) : 0}; }
static inline bool edi_eq(edi_str a, edi_str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool edi_is(edi_str a, const char *z) { return edi_eq(a, edi_str_of(z)); }
edi_str edi_trim(edi_str s);             /* blanks at both ends */
bool edi_uint(edi_str s, uint64_t *out); /* digits only, at most 18 of them */

struct edi_mem;
struct edi_mem *edi_mem_new(void);
void edi_mem_free(struct edi_mem *m);
void edi_mem_reset(struct edi_mem *m);        /* everything taken from it is gone; it is used again */
void *edi_alloc(struct edi_mem *m, size_t n); /* zeroed, aligned to 16 */
edi_str edi_dup(struct edi_mem *m, edi_str s);
edi_str edi_printf(struct edi_mem *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A short text that lives to the end of the enclosing block; longer ones are cut. */
enum { EDI_SAY_MAX = 400 };
/* The same from another function's arguments. */
edi_str edi_vformat(char buf[static EDI_SAY_MAX], const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
edi_str edi_format(char buf[static EDI_SAY_MAX], const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define EDI_SAY(...) edi_format((char[EDI_SAY_MAX]){0}, __VA_ARGS__)

#define EDI_NEW(m, type) ((type *)edi_alloc((m), sizeof(type)))

/* A text under construction. */
struct edi_buf {
  struct edi_mem *m;
  char *p;
  size_t n, cap;
};
void edi_buf_grow(struct edi_buf *b, size_t more); /* room for so many more */
static inline void edi_buf_room(struct edi_buf *b, size_t more) {
  if (b->cap - b->n < more) edi_buf_grow(b, more);
}
static inline void edi_buf_char(struct edi_buf *b, char c) {
  edi_buf_room(b, 1);
  b->p[b->n++] = c;
}
static inline void edi_buf_add(struct edi_buf *b, edi_str s) {
  if (!s.n) return;
  edi_buf_room(b, s.n);
  memcpy(b->p + b->n, s.p, s.n);
  b->n += s.n;
}
void edi_buf_z(struct edi_buf *b, const char *z);
void edi_buf_uint(struct edi_buf *b, uint64_t v, int width); /* zero-filled to width */
static inline edi_str edi_buf_str(const struct edi_buf *b) { return (edi_str){b->p, b->n}; }

#endif

/* Decodes the chunked transfer coding (RFC 9112, 7.1), which libwebsockets passes on raw. Pure: bytes in, spans out. */
#ifndef HANSA_HTTP_DECHUNK_H
#define HANSA_HTTP_DECHUNK_H
#include "base/str.h"

enum dechunk_state {
  DECHUNK_SIZE,
  DECHUNK_EXTENSION,
  DECHUNK_SIZE_LF,
  DECHUNK_BYTES,
  DECHUNK_BYTES_CR,
  DECHUNK_BYTES_LF,
  DECHUNK_TRAILER,      /* at the start of a line */
  DECHUNK_TRAILER_LINE, /* inside one */
  DECHUNK_TRAILER_LF,
  DECHUNK_LAST_LF,
  DECHUNK_END,
  DECHUNK_REFUSED
};

/* Start with all zero. */
struct dechunk {
  enum dechunk_state state;
  uint32_t left;  /* of the chunk */
  int digits;     /* of its size */
  size_t overhead; /* bytes of extensions and trailers so far */
};

enum { DECHUNK_OVERHEAD_MAX = 8192 };

enum dechunk_result {
  DECHUNK_MORE, /* *in is used up */
  DECHUNK_DATA, /* *data is a piece of the body, borrowed from *in; call again */
  DECHUNK_DONE, /* the body is complete; what is left in *in stands behind it */
  DECHUNK_BAD
};

/* Takes from the front of *in what it can use. */
enum dechunk_result dechunk_next(struct dechunk *d, str *in, str *data);

#endif

/* How long the body of a request is, decided from its headers alone and strictly: libwebsockets believes a negative
   length, and takes a length where a transfer coding stands beside it. */
#ifndef HANSA_HTTP_FRAMING_H
#define HANSA_HTTP_FRAMING_H
#include "base/err.h"
#include "base/str.h"
#include "http/http.h"

struct framing {
  bool chunked;
  size_t length; /* when not chunked; 0 is no body */
};

/* A header that is absent is STR_NONE or empty. */
bool framing_read(enum http_method m, str host, str content_length, str transfer_encoding, struct framing *out,
                  struct err *e) MUST_CHECK;

#endif

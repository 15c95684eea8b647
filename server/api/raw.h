/* A request's body that is no JSON: the file or the table itself. */
#ifndef HANSA_API_RAW_H
#define HANSA_API_RAW_H
#include "api/endpoint.h"
#include "api/sniff.h"
#include "http/http.h"

struct raw {
  const struct param *param;
  str value;                /* the bytes, or the table as JSON; in the request's arena */
  unsigned char sha256[32]; /* these two of bytes only */
  struct sniff is;
};

bool raw_media_ok(const struct param *p, str content_type, struct err *e) MUST_CHECK;
bool raw_is_large(struct http_req *r); /* work for a worker */
/* Reads, sums and looks; on a worker too. */
bool raw_read(struct http_req *r, struct raw *raw, struct err *e) MUST_CHECK;

#endif

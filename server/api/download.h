/* Files as answers: sent so that a browser can do nothing with them but save them or, for a few images, draw them. */
#ifndef HANSA_API_DOWNLOAD_H
#define HANSA_API_DOWNLOAD_H
#include "http/http.h"

/* Content-Disposition (RFC 6266, 8187): the name in ASCII for old readers and whole for the others; without control and
   direction characters, which could make it another header or look like another name. Arena. */
str download_disposition(struct arena *a, bool show, str name);

struct download {
  str type, name, disposition, bytes; /* as the database has them; bytes in the arena */
};
/* What forbids a browser to do anything: also with a 304, whose headers take the place of those it has kept. */
void download_headers(struct http_req *r);
/* Shown is only an image that by its own bytes is what `type` says; everything else is application/octet-stream. */
void download_answer(struct http_req *r, int status, const struct download *d);

#endif

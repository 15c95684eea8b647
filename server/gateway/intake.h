/* POST /edi: the bytes of one or more interchanges in, an acknowledgment out. Each interchange is one transaction; the
   answer is sent after the last has been committed. */
#ifndef HANSA_GATEWAY_INTAKE_H
#define HANSA_GATEWAY_INTAKE_H
#include "db/db.h"
#include "edi/map/map.h"
#include "http/http.h"

struct loop;

enum { INTAKE_BODY_MAX = 50 * 1000 * 1000 };

struct intake {
  struct loop *loop;
  struct db *db;
  const struct x12_schemas *schemas;
  const struct edi_maps *maps;
  int bind, receive, receive_large; /* statements */
};

void intake_init(struct intake *g, struct loop *loop, struct db *db, const struct x12_schemas *schemas,
                 const struct edi_maps *maps);

/* For struct http_conf; ctx is the intake. */
void intake_plan(void *ctx, struct http_req *r, struct http_plan *out);
void intake_handle(void *ctx, struct http_req *r);

#endif

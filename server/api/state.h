/* What the files of this directory share about the API and about one request; nobody else includes it. */
#ifndef HANSA_API_STATE_H
#define HANSA_API_STATE_H
#include "api/api.h"
#include "api/gate.h"
#include "api/params.h"
#include "api/route.h"
#include "api/rows.h"
#include "api/statement.h"
#include "auth/limit.h"
#include "base/map.h"

/* An endpoint with what start-up made of it. */
struct running {
  const struct endpoint *ep;
  struct statement plain, kept;  /* kept: stores its answer under the Idempotency-Key */
  int plain_number, kept_number; /* -1: none */
  api_fn handler;
  struct rows_plan *rows; /* made from the first answer */
};

/* What a route leads to. */
struct target {
  struct running *run; /* or */
  api_raw_fn raw;
  void *ctx;
  str route;
};

/* The http_plan's route: one per request, in its arena. */
struct asked {
  const struct target *target;
  struct route_match match;
  struct credential cred;
};

struct api {
  struct api_conf conf;
  struct arena *a;
  struct endpoint_table table;
  struct running *running; /* one per endpoint, in the table's order */
  struct router *router;
  struct map *handlers;
  struct limit *by_address, *by_key;
  struct gate *files, *tables; /* how much of what is large is in memory at one time */
  int bind_public, bind_session, bind_key, idem_claim, idem_seal;
  str openapi, openapi_tag, scopes;
};

void run_endpoint(struct api *api, struct http_req *r, struct asked *asked);
/* The binding a request begins with; memory from the arena. */
struct db_step run_binding(struct api *api, struct arena *a, const struct endpoint *ep, const struct credential *cred);
/* The request's Idempotency-Key, when its endpoint takes one: key is STR_NONE without. */
struct claim {
  str key, route;
  struct db_step step; /* goes behind the binding */
};
bool run_claim(struct api *api, struct http_req *r, const struct endpoint *ep, str body, struct claim *out,
               struct err *e) MUST_CHECK;
void run_db_err(const struct endpoint *ep, const struct db_reply *reply, struct err *e);
void run_fail(struct api *api, struct http_req *r, const struct err *e);
void run_answer_row(struct api *api, struct http_req *r, struct running *run, int status, PGresult *res);
void run_answer_ok(struct http_req *r, int status, str type, str body, size_t headroom);

void docs_register(struct api *api);

#endif

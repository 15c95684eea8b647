/* The HTTP API: one endpoint a file under sql/api, C handlers that such a file names, and raw routes for what is no
   API. Order of start: api_new, api_handler / api_raw, api_start, db_open; then give api_plan and api_handle to http.
 */
#ifndef HANSA_API_API_H
#define HANSA_API_API_H
#include "api/endpoint.h"
#include "auth/credential.h"
#include "db/db.h"
#include "http/http.h"

struct api;

struct api_conf {
  struct loop *loop;
  struct db *db;
  str secret;                      /* 32 bytes; signs cursors. Borrowed */
  str public_url;                  /* "https://portal.example.com", for links in mails. Borrowed */
  double address_per_s, key_per_s; /* requests a second per client address and per API key; 0 = no limit */
};

/* Reads the endpoint table and registers its statements with the db. A bad file is an error "file:line: …". */
struct api *api_new(const struct api_conf *conf, struct err *e);
/* Checks that every handler named by a file is known, and builds the OpenAPI document. */
bool api_start(struct api *api, struct err *e) MUST_CHECK;
void api_free(struct api *api);

/* For struct http_conf; ctx is the api. */
void api_plan(void *api, struct http_req *r, struct http_plan *out);
void api_handle(void *api, struct http_req *r);

/* Raw routes: health, metrics, pages. No authentication, no parameters; GET also serves HEAD. */
typedef void (*api_raw_fn)(void *ctx, struct http_req *r); /* must answer exactly once, now or later */
/* path may hold parameters, "/t/{token}"; method and path are borrowed for the life of the api. */
void api_raw(struct api *api, const char *method, const char *path, api_raw_fn fn, void *ctx);
/* The n-th path parameter of the request's route, percent-decoded; STR_NONE if it is not valid UTF-8. */
str api_path_value(struct http_req *r, size_t n);

/* Handlers: what "-- handler: name" in an endpoint file calls. */
struct api_call {
  struct api *api;
  struct http_req *req;
  struct arena *a; /* the request's */
  const struct endpoint *ep;
  const str *values;      /* one per ep->params, checked; STR_NONE is null or absent */
  struct credential cred; /* who asks, not yet looked up in the database */
  void *state;            /* the handler's own, in the arena */
  bool claimed;           /* an Idempotency-Key came with it */
  void (*then)(struct api_call *c, const struct db_reply *reply);
};
typedef void (*api_fn)(struct api_call *c); /* must answer exactly once, now or later */
void api_handler(struct api *api, const char *name, api_fn fn);

str api_value(const struct api_call *c, const char *param); /* STR_NONE if null, absent or not a parameter */
struct db *api_db(const struct api *api);
struct loop *api_loop(const struct api *api);
str api_public_url(const struct api *api);
const struct endpoint *api_find(const struct api *api, const char *method, const char *path); /* NULL if absent */

bool api_scope_known(const struct api *api, str scope);
str api_scopes(const struct api *api); /* all of them, in one line */
struct db_step api_step(const struct api *api,
                        const struct endpoint *ep); /* the statement of an endpoint without parameters */

/* Runs the steps in one transaction after the binding that the endpoint asks for (results[0] is the binding's row).
   `then` is called only when all went well; a failure is answered here. steps are borrowed until then. */
void api_db_run(struct api_call *c, const struct db_step *steps, int nsteps,
                void (*then)(struct api_call *c, const struct db_reply *reply));
void api_answer_one(struct api_call *c, const struct endpoint *ep, int status,
                    PGresult *rows);                                             /* first row as object */
void api_answer_json(struct api_call *c, int status, str json, size_t headroom); /* headroom as in http_answer */
void api_answer_none(struct api_call *c, int status);
void api_fail(struct api_call *c, const struct err *e);

#endif

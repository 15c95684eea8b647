/* What handlers in C use: values, one transaction at a time, answers. */
#include "api/state.h"

str api_value(const struct api_call *c, const char *param) {
  size_t index;
  return endpoint_param(c->ep, str_of(param), &index) ? c->values[index] : STR_NONE;
}

void api_fail(struct api_call *c, const struct err *e) { run_fail(c->api, c->req, e); }

/* What a handler answers may be a secret, so it is not kept: a repeat learns that the first request was carried out. */
static void call_failed(struct api_call *c, const struct db_reply *reply) {
  struct err e = {0};
  if (reply->status == DB_FAILED && reply->sqlstate && strcmp(reply->sqlstate, "HAIDM") == 0)
    err_set(&e, ERR_CONFLICT, "idempotent_replay", "",
            "The first request with this Idempotency-Key was carried out. Its answer was shown then and is not kept: "
            "delete what it made and make it anew if the answer was lost.");
  else
    run_db_err(c->ep, reply, &e);
  api_fail(c, &e);
}

static void called(void *ctx, const struct db_reply *reply) {
  struct api_call *c = ctx;
  if (reply->nresults && PQntuples(reply->results[0]) == 1) {
    str company = rows_named(reply->results[0], 0, "company_id");
    if (company.n) http_log_company(c->req, str_dup(c->a, company));
    if (rows_named(reply->results[0], 0, "person_id").n) http_set_language(c->req, rows_named(reply->results[0], 0, "language"));
  }
  if (reply->status != DB_OK) {
    call_failed(c, reply);
    return;
  }
  db_ring(c->api->conf.db);
  if (!c->claimed) {
    c->then(c, reply);
    return;
  }
  /* the handler's own results stand between the claim and its seal */
  struct db_reply own = *reply;
  PGresult **results = ARENA_ARRAY(c->a, PGresult *, (size_t)reply->nresults);
  results[0] = reply->results[0];
  own.nresults = reply->nresults - 2;
  memcpy(results + 1, reply->results + 2, (size_t)(own.nresults - 1) * sizeof *results);
  own.results = results;
  c->then(c, &own);
}

void api_db_run(struct api_call *c, const struct db_step *steps, int nsteps,
                void (*then)(struct api_call *c, const struct db_reply *reply)) {
  struct db_step *all = ARENA_ARRAY(c->a, struct db_step, (size_t)nsteps + 3);
  struct claim claim;
  struct err e;
  if (!run_claim(c->api, c->req, c->ep, http_body(c->req), &claim, &e)) {
    api_fail(c, &e);
    return;
  }
  int n = 0;
  all[n++] = run_binding(c->api, c->a, c->ep, &c->cred);
  c->claimed = claim.key.n > 0;
  if (c->claimed) all[n++] = claim.step;
  memcpy(all + n, steps, (size_t)nsteps * sizeof *steps);
  n += nsteps;
  if (c->claimed) all[n++] = (struct db_step){c->api->idem_seal, claim.step.params, 2};
  c->then = then;
  db_submit(c->api->conf.db, all, n, called, c);
}

static struct running *running_of(const struct api *api, const struct endpoint *ep) {
  for (size_t i = 0; i < api->table.n; i++)
    if (api->table.at[i] == ep) return &api->running[i];
  return NULL;
}

struct db_step api_step(const struct api *api, const struct endpoint *ep) {
  return (struct db_step){running_of(api, ep)->plain_number, NULL, 0};
}

void api_answer_one(struct api_call *c, const struct endpoint *ep, int status, PGresult *rows) {
  run_answer_row(c->api, c->req, running_of(c->api, ep), status, rows);
}

void api_answer_json(struct api_call *c, int status, str json, size_t headroom) {
  run_answer_ok(c->req, status, STR("application/json"), json, headroom);
}

void api_answer_none(struct api_call *c, int status) { run_answer_ok(c->req, status, STR_NONE, STR_NONE, 0); }

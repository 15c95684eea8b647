/* What handlers in C use: values, one transaction at a time, answers. */
#include "api/state.h"

str api_value(const struct api_call *c, const char *param) {
  size_t index;
  return endpoint_param(c->ep, str_of(param), &index) ? c->values[index] : STR_NONE;
}

void api_fail(struct api_call *c, const struct err *e) { run_fail(c->api, c->req, e); }

static void called(void *ctx, const struct db_reply *reply) {
  struct api_call *c = ctx;
  if (reply->nresults && PQntuples(reply->results[0]) == 1) {
    str company = rows_named(reply->results[0], 0, "company_id");
    if (company.n) http_log_company(c->req, str_dup(c->a, company));
  }
  if (reply->status != DB_OK) {
    struct err e = {0};
    run_db_err(c->ep, reply, &e);
    api_fail(c, &e);
    return;
  }
  db_ring(c->api->conf.db);
  c->then(c, reply);
}

void api_db_run(struct api_call *c, const struct db_step *steps, int nsteps,
                void (*then)(struct api_call *c, const struct db_reply *reply)) {
  struct db_step *all = ARENA_ARRAY(c->a, struct db_step, (size_t)nsteps + 1);
  all[0] = run_binding(c->api, c->a, c->ep, &c->cred);
  memcpy(all + 1, steps, (size_t)nsteps * sizeof *steps);
  c->then = then;
  db_submit(c->api->conf.db, all, nsteps + 1, called, c);
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

/* One request to an endpoint: parameters, one pipeline to the database (binding, claim, statement), the answer. */
#include "api/cursor.h"
#include "api/state.h"
#include "auth/token.h"
#include "base/log.h"

struct job {
  struct api *api;
  struct http_req *req;
  struct running *run;
  struct params params;
  bool kept;
  struct api_call call; /* for handlers */
};

static bool unsafe(enum http_method m) { return m != HTTP_GET && m != HTTP_HEAD && m != HTTP_OPTIONS; }

void run_fail(struct api *api, struct http_req *r, const struct err *e) {
  (void)api;
  struct err same = *e;
  /* Nobody learns from the words whether a thing is absent or another's. */
  if (e->code == ERR_NOT_FOUND && strcmp(e->type, "company_not_found") != 0)
    err_set(&same, ERR_NOT_FOUND, "not_found", "", "There is no such record, or it is not shared with your company.");
  if (e->code == ERR_UNAUTHENTICATED) {
    if (strcmp(e->type, "login_failed") != 0) credential_required(&same);
  }
  http_answer_err(r, &same);
}

static void answer_nothing(struct api *api, struct http_req *r) {
  run_fail(api, r, &(struct err){.code = ERR_NOT_FOUND});
}

void run_answer_ok(struct http_req *r, int status, str type, str body, size_t headroom) {
  if (status == 204 || str_none(body))
    http_answer_empty(r, status);
  else
    http_answer(r, status, type, body, headroom);
}

static const str json_type = {"application/json", 16};

/* Binding. */
struct db_step run_binding(struct api *api, struct arena *a, const struct endpoint *ep, const struct credential *cred) {
  if (ep->auth == AUTH_PUBLIC || cred->kind == CRED_NONE) return (struct db_step){api->bind_public, NULL, 0};
  struct db_param *p = ARENA_ARRAY(a, struct db_param, 3);
  int n = 0;
  p[n++] = (struct db_param){str_dup(a, (str){(const char *)cred->hash, sizeof cred->hash}), true};
  /* A key that must not come here at all is looked up too: only its owner may learn that it exists. */
  if (cred->kind == CRED_KEY) p[n++] = (struct db_param){str_none(ep->scope) ? STR("session") : ep->scope, false};
  p[n++] = (struct db_param){endpoint_auth_name(ep->auth), false};
  return (struct db_step){cred->kind == CRED_KEY ? api->bind_key : api->bind_session, p, n};
}

static str company_of(const struct db_reply *reply) { return rows_named(reply->results[0], 0, "company_id"); }

static void log_company(struct http_req *r, const struct db_reply *reply) {
  if (reply->nresults && PQntuples(reply->results[0]) == 1) {
    str company = company_of(reply);
    if (company.n) http_log_company(r, str_dup(http_arena(r), company));
  }
}

/* Answers. */
/* The header of a file and its statement are written by hand; a difference shows in the log the first time it runs. */
static void compare_fields(struct arena *a, const struct running *run, const struct rows_plan *plan,
                           const PGresult *res) {
  const struct endpoint *ep = run->ep;
  for (int i = 0; ep->fields.n && i < plan->ncolumns; i++) {
    str name = str_of(PQfname(res, i));
    bool declared = plan->columns[i].kind == ROWS_HIDDEN;
    for (size_t f = 0; f < ep->fields.n; f++) declared = declared || str_eq(ep->fields.at[f].name, name);
    if (!declared) LOG(LOG_WARN, "api.column_not_declared", log_str("file", ep->file), log_str("column", name));
  }
  for (size_t f = 0; f < ep->fields.n; f++)
    if (PQfnumber(res, str_z(a, ep->fields.at[f].name)) < 0)
      LOG(LOG_WARN, "api.column_missing", log_str("file", ep->file), log_str("column", ep->fields.at[f].name));
}

static const struct rows_plan *plan_of(struct api *api, struct running *run, const PGresult *res) {
  if (!run->rows || !rows_fits(run->rows, res)) {
    run->rows = ARENA_NEW(api->a, struct rows_plan);
    rows_plan(api->a, res, run->rows);
    compare_fields(api->a, run, run->rows, res);
  }
  return run->rows;
}

static void answer_many(struct job *j, const PGresult *res, str company) {
  const struct endpoint *ep = j->run->ep;
  const struct rows_plan *plan = plan_of(j->api, j->run, res);
  struct arena *a = http_arena(j->req);
  int rows = PQntuples(res), shown = rows;
  size_t index;
  int64_t limit;
  if (ep->returns == RETURNS_PAGE && endpoint_param(ep, STR("limit"), &index) &&
      str_int(j->params.values[index], &limit) && limit < rows)
    shown = (int)limit;
  struct json_writer w;
  json_init(&w, a, HTTP_HEADROOM, 64 + 400 * (size_t)shown);
  json_begin_object(&w);
  json_key(&w, STR("items"));
  json_begin_array(&w);
  for (int i = 0; i < shown; i++) rows_write(&w, plan, res, i);
  json_end_array(&w);
  if (ep->returns == RETURNS_PAGE) {
    str payload = shown < rows && shown ? rows_value(res, shown - 1, plan->cursor) : STR_NONE;
    json_kv(&w, "next", payload.n ? cursor_seal(a, j->api->conf.secret, ep->route, company, payload) : STR_NONE);
  }
  json_end_object(&w);
  run_answer_ok(j->req, ep->status, json_type, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

static bool tag_matches(str header, str tag) { /* If-None-Match compares weakly: W/ does not count */
  while (header.n) {
    str one;
    header = str_cut(header, ',', &one);
    one = str_trim(one);
    if (str_eq(one, STR("*"))) return true;
    if (str_starts(one, STR("W/"))) one.p += 2, one.n -= 2;
    if (one.n == tag.n + 2 && one.p[0] == '"' && str_eq((str){one.p + 1, tag.n}, tag)) return true;
  }
  return false;
}

void run_answer_row(struct api *api, struct http_req *r, struct running *run, int status, PGresult *res) {
  if (!PQntuples(res)) {
    answer_nothing(api, r);
    return;
  }
  const struct rows_plan *plan = plan_of(api, run, res);
  str tag = rows_value(res, 0, plan->etag);
  if (tag.n) {
    http_add_header(r, STR("ETag"), str_printf(http_arena(r), "\"%.*s\"", STR_ARG(tag)));
    if (run->ep->method == HTTP_GET && tag_matches(http_header(r, "if-none-match"), tag)) {
      run_answer_ok(r, 304, STR_NONE, STR_NONE, 0);
      return;
    }
  }
  struct json_writer w;
  json_init(&w, http_arena(r), HTTP_HEADROOM, 2048);
  rows_write(&w, plan, res, 0);
  run_answer_ok(r, status, json_type, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

static void answer_json(struct http_req *r, int status, str json) {
  struct json_writer w;
  json_init(&w, http_arena(r), HTTP_HEADROOM, json.n);
  json_raw(&w, json);
  run_answer_ok(r, status, json_type, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

static void answer(struct job *j, const struct db_reply *reply) {
  PGresult *res = reply->results[reply->nresults - 1];
  const struct endpoint *ep = j->run->ep;
  struct err e;
  str company = company_of(reply);
  if (j->params.has_cursor && !str_eq(j->params.cursor_company, company)) {
    cursor_refuse(&e);
    run_fail(j->api, j->req, &e);
    return;
  }
  if (j->kept && PQntuples(res)) {
    answer_json(j->req, ep->status, rows_value(res, 0, 0));
    return;
  }
  switch (ep->returns) {
  case RETURNS_PAGE:
  case RETURNS_MANY:
    answer_many(j, res, company);
    break;
  case RETURNS_ONE:
    run_answer_row(j->api, j->req, j->run, ep->status, res);
    break;
  case RETURNS_NONE:
    run_answer_ok(j->req, ep->status, STR_NONE, STR_NONE, 0);
    break;
  case RETURNS_TEXT: {
    str text = PQntuples(res) ? rows_value(res, 0, 0) : STR_NONE;
    if (str_none(text))
      answer_nothing(j->api, j->req);
    else
      run_answer_ok(j->req, ep->status, STR("text/plain; charset=utf-8"), str_dup(http_arena(j->req), text), 0);
  }
  }
}

void run_db_err(const struct endpoint *ep, const struct db_reply *reply, struct err *e) {
  db_err(reply, e);
  if (strcmp(e->type, "scope_missing") == 0 && str_none(ep->scope))
    err_set(e, ERR_FORBIDDEN, "scope_missing", "", "No API key may do this. A person who has logged in may.");
}

static bool failed(struct api *api, struct http_req *r, const struct running *run, const struct db_reply *reply) {
  if (reply->status == DB_OK) return false;
  if (reply->status == DB_FAILED && reply->sqlstate && strcmp(reply->sqlstate, "HAIDM") == 0) {
    http_add_header(r, STR("Idempotency-Replayed"), STR("true"));
    answer_json(r, run->ep->status, str_of(reply->detail));
    return true;
  }
  struct err e = {0};
  run_db_err(run->ep, reply, &e);
  run_fail(api, r, &e);
  return true;
}

static void finished(void *ctx, const struct db_reply *reply) {
  struct job *j = ctx;
  log_company(j->req, reply);
  if (failed(j->api, j->req, j->run, reply)) return;
  if (unsafe(j->run->ep->method)) db_ring(j->api->conf.db);
  answer(j, reply);
}

/* The statement's parameters. */
static bool idempotency_key(struct http_req *r, str *out, struct err *e) {
  str key = str_trim(http_header(r, "idempotency-key"));
  if (key.n > 2 && key.p[0] == '"' && key.p[key.n - 1] == '"') key.p++, key.n -= 2;
  *out = key;
  bool ok = key.n <= 200;
  for (size_t i = 0; i < key.n; i++) ok = ok && key.p[i] > ' ' && key.p[i] < 0x7F;
  return ok || err_set(e, ERR_MALFORMED, "idempotency_key_invalid", "",
                       "Idempotency-Key must be 1 to 200 visible ASCII characters, such as a UUID.");
}

bool run_claim(struct api *api, struct http_req *r, const struct endpoint *ep, str body, struct claim *out,
               struct err *e) {
  struct arena *a = http_arena(r);
  *out = (struct claim){0};
  if (!ep->idempotent) return true;
  if (!idempotency_key(r, &out->key, e)) return false;
  if (!out->key.n) return true;
  unsigned char hash[32];
  struct db_param *p = ARENA_ARRAY(a, struct db_param, 3);
  out->route = str_printf(a, "%.*s %.*s", STR_ARG(http_method_name(ep->method)), STR_ARG(http_path(r)));
  token_sha256(body, hash);
  p[0].v = out->key, p[1].v = out->route;
  p[2] = (struct db_param){str_dup(a, (str){(const char *)hash, sizeof hash}), true};
  out->step = (struct db_step){api->idem_claim, p, 3};
  return true;
}

static struct db_param *bind_sources(struct job *j, const struct statement *st, str key, str route) {
  struct db_param *p = ARENA_ARRAY(http_arena(j->req), struct db_param, (size_t)st->nsources + 1);
  for (int i = 0; i < st->nsources; i++) {
    switch (st->sources[i]) {
    case SOURCE_BODY:
      p[i].v = j->params.body;
      break;
    case SOURCE_GIVEN:
      p[i].v = j->params.given;
      break;
    case SOURCE_KEY:
      p[i].v = key;
      break;
    case SOURCE_ROUTE:
      p[i].v = route;
      break;
    default:
      p[i].v = j->params.values[st->sources[i]];
    }
  }
  return p;
}

static void run_statement(struct job *j, const struct credential *cred, str body) {
  struct arena *a = http_arena(j->req);
  const struct endpoint *ep = j->run->ep;
  struct db_step *steps = ARENA_ARRAY(a, struct db_step, 3);
  struct err e;
  struct claim claim;
  int n = 0;
  steps[n++] = run_binding(j->api, a, ep, cred);
  if (!run_claim(j->api, j->req, ep, body, &claim, &e)) {
    run_fail(j->api, j->req, &e);
    return;
  }
  j->kept = claim.key.n > 0;
  if (j->kept) steps[n++] = claim.step;
  const struct statement *st = j->kept ? &j->run->kept : &j->run->plain;
  steps[n++] = (struct db_step){j->kept ? j->run->kept_number : j->run->plain_number, bind_sources(j, st, claim.key, claim.route),
                                st->nsources};
  db_submit(j->api->conf.db, steps, n, finished, j);
}

/* The request. */
static bool is_json(str type) {
  str media;
  str_cut(type, ';', &media);
  media = str_trim(media);
  return str_eq_nocase(media, STR("application/json")) ||
         (media.n > 5 && str_eq_nocase((str){media.p + media.n - 5, 5}, STR("+json")));
}

void run_endpoint(struct api *api, struct http_req *r, struct asked *asked) {
  struct arena *a = http_arena(r);
  struct running *run = asked->target->run;
  struct job *j = ARENA_NEW(a, struct job);
  *j = (struct job){.api = api, .req = r, .run = run};
  struct err e;
  str body = STR_NONE;
  if (http_body_size(r) && !is_json(http_header(r, "content-type"))) {
    err_set(&e, ERR_MEDIA_TYPE, "media_type", "", "Send the body as JSON with `Content-Type: application/json`.");
    run_fail(api, r, &e);
    return;
  }
  if (http_body_size(r) && !http_body_read(r, &body, &e)) {
    run_fail(api, r, &e);
    return;
  }
  struct params_in in = {asked->match.values,        asked->match.nvalues, http_query(r), body,
                         http_header(r, "if-match"), api->conf.secret};
  struct err_list errs = {0};
  if (!params_collect(a, run->ep, &in, &j->params, &errs)) {
    if (errs.n == 1)
      run_fail(api, r, &errs.at[0]);
    else
      problem_answer(r, errs.at, errs.n);
    return;
  }
  if (!run->handler) {
    run_statement(j, &asked->cred, body);
    return;
  }
  j->call =
      (struct api_call){.api = api, .req = r, .a = a, .ep = run->ep, .values = j->params.values, .cred = asked->cred};
  run->handler(&j->call);
}

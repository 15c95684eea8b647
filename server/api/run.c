/* One request to an endpoint: parameters, one pipeline to the database (binding, claim, statement), the answer. */
#include "api/cursor.h"
#include "api/download.h"
#include "api/raw.h"
#include "api/sheet.h"
#include "api/state.h"
#include "auth/token.h"
#include "base/log.h"
#include "loop/loop.h"

struct job {
  struct api *api;
  struct http_req *req;
  struct running *run;
  struct params params;
  bool kept;
  str body;
  const struct credential *cred;
  struct raw raw;    /* of a body that is no JSON */
  struct gate *gate; /* NULL: nothing large */
  struct gate_pass pass;
  PGresult *rows; /* of a sheet, owned */
  str sheet;
  bool well; /* what a worker did */
  struct err err;
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
    /* A program that comes with a key says itself what it reads. */
    if (rows_named(reply->results[0], 0, "person_id").n) http_set_language(r, rows_named(reply->results[0], 0, "language"));
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

static void answer_text(struct job *j, const PGresult *res) {
  str text = PQntuples(res) ? rows_value(res, 0, 0) : STR_NONE, type = j->run->ep->content_type;
  if (str_none(text)) {
    answer_nothing(j->api, j->req);
    return;
  }
  struct arena *a = http_arena(j->req);
  type = str_none(type) ? STR("text/plain; charset=utf-8") : str_printf(a, "%.*s; charset=utf-8", STR_ARG(type));
  run_answer_ok(j->req, j->run->ep->status, type, str_dup(a, text), 0);
}

static void answer_bytes(struct job *j, const PGresult *res) {
  struct arena *a = http_arena(j->req);
  str tag = rows_named(res, 0, "_etag"), bytes = rows_named(res, 0, "bytes");
  if (tag.n) http_add_header(j->req, STR("ETag"), str_printf(a, "\"%.*s\"", STR_ARG(tag)));
  if (tag.n && tag_matches(http_header(j->req, "if-none-match"), tag)) {
    download_headers(j->req);
    run_answer_ok(j->req, 304, STR_NONE, STR_NONE, 0);
  } else if (str_none(bytes)) {
    answer_nothing(j->api, j->req);
  } else {
    download_answer(j->req, j->run->ep->status,
                    &(struct download){str_dup(a, rows_named(res, 0, "content_type")),
                                       str_dup(a, rows_named(res, 0, "name")),
                                       str_dup(a, rows_named(res, 0, "disposition")), str_dup(a, bytes)});
  }
}

static bool is_xlsx(const struct job *j) {
  size_t index;
  return endpoint_param(j->run->ep, STR("format"), &index) && str_eq(j->params.values[index], STR("xlsx"));
}

static void sheet_work(void *ctx) {
  struct job *j = ctx;
  struct sheet s = {j->run->ep, j->rows};
  struct arena *a = http_arena(j->req);
  j->well = true;
  if (is_xlsx(j))
    j->well = sheet_xlsx(a, &s, http_spool_dir(j->req), &j->sheet, &j->err);
  else
    sheet_csv(a, &s, &j->sheet);
}

static void sheet_done(void *ctx) {
  struct job *j = ctx;
  PQclear(j->rows);
  if (j->well) {
    str rest = {j->run->ep->file.p + 8, j->run->ep->file.n - 8}, folder; /* sql/api/leads/export.sql makes leads.csv */
    str_cut(rest, '/', &folder);
    bool xlsx = is_xlsx(j);
    str name = str_printf(http_arena(j->req), "%.*s.%s", STR_ARG(folder), xlsx ? "xlsx" : "csv");
    http_add_header(j->req, STR("Content-Disposition"), download_disposition(http_arena(j->req), false, name));
    http_answer(j->req, j->run->ep->status,
                xlsx ? STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                     : STR("text/csv; charset=utf-8"),
                j->sheet, 0);
  } else {
    run_fail(j->api, j->req, &j->err);
  }
}

static void answer_sheet(struct job *j, const struct db_reply *reply) {
  PGresult *res = reply->results[reply->nresults - 1];
  plan_of(j->api, j->run, res);
  if (PQntuples(res) > SHEET_ROWS_MAX) {
    err_set(&j->err, ERR_INVALID, "too_many_rows", "", "A table has at most %d rows. Ask for fewer with the filters.",
            SHEET_ROWS_MAX);
    run_fail(j->api, j->req, &j->err);
    return;
  }
  j->rows = res;
  reply->results[reply->nresults - 1] = NULL;
  worker_run(j->api->conf.loop, sheet_work, sheet_done, j);
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
  case RETURNS_TEXT:
    answer_text(j, res);
    break;
  case RETURNS_BYTES:
    answer_bytes(j, res);
    break;
  case RETURNS_SHEET:
    answer_sheet(j, reply);
  }
}

void run_db_err(const struct endpoint *ep, const struct db_reply *reply, struct err *e) {
  db_err(reply, e);
  if (strcmp(e->type, "scope_missing") == 0 && str_none(ep->scope))
    (void)credential_person_only(e);
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

static str seen_tag(struct http_req *r) {
  str tag;
  str_cut(http_header(r, "if-none-match"), ',', &tag);
  tag = str_trim(tag);
  if (str_starts(tag, STR("W/"))) tag.p += 2, tag.n -= 2;
  return tag.n > 2 && tag.p[0] == '"' && str_utf8(tag) ? (struct str){tag.p + 1, tag.n - 2} : STR_NONE;
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
    case SOURCE_SEEN:
      p[i].v = seen_tag(j->req);
      break;
    case SOURCE_SHA256:
      p[i] = (struct db_param){{(const char *)j->raw.sha256, sizeof j->raw.sha256}, true};
      break;
    case SOURCE_TYPE:
      p[i].v = j->raw.is.type;
      break;
    case SOURCE_WIDTH:
    case SOURCE_HEIGHT: {
      uint32_t n = st->sources[i] == SOURCE_WIDTH ? j->raw.is.width : j->raw.is.height;
      p[i].v = n ? str_printf(http_arena(j->req), "%u", (unsigned)n) : STR_NONE;
      break;
    }
    case SOURCE_PREVIEW:
      p[i].v = j->raw.is.preview ? STR("true") : STR("false");
      break;
    default:
      p[i].v = j->params.values[st->sources[i]];
      p[i].binary = j->run->ep->params.at[st->sources[i]].type == V_BYTES;
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
  steps[n++] = (struct db_step){j->kept ? j->run->kept_number : j->run->plain_number,
                                bind_sources(j, st, claim.key, claim.route), st->nsources};
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

/* All parameters are there. */
static void proceed(struct job *j) {
  struct running *run = j->run;
  if (!run->handler) {
    run_statement(j, j->cred, j->body);
    return;
  }
  j->call = (struct api_call){.api = j->api,
                              .req = j->req,
                              .a = http_arena(j->req),
                              .ep = run->ep,
                              .values = j->params.values,
                              .cred = *j->cred};
  run->handler(&j->call);
}

static void raw_work(void *ctx) {
  struct job *j = ctx;
  j->well = raw_read(j->req, &j->raw, &j->err);
}

static void raw_done(void *ctx) {
  struct job *j = ctx;
  if (j->well) {
    j->params.values[j->raw.param - j->run->ep->params.at] = j->raw.value;
    proceed(j);
  } else {
    run_fail(j->api, j->req, &j->err);
  }
}

static void refused(void *ctx, const struct err *e) {
  struct job *j = ctx;
  run_fail(j->api, j->req, e);
}

static void leave(void *ctx) { gate_leave(ctx); }

static void entered(void *ctx) {
  struct job *j = ctx;
  if (j->gate) http_when_done(j->req, leave, j->gate);
  if (j->raw.param && raw_is_large(j->req)) {
    worker_run(j->api->conf.loop, raw_work, raw_done, j);
  } else if (j->raw.param) {
    raw_work(j);
    raw_done(j);
  } else {
    proceed(j);
  }
}

/* What may be large waits for its turn; the rest goes on at once. */
static void enter(struct job *j) {
  const struct endpoint *ep = j->run->ep;
  bool large = j->raw.param ? raw_is_large(j->req) : ep->returns == RETURNS_BYTES || ep->returns == RETURNS_SHEET;
  if (!large && ep->returns != RETURNS_SHEET) {
    entered(j);
    return;
  }
  j->gate = endpoint_lane(ep) == DB_BULK ? j->api->files : j->api->tables;
  j->pass = (struct gate_pass){.enter = entered, .refuse = refused, .ctx = j};
  gate_enter(j->gate, &j->pass);
}

static bool media_ok(struct http_req *r, const struct param *raw, struct err *e) {
  str type = http_header(r, "content-type");
  if (raw) return raw_media_ok(raw, type, e);
  return is_json(type) ||
         err_set(e, ERR_MEDIA_TYPE, "media_type", "", "Send the body as JSON with `Content-Type: application/json`.");
}

void run_endpoint(struct api *api, struct http_req *r, struct asked *asked) {
  struct arena *a = http_arena(r);
  struct running *run = asked->target->run;
  struct job *j = ARENA_NEW(a, struct job);
  *j = (struct job){.api = api, .req = r, .run = run, .body = STR_NONE, .cred = &asked->cred};
  struct err e;
  j->raw.param = endpoint_raw(run->ep, NULL);
  if (http_body_size(r) && (!media_ok(r, j->raw.param, &e) || (!j->raw.param && !http_body_read(r, &j->body, &e)))) {
    run_fail(api, r, &e);
    return;
  }
  struct params_in in = {asked->match.values,        asked->match.nvalues, http_query(r),    j->body,
                         http_header(r, "if-match"), api->conf.secret,     http_body_size(r)};
  struct err_list errs = {0};
  if (!params_collect(a, run->ep, &in, &j->params, &errs)) {
    if (errs.n == 1)
      run_fail(api, r, &errs.at[0]);
    else
      problem_answer(r, errs.at, errs.n);
    return;
  }
  enter(j);
}

/* The intake. Reading, checking, mapping and writing the answer is worker's work; the loop only binds and stores. */
#include "gateway/intake.h"
#include "auth/credential.h"
#include "base/log.h"
#include "edi/x12/explain.h"
#include "gateway/parcel.h"
#include "gateway/tables.h"
#include "loop/loop.h"
#include "json/write.h"
#include <stdlib.h>

/* A body that is not small is worth asking first whether the key is good. */
enum { SMALL = 64 * 1024, FAST_MAX = 256 * 1024 };

struct delivery { /* one interchange and what became of it */
  struct parcel p;
  str id, state, refusal, stored_ack;
  bool duplicate;
  int64_t orders;
};

struct job {
  struct intake *g;
  struct http_req *r;
  struct arena *a;
  struct edi_mem *m; /* owned; freed when the request is answered */
  struct credential cred;
  bool wait; /* Prefer: wait */
  const struct x12_input *in;
  struct delivery *parcels;
  size_t n, next;
  bool rung;      /* something was committed that others wait for */
  struct err err; /* of the worker */
  struct db_param bind[3], receive[3];
  struct db_step steps[2];
};

void intake_init(struct intake *g, struct loop *loop, struct db *db, const struct x12_schemas *schemas,
                 const struct edi_maps *maps) {
  *g = (struct intake){.loop = loop,
                       .db = db,
                       .schemas = schemas,
                       .maps = maps,
                       .bind = db_require(db, STR("bind/key")),
                       .receive = db_require(db, STR("edi/receive")),
                       .receive_large = db_require(db, STR("edi/receive_large"))};
}

/* Before the body. */

static bool type_ok(str type) {
  static const char *const known[] = {"application/edi-x12", "application/x12", "application/octet-stream",
                                      "text/plain", "text/x12"};
  str head;
  str_cut(type, ';', &head);
  head = str_trim(head);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (str_eq_nocase(head, str_of(known[i]))) return true;
  return type.n == 0;
}

void intake_plan(void *ctx, struct http_req *r, struct http_plan *out) {
  (void)ctx;
  str path = http_path(r);
  enum http_method method = http_method(r);
  if (str_eq(path, STR("/edi/healthz"))) {
    http_log_route(r, STR("GET /edi/healthz"));
    if (method != HTTP_GET && method != HTTP_HEAD)
      err_set(&out->err, ERR_METHOD, "method_not_allowed", NULL, "Only GET is known here.");
    return;
  }
  if (!str_eq(path, STR("/edi"))) {
    err_set(&out->err, ERR_NOT_FOUND, "not_found", NULL, "There is nothing here.");
    return;
  }
  http_log_route(r, STR("POST /edi"));
  struct credential cred;
  if (method != HTTP_POST) {
    http_add_header(r, STR("Allow"), STR("POST"));
    err_set(&out->err, ERR_METHOD, "method_not_allowed", NULL, "Interchanges are sent here by POST.");
    return;
  }
  if (!credential_read(r, &cred, &out->err))
    return;
  else if (cred.kind != CRED_KEY)
    err_set(&out->err, ERR_UNAUTHENTICATED, "key_required", NULL,
            "Send an API key with the scope edi:write: \"Authorization: Bearer hansa_…\".");
  else if (!type_ok(http_header(r, "content-type")))
    err_set(&out->err, ERR_MEDIA_TYPE, "media_type", NULL,
            "Send the interchange as it is, with \"Content-Type: application/edi-x12\" (or text/plain, or "
            "application/octet-stream).");
  out->body_cap = INTAKE_BODY_MAX;
  out->spool = true;
}

/* The answers. */

/* The last thing before the answer: the job lives in the request, which may be gone once it is answered. */
static void finish(struct job *j) {
  if (j->rung) db_ring(j->g->db);
  edi_mem_free(j->m);
}

static void refuse(struct job *j, const struct err *e) {
  struct err copy = *e;
  finish(j);
  http_answer_err(j->r, &copy);
}

/* Which interchanges were not taken, and that the others were: to send all of it again does no harm. */
static bool refusal(struct job *j, struct err *e) {
  size_t refused = 0, first = j->n;
  for (size_t k = 0; k < j->n; k++)
    if (j->parcels[k].refusal.n) {
      refused++;
      if (first == j->n) first = k;
    }
  if (!refused) return false;
  const edi_str *isa = j->parcels[first].p.i->isa;
  char others[160] = "";
  if (j->n > 1)
    snprintf(others, sizeof others,
             " %zu of %zu interchanges were refused; the others were taken and may be sent again without harm.",
             refused, j->n);
  if (str_eq(j->parcels[first].refusal, STR("unknown_trading_partner")))
    err_set(e, ERR_INVALID, "unknown_trading_partner", NULL,
            "Interchange %.*s goes from %.*s:%.*s to %.*s:%.*s. The sender must be an ISA identifier of your company, "
            "the receiver one of an "
            "active partner. The interchange was kept, but not looked into.%s",
            EDI_ARG(isa[13]), EDI_ARG(isa[5]), EDI_ARG(isa[6]), EDI_ARG(isa[7]), EDI_ARG(isa[8]), others);
  else
    err_set(e, ERR_CONFLICT, "control_number_reused", NULL,
            "The interchange control number %.*s was used before with other content. Give a corrected interchange a "
            "new number.%s",
            EDI_ARG(isa[13]), others);
  return true;
}

static void answer_acks(struct job *j) {
  size_t n = 0;
  for (size_t k = 0; k < j->n; k++) n += j->parcels[k].stored_ack.n;
  if (!n) { /* it held acknowledgments only */
    finish(j);
    http_answer_empty(j->r, 204);
    return;
  }
  char *p = arena_alloc(j->a, n);
  size_t at = 0;
  for (size_t k = 0; k < j->n; k++) {
    memcpy(p + at, j->parcels[k].stored_ack.p, j->parcels[k].stored_ack.n);
    at += j->parcels[k].stored_ack.n;
  }
  finish(j);
  http_add_header(j->r, STR("Preference-Applied"), STR("wait"));
  http_answer(j->r, 200, STR("application/edi-x12"), (str){p, n}, 0);
}

static void write_parcel(struct json_writer *w, const struct delivery *p) {
  json_kv(w, "id", p->id);
  json_kv(w, "control_number", str_of_edi(p->p.i->isa[13]));
  json_kv(w, "state", p->state);
  json_kv_bool(w, "duplicate", p->duplicate);
  json_kv_int(w, "orders", p->orders);
  json_key(w, STR("status_url"));
}

static void answer_json(struct job *j) {
  struct json_writer w;
  json_init(&w, j->a, HTTP_HEADROOM, 512);
  json_begin_object(&w);
  write_parcel(&w, &j->parcels[0]);
  json_str(&w, str_printf(j->a, "/api/documents?interchange=%.*s", STR_ARG(j->parcels[0].id)));
  if (j->n > 1) {
    json_key(&w, STR("interchanges"));
    json_begin_array(&w);
    for (size_t k = 0; k < j->n; k++) {
      json_begin_object(&w);
      write_parcel(&w, &j->parcels[k]);
      json_str(&w, str_printf(j->a, "/api/documents?interchange=%.*s", STR_ARG(j->parcels[k].id)));
      json_end_object(&w);
    }
    json_end_array(&w);
  }
  json_end_object(&w);
  finish(j);
  http_answer(j->r, 202, STR("application/json"), json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

/* Storing. */

static void store_next(struct job *j);

/* bytea comes as text, "\x…" */
static str column(struct arena *a, PGresult *r, const char *name) {
  int c = PQfnumber(r, name);
  if (c < 0 || PQntuples(r) < 1 || PQgetisnull(r, 0, c)) return STR_NONE;
  str v = {PQgetvalue(r, 0, c), (size_t)PQgetlength(r, 0, c)};
  if (PQftype(r, c) != 17 || PQfformat(r, c) == 1) /* 17: bytea */
    return str_dup(a, v);
  size_t n = v.n >= 2 ? (v.n - 2) / 2 : 0;
  char *p = arena_alloc(a, n + 1);
  return str_unhex((str){v.p + 2, n * 2}, p, n) ? (str){p, n} : STR_NONE;
}

static void stored(void *ctx, const struct db_reply *reply) {
  struct job *j = ctx;
  if (reply->status != DB_OK) {
    struct err e = {0};
    db_err(reply, &e);
    refuse(j, &e);
    return;
  }
  struct delivery *p = &j->parcels[j->next++];
  PGresult *r = reply->results[1];
  http_log_company(j->r, column(j->a, reply->results[0], "company_id"));
  p->id = column(j->a, r, "interchange_id");
  p->state = column(j->a, r, "state");
  p->refusal = column(j->a, r, "refusal");
  p->stored_ack = column(j->a, r, "ack");
  p->duplicate = str_eq(column(j->a, r, "duplicate"), STR("t"));
  if (!str_int(column(j->a, r, "orders"), &p->orders)) p->orders = 0;
  j->rung = j->rung || (!p->duplicate && !p->refusal.n);
  store_next(j);
}

static void store_next(struct job *j) {
  if (j->next < j->n) {
    const struct parcel *p = &j->parcels[j->next].p;
    j->receive[0] = (struct db_param){p->json, false};
    j->receive[1] = (struct db_param){p->raw, true};
    j->receive[2] = (struct db_param){p->ack, true};
    j->steps[1] = (struct db_step){p->raw.n > FAST_MAX ? j->g->receive_large : j->g->receive, j->receive, 3};
    db_submit(j->g->db, j->steps, 2, stored, j);
    return;
  }
  struct err e = {0};
  if (refusal(j, &e)) {
    refuse(j, &e);
    return;
  }
  if (j->wait)
    answer_acks(j);
  else
    answer_json(j);
}

/* Reading. */

static void unreadable(struct job *j, str body) {
  if (!body.n) {
    err_set(&j->err, ERR_INVALID, "body_empty", NULL, "The body is empty. Send an X12 interchange, from ISA to IEA.");
    return;
  }
  const struct x12_finding *f = j->in->findings.first;
  while (f && !f->fatal && j->in->findings.fatal) f = f->next;
  bool none = !j->in->interchanges && (!f || !f->fatal);
  struct edi_buf text = {.m = j->m};
  if (f) x12_explain(&text, f, NULL);
  err_set(&j->err, ERR_INVALID, none ? "not_x12" : "edi_unreadable", NULL,
          "At byte %llu: %.*s Nothing of the body was taken.", (unsigned long long)(f ? f->offset : 0),
          EDI_ARG(edi_buf_str(&text)));
}

static void read_body(void *ctx) {
  struct job *j = ctx;
  str body;
  if (!http_body_read(j->r, &body, &j->err)) return;
  j->in = x12_read(j->m, j->g->schemas, NULL, edi_of(body));
  if (!x12_readable(j->in)) {
    unreadable(j, body);
    return;
  }
  j->parcels = edi_alloc(j->m, j->in->interchanges * sizeof *j->parcels);
  for (struct x12_interchange *i = j->in->first; i; i = i->next) {
    parcel_read(&j->parcels[j->n++].p, j->m, j->g->maps, i, body, STR("http"));
  }
}

static void body_read(void *ctx) {
  struct job *j = ctx;
  if (j->err.code != ERR_NONE)
    refuse(j, &j->err);
  else
    store_next(j);
}

static void key_checked(void *ctx, const struct db_reply *reply) {
  struct job *j = ctx;
  if (reply->status != DB_OK) {
    struct err e = {0};
    db_err(reply, &e);
    refuse(j, &e);
    return;
  }
  worker_run(j->g->loop, read_body, body_read, j);
}

void intake_handle(void *ctx, struct http_req *r) {
  struct intake *g = ctx;
  if (str_eq(http_path(r), STR("/edi/healthz"))) {
    if (db_ready(g->db)) {
      http_answer(r, 200, STR("application/json"), STR("{\"status\":\"ok\"}"), 0);
    } else {
      struct err e = {0};
      err_set(&e, ERR_UNAVAILABLE, "unavailable", NULL, "The database cannot be reached.");
      e.retry_after = 1;
      http_answer_err(r, &e);
    }
    return;
  }
  struct job *j = ARENA_NEW(http_arena(r), struct job);
  struct err e = {0};
  *j = (struct job){.g = g, .r = r, .a = http_arena(r), .m = edi_mem_new()};
  if (!credential_read(r, &j->cred, &e)) {
    refuse(j, &e);
    return;
  }
  str prefer = http_header(r, "prefer");
  j->wait = prefer.n && str_find(prefer, STR("wait")) >= 0;
  j->bind[0] = (struct db_param){{(const char *)j->cred.hash, sizeof j->cred.hash}, true};
  j->bind[1] = (struct db_param){STR("edi:write"), false};
  j->bind[2] = (struct db_param){STR("member"), false};
  j->steps[0] = (struct db_step){g->bind, j->bind, 3};
  if (http_body_size(r) > SMALL)
    db_submit(g->db, j->steps, 1, key_checked, j);
  else
    worker_run(g->loop, read_body, body_read, j);
}

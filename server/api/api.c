/* Start-up of the API, and the decision about a request as soon as its headers are in. */
#include "api/api.h"
#include "api/openapi.h"
#include "api/state.h"
#include "auth/auth.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/log.h"
#include <stdlib.h>

enum { FILES_MOST = 2, TABLES_MOST = 2 }; /* in memory at one time */

static bool add_route(struct api *api, enum http_method method, str path, struct target t) {
  struct target *copy = ARENA_NEW(api->a, struct target);
  *copy = t;
  return router_add(api->router, method, path, copy);
}

struct wraps {
  str idempotent, sheet;
};

static bool wrap_text(const char *file, str *out, struct err *e) {
  const struct embed_file *f = embed_find(file);
  if (f) *out = f->text;
  return f || err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%s is missing", file);
}

static bool prepare(struct api *api, struct running *run, const struct wraps *wraps, struct err *e) {
  const struct endpoint *ep = run->ep;
  enum db_lane lane = endpoint_lane(ep);
  run->plain_number = run->kept_number = -1;
  if (ep->sql.n) {
    bool sheet = ep->returns == RETURNS_SHEET;
    if (!(sheet ? statement_wrap(api->a, ep, wraps->sheet, &run->plain, e)
                : statement_translate(api->a, ep, &run->plain, e)))
      return false;
    run->plain_number = db_statement(api->conf.db, ep->route, run->plain.text, lane);
    if (ep->returns == RETURNS_BYTES) db_binary(api->conf.db, run->plain_number);
  }
  if (ep->idempotent && ep->sql.n) {
    if (!statement_wrap(api->a, ep, wraps->idempotent, &run->kept, e)) return false;
    run->kept_number =
        db_statement(api->conf.db, str_printf(api->a, "%.*s kept", STR_ARG(ep->route)), run->kept.text, lane);
  }
  if (add_route(api, ep->method, ep->path, (struct target){.run = run, .route = ep->route})) return true;
  return err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%.*s:1: another endpoint answers %.*s too",
                 STR_ARG(ep->file), STR_ARG(ep->route));
}

struct api *api_new(const struct api_conf *conf, struct err *e) {
  struct arena *a = arena_new(1 << 18);
  struct api *api = ARENA_NEW(a, struct api);
  *api = (struct api){.conf = *conf,
                      .a = a,
                      .router = router_new(a),
                      .handlers = map_new(),
                      .by_address = limit_new(conf->address_per_s),
                      .by_key = limit_new(conf->key_per_s),
                      .files = gate_new(conf->loop, FILES_MOST),
                      .tables = gate_new(conf->loop, TABLES_MOST)};
  struct wraps wraps;
  bool ok = wrap_text("sql/wrap/idempotent.sql", &wraps.idempotent, e) &&
            wrap_text("sql/wrap/sheet.sql", &wraps.sheet, e) && endpoint_load(a, &api->table, e);
  api->bind_public = db_require(conf->db, STR("bind/public"));
  api->bind_session = db_require(conf->db, STR("bind/session"));
  api->bind_key = db_require(conf->db, STR("bind/key"));
  api->idem_claim = db_require(conf->db, STR("idem/claim"));
  api->idem_seal = db_require(conf->db, STR("idem/seal"));
  api->running = ARENA_ARRAY(a, struct running, api->table.n + 1);
  for (size_t i = 0; ok && i < api->table.n; i++) {
    api->running[i].ep = api->table.at[i];
    ok = prepare(api, &api->running[i], &wraps, e);
  }
  if (!ok) {
    api_free(api);
    return NULL;
  }
  docs_register(api);
  auth_register(api);
  return api;
}

void api_free(struct api *api) {
  if (!api) return;
  map_free(api->handlers);
  limit_free(api->by_address);
  limit_free(api->by_key);
  gate_free(api->files);
  gate_free(api->tables);
  router_free(api->router);
  arena_free(api->a);
}

struct holder {
  api_fn fn;
};

void api_handler(struct api *api, const char *name, api_fn fn) {
  struct holder *h = ARENA_NEW(api->a, struct holder);
  h->fn = fn;
  map_put(api->handlers, str_of(name), h);
}

void api_raw(struct api *api, const char *method, const char *path, api_raw_fn fn, void *ctx) {
  for (int m = 0; m < HTTP_METHODS; m++)
    if (str_eq(str_of(method), http_method_name((enum http_method)m)) &&
        add_route(api, (enum http_method)m, str_of(path),
                  (struct target){.raw = fn, .ctx = ctx, .route = str_printf(api->a, "%s %s", method, path)}))
      return;
  abort(); /* a method that does not exist, or a path that is taken: a mistake in the program */
}

/* The plan of a request. */
enum { RAW_BODY_CAP = 1024 }; /* a form's few words; what takes more is an endpoint */

static bool unsafe(enum http_method m) { return m != HTTP_GET && m != HTTP_HEAD && m != HTTP_OPTIONS; }

/* Programs on the machine itself (the proxy's health checks, the bench, tests) are not strangers. */
static bool is_loopback(str ip) { return str_starts(ip, STR("127.")) || str_eq(ip, STR("::1")) || !ip.n; }

static bool admit(struct api *api, struct http_req *r, struct asked *asked, struct err *e) {
  const struct endpoint *ep = asked->target->run->ep;
  if (ep->auth == AUTH_PUBLIC) return !unsafe(ep->method) || !http_header(r, "origin").n || credential_origin_ok(r, e);
  if (!credential_read(r, &asked->cred, e)) return false;
  if (asked->cred.kind == CRED_NONE) return credential_required(e);
  if (asked->cred.kind == CRED_KEY)
    return limit_take(api->by_key, (str){(const char *)asked->cred.hash, sizeof asked->cred.hash}, clock_us(), e);
  return !unsafe(ep->method) || credential_origin_ok(r, e);
}

static bool plan(struct api *api, struct http_req *r, struct http_plan *out) {
  struct arena *a = http_arena(r);
  struct asked *asked = ARENA_NEW(a, struct asked);
  out->route = asked;
  str ip = http_client_ip(r);
  if (!is_loopback(ip) && !limit_take(api->by_address, ip, clock_us(), &out->err)) return false;
  router_find(api->router, http_method(r), http_path(r), &asked->match);
  asked->target = asked->match.target;
  if (!asked->target && asked->match.others) {
    str allow = route_allow(a, asked->match.others);
    http_add_header(r, STR("Allow"), allow);
    return err_set(&out->err, ERR_METHOD, "method_not_allowed", "", "This address takes %.*s.", STR_ARG(allow));
  }
  if (!asked->target)
    return err_set(&out->err, ERR_NOT_FOUND, "address_unknown", "",
                   "There is no such address. /api/docs lists those that are.");
  http_log_route(r, asked->target->route);
  out->body_cap = RAW_BODY_CAP;
  if (!asked->target->run) return true;
  out->body_cap = asked->target->run->ep->body_cap;
  out->spool = endpoint_raw(asked->target->run->ep, NULL) != NULL;
  return admit(api, r, asked, &out->err);
}

void api_plan(void *ctx, struct http_req *r, struct http_plan *out) {
  *out = (struct http_plan){0};
  plan(ctx, r, out);
}

void api_handle(void *ctx, struct http_req *r) {
  struct asked *asked = http_route(r);
  if (asked->target->raw)
    asked->target->raw(asked->target->ctx, r);
  else
    run_endpoint(ctx, r, asked);
}

str api_path_value(struct http_req *r, size_t n) {
  const struct asked *asked = http_route(r);
  str v;
  if (n >= asked->match.nvalues || !str_unpercent(http_arena(r), asked->match.values[n], false, &v) || !str_utf8(v))
    return STR_NONE;
  return v;
}

/* Documents come in through the gateway, which has no endpoint file. */
static const str gateway_scope = {"edi:write", 9};

bool api_scope_known(const struct api *api, str scope) {
  if (str_eq(scope, gateway_scope)) return true;
  for (size_t i = 0; i < api->table.n; i++)
    if (scope.n && str_eq(api->table.at[i]->scope, scope)) return true;
  return false;
}

static bool scope_before(const struct api *api, size_t n, str scope) {
  for (size_t i = 0; i < n; i++)
    if (str_eq(api->table.at[i]->scope, scope)) return true;
  return str_eq(scope, gateway_scope);
}

str api_scopes(const struct api *api) { return api->scopes; }

static str list_scopes(struct api *api) {
  str s = gateway_scope;
  for (size_t i = 0; i < api->table.n; i++) {
    str scope = api->table.at[i]->scope;
    if (!str_none(scope) && !scope_before(api, i, scope))
      s = str_printf(api->a, "%.*s, %.*s", STR_ARG(s), STR_ARG(scope));
  }
  return s;
}

bool api_start(struct api *api, struct err *e) {
  for (size_t i = 0; i < api->table.n; i++) {
    struct running *run = &api->running[i];
    if (str_none(run->ep->handler)) continue;
    struct holder *h = map_get(api->handlers, run->ep->handler);
    if (!h)
      return err_set(e, ERR_INTERNAL, "endpoint_invalid", "", "%.*s: there is no handler '%.*s'",
                     STR_ARG(run->ep->file), STR_ARG(run->ep->handler));
    run->handler = h->fn;
  }
  api->scopes = list_scopes(api);
  api->openapi = openapi_document(api->a, &api->table);
  api->openapi_tag = openapi_tag(api->a, api->openapi);
  return true;
}

struct db *api_db(const struct api *api) {
  return api->conf.db;
}
struct loop *api_loop(const struct api *api) {
  return api->conf.loop;
}
str api_public_url(const struct api *api) { return api->conf.public_url; }

const struct endpoint *api_find(const struct api *api, const char *method, const char *path) {
  for (size_t i = 0; i < api->table.n; i++)
    if (str_eq(api->table.at[i]->path, str_of(path)) &&
        str_eq(http_method_name(api->table.at[i]->method), str_of(method)))
      return api->table.at[i];
  return NULL;
}

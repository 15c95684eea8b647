/* Everything the document says comes from the endpoint files; only the gateway's one address is written beside it. */
#include "api/openapi.h"
#include "api/value.h"
#include "auth/token.h"
#include "base/embed.h"
#include "json/write.h"

struct doc {
  struct json_writer w;
  struct arena *a;
};

static void key(struct doc *d, const char *k) { json_key(&d->w, str_of(k)); }

static void text_type(struct doc *d, bool nullable, const char *type) {
  key(d, "type");
  if (!nullable) {
    json_str(&d->w, str_of(type));
    return;
  }
  json_begin_array(&d->w);
  json_str(&d->w, str_of(type));
  json_str(&d->w, STR("null"));
  json_end_array(&d->w);
}

static void value_schema(struct doc *d, enum value_type t, bool nullable) { /* members of a schema object */
  switch (t) {
  case V_INT:
  case V_BIGINT:
    text_type(d, nullable, "integer");
    json_kv(&d->w, "format", t == V_INT ? STR("int32") : STR("int64"));
    break;
  case V_BOOL:
    text_type(d, nullable, "boolean");
    break;
  case V_JSON:
    break;
  default:
    text_type(d, nullable, "string");
    if (t == V_UUID) json_kv(&d->w, "format", STR("uuid"));
    if (t == V_DATE) json_kv(&d->w, "format", STR("date"));
    if (t == V_TIMESTAMPTZ) json_kv(&d->w, "format", STR("date-time"));
    if (t == V_EMAIL) json_kv(&d->w, "format", STR("email"));
    if (t == V_CURRENCY) json_kv(&d->w, "pattern", STR("^[A-Z]{3}$"));
    if (t == V_COUNTRY) json_kv(&d->w, "pattern", STR("^[A-Z]{2}$"));
    if (t == V_DECIMAL) json_kv(&d->w, "pattern", STR("^-?[0-9]{1,18}(\\.[0-9]{1,12})?$"));
  }
}

/* Answers. */
static void shape_schema(struct doc *d, const struct shape *s, str description);

static void fields_schema(struct doc *d, const struct shape_field *fields, size_t n, bool nullable) {
  text_type(d, nullable, "object");
  key(d, "required");
  json_begin_array(&d->w);
  for (size_t i = 0; i < n; i++) json_str(&d->w, fields[i].name);
  json_end_array(&d->w);
  key(d, "properties");
  json_begin_object(&d->w);
  for (size_t i = 0; i < n; i++) {
    json_key(&d->w, fields[i].name);
    shape_schema(d, &fields[i].shape, fields[i].description);
  }
  json_end_object(&d->w);
}

static void shape_schema(struct doc *d, const struct shape *s, str description) {
  json_begin_object(&d->w);
  switch (s->kind) {
  case SHAPE_VALUE:
    value_schema(d, s->type, s->nullable);
    break;
  case SHAPE_OBJECT:
    fields_schema(d, s->fields.at, s->fields.n, s->nullable);
    break;
  case SHAPE_ARRAY:
    text_type(d, s->nullable, "array");
    key(d, "items");
    shape_schema(d, s->item, STR_NONE);
  }
  if (description.n) json_kv(&d->w, "description", description);
  json_end_object(&d->w);
}

static void row_schema(struct doc *d, const struct endpoint *ep) {
  json_begin_object(&d->w);
  if (ep->fields.n)
    fields_schema(d, ep->fields.at, ep->fields.n, false);
  else
    text_type(d, false, "object");
  json_end_object(&d->w);
}

static void list_schema(struct doc *d, const struct endpoint *ep) {
  bool page = ep->returns == RETURNS_PAGE;
  json_begin_object(&d->w);
  text_type(d, false, "object");
  key(d, "required");
  json_raw(&d->w, page ? STR("[\"items\",\"next\"]") : STR("[\"items\"]"));
  key(d, "properties");
  json_begin_object(&d->w);
  key(d, "items");
  json_begin_object(&d->w);
  text_type(d, false, "array");
  key(d, "items");
  row_schema(d, ep);
  json_end_object(&d->w);
  if (page) {
    key(d, "next");
    json_begin_object(&d->w);
    text_type(d, true, "string");
    json_kv(&d->w, "description", STR("Give this as `after` to get the next page; null on the last one."));
    json_end_object(&d->w);
  }
  json_end_object(&d->w);
  json_end_object(&d->w);
}

static void header_text(struct doc *d, const char *name, const char *description) {
  key(d, name);
  json_begin_object(&d->w);
  json_kv(&d->w, "description", str_of(description));
  json_kv_raw(&d->w, "schema", STR("{\"type\":\"string\"}"));
  json_end_object(&d->w);
}

static void content(struct doc *d, const struct endpoint *ep) {
  static const str text = {"{\"schema\":{\"type\":\"string\"}}", 28};
  static const str binary = {"{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}", 46};
  key(d, "content");
  json_begin_object(&d->w);
  switch (ep->returns) {
  case RETURNS_TEXT:
    json_key(&d->w, str_none(ep->content_type) ? STR("text/plain") : ep->content_type);
    json_raw(&d->w, text);
    break;
  case RETURNS_BYTES:
    json_kv_raw(&d->w, "application/octet-stream", binary);
    break;
  case RETURNS_SHEET:
    json_kv_raw(&d->w, "text/csv", text);
    json_kv_raw(&d->w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", binary);
    break;
  default:
    key(d, "application/json");
    json_begin_object(&d->w);
    key(d, "schema");
    if (ep->returns == RETURNS_ONE)
      row_schema(d, ep);
    else
      list_schema(d, ep);
    json_end_object(&d->w);
  }
  json_end_object(&d->w);
}

static void good_response(struct doc *d, const struct endpoint *ep, bool versioned) {
  json_key(&d->w, str_printf(d->a, "%d", ep->status));
  json_begin_object(&d->w);
  json_kv(&d->w, "description", ep->returns == RETURNS_NONE ? STR("Done.") : STR("The answer."));
  bool kept = ep->idempotent && ep->sql.n; /* a handler's answer may be a secret and is not kept */
  if (versioned || kept) {
    key(d, "headers");
    json_begin_object(&d->w);
    if (versioned) header_text(d, "ETag", "The record's version, for If-Match and If-None-Match.");
    if (kept) header_text(d, "Idempotency-Replayed", "`true` when this is the stored answer to an earlier request.");
    json_end_object(&d->w);
  }
  if (ep->returns != RETURNS_NONE) content(d, ep);
  json_end_object(&d->w);
}

static void problem_response(struct doc *d, int status) {
  json_key(&d->w, str_printf(d->a, "%d", status));
  json_raw(&d->w, str_printf(d->a, "{\"$ref\":\"#/components/responses/Problem%d\"}", status));
}

static void responses(struct doc *d, const struct endpoint *ep) {
  bool path = false, match = false, versioned = ep->sql.n && str_find(ep->sql, STR("_etag")) >= 0;
  for (size_t i = 0; i < ep->params.n; i++) {
    path = path || ep->params.at[i].place == PARAM_PATH;
    match = match || ep->params.at[i].place == PARAM_IF_MATCH;
  }
  key(d, "responses");
  json_begin_object(&d->w);
  good_response(d, ep, versioned);
  if (versioned && ep->method == HTTP_GET)
    json_kv_raw(&d->w, "304", STR("{\"description\":\"Not changed since the ETag of If-None-Match.\"}"));
  bool change = ep->method != HTTP_GET, person = ep->auth != AUTH_PUBLIC;
  problem_response(d, 400);
  if (person || str_eq(ep->handler, STR("login"))) problem_response(d, 401);
  if (person || change) problem_response(d, 403); /* of the public ones: sent by another site's page */
  if (path || ep->returns == RETURNS_ONE || ep->returns == RETURNS_BYTES) problem_response(d, 404);
  if (change) problem_response(d, 409);
  if (match) problem_response(d, 412);
  if (change) problem_response(d, 413), problem_response(d, 415);
  problem_response(d, 422);
  if (match) problem_response(d, 428);
  problem_response(d, 429);
  problem_response(d, 503);
  json_end_object(&d->w);
}

/* Requests. */
static void range(struct doc *d, const struct param *p) {
  bool length = p->type == V_TEXT || p->type == V_EMAIL;
  if (!p->has_range || p->type == V_DECIMAL) return;
  if (p->low.n) json_kv_raw(&d->w, length ? "minLength" : "minimum", p->low);
  if (p->high.n) json_kv_raw(&d->w, length ? "maxLength" : "maximum", p->high);
}

static void fallback(struct doc *d, const struct param *p) {
  if (str_none(p->fallback) || p->array) return;
  key(d, "default");
  if (p->type == V_INT || p->type == V_BIGINT || p->type == V_BOOL)
    json_raw(&d->w, p->fallback);
  else
    json_str(&d->w, p->fallback);
}

static void param_schema(struct doc *d, const struct param *p) {
  bool nullable = p->place == PARAM_BODY && p->optional;
  json_begin_object(&d->w);
  if (p->array) {
    text_type(d, nullable, "array");
    key(d, "items");
    json_begin_object(&d->w);
  }
  bool null_here = nullable && !p->array;
  value_schema(d, p->type, null_here);
  range(d, p);
  if (p->choices.n) {
    key(d, "enum");
    json_begin_array(&d->w);
    for (size_t i = 0; i < p->choices.n; i++) json_str(&d->w, p->choices.at[i]);
    if (null_here) json_write_null(&d->w);
    json_end_array(&d->w);
  }
  if (p->array) json_end_object(&d->w);
  fallback(d, p);
  if (p->place == PARAM_BODY && p->description.n) json_kv(&d->w, "description", p->description);
  json_end_object(&d->w);
}

static void parameter(struct doc *d, const struct param *p) {
  json_begin_object(&d->w);
  json_kv(&d->w, "name", p->place == PARAM_IF_MATCH ? STR("If-Match") : p->name);
  json_kv(&d->w, "in", p->place == PARAM_PATH ? STR("path") : p->place == PARAM_QUERY ? STR("query") : STR("header"));
  json_kv_bool(&d->w, "required", !p->optional);
  if (p->place == PARAM_IF_MATCH)
    json_kv(&d->w, "description", STR("The ETag that the record came with, such as \"7\"."));
  else if (p->description.n)
    json_kv(&d->w, "description", p->description);
  key(d, "schema");
  param_schema(d, p);
  json_end_object(&d->w);
}

static void parameters(struct doc *d, const struct endpoint *ep) {
  key(d, "parameters");
  json_begin_array(&d->w);
  for (size_t i = 0; i < ep->params.n; i++)
    if (ep->params.at[i].place != PARAM_BODY && ep->params.at[i].place != PARAM_RAW) parameter(d, &ep->params.at[i]);
  if (ep->idempotent) json_raw(&d->w, STR("{\"$ref\":\"#/components/parameters/IdempotencyKey\"}"));
  json_end_array(&d->w);
}

static void request_body(struct doc *d, const struct endpoint *ep) {
  bool required = false;
  if (!endpoint_has_body(ep)) return;
  const struct param *raw = endpoint_raw(ep, NULL);
  if (raw) {
    key(d, "requestBody");
    json_begin_object(&d->w);
    json_kv_bool(&d->w, "required", true);
    if (raw->description.n) json_kv(&d->w, "description", raw->description);
    json_kv_raw(&d->w, "content",
                raw->type == V_CSV ? STR("{\"text/csv\":{\"schema\":{\"type\":\"string\"}}}")
                                   : STR("{\"application/octet-stream\":{\"schema\":{\"type\":\"string\","
                                         "\"format\":\"binary\"}}}"));
    json_end_object(&d->w);
    return;
  }
  for (size_t i = 0; i < ep->params.n; i++)
    required = required || (ep->params.at[i].place == PARAM_BODY && !ep->params.at[i].optional);
  key(d, "requestBody");
  json_begin_object(&d->w);
  json_kv_bool(&d->w, "required", required);
  json_raw(&d->w,
           STR("\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"additionalProperties\":false"));
  if (required) {
    key(d, "required");
    json_begin_array(&d->w);
    for (size_t i = 0; i < ep->params.n; i++)
      if (ep->params.at[i].place == PARAM_BODY && !ep->params.at[i].optional) json_str(&d->w, ep->params.at[i].name);
    json_end_array(&d->w);
  }
  key(d, "properties");
  json_begin_object(&d->w);
  for (size_t i = 0; i < ep->params.n; i++) {
    if (ep->params.at[i].place != PARAM_BODY) continue;
    json_key(&d->w, ep->params.at[i].name);
    param_schema(d, &ep->params.at[i]);
  }
  json_end_object(&d->w);
  d->w.comma = false;
  json_raw(&d->w, STR("}}}"));
  json_end_object(&d->w);
}

/* What stands in one folder of sql/api belongs together. */
static str tag_of(const struct endpoint *ep) {
  str rest = {ep->file.p + 8, ep->file.n - 8}, folder;
  rest = str_cut(rest, '/', &folder);
  return str_none(rest) ? STR("api") : folder;
}

/* sql/api/leads/list.sql is the operation leads_list. */
static str operation_of(struct arena *a, const struct endpoint *ep) {
  str s = str_dup(a, (str){ep->file.p + 8, ep->file.n - 8 - 4});
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] == '/' || s.p[i] == '-') ((char *)(uintptr_t)s.p)[i] = '_';
  return s;
}

static void security(struct doc *d, const struct endpoint *ep) {
  key(d, "security");
  if (ep->auth == AUTH_PUBLIC)
    json_raw(&d->w, STR("[]"));
  else if (str_none(ep->scope))
    json_raw(&d->w, STR("[{\"session\":[]}]"));
  else
    json_raw(&d->w, STR("[{\"session\":[]},{\"key\":[]}]"));
}

static void operation(struct doc *d, const struct endpoint *ep) {
  static const char *const names[HTTP_METHODS] = {"get", "head", "post", "put", "patch", "delete", "options"};
  str who = ep->auth == AUTH_PUBLIC ? STR("Anybody may ask.")
                                    : str_printf(d->a, "Least role: %.*s.", STR_ARG(endpoint_auth_name(ep->auth)));
  if (!str_none(ep->scope))
    who = str_printf(d->a, "%.*s API keys need the scope `%.*s`.", STR_ARG(who), STR_ARG(ep->scope));
  key(d, names[ep->method]);
  json_begin_object(&d->w);
  json_kv(&d->w, "operationId", operation_of(d->a, ep));
  json_kv(&d->w, "summary", ep->summary);
  json_kv(&d->w, "description",
          ep->description.n ? str_printf(d->a, "%.*s\n\n%.*s", STR_ARG(ep->description), STR_ARG(who)) : who);
  key(d, "tags");
  json_begin_array(&d->w);
  json_str(&d->w, tag_of(ep));
  json_end_array(&d->w);
  security(d, ep);
  parameters(d, ep);
  request_body(d, ep);
  responses(d, ep);
  json_end_object(&d->w);
}

static bool first_with_path(const struct endpoint_table *t, size_t i) {
  for (size_t k = 0; k < i; k++)
    if (str_eq(t->at[k]->path, t->at[i]->path)) return false;
  return true;
}

static bool first_with_tag(const struct endpoint_table *t, size_t i) {
  for (size_t k = 0; k < i; k++)
    if (str_eq(tag_of(t->at[k]), tag_of(t->at[i]))) return false;
  return true;
}

static void components(struct doc *d) {
  static const enum err_code codes[] = {ERR_MALFORMED, ERR_UNAUTHENTICATED,       ERR_FORBIDDEN, ERR_NOT_FOUND,
                                        ERR_CONFLICT,  ERR_PRECONDITION,          ERR_TOO_LARGE, ERR_MEDIA_TYPE,
                                        ERR_INVALID,   ERR_PRECONDITION_REQUIRED, ERR_TOO_MANY,  ERR_UNAVAILABLE};
  key(d, "components");
  json_begin_object(&d->w);
  json_kv_raw(&d->w, "securitySchemes",
              STR("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-hansa\",\"description\":\"The "
                  "cookie that POST /api/session sets.\"},"
                  "\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"An API key: `hansa_` and what "
                  "follows.\"}}"));
  json_kv_raw(&d->w, "parameters",
              STR("{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,"
                  "\"description\":\"Any unique text, such as a UUID. "
                  "The same request again under the same key gets the same answer and changes "
                  "nothing.\",\"schema\":{\"type\":\"string\",\"maxLength\":200}}}"));
  json_kv_raw(&d->w, "schemas",
              STR("{\"Problem\":{\"type\":\"object\",\"description\":\"RFC "
                  "9457\",\"required\":[\"type\",\"title\",\"status\",\"detail\"],\"properties\":{"
                  "\"type\":{\"type\":\"string\",\"description\":\"A name to branch on: "
                  "/problems/stage_unknown\"},\"title\":{\"type\":\"string\"},"
                  "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\",\"description\":\"What is wrong "
                  "and how to mend it, for people.\"},"
                  "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"pointer\",\"detail\"],"
                  "\"properties\":{"
                  "\"pointer\":{\"type\":\"string\",\"description\":\"JSON pointer to the field, "
                  "/title\"},\"detail\":{\"type\":\"string\"}}}}}}}"));
  key(d, "responses");
  json_begin_object(&d->w);
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    json_key(&d->w, str_printf(d->a, "Problem%d", err_status(codes[i])));
    json_begin_object(&d->w);
    json_kv(&d->w, "description", str_of(err_title(codes[i])));
    json_kv_raw(&d->w, "content",
                STR("{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}"));
    json_end_object(&d->w);
  }
  json_end_object(&d->w);
  json_end_object(&d->w);
}

str openapi_document(struct arena *a, const struct endpoint_table *table) {
  struct doc d = {.a = a};
  json_init(&d.w, a, 0, 1 << 16);
  json_begin_object(&d.w);
  json_kv(&d.w, "openapi", STR("3.1.0"));
  key(&d, "info");
  json_begin_object(&d.w);
  json_kv(&d.w, "title", STR("Hansa"));
  json_kv(&d.w, "version", STR(HANSA_VERSION));
  json_kv(
      &d.w, "description",
      STR("Leads, orders and documents that companies share. Lists are walked by cursor, changes are guarded by ETags, "
          "creates may be repeated under an Idempotency-Key, and every error is a problem document (RFC 9457)."));
  json_kv_raw(&d.w, "license", STR("{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}"));
  json_end_object(&d.w);
  key(&d, "servers");
  json_begin_array(&d.w);
  json_begin_object(&d.w);
  json_kv(&d.w, "url", STR("/"));
  json_end_object(&d.w);
  json_end_array(&d.w);
  key(&d, "tags");
  json_begin_array(&d.w);
  for (size_t i = 0; i < table->n; i++) {
    if (!first_with_tag(table, i)) continue;
    json_begin_object(&d.w);
    json_kv(&d.w, "name", tag_of(table->at[i]));
    json_kv(&d.w, "description", str_printf(a, "Endpoints of sql/api/%.*s", STR_ARG(tag_of(table->at[i]))));
    json_end_object(&d.w);
  }
  json_raw(&d.w, STR("{\"name\":\"edi\",\"description\":\"Documents in, acknowledgments out\"}"));
  json_end_array(&d.w);
  key(&d, "paths");
  json_begin_object(&d.w);
  for (size_t i = 0; i < table->n; i++) {
    if (!first_with_path(table, i)) continue;
    json_key(&d.w, table->at[i]->path);
    json_begin_object(&d.w);
    for (size_t k = i; k < table->n; k++)
      if (str_eq(table->at[k]->path, table->at[i]->path)) operation(&d, table->at[k]);
    json_end_object(&d.w);
  }
  if (embed_find("server/api/edi.json")) json_kv_raw(&d.w, "/edi", str_trim(embed_find("server/api/edi.json")->text));
  json_end_object(&d.w);
  components(&d);
  json_end_object(&d.w);
  return json_text(&d.w, 0);
}

str openapi_tag(struct arena *a, str document) {
  unsigned char hash[32];
  token_sha256(document, hash);
  return str_printf(a, "\"%.*s\"", STR_ARG(str_hex(a, hash, 16)));
}

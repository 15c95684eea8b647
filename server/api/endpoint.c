/* Reads endpoint headers into the table that routes, checks, documents and runs them. */
#include "api/endpoint.h"
#include <stdio.h>

enum { BODY_CAP_DEFAULT = 65536, BODY_CAP_EMPTY = 1024, PARAMS_MAX = 64 };

struct reader {
  struct arena *a;
  struct endpoint *ep;
  struct err *e;
  int line;
  bool options, last_is_field;
};

static const char *const auth_names[] = {"public", "guest", "viewer", "member", "manager", "admin"};
static const char *const returns_names[] = {"page", "many", "one", "none", "text", "bytes", "sheet"};

str endpoint_auth_name(enum endpoint_auth auth) { return str_of(auth_names[auth]); }

__attribute__((format(printf, 2, 3))) static bool fail(const struct reader *r, const char *fmt, ...) {
  char what[400];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(what, sizeof what, fmt, ap);
  va_end(ap);
  return err_set(r->e, ERR_INTERNAL, "endpoint_invalid", "", "%.*s:%d: %s", STR_ARG(r->ep->file), r->line, what);
}

static str word(str *line) {
  *line = str_trim(*line);
  str w = {line->p, 0};
  while (w.n < line->n && line->p[w.n] != ' ' && line->p[w.n] != '\t') w.n++;
  line->p += w.n, line->n -= w.n;
  *line = str_trim(*line);
  return w;
}

static bool is_name(str s) {
  if (!s.n || s.n > 63) return false;
  for (size_t i = 0; i < s.n; i++)
    if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' || (i && s.p[i] >= '0' && s.p[i] <= '9'))) return false;
  return true;
}

static bool choose(str name, const char *const *names, size_t n, unsigned *out) {
  for (size_t i = 0; i < n; i++)
    if (str_eq(name, str_of(names[i]))) {
      *out = (unsigned)i;
      return true;
    }
  return false;
}

static bool read_route(struct reader *r, str line) {
  struct endpoint *ep = r->ep;
  str method = word(&line);
  for (int m = 0; m < HTTP_METHODS; m++)
    if (str_eq(method, http_method_name((enum http_method)m))) {
      ep->method = (enum http_method)m;
      ep->path = line;
      if (m == HTTP_HEAD || m == HTTP_OPTIONS) break;
      if (!line.n || line.p[0] != '/' || str_find(line, STR(" ")) >= 0)
        return fail(r, "a path begins with '/' and has no blanks");
      ep->route = str_printf(r->a, "%.*s %.*s", STR_ARG(method), STR_ARG(line));
      return true;
    }
  return fail(r, "begin with '-- GET /path' (or POST, PUT, PATCH, DELETE)");
}

static bool read_options(struct reader *r, str line) {
  struct endpoint *ep = r->ep;
  while (line.n) {
    str key = word(&line);
    unsigned i;
    if (str_eq(key, STR("idempotent"))) {
      ep->idempotent = true;
      continue;
    }
    str value = word(&line);
    if (!value.n) return fail(r, "%.*s needs a value", STR_ARG(key));
    if (str_eq(key, STR("auth:"))) {
      if (!choose(value, auth_names, sizeof auth_names / sizeof *auth_names, &i))
        return fail(r, "auth is one of public, guest, viewer, member, manager, admin, not '%.*s'", STR_ARG(value));
      ep->auth = (enum endpoint_auth)i;
      r->options = true;
    } else if (str_eq(key, STR("returns:"))) {
      if (!choose(value, returns_names, sizeof returns_names / sizeof *returns_names, &i))
        return fail(r, "returns is one of page, many, one, none, text, bytes, sheet, not '%.*s'", STR_ARG(value));
      ep->returns = (enum endpoint_returns)i;
    } else if (str_eq(key, STR("status:")) || str_eq(key, STR("body_cap:"))) {
      int64_t v;
      if (!str_int(value, &v) || v < 0 || v > INT32_MAX) return fail(r, "%.*s takes a number", STR_ARG(key));
      if (key.p[0] == 'b') {
        ep->body_cap = (size_t)v;
      } else {
        if (v < 200 || v > 299) return fail(r, "status is between 200 and 299");
        ep->status = (int)v;
      }
    } else if (str_eq(key, STR("lane:"))) {
      ep->slow = str_eq(value, STR("slow"));
      if (!ep->slow && !str_eq(value, STR("fast"))) return fail(r, "lane is fast or slow");
    } else if (str_eq(key, STR("scope:"))) {
      ep->scope = value;
    } else if (str_eq(key, STR("handler:"))) {
      ep->handler = value;
    } else if (str_eq(key, STR("content-type:"))) {
      if (str_find(value, STR("/")) < 1) return fail(r, "content-type is one such as text/calendar");
      ep->content_type = value;
    } else {
      return fail(r, "unknown option '%.*s'", STR_ARG(key));
    }
  }
  return true;
}

static bool is_number(str s) {
  if (s.n && s.p[0] == '-') s.p++, s.n--;
  if (!s.n || s.n > 19) return false;
  size_t dots = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '.' && i && i + 1 < s.n && !dots) {
      dots++;
      continue;
    }
    if (s.p[i] < '0' || s.p[i] > '9') return false;
  }
  return true;
}

static bool ranged(enum value_type t) {
  return t == V_TEXT || t == V_INT || t == V_BIGINT || t == V_DECIMAL || t == V_EMAIL || t == V_CSV;
}

/* `1..200`, `one of a|b|c`, or nothing; what is left is the description. */
static bool read_constraint(struct reader *r, struct param *p, str line) {
  str rest = line, head = word(&rest);
  str first = head;
  if (first.n && first.p[first.n - 1] == ';') first.n--;
  ptrdiff_t dots = str_find(first, STR(".."));
  if (dots >= 0 && ranged(p->type)) {
    str low = {first.p, (size_t)dots}, high = {first.p + dots + 2, first.n - (size_t)dots - 2};
    if ((low.n || high.n) && (!low.n || is_number(low)) && (!high.n || is_number(high))) {
      p->has_range = true, p->low = low, p->high = high;
      if (rest.n && rest.p[0] == ';') rest.p++, rest.n--;
      p->description = str_trim(rest);
      return true;
    }
  }
  if (str_eq(head, STR("one")) && str_starts(rest, STR("of "))) {
    str after = rest;
    word(&after);
    str list = word(&after);
    if (list.n && list.p[list.n - 1] == ';') list.n--;
    if (str_find(list, STR("|")) > 0) {
      while (!str_none(list) && list.n) {
        str choice;
        list = str_cut(list, '|', &choice);
        if (!choice.n) return fail(r, ":%.*s has an empty choice", STR_ARG(p->name));
        *VEC_PUSH(r->a, &p->choices) = choice;
      }
      if (after.n && after.p[0] == ';') after.p++, after.n--;
      p->description = str_trim(after);
      return true;
    }
  }
  p->description = str_trim(line);
  return true;
}

static bool read_param(struct reader *r, str line) {
  struct endpoint *ep = r->ep;
  struct param p = {.name = word(&line)};
  p.name.p++, p.name.n--; /* the colon */
  if (!is_name(p.name) || p.name.p[0] == '_') return fail(r, "a parameter is named :lower_case");
  if (endpoint_param(ep, p.name, NULL)) return fail(r, ":%.*s is declared twice", STR_ARG(p.name));
  if (ep->params.n == PARAMS_MAX) return fail(r, "an endpoint has at most %d parameters", PARAMS_MAX);
  str type = word(&line);
  if (type.n && type.p[type.n - 1] == '?') p.optional = true, type.n--;
  if (str_ends(type, STR("[]"))) p.array = true, type.n -= 2;
  if (!value_type_of(type, &p.type))
    return fail(r, ":%.*s has the unknown type '%.*s'", STR_ARG(p.name), STR_ARG(type));
  if (p.type == V_MONEY) return fail(r, ":%.*s: money is a column of a sheet", STR_ARG(p.name));
  bool raw = p.type == V_BYTES || p.type == V_CSV;
  if (p.array && (p.type == V_JSON || p.type == V_CURSOR || p.type == V_ETAG || raw))
    return fail(r, ":%.*s cannot be an array", STR_ARG(p.name));
  if (line.n && line.p[0] == '=') {
    line.p++, line.n--;
    p.fallback = word(&line);
    if (p.fallback.n && p.fallback.p[p.fallback.n - 1] == ';') p.fallback.n--;
    if (!p.fallback.n) return fail(r, ":%.*s needs a value after '='", STR_ARG(p.name));
    p.optional = true;
  }
  if (!read_constraint(r, &p, line)) return false;
  if (p.type == V_TEXT && !p.has_range) p.has_range = true, p.low = STR("1"), p.high = STR("10000");
  str hole = str_printf(r->a, "{%.*s}", STR_ARG(p.name));
  if (str_find(ep->path, hole) >= 0) {
    p.place = PARAM_PATH;
    if (p.optional || p.array) return fail(r, ":%.*s stands in the path, so it cannot be optional", STR_ARG(p.name));
  } else if (p.type == V_ETAG) {
    p.place = PARAM_IF_MATCH;
  } else if (raw) {
    p.place = PARAM_RAW;
    if (ep->method == HTTP_GET || ep->method == HTTP_DELETE || p.optional || endpoint_raw(ep, NULL))
      return fail(r, ":%.*s: the one body of a POST, PUT or PATCH is not optional", STR_ARG(p.name));
  } else {
    p.place = ep->method == HTTP_GET || ep->method == HTTP_DELETE ? PARAM_QUERY : PARAM_BODY;
  }
  *VEC_PUSH(r->a, &ep->params) = p;
  return true;
}

static bool read_field(struct reader *r, str line) {
  line.p++, line.n--; /* '>' */
  struct shape_field f = {.name = word(&line)};
  const char *why = "";
  if (!is_name(f.name)) return fail(r, "'-- > name shape' declares a column of the answer");
  if (!shape_parse(r->a, &line, &f.shape, &why)) return fail(r, "the shape of %.*s %s", STR_ARG(f.name), why);
  if (line.n && line.p[0] != ' ' && line.p[0] != '\t')
    return fail(r, "the shape of %.*s goes on oddly at '%.*s'", STR_ARG(f.name), STR_ARG(line));
  f.description = str_trim(line);
  *VEC_PUSH(r->a, &r->ep->fields) = f;
  return true;
}

static str join(struct arena *a, str left, str right) {
  return left.n ? str_printf(a, "%.*s %.*s", STR_ARG(left), STR_ARG(right)) : right;
}

static bool read_line(struct reader *r, str line) {
  struct endpoint *ep = r->ep;
  if (!line.n) return true;
  if (!ep->path.n) return read_route(r, line);
  if (line.p[0] == ':') return r->last_is_field = false, read_param(r, line);
  if (line.p[0] == '>') return r->last_is_field = true, read_field(r, line);
  str peek = line, first = word(&peek);
  static const char *const keys[] = {
      "auth:", "returns:", "status:", "lane:", "scope:", "handler:", "body_cap:", "content-type:", "idempotent"};
  unsigned i;
  if (choose(first, keys, sizeof keys / sizeof *keys, &i) && !ep->params.n && !ep->fields.n)
    return read_options(r, line);
  if (ep->fields.n && r->last_is_field) {
    str *d = &ep->fields.at[ep->fields.n - 1].description;
    *d = join(r->a, *d, line);
  } else if (ep->params.n) {
    str *d = &ep->params.at[ep->params.n - 1].description;
    *d = join(r->a, *d, line);
  } else if (!ep->summary.n) {
    ep->summary = line;
  } else {
    ep->description = join(r->a, ep->description, line);
  }
  return true;
}

/* A body that is no JSON leaves the query to the other parameters. */
static bool check_raw(struct reader *r) {
  struct endpoint *ep = r->ep;
  if (!endpoint_raw(ep, NULL)) return true;
  if (ep->idempotent) return fail(r, "a body of bytes or csv is not kept under an Idempotency-Key");
  for (size_t i = 0; i < ep->params.n; i++) {
    struct param *p = &ep->params.at[i];
    if (p->place != PARAM_BODY) continue;
    if (p->type == V_JSON) return fail(r, ":%.*s: json cannot stand in the query", STR_ARG(p->name));
    p->place = PARAM_QUERY;
  }
  return true;
}

static bool check_sheet(struct reader *r) {
  struct endpoint *ep = r->ep;
  const struct param *format = endpoint_param(ep, STR("format"), NULL);
  bool ok = format && format->type == V_TEXT && format->choices.n == 2 && str_eq(format->choices.at[0], STR("csv")) &&
            str_eq(format->choices.at[1], STR("xlsx")) && (!format->optional || !str_none(format->fallback));
  if (!ok) return fail(r, "a sheet needs ':format text  one of csv|xlsx'");
  if (!ep->fields.n) return fail(r, "a sheet needs its columns declared");
  for (size_t i = 0; i < ep->fields.n; i++)
    if (ep->fields.at[i].shape.kind != SHAPE_VALUE)
      return fail(r, "%.*s: a column of a sheet is one value", STR_ARG(ep->fields.at[i].name));
  return true;
}

static bool check(struct reader *r) {
  struct endpoint *ep = r->ep;
  r->line = 1;
  if (!ep->path.n) return fail(r, "begin with '-- GET /path'");
  if (!ep->summary.n) return fail(r, "say in a line after the route what it does");
  if (!r->options) return fail(r, "needs a line 'auth: …    returns: …'");
  for (str rest = ep->path; rest.n;) {
    str name;
    rest = str_cut(rest, '{', &name);
    if (str_none(rest)) break;
    rest = str_cut(rest, '}', &name);
    const struct param *p = endpoint_param(ep, name, NULL);
    if (!p || p->place != PARAM_PATH) return fail(r, "{%.*s} of the path is not declared", STR_ARG(name));
  }
  if (ep->returns == RETURNS_PAGE) {
    const struct param *limit = endpoint_param(ep, STR("limit"), NULL), *after = endpoint_param(ep, STR("after"), NULL);
    if (!limit || limit->type != V_INT || str_none(limit->fallback)) return fail(r, "a page needs ':limit int = …'");
    if (!after || after->type != V_CURSOR) return fail(r, "a page needs ':after cursor?'");
  }
  if (!check_raw(r) || (ep->returns == RETURNS_SHEET && !check_sheet(r))) return false;
  if (!str_none(ep->content_type) && ep->returns != RETURNS_TEXT) return fail(r, "only a text has a content-type");
  if (ep->idempotent && (ep->returns != RETURNS_ONE || ep->method != HTTP_POST || ep->auth == AUTH_PUBLIC))
    return fail(r, "only a POST with a log-in that returns one can be idempotent");
  if (!ep->sql.n && str_none(ep->handler)) return fail(r, "has neither a statement nor a handler");
  if (!ep->status) ep->status = ep->returns == RETURNS_NONE ? 204 : 200;
  if (!ep->body_cap) ep->body_cap = endpoint_has_body(ep) ? BODY_CAP_DEFAULT : BODY_CAP_EMPTY;
  return true;
}

bool endpoint_parse(struct arena *a, str file, str text, struct endpoint *out, struct err *e) {
  *out = (struct endpoint){.file = file, .returns = RETURNS_ONE};
  struct reader r = {.a = a, .ep = out, .e = e};
  while (text.n) {
    const char *begin = text.p;
    str line, rest = str_cut(text, '\n', &line);
    r.line++;
    str t = str_trim(line);
    if (!str_starts(t, STR("--"))) {
      out->sql = str_trim((str){begin, text.n});
      out->sql_line = r.line;
      break;
    }
    if (!str_utf8(t)) return fail(&r, "is not valid UTF-8");
    if (!read_line(&r, str_trim((str){t.p + 2, t.n - 2}))) return false;
    text = str_none(rest) ? (str){begin, 0} : rest;
  }
  while (out->sql.n && out->sql.p[out->sql.n - 1] == ';') out->sql = str_trim((str){out->sql.p, out->sql.n - 1});
  if (!out->sql.n) out->sql = STR_NONE;
  return check(&r);
}

const struct param *endpoint_param(const struct endpoint *ep, str name, size_t *index) {
  for (size_t i = 0; i < ep->params.n; i++)
    if (str_eq(ep->params.at[i].name, name)) {
      if (index) *index = i;
      return &ep->params.at[i];
    }
  return NULL;
}

bool endpoint_has_body(const struct endpoint *ep) {
  for (size_t i = 0; i < ep->params.n; i++)
    if (ep->params.at[i].place == PARAM_BODY || ep->params.at[i].place == PARAM_RAW) return true;
  return false;
}

const struct param *endpoint_raw(const struct endpoint *ep, size_t *index) {
  for (size_t i = 0; i < ep->params.n; i++)
    if (ep->params.at[i].place == PARAM_RAW) {
      if (index) *index = i;
      return &ep->params.at[i];
    }
  return NULL;
}

enum db_lane endpoint_lane(const struct endpoint *ep) {
  const struct param *raw = endpoint_raw(ep, NULL);
  if ((raw && raw->type == V_BYTES) || ep->returns == RETURNS_BYTES) return DB_BULK;
  return raw || ep->slow || ep->returns == RETURNS_SHEET ? DB_SLOW : DB_FAST;
}

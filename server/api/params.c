/* A request is answered with all its faults at once, so nothing here stops at the first. */
#include "api/params.h"
#include "api/cursor.h"
#include "api/value.h"
#include "json/read.h"
#include "json/write.h"

enum { ERRORS_MAX = 20, ITEMS_MAX = 1000, POINTER = 128 };

struct collector {
  struct arena *a;
  const struct endpoint *ep;
  const struct params_in *in;
  struct params *out;
  struct err_list *errs;
  bool *seen; /* one per parameter */
};

static struct err *fault(struct collector *c) {
  static struct err surplus;
  return c->errs->n < ERRORS_MAX ? err_list_add(c->a, c->errs) : &surplus;
}

static const char *pointer(struct collector *c, str name, ptrdiff_t item) {
  /* "~" and "/" are escaped as a JSON pointer asks; names of strangers are cut to what an err holds. */
  char *p = arena_alloc(c->a, POINTER);
  size_t n = 0;
  p[n++] = '/';
  for (size_t i = 0; i < name.n && n < POINTER - 32; i++) {
    if (name.p[i] == '~' || name.p[i] == '/') {
      p[n++] = '~';
      p[n++] = name.p[i] == '~' ? '0' : '1';
    } else {
      p[n++] = name.p[i];
    }
  }
  if (!str_utf8((str){p, n})) n = 1;
  if (item >= 0) {
    str tail = str_printf(c->a, "/%td", item);
    memcpy(p + n, tail.p, tail.n);
  }
  return p;
}

static const struct param *named(struct collector *c, str name, enum param_place place, size_t *index) {
  const struct param *p = endpoint_param(c->ep, name, index);
  return p && p->place == place ? p : NULL;
}

static void unknown(struct collector *c, str name, enum param_place place) {
  str known = STR_NONE;
  for (size_t i = 0; i < c->ep->params.n; i++)
    if (c->ep->params.at[i].place == place)
      known = str_printf(c->a, "%.*s%s%.*s", STR_ARG(known), known.n ? ", " : "", STR_ARG(c->ep->params.at[i].name));
  str shown = str_utf8(name) ? (str){name.p, name.n < 64 ? name.n : 64} : STR("?");
  while (!str_utf8(shown)) shown.n--;
  const char *kind = place == PARAM_QUERY ? "parameter" : "field";
  if (known.n)
    err_set(fault(c), ERR_INVALID, "field_unknown", pointer(c, shown, -1),
            "There is no %s `%.*s` here. Known are: %.*s.", kind, STR_ARG(shown), STR_ARG(known));
  else
    err_set(fault(c), ERR_INVALID, "field_unknown", pointer(c, shown, -1), "There is no %s `%.*s` here; none is taken.",
            kind, STR_ARG(shown));
}

static bool check(struct collector *c, const struct param *p, str v, ptrdiff_t item) {
  struct err e;
  if (value_check(p, v, pointer(c, p->name, item), &e)) return true;
  *fault(c) = e;
  return false;
}

/* Array literals. */
typedef VEC_OF(char) chars;

static void array_add(struct collector *c, chars *out, str v) {
  char before = out->n ? ',' : '{';
  *VEC_PUSH(c->a, out) = before;
  *VEC_PUSH(c->a, out) = '"';
  for (size_t i = 0; i < v.n; i++) {
    if (v.p[i] == '"' || v.p[i] == '\\') *VEC_PUSH(c->a, out) = '\\';
    *VEC_PUSH(c->a, out) = v.p[i];
  }
  *VEC_PUSH(c->a, out) = '"';
}

static str array_end(struct collector *c, chars *out) {
  if (!out->n) return STR("{}");
  *VEC_PUSH(c->a, out) = '}';
  return (str){out->at, out->n};
}

/* Path and query. */
static void take_path(struct collector *c) {
  str rest = c->ep->path;
  for (size_t i = 0; i < c->in->npath; i++) {
    str name, v;
    size_t index;
    rest = str_cut(rest, '{', &name);
    rest = str_cut(rest, '}', &name);
    const struct param *p = named(c, name, PARAM_PATH, &index);
    struct err e;
    if (!p) continue;
    c->seen[index] = true;
    /* An address that cannot be one of ours is an address where nothing is. */
    if (!str_unpercent(c->a, c->in->path[i], false, &v) || !value_check(p, v, "", &e))
      err_set(fault(c), ERR_NOT_FOUND, "not_found", "", "There is nothing here.");
    else
      c->out->values[index] = v;
  }
}

static void take_cursor(struct collector *c, size_t index, str v) {
  struct params *out = c->out;
  if (cursor_open(c->a, c->in->secret, c->ep->route, v, &out->cursor_company, &out->values[index]))
    out->has_cursor = true;
  else
    cursor_refuse(fault(c));
}

static void take_query(struct collector *c) {
  chars *arrays = ARENA_ARRAY(c->a, chars, c->ep->params.n + 1);
  for (str rest = c->in->query; rest.n;) {
    str pair, key, name, v;
    rest = str_cut(rest, '&', &pair);
    if (!pair.n) continue;
    str raw = str_cut(pair, '=', &key);
    size_t index;
    if (!str_unpercent(c->a, key, true, &name) || !str_unpercent(c->a, raw, true, &v)) {
      err_set(fault(c), ERR_MALFORMED, "query_malformed", "",
              "The query has a '%%' that two hexadecimal digits do not follow.");
      continue;
    }
    const struct param *p = named(c, name, PARAM_QUERY, &index);
    if (!p) {
      unknown(c, name, PARAM_QUERY);
    } else if (c->seen[index] && !p->array) {
      err_set(fault(c), ERR_INVALID, "parameter_repeated", pointer(c, p->name, -1), "`%.*s` is given more than once.",
              STR_ARG(p->name));
    } else if (!v.n && p->optional && !p->array) {
      c->seen[index] = true; /* `?q=` is how a form says nothing */
    } else if (p->type == V_CURSOR) {
      c->seen[index] = true;
      take_cursor(c, index, v);
    } else if (c->seen[index] = true, check(c, p, v, -1)) {
      if (p->array)
        array_add(c, &arrays[index], v);
      else
        c->out->values[index] = v;
    }
  }
  for (size_t i = 0; i < c->ep->params.n; i++)
    if (arrays[i].n) c->out->values[i] = array_end(c, &arrays[i]);
}

/* Body. */
static size_t json_length(str s) { /* of the JSON value that begins s; the text is known to be valid */
  size_t i = 0, depth = 0;
  do {
    char ch = s.p[i];
    if (ch == '"') {
      for (i++; i < s.n && s.p[i] != '"'; i++) i += s.p[i] == '\\';
      i++;
    } else if (ch == '{' || ch == '[') {
      depth++, i++;
    } else if (ch == '}' || ch == ']') {
      if (!depth) break;
      depth--, i++;
    } else if (depth) {
      i++;
    } else {
      while (i < s.n && !strchr(",}] \t\r\n", s.p[i])) i++;
    }
  } while (depth && i < s.n);
  return i < s.n ? i : s.n;
}

static str skip(str s, const char *set) {
  while (s.n && *s.p && strchr(set, *s.p)) s.p++, s.n--;
  return s;
}

str params_member(str object, str key) {
  str s = skip(object, " \t\r\n{");
  while (s.n && *s.p == '"') {
    size_t n = json_length(s);
    str name = {s.p + 1, n < 2 ? 0 : n - 2};
    s = skip((str){s.p + n, s.n - n}, " \t\r\n:");
    if (!s.n) break;
    n = json_length(s);
    if (str_eq(name, key)) return (str){s.p, n};
    s = skip((str){s.p + n, s.n - n}, " \t\r\n,");
  }
  return STR_NONE;
}

/* The text of a scalar as the database takes it; false if the JSON type does not fit the parameter's. */
static bool scalar(struct collector *c, const struct param *p, const json_t *j, str *out) {
  switch (p->type) {
  case V_INT:
  case V_BIGINT:
    if (!json_is_integer(j)) return false;
    *out = str_printf(c->a, "%lld", (long long)json_integer_value(j));
    return true;
  case V_BOOL:
    if (!json_is_boolean(j)) return false;
    *out = json_is_true(j) ? STR("true") : STR("false");
    return true;
  case V_DECIMAL:
    if (json_is_integer(j)) {
      *out = str_printf(c->a, "%lld", (long long)json_integer_value(j));
      return true;
    }
    break;
  default:
    break;
  }
  if (!json_is_string(j)) return false;
  *out = str_dup(c->a, (str){json_string_value(j), json_string_length(j)});
  if (!out->p) *out = STR("");
  return true;
}

static bool take_scalar(struct collector *c, const struct param *p, const json_t *j, ptrdiff_t item, str *out) {
  if (!scalar(c, p, j, out)) {
    str wanted = value_wanted(c->a, p);
    return err_set(fault(c), ERR_INVALID, "value_invalid", pointer(c, p->name, item), "`%.*s` must be %.*s.",
                   STR_ARG(p->name), STR_ARG(wanted));
  }
  return check(c, p, *out, item);
}

static bool take_member(struct collector *c, const struct param *p, const json_t *j, str *out) {
  if (p->type == V_JSON) {
    str raw = params_member(c->in->body, p->name);
    char *dump =
        str_none(raw) ? json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY) : NULL; /* the key was written with escapes */
    *out = str_dup(c->a, dump ? str_of(dump) : raw);
    free(dump);
    return true;
  }
  if (!p->array) return take_scalar(c, p, j, -1, out);
  if (!json_is_array(j) || json_array_size(j) > ITEMS_MAX)
    return err_set(fault(c), ERR_INVALID, "value_invalid", pointer(c, p->name, -1),
                   "`%.*s` must be an array of at most %d values.", STR_ARG(p->name), ITEMS_MAX);
  chars array = {0};
  bool ok = true;
  for (size_t i = 0; i < json_array_size(j); i++) {
    str v;
    if (take_scalar(c, p, json_array_get(j, i), (ptrdiff_t)i, &v))
      array_add(c, &array, v);
    else
      ok = false;
  }
  *out = array_end(c, &array);
  return ok;
}

static void write_member(struct json_writer *w, const struct param *p, const json_t *j, str v) {
  json_key(w, p->name);
  if (json_is_null(j) && p->type != V_JSON) {
    json_write_null(w);
  } else if (p->array) {
    char *dump = json_dumps(j, JSON_COMPACT);
    json_raw(w, str_of(dump));
    free(dump);
  } else if (p->type == V_JSON || p->type == V_INT || p->type == V_BIGINT || p->type == V_BOOL) {
    json_raw(w, v);
  } else {
    json_str(w, v);
  }
}

static void take_body(struct collector *c) {
  JSON_AUTO *root = NULL;
  struct err e;
  struct json_writer w;
  chars given = {0};
  json_init(&w, c->a, 0, 256);
  json_begin_object(&w);
  if (str_trim(c->in->body).n) {
    if (!json_read(c->in->body, &root, &e)) {
      *fault(c) = e;
      return;
    }
    if (!json_is_object(root)) {
      err_set(fault(c), ERR_INVALID, "body_invalid", "", "The body must be a JSON object: {\"field\": value}.");
      return;
    }
  }
  const char *key;
  json_t *j;
  json_object_foreach(root, key, j) {
    str name = str_of(key), v = STR_NONE;
    size_t index;
    const struct param *p = named(c, name, PARAM_BODY, &index);
    if (!p) {
      unknown(c, name, PARAM_BODY);
      continue;
    }
    c->seen[index] = true;
    if (json_is_null(j) && p->type != V_JSON) {
      if (!p->optional) {
        str wanted = value_wanted(c->a, p);
        err_set(fault(c), ERR_INVALID, "field_required", pointer(c, name, -1), "`%.*s` must not be null; give %.*s.",
                STR_ARG(p->name), STR_ARG(wanted));
        continue;
      }
    } else if (!take_member(c, p, j, &v)) {
      continue;
    }
    c->out->values[index] = v;
    array_add(c, &given, p->name);
    write_member(&w, p, j, v);
  }
  json_end_object(&w);
  c->out->body = json_text(&w, 0);
  c->out->given = array_end(c, &given);
}

/* If-Match and what is missing. */
static void take_if_match(struct collector *c, const struct param *p, size_t index) {
  str v = str_trim(c->in->if_match);
  int64_t version;
  c->seen[index] = true;
  if (!v.n || str_eq(v, STR("*"))) {
    if (!p->optional)
      err_set(fault(c), ERR_PRECONDITION_REQUIRED, "if_match_required", "",
              "Send If-Match with the ETag that the record came with, so that nobody's change is lost.");
    return;
  }
  if (str_starts(v, STR("W/"))) v.p += 2, v.n -= 2; /* a proxy that compresses marks the tag so */
  if (v.n > 2 && v.p[0] == '"' && v.p[v.n - 1] == '"') v.p++, v.n -= 2;
  if (str_int(v, &version) && version >= 0 && version <= INT32_MAX)
    c->out->values[index] = v;
  else
    err_set(fault(c), ERR_PRECONDITION, "version_changed", "",
            "If-Match names no version of this record. Read it again and repeat your change.");
}

static void complete(struct collector *c) {
  for (size_t i = 0; i < c->ep->params.n; i++) {
    const struct param *p = &c->ep->params.at[i];
    if (p->place == PARAM_IF_MATCH) take_if_match(c, p, i);
    if (str_none(c->out->values[i]) && !str_none(p->fallback)) c->out->values[i] = p->fallback;
    if (c->seen[i] || p->optional) continue;
    str wanted = value_wanted(c->a, p);
    err_set(fault(c), ERR_INVALID, "field_required", pointer(c, p->name, -1), "`%.*s` is missing; give %.*s.",
            STR_ARG(p->name), STR_ARG(wanted));
  }
}

/* The status follows the gravest fault: nothing there, then unreadable, then a precondition, then wrong values. */
static int gravity(enum err_code code) {
  return code == ERR_NOT_FOUND ? 4 : code == ERR_MALFORMED || code == ERR_TOO_LARGE ? 3 : code != ERR_INVALID ? 2 : 1;
}

static void keep_gravest(struct err_list *errs) {
  int most = 0;
  for (size_t i = 0; i < errs->n; i++)
    if (gravity(errs->at[i].code) > most) most = gravity(errs->at[i].code);
  if (most <= 1) return;
  for (size_t i = 0; i < errs->n; i++)
    if (gravity(errs->at[i].code) == most) {
      errs->at[0] = errs->at[i];
      errs->n = 1;
      return;
    }
}

bool params_collect(struct arena *a, const struct endpoint *ep, const struct params_in *in, struct params *out,
                    struct err_list *errs) {
  *out = (struct params){.values = ARENA_ARRAY(a, str, ep->params.n + 1), .body = STR("{}"), .given = STR("{}")};
  struct collector c = {a, ep, in, out, errs, ARENA_ARRAY(a, bool, ep->params.n + 1)};
  take_path(&c);
  take_query(&c);
  size_t raw;
  if (endpoint_raw(ep, &raw))
    c.seen[raw] = in->raw > 0;
  else if (ep->method != HTTP_GET)
    take_body(&c);
  complete(&c);
  keep_gravest(errs);
  return errs->n == 0;
}

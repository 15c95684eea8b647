/* A `:name` is a parameter only outside of quotes, comments and casts, so the text is walked token by token. */
#include "api/statement.h"

enum { SOURCES_MAX = 80 };

static const struct {
  const char *name, *type;
  int source;
} of_bytes[] = {
    {"_sha256", "bytea", SOURCE_SHA256}, {"_type", "text", SOURCE_TYPE},       {"_width", "int", SOURCE_WIDTH},
    {"_height", "int", SOURCE_HEIGHT},   {"_preview", "bool", SOURCE_PREVIEW},
};

struct translator {
  struct arena *a;
  const struct endpoint *ep;
  struct err *e;
  int line, n;
  int sources[SOURCES_MAX];
  VEC_OF(char) out;
};

static void put(struct translator *t, str s) {
  for (size_t i = 0; i < s.n; i++) *VEC_PUSH(t->a, &t->out) = s.p[i];
}

static bool ident_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (unsigned char)c >= 0x80;
}

/* The length of a string, quoted name, comment or dollar text that begins at s; 0 if none does. */
static size_t quoted(str s, bool escape_string) {
  if (s.p[0] == '\'' || s.p[0] == '"') {
    for (size_t i = 1; i < s.n; i++) {
      if (escape_string && s.p[i] == '\\')
        i++;
      else if (s.p[i] == s.p[0] && !(i + 1 < s.n && s.p[i + 1] == s.p[0] && ++i))
        return i + 1;
    }
    return s.n;
  }
  if (s.n > 1 && s.p[0] == '-' && s.p[1] == '-') {
    size_t i = 2;
    while (i < s.n && s.p[i] != '\n') i++;
    return i;
  }
  if (s.n > 1 && s.p[0] == '/' && s.p[1] == '*') {
    size_t depth = 1, i = 2;
    for (; i + 1 < s.n && depth; i++) {
      if (s.p[i] == '/' && s.p[i + 1] == '*')
        depth++, i++;
      else if (s.p[i] == '*' && s.p[i + 1] == '/')
        depth--, i++;
    }
    return depth ? s.n : i;
  }
  if (s.p[0] == '$') {
    size_t tag = 1;
    while (tag < s.n && ident_char(s.p[tag]) && !(tag == 1 && s.p[1] >= '0' && s.p[1] <= '9')) tag++;
    if (tag >= s.n || s.p[tag] != '$') return 0;
    ptrdiff_t end = str_find((str){s.p + tag + 1, s.n - tag - 1}, (str){s.p, tag + 1});
    return end < 0 ? s.n : (size_t)end + 2 * (tag + 1);
  }
  return 0;
}

static bool fail(struct translator *t, const char *what, str name) {
  return err_set(t->e, ERR_INTERNAL, "endpoint_invalid", "", "%.*s:%d: :%.*s %s", STR_ARG(t->ep->file), t->line,
                 STR_ARG(name), what);
}

static int number_of(struct translator *t, int source) {
  for (int i = 0; i < t->n; i++)
    if (t->sources[i] == source) return i + 1;
  t->sources[t->n++] = source;
  return t->n;
}

/* What is known of a body of bytes; 0 if the name is none of it, or the endpoint has no such body. */
static int source_of_bytes(const struct translator *t, str name, const char **type) {
  const struct param *raw = endpoint_raw(t->ep, NULL);
  if (!raw || raw->type != V_BYTES) return 0;
  for (size_t i = 0; i < sizeof of_bytes / sizeof *of_bytes; i++)
    if (str_eq(name, str_of(of_bytes[i].name))) {
      *type = of_bytes[i].type;
      return of_bytes[i].source;
    }
  return 0;
}

static bool translate(struct translator *t, str text, bool wrapping);

static bool put_param(struct translator *t, str name, bool wrapping) {
  const char *type;
  int source;
  size_t index;
  const struct param *p = endpoint_param(t->ep, name, &index);
  bool array = false;
  if (wrapping && str_eq(name, STR("_statement"))) return translate(t, t->ep->sql, false);
  if (wrapping && str_eq(name, STR("_key")))
    source = SOURCE_KEY, type = "text";
  else if (wrapping && str_eq(name, STR("_route")))
    source = SOURCE_ROUTE, type = "text";
  else if (str_eq(name, STR("_body")))
    source = SOURCE_BODY, type = "jsonb";
  else if (str_eq(name, STR("_given")))
    source = SOURCE_GIVEN, type = "text", array = true;
  else if (str_eq(name, STR("_seen")) && t->ep->returns == RETURNS_BYTES)
    source = SOURCE_SEEN, type = "text";
  else if ((source = source_of_bytes(t, name, &type)) != 0)
    array = false;
  else if (p)
    source = (int)index, type = value_type_sql(p->type), array = p->array;
  else
    return fail(t, "is not declared", name);
  put(t, str_printf(t->a, "$%d::%s%s", number_of(t, source), type, array ? "[]" : ""));
  return true;
}

static bool translate(struct translator *t, str s, bool wrapping) {
  while (s.n) {
    bool escape_string = t->out.n && (t->out.at[t->out.n - 1] == 'E' || t->out.at[t->out.n - 1] == 'e') &&
                         !(t->out.n > 1 && ident_char(t->out.at[t->out.n - 2]));
    size_t n = quoted(s, escape_string);
    if (!n && s.p[0] == ':' && s.n > 1 && s.p[1] == ':') n = 2;
    if (!n && s.p[0] == ':' && s.n > 1 && ((s.p[1] >= 'a' && s.p[1] <= 'z') || s.p[1] == '_')) {
      n = 1;
      while (n < s.n && ident_char(s.p[n])) n++;
      if (!put_param(t, (str){s.p + 1, n - 1}, wrapping)) return false;
    } else {
      if (!n) n = 1;
      for (size_t i = 0; i < n; i++) t->line += !wrapping && s.p[i] == '\n';
      put(t, (str){s.p, n});
    }
    s.p += n, s.n -= n;
  }
  return true;
}

static bool finish(struct translator *t, struct statement *out) {
  const struct endpoint *ep = t->ep;
  bool body = false;
  for (int i = 0; i < t->n; i++) body = body || t->sources[i] == SOURCE_BODY;
  for (size_t i = 0; i < ep->params.n && str_none(ep->handler); i++) {
    bool used = body && ep->params.at[i].place == PARAM_BODY;
    used = used || (ep->returns == RETURNS_SHEET && str_eq(ep->params.at[i].name, STR("format"))); /* the server's */
    for (int s = 0; s < t->n; s++) used = used || t->sources[s] == (int)i;
    t->line = 1;
    if (!used) return fail(t, "is declared but the statement does not use it", ep->params.at[i].name);
  }
  int *sources = ARENA_ARRAY(t->a, int, (size_t)t->n + 1);
  memcpy(sources, t->sources, (size_t)t->n * sizeof *sources);
  *out = (struct statement){{t->out.at, t->out.n}, t->n, sources};
  *VEC_PUSH(t->a, &t->out) = 0; /* the db takes the text as a C string */
  out->text.p = t->out.at;
  return true;
}

bool statement_translate(struct arena *a, const struct endpoint *ep, struct statement *out, struct err *e) {
  struct translator t = {.a = a, .ep = ep, .e = e, .line = ep->sql_line};
  return translate(&t, ep->sql, false) && finish(&t, out);
}

bool statement_wrap(struct arena *a, const struct endpoint *ep, str wrap, struct statement *out, struct err *e) {
  struct translator t = {.a = a, .ep = ep, .e = e, .line = ep->sql_line};
  return translate(&t, wrap, true) && finish(&t, out);
}

/* Expanding a template: one pass over its text, a small stack of views. */
#include "ops/page.h"
#include "base/vec.h"
#include <stdio.h>

enum { DEPTH_MAX = 8 };

struct page {
  struct arena *a;
  VEC_OF(char) out;
  const json_t *views[DEPTH_MAX + 1];
  int depth;
  struct err *e;
};

static void put(struct page *p, str s) {
  for (size_t i = 0; i < s.n; i++) *VEC_PUSH(p->a, &p->out) = s.p[i];
}

static void put_escaped(struct page *p, str s) {
  for (size_t i = 0; i < s.n; i++) {
    switch (s.p[i]) {
    case '&':
      put(p, STR("&amp;"));
      break;
    case '<':
      put(p, STR("&lt;"));
      break;
    case '>':
      put(p, STR("&gt;"));
      break;
    case '"':
      put(p, STR("&quot;"));
      break;
    case '\'':
      put(p, STR("&#39;"));
      break;
    default:
      *VEC_PUSH(p->a, &p->out) = s.p[i];
    }
  }
}

static const json_t *look_up(const struct page *p, str name) {
  if (str_eq(name, STR("."))) return p->views[p->depth];
  for (int i = p->depth; i >= 0; i--) {
    const json_t *v = json_object_getn(p->views[i], name.p, name.n);
    if (v) return v;
  }
  return NULL;
}

static bool put_value(struct page *p, str name) {
  const json_t *v = look_up(p, name);
  if (json_is_string(v)) {
    put_escaped(p, (str){json_string_value(v), json_string_length(v)});
    return true;
  }
  if (json_is_integer(v)) {
    char buf[24];
    int n = snprintf(buf, sizeof buf, "%lld", (long long)json_integer_value(v));
    put(p, (str){buf, (size_t)n});
    return true;
  }
  return json_is_null(v) || err_set(p->e, ERR_INTERNAL, "template", "", "The template asks for %.*s.", STR_ARG(name));
}

static bool shows(const json_t *v) {
  if (!v || json_is_null(v) || json_is_false(v)) return false;
  if (json_is_string(v)) return json_string_length(v) > 0;
  return !json_is_array(v) || json_array_size(v) > 0;
}

/* The first {{tag}} in s: *before gets the text in front of it, the rest is returned; STR_NONE if there is none. */
static str next_tag(str s, str *before, str *tag) {
  ptrdiff_t at = str_find(s, STR("{{"));
  if (at < 0) return STR_NONE;
  *before = (str){s.p, (size_t)at};
  str rest = {s.p + at + 2, s.n - (size_t)at - 2};
  ptrdiff_t end = str_find(rest, STR("}}"));
  if (end < 0) return STR_NONE;
  *tag = (str){rest.p, (size_t)end};
  return (str){rest.p + end + 2, rest.n - (size_t)end - 2};
}

/* Finds {{/name}} of the section that begins at s, inner sections of the same name skipped. */
static bool section_end(str s, str name, str *inner, str *rest) {
  str at = s, before, tag;
  for (int open = 1;;) {
    str after = next_tag(at, &before, &tag);
    if (str_none(after)) return false;
    str named = tag.n ? (str){tag.p + 1, tag.n - 1} : tag;
    if (tag.n && str_eq(named, name)) open += (tag.p[0] == '#' || tag.p[0] == '^') - (tag.p[0] == '/');
    if (open == 0) {
      *inner = (str){s.p, (size_t)(before.p + before.n - s.p)};
      *rest = after;
      return true;
    }
    at = after;
  }
}

static bool expand(struct page *p, str s);

static bool within(struct page *p, const json_t *view, str inner) {
  if (p->depth == DEPTH_MAX) return err_set(p->e, ERR_INTERNAL, "template", "", "The template is nested too deeply.");
  p->views[++p->depth] = view;
  bool ok = expand(p, inner);
  p->depth--;
  return ok;
}

static bool section(struct page *p, char type, str name, str inner) {
  const json_t *v = look_up(p, name);
  if (type == '^') return shows(v) || expand(p, inner);
  if (!shows(v)) return true;
  if (!json_is_array(v)) return within(p, v, inner);
  for (size_t i = 0; i < json_array_size(v); i++)
    if (!within(p, json_array_get(v, i), inner)) return false;
  return true;
}

static bool expand(struct page *p, str s) {
  for (;;) {
    str before, tag, rest = next_tag(s, &before, &tag);
    if (str_none(rest)) {
      put(p, s);
      return true;
    }
    put(p, before);
    char type = tag.n ? tag.p[0] : 0;
    if (type == '#' || type == '^') {
      str name = {tag.p + 1, tag.n - 1}, inner;
      if (!section_end(rest, name, &inner, &s))
        return err_set(p->e, ERR_INTERNAL, "template", "", "The section %.*s has no end.", STR_ARG(name));
      if (!section(p, type, name, inner)) return false;
    } else {
      if (!put_value(p, tag)) return false;
      s = rest;
    }
  }
}

bool page_expand(struct arena *a, str template, const json_t *view, str *out, struct err *e) {
  struct page p = {.a = a, .views = {view}, .e = e};
  bool ok = expand(&p, template);
  *out = (str){p.out.at, p.out.n};
  return ok;
}

/* Appends to one growing run of arena memory; plain text is copied in stretches. */
#include "json/write.h"
#include <stdio.h>

void json_init(struct json_writer *w, struct arena *a, size_t headroom, size_t guess) {
  size_t cap = headroom + (guess < 64 ? 64 : guess);
  *w = (struct json_writer){.a = a, .p = arena_alloc(a, cap), .n = headroom, .cap = cap};
}

static char *room(struct json_writer *w, size_t n) {
  if (w->cap - w->n < n) {
    size_t cap = w->cap * 2 > w->n + n ? w->cap * 2 : w->n + n;
    w->p = arena_grow(w->a, w->p, w->cap, cap);
    w->cap = cap;
  }
  return w->p + w->n;
}

static void put(struct json_writer *w, const char *p, size_t n) {
  if (n == 0) return;
  memcpy(room(w, n), p, n);
  w->n += n;
}

static void put_char(struct json_writer *w, char c) { *room(w, 1) = c, w->n++; }

static void before(struct json_writer *w) {
  if (w->comma) put_char(w, ',');
  w->comma = true;
}

static void open_with(struct json_writer *w, char c) {
  before(w);
  put_char(w, c);
  w->comma = false;
}

static void close_with(struct json_writer *w, char c) {
  put_char(w, c);
  w->comma = true;
}

void json_begin_object(struct json_writer *w) { open_with(w, '{'); }
void json_end_object(struct json_writer *w) { close_with(w, '}'); }
void json_begin_array(struct json_writer *w) { open_with(w, '['); }
void json_end_array(struct json_writer *w) { close_with(w, ']'); }

/* 0 may be copied as it is; 1 must be looked at (controls, quote, backslash, anything beyond ASCII). */
static const unsigned char special[256] = {
    [0 ... 0x1F] = 1, ['"'] = 1, ['\\'] = 1, [0x7F] = 1, [0x80 ... 0xFF] = 1,
};

static void put_escape(struct json_writer *w, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  char short_form = c == '"'    ? '"'
                    : c == '\\' ? '\\'
                    : c == '\n' ? 'n'
                    : c == '\r' ? 'r'
                    : c == '\t' ? 't'
                    : c == '\b' ? 'b'
                    : c == '\f' ? 'f'
                                : 0;
  if (short_form) {
    char esc[2] = {'\\', short_form};
    put(w, esc, 2);
  } else {
    char esc[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    put(w, esc, 6);
  }
}

static void put_quoted(struct json_writer *w, str s) {
  put_char(w, '"');
  size_t from = 0, i = 0;
  while (i < s.n) {
    unsigned char c = (unsigned char)s.p[i];
    if (!special[c]) {
      i++;
      continue;
    }
    size_t n = c < 0x80 ? 0 : str_utf8_next((str){s.p + i, s.n - i});
    if (n) {
      i += n;
      continue;
    }
    put(w, s.p + from, i - from);
    if (c < 0x80)
      put_escape(w, c);
    else
      put(w, "\xEF\xBF\xBD", 3); /* U+FFFD: a byte that is no UTF-8 must not reach a reader of JSON */
    from = ++i;
  }
  put(w, s.p + from, s.n - from);
  put_char(w, '"');
}

void json_key(struct json_writer *w, str key) {
  before(w);
  put_quoted(w, key);
  put_char(w, ':');
  w->comma = false;
}

void json_str(struct json_writer *w, str s) {
  if (str_none(s)) {
    json_write_null(w);
    return;
  }
  before(w);
  put_quoted(w, s);
}

void json_int(struct json_writer *w, int64_t i) {
  char number[24];
  int n = snprintf(number, sizeof number, "%lld", (long long)i);
  before(w);
  put(w, number, (size_t)n);
}

void json_bool(struct json_writer *w, bool b) { json_raw(w, b ? STR("true") : STR("false")); }
void json_write_null(struct json_writer *w) { json_raw(w, STR("null")); }

void json_raw(struct json_writer *w, str json) {
  before(w);
  put(w, json.p, json.n);
}

str json_text(const struct json_writer *w, size_t headroom) { return (str){w->p + headroom, w->n - headroom}; }

void json_kv(struct json_writer *w, const char *key, str s) {
  json_key(w, str_of(key));
  json_str(w, s);
}

void json_kv_int(struct json_writer *w, const char *key, int64_t i) {
  json_key(w, str_of(key));
  json_int(w, i);
}

void json_kv_bool(struct json_writer *w, const char *key, bool b) {
  json_key(w, str_of(key));
  json_bool(w, b);
}

void json_kv_raw(struct json_writer *w, const char *key, str json) {
  json_key(w, str_of(key));
  json_raw(w, json);
}

/* The database says what a file is; that is checked once more here, where the bytes leave. */
#include "api/download.h"
#include "api/sniff.h"

enum { NAME_MOST = 255 };

/* C0, C1, DEL, line and paragraph separators, directions, joiners and marks without a width. */
static bool hidden(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

static uint32_t letter(const char *p, size_t n) {
  uint32_t c = (unsigned char)p[0];
  if (n > 1) c &= 0xffu >> (n + 1);
  for (size_t i = 1; i < n; i++) c = c << 6 | ((unsigned char)p[i] & 0x3f);
  return c;
}

static bool attr_char(unsigned char c) { /* RFC 8187 */
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && memchr("!#$&+-.^_`|~", c, 12));
}

str download_disposition(struct arena *a, bool show, str name) {
  static const char hex[] = "0123456789ABCDEF";
  char *plain = arena_alloc(a, name.n + 8), *whole = arena_alloc(a, name.n * 3 + 8);
  size_t np = 0, nw = 0, letters = 0;
  for (size_t at = 0, n; at < name.n && letters < NAME_MOST; at += n) {
    n = str_utf8_next((str){name.p + at, name.n - at});
    if (!n) {
      n = 1;
      continue;
    }
    uint32_t c = letter(name.p + at, n);
    if (hidden(c)) continue;
    letters++;
    bool path = c == '/' || c == '\\';
    plain[np++] = c < 0x7f && !path && c != '"' && c != '%' && c != ';' ? (char)c : '_';
    for (size_t i = 0; i < n; i++) {
      unsigned char b = path ? '_' : (unsigned char)name.p[at + i];
      if (attr_char(b)) {
        whole[nw++] = (char)b;
      } else {
        whole[nw++] = '%';
        whole[nw++] = hex[b >> 4];
        whole[nw++] = hex[b & 15];
      }
    }
  }
  if (!np) memcpy(plain, "file", np = 4), memcpy(whole, "file", nw = 4);
  return str_printf(a, "%s; filename=\"%.*s\"; filename*=UTF-8''%.*s", show ? "inline" : "attachment", (int)np, plain,
                    (int)nw, whole);
}

void download_headers(struct http_req *r) {
  http_add_header(r, STR("Content-Security-Policy"), STR("default-src 'none'; sandbox; frame-ancestors 'none'"));
  http_add_header(r, STR("Cross-Origin-Resource-Policy"), STR("same-origin"));
  http_add_header(r, STR("Cache-Control"), STR("private, no-cache"));
}

void download_answer(struct http_req *r, int status, const struct download *d) {
  struct sniff is;
  sniff(d->bytes, &is);
  bool show = str_eq(d->disposition, STR("inline")) && is.preview && str_eq(is.type, d->type);
  http_add_header(r, STR("Content-Disposition"), download_disposition(http_arena(r), show, d->name));
  download_headers(r);
  http_answer(r, status, show ? is.type : STR("application/octet-stream"), d->bytes, 0);
}

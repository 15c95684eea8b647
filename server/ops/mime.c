/* Headers by RFC 5322 and 2047, bodies quoted-printable by RFC 2045. */
#include "ops/mime.h"
#include "base/vec.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <time.h>

enum { QP_LINE = 76, WORD_TEXT = 42 /* base64 of it and the frame stay within 75 */ };

struct text {
  struct arena *a;
  VEC_OF(char) out;
};

static void put(struct text *t, str s) {
  for (size_t i = 0; i < s.n; i++) *VEC_PUSH(t->a, &t->out) = s.p[i];
}

str mime_address(str s) {
  str name, rest = str_cut(s, '<', &name);
  if (!str_none(rest)) {
    str inner, after = str_cut(rest, '>', &inner);
    if (str_none(after) || str_trim(after).n) return STR_NONE;
    s = inner;
  }
  s = str_trim(s);
  size_t ats = 0;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (c <= ' ' || c > '~' || strchr("<>()[],;:\\\"", c)) return STR_NONE;
    if (c == '@') ats++;
  }
  bool ok = ats == 1 && s.n >= 3 && s.n <= 254 && s.p[0] != '@' && s.p[s.n - 1] != '@';
  return ok ? s : STR_NONE;
}

static bool plain(str s) {
  if (s.n > 60 || str_find(s, STR("=?")) >= 0) return false;
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < ' ' || s.p[i] > '~') return false;
  return true;
}

/* Words of whole characters, so that no reader has to join halves. */
static void put_encoded(struct text *t, str s) {
  for (size_t at = 0; at < s.n;) {
    size_t n = s.n - at < WORD_TEXT ? s.n - at : WORD_TEXT;
    while (at + n < s.n && n > 1 && ((unsigned char)s.p[at + n] & 0xc0) == 0x80) n--;
    unsigned char b64[WORD_TEXT / 3 * 4 + 8];
    int len = EVP_EncodeBlock(b64, (const unsigned char *)s.p + at, (int)n);
    if (at) put(t, STR("\r\n "));
    put(t, STR("=?UTF-8?B?"));
    put(t, (str){(const char *)b64, (size_t)len});
    put(t, STR("?="));
    at += n;
  }
}

static void put_words(struct text *t, str s) {
  if (plain(s))
    put(t, s);
  else
    put_encoded(t, s);
}

static void put_from(struct text *t, str from, str address) {
  str name;
  put(t, STR("From: "));
  if (!str_none(str_cut(from, '<', &name)) && str_trim(name).n) {
    name = str_trim(name);
    if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"') name = (str){name.p + 1, name.n - 2};
    bool atoms = plain(name);
    for (size_t i = 0; i < name.n && atoms; i++) atoms = !strchr("()<>[]:;@\\,.\"", name.p[i]);
    if (atoms)
      put(t, name);
    else
      put_encoded(t, name);
    put(t, STR(" "));
  }
  put(t, STR("<"));
  put(t, address);
  put(t, STR(">\r\n"));
}

static void put_date(struct text *t, int64_t unix_s) {
  static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  time_t at = (time_t)unix_s;
  struct tm tm;
  gmtime_r(&at, &tm);
  put(t, str_printf(t->a, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d +0000\r\n", days + tm.tm_wday * 3, tm.tm_mday,
                    months + tm.tm_mon * 3, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec));
}

static void put_quoted(struct text *t, str s) {
  size_t column = 0;
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n') continue;
    if (c == '\n') {
      put(t, STR("\r\n"));
      column = 0;
      continue;
    }
    bool ends_line = i + 1 == s.n || s.p[i + 1] == '\n' || s.p[i + 1] == '\r';
    bool bare = c != '=' && ((c > ' ' && c <= '~') || ((c == ' ' || c == '\t') && !ends_line));
    size_t width = bare ? 1 : 3;
    if (column + width > QP_LINE - 1) {
      put(t, STR("=\r\n"));
      column = 0;
    }
    if (bare)
      *VEC_PUSH(t->a, &t->out) = (char)c;
    else
      put(t, str_printf(t->a, "=%02X", c));
    column += width;
  }
  put(t, STR("\r\n"));
}

static void put_part(struct text *t, str boundary, const char *type, str body) {
  put(t,
      str_printf(
          t->a, "--%.*s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
          STR_ARG(boundary), type));
  put_quoted(t, body);
}

/* Mail programs show a button for it; what is no plain address would break the header. */
static void put_unsubscribe(struct text *t, str url) {
  for (size_t i = 0; i < url.n; i++)
    if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '<' || url.p[i] == '>') return;
  if (!url.n) return;
  put(t, STR("List-Unsubscribe: <"));
  put(t, url);
  put(t, STR(">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

bool mime_compose(struct arena *a, const struct mime_mail *m, str *out, struct err *e) {
  struct text t = {.a = a};
  str from = mime_address(m->from), to = mime_address(m->to), local;
  if (str_none(from)) return err_set(e, ERR_INVALID, "mail_from", "", "The sender is no mail address.");
  if (str_none(to)) return err_set(e, ERR_INVALID, "mail_to", "", "The recipient is no mail address.");
  str domain = str_cut(from, '@', &local);
  str boundary = str_printf(a, "=_%.*s", STR_ARG(m->id));
  put_from(&t, m->from, from);
  put(&t, str_printf(a, "To: <%.*s>\r\nSubject: ", STR_ARG(to)));
  put_words(&t, m->subject);
  put(&t, STR("\r\n"));
  put_date(&t, m->unix_s);
  put_unsubscribe(&t, m->unsubscribe);
  put(&t, str_printf(a,
                     "Message-ID: <%.*s@%.*s>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"
                     "Content-Type: multipart/alternative; boundary=\"%.*s\"\r\n\r\n",
                     STR_ARG(m->id), STR_ARG(domain), STR_ARG(boundary)));
  put_part(&t, boundary, "plain", m->text);
  if (m->html.n) put_part(&t, boundary, "html", m->html);
  put(&t, str_printf(a, "--%.*s--\r\n", STR_ARG(boundary)));
  *out = (str){t.out.at, t.out.n};
  return true;
}

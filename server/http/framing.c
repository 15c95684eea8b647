/* The checks that close the door to request smuggling. */
#include "http/framing.h"

enum { DIGITS_MAX = 18 };

static bool digits(str s, size_t *out) {
  if (s.n > DIGITS_MAX) return false;
  size_t v = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return false;
    v = v * 10 + (size_t)(s.p[i] - '0');
  }
  *out = v;
  return true;
}

bool framing_read(enum http_method m, str host, str content_length, str transfer_encoding, struct framing *out,
                  struct err *e) {
  *out = (struct framing){0};
  bool wants_body = m == HTTP_POST || m == HTTP_PUT || m == HTTP_PATCH;
  if (!host.n) return err_set(e, ERR_MALFORMED, "host_required", NULL, "The Host header is missing.");
  if (content_length.n && transfer_encoding.n)
    return err_set(e, ERR_MALFORMED, "length_ambiguous", NULL, "Send Content-Length or Transfer-Encoding, not both.");
  if (transfer_encoding.n) {
    if (!str_eq_nocase(transfer_encoding, STR("chunked")))
      return err_set(e, ERR_NOT_IMPLEMENTED, "transfer_coding_unknown", NULL,
                     "The only transfer coding understood is chunked.");
    out->chunked = true;
  } else if (content_length.n) {
    if (!digits(content_length, &out->length))
      return err_set(e, ERR_MALFORMED, "length_malformed", NULL, "Content-Length is not a decimal number.");
  } else if (wants_body) {
    return err_set(e, ERR_LENGTH_REQUIRED, "length_required", NULL,
                   "A request that may carry a body needs Content-Length or Transfer-Encoding: chunked.");
  }
  if (!wants_body && (out->chunked || out->length))
    return err_set(e, ERR_MALFORMED, "body_unexpected", NULL, "A request of this method carries no body.");
  return true;
}

/* Reading and writing the names of the live protocol. */
#include "live/id.h"
#include <inttypes.h>
#include <stdio.h>

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static bool dash_at(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

bool live_id_read(str text, struct live_id *out) {
  if (text.n != LIVE_ID_TEXT - 1) return false;
  size_t nibble = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (dash_at(i)) {
      if (text.p[i] != '-') return false;
      continue;
    }
    int d = hex_digit(text.p[i]);
    if (d < 0) return false;
    unsigned char *b = &out->b[nibble / 2];
    *b = (unsigned char)(nibble % 2 ? *b | d : d << 4);
    nibble++;
  }
  return true;
}

str live_id_text(const struct live_id *id, char buf[static LIVE_ID_TEXT]) {
  static const char digits[] = "0123456789abcdef";
  size_t nibble = 0;
  for (size_t i = 0; i < LIVE_ID_TEXT - 1; i++) {
    if (dash_at(i)) {
      buf[i] = '-';
      continue;
    }
    unsigned char b = id->b[nibble / 2];
    buf[i] = digits[nibble % 2 ? b & 15 : b >> 4];
    nibble++;
  }
  buf[LIVE_ID_TEXT - 1] = 0;
  return (str){buf, LIVE_ID_TEXT - 1};
}

bool live_at_read(str text, struct live_at *out) {
  str head;
  str rest = str_cut(text, '.', &head);
  int64_t tx;
  if (str_none(rest) || !str_int(head, &tx) || !str_int(rest, &out->id) || tx < 0 || out->id < 0) return false;
  out->tx = (uint64_t)tx;
  return true;
}

str live_at_text(struct live_at at, char buf[static LIVE_AT_TEXT]) {
  int n = snprintf(buf, LIVE_AT_TEXT, "%" PRIu64 ".%" PRId64, at.tx, at.id);
  return (str){buf, (size_t)n};
}

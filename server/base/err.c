/* One table: code, HTTP status, title. */
#include "base/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
  int status;
  const char *title;
} table[ERR_CODES] = {
    [ERR_NONE] = {200, "OK"},
    [ERR_MALFORMED] = {400, "Bad Request"},
    [ERR_UNAUTHENTICATED] = {401, "Unauthorized"},
    [ERR_FORBIDDEN] = {403, "Forbidden"},
    [ERR_NOT_FOUND] = {404, "Not Found"},
    [ERR_METHOD] = {405, "Method Not Allowed"},
    [ERR_CONFLICT] = {409, "Conflict"},
    [ERR_LENGTH_REQUIRED] = {411, "Length Required"},
    [ERR_PRECONDITION] = {412, "Precondition Failed"},
    [ERR_TOO_LARGE] = {413, "Content Too Large"},
    [ERR_MEDIA_TYPE] = {415, "Unsupported Media Type"},
    [ERR_INVALID] = {422, "Unprocessable Content"},
    [ERR_PRECONDITION_REQUIRED] = {428, "Precondition Required"},
    [ERR_TOO_MANY] = {429, "Too Many Requests"},
    [ERR_HEADERS_TOO_LARGE] = {431, "Request Header Fields Too Large"},
    [ERR_INTERNAL] = {500, "Internal Server Error"},
    [ERR_NOT_IMPLEMENTED] = {501, "Not Implemented"},
    [ERR_UNAVAILABLE] = {503, "Service Unavailable"},
};

bool err_set(struct err *e, enum err_code code, const char *type, const char *field, const char *fmt, ...) {
  /* msg is written first and apart: the arguments may point into *e itself. */
  char msg[sizeof e->msg];
  va_list args;
  va_start(args, fmt);
  int n = vsnprintf(msg, sizeof msg, fmt, args);
  va_end(args);
  if (n < 0) msg[0] = 0;
  struct err made = {.code = code};
  snprintf(made.type, sizeof made.type, "%s", type ? type : "");
  snprintf(made.field, sizeof made.field, "%s", field ? field : "");
  memcpy(made.msg, msg, sizeof msg);
  *e = made;
  return false;
}

static enum err_code known(enum err_code code) { return (unsigned)code < ERR_CODES ? code : ERR_INTERNAL; }
int err_status(enum err_code code) { return table[known(code)].status; }
const char *err_title(enum err_code code) { return table[known(code)].title; }

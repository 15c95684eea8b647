/* Reads a JSON text that a stranger sent: size, depth and UTF-8 are checked before anything else. */
#ifndef HANSA_JSON_READ_H
#define HANSA_JSON_READ_H
#include "base/err.h"
#include "base/str.h"
#include <jansson.h>

enum { JSON_DEPTH_MAX = 32, JSON_SIZE_MAX = 64 << 20 };

/* *out is owned: json_decref, or declare it with JSON_AUTO. Errors: ERR_MALFORMED with line and column; duplicate
   object keys are refused. Any JSON value may be the outermost one. Numbers with a fraction become doubles, so money
   and quantities must come as strings or integers. */
bool json_read(str text, json_t **out, struct err *e) MUST_CHECK;

static inline void json_auto_free(json_t **j) { json_decref(*j); }
#define JSON_AUTO __attribute__((cleanup(json_auto_free))) json_t

#endif

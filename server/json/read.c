/* jansson does the parsing; what it would let through is refused before it starts. */
#include "json/read.h"

/* Deepest nesting, strings skipped. Counts brackets only: whether they match is jansson's to say. */
static int depth_of(str s) {
  int depth = 0, deepest = 0;
  bool quoted = false;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (quoted) {
      if (c == '\\')
        i++;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > deepest) deepest = depth;
      if (deepest > JSON_DEPTH_MAX) break;
    } else if (c == '}' || c == ']') {
      depth--;
    }
  }
  return deepest;
}

bool json_read(str text, json_t **out, struct err *e) {
  *out = NULL;
  if (text.n > JSON_SIZE_MAX)
    return err_set(e, ERR_TOO_LARGE, "json_too_large", NULL, "The JSON text is larger than %d bytes.", JSON_SIZE_MAX);
  if (!str_utf8(text)) return err_set(e, ERR_MALFORMED, "json_malformed", NULL, "The JSON text is not valid UTF-8.");
  if (depth_of(text) > JSON_DEPTH_MAX)
    return err_set(e, ERR_MALFORMED, "json_malformed", NULL, "The JSON text nests deeper than %d levels.",
                   JSON_DEPTH_MAX);
  json_error_t why;
  *out = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
  if (!*out)
    return err_set(e, ERR_MALFORMED, "json_malformed", NULL, "The JSON text cannot be read, line %d, column %d: %s.",
                   why.line, why.column, why.text);
  return true;
}

/* A checker for the JSON Schemas of schemas/documents: the words that they use, and a failure on any other. */
#ifndef TESTS_EDI_JSON_SCHEMA_H
#define TESTS_EDI_JSON_SCHEMA_H
#include "support.h"
#include <jansson.h>
#include <regex.h>

/* The schema file called name ("order.json"), read once. */
static inline json_t *schema_file(const char *name) {
  static json_t *files;
  if (!files) files = json_object();
  json_t *s = json_object_get(files, name);
  if (s) return s;
  char path[512];
  snprintf(path, sizeof path, "%s/schemas/documents/%s", SOURCE_DIR, name);
  json_error_t e;
  s = json_load_file(path, 0, &e);
  if (!s) fail_msg("%s, line %d: %s", path, e.line, e.text);
  json_object_set_new(files, name, s);
  return s;
}

struct schema_at {
  const char *file; /* that the schema stands in */
  json_t *node;
};

static inline struct schema_at schema_ref(const char *file, const char *ref) {
  const char *hash = strchr(ref, '#');
  assert_non_null(hash);
  char name[64];
  snprintf(name, sizeof name, "%.*s", (int)(hash - ref), ref);
  json_t *root = schema_file(*name ? name : file);
  const char *id = json_string_value(json_object_get(root, "$id"));
  assert_int_equal(strncmp(hash, "#/$defs/", 8), 0);
  json_t *node = json_object_get(json_object_get(root, "$defs"), hash + 8);
  if (!node) fail_msg("%s has no %s", file, ref);
  return (struct schema_at){id, node};
}

static inline bool schema_type(const char *type, const json_t *v) {
  return (!strcmp(type, "string") && json_is_string(v)) || (!strcmp(type, "null") && json_is_null(v)) ||
         (!strcmp(type, "object") && json_is_object(v)) || (!strcmp(type, "array") && json_is_array(v)) ||
         (!strcmp(type, "integer") && json_is_integer(v)) || (!strcmp(type, "boolean") && json_is_boolean(v)) ||
         (!strcmp(type, "number") && json_is_number(v));
}

/* The property of this name, of the schema or one that it refers to; node NULL: there is none. */
static inline struct schema_at schema_property(struct schema_at s, const char *name) {
  for (int depth = 0; depth < 8; depth++) {
    json_t *node = json_object_get(json_object_get(s.node, "properties"), name);
    if (node) return (struct schema_at){s.file, node};
    const char *ref = json_string_value(json_object_get(s.node, "$ref"));
    if (!ref) break;
    s = schema_ref(s.file, ref);
  }
  return (struct schema_at){s.file, NULL};
}

static inline bool schema_knows(struct schema_at s, const char *name) { return schema_property(s, name).node; }

static inline bool schema_says(struct edi_buf *why, const char *path, const char *what) {
  why->n = 0;
  edi_buf_z(why, path);
  edi_buf_z(why, ": ");
  edi_buf_z(why, what);
  return false;
}

/* false: *why says where v is not as the schema has it. */
static inline bool schema_check(struct schema_at s, json_t *v, const char *path, struct edi_buf *why) {
  const char *word;
  json_t *x;
  json_object_foreach(s.node, word, x) {
    if (!strcmp(word, "$ref")) {
      if (!schema_check(schema_ref(s.file, json_string_value(x)), v, path, why)) return false;
    } else if (!strcmp(word, "type")) {
      bool ok = json_is_string(x) && schema_type(json_string_value(x), v);
      for (size_t i = 0; i < json_array_size(x); i++)
        ok = ok || schema_type(json_string_value(json_array_get(x, i)), v);
      if (!ok) return schema_says(why, path, "is of another type");
    } else if (!strcmp(word, "enum")) {
      bool ok = false;
      for (size_t i = 0; i < json_array_size(x); i++) ok = ok || json_equal(json_array_get(x, i), v);
      if (!ok) return schema_says(why, path, "is none of the values");
    } else if (!strcmp(word, "pattern") && json_is_string(v)) {
      regex_t re;
      assert_int_equal(regcomp(&re, json_string_value(x), REG_EXTENDED | REG_NOSUB), 0);
      bool ok = regexec(&re, json_string_value(v), 0, NULL, 0) == 0;
      regfree(&re);
      if (!ok) return schema_says(why, path, json_string_value(v));
    } else if (!strcmp(word, "minLength") && json_is_string(v)) {
      if ((json_int_t)json_string_length(v) < json_integer_value(x)) return schema_says(why, path, "is too short");
    } else if (!strcmp(word, "minimum") && json_is_integer(v)) {
      if (json_integer_value(v) < json_integer_value(x)) return schema_says(why, path, "is too small");
    } else if (!strcmp(word, "required") && json_is_object(v)) {
      for (size_t i = 0; i < json_array_size(x); i++)
        if (!json_object_get(v, json_string_value(json_array_get(x, i))))
          return schema_says(why, path, json_string_value(json_array_get(x, i)));
    } else if (!strcmp(word, "items") && json_is_array(v)) {
      for (size_t i = 0; i < json_array_size(v); i++) {
        char at[400];
        snprintf(at, sizeof at, "%.370s/%zu", path, i);
        if (!schema_check((struct schema_at){s.file, x}, json_array_get(v, i), at, why)) return false;
      }
    } else if (!strcmp(word, "properties") && json_is_object(v)) {
      const char *name;
      json_t *of, *has;
      json_object_foreach(x, name, of) {
        char at[400];
        snprintf(at, sizeof at, "%.330s/%.60s", path, name);
        has = json_object_get(v, name);
        if (has && !schema_check((struct schema_at){s.file, of}, has, at, why)) return false;
      }
    } else if ((!strcmp(word, "additionalProperties") || !strcmp(word, "unevaluatedProperties")) && json_is_object(v)) {
      assert_true(json_is_false(x));
      const char *name;
      json_t *has;
      json_object_foreach(v, name, has) if (!schema_knows(s, name)) {
        char at[400];
        snprintf(at, sizeof at, "%.330s/%.60s", path, name);
        return schema_says(why, at, "is no property that the schema has");
      }
    } else if (word[0] != '$' && strcmp(word, "title") != 0 && strcmp(word, "description") != 0 &&
               strcmp(word, "format") != 0 &&
               !strstr("pattern minLength minimum required items properties "
                       "additionalProperties unevaluatedProperties",
                       word)) {
      fail_msg("%s: the checker does not know \"%s\"", path, word);
    }
  }
  return true;
}

/* Fails the test unless the document is as schemas/documents/<name>.json has it. */
static inline void assert_valid(struct edi_mem *m, const char *name, json_t *document) {
  char file[128];
  snprintf(file, sizeof file, "%.100s.json", name);
  struct edi_buf why = {.m = m};
  edi_buf_room(&why, 1);
  if (!schema_check((struct schema_at){file, schema_file(file)}, document, name, &why))
    fail_msg("%.*s", EDI_ARG(edi_buf_str(&why)));
}

#endif

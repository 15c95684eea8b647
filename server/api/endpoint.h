/* An endpoint is one file under sql/api: a header of comments, then its one statement.

     -- GET /api/leads/{id}/notes
     -- Notes of a lead, newest first.                     the first line is the summary, more lines are the description
     -- auth: member    returns: page    scope: leads:read
     -- :id      uuid
     -- :stage   text?      one of new|open|closed
     -- :q       text?      1..200; words to look for
     -- :after   cursor?
     -- :limit   int = 50   1..200
     -- > id uuid
     -- > text text
     -- > author {id uuid, name text}?     who wrote it
     -- > tags [text]
     SELECT ...

   Options   auth: public|guest|viewer|member|manager|admin   returns: page|many|one|none|text|bytes|sheet
             status: 201   lane: slow   scope: name (API keys that have it may come)   idempotent   handler: name
             body_cap: 65536   content-type: text/calendar (of a text)
   Params    :name TYPE[[]][?][ = default]   [constraint][; description]
             TYPE text uuid int bigint decimal bool date timestamptz json email currency country cursor etag bytes csv
             constraint LOW..HIGH (value; for text its length) or `one of a|b|c`; any other text is the description
             In the statement `:name` becomes a typed parameter: json is jsonb, etag (from If-Match) is int, email,
             currency, country and cursor are text. Besides the declared ones a statement may use
               :_body   jsonb   the JSON body's checked fields, only those that were given (null stays null)
               :_given  text[]  the names of the body's fields that were given
             which let a PATCH tell "leave it" from "clear it".
             bytes is the request's body as it is (bytea), csv the same read as a table: jsonb, an array of rows, each an
             array of text; LOW..HIGH is its number of rows. UTF-8, RFC 4180; a tab or semicolon may separate as well.
             One such body an endpoint, the other parameters then come from the query. With bytes a statement may use
               :_sha256 bytea   :_type text (by its first bytes)   :_width int  :_height int (of an image)
               :_preview bool   whether it is an image that a browser may show
   Answer    > name SHAPE [description]    one line a column: SHAPE is a TYPE, `json` for anything, {name SHAPE, ...}
   for an object or [SHAPE] for an array, with ? when it may be null. They make the response schema and the portal's
   types.
             `_cursor` (page) and `_etag` (one, bytes) are columns for the server and are not declared.
   bytes     One row of content_type, name, disposition (inline or attachment) and bytes. Only an image that is what it
             says is shown inline; all else is a download that a browser does nothing with. A statement may use :_seen, the
             text of If-None-Match, and leave the bytes null when _etag is the same.
   sheet     At most 50,000 rows as a table with the declared columns; ':format text  one of csv|xlsx' chooses; the
             statement need not use it. TYPE money is minor units in the currency of the row's column `currency`; a
             column x_minor is headed x. */
#ifndef HANSA_API_ENDPOINT_H
#define HANSA_API_ENDPOINT_H
#include "api/shape.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "db/db.h"
#include "http/http.h"

enum endpoint_auth { AUTH_PUBLIC, AUTH_GUEST, AUTH_VIEWER, AUTH_MEMBER, AUTH_MANAGER, AUTH_ADMIN };
str endpoint_auth_name(enum endpoint_auth auth); /* the least role, as the database names it */

enum endpoint_returns { RETURNS_PAGE, RETURNS_MANY, RETURNS_ONE, RETURNS_NONE, RETURNS_TEXT, RETURNS_BYTES, RETURNS_SHEET };

enum param_place { PARAM_PATH, PARAM_QUERY, PARAM_BODY, PARAM_RAW, PARAM_IF_MATCH };

struct param {
  str name;
  enum value_type type;
  bool array, optional, has_range;
  enum param_place place;
  str fallback;  /* the default, STR_NONE if none */
  str low, high; /* of the range; either may be empty for an open end */
  struct {
    size_t n, cap;
    str *at;
  } choices;
  str description;
};

struct endpoint {
  str file; /* "sql/api/leads/list.sql" */
  enum http_method method;
  str path;  /* "/api/leads/{id}" */
  str route; /* "GET /api/leads/{id}" */
  str summary, description;
  enum endpoint_auth auth;
  enum endpoint_returns returns;
  int status; /* of a good answer */
  bool slow, idempotent;
  str scope, handler; /* STR_NONE if absent */
  str content_type;   /* of a text */
  size_t body_cap;
  struct {
    size_t n, cap;
    struct param *at;
  } params;
  struct {
    size_t n, cap;
    struct shape_field *at;
  } fields;     /* declared columns of the answer */
  str sql;      /* as it stands in the file, STR_NONE if there is none */
  int sql_line; /* where it begins */
};

struct endpoint_table {
  size_t n, cap;
  struct endpoint **at;
};

/* Parses one file. Everything in *out is in the arena or borrows text. Errors carry "file:line: what". */
bool endpoint_parse(struct arena *a, str file, str text, struct endpoint *out, struct err *e) MUST_CHECK;
/* Parses every sql/api file of embed_files. */
bool endpoint_load(struct arena *a, struct endpoint_table *out, struct err *e) MUST_CHECK;
const struct param *endpoint_param(const struct endpoint *ep, str name, size_t *index); /* NULL if absent */
bool endpoint_has_body(const struct endpoint *ep); /* of any kind */
const struct param *endpoint_raw(const struct endpoint *ep, size_t *index); /* its bytes or csv, NULL if it has none */
enum db_lane endpoint_lane(const struct endpoint *ep);

#endif

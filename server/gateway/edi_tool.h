/* What the commands under `hansa edi` share: tables, options, files in portions, findings as lines. */
#ifndef HANSA_GATEWAY_EDI_TOOL_H
#define HANSA_GATEWAY_EDI_TOOL_H
#include "edi/map/in.h"
#include "edi/x12/ack.h"
#include "edi/x12/explain.h"
#include "edi/x12/stream.h"

/* Exit codes. Of several files the worst counts. */
enum { EDI_OK = 0, EDI_ERRORS = 1, EDI_UNREADABLE = 2 };

struct edi_tool {
  struct edi_mem *m;
  const struct x12_schemas *schemas; /* with the guide, if one was named */
  const struct x12_texts *texts;     /* NULL: English */
  struct x12_options options;
  struct x12_ack_options ack;
};

/* A command under `hansa edi`. */
struct edi_command {
  const char *word, *what;
  const char *usage;
  bool reads; /* it reads interchanges: the options for that belong to its usage */
  int (*run)(struct edi_tool *t, int argc, char **argv); /* argv[0] is the word; returns an exit code */
};
extern const struct edi_command edi_check, edi_ack, edi_convert, edi_describe, edi_generate;

/* How the command is used: on the standard output. */
void edi_tool_help(const struct edi_command *c);
/* The same on the standard error, behind the argument that is not expected (NULL: one is missing). EDI_UNREADABLE. */
int edi_tool_refuse(const struct edi_command *c, const char *argument);

/* Takes the option at argv[*i], and its value, if it is one that this command has in common with others. false: it is
   none, or it is wrong, which was said on the standard error; then *bad is true. */
bool edi_tool_option(const struct edi_command *c, struct edi_tool *t, int argc, char **argv, int *i, bool *bad);

/* Feeds the file ("-": the standard input) portion by portion. false: it cannot be read, and that was said. */
bool edi_tool_feed(const char *path, void (*feed)(void *ctx, edi_str bytes), void *ctx);
/* The file whole, in m; p NULL: it cannot be read, and that was said. */
edi_str edi_tool_slurp(struct edi_mem *m, const char *path);
/* Everything written so far must have arrived. code, or EDI_UNREADABLE if it has not. */
int edi_tool_flushed(int code);

/* The release of that version that has the set; version NULL: the newest that has it. NULL: there is none. */
const struct x12_release *edi_tool_release(const struct edi_tool *t, const char *version, const char *set);

/* --documents: what the shared documents need beyond the standard, as the gateway has it. Told of every set and segment
   of a stream, it adds its findings to the set's. */
struct edi_needs {
  const struct edi_maps *maps; /* NULL: nobody asks */
  struct edi_map_in *in;
  bool open;
};
bool edi_needs_start(struct edi_needs *n, struct edi_tool *t); /* false: the maps cannot be read, and that was said */
void edi_needs_set(struct edi_needs *n, const struct x12_place *at);
void edi_needs_segment(struct edi_needs *n, const struct x12_place *at, const struct x12_segment *s, size_t row);
void edi_needs_stop(struct edi_needs *n);

struct x12_ack_stamp edi_tool_stamp(const struct x12_interchange *i);

/* One finding as a line. ordinals: interchange, group and set, from 1; 0: none. */
struct edi_line_place {
  const char *file; /* NULL: not said */
  uint64_t interchange, group, set;
};
void edi_tool_json(struct edi_buf *b, const struct edi_tool *t, const struct edi_line_place *at,
                   const struct x12_group *g, const struct x12_finding *f);
void edi_tool_text(struct edi_buf *b, const struct edi_tool *t, const struct edi_line_place *at,
                   const struct x12_place *p, const struct x12_finding *f);

#endif

/* `hansa edi check|ack|convert`: what the gateway does with an interchange, at the command line and without a database.
 */
#include "base/err.h"
#include "edi/json_out.h"
#include "edi/map/document.h"
#include "edi/x12/ack.h"
#include "edi/x12/explain.h"
#include "gateway/gateway.h"
#include "gateway/tables.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OK = 0, ERRORS = 1, UNREADABLE = 2, PORTION = 64 * 1024 };

static const char usage[] = "usage: hansa edi check FILE... [--json]\n"
                            "       hansa edi ack FILE\n"
                            "       hansa edi convert --to json FILE\n"
                            "FILE may be - for the standard input.\n";

struct input {
  struct edi_mem *m;
  char *bytes; /* malloc */
  size_t n;
  const struct x12_input *in;
};

static bool slurp(const char *path, struct input *out) {
  FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
  if (!f) return false;
  size_t cap = 0;
  while (!feof(f) && !ferror(f)) {
    if (out->n + PORTION > cap) {
      cap = cap ? cap * 2 : 4 * PORTION;
      char *more = realloc(out->bytes, cap);
      if (!more) abort();
      out->bytes = more;
    }
    out->n += fread(out->bytes + out->n, 1, PORTION, f);
  }
  bool good = !ferror(f);
  if (f != stdin) fclose(f);
  return good;
}

static bool load(const char *path, const struct x12_schemas *schemas, struct input *out) {
  *out = (struct input){.m = edi_mem_new()};
  if (!slurp(path, out)) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return false;
  }
  out->in = x12_read(out->m, schemas, NULL, (edi_str){out->bytes, out->n});
  return true;
}

static void unload(struct input *i) {
  edi_mem_free(i->m);
  free(i->bytes);
}

/* Check. */

static void print_text(struct edi_mem *m, const char *path, const struct x12_findings *l, const char *where) {
  for (const struct x12_finding *f = l->first; f; f = f->next) {
    printf("%s: byte %llu", path, (unsigned long long)f->offset);
    if (f->segment) printf(", %s segment %u", where, f->segment);
    if (f->segment_id.n) printf(", %.*s", EDI_ARG(f->segment_id));
    if (f->element) printf("%02u", f->element);
    if (f->loop.n) printf(", loop %.*s", EDI_ARG(f->loop));
    if (f->part != X12_FILE) printf(", %s %d", x12_part_name(f->part), f->code);
    struct edi_buf text = {.m = m};
    x12_explain(&text, f, NULL);
    printf(": %.*s", EDI_ARG(edi_buf_str(&text)));
    if (f->value.n && f->part != X12_FILE) printf(" Value: \"%.*s\"", EDI_ARG(f->value));
    printf("%s\n", f->fatal ? "" : " (accepted with this error)");
  }
  if (l->left_out) printf("%s: %zu more findings of this kind are not shown\n", path, l->left_out);
}

static void print_json(struct edi_mem *m, const char *path, const struct x12_findings *l, const char *control) {
  for (const struct x12_finding *f = l->first; f; f = f->next) {
    struct edi_buf b = {.m = m};
    edi_json_open(&b, '{');
    edi_json_kv(&b, "file", edi_str_of(path));
    edi_json_kv_or_null(&b, "interchange", edi_str_of(control));
    edi_json_key(&b, "finding");
    edi_finding_json(&b, f, 0);
    edi_json_close(&b, '}');
    printf("%.*s\n", EDI_ARG(edi_buf_str(&b)));
  }
}

static void print(struct input *in, const char *path, const struct x12_findings *l, const char *where,
                  const char *control, bool json) {
  if (json)
    print_json(in->m, path, l, control);
  else
    print_text(in->m, path, l, where);
}

static int check_one(const char *path, const struct x12_schemas *schemas, bool json) {
  struct input in;
  int code = UNREADABLE;
  if (load(path, schemas, &in)) {
    code = x12_readable(in.in) ? OK : UNREADABLE;
    print(&in, path, &in.in->findings, "", NULL, json);
    for (struct x12_interchange *i = in.in->first; i; i = i->next) {
      edi_documents(in.m, i, (edi_str){in.bytes, in.n});
      const char *control = i->isa[13].p;
      print(&in, path, &i->findings, "interchange", control, json);
      size_t sets = 0, wrong = i->findings.n;
      for (const struct x12_group *g = i->first; g; g = g->next) {
        print(&in, path, &g->findings, "interchange", control, json);
        wrong += g->findings.n;
        for (const struct x12_set *s = g->first; s; s = s->next, sets++) {
          print(&in, path, &s->findings, "set", control, json);
          wrong += s->findings.n;
        }
      }
      if (!json)
        printf("%s: interchange %s from %.*s:%.*s to %.*s:%.*s, %zu transaction sets: %s\n", path, control,
               EDI_ARG(i->isa[5]), EDI_ARG(i->isa[6]), EDI_ARG(i->isa[7]), EDI_ARG(i->isa[8]), sets,
               wrong && strcmp(edi_interchange_state(i), "accepted") == 0 ? "accepted with errors"
                                                                          : edi_interchange_state(i));
      if (code == OK && wrong) code = ERRORS;
    }
  }
  unload(&in);
  return code;
}

static int check(int argc, char **argv, const struct x12_schemas *schemas) {
  bool json = false;
  int worst = OK, files = 0;
  for (int i = 0; i < argc; i++) json = json || strcmp(argv[i], "--json") == 0;
  for (int i = 0; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0) continue;
    files++;
    int code = check_one(argv[i], schemas, json);
    worst = code > worst ? code : worst;
  }
  if (!files) fputs(usage, stderr);
  return files ? worst : UNREADABLE;
}

/* Ack and convert. */

static struct x12_ack_stamp stamp_now(const struct x12_interchange *i) {
  time_t now = time(NULL);
  struct tm t;
  gmtime_r(&now, &t);
  uint64_t control;
  if (!edi_uint(i->isa[13], &control) || !control || control > 999999999) control = 1;
  return (struct x12_ack_stamp){{t.tm_year + 1900, t.tm_mon + 1, t.tm_mday}, t.tm_hour, t.tm_min, control};
}

static int write_out(struct input *in, const char *path, bool ack) {
  int code = x12_readable(in->in) ? OK : UNREADABLE;
  if (code == UNREADABLE) {
    for (const struct x12_finding *f = in->in->findings.first; f; f = f->next) {
      struct edi_buf text = {.m = in->m};
      x12_explain(&text, f, NULL);
      fprintf(stderr, "%s: byte %llu: %.*s\n", path, (unsigned long long)f->offset, EDI_ARG(edi_buf_str(&text)));
    }
    return code;
  }
  edi_str bytes = {in->bytes, in->n};
  for (struct x12_interchange *i = in->in->first; i; i = i->next) {
    struct edi_buf b = {.m = in->m};
    struct edi_document *docs = edi_documents(in->m, i, bytes);
    if (ack) {
      struct x12_ack_stamp s = stamp_now(i);
      x12_ack_write(&b, i, &s, NULL);
    } else {
      for (const struct edi_document *d = docs; d; d = d->next)
        if (d->order && x12_set_taken(i, d->group, d->set)) {
          edi_order_json(&b, d->order);
          edi_buf_char(&b, '\n');
        }
    }
    fwrite(b.p, 1, b.n, stdout);
    if (strcmp(edi_interchange_state(i), "accepted") != 0) code = ERRORS;
  }
  return code;
}

static int transform(int argc, char **argv, const struct x12_schemas *schemas, bool ack) {
  const char *file = NULL, *to = ack ? "x12" : NULL;
  for (int i = 0; i < argc; i++) {
    if (!ack && strcmp(argv[i], "--to") == 0 && i + 1 < argc)
      to = argv[++i];
    else if (!file)
      file = argv[i];
    else
      file = to = NULL, i = argc;
  }
  if (!file || !to || (!ack && strcmp(to, "json") != 0)) {
    fputs(usage, stderr);
    return UNREADABLE;
  }
  struct input in;
  int code = load(file, schemas, &in) ? write_out(&in, file, ack) : UNREADABLE;
  unload(&in);
  return code;
}

int edi_main(int argc, char **argv) {
  struct edi_mem *m = edi_mem_new();
  struct err e = {0};
  const struct x12_schemas *schemas = tables_read(m, &e);
  int code = UNREADABLE;
  if (!schemas)
    fprintf(stderr, "%s\n", e.msg);
  else if (argc > 2 && strcmp(argv[1], "check") == 0)
    code = check(argc - 2, argv + 2, schemas);
  else if (argc > 2 && strcmp(argv[1], "ack") == 0)
    code = transform(argc - 2, argv + 2, schemas, true);
  else if (argc > 2 && strcmp(argv[1], "convert") == 0)
    code = transform(argc - 2, argv + 2, schemas, false);
  else
    fputs(usage, stderr);
  edi_mem_free(m);
  return code;
}

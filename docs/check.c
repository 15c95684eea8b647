/* The X12 engine in another program: says what is wrong with the X12 on the standard input, and writes its
   acknowledgment. It needs edi/ and the tables, no server and no library but C's own:

     check $(find schemas/x12 -name '*.tsv') <in.x12 >answer.x12

   `hansa edi check` and `hansa edi ack` are these two, with options. */
#include "edi/x12/ack.h"
#include "edi/x12/explain.h"
#include "edi/x12/stream.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct run {
  struct edi_mem *m;
  struct x12_ack *ack;
  struct x12_ack_stamp stamp;
  bool wrong;
};

static struct x12_ack_stamp now(void) {
  time_t t = time(NULL);
  const struct tm *at = gmtime(&t);
  return (struct x12_ack_stamp){{at->tm_year + 1900, at->tm_mon + 1, at->tm_mday}, at->tm_hour, at->tm_min, 1};
}

static void on_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  struct run *r = ctx;
  struct edi_buf b = {.m = at->m ? at->m : r->m};
  x12_explain(&b, f, NULL);
  fprintf(stderr, "byte %llu: %.*s\n", (unsigned long long)f->offset, (int)b.n, b.p);
  r->wrong = true;
}

static void on_set_end(void *ctx, const struct x12_place *at) {
  struct run *r = ctx;
  x12_ack_set(r->ack, at->interchange, at->group, at->set);
}

static void on_group_end(void *ctx, const struct x12_place *at) {
  struct run *r = ctx;
  x12_ack_group(r->ack, at->interchange, at->group, &r->stamp);
}

static void on_interchange_end(void *ctx, const struct x12_place *at) {
  struct run *r = ctx;
  struct edi_buf b = {.m = at->m};
  x12_ack_finish(r->ack, &b, at->interchange, &r->stamp);
  fwrite(b.p, 1, b.n, stdout);
}

static edi_str slurp(struct edi_mem *m, const char *path) {
  struct edi_buf b = {.m = m};
  FILE *f = fopen(path, "rb");
  if (!f) {
    perror(path);
    exit(2);
  }
  for (int c; (c = getc(f)) != EOF;) edi_buf_char(&b, (char)c);
  fclose(f);
  return (edi_str){b.p, b.n};
}

int main(int argc, char **argv) {
  struct run r = {.m = edi_mem_new(), .ack = x12_ack_new(NULL), .stamp = now()};
  struct x12_table *tables = edi_alloc(r.m, (size_t)argc * sizeof *tables);
  for (int i = 1; i < argc; i++) tables[i - 1] = (struct x12_table){edi_str_of(argv[i]), slurp(r.m, argv[i])};
  edi_str why = {NULL, 0};
  const struct x12_schemas *schemas = x12_schemas_read(r.m, tables, (size_t)argc - 1, &why);
  if (!schemas) {
    fprintf(stderr, "%.*s\n", EDI_ARG(why));
    return 2;
  }
  struct x12_stream *s = x12_stream_new(&(struct x12_stream_events){.finding = on_finding,
                                                                    .set_end = on_set_end,
                                                                    .group_end = on_group_end,
                                                                    .interchange_end = on_interchange_end},
                                        &r, schemas, NULL);
  char portion[65536];
  for (size_t n; (n = fread(portion, 1, sizeof portion, stdin)) > 0;) x12_stream_feed(s, (edi_str){portion, n});
  x12_stream_finish(s);
  x12_stream_free(s);
  x12_ack_free(r.ack);
  edi_mem_free(r.m);
  return r.wrong;
}

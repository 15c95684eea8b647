/* The X12 engine by CPU time. usage: edi_bench [-n ROUNDS] [-f FILE] MODE…
   Every mode runs once a round, one after the other, so that what disturbs the machine disturbs all of them; a line of
   JSON each tells the median. Without FILE it makes 50 MB of purchase orders of its own. */
#include "edi/map/in.h"
#include "edi/x12/ack.h"
#include "edi/x12/stream.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { ROUNDS_MAX = 101, BYTES = 50000000, LINES = 20, SETS_PER_GROUP = 200 };

struct input {
  edi_str bytes;
  const struct x12_schemas *schemas;
  const struct edi_maps *maps;
};

struct outcome {
  uint64_t segments, faults, bytes; /* bytes 0: those of the input */
  double resident;                  /* MiB that the process grew by */
  double seconds;                   /* when a mode measures itself; 0: all of its run */
};

struct answer {
  struct x12_ack *ack;
  struct edi_buf out;
  struct outcome o;
};

static double cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The limit: separators found 32 bytes at a time, segments split at them, the counts of SE and GE held against what was
   counted. It reads the separators of the first ISA and believes everything else. */
struct scan {
  uint32_t *at;
  size_t n;
};

#if defined(__x86_64__)
__attribute__((target("avx2,bmi"))) static void positions(struct scan *x, const char *p, size_t n, const char d[4]) {
  const __m256i a = _mm256_set1_epi8(d[0]), b = _mm256_set1_epi8(d[1]), c = _mm256_set1_epi8(d[2]),
                e = _mm256_set1_epi8(d[3]);
  size_t i = 0;
  for (; i + 32 <= n; i += 32) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
    __m256i hit = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(v, a), _mm256_cmpeq_epi8(v, b)),
                                  _mm256_or_si256(_mm256_cmpeq_epi8(v, c), _mm256_cmpeq_epi8(v, e)));
    for (uint32_t m = (uint32_t)_mm256_movemask_epi8(hit); m; m &= m - 1)
      x->at[x->n++] = (uint32_t)i + (uint32_t)__builtin_ctz(m);
  }
  for (; i < n; i++)
    if (p[i] == d[0] || p[i] == d[1] || p[i] == d[2] || p[i] == d[3]) x->at[x->n++] = (uint32_t)i;
}
#else
static void positions(struct scan *x, const char *p, size_t n, const char d[4]) {
  for (size_t i = 0; i < n; i++)
    if (p[i] == d[0] || p[i] == d[1] || p[i] == d[2] || p[i] == d[3]) x->at[x->n++] = (uint32_t)i;
}
#endif

static uint64_t number_at(const char *p) {
  uint64_t v = 0;
  for (; *p >= '0' && *p <= '9'; p++) v = v * 10 + (uint64_t)(*p - '0');
  return v;
}

enum { SCAN_BLOCK = 64 * 1024 };

static struct outcome scan(const struct input *in) {
  const char *p = in->bytes.p, d[4] = {p[3], p[105], p[104], p[82]};
  struct outcome o = {0};
  struct scan x = {.at = malloc((SCAN_BLOCK + 64) * sizeof(uint32_t))};
  uint64_t in_set = 0, sets = 0;
  size_t start = 0;
  for (size_t from = 0; from < in->bytes.n; from += SCAN_BLOCK) {
    size_t n = in->bytes.n - from < SCAN_BLOCK ? in->bytes.n - from : SCAN_BLOCK;
    x.n = 0;
    positions(&x, p + from, n, d);
    for (size_t k = 0; k < x.n; k++) {
      size_t at = from + x.at[k];
      if (p[at] != d[1]) continue;
      const char *s = p + start;
      while (*s == '\n' || *s == '\r') s++;
      o.segments++;
      in_set++;
      if (s[0] == 'S' && s[2] == d[0]) {
        if (s[1] == 'T') in_set = 1, sets++;
        if (s[1] == 'E') o.faults += number_at(s + 3) != in_set;
      } else if (s[0] == 'G' && s[2] == d[0]) {
        if (s[1] == 'S') sets = 0;
        if (s[1] == 'E') o.faults += number_at(s + 3) != sets;
      }
      start = at + 1;
    }
  }
  free(x.at);
  return o;
}

static void count_segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  (void)at, (void)s, (void)row;
  ++((struct outcome *)ctx)->segments;
}

static void count_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  (void)at, (void)f;
  ++((struct outcome *)ctx)->faults;
}

/* The envelope with its controls and counts. */
static struct outcome read_all(const struct input *in) {
  static const struct x12_stream_events on = {.segment = count_segment, .finding = count_finding};
  struct outcome o = {0};
  struct x12_stream *st = x12_stream_new(&on, &o, NULL, NULL);
  x12_stream_feed(st, in->bytes);
  x12_stream_finish(st);
  x12_stream_free(st);
  return o;
}

static double resident(void) {
  long pages = 0, all;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f && fscanf(f, "%ld %ld", &all, &pages) != 2) pages = 0;
  if (f) fclose(f);
  return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

/* The input's first group over and over in one interchange of 5 GB, in portions of 4 KiB. */
static struct outcome memory(const struct input *in) {
  enum { PORTION = 4096 };
  const uint64_t goal = 5000000000;
  static const struct x12_stream_events on = {.segment = count_segment, .finding = count_finding};
  struct outcome o = {0};
  char t = in->bytes.p[105], mark[4] = {t, '\n', 'G', 'E'};
  const char *gs = memchr(in->bytes.p + 106, 'G', 16), *sets = gs ? memchr(gs, t, 200) : NULL,
             *ge = sets ? memmem(sets, in->bytes.n - (size_t)(sets - in->bytes.p), mark, 4) : NULL, *behind = ge;
  if (!behind) return o;
  uint64_t stated = number_at(ge + 5), groups = 0, portions = 0;
  struct x12_stream *st = x12_stream_new(&on, &o, in->schemas, NULL);
  x12_stream_feed(st, (edi_str){in->bytes.p, (size_t)(gs - in->bytes.p)});
  double before = 0, most = 0;
  while (o.bytes < goal) {
    char head[200], tail[80];
    groups++;
    int h =
        snprintf(head, sizeof head, "GS*PO*BUYERCO*SUPPLIERCO*20260921*1200*%llu*X*004010", (unsigned long long)groups);
    int g =
        snprintf(tail, sizeof tail, "%cGE*%llu*%llu%c\n", t, (unsigned long long)stated, (unsigned long long)groups, t);
    edi_str parts[] = {{head, (size_t)h}, {sets, (size_t)(ge - sets)}, {tail, (size_t)g}};
    for (int k = 0; k < 3; k++)
      for (size_t i = 0; i < parts[k].n; i += PORTION) {
        size_t n = parts[k].n - i < PORTION ? parts[k].n - i : PORTION;
        x12_stream_feed(st, (edi_str){parts[k].p + i, n});
        o.bytes += n;
        if (portions++ % 4096 == 0 && resident() > most) most = resident();
        if (portions == 1) before = most;
      }
  }
  char tail[80];
  int n = snprintf(tail, sizeof tail, "IEA*%llu*000000001%c", (unsigned long long)groups, t);
  x12_stream_feed(st, (edi_str){tail, (size_t)n});
  x12_stream_finish(st);
  x12_stream_free(st);
  o.resident = (resident() > most ? resident() : most) - before;
  return o;
}

/* Everything by the tables, and the interchange that answers it. */
static void answer_set(void *ctx, const struct x12_place *at) {
  x12_ack_set(((struct answer *)ctx)->ack, at->interchange, at->group, at->set);
}

static const struct x12_ack_stamp STAMP = {{2026, 11, 21}, 19, 5, 77};

static void answer_group(void *ctx, const struct x12_place *at) {
  x12_ack_group(((struct answer *)ctx)->ack, at->interchange, at->group, &STAMP);
}

static void answer_interchange(void *ctx, const struct x12_place *at) {
  struct answer *a = ctx;
  x12_ack_finish(a->ack, &a->out, at->interchange, &STAMP);
}

static void answer_segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  (void)at, (void)s, (void)row;
  ++((struct answer *)ctx)->o.segments;
}

static void answer_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  (void)at, (void)f;
  ++((struct answer *)ctx)->o.faults;
}

static struct outcome validate_bytes(edi_str bytes, const struct x12_schemas *schemas) {
  static const struct x12_stream_events on = {.segment = answer_segment,
                                              .set_end = answer_set,
                                              .group_end = answer_group,
                                              .interchange_end = answer_interchange,
                                              .finding = answer_finding};
  struct edi_mem *m = edi_mem_new();
  struct answer a = {.ack = x12_ack_new(NULL), .out = {.m = m}};
  struct x12_stream *st = x12_stream_new(&on, &a, schemas, NULL);
  x12_stream_feed(st, bytes);
  x12_stream_finish(st);
  x12_stream_free(st);
  x12_ack_free(a.ack);
  if (!a.out.n) a.o.faults++; /* no answer is wrong */
  edi_mem_free(m);
  return a.o;
}

static struct outcome validate(const struct input *in) { return validate_bytes(in->bytes, in->schemas); }

/* Checked by the tables, and every set as a document of the shared model with what is kept of it, in JSON. */
struct modelling {
  struct edi_map_in *in;
  const struct edi_maps *maps;
  const struct edi_map *map;
  struct outcome o;
};

static void model_set(void *ctx, const struct x12_place *at) {
  struct modelling *c = ctx;
  c->map = edi_maps_find(c->maps, at->group->version, at->set->id);
  if (c->map) edi_map_in_start(c->in, c->map, at->interchange->d, true, at->m, &at->set->findings);
}

static void model_segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  struct modelling *c = ctx;
  c->o.segments++;
  if (at->set && c->map) edi_map_in_segment(c->in, row, s);
}

static void model_set_end(void *ctx, const struct x12_place *at) {
  struct modelling *c = ctx;
  (void)at;
  if (!c->map || edi_map_in_end(c->in).n < 3) c->o.faults++;
}

static void model_finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  (void)at, (void)f;
  ++((struct modelling *)ctx)->o.faults;
}

static struct outcome model(const struct input *in) {
  static const struct x12_stream_events on = {
      .set = model_set, .segment = model_segment, .set_end = model_set_end, .finding = model_finding};
  struct modelling c = {.in = edi_map_in_new(), .maps = in->maps};
  struct x12_stream *st = x12_stream_new(&on, &c, in->schemas, NULL);
  x12_stream_feed(st, in->bytes);
  x12_stream_finish(st);
  x12_stream_free(st);
  edi_map_in_free(c.in);
  return c.o;
}

/* A million HL in 856s of so many each, of the shape that shipments have: orders, cartons, items. */
static edi_str shipments(unsigned levels) {
  enum { ALL = 1000000 };
  size_t cap = ALL * 80, n = 0;
  char *p = malloc(cap);
  if (!p) abort();
#define ADD(...) n += (size_t)snprintf(p + n, cap - n, __VA_ARGS__), segments++
  unsigned segments = 0, sets = 0;
  ADD("ISA*00*          *00*          *ZZ*SUPPLIERCO     *ZZ*BUYERCO        *260921*1200*U*00401*000000001*0*T*>~\n");
  ADD("GS*SH*SUPPLIERCO*BUYERCO*20260921*1200*1*X*004010~\n");
  for (unsigned done = 0; done < ALL; done += levels) {
    segments = 0;
    ADD("ST*856*%04u~\n", ++sets);
    ADD("BSN*00*S%u*20260921*1200*0001~\n", sets);
    unsigned order = 0, carton = 0;
    for (unsigned k = 1; k <= levels; k++) {
      if (k == 1) {
        ADD("HL*1**S~\n");
      } else if (k % 100 == 2) {
        order = k;
        ADD("HL*%u*1*O~\n", k);
        ADD("PRF*PO%u~\n", k);
      } else if (k % 10 == 3) {
        carton = k;
        ADD("HL*%u*%u*P~\n", k, order);
        ADD("MAN*GM*%020u~\n", k);
      } else {
        ADD("HL*%u*%u*I~\n", k, carton ? carton : 1);
        ADD("LIN**VP*P-%u~\n", k);
        ADD("SN1**%u*EA~\n", k % 100 + 1);
      }
    }
    ADD("CTT*%u~\n", levels);
    ADD("SE*%u*%04u~\n", segments + 1, sets);
  }
  ADD("GE*%u*1~\n", sets);
  ADD("IEA*1*000000001~\n");
#undef ADD
  return (edi_str){p, n};
}

static struct outcome hl(const struct input *in, unsigned levels) {
  edi_str bytes = shipments(levels);
  double before = cpu();
  struct outcome o = validate_bytes(bytes, in->schemas);
  o.seconds = cpu() - before;
  o.bytes = bytes.n;
  free((void *)(uintptr_t)bytes.p);
  return o;
}

static struct outcome hl_few(const struct input *in) { return hl(in, 1000); }
static struct outcome hl_many(const struct input *in) { return hl(in, 100000); }

static const struct mode {
  const char *name;
  struct outcome (*run)(const struct input *in);
  bool tables, once;
} MODES[] = {{"scan", scan, false, false},        {"read", read_all, false, false}, {"memory", memory, true, true},
             {"validate", validate, true, false}, {"model", model, true, false},    {"hl_few", hl_few, true, false},
             {"hl_many", hl_many, true, false}};

static unsigned next(unsigned *seed, unsigned below) {
  *seed = *seed * 1103515245u + 12345u;
  return (*seed >> 16) % below;
}

/* One order of 10 to 30 lines. */
static size_t order(char *p, size_t room, unsigned control, unsigned *seed) {
  static const char *const words[] = {"STEEL", "BOLT",  "HEX",  "ZINC",  "PLATE", "BRACKET", "GEAR",  "SHAFT",
                                      "SEAL",  "VALVE", "PUMP", "MOTOR", "CABLE", "SENSOR",  "RELAY", "BEARING"};
  static const char *const cities[] = {"DALLAS*TX*75201", "CHICAGO*IL*60601", "RENO*NV*89501", "NEWARK*NJ*07101"};
  size_t n = 0;
  unsigned segments = 0, sum = 0;
#define NEXT(below) next(seed, below)
#define W words[NEXT(16)]
#define ADD(...) n += (size_t)snprintf(p + n, room - n, __VA_ARGS__), segments++
  unsigned lines = LINES / 2 + NEXT(LINES);
  ADD("ST*850*%04u~\n", control);
  ADD("BEG*00*SA*PO%u**202609%02u~\n", 10000000 + NEXT(32000) * 7, 10 + NEXT(19));
  ADD("CUR*BY*USD~\n");
  ADD("REF*DP*%03u~\n", NEXT(1000));
  ADD("REF*IA*%05u~\n", NEXT(32000));
  ADD("PER*BD*JANE BUYER*TE*2145550100~\n");
  ADD("FOB*CC*OR*DALLAS TX~\n");
  ADD("ITD*01*3*2**30**60~\n");
  ADD("DTM*002*202611%02u~\n", 10 + NEXT(19));
  ADD("TD5*O*2*FDEG*M~\n");
  for (int i = 0; i < 3; i++) {
    ADD("N1*%s*%s %s CORP*92*%04u~\n", (const char *[]){"BT", "ST", "VN"}[i], W, W, NEXT(10000));
    ADD("N3*%u INDUSTRIAL PKWY*DOCK %u~\n", 1 + NEXT(9998), 1 + NEXT(40));
    ADD("N4*%s*US~\n", cities[NEXT(4)]);
  }
  for (unsigned i = 1; i <= lines; i++) {
    unsigned quantity = 1 + NEXT(500);
    sum += quantity;
    ADD("PO1*%u*%u*EA*%u.%02u*PE*VP*%s-%04u*UP*7%05u%06u*BP*%07u~\n", i, quantity, 1 + NEXT(900), 1 + NEXT(98), W,
        NEXT(10000), NEXT(32000), NEXT(32000), 1000000 + NEXT(32000));
    ADD("PID*F****%s %s %s %s~\n", W, W, W, W);
    if (i % 5) continue;
    ADD("PO4*%u*1*EA~\n", 1 + NEXT(24));
    ADD("DTM*002*202611%02u~\n", 10 + NEXT(19));
  }
  ADD("CTT*%u*%u~\n", lines, sum);
  ADD("SE*%u*%04u~\n", segments + 1, control);
#undef ADD
#undef W
#undef NEXT
  return n;
}

static edi_str made(void) {
  size_t cap = BYTES + 65536, n = 0;
  char *p = malloc(cap);
  if (!p) abort();
  unsigned seed = 850, groups = 0;
#define ADD(...) n += (size_t)snprintf(p + n, cap - n, __VA_ARGS__)
  ADD("ISA*00*          *00*          *ZZ*BUYERCO        *ZZ*SUPPLIERCO     *260921*1200*U*00401*000000001*0*T*>~\n");
  while (n < BYTES) {
    unsigned sets = 0;
    ADD("GS*PO*BUYERCO*SUPPLIERCO*20260921*1200*%u*X*004010~\n", ++groups);
    while (sets < SETS_PER_GROUP && n < BYTES) n += order(p + n, cap - n, ++sets, &seed);
    ADD("GE*%u*%u~\n", sets, groups);
  }
  ADD("IEA*%u*000000001~\n", groups);
#undef ADD
  return (edi_str){p, n};
}

static edi_str file(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END) != 0) return (edi_str){NULL, 0};
  size_t n = (size_t)ftell(f);
  rewind(f);
  char *p = malloc(n + 1);
  if (!p) abort();
  n = fread(p, 1, n, f);
  fclose(f);
  return (edi_str){p, n};
}

/* Every table under schemas/x12. */
static const struct x12_schemas *tables(struct edi_mem *m) {
  enum { MOST = 400 };
  static struct x12_table t[MOST];
  size_t n = 0;
  static const char *const releases[] = {"004010", "005010"};
  for (int k = 0; k < 2; k++) {
    edi_str dir = edi_printf(m, "%s/schemas/x12/%s", SOURCE_DIR, releases[k]);
    DIR *d = opendir(dir.p);
    for (struct dirent *e; d && n < MOST && (e = readdir(d));) {
      if (!strstr(e->d_name, ".tsv")) continue;
      t[n].path = edi_printf(m, "%s/%s", dir.p, e->d_name);
      t[n].text = file(t[n].path.p);
      n++;
    }
    if (d) closedir(d);
  }
  edi_str why = {NULL, 0};
  const struct x12_schemas *s = x12_schemas_read(m, t, n, &why);
  if (!s) fprintf(stderr, "edi_bench: %.*s\n", EDI_ARG(why));
  return s;
}

/* Every map under schemas/maps/x12. */
static const struct edi_maps *maps(struct edi_mem *m, const struct x12_schemas *schemas) {
  enum { MOST = 100 };
  static struct edi_map_text t[MOST];
  size_t n = 0;
  edi_str dir = edi_printf(m, "%s/schemas/maps/x12", SOURCE_DIR), why = {NULL, 0};
  DIR *d = opendir(dir.p);
  for (struct dirent *e; d && n < MOST && (e = readdir(d));) {
    if (!strstr(e->d_name, ".map")) continue;
    t[n].name = edi_printf(m, "%s/%s", dir.p, e->d_name);
    t[n].text = file(t[n].name.p);
    n++;
  }
  if (d) closedir(d);
  const struct edi_maps *all = edi_maps_read(m, schemas, t, n, &why);
  if (!all) fprintf(stderr, "edi_bench: %.*s\n", EDI_ARG(why));
  return all;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static int usage(void) {
  fputs("usage: edi_bench [-n ROUNDS] [-f FILE] MODE…; modes:", stderr);
  for (size_t i = 0; i < sizeof MODES / sizeof *MODES; i++) fprintf(stderr, " %s", MODES[i].name);
  fputc('\n', stderr);
  return 2;
}

int main(int argc, char **argv) {
  enum { MODES_MAX = 16 };
  const struct mode *wanted[MODES_MAX];
  size_t nwanted = 0, rounds = 7;
  const char *path = NULL;
  for (int opt; (opt = getopt(argc, argv, "n:f:")) != -1;) {
    if (opt == 'n')
      rounds = (size_t)strtoul(optarg, NULL, 10);
    else if (opt == 'f')
      path = optarg;
    else
      return usage();
  }
  for (; optind < argc && nwanted < MODES_MAX; optind++) {
    size_t k = 0;
    while (k < sizeof MODES / sizeof *MODES && strcmp(MODES[k].name, argv[optind]) != 0) k++;
    if (k == sizeof MODES / sizeof *MODES) return usage();
    wanted[nwanted++] = &MODES[k];
  }
  if (!nwanted || !rounds || rounds > ROUNDS_MAX) return usage();
  struct edi_mem *m = edi_mem_new();
  struct input in = {.bytes = path ? file(path) : made()}, bare = in;
  if (in.bytes.n < X12_ISA_BYTES || memcmp(in.bytes.p, "ISA", 3) != 0) {
    fprintf(stderr, "edi_bench: %s is no interchange\n", path);
    return 1;
  }
  static double seconds[MODES_MAX][ROUNDS_MAX];
  struct outcome last[MODES_MAX];
  for (size_t r = 0; r < rounds; r++)
    for (size_t k = 0; k < nwanted; k++) {
      if (wanted[k]->once && r) continue;
      if (wanted[k]->tables && !in.schemas && (!(in.schemas = tables(m)) || !(in.maps = maps(m, in.schemas)))) return 1;
      double before = cpu();
      last[k] = wanted[k]->run(wanted[k]->tables ? &in : &bare);
      seconds[k][r] = last[k].seconds > 0 ? last[k].seconds : cpu() - before;
    }
  for (size_t k = 0; k < nwanted; k++) {
    size_t n = wanted[k]->once ? 1 : rounds;
    qsort(seconds[k], n, sizeof(double), ascending);
    uint64_t bytes = last[k].bytes ? last[k].bytes : in.bytes.n;
    printf("{\"mode\":\"%s\",\"bytes\":%llu,\"seconds\":%.6f,\"mb_per_s\":%.1f,\"segments\":%llu,\"faults\":%llu,"
           "\"resident_mib\":%.2f}\n",
           wanted[k]->name, (unsigned long long)bytes, seconds[k][n / 2], (double)bytes / 1e6 / seconds[k][n / 2],
           (unsigned long long)last[k].segments, (unsigned long long)last[k].faults, last[k].resident);
  }
  edi_mem_free(m);
  return 0;
}

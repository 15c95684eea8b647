/* Interchanges of other people's projects, when they are at hand ($HANSA_CORPUS, or ../shared/edi-corpus): each must
   have the answer that the corpus' own index says a strict receiver gives, or is listed here with the rule by which the
   index is wrong. The index looks at counts and control numbers alone, so that what it rejects may be rejected for
   more; what it accepts must be accepted. Files are named by a sum over their bytes. */
#include "edi/x12/stream.h"
#include "support.h"

enum { CODES = 16, TEXT = 120 };

/* "AK5:4 TA1:001", sorted, each once */
struct answer {
  char at[CODES][12];
  size_t n, interchanges;
  uint64_t told; /* a sum over every segment and finding */
};

static void put(struct answer *a, const char *part, int code) {
  char text[12];
  if (strcmp(part, "TA1") == 0)
    snprintf(text, sizeof text, "TA1:%03d", code);
  else if (strcmp(part, "file") == 0)
    snprintf(text, sizeof text, "file");
  else
    snprintf(text, sizeof text, "%s:%d", part, code);
  size_t i = 0;
  while (i < a->n && strcmp(a->at[i], text) < 0) i++;
  if ((i < a->n && strcmp(a->at[i], text) == 0) || a->n == CODES) return;
  memmove(a->at[i + 1], a->at[i], (a->n - i) * sizeof text);
  memcpy(a->at[i], text, sizeof text);
  a->n++;
}

static uint64_t sum_of(uint64_t h, edi_str s) {
  for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
  return h;
}

static void segment(void *ctx, const struct x12_place *at, const struct x12_segment *s, size_t row) {
  struct answer *a = ctx;
  (void)at, (void)row;
  a->told = (sum_of(a->told, s->text) ^ s->offset ^ s->n << 40) * 0x100000001b3u;
}

/* What makes something be rejected; accepted with errors is accepted. */
static void finding(void *ctx, const struct x12_place *at, const struct x12_finding *f) {
  (void)at;
  struct answer *a = ctx;
  a->told = (sum_of(a->told, f->value) ^ f->offset ^ (uint64_t)f->key << 40) * 0x100000001b3u;
  if (!f->fatal || f->part > X12_AK5) return;
  /* the index gives the older codes for control numbers used twice */
  int code = f->key == X12_K_SET_DUPLICATE ? 7 : f->key == X12_K_GROUP_DUPLICATE ? 6 : f->code;
  put(a, x12_part_name(f->part), code);
}

static void interchange(void *ctx, const struct x12_place *at) {
  (void)at;
  ((struct answer *)ctx)->interchanges++;
}

static struct answer answer_to(edi_str bytes, const struct x12_options *options, size_t portion) {
  static const struct x12_stream_events on = {.interchange = interchange, .segment = segment, .finding = finding};
  struct answer a = {.n = 0};
  struct x12_stream *st = x12_stream_new(&on, &a, NULL, options);
  for (size_t at = 0; at < bytes.n; at += portion)
    x12_stream_feed(st, (edi_str){bytes.p + at, bytes.n - at < portion ? bytes.n - at : portion});
  x12_stream_finish(st);
  x12_stream_free(st);
  if (!a.interchanges) put(&a, "file", 0);
  return a;
}

static const char *spell(const struct answer *a, char out[static TEXT]) {
  out[0] = 0;
  for (size_t i = 0; i < a->n; i++) {
    if (i) strcat(out, " ");
    strcat(out, a->at[i]);
  }
  return out;
}

/* The index's words as codes. *unpadded: they are of an ISA read by counting its separators. */
static struct answer wanted(const char *row, bool *unpadded) {
  struct answer a = {.n = 0};
  *unpadded = strncmp(row, "TA1 022 or", 10) == 0;
  if (strncmp(row, "no ack possible", 15) == 0) put(&a, "file", 0);
  for (const char *p = row; *p;) {
    int code;
    if (sscanf(p, "AK5*R*%d", &code) == 1) put(&a, "AK5", code);
    if (sscanf(p, "AK905=%d", &code) == 1) put(&a, "AK9", code);
    if (sscanf(p, "TA1 0%d", &code) == 1 && !(*unpadded && p == row)) put(&a, "TA1", code);
    p += strcspn(p, ";");
    p += strspn(p, "; ");
  }
  return a;
}

/* Every code wanted is given, and none where none is wanted. */
static bool agrees(const struct answer *got, const struct answer *want) {
  size_t found = 0;
  for (size_t k = 0; k < want->n; k++)
    for (size_t i = 0; i < got->n; i++) found += strcmp(got->at[i], want->at[k]) == 0;
  return found == want->n && (want->n || !got->n);
}

struct difference {
  uint64_t sum;
  const char *answer, *unpadded; /* NULL: the same */
};

/* A line feed behind the terminator CR, and blanks, are no part of the segment that follows; the index takes them for
   the beginning of its id and finds no GS. */
static const struct difference BLANKS_BETWEEN[] = {
    {0xcc0e0b244e779c51u, "", NULL}, {0x6b846dc4e2981fd1u, "", NULL},
    {0x007e26013c3223e4u, "", NULL}, {0xf47ff1bed9622c8du, "", NULL},
    {0xf9ec47f6e5c6a2e5u, "", NULL}, {0x3a075b03e06045acu, "", NULL},
    {0x71af2275d5002b7eu, "", NULL}, {0xbdfcab66114ad8ceu, "", NULL},
    {0xeee7a5d6c6928b43u, "", NULL}, {0x7cbf681e7b426d89u, "", NULL},
    {0x13944967d72f36c9u, "", NULL}, {0x81c3ac9df41b94ecu, "", NULL},
    {0xfdeeda2b354d508eu, "", NULL}, {0xdb48409c3c5938c6u, "", NULL},
    {0xbff0dd41b87a8325u, "", NULL}, {0xf164d34f756864d9u, "AK9:4 TA1:001", NULL},
    {0xd0c60a87d6241847u, "", NULL}, {0x7ad9d2690b78aa72u, "TA1:006", NULL},
    {0xf1b1842686d450ebu, "", NULL}, {0x142836116250549cu, "TA1:006", NULL},
};

/* The separators of the ISA are not at their sixteen places, though its bytes are 106 in all or its characters are: it
   is read by counting only where a partner is known for it. Then the index's answer comes. */
static const struct difference WIDTHS[] = {
    {0xd0db82f09ff1bf93u, "file", "TA1:001 TA1:018"},
    {0x1d2c9e26c91ab8a0u, "file", ""},
    {0x44873f8272763234u, "file", "AK5:4 AK9:6 TA1:018"},
    {0x7d5ea6c8fb9e7199u, "file", "AK5:4"},
    {0x639d3a63e90523ecu, "file", "AK5:4"},
    {0xbc849495f662e76fu, "file", "TA1:001 TA1:018"},
    {0xbf00cf16a68393fdu, "file", ""},
};

/* No separator can be a letter, a digit or a blank, and no two of them the same: TA1 004 for a terminator that is none,
   and nothing behind the ISA is read, so that its IEA is not missed; where the ISA is not at its width either, there is
   nothing to answer. */
static const struct difference SEPARATORS[] = {
    {0x524810c78896fbeau, "file", NULL},    {0x27c5c150f8f61f6eu, "file", NULL},
    {0x9cb7475498b07cf7u, "TA1:004", NULL}, {0x916a0c1db6fd0d4bu, "file", NULL},
    {0x59b4ff306c9ecb09u, "TA1:004", NULL}, {0xafc7ce3b78b35e03u, "TA1:004", NULL},
    {0x72118b7fae0f3da3u, "TA1:004", NULL},
};

/* ISA13 comes twice between the same two: TA1 025. */
static const struct difference TWICE[] = {
    {0x1e750a4b21e54155u, "TA1:025", NULL},
    {0x72c2421653bb3bc5u, "TA1:025", NULL},
};

/* Only TA1, ISB, ISE and groups stand between ISA and IEA: TA1 022. A line end within IEA01 makes it no number: TA1
   021, unless the partner is known for lines of 80 columns. */
static const struct difference OTHERS[] = {
    {0x320f49c0f998c4c6u, "TA1:021", NULL},
    {0xe06db63f50be5decu, "TA1:022", NULL},
};

static const struct {
  const struct difference *at;
  size_t n;
} DIFFERENCES[] = {
#define LIST(l)                                                                                                        \
  { l, sizeof l / sizeof *l }
    LIST(BLANKS_BETWEEN), LIST(WIDTHS), LIST(SEPARATORS), LIST(TWICE), LIST(OTHERS)
#undef LIST
};

static const struct difference *listed(uint64_t sum) {
  for (size_t k = 0; k < sizeof DIFFERENCES / sizeof *DIFFERENCES; k++)
    for (size_t i = 0; i < DIFFERENCES[k].n; i++)
      if (DIFFERENCES[k].at[i].sum == sum) return &DIFFERENCES[k].at[i];
  return NULL;
}

struct tally {
  size_t files, same, listed;
};

static void look(struct tally *t, const char *path, const char *row, edi_str bytes) {
  bool unpadded;
  const struct x12_options options = {.unpadded_isa = true};
  struct answer want = wanted(row, &unpadded), strict = answer_to(bytes, NULL, bytes.n),
                loose = answer_to(bytes, &options, bytes.n);
  for (size_t portion = 1; portion < 200; portion = portion * 6 + 1)
    if (answer_to(bytes, &options, portion).told != loose.told) fail_msg("%s: another by %zu bytes", path, portion);
  char want_text[TEXT], strict_text[TEXT], loose_text[TEXT];
  spell(&want, want_text), spell(&strict, strict_text), spell(&loose, loose_text);
  bool same = unpadded ? strcmp(strict_text, "file") == 0 && agrees(&loose, &want) : agrees(&strict, &want);
  t->files++;
  t->same += same;
  uint64_t sum = sum_of(0xcbf29ce484222325u, bytes);
  const struct difference *d = listed(sum);
  if (!d && !same)
    fail_msg("%s (0x%016llxu): \"%s\", unpadded \"%s\"; the index says \"%s\"", path, (unsigned long long)sum,
             strict_text, loose_text, row);
  if (!d) return;
  t->listed++;
  if (same) fail_msg("%s is listed, but answered as the index says", path);
  if (strcmp(d->answer, strict_text) != 0 || strcmp(d->unpadded ? d->unpadded : d->answer, loose_text) != 0)
    fail_msg("%s (0x%016llxu): \"%s\", unpadded \"%s\"; listed is \"%s\", \"%s\"", path, (unsigned long long)sum,
             strict_text, loose_text, d->answer, d->unpadded ? d->unpadded : d->answer);
}

/* The whole way with the tables, for its own sake. */
static void walk(struct edi_mem *m, const struct x12_schemas *t, edi_str bytes) {
  const struct x12_options options = {.unpadded_isa = true};
  const struct x12_input *in = x12_read(m, t, &options, bytes);
  for (struct x12_interchange *i = in->first; i; i = i->next) {
    struct edi_buf b = {.m = m};
    edi_documents_json(&b, i, edi_documents(m, i, bytes), bytes, EDI_STR("test"));
    assert_true(b.n > 0);
    edi_str answer = ack(m, i);
    if (answer.n) assert_true(x12_readable(x12_read(m, t, &options, answer)));
  }
}

static void the_corpus_is_answered_as_its_index_says(void **state) {
  (void)state;
  char root[400], path[1024];
  const char *given = getenv("HANSA_CORPUS");
  snprintf(root, sizeof root, "%s", given ? given : SOURCE_DIR "/../shared/edi-corpus");
  struct edi_mem *all = edi_mem_new();
  snprintf(path, sizeof path, "%s/INDEX.tsv", root);
  edi_str index = slurp(all, path);
  if (!index.p) {
    edi_mem_free(all);
    skip();
  }
  const struct x12_schemas *t = tables(all);
  struct tally tally = {0};
  strtok((char *)(uintptr_t)index.p, "\n");
  for (char *row; (row = strtok(NULL, "\n"));) {
    char *want = strrchr(row, '\t'), *end = strchr(row, '\t');
    if (!want || !want[1]) continue; /* a schema or golden, not an interchange */
    struct edi_mem *m = edi_mem_new();
    snprintf(path, sizeof path, "%s/%.*s", root, (int)(end - row), row);
    edi_str bytes = slurp(m, path);
    if (bytes.p) {
      *end = 0;
      look(&tally, row, want + 1, bytes);
      walk(m, t, bytes);
    }
    edi_mem_free(m);
  }
  print_message("corpus: %zu files, %zu as its index says, %zu listed\n", tally.files, tally.same, tally.listed);
  assert_int_equal(tally.files, tally.same + tally.listed);
  edi_mem_free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus_is_answered_as_its_index_says)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

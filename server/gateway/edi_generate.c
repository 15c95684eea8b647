/* `hansa edi generate`: valid interchanges from the tables, and such with exactly one fault, to try software with. */
#include "edi/x12/fault.h"
#include "gateway/edi_tool.h"
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: hansa edi generate [OPTION…] SET\n"
    "Exit code: 0 made, 2 there is no such set, or no place for the fault.\n"
    "  --release R      such as 004010; without it, the newest that has the set\n"
    "  --seed N         another interchange; the same number gives the same one\n"
    "  --fill N         how much is there of what may be absent, in a hundred; without it, 50\n"
    "  --turns N        most turns of a loop and most times of a segment, up to 100; without it, 2\n"
    "  --sets N         transaction sets in the group, up to 10000; without it, 1\n"
    "  --fault KIND     with this one fault; what a check should say of it goes to the standard error\n"
    "  --fault list     the kinds there are\n";

struct wishes {
  const char *version, *fault, *set;
  struct x12_recipe recipe;
};

static bool number(const char *name, const char *word, uint64_t most, uint64_t *out) {
  if (word && edi_uint(edi_str_of(word), out) && *out <= most) return true;
  fprintf(stderr, "hansa edi generate: %s is a number from 0 to %llu\n", name, (unsigned long long)most);
  return false;
}

static bool wish(struct wishes *w, char **argv, int *i) {
  static const uint64_t ANY = 999999999999999999;
  uint64_t n = 0;
  const char *name = argv[*i];
  bool ok = true;
  if (strcmp(name, "--release") == 0 && argv[*i + 1])
    w->version = argv[++*i];
  else if (strcmp(name, "--fault") == 0 && argv[*i + 1])
    w->fault = argv[++*i];
  else if (strcmp(name, "--seed") == 0) {
    ok = number(name, argv[++*i], ANY, &n);
    w->recipe.seed = n;
  } else if (strcmp(name, "--fill") == 0) {
    ok = number(name, argv[++*i], 100, &n);
    w->recipe.fill = (unsigned)n;
  } else if (strcmp(name, "--turns") == 0) {
    ok = number(name, argv[++*i], 100, &n);
    w->recipe.turns = n ? (unsigned)n : 1;
  } else if (strcmp(name, "--sets") == 0) {
    ok = number(name, argv[++*i], 10000, &n);
    w->recipe.sets = n ? (unsigned)n : 1;
  } else if (name[0] == '-' || w->set) {
    edi_tool_refuse(&edi_generate, name);
    ok = false;
  } else {
    w->set = name;
  }
  return ok;
}

static int list_faults(void) {
  for (size_t k = 0; x12_fault_name(k); k++) puts(x12_fault_name(k));
  return edi_tool_flushed(EDI_OK);
}

static bool spoil(struct x12_made *made, const struct wishes *w) {
  size_t kind = 0;
  while (x12_fault_name(kind) && strcmp(x12_fault_name(kind), w->fault) != 0) kind++;
  struct x12_fault expected;
  if (!x12_fault_name(kind)) {
    fprintf(stderr, "hansa edi generate: there is no fault %s; --fault list shows all\n", w->fault);
    return false;
  }
  if (!x12_fault_put(made, kind, w->recipe.seed, &expected)) {
    fprintf(
        stderr,
        "hansa edi generate: this interchange has no place for the fault %s; try another --seed or a higher --fill\n",
        w->fault);
    return false;
  }
  const struct x12_kind *k = x12_kind_of(expected.key);
  fprintf(stderr, "%s: %s %d", k->name, x12_part_name(k->part), k->code);
  if (expected.segment) fprintf(stderr, ", segment %u", expected.segment);
  if (expected.element) fprintf(stderr, ", element %u", expected.element);
  if (expected.component) fprintf(stderr, ", component %u", expected.component);
  fputc('\n', stderr);
  return true;
}

static int run(struct edi_tool *t, int argc, char **argv) {
  struct wishes w = {.recipe = {.seed = 1, .fill = 50, .turns = 2, .sets = 1}};
  bool bad = false;
  for (int i = 1; i < argc && !bad; i++)
    if (!edi_tool_option(&edi_generate, t, argc, argv, &i, &bad) && !bad) bad = !wish(&w, argv, &i);
  if (bad) return EDI_UNREADABLE;
  if (w.fault && strcmp(w.fault, "list") == 0) return list_faults();
  if (!w.set) return edi_tool_refuse(&edi_generate, NULL);
  const struct x12_release *r = edi_tool_release(t, w.version, w.set);
  if (!r) {
    fprintf(stderr, "hansa edi generate: there is no set %s; `hansa edi describe` lists all\n", w.set);
    return EDI_UNREADABLE;
  }
  struct x12_made *made = x12_make(t->m, r, x12_release_set(r, edi_str_of(w.set)), &w.recipe);
  if (w.fault && !spoil(made, &w)) return EDI_UNREADABLE;
  struct edi_buf b = {.m = t->m};
  x12_made_write(&b, made);
  fwrite(b.p, 1, b.n, stdout);
  return edi_tool_flushed(EDI_OK);
}

const struct edi_command edi_generate = {
    "generate", "make valid interchanges, or such with one fault, to try software with", usage, false, run};

/* What is known of a map when all of it is read: names that stand before what they mean, the order of members, and what
   is looked up for every segment. */
#include "edi/map/load.h"

/* What is looked up for every segment, beforehand. */
static void settle(struct edi_mem *m, const struct edi_map *map, const struct edi_shape *s, struct edi_block *b,
                   size_t at) {
  struct edi_rule *r = &b->rules[at];
  if (r->kind == EDI_FIELD) {
    r->member = s->fields[r->field].member;
    r->field_rank = s->fields[r->field].rank;
    r->number = r->type == EDI_DECIMAL && r->decimals == 0xff && !r->component;
    r->plain = r->number || (r->type == EDI_TEXT && !r->codes && !r->join.n && !r->max && !r->component &&
                             !(s == map->root && map->only.n && map->only.field == r->field));
  }
  if (r->kind == EDI_CONST) r->key = edi_code_key(r->value);
  uint64_t bit = 1ull << r->element;
  if (!(b->ruled & bit)) b->rule_of[r->element] = (uint8_t)at;
  b->ruled |= bit;
  bool alone = r->kind == EDI_FIELD && r->plain;
  for (size_t i = 0; i < b->nrules; i++)
    if (i != at && (b->rules[i].element == r->element || b->rules[i].field == r->field)) alone = false;
  if (alone) {
    if (!b->plains) b->plains = edi_alloc(m, 64 * sizeof *b->plains);
    b->plains[r->element] = (struct edi_plain){.bit = 1ull << r->member % 64,
                                               .field = r->field,
                                               .rank = r->rank,
                                               .word = r->member / 64,
                                               .rule = (uint8_t)at,
                                               .number = r->number,
                                               .first = r->rank == r->field_rank};
    b->plain |= bit;
  }
  if (r->kind != EDI_FIELD || r->required || r->or_position || r->join.n) b->asked |= bit;
}

static bool resolve(struct edi_load *l, struct edi_shape *s) {
  l->shape = s;
  s->least = edi_alloc(l->m, (s->nfields + 1) * sizeof *s->least);
  for (size_t i = 0; i < s->nfields; i++) {
    struct edi_field *f = &s->fields[i];
    if (!f->least_list_name.n) continue;
    l->words.line = f->line;
    const struct edi_list *list = edi_load_list_named(s, f->least_list_name);
    if (!list || list->one) FAIL("there is no list %.*s here", EDI_ARG(f->least_list_name));
    f->least_list = list->ordinal;
    f->least_field = EDI_NONE;
    for (size_t k = 0; k < list->item->nfields; k++)
      if (edi_eq(list->item->fields[k].name, f->least_name)) f->least_field = (uint16_t)k;
    if (f->least_field == EDI_NONE)
      FAIL("the items of %.*s have no field %.*s", EDI_ARG(list->name), EDI_ARG(f->least_name));
    if (f->type != EDI_DATE_T || list->item->fields[f->least_field].type != EDI_DATE_T) FAIL("least is for dates");
    s->least[s->nleast++] = (uint16_t)i;
  }
  for (size_t k = s->first; k < s->end; k++)
    for (struct edi_block *b = s->rows[k - s->first].blocks; b; b = b->next) {
      if (b->always) {
        s->always = edi_load_grow(l->m, s->always, s->nalways, &s->cap_always, sizeof *s->always);
        s->always[s->nalways++] = b;
      }
      for (size_t i = 0; i < b->nrules; i++) settle(l->m, l->map, s, b, i);
    }
  return true;
}

/* Members in the order of the members line, then as they were named. */
static bool order_members(struct edi_load *l, struct edi_shape *s) {
  size_t n = s->nmembers, total = s->nfields + s->nlists;
  s->members = edi_alloc(l->m, (total + 1) * sizeof *s->members);
  s->nmembers = 0;
  bool *field = edi_alloc(l->m, s->nfields + 1), *list = edi_alloc(l->m, s->nlists + 1);
  const edi_str *names = s->names;
  for (size_t i = 0; i < n; i++) {
    struct edi_member m = {.field = EDI_NONE, .list = EDI_NONE};
    for (size_t k = 0; k < s->nfields; k++)
      if (edi_eq(s->fields[k].name, names[i]) && !field[k]) m.field = (uint16_t)k, field[k] = true;
    for (size_t k = 0; k < s->nlists; k++)
      if (edi_eq(s->lists[k]->name, names[i]) && !list[k]) m.list = (uint16_t)k, list[k] = true;
    if (m.field == EDI_NONE && m.list == EDI_NONE) FAIL("members names %.*s, which no rule makes", EDI_ARG(names[i]));
    s->members[s->nmembers++] = m;
  }
  for (size_t k = 0; k < s->nfields; k++)
    if (!field[k]) s->members[s->nmembers++] = (struct edi_member){.field = (uint16_t)k, .list = EDI_NONE};
  for (size_t k = 0; k < s->nlists; k++)
    if (!list[k]) s->members[s->nmembers++] = (struct edi_member){.field = EDI_NONE, .list = (uint16_t)k};
  s->nwords = s->nmembers / 64 + 1;
  s->standing = edi_alloc(l->m, s->nwords * sizeof *s->standing);
  for (size_t i = 0; i < s->nmembers; i++) {
    struct edi_member *k = &s->members[i];
    struct edi_field *f = k->field == EDI_NONE ? NULL : &s->fields[k->field];
    if (f) k->key = edi_load_key(l, f->name, "");
    if (f && !f->maybe && !f->constant.n && !f->position && !f->or_position && !f->least_list_name.n)
      k->none = edi_load_key(l, f->name, "null");
    s->keys += k->key.n + 4;
    if (f)
      f->member = (uint16_t)i;
    else
      s->lists[k->list]->member = (uint16_t)i;
    if (f ? !f->maybe || f->constant.n || f->position || f->or_position || f->least_list != EDI_NONE
          : !s->lists[k->list]->maybe)
      s->standing[i / 64] |= 1ull << i % 64;
  }
  return true;
}

static bool resolve_choice(struct edi_load *l, struct edi_choice *c) {
  if (!c->n) return true;
  for (size_t i = 0; i < l->map->root->nfields; i++)
    if (edi_eq(l->map->root->fields[i].name, c->name)) {
      c->field = (uint16_t)i;
      return true;
    }
  l->words.line = c->line;
  FAIL("there is no field %.*s", EDI_ARG(c->name));
}

bool edi_load_settle(struct edi_load *l) {
  if (!resolve_choice(l, &l->map->only)) return false;
  for (size_t i = 0; i < l->map->nshapes; i++)
    if (!order_members(l, l->map->shapes[i]) || !resolve(l, l->map->shapes[i])) return false;
  return resolve_choice(l, &l->map->skip);
}

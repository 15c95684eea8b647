/* One interchange after another, as the application's own role: row security routes them as it would a partner's. */
#include "gateway/demo.h"
#include "base/arena.h"
#include "gateway/parcel.h"
#include "gateway/tables.h"

static bool receive(struct once *o, const struct x12_schemas *schemas, const struct edi_maps *maps, str company, str text,
                    str state, struct err *e) {
  struct edi_mem *m = edi_mem_new();
  const struct x12_input *in = x12_read(m, schemas, NULL, edi_of(text));
  bool ok = x12_readable(in) || err_set(e, ERR_INTERNAL, "demo", NULL, "An interchange of the demo cannot be read.");
  for (struct x12_interchange *i = in->first; ok && i; i = i->next) {
    struct parcel p;
    parcel_read(&p, m, maps, i, text, STR("demo"));
    struct db_param bind[] = {{company, false}}, receive[] = {{p.json, false}, {p.raw, true}, {p.ack, true}};
    PGresult *r = NULL;
    ok = once_job(o, "bind/company", bind, 1, NULL, e) && once_job(o, "edi/receive", receive, 3, &r, e);
    if (ok && !str_eq(str_of(PQgetvalue(r, 0, PQfnumber(r, "state"))), state))
      ok = err_set(e, ERR_INTERNAL, "demo", NULL, "The demo's interchange %.*s ended as %s.", EDI_ARG(i->isa[13]), PQgetvalue(r, 0, PQfnumber(r, "state")));
    PQclear(r);
  }
  edi_mem_free(m);
  return ok;
}

bool gateway_demo(struct once *o, struct err *e) {
  struct edi_mem *m = edi_mem_new();
  const struct x12_schemas *schemas = tables_read(m, e);
  const struct edi_maps *maps = schemas ? maps_read(m, schemas, e) : NULL;
  PGresult *texts = NULL;
  bool ok = maps && once_job(o, "demo/interchanges", NULL, 0, &texts, e) && once_job(o, "demo/as_app", NULL, 0, NULL, e);
  for (int k = 0; ok && k < PQntuples(texts); k++)
    ok = receive(o, schemas, maps, str_of(PQgetvalue(texts, k, 0)), str_of(PQgetvalue(texts, k, 1)), str_of(PQgetvalue(texts, k, 2)), e);
  ok = ok && once_job(o, "demo/as_operator", NULL, 0, NULL, e);
  PQclear(texts);
  edi_mem_free(m);
  return ok;
}

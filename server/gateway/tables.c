/* Gives the files under schemas/x12 and schemas/maps to edi/, which reads none itself. */
#include "gateway/tables.h"
#include "base/embed.h"

const struct x12_schemas *tables_read(struct edi_mem *m, struct err *e) {
  size_t n, used = 0;
  const struct embed_file *files = embed_files(&n);
  struct x12_table *tables = edi_alloc(m, n * sizeof *tables);
  for (size_t i = 0; i < n; i++)
    if (str_starts(files[i].path, STR("schemas/x12/")) && str_ends(files[i].path, STR(".tsv")))
      tables[used++] = (struct x12_table){edi_of(files[i].path), edi_of(files[i].text)};
  edi_str why = EDI_STR("there are none");
  const struct x12_schemas *s = used ? x12_schemas_read(m, tables, used, &why) : NULL;
  if (!s) err_set(e, ERR_INTERNAL, "x12_tables", NULL, "The X12 tables cannot be read: %.*s.", EDI_ARG(why));
  return s;
}

const struct edi_maps *maps_read(struct edi_mem *m, const struct x12_schemas *schemas, struct err *e) {
  size_t n, used = 0;
  const struct embed_file *files = embed_files(&n);
  struct edi_map_text *texts = edi_alloc(m, n * sizeof *texts);
  for (size_t i = 0; i < n; i++)
    if (str_starts(files[i].path, STR("schemas/maps/x12/")) && str_ends(files[i].path, STR(".map")))
      texts[used++] = (struct edi_map_text){edi_of(files[i].path), edi_of(files[i].text)};
  edi_str why = {NULL, 0};
  const struct edi_maps *maps = edi_maps_read(m, schemas, texts, used, &why);
  if (!maps) err_set(e, ERR_INTERNAL, "x12_maps", NULL, "The maps cannot be read: %.*s.", EDI_ARG(why));
  return maps;
}

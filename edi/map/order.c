/* The order of the shared model as JSON. Decimals are written as text, so that nobody reads them as floating point. */
#include "edi/map/order.h"
#include "edi/json_out.h"

static void date(struct edi_buf *b, const char *key, bool there, struct edi_date d) {
  char text[EDI_DATE_TEXT];
  edi_json_kv_or_null(b, key, there ? edi_date_iso(d, text) : (edi_str){NULL, 0});
}

static void decimal(struct edi_buf *b, const char *key, bool there, struct edi_decimal d) {
  char text[EDI_DECIMAL_TEXT];
  edi_json_kv_or_null(b, key, there ? edi_decimal_text(d, text) : (edi_str){NULL, 0});
}

static void party(struct edi_buf *b, const struct edi_party *p) {
  edi_json_open(b, '{');
  edi_json_kv(b, "role", p->role);
  edi_json_kv_or_null(b, "name", p->name);
  edi_json_kv_or_null(b, "id_scheme", p->id_scheme);
  edi_json_kv_or_null(b, "id_code", p->id_code);
  edi_json_kv_or_null(b, "street", p->street);
  edi_json_kv_or_null(b, "city", p->city);
  edi_json_kv_or_null(b, "region", p->region);
  edi_json_kv_or_null(b, "postcode", p->postcode);
  edi_json_kv_or_null(b, "country", p->country);
  edi_json_close(b, '}');
}

static void line(struct edi_buf *b, const struct edi_line *l, size_t position) {
  edi_json_open(b, '{');
  edi_json_kv(b, "line_no", l->line_no);
  edi_json_kv_uint(b, "position", position);
  edi_json_kv_or_null(b, "buyer_part", l->buyer_part);
  edi_json_kv_or_null(b, "seller_part", l->seller_part);
  edi_json_kv_or_null(b, "gtin", l->gtin);
  edi_json_kv_or_null(b, "description", l->description);
  decimal(b, "quantity", true, l->quantity);
  edi_json_kv_or_null(b, "unit", l->unit);
  decimal(b, "unit_price", l->has_price, l->unit_price);
  date(b, "requested_on", l->has_requested, l->requested_on);
  edi_json_close(b, '}');
}

void edi_order_json(struct edi_buf *b, const struct edi_order *o) {
  edi_json_open(b, '{');
  edi_json_kv(b, "number", o->number);
  date(b, "ordered_on", o->has_ordered, o->ordered_on);
  date(b, "requested_on", o->has_requested, o->requested_on);
  edi_json_kv_or_null(b, "currency", o->currency);
  edi_json_kv_or_null(b, "note", o->note);
  edi_json_key(b, "parties");
  edi_json_open(b, '[');
  for (const struct edi_party *p = o->parties; p; p = p->next) party(b, p);
  edi_json_close(b, ']');
  edi_json_key(b, "lines");
  edi_json_open(b, '[');
  size_t n = 0;
  for (const struct edi_line *l = o->lines; l; l = l->next) line(b, l, ++n);
  edi_json_close(b, ']');
  edi_json_close(b, '}');
}

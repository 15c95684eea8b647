/* The order of the shared model: what every standard's purchase order is mapped to and from. Texts borrow the document
   or its memory. An absent text has n = 0. */
#ifndef EDI_MAP_ORDER_H
#define EDI_MAP_ORDER_H
#include "edi/date.h"
#include "edi/decimal.h"

struct edi_party {
  struct edi_party *next;
  edi_str role;                     /* BY SE ST BT, or the sender's other code */
  edi_str name, id_scheme, id_code; /* scheme: duns, gln, buyer, seller, or the sender's code */
  edi_str street, city, region, postcode, country;
};

struct edi_line {
  struct edi_line *next;
  edi_str line_no, buyer_part, seller_part, gtin, description, unit;
  struct edi_decimal quantity, unit_price;
  bool has_price;
  struct edi_date requested_on;
  bool has_requested;
};

struct edi_order {
  edi_str number, purpose, currency, note;
  struct edi_date ordered_on, requested_on;
  bool has_ordered, has_requested;
  struct edi_party *parties;
  struct edi_line *lines;
  size_t nlines;
};

/* Adds the order as one JSON object (schemas/documents/order.json). */
void edi_order_json(struct edi_buf *b, const struct edi_order *o);

#endif

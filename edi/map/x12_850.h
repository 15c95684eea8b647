/* X12 850 to the order of the shared model. */
#ifndef EDI_MAP_X12_850_H
#define EDI_MAP_X12_850_H
#include "edi/map/order.h"
#include "edi/x12/envelope.h"

/* bytes: the set from ST to SE. What an order cannot do without, or where it contradicts itself, is added to the set's
   findings; x12_judge is due after that. NULL: the document asks for no new order (a duplicate, a copy for
   information). */
struct edi_order *edi_map_850(struct edi_mem *m, struct x12_delimiters d, struct x12_set *s, edi_str bytes);

#endif

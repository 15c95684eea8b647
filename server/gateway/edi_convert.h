/* The way back of `hansa edi convert`. */
#ifndef HANSA_GATEWAY_EDI_CONVERT_H
#define HANSA_GATEWAY_EDI_CONVERT_H
#include "edi/map/map.h"
#include "gateway/edi_tool.h"

int edi_convert_to_x12(struct edi_tool *t, const struct edi_maps *maps, const char *file);

#endif

/* What a file is by its bytes: neither its name nor what its sender says is believed. Nothing is unpacked or decoded.
 */
#ifndef HANSA_API_SNIFF_H
#define HANSA_API_SNIFF_H
#include "base/str.h"

enum { SNIFF_PIXELS_MAX = 40000000 };

struct sniff {
  str type;               /* static; "application/octet-stream" if nothing fits */
  uint32_t width, height; /* of PNG, JPEG, GIF and WebP, as their headers say; 0 if unknown */
  bool preview;           /* one of those four, and not too large to be drawn */
};

void sniff(str bytes, struct sniff *out);

#endif

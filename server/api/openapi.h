/* The OpenAPI 3.1 document, made from the endpoint table. */
#ifndef HANSA_API_OPENAPI_H
#define HANSA_API_OPENAPI_H
#include "api/endpoint.h"

str openapi_document(struct arena *a, const struct endpoint_table *table);
str openapi_tag(struct arena *a, str document); /* an ETag, with its quotes */

#endif

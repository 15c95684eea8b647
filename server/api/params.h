/* Collects an endpoint's parameters from path, query, JSON body and If-Match, and checks them all. */
#ifndef HANSA_API_PARAMS_H
#define HANSA_API_PARAMS_H
#include "api/endpoint.h"
#include "api/problem.h"

struct params_in {
  const str *path; /* the values of the route's {holes}, in their order, still percent-encoded */
  size_t npath;
  str query, body, if_match, secret;
  size_t raw; /* bytes of a body that is no JSON */
};

struct params {
  str *values;     /* one per ep->params; STR_NONE is SQL NULL. That of a PARAM_RAW is left to the caller */
  str body, given; /* for :_body and :_given */
  bool has_cursor;
  str cursor_company; /* whom the cursor was made for */
};

/* False: errs has what is wrong, all of it; everything in the arena. */
bool params_collect(struct arena *a, const struct endpoint *ep, const struct params_in *in, struct params *out,
                    struct err_list *errs) MUST_CHECK;
/* The raw text of a member of a JSON object that json_read has accepted: numbers keep their digits. STR_NONE if absent.
 */
str params_member(str object, str key);

#endif

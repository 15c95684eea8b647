/* Answers with every fault of a request at once (RFC 9457). */
#ifndef HANSA_API_PROBLEM_H
#define HANSA_API_PROBLEM_H
#include "http/http.h"

struct err_list {
  size_t n, cap;
  struct err *at;
};
struct err *err_list_add(struct arena *a, struct err_list *list); /* arena */

void problem_answer(struct http_req *r, const struct err *errs, size_t n); /* n > 0; the first one decides the status */

#endif

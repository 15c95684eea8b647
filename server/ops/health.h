/* Whether the process lives (GET /healthz) and whether it can serve (GET /readyz). */
#ifndef HANSA_OPS_HEALTH_H
#define HANSA_OPS_HEALTH_H
#include "db/db.h"
#include "http/http.h"

struct health;

struct health *health_new(struct db *db); /* after db_register_jobs */
void health_free(struct health *h);
void health_stopping(struct health *h); /* from now on not ready: a load balancer sends nobody here */
void health_live(void *health, struct http_req *r);
void health_ready(void *health, struct http_req *r);

#endif

/* The demo's orders come as 850s, read and stored as any partner's would be. */
#ifndef HANSA_GATEWAY_DEMO_H
#define HANSA_GATEWAY_DEMO_H
#include "db/once.h"

/* Inside the caller's transaction: takes in what sql/jobs/demo/interchanges.sql composes, each as its sender. */
bool gateway_demo(struct once *o, struct err *e) MUST_CHECK;

#endif

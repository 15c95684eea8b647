/* The two addresses that need no log-in because a secret is in them: the link out of notification mails, and the making
   of a calendar feed's. */
#ifndef HANSA_OPS_WORK_PAGE_H
#define HANSA_OPS_WORK_PAGE_H
#include "api/api.h"

/* Registers /u/{token} and the handler calendar_feed_create. After db_register_jobs, before api_start. */
void work_page_register(struct api *api);

#endif

/* What is shown once: a link or a key whose hash alone is kept; and the link looked at by whoever holds it. */
#include "api/rows.h"
#include "auth/auth.h"
#include "json/write.h"

struct shown {
  const char *name;
  str text;
};

void auth_show_once(struct api_call *c, const char *name, str text) {
  struct shown *s = ARENA_NEW(c->a, struct shown);
  *s = (struct shown){name, text};
  c->state = s;
}

void auth_shown(struct api_call *c, const struct db_reply *reply) {
  const struct shown *s = c->state;
  struct json_writer w;
  json_init(&w, c->a, HTTP_HEADROOM, 256);
  json_begin_object(&w);
  json_kv(&w, "id", rows_value(reply->results[1], 0, 0));
  json_kv(&w, s->name, s->text);
  json_end_object(&w);
  api_answer_json(c, c->ep->status, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

/* After '#', so that the secret stays out of every log and Referer. */
str auth_link(struct api_call *c, const char *page, const struct auth_token *t) {
  str link = str_printf(c->a, "%.*s/%s#%.*s", STR_ARG(api_public_url(c->api)), page, STR_ARG(t->text));
  auth_show_once(c, "link", link);
  return link;
}

void auth_link_stale(struct api_call *c) { api_fail(c, &(struct err){.code = ERR_NOT_FOUND, .type = "not_found"}); }

static void looked_up(struct api_call *c, const struct db_reply *reply) {
  api_answer_one(c, c->ep, c->ep->status, reply->results[1]);
}

void auth_link_look_up(struct api_call *c, enum auth_job job) {
  unsigned char hash[32];
  if (!auth_token_read(c, "token", hash))
    auth_link_stale(c);
  else
    auth_run(c, auth_step(c, job, (struct db_param[]){auth_bytes(c, hash)}, 1), looked_up);
}

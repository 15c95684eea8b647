/* The long poll, for where sockets are blocked: a visitor that comes with all its subscriptions, is answered as soon as there
   is something, and is forgotten. The same hub, the same frames. */
#include "json/write.h"
#include "live/private.h"
#include <stdlib.h>

enum { GATHER_MS = 10, WAIT_MAX_S = 25, ANSWER_BYTES = 262144 };

static struct live *the_live; /* a handler is given no context of its own; a process has one hub */

struct poll {
  struct live *live;
  struct api_call *call;
  struct arena *a; /* the request's */
  struct visitor visitor;
  struct message subs;
  int wait_s;
  struct timer *timer; /* until the answer */
  bool ending;
  struct frame_ref {
    struct frame_ref *next;
    struct ws_frame *frame;
  } *first, **last;
  size_t bytes;
};

static void answer(void *ctx) {
  struct poll *p = ctx;
  p->timer = NULL;
  visitor_gone(&p->visitor);
  struct json_writer w;
  json_init(&w, p->a, HTTP_HEADROOM, p->bytes + 64);
  json_begin_object(&w);
  json_key(&w, STR("frames"));
  json_begin_array(&w);
  for (struct frame_ref *f = p->first; f; f = f->next) {
    json_raw(&w, ws_frame_text(f->frame));
    ws_frame_unref(f->frame);
  }
  json_end_array(&w);
  json_end_object(&w);
  api_answer_json(p->call, 200, json_text(&w, HTTP_HEADROOM), HTTP_HEADROOM);
}

void poll_end(struct poll *p) {
  if (p->ending) return;
  p->ending = true;
  if (p->timer) timer_stop(p->timer);
  p->timer = timer_start(p->live->loop, GATHER_MS, 0, answer, p);
}

static bool is_news(str frame) {
  static const char *const news[] = {"{\"t\":\"ev\"", "{\"t\":\"gap\"", "{\"t\":\"bye\"", "{\"t\":\"eph\"", "{\"t\":\"err\""};
  for (size_t i = 0; i < sizeof news / sizeof *news; i++)
    if (str_starts(frame, str_of(news[i]))) return true;
  return false;
}

void poll_take(struct poll *p, struct ws_frame *frame) {
  struct frame_ref *f = ARENA_NEW(p->a, struct frame_ref);
  f->frame = ws_frame_ref(frame);
  *p->last = f;
  p->last = &f->next;
  str text = ws_frame_text(frame);
  p->bytes += text.n + 1;
  if (is_news(text)) poll_end(p);
}

/* All that has come leaves with the answer; more than that waits for the next poll. */
size_t poll_backlog(const struct poll *p) { return p->bytes > ANSWER_BYTES ? p->bytes : 0; }
bool poll_abandoned(const struct poll *p) { return http_gone(p->call->req); }

static void hear(struct poll *p, struct err *e) {
  struct live *l = p->live;
  struct visitor *v = &p->visitor;
  struct hub_who who = {v->person, v->company, v->session, http_client_ip(p->call->req)};
  if (!hub_room(l->hub, &who, e)) return;
  v->conn = hub_join(l->hub, p->a, v, &who);
  for (size_t i = 0; i < p->subs.nsubs; i++)
    if (!hub_subscribe(l->hub, v->conn, &p->subs.subs[i], e)) return;
  if (l->draining) hub_end(l->hub, v->conn, "restart", 1012);
  if (!p->timer) p->timer = timer_start(l->loop, p->wait_s * 1000, 0, answer, p);
  feed_look(l->feed);
  feed_pump(l->feed);
}

static void admitted(struct visitor *v, const struct db_reply *reply) {
  struct poll *p = v->poll;
  struct err e = {0};
  if (visitor_known(v, p->a, reply, &e)) hear(p, &e);
  if (e.code == ERR_NONE) return;
  visitor_gone(v);
  api_fail(p->call, &e);
}

static bool read_request(struct poll *p, struct err *e) {
  JSON_AUTO *list = NULL;
  str wait = api_value(p->call, "wait");
  int64_t seconds = WAIT_MAX_S;
  if (!str_none(wait)) (void)str_int(wait, &seconds);
  p->wait_s = (int)(seconds < 0 ? 0 : seconds > WAIT_MAX_S ? WAIT_MAX_S : seconds);
  return json_read(api_value(p->call, "subs"), &list, e) && message_read_subs(p->a, list, &p->subs, e);
}

static void live_poll(struct api_call *c) {
  struct poll *p = ARENA_NEW(c->a, struct poll);
  struct live *l = the_live;
  *p = (struct poll){.live = l, .call = c, .a = c->a};
  p->last = &p->first;
  struct err e = {0};
  bool ok = (c->cred.kind == CRED_SESSION || credential_person_only(&e)) && read_request(p, &e);
  if (!ok) {
    api_fail(c, &e);
    return;
  }
  p->visitor = (struct visitor){.live = l, .poll = p};
  ring_init(&p->visitor.sayings);
  memcpy(p->visitor.hash, c->cred.hash, sizeof p->visitor.hash);
  visitor_ask(&p->visitor, NULL, admitted);
}

void poll_register(struct live *l, struct api *api) {
  the_live = l;
  api_handler(api, "live_poll", live_poll);
}

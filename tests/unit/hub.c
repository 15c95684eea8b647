/* The hub without sockets or database: who gets which frame, in which order, and who does not. */
#include "live/hub.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
// cmocka.h wants the headers above first
#include <cmocka.h>

struct box {
  char text[65536]; /* frames, each followed by a newline */
  int frames, closed;
  size_t backlog; /* what the test says has not left yet */
};

static int made, dropped;

static void *sink_make(void *ctx, str text) {
  (void)ctx;
  made++;
  char *z = malloc(text.n + 1);
  memcpy(z, text.p, text.n);
  z[text.n] = 0;
  return z;
}
static void sink_send(void *ctx, void *socket, void *frame) {
  (void)ctx;
  struct box *b = socket;
  assert_int_equal(b->closed, 0);
  strncat(b->text, frame, sizeof b->text - strlen(b->text) - 2);
  strcat(b->text, "\n");
  b->frames++;
}
static void sink_drop(void *ctx, void *frame) {
  (void)ctx;
  dropped++;
  free(frame);
}
static void sink_close(void *ctx, void *socket, int code, const char *reason) {
  (void)ctx, (void)reason;
  ((struct box *)socket)->closed = code;
}

static size_t sink_backlog(void *ctx, void *socket) {
  (void)ctx;
  return ((struct box *)socket)->backlog;
}

static const char *const ANNA = "00000000-0000-4000-8000-0000000000a1", *const PIOTR =
                                                                            "00000000-0000-4000-8000-0000000000a2";
static const char *const LUBECK = "00000000-0000-4000-8000-0000000000c1", *const GDANSK =
                                                                              "00000000-0000-4000-8000-0000000000c2";
static const char *const LEAD = "00000000-0000-4000-8000-00000000001e";

static struct live_id id(const char *text) {
  struct live_id out;
  assert_true(live_id_read(str_of(text), &out));
  return out;
}

struct fixture {
  struct hub *h;
  struct arena *a;
};

static int set_up(void **state) {
  struct fixture *f = calloc(1, sizeof *f);
  struct hub_conf conf = {.per_person = 2, .per_address = 3};
  struct hub_sink sink = {sink_make, sink_send, sink_drop, sink_close, sink_backlog};
  f->h = hub_new(&conf, &sink, NULL);
  f->a = arena_new(1024);
  made = dropped = 0;
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  struct fixture *f = *state;
  assert_int_equal(made, dropped);
  hub_free(f->h);
  arena_free(f->a);
  free(f);
  return 0;
}

static struct hub_conn *join(struct fixture *f, struct box *b, const char *person, const char *company) {
  struct hub_who who = {id(person), id(company), id(person), STR("10.0.0.1")};
  return hub_join(f->h, f->a, b, &who);
}

static void want(struct fixture *f, struct hub_conn *c, const char *message) {
  struct message m;
  struct err e = {0};
  assert_true(message_read(f->a, str_of(message), &m, &e));
  assert_int_equal(m.kind, MESSAGE_SUB);
  for (size_t i = 0; i < m.nsubs; i++) assert_true(hub_subscribe(f->h, c, &m.subs[i], &e));
}

static struct live_event event(uint64_t tx, int64_t seq, const char *kind) {
  return (struct live_event){.at = {tx, (int64_t)tx},
                             .stream = id(LEAD),
                             .seq = seq,
                             .kind = str_of(kind),
                             .record_kind = STR("lead"),
                             .record_id = str_of(LEAD),
                             .company_id = str_of(LUBECK),
                             .time = STR("2026-11-21T19:00:00.000+00:00"),
                             .body = STR("{\"version\":2}")};
}

static void deliver(struct fixture *f, struct hub_conn *c, struct live_event e) {
  hub_deliver(f->h, c->company, &e, 1, (struct live_at){e.at.tx + 1, 0});
}

enum { PAGE = 10 };

/* Answers one batch as a database whose stream has `head` events and whose horizon is tx 100; who: the only person who may
   see the stream, NULL: all may. */
static void reply(struct fixture *f, struct hub_batch *b, int64_t head, const char *who) {
  static struct live_event events[PAGE];
  struct hub_replay r = {.found = head >= 0, .epoch = STR("1"), .first = 1, .events = events};
  struct live_id one = who ? id(who) : (struct live_id){0};
  r.head = b->own ? (struct live_at){100, 0} : (struct live_at){0, head};
  if (!b->own && b->resume)
    for (int64_t q = b->from.id + 1; q <= head; q++) {
      r.more = r.n == PAGE;
      if (r.more) break;
      events[r.n++] = event((uint64_t)(90 + q), q, "lead.updated");
    }
  r.persons = who ? &one : b->persons;
  r.npersons = head < 0 ? 0 : who ? 1 : b->npersons;
  hub_replayed(f->h, b, &r);
}

/* Answers all that waits, and hands it out; gives the number of readings. */
static int answer(struct fixture *f, int64_t head) {
  int n = 0;
  for (struct hub_batch *b; (b = hub_next(f->h)) != NULL; n++) {
    reply(f, b, head, NULL);
    while (hub_step(f->h, 3)) {}
  }
  return n;
}

static struct hub_conn *listening(struct fixture *f, struct box *b, const char *person, const char *company,
                                  int64_t head) {
  struct hub_conn *c = join(f, b, person, company);
  if (!c->company->placed) hub_place(f->h, c->company, (struct live_at){100, 0});
  char text[256];
  snprintf(text, sizeof text, "{\"t\":\"sub\",\"subs\":[{\"s\":\"%s\"}]}", LEAD);
  want(f, c, text);
  assert_int_equal(answer(f, head), 1);
  b->text[0] = 0;
  b->frames = 0;
  return c;
}

static int count(const struct box *b, const char *what) {
  int n = 0;
  for (const char *p = b->text; (p = strstr(p, what)) != NULL; p++) n++;
  return n;
}

static void replays_before_it_is_live(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, ANNA, LUBECK);
  char text[256];
  snprintf(text, sizeof text, "{\"t\":\"sub\",\"subs\":[{\"s\":\"%s\",\"epoch\":\"1\",\"from\":3}]}", LEAD);
  want(f, c, text);
  assert_null(hub_next(f->h)); /* the company has no cursor yet */
  hub_place(f->h, c->company, (struct live_at){100, 0});
  assert_int_equal(answer(f, 5), 1);
  const char *ok = strstr(b.text, "\"sub.ok\""), *four = strstr(b.text, "\"seq\":4"),
             *five = strstr(b.text, "\"seq\":5"), *live = strstr(b.text, "\"t\":\"live\"");
  assert_true(ok && four && five && live && ok < four && four < five && five < live);
  deliver(f, c, event(101, 5, "lead.updated")); /* the feed brings it again */
  assert_int_equal(count(&b, "\"seq\":5"), 1);
  deliver(f, c, event(102, 6, "lead.updated"));
  assert_int_equal(count(&b, "\"seq\":6"), 1);
  hub_leave(f->h, c);
}

static void one_frame_serves_many(void **state) {
  struct fixture *f = *state;
  struct box b[2] = {0};
  struct hub_conn *x = listening(f, &b[0], ANNA, LUBECK, 1), *y = listening(f, &b[1], PIOTR, LUBECK, 1);
  int before = made;
  deliver(f, x, event(101, 2, "lead.updated"));
  assert_int_equal(made - before, 1);
  assert_int_equal(b[0].frames, 1);
  assert_string_equal(b[0].text, b[1].text);
  hub_leave(f->h, x);
  hub_leave(f->h, y);
}

static void a_company_gets_only_its_own_feed(void **state) {
  struct fixture *f = *state;
  struct box b[2] = {0};
  struct hub_conn *x = listening(f, &b[0], ANNA, LUBECK, 1), *y = listening(f, &b[1], PIOTR, GDANSK, 1);
  deliver(f, x, event(101, 2, "lead.updated"));
  assert_int_equal(b[0].frames, 1);
  assert_int_equal(b[1].frames, 0);
  hub_leave(f->h, x);
  hub_leave(f->h, y);
}

static void what_passes_during_a_replay_is_read_again(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = listening(f, &b, ANNA, LUBECK, 1);
  char text[256];
  snprintf(text, sizeof text, "{\"t\":\"sub\",\"subs\":[{\"s\":\"%s\",\"from\":1}]}", LEAD);
  want(f, c, text);
  struct hub_batch *s = hub_next(f->h);
  assert_non_null(s);
  deliver(f, c, event(101, 2, "lead.updated")); /* newer than the snapshot below */
  reply(f, s, 1, NULL);
  assert_false(hub_step(f->h, 10));
  assert_int_equal(b.frames, 1); /* sub.ok, and not yet live */
  assert_int_equal(answer(f, 2), 1);
  assert_int_equal(count(&b, "\"sub.ok\""), 1);
  assert_int_equal(count(&b, "\"t\":\"live\""), 1);
  assert_int_equal(count(&b, "\"seq\":2"), 1);
  hub_leave(f->h, c);
}

static void two_orders_are_brought_together(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = listening(f, &b, ANNA, LUBECK, 4);
  struct live_event batch[2] = {event(101, 6, "lead.updated"), event(102, 5, "lead.updated")};
  hub_deliver(f->h, c->company, batch, 2, (struct live_at){103, 0});
  assert_int_equal(b.frames, 2);
  assert_true(strstr(b.text, "\"seq\":5") < strstr(b.text, "\"seq\":6"));
  deliver(f, c, event(104, 8, "lead.updated")); /* 7 is missing: nothing out of order, the database fills in */
  assert_int_equal(b.frames, 2);
  assert_int_equal(answer(f, 8), 1);
  assert_int_equal(b.frames, 4);
  assert_true(strstr(b.text, "\"seq\":7") < strstr(b.text, "\"seq\":8"));
  hub_leave(f->h, c);
}

static void the_end_of_a_right_ends_the_stream(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = listening(f, &b, PIOTR, GDANSK, 4);
  deliver(f, c, event(101, 0, "grant.revoked"));
  deliver(f, c, event(102, 5, "lead.updated"));
  assert_int_equal(b.frames, 0);
  assert_int_equal(answer(f, -1), 1);
  assert_int_equal(count(&b, "\"unshared\""), 1);
  deliver(f, c, event(103, 6, "lead.updated"));
  assert_int_equal(b.frames, 1);
  hub_leave(f->h, c);
}

static void a_right_given_again_in_time_goes_on(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = listening(f, &b, PIOTR, GDANSK, 4);
  deliver(f, c, event(101, 0, "grant.revoked"));
  assert_int_equal(answer(f, 6), 1);
  assert_int_equal(count(&b, "bye"), 0);
  assert_int_equal(count(&b, "\"t\":\"ev\""), 2);
  hub_leave(f->h, c);
}

static void absent_and_not_yours_look_alike(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, PIOTR, GDANSK);
  hub_place(f->h, c->company, (struct live_at){100, 0});
  char text[256], expected[256];
  snprintf(text, sizeof text, "{\"t\":\"sub\",\"subs\":[{\"s\":\"%s\"}]}", LEAD);
  want(f, c, text);
  answer(f, -1);
  snprintf(expected, sizeof expected, "{\"t\":\"bye\",\"s\":\"%s\",\"why\":\"not_found\"}\n", LEAD);
  assert_string_equal(b.text, expected);
  hub_leave(f->h, c);
}

static void too_far_or_another_history_is_a_gap(void **state) {
  struct fixture *f = *state;
  static const char *const subs[] = {"\"epoch\":\"9\",\"from\":4", "\"epoch\":\"1\",\"from\":7", "\"from\":1"};
  for (size_t i = 0; i < 3; i++) {
    struct box b = {0};
    struct hub_conn *c = join(f, &b, ANNA, LUBECK);
    hub_place(f->h, c->company, (struct live_at){100, 0});
    char text[256];
    snprintf(text, sizeof text, "{\"t\":\"sub\",\"subs\":[{\"s\":\"%s\",%s}]}", LEAD, subs[i]);
    want(f, c, text);
    int head = i == 2 ? 502 : 5;
    assert_int_equal(answer(f, head), 1);
    assert_int_equal(count(&b, "\"gap\""), 1);
    assert_int_equal(count(&b, i == 2 ? "\"head\":502" : "\"head\":5"), 2);
    deliver(f, c, event(1001, head + 1, "lead.updated"));
    assert_int_equal(count(&b, i == 2 ? "\"seq\":503" : "\"seq\":6"), 1);
    hub_leave(f->h, c);
  }
}

static void a_notification_is_for_one_person(void **state) {
  struct fixture *f = *state;
  struct box b[2] = {0};
  struct hub_conn *c[2] = {join(f, &b[0], ANNA, LUBECK), join(f, &b[1], PIOTR, LUBECK)};
  hub_place(f->h, c[0]->company, (struct live_at){100, 0});
  for (int i = 0; i < 2; i++) want(f, c[i], "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\"}]}");
  assert_int_equal(answer(f, 0), 1); /* read once for both */
  struct live_event e = event(101, 0, "notification.new");
  e.person_id = str_of(PIOTR);
  deliver(f, c[0], e);
  assert_int_equal(count(&b[0], "notification.new"), 0);
  assert_int_equal(count(&b[1], "notification.new"), 1);
  assert_int_equal(count(&b[1], "\"at\":\"101.101\""), 1);
  e = event(102, 0, "notification.new");
  deliver(f, c[0], e);
  for (int i = 0; i < 2; i++) assert_int_equal(count(&b[i], "\"at\":\"102.102\""), 1);
  for (int i = 0; i < 2; i++) hub_leave(f->h, c[i]);
}

static void a_closed_session_closes_its_sockets(void **state) {
  struct fixture *f = *state;
  struct box b[2] = {0};
  struct hub_conn *x = listening(f, &b[0], ANNA, LUBECK, 1), *y = listening(f, &b[1], PIOTR, LUBECK, 1);
  struct live_event e = event(101, 0, "session.closed");
  e.session_id = str_of(PIOTR);
  deliver(f, x, e);
  assert_int_equal(b[0].closed, 0);
  assert_int_equal(b[0].frames, 0);
  assert_int_equal(b[1].closed, 4001);
  assert_int_equal(count(&b[1], "\"why\":\"session\""), 1);
  deliver(f, x, event(102, 2, "lead.updated")); /* sink_send asserts that a closed socket gets nothing */
  assert_int_equal(b[0].frames, 1);
  hub_leave(f->h, x);
  hub_leave(f->h, y);
}

static void limits_hold_and_are_given_back(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct err e = {0};
  struct hub_who anna = {id(ANNA), id(LUBECK), id(ANNA), STR("10.0.0.1")},
                 piotr = {id(PIOTR), id(GDANSK), id(PIOTR), STR("10.0.0.1")};
  struct hub_conn *c[3];
  c[0] = join(f, &b, ANNA, LUBECK);
  assert_true(hub_room(f->h, &anna, &e));
  c[1] = join(f, &b, ANNA, LUBECK);
  assert_false(hub_room(f->h, &anna, &e));
  assert_int_equal(e.code, ERR_TOO_MANY);
  c[2] = join(f, &b, PIOTR, GDANSK);
  assert_false(hub_room(f->h, &piotr, &e)); /* the address is full */
  hub_leave(f->h, c[0]);
  assert_true(hub_room(f->h, &anna, &e));
  hub_leave(f->h, c[1]);
  hub_leave(f->h, c[2]);
  struct hub_stats stats;
  hub_get_stats(f->h, &stats);
  assert_int_equal(stats.sockets + stats.subscriptions + stats.companies, 0);
}

static void a_subscription_may_end_while_it_is_read(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, ANNA, LUBECK);
  hub_place(f->h, c->company, (struct live_at){100, 0});
  want(f, c, "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\"}]}");
  struct hub_batch *read = hub_next(f->h);
  hub_unsubscribe(f->h, c, &(struct message_sub){.company = true});
  reply(f, read, 1, NULL);
  assert_false(hub_step(f->h, 10));
  assert_int_equal(b.frames, 0);
  hub_leave(f->h, c);
}

static void a_restarted_database_is_read_again(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = listening(f, &b, ANNA, LUBECK, 4);
  want(f, c, "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\"}]}");
  assert_int_equal(answer(f, 0), 1);
  b.text[0] = 0;
  hub_restart(f->h, (struct live_at){90, 0}); /* behind where it was */
  assert_int_equal(count(&b, "\"gap\",\"s\":\"company\""), 1);
  assert_int_equal(answer(f, 5), 1);
  assert_int_equal(count(&b, "\"seq\":5"), 1);
  deliver(f, c, event(91, 6, "lead.updated"));
  assert_int_equal(count(&b, "\"at\":\"91.91\""), 1);
  assert_int_equal(count(&b, "\"seq\":6"), 2); /* once on each stream */
  hub_leave(f->h, c);
}

static void sub_from(struct fixture *f, struct hub_conn *c, int from) {
  char text[256];
  snprintf(text, sizeof text, "{\"t\":\"sub\",\"subs\":[{\"s\":\"%s\",\"from\":%d}]}", LEAD, from);
  want(f, c, text);
}

static void many_who_come_back_are_read_for_once(void **state) {
  struct fixture *f = *state;
  enum { MANY = 40 };
  struct box *b = calloc(MANY, sizeof *b);
  struct hub_conn *c[MANY];
  for (int i = 0; i < MANY; i++) {
    c[i] = join(f, &b[i], i % 2 ? ANNA : PIOTR, LUBECK);
    sub_from(f, c[i], 3 + i % 3);
  }
  hub_place(f->h, c[0]->company, (struct live_at){100, 0});
  int before = made;
  assert_int_equal(answer(f, 12), 1);
  assert_int_equal(made - before, 9 + 2 * MANY); /* events are shared, sub.ok and live are each one's own */
  for (int i = 0; i < MANY; i++) {
    assert_int_equal(count(&b[i], "\"t\":\"ev\""), 12 - 3 - i % 3);
    assert_int_equal(count(&b[i], "\"t\":\"live\""), 1);
    hub_leave(f->h, c[i]);
  }
  free(b);
}

static void what_is_long_comes_in_pages(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, ANNA, LUBECK);
  hub_place(f->h, c->company, (struct live_at){100, 0});
  sub_from(f, c, 0);
  assert_int_equal(answer(f, 35), 4);
  assert_int_equal(count(&b, "\"t\":\"ev\""), 35);
  assert_int_equal(count(&b, "\"sub.ok\"") + count(&b, "\"t\":\"live\"") + count(&b, "gap"), 2);
  hub_leave(f->h, c);
}

static void a_socket_that_does_not_take_it_waits_and_nobody_else(void **state) {
  struct fixture *f = *state;
  struct box b[2] = {0};
  b[0].backlog = 100000;
  struct hub_conn *slow = join(f, &b[0], ANNA, LUBECK), *fast = join(f, &b[1], PIOTR, LUBECK);
  hub_place(f->h, slow->company, (struct live_at){100, 0});
  sub_from(f, slow, 1);
  sub_from(f, fast, 1);
  assert_int_equal(answer(f, 5), 1);
  assert_int_equal(count(&b[0], "\"t\":\"ev\""), 0);
  assert_int_equal(count(&b[1], "\"t\":\"ev\""), 4);
  deliver(f, slow, event(101, 6, "lead.updated"));
  assert_int_equal(count(&b[1], "\"seq\":6"), 1);
  assert_null(hub_next(f->h));
  b[0].backlog = 0;
  hub_drained(f->h, slow);
  assert_int_equal(answer(f, 6), 1);
  assert_int_equal(count(&b[0], "\"t\":\"ev\""), 5);
  assert_int_equal(count(&b[0], "\"t\":\"live\""), 1);
  hub_leave(f->h, slow);
  hub_leave(f->h, fast);
}

static struct live_event room_event(uint64_t tx, int64_t seq, const char *kind, const char *person) {
  struct live_event e = event(tx, seq, kind);
  e.record_kind = STR("room");
  if (person) e.person_id = str_of(person);
  return e;
}

static void a_person_taken_out_of_a_room_hears_no_more(void **state) {
  struct fixture *f = *state;
  struct box b[2] = {0};
  struct hub_conn *x = listening(f, &b[0], ANNA, LUBECK, 1), *y = listening(f, &b[1], PIOTR, LUBECK, 1);
  struct live_event batch[2] = {room_event(102, 2, "msg.new", NULL), room_event(101, 0, "room.left", PIOTR)};
  hub_deliver(f->h, x->company, batch, 2, (struct live_at){103, 0});
  assert_int_equal(count(&b[0], "msg.new"), 1);
  assert_int_equal(b[1].frames, 0);
  struct hub_batch *read = hub_next(f->h);
  assert_int_equal(read->npersons, 1);
  reply(f, read, 2, ANNA);
  assert_false(hub_step(f->h, 10));
  assert_string_equal(b[1].text, "{\"t\":\"bye\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"why\":\"unshared\"}\n");
  hub_leave(f->h, x);
  hub_leave(f->h, y);
}

static void a_person_taken_out_while_it_catches_up_hears_no_more(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, PIOTR, LUBECK);
  hub_place(f->h, c->company, (struct live_at){100, 0});
  sub_from(f, c, 0);
  struct hub_batch *read = hub_next(f->h);
  reply(f, read, 35, NULL); /* read, and being handed out, */
  deliver(f, c, room_event(101, 0, "room.left", PIOTR)); /* when this comes */
  assert_false(hub_step(f->h, 100));
  assert_int_equal(b.frames, 0);
  reply(f, hub_next(f->h), 35, ANNA);
  assert_false(hub_step(f->h, 100));
  assert_int_equal(b.frames, 1);
  assert_int_equal(count(&b, "bye"), 1);
  hub_leave(f->h, c);
}

static void what_is_said_in_rooms_stays_on_their_streams(void **state) {
  struct fixture *f = *state;
  struct box b[2] = {0};
  struct hub_conn *c[2] = {join(f, &b[0], ANNA, LUBECK), join(f, &b[1], PIOTR, LUBECK)};
  hub_place(f->h, c[0]->company, (struct live_at){100, 0});
  for (int i = 0; i < 2; i++) want(f, c[i], "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\"}]}");
  answer(f, 0);
  deliver(f, c[0], room_event(101, 2, "msg.new", NULL));
  deliver(f, c[0], room_event(102, 0, "read", ANNA)); /* her own other devices */
  deliver(f, c[0], room_event(103, 0, "room.opened", NULL));
  assert_int_equal(count(&b[0], "msg.new") + count(&b[1], "msg.new"), 0);
  assert_int_equal(count(&b[0], "\"k\":\"read\""), 1);
  assert_int_equal(count(&b[1], "\"k\":\"read\""), 0);
  for (int i = 0; i < 2; i++) assert_int_equal(count(&b[i], "room.opened"), 1);
  for (int i = 0; i < 2; i++) hub_leave(f->h, c[i]);
}

static void what_was_said_before_one_came_is_no_gap(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, ANNA, LUBECK);
  hub_place(f->h, c->company, (struct live_at){100, 0});
  sub_from(f, c, 0);
  struct hub_batch *read = hub_next(f->h);
  struct live_event late = event(101, 701, "lead.updated");
  struct hub_replay r = {.found = true, .epoch = STR("1"), .head = {0, 701}, .first = 701, .events = &late, .n = 1,
                         .persons = read->persons, .npersons = 1};
  hub_replayed(f->h, read, &r);
  assert_false(hub_step(f->h, 10));
  assert_int_equal(count(&b, "\"first\":701"), 1);
  assert_int_equal(count(&b, "gap"), 0);
  assert_int_equal(count(&b, "\"seq\":701"), 1);
  hub_leave(f->h, c);
}

static void who_types_is_told_to_listeners_of_all_companies(void **state) {
  struct fixture *f = *state;
  struct box b[3] = {0};
  struct hub_conn *x = listening(f, &b[0], ANNA, LUBECK, 1), *y = listening(f, &b[1], PIOTR, GDANSK, 1);
  struct hub_conn *z = join(f, &b[2], PIOTR, GDANSK);
  struct live_id lead = id(LEAD);
  struct hub_eph e = {.stream = lead, .person = id(ANNA), .company = id(LUBECK), .what = HUB_TYPING, .name = STR("Anna")};
  assert_true(hub_may_say(f->h, x, &lead, HUB_TYPING, 1000));
  assert_false(hub_may_say(f->h, x, &lead, HUB_TYPING, 2900)); /* once in two seconds */
  assert_true(hub_may_say(f->h, x, &lead, HUB_TYPING, 3000));
  assert_true(hub_may_say(f->h, x, &lead, HUB_HERE, 3000));
  assert_false(hub_may_say(f->h, x, &lead, HUB_HERE, 12900));
  assert_false(hub_may_say(f->h, z, &lead, HUB_TYPING, 3000)); /* does not listen */
  hub_say(f->h, &e, 3000);
  assert_int_equal(b[0].frames, 0); /* not to oneself */
  assert_int_equal(count(&b[1], "\"k\":\"typing\""), 1);
  assert_int_equal(b[2].frames, 0);
  b[1].backlog = 1; /* one that lags is spared */
  hub_say(f->h, &e, 3100);
  assert_int_equal(b[1].frames, 1);
  hub_leave(f->h, x);
  b[1].backlog = 0;
  e.what = HUB_HERE, e.away = true, e.ask = true;
  hub_say(f->h, &e, 3200);
  assert_int_equal(count(&b[1], "\"ttl\":45,\"state\":\"away\",\"ask\":true"), 1);
  hub_leave(f->h, y);
  hub_say(f->h, &e, 3300);
  hub_leave(f->h, z);
}

static void a_failed_reading_is_tried_again_and_given_up(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, ANNA, LUBECK);
  hub_place(f->h, c->company, (struct live_at){100, 0});
  sub_from(f, c, 0);
  for (int i = 0; i < 7; i++) hub_not_replayed(f->h, hub_next(f->h));
  assert_int_equal(b.closed, 0);
  hub_not_replayed(f->h, hub_next(f->h));
  assert_int_equal(b.closed, 1013);
  assert_null(hub_next(f->h));
  hub_leave(f->h, c);
}

static void only_so_many_subscriptions(void **state) {
  struct fixture *f = *state;
  struct box b = {0};
  struct hub_conn *c = join(f, &b, ANNA, LUBECK);
  struct err e = {0};
  struct message_sub m = {.stream = id(LEAD)};
  for (int i = 0; i < MESSAGE_SUBS_MAX; i++) {
    m.stream.b[0] = (unsigned char)i;
    assert_true(hub_subscribe(f->h, c, &m, &e));
  }
  assert_true(hub_subscribe(f->h, c, &m, &e)); /* again the same is no more */
  m.stream.b[0] = 255;
  assert_false(hub_subscribe(f->h, c, &m, &e));
  assert_int_equal(e.code, ERR_TOO_MANY);
  hub_leave(f->h, c);
}

static void messages_are_checked(void **state) {
  struct fixture *f = *state;
  static const char *const bad[] = {
      "",
      "[]",
      "7",
      "{}",
      "{\"t\":7}",
      "{\"t\":\"sub\"}",
      "{\"t\":\"sub\",\"subs\":[]}",
      "{\"t\":\"sub\",\"subs\":[7]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"x\"}]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\",\"from\":5}]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\",\"from\":\"5\"}]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\",\"from\":\"-1.2\"}]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"00000000-0000-4000-8000-00000000001e\",\"from\":-1}]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"00000000-0000-4000-8000-00000000001e\",\"from\":1.5}]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"00000000x0000-4000-8000-00000000001e\"}]}",
      "{\"t\":\"sub\",\"subs\":[{\"s\":\"company\",\"epoch\":\"0123456789012345678901234567890123456789\"}]}",
      "{\"t\":\"unsub\"}",
      "{\"t\":\"send\",\"s\":\"company\"}",
      "{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"1\",\"d\":{\"text\":\"x\"}}",
      "{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"00000000-0000-4000-8000-00000000001e\"}",
      "{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"00000000-0000-4000-8000-00000000001e\",\"d\":{\"text\":7}}",
      "{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"00000000-0000-4000-8000-00000000001e\",\"d\":{\"text\":\"x\","
      "\"mentions\":[\"x\"]}}",
      "{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"00000000-0000-4000-8000-00000000001e\",\"d\":{\"text\":\"x\","
      "\"files\":{}}}",
      "{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"00000000-0000-4000-8000-00000000001e\",\"d\":{\"text\":\"x\","
      "\"refs\":[{\"id\":\"00000000-0000-4000-8000-00000000001e\"}]}}",
      "{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"00000000-0000-4000-8000-00000000001e\",\"d\":{\"text\":\"\\u0000\"}}",
      "{\"t\":\"read\",\"s\":\"00000000-0000-4000-8000-00000000001e\"}",
      "{\"t\":\"read\",\"s\":\"company\",\"to\":1}",
      "{\"t\":\"typing\",\"s\":\"company\"}",
      "{\"t\":\"here\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"state\":\"asleep\"}"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct message m;
    struct err e = {0};
    assert_false(message_read(f->a, str_of(bad[i]), &m, &e));
    assert_true(e.code == ERR_INVALID || e.code == ERR_MALFORMED);
  }
  struct message m;
  struct err e = {0};
  assert_true(message_read(f->a, STR("{\"t\":\"unsub\",\"s\":\"00000000-0000-4000-8000-00000000001E\"}"), &m, &e));
  char buf[LIVE_ID_TEXT];
  assert_string_equal(live_id_text(&m.subs->stream, buf).p, LEAD);
  assert_true(message_read(f->a, STR("{\"t\":\"sub\",\"subs\":[{\"s\":\"company\",\"from\":\"12.7\"}]}"), &m, &e));
  assert_true(m.subs->resume && m.subs->from.tx == 12 && m.subs->from.id == 7);
}

static void what_is_said_is_read(void **state) {
  struct fixture *f = *state;
  struct message m;
  struct err e = {0};
  assert_true(message_read(f->a, STR("{\"t\":\"send\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"cid\":\"00000000-0000-4000-8000-0000000000AB\","
                                     "\"d\":{\"text\":\"Zażółć \\\"x\\\"\",\"thread_id\":null,\"mentions\":[\"00000000-0000-4000-8000-0000000000a1\","
                                     "\"00000000-0000-4000-8000-0000000000a2\"],\"refs\":[{\"kind\":\"lead\",\"id\":\"00000000-0000-4000-8000-00000000001e\"}]}}"),
                           &m, &e));
  assert_int_equal(m.kind, MESSAGE_SEND);
  assert_true(str_eq(m.cid, STR("00000000-0000-4000-8000-0000000000ab")));
  assert_true(str_eq(m.send.text, STR("Zażółć \"x\"")));
  assert_true(str_eq(m.send.mentions, STR("{00000000-0000-4000-8000-0000000000a1,00000000-0000-4000-8000-0000000000a2}")));
  assert_true(str_eq(m.send.refs, STR("[{\"kind\":\"lead\",\"id\":\"00000000-0000-4000-8000-00000000001e\"}]")));
  assert_true(str_none(m.send.thread) && str_none(m.send.files));
  /* the sender learns which message was wrong */
  assert_false(message_read(f->a, STR("{\"t\":\"send\",\"s\":\"x\",\"cid\":\"00000000-0000-4000-8000-0000000000ab\",\"d\":{}}"), &m, &e));
  assert_true(str_eq(m.cid, STR("00000000-0000-4000-8000-0000000000ab")));
  assert_true(message_read(f->a, STR("{\"t\":\"here\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"state\":\"away\",\"ask\":true}"), &m, &e));
  assert_true(m.kind == MESSAGE_HERE && m.away && m.ask);
  assert_true(message_read(f->a, STR("{\"t\":\"read\",\"s\":\"00000000-0000-4000-8000-00000000001e\",\"to\":17}"), &m, &e));
  assert_true(m.kind == MESSAGE_READ && m.to == 17);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {TEST(replays_before_it_is_live),
                                     TEST(one_frame_serves_many),
                                     TEST(a_company_gets_only_its_own_feed),
                                     TEST(what_passes_during_a_replay_is_read_again),
                                     TEST(two_orders_are_brought_together),
                                     TEST(the_end_of_a_right_ends_the_stream),
                                     TEST(a_right_given_again_in_time_goes_on),
                                     TEST(absent_and_not_yours_look_alike),
                                     TEST(too_far_or_another_history_is_a_gap),
                                     TEST(a_notification_is_for_one_person),
                                     TEST(a_closed_session_closes_its_sockets),
                                     TEST(limits_hold_and_are_given_back),
                                     TEST(a_subscription_may_end_while_it_is_read),
                                     TEST(a_restarted_database_is_read_again),
                                     TEST(only_so_many_subscriptions),
                                     TEST(messages_are_checked),
                                     TEST(what_is_said_is_read),
                                     TEST(many_who_come_back_are_read_for_once),
                                     TEST(what_is_long_comes_in_pages),
                                     TEST(a_socket_that_does_not_take_it_waits_and_nobody_else),
                                     TEST(a_person_taken_out_of_a_room_hears_no_more),
                                     TEST(a_person_taken_out_while_it_catches_up_hears_no_more),
                                     TEST(what_is_said_in_rooms_stays_on_their_streams),
                                     TEST(what_was_said_before_one_came_is_no_gap),
                                     TEST(who_types_is_told_to_listeners_of_all_companies),
                                     TEST(a_failed_reading_is_tried_again_and_given_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a stranger may say on the live socket. */
#include "live/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok) {
  if (!ok) __builtin_trap();
}

static bool is_id(str s) {
  struct live_id id;
  return live_id_read(s, &id);
}

/* {id,id,…} and nothing else: it goes into a statement's parameter as an array. */
static void check_ids(str s) {
  if (str_none(s)) return;
  check(s.n >= 2 && s.p[0] == '{' && s.p[s.n - 1] == '}');
  str rest = {s.p + 1, s.n - 2}, one;
  while (rest.n) {
    rest = str_cut(rest, ',', &one);
    check(is_id(one));
    if (str_none(rest)) break;
  }
}

static void check_send(const struct message *m) {
  check(is_id(m->cid) && m->nsubs == 1 && !m->subs->company);
  check(str_none(m->send.thread) || is_id(m->send.thread));
  check(!str_none(m->send.text) && !memchr(m->send.text.p, 0, m->send.text.n));
  check(!m->send.text.n || str_utf8(m->send.text));
  check_ids(m->send.mentions);
  check_ids(m->send.files);
  struct err e = {0};
  JSON_AUTO *refs = NULL;
  check(str_none(m->send.refs) || (json_read(m->send.refs, &refs, &e) && json_is_array(refs)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena *a = arena_new(4096);
  struct message m;
  struct err e = {0};
  if (message_read(a, (str){(const char *)data, size}, &m, &e)) {
    for (size_t i = 0; i < m.nsubs; i++) {
      char id[LIVE_ID_TEXT], at[LIVE_AT_TEXT];
      struct live_id again;
      check(m.subs[i].company || live_id_read(live_id_text(&m.subs[i].stream, id), &again));
      (void)live_at_text(m.subs[i].from, at);
    }
    if (m.kind == MESSAGE_SEND) check_send(&m);
    if (m.kind == MESSAGE_READ) check(m.to >= 0);
  } else {
    check(e.code != ERR_NONE);
    check(str_none(m.cid) || is_id(m.cid));
  }
  arena_free(a);
  return 0;
}

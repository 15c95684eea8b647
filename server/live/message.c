/* Reads {"t":"sub"|"unsub"|"ping"|"send"|"read"|"typing"|"here",…}. */
#include "live/message.h"
#include <stdlib.h>

static str text_of(const json_t *j) {
  return json_is_string(j) ? (str){json_string_value(j), json_string_length(j)} : STR_NONE;
}

static bool read_stream(const json_t *j, struct message_sub *out, struct err *e) {
  str name = text_of(j);
  out->company = !str_none(name) && str_eq(name, STR("company"));
  if (out->company || (!str_none(name) && live_id_read(name, &out->stream))) return true;
  return err_set(e, ERR_INVALID, "stream_invalid", "/s", "A stream is \"company\" or the id of a record.");
}

static bool read_from(const json_t *j, struct message_sub *out, struct err *e) {
  if (!j || json_is_null(j)) return true;
  out->resume = true;
  if (out->company) {
    if (live_at_read(text_of(j), &out->from)) return true;
    return err_set(e, ERR_INVALID, "from_invalid", "/from", "On the company stream, from is the text \"tx.id\".");
  }
  out->from = (struct live_at){0, json_is_integer(j) ? json_integer_value(j) : -1};
  if (out->from.id >= 0) return true;
  return err_set(e, ERR_INVALID, "from_invalid", "/from", "On a record's stream, from is the number of an event.");
}

static bool read_epoch(const json_t *j, struct message_sub *out, struct err *e) {
  if (!j || json_is_null(j)) return true;
  str epoch = text_of(j);
  if (str_none(epoch) || epoch.n >= sizeof out->epoch)
    return err_set(e, ERR_INVALID, "epoch_invalid", "/epoch", "epoch is the text that sub.ok gave.");
  memcpy(out->epoch, epoch.p, epoch.n);
  out->epoch[epoch.n] = 0;
  return true;
}

static bool read_sub(const json_t *j, struct message_sub *out, struct err *e) {
  if (!json_is_object(j)) return err_set(e, ERR_INVALID, "sub_invalid", "/subs", "Each of subs is an object.");
  return read_stream(json_object_get(j, "s"), out, e) && read_from(json_object_get(j, "from"), out, e) &&
         read_epoch(json_object_get(j, "epoch"), out, e);
}

bool message_read_subs(struct arena *a, const json_t *list, struct message *out, struct err *e) {
  size_t n = json_array_size(list);
  if (n == 0 || n > MESSAGE_SUBS_MAX)
    return err_set(e, ERR_INVALID, "subs_invalid", "/subs", "subs holds 1 to %d streams.", (int)MESSAGE_SUBS_MAX);
  out->subs = ARENA_ARRAY(a, struct message_sub, n);
  out->nsubs = n;
  for (size_t i = 0; i < n; i++)
    if (!read_sub(json_array_get(list, i), &out->subs[i], e)) return false;
  return true;
}

/* What is said in a room. */

static bool read_room(struct arena *a, const json_t *j, struct message *out, struct err *e) {
  out->subs = ARENA_NEW(a, struct message_sub);
  out->nsubs = 1;
  str name = text_of(json_object_get(j, "s"));
  return (!str_none(name) && live_id_read(name, &out->subs->stream)) ||
         err_set(e, ERR_INVALID, "stream_invalid", "/s", "A room is named by its id.");
}

static bool read_id(struct arena *a, const json_t *j, str *out) {
  struct live_id id;
  char buf[LIVE_ID_TEXT];
  str text = text_of(j);
  if (str_none(text) || !live_id_read(text, &id)) return false;
  *out = str_dup(a, live_id_text(&id, buf));
  return true;
}

static bool given(const json_t *j) { return j && !json_is_null(j); }

static bool read_ids(struct arena *a, const json_t *d, const char *key, str *out, struct err *e) {
  const json_t *list = json_object_get(d, key);
  if (!given(list)) return true;
  size_t n = json_array_size(list);
  bool ok = json_is_array(list) && n <= MESSAGE_LIST_MAX;
  char *text = arena_alloc(a, 2 + (ok ? n : 0) * LIVE_ID_TEXT), *p = text;
  *p++ = '{';
  for (size_t i = 0; ok && i < n; i++) {
    str id;
    ok = read_id(a, json_array_get(list, i), &id);
    if (!ok) break;
    if (i) *p++ = ',';
    memcpy(p, id.p, id.n);
    p += id.n;
  }
  *p++ = '}';
  *out = (str){text, (size_t)(p - text)};
  return ok || err_set(e, ERR_INVALID, "ids_invalid", "/d", "%s is a list of at most %d ids.", key, (int)MESSAGE_LIST_MAX);
}

static bool read_refs(struct arena *a, const json_t *d, str *out, struct err *e) {
  const json_t *list = json_object_get(d, "refs");
  if (!given(list)) return true;
  bool ok = json_is_array(list) && json_array_size(list) <= MESSAGE_LIST_MAX;
  for (size_t i = 0; ok && i < json_array_size(list); i++) {
    const json_t *ref = json_array_get(list, i);
    str id;
    ok = read_id(a, json_object_get(ref, "id"), &id) && json_is_string(json_object_get(ref, "kind"));
  }
  if (!ok)
    return err_set(e, ERR_INVALID, "refs_invalid", "/d", "refs is a list of at most %d objects of kind and id.", (int)MESSAGE_LIST_MAX);
  char *text = json_dumps(list, JSON_COMPACT);
  if (!text) return err_set(e, ERR_INTERNAL, "refs_invalid", "/d", "refs cannot be written.");
  *out = str_dup(a, str_of(text));
  free(text);
  return true;
}

static bool read_send(struct arena *a, const json_t *j, struct message *out, struct err *e) {
  const json_t *d = json_object_get(j, "d");
  if (!read_id(a, json_object_get(j, "cid"), &out->cid))
    return err_set(e, ERR_INVALID, "cid_invalid", "/cid", "cid is an id the client made for this message, a UUID.");
  if (!read_room(a, j, out, e)) return false;
  const json_t *text = json_object_get(d, "text");
  if (!json_is_object(d) || (given(text) && !json_is_string(text)))
    return err_set(e, ERR_INVALID, "text_invalid", "/d/text", "d.text is the text of the message.");
  out->send.text = given(text) ? str_dup(a, text_of(text)) : STR("");
  const json_t *thread = json_object_get(d, "thread_id");
  if (given(thread) && !read_id(a, thread, &out->send.thread))
    return err_set(e, ERR_INVALID, "thread_invalid", "/d/thread_id", "d.thread_id is the id of a message.");
  return read_ids(a, d, "mentions", &out->send.mentions, e) && read_ids(a, d, "files", &out->send.files, e) &&
         read_refs(a, d, &out->send.refs, e);
}

static bool read_to(struct arena *a, const json_t *j, struct message *out, struct err *e) {
  const json_t *to = json_object_get(j, "to");
  out->to = json_is_integer(to) ? json_integer_value(to) : -1;
  return read_room(a, j, out, e) &&
         (out->to >= 0 || err_set(e, ERR_INVALID, "to_invalid", "/to", "to is the number of the last event that was read."));
}

static bool read_here(struct arena *a, const json_t *j, struct message *out, struct err *e) {
  str state = text_of(json_object_get(j, "state"));
  out->away = str_eq(state, STR("away"));
  out->ask = json_is_true(json_object_get(j, "ask"));
  return read_room(a, j, out, e) && (out->away || str_eq(state, STR("active")) ||
                                     err_set(e, ERR_INVALID, "state_invalid", "/state", "state is active or away."));
}

static bool read_one(struct arena *a, const json_t *j, struct message *out, struct err *e) {
  switch (out->kind) {
  case MESSAGE_PING:
    return true;
  case MESSAGE_SUB:
    return message_read_subs(a, json_object_get(j, "subs"), out, e);
  case MESSAGE_UNSUB:
    out->subs = ARENA_NEW(a, struct message_sub);
    out->nsubs = 1;
    return read_stream(json_object_get(j, "s"), out->subs, e);
  case MESSAGE_SEND:
    return read_send(a, j, out, e);
  case MESSAGE_READ:
    return read_to(a, j, out, e);
  case MESSAGE_TYPING:
    return read_room(a, j, out, e);
  case MESSAGE_HERE:
    return read_here(a, j, out, e);
  }
  return false;
}

bool message_read(struct arena *a, str text, struct message *out, struct err *e) {
  static const char *const names[] = {"sub", "unsub", "ping", "send", "read", "typing", "here"};
  *out = (struct message){0};
  JSON_AUTO *j = NULL;
  if (!json_read(text, &j, e)) return false;
  str type = text_of(json_object_get(j, "t"));
  for (int i = MESSAGE_SUB; i <= MESSAGE_HERE; i++)
    if (!str_none(type) && str_eq(type, str_of(names[i]))) {
      out->kind = (enum message_kind)i;
      return read_one(a, j, out, e);
    }
  return err_set(e, ERR_INVALID, "message_unknown", "/t", "t is one of sub, unsub, ping, send, read, typing and here.");
}

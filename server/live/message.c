/* Reads {"t":"sub"|"unsub"|"ping",…}. */
#include "live/message.h"
#include "json/read.h"

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

static bool read_subs(struct arena *a, const json_t *list, struct message *out, struct err *e) {
  size_t n = json_array_size(list);
  if (n == 0 || n > MESSAGE_SUBS_MAX)
    return err_set(e, ERR_INVALID, "subs_invalid", "/subs", "subs holds 1 to %d streams.", (int)MESSAGE_SUBS_MAX);
  out->subs = ARENA_ARRAY(a, struct message_sub, n);
  out->nsubs = n;
  for (size_t i = 0; i < n; i++)
    if (!read_sub(json_array_get(list, i), &out->subs[i], e)) return false;
  return true;
}

bool message_read(struct arena *a, str text, struct message *out, struct err *e) {
  *out = (struct message){0};
  JSON_AUTO *j = NULL;
  if (!json_read(text, &j, e)) return false;
  str type = text_of(json_object_get(j, "t"));
  if (str_eq(type, STR("ping"))) {
    out->kind = MESSAGE_PING;
    return true;
  }
  if (str_eq(type, STR("sub"))) {
    out->kind = MESSAGE_SUB;
    return read_subs(a, json_object_get(j, "subs"), out, e);
  }
  if (str_eq(type, STR("unsub"))) {
    out->kind = MESSAGE_UNSUB;
    out->subs = ARENA_NEW(a, struct message_sub);
    out->nsubs = 1;
    return read_stream(json_object_get(j, "s"), out->subs, e);
  }
  return err_set(e, ERR_INVALID, "message_unknown", "/t", "t is one of sub, unsub and ping.");
}

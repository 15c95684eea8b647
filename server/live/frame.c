/* Building the frames of the live protocol. */
#include "live/frame.h"
#include "json/write.h"

static void begin(struct json_writer *w, struct arena *a, size_t guess, const char *type) {
  json_init(w, a, 0, guess);
  json_begin_object(w);
  json_kv(w, "t", str_of(type));
}

static str end(struct json_writer *w) {
  json_end_object(w);
  return json_text(w, 0);
}

static void put_stream(struct json_writer *w, const struct live_id *stream) {
  char buf[LIVE_ID_TEXT];
  json_kv(w, "s", stream ? live_id_text(stream, buf) : STR("company"));
}

static void put_at(struct json_writer *w, const char *key, const struct live_id *stream, struct live_at at) {
  char buf[LIVE_AT_TEXT];
  if (stream)
    json_kv_int(w, key, at.id);
  else
    json_kv(w, key, live_at_text(at, buf));
}

str frame_hello(struct arena *a, str epoch, str now, int ping_s) {
  struct json_writer w;
  begin(&w, a, 160, "hello");
  json_kv(&w, "epoch", epoch);
  json_kv(&w, "now", now);
  json_kv_int(&w, "ping", ping_s);
  return end(&w);
}

str frame_sub_ok(struct arena *a, const struct live_id *stream, str epoch, struct live_at head, int64_t first) {
  struct json_writer w;
  begin(&w, a, 160, "sub.ok");
  put_stream(&w, stream);
  json_kv(&w, "epoch", epoch);
  put_at(&w, "head", stream, head);
  if (stream) json_kv_int(&w, "first", first);
  return end(&w);
}

str frame_live(struct arena *a, const struct live_id *stream, struct live_at at) {
  struct json_writer w;
  begin(&w, a, 96, "live");
  put_stream(&w, stream);
  put_at(&w, "at", stream, at);
  return end(&w);
}

str frame_gap(struct arena *a, const struct live_id *stream, struct live_at from, struct live_at head) {
  struct json_writer w;
  begin(&w, a, 128, "gap");
  put_stream(&w, stream);
  put_at(&w, "from", stream, from);
  put_at(&w, "head", stream, head);
  return end(&w);
}

str frame_event(struct arena *a, const struct live_event *e, bool company) {
  struct json_writer w;
  begin(&w, a, 256 + e->body.n, "ev");
  put_stream(&w, company ? NULL : &e->stream);
  if (company) put_at(&w, "at", NULL, e->at);
  if (e->seq) json_kv_int(&w, "seq", e->seq);
  json_kv(&w, "k", e->kind);
  json_kv(&w, "kind", e->record_kind);
  json_kv(&w, "id", e->record_id);
  json_kv(&w, "by", e->company_id);
  if (!company) json_kv(&w, "at", e->time);
  json_kv_raw(&w, "d", str_none(e->body) ? STR("null") : e->body);
  return end(&w);
}

str frame_bye(struct arena *a, const struct live_id *stream, const char *why) {
  struct json_writer w;
  begin(&w, a, 112, "bye");
  put_stream(&w, stream);
  json_kv(&w, "why", str_of(why));
  return end(&w);
}

str frame_bye_socket(struct arena *a, const char *why, int retry_least_ms, int retry_most_ms) {
  struct json_writer w;
  begin(&w, a, 96, "bye");
  json_kv(&w, "why", str_of(why));
  json_key(&w, STR("retry"));
  json_begin_array(&w);
  json_int(&w, retry_least_ms);
  json_int(&w, retry_most_ms);
  json_end_array(&w);
  return end(&w);
}

str frame_err(struct arena *a, const struct err *e, str re) {
  struct json_writer w;
  begin(&w, a, 256, "err");
  if (!str_none(re)) json_kv(&w, "re", re);
  json_kv_int(&w, "status", err_status(e->code));
  json_kv(&w, "type", str_of(e->type));
  json_kv(&w, "detail", str_of(e->msg));
  if (e->field[0]) json_kv(&w, "pointer", str_of(e->field));
  if (e->retry_after) json_kv_int(&w, "retry_after", e->retry_after);
  return end(&w);
}

str frame_ack(struct arena *a, str cid, const struct live_id *stream, int64_t seq, str id, bool dup) {
  struct json_writer w;
  begin(&w, a, 192, "ack");
  json_kv(&w, "cid", cid);
  put_stream(&w, stream);
  json_kv_int(&w, "seq", seq);
  json_kv(&w, "id", id);
  json_kv_bool(&w, "dup", dup);
  return end(&w);
}

str frame_eph(struct arena *a, const struct hub_eph *e) {
  struct json_writer w;
  char buf[LIVE_ID_TEXT];
  begin(&w, a, 256, "eph");
  put_stream(&w, &e->stream);
  json_kv(&w, "k", e->what == HUB_TYPING ? STR("typing") : STR("here"));
  json_kv(&w, "by", live_id_text(&e->person, buf));
  json_kv(&w, "name", e->name);
  json_kv(&w, "co", live_id_text(&e->company, buf));
  json_kv_int(&w, "ttl", e->what == HUB_TYPING ? 6 : 45);
  if (e->what == HUB_HERE) json_kv(&w, "state", e->away ? STR("away") : STR("active"));
  if (e->ask) json_kv_bool(&w, "ask", true);
  return end(&w);
}

str frame_pong(void) { return STR("{\"t\":\"pong\"}"); }

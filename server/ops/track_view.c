/* One order in the reader's words. */
#include "ops/track_view.h"

static str text_of(const json_t *j) {
  return json_is_string(j) ? (str){json_string_value(j), json_string_length(j)} : STR_NONE;
}

static str get(const json_t *object, const char *key) { return text_of(json_object_get(object, key)); }

static void set(json_t *object, const char *key, str value) {
  json_object_set_new(object, key, str_none(value) ? json_null() : json_stringn(value.p, value.n));
}

static void set_true(json_t *object, const char *key, bool value) {
  json_object_set_new(object, key, json_boolean(value));
}

/* "12.500" is 12.5, "12.000" is 12: text all the way, so nothing is rounded. */
static str plain_number(struct arena *a, const json_t *j) {
  if (json_is_integer(j)) return str_printf(a, "%lld", (long long)json_integer_value(j));
  str s = text_of(j);
  if (str_find(s, STR(".")) < 0) return s;
  while (s.n && s.p[s.n - 1] == '0') s.n--;
  if (s.n && s.p[s.n - 1] == '.') s.n--;
  return s;
}

static str fill_one(struct arena *a, const struct words *w, const char *key, const char *name, str value) {
  json_t *params = json_object();
  set(params, name, value);
  str out = words_fill(a, w, key, params);
  json_decref(params);
  return out;
}

static str at_of_step(const json_t *order, const char *step) {
  const json_t *steps = json_object_get(order, "steps");
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *s = json_array_get(steps, i);
    if (str_eq(get(s, "step"), str_of(step))) return get(s, "at");
  }
  return STR_NONE;
}

static bool no_earlier(str date, str today) {
  return date.n >= 10 && today.n >= 10 && memcmp(date.p, today.p, 10) >= 0;
}

/* The one thing a customer wants to know. */
static str heading(struct arena *a, const struct words *w, const json_t *order, str today) {
  str state = get(order, "state"), promised = get(order, "promised_on"), delivered = at_of_step(order, "delivered");
  if (str_eq(state, STR("rejected"))) return words_text(w, "rejected");
  if (str_eq(state, STR("cancelled"))) return words_text(w, "cancelled");
  if (!str_none(delivered)) return fill_one(a, w, "delivered", "date", words_date(a, w, "day", delivered));
  if (str_eq(state, STR("partly_shipped"))) return words_text(w, "partly_shipped");
  bool shipped = !str_none(at_of_step(order, "shipped"));
  if (!shipped && str_none(at_of_step(order, "confirmed"))) return words_text(w, "received");
  if (no_earlier(promised, today))
    return fill_one(a, w, shipped ? "arriving" : "expected", "date", words_date(a, w, "day", promised));
  return words_text(w, shipped ? "shipped" : "confirmed");
}

static bool is_over(const json_t *order) {
  str state = get(order, "state");
  return str_eq(state, STR("rejected")) || str_eq(state, STR("cancelled"));
}

static json_t *steps_view(struct arena *a, const struct words *w, const json_t *order) {
  const json_t *steps = json_object_get(order, "steps");
  json_t *out = json_array(), *last = NULL;
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *s = json_array_get(steps, i);
    str label = words_text(w, str_printf(a, "step_%.*s", STR_ARG(get(s, "step"))).p), at = get(s, "at");
    if (str_none(label)) continue;
    json_t *row = json_object(), *when = NULL;
    set(row, "label", label);
    set(row, "status", words_text(w, str_none(at) ? "to_come" : "done"));
    set_true(row, "done", !str_none(at));
    set_true(row, "current", false);
    if (!str_none(at)) {
      when = json_object();
      set(when, "iso", at);
      set(when, "text", words_date(a, w, "moment", at));
      last = row;
    }
    json_object_set_new(row, "at", when ? when : json_null());
    json_array_append_new(out, row);
  }
  if (last && !is_over(order)) set_true(last, "current", true);
  return out;
}

static json_t *titled(const struct words *w, const char *title, json_t *rows) {
  json_t *out = NULL;
  if (json_array_size(rows) > 0) {
    out = json_object();
    set(out, "title", words_text(w, title));
    json_object_set(out, "rows", rows);
  }
  json_decref(rows);
  return out ? out : json_null();
}

/* The fullest sentence for which the event has the parts. */
static str event_text(struct arena *a, const struct words *w, str event, const json_t *params) {
  static const char *const endings[] = {"_by", "_as", ""};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    str text = words_fill(a, w, str_printf(a, "history_%.*s%s", STR_ARG(event), endings[i]).p, params);
    if (!str_none(text)) return text;
  }
  return STR_NONE;
}

static json_t *history_view(struct arena *a, const struct words *w, const json_t *order) {
  const json_t *history = json_object_get(order, "history");
  json_t *rows = json_array();
  for (size_t i = 0; i < json_array_size(history); i++) {
    const json_t *h = json_array_get(history, i);
    json_t *params = json_copy(json_object_get(h, "params"));
    if (!params) params = json_object();
    json_object_set(params, "seller", json_object_get(order, "seller_name"));
    str what = event_text(a, w, get(h, "event"), params), at = get(h, "at");
    json_decref(params);
    if (str_none(what) || str_none(at)) continue;
    json_t *row = json_object();
    set(row, "what", what);
    set(row, "iso", at);
    set(row, "text", words_date(a, w, "moment", at));
    json_array_append_new(rows, row);
  }
  return titled(w, "history", rows);
}

static void add_pair(struct arena *a, const struct words *w, json_t *pairs, const char *label, str value, bool moment) {
  if (value.n == 0) return;
  json_t *pair = json_object();
  set(pair, "label", words_text(w, label));
  set(pair, "iso", moment ? value : STR_NONE);
  set(pair, "value", moment ? words_date(a, w, "moment", value) : value);
  json_array_append_new(pairs, pair);
}

static json_t *shipments_view(struct arena *a, const struct words *w, const json_t *order) {
  const json_t *shipments = json_object_get(order, "shipments");
  json_t *rows = json_array();
  for (size_t i = 0; i < json_array_size(shipments); i++) {
    const json_t *s = json_array_get(shipments, i);
    json_t *row = json_object(), *pairs = json_array();
    set(row, "carrier", get(s, "carrier"));
    add_pair(a, w, pairs, "tracking_number", get(s, "tracking_number"), false);
    add_pair(a, w, pairs, "shipped_on", get(s, "shipped_at"), true);
    add_pair(a, w, pairs, "delivered_on", get(s, "delivered_at"), true);
    json_object_set_new(row, "pairs", pairs);
    json_array_append_new(rows, row);
  }
  return titled(w, "shipments", rows);
}

static bool is_piece(str unit) {
  static const char *const pieces[] = {"EA", "PC", "PCE", "H87", "C62"};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
    if (str_eq(unit, str_of(pieces[i]))) return true;
  return unit.n == 0;
}

static json_t *items_view(struct arena *a, const struct words *w, const json_t *order) {
  const json_t *items = json_object_get(order, "items");
  json_t *rows = json_array();
  for (size_t i = 0; i < json_array_size(items); i++) {
    const json_t *item = json_array_get(items, i);
    str quantity = plain_number(a, json_object_get(item, "quantity"));
    str shipped = plain_number(a, json_object_get(item, "shipped")), unit = get(item, "unit");
    json_t *row = json_object(), *params = json_object();
    set(params, "quantity", quantity);
    set(params, "shipped", shipped);
    set(params, "unit", unit);
    bool partly = shipped.n && !str_eq(shipped, STR("0")) && !str_eq(shipped, quantity);
    set(row, "what", get(item, "description"));
    set(row, "amount", words_fill(a, w, is_piece(unit) ? "pieces" : "amount", params));
    set(row, "sent", partly ? words_fill(a, w, "sent", params) : STR_NONE);
    json_decref(params);
    json_array_append_new(rows, row);
  }
  return titled(w, "contents", rows);
}

static str subheading(struct arena *a, const struct words *w, const json_t *order) {
  bool settled = is_over(order) || !str_none(at_of_step(order, "shipped")) || get(order, "promised_on").n;
  str requested = get(order, "requested_on");
  if (settled || !requested.n) return STR_NONE;
  return fill_one(a, w, "requested", "date", words_date(a, w, "day", requested));
}

void track_view(struct arena *a, const struct words *w, const json_t *order, str today, json_t *view) {
  if (!order) {
    set(view, "brand", STR("Hansa"));
    set(view, "title", words_text(w, "missing_title"));
    set(view, "heading", words_text(w, "missing_title"));
    set(view, "text", words_text(w, "missing_text"));
    set_true(view, "missing", true);
    json_object_set_new(view, "order", json_null());
    set(view, "live", STR(""));
    return;
  }
  json_t *o = json_object();
  str title = heading(a, w, order, today), name = fill_one(a, w, "order", "number", get(order, "number"));
  set(o, "name", name);
  set(o, "count", words_count(a, w, "items", (int64_t)json_array_size(json_object_get(order, "items"))));
  set(o, "state", get(order, "state"));
  set(o, "heading", title);
  set(o, "sub", subheading(a, w, order));
  set(o, "progress", words_text(w, "progress"));
  json_object_set_new(o, "steps", steps_view(a, w, order));
  json_object_set_new(o, "history", history_view(a, w, order));
  json_object_set_new(o, "shipments", shipments_view(a, w, order));
  json_object_set_new(o, "items", items_view(a, w, order));
  set(view, "brand", get(order, "seller_name"));
  set(view, "title", str_printf(a, "%.*s · %.*s", STR_ARG(title), STR_ARG(name)));
  set(view, "live", words_text(w, "live"));
  set_true(view, "missing", false);
  json_object_set_new(view, "order", o);
}

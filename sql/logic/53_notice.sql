-- What people are told, and how each wants to be told: in the portal, in the browser, by mail at once or once a day.

-- How much a kind asks of its reader. The portal files its settings under these classes.
CREATE OR REPLACE FUNCTION hansa.notice_class(p_kind text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_kind IN ('partnership.invited', 'partnership.notice', 'partnership.ended', 'lead.shared', 'lead.offered', 'lead.returned',
    'order.received', 'order.cancel', 'order.reject', 'task.assigned', 'task.due', 'room.invited', 'room.report') THEN 'needs_you'
  WHEN p_kind = 'room.mention' THEN 'mention' ELSE 'watching' END;

CREATE OR REPLACE FUNCTION hansa.notice_defaults() RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{"needs_you": {"portal": true, "browser": true, "mail": "once"}, "mention": {"portal": true, "browser": true, "mail": "digest"},
  "watching": {"portal": true, "browser": false, "mail": "off"}}'::jsonb;

-- Tells a company's people, or one of them; who may be told is checked by the caller.
CREATE OR REPLACE FUNCTION hansa.notify_(p_company uuid, p_person uuid, p_kind text, p_record_kind text, p_record uuid, p_params jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_class text := hansa.notice_class(p_kind);
BEGIN
  INSERT INTO hansa.notification (company_id, person_id, kind, class, record_kind, record_id, params)
  VALUES (p_company, p_person, p_kind, v_class, p_record_kind, p_record, p_params);
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  VALUES (p_company, 'notification.new', 'company', p_company, hansa.cur(), p_company,
    jsonb_build_object('person_id', p_person, 'kind', p_kind, 'class', v_class));
END $$;
COMMENT ON FUNCTION hansa.notify_(uuid, uuid, text, text, uuid, jsonb) IS 'definer: internal; writes for another company';

-- A new message, for those who follow the whole room: one unread notification a room and person, which counts. Who is
-- mentioned is told by that alone, and the message itself is not repeated here: it may be edited or removed.
CREATE OR REPLACE FUNCTION hansa.room_notify_(p_room uuid, p_message uuid, p_company uuid, p_person uuid, p_mentions uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH who AS (
    SELECT r.company_id, r.person_id FROM hansa.room_person r
    WHERE r.room_id = p_room AND r.notify = 'all' AND r.person_id IS DISTINCT FROM p_person AND r.person_id <> ALL (coalesce(p_mentions, '{}'))
      AND EXISTS (SELECT FROM hansa.membership m WHERE m.company_id = r.company_id AND m.person_id = r.person_id AND m.role <> 'guest')
      AND EXISTS (SELECT FROM hansa.grant_ g WHERE g.record_id = p_room AND g.company_id = r.company_id AND g.level >= 2)
  ), counted AS (
    UPDATE hansa.notification n SET at = clock_timestamp(),
        params = jsonb_build_object('count', least(coalesce((n.params ->> 'count')::int, 1) + 1, 1000), 'message_id', n.params -> 'message_id')
      FROM who w JOIN hansa.membership m ON m.company_id = w.company_id AND m.person_id = w.person_id
      WHERE n.kind = 'room.message' AND n.company_id = w.company_id AND n.person_id = w.person_id AND n.record_id = p_room
        AND n.at > m.notified_until
        AND NOT EXISTS (SELECT FROM hansa.notification_read x WHERE x.notification_id = n.id AND x.person_id = n.person_id)
      RETURNING n.company_id, n.person_id
  ), made AS (
    INSERT INTO hansa.notification (company_id, person_id, kind, class, record_kind, record_id, params)
    SELECT w.company_id, w.person_id, 'room.message', hansa.notice_class('room.message'), 'room', p_room,
      jsonb_build_object('count', 1, 'message_id', p_message)
    FROM who w WHERE (w.company_id, w.person_id) NOT IN (SELECT c.company_id, c.person_id FROM counted c)
    RETURNING company_id, person_id
  )
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  SELECT m.company_id, 'notification.new', 'company', m.company_id, p_company, m.company_id,
    jsonb_build_object('person_id', m.person_id, 'kind', 'room.message', 'class', hansa.notice_class('room.message')) FROM made m;
END $$;
COMMENT ON FUNCTION hansa.room_notify_(uuid, uuid, uuid, uuid, uuid[]) IS 'definer: internal; writes for every company of a room';

-- Reading a room reads what was said about it.
CREATE OR REPLACE FUNCTION hansa.room_seen_(p_room uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO hansa.notification_read (notification_id, company_id, person_id)
  SELECT n.id, n.company_id, n.person_id FROM hansa.notification n
    JOIN hansa.membership m ON m.company_id = n.company_id AND m.person_id = n.person_id
    WHERE n.company_id = hansa.cur() AND n.person_id = hansa.me() AND n.record_id = p_room AND n.kind IN ('room.message', 'room.mention')
      AND n.at > m.notified_until
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM hansa.notice_read_();
  END IF;
END $$;
COMMENT ON FUNCTION hansa.room_seen_(uuid) IS 'definer: internal; reads the caller''s own notifications and tells its other screens';

CREATE OR REPLACE FUNCTION hansa.notice_read_() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  VALUES (hansa.cur(), 'notification.read', 'company', hansa.cur(), hansa.cur(), hansa.cur(), jsonb_build_object('person_id', hansa.me()));
$$;
COMMENT ON FUNCTION hansa.notice_read_() IS 'definer: internal; events are written by definer functions only';

-- Reads notifications: those listed, or all there are. Read on one screen is read on all.
CREATE OR REPLACE FUNCTION hansa.notifications_read(p_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
BEGIN
  IF p_ids IS NULL THEN
    UPDATE hansa.membership m SET notified_until = clock_timestamp() WHERE m.company_id = v_cur AND m.person_id = v_me;
  ELSE
    INSERT INTO hansa.notification_read (notification_id, company_id, person_id)
    SELECT n.id, v_cur, v_me FROM hansa.notification n
      WHERE n.id = ANY (p_ids) AND n.company_id = v_cur AND (n.person_id IS NULL OR n.person_id = v_me) AND v_me IS NOT NULL ON CONFLICT DO NOTHING;
  END IF;
  IF FOUND THEN
    PERFORM hansa.notice_read_();
  END IF;
END $$;
COMMENT ON FUNCTION hansa.notifications_read(uuid[]) IS 'definer: tells the caller''s other screens; reads its own notifications only';

-- The caller's settings, or what holds without any.
CREATE OR REPLACE FUNCTION hansa.notice_setting() RETURNS hansa.notification_setting
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE s hansa.notification_setting;
BEGIN
  SELECT * INTO s FROM hansa.notification_setting x WHERE x.company_id = hansa.cur() AND x.person_id = hansa.me();
  s.company_id := hansa.cur();
  s.person_id := hansa.me();
  s.classes := coalesce(s.classes, hansa.notice_defaults());
  s.digest_hour := coalesce(s.digest_hour, 8);
  s.time_zone := coalesce(s.time_zone, 'UTC');
  s.sound := coalesce(s.sound, false);
  RETURN s;
END $$;

-- How many are unread of the classes the portal shows, counted to a hundred.
CREATE OR REPLACE FUNCTION hansa.unread() RETURNS int LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
  v_classes jsonb := (hansa.notice_setting()).classes;
BEGIN
  RETURN (SELECT count(*) FROM (
    SELECT FROM hansa.notification n
    WHERE n.company_id = v_cur
      AND n.at > (SELECT m.notified_until FROM hansa.membership m WHERE m.company_id = v_cur AND m.person_id = v_me)
      AND (v_classes -> n.class ->> 'portal')::boolean
      AND NOT EXISTS (SELECT FROM hansa.notification_read r WHERE r.notification_id = n.id AND r.person_id = v_me OFFSET 0)
    LIMIT 100) x);
END $$;

-- When the quiet hours around a moment end; null: it is not quiet.
CREATE OR REPLACE FUNCTION hansa.quiet_end(p_from time, p_to time, p_zone text, p_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_local timestamp := p_at AT TIME ZONE p_zone;
  v_time time := v_local::time;
BEGIN
  IF p_from IS NULL OR p_from = p_to THEN
    RETURN NULL;
  ELSIF p_from < p_to THEN
    RETURN (CASE WHEN v_time >= p_from AND v_time < p_to THEN v_local::date + p_to END) AT TIME ZONE p_zone;
  ELSE -- over midnight
    RETURN (CASE WHEN v_time >= p_from THEN v_local::date + 1 + p_to WHEN v_time < p_to THEN v_local::date + p_to END) AT TIME ZONE p_zone;
  END IF;
END $$;

-- The next time of a digest after a moment, not within the quiet hours.
CREATE OR REPLACE FUNCTION hansa.digest_next(p_hour int, p_from time, p_to time, p_zone text, p_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_day date := (p_at AT TIME ZONE p_zone)::date;
  v_next timestamptz := (v_day + make_time(p_hour, 0, 0)) AT TIME ZONE p_zone;
BEGIN
  IF v_next <= p_at THEN
    v_next := (v_day + 1 + make_time(p_hour, 0, 0)) AT TIME ZONE p_zone;
  END IF;
  RETURN coalesce(hansa.quiet_end(p_from, p_to, p_zone, v_next), v_next);
END $$;

CREATE OR REPLACE FUNCTION hansa.notice_classes_check(p jsonb) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c record;
  w record;
BEGIN
  IF jsonb_typeof(p) <> 'object' THEN
    PERFORM hansa.fail('HA422', 'classes_invalid', 'The classes are an object of needs_you, mention and watching.', '/classes');
  END IF;
  FOR c IN SELECT * FROM jsonb_each(p) LOOP
    IF NOT hansa.notice_defaults() ? c.key OR jsonb_typeof(c.value) <> 'object' THEN
      PERFORM hansa.fail('HA422', 'classes_invalid', 'The classes are needs_you, mention and watching, each an object.', '/classes/' || left(c.key, 40));
    END IF;
    FOR w IN SELECT * FROM jsonb_each(c.value) LOOP
      IF NOT (CASE WHEN w.key IN ('portal', 'browser') THEN jsonb_typeof(w.value) = 'boolean'
          WHEN w.key = 'mail' THEN w.value IN ('"off"', '"once"', '"digest"') ELSE false END) THEN
        PERFORM hansa.fail('HA422', 'classes_invalid', 'A class has portal and browser, true or false, and mail, one of off, once, digest.',
          '/classes/' || c.key || '/' || left(w.key, 40));
      END IF;
    END LOOP;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION hansa.notice_setting_put(p jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s hansa.notification_setting := hansa.notice_setting();
BEGIN
  IF hansa.me() IS NULL THEN
    PERFORM hansa.fail('HA403', 'person_needed', 'Settings belong to a person; an API key has none.');
  END IF;
  IF p ->> 'classes' IS NOT NULL THEN
    PERFORM hansa.notice_classes_check(p -> 'classes');
    s.classes := (SELECT jsonb_object_agg(k.key, k.value || coalesce(s.classes -> k.key, '{}') || coalesce(p -> 'classes' -> k.key, '{}'))
      FROM jsonb_each(hansa.notice_defaults()) k);
  END IF;
  IF (p ->> 'quiet_from' || (p ->> 'quiet_to')) !~ '^([01]\d|2[0-3]):[0-5]\d([01]\d|2[0-3]):[0-5]\d$' THEN
    PERFORM hansa.fail('HA422', 'time_invalid', 'Write a time of day as 22:00.', '/quiet_from');
  ELSIF (p ->> 'quiet_from' IS NULL) <> (p ->> 'quiet_to' IS NULL) OR (p ? 'quiet_from') <> (p ? 'quiet_to') THEN
    PERFORM hansa.fail('HA422', 'field_required', 'Quiet hours have a beginning and an end.', CASE WHEN p ->> 'quiet_to' IS NULL THEN '/quiet_to' ELSE '/quiet_from' END);
  END IF;
  s := jsonb_populate_record(s, hansa.pick(p, '{quiet_from,quiet_to}'));
  s.digest_hour := coalesce((p ->> 'digest_hour')::int, s.digest_hour);
  s.sound := coalesce((p ->> 'sound')::boolean, s.sound);
  s.time_zone := coalesce(p ->> 'time_zone', s.time_zone);
  IF s.time_zone !~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$' THEN
    PERFORM hansa.fail('HA422', 'time_zone_invalid', 'Name a time zone as Europe/Warsaw.', '/time_zone');
  END IF;
  BEGIN
    PERFORM now() AT TIME ZONE s.time_zone;
  EXCEPTION WHEN invalid_parameter_value THEN
    PERFORM hansa.fail('HA422', 'time_zone_invalid', 'There is no such time zone.', '/time_zone');
  END;
  INSERT INTO hansa.notification_setting SELECT s.*
  ON CONFLICT (company_id, person_id) DO UPDATE SET classes = s.classes, digest_hour = s.digest_hour, quiet_from = s.quiet_from,
    quiet_to = s.quiet_to, time_zone = s.time_zone, sound = s.sound;
  UPDATE hansa.membership m SET digest_at = hansa.digest_next(s.digest_hour, s.quiet_from, s.quiet_to, s.time_zone, now())
    WHERE m.company_id = s.company_id AND m.person_id = s.person_id;
END $$;
COMMENT ON FUNCTION hansa.notice_setting_put(jsonb) IS 'definer: sets when the digest is due; the caller''s own settings only';

GRANT EXECUTE ON FUNCTION hansa.notice_class(text), hansa.notice_defaults(), hansa.notifications_read(uuid[]), hansa.notice_setting(), hansa.unread(),
  hansa.quiet_end(time, time, text, timestamptz), hansa.digest_next(int, time, time, text, timestamptz), hansa.notice_classes_check(jsonb),
  hansa.notice_setting_put(jsonb) TO hansa_app;

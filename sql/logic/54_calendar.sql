-- The calendar: tasks, expected closings, dates of orders, ends of partnerships; and the same as a feed (RFC 5545) for the
-- calendar people already have.

-- What falls between two days. mine: my tasks and leads, and what is the whole company's. day and moment are the person's zone's.
CREATE OR REPLACE FUNCTION hansa.calendar(p_from date, p_to date, p_mine boolean)
RETURNS TABLE (kind text, id uuid, record_kind text, record_id uuid, title text, note text, "on" date, at timestamptz, done boolean,
  version int, remind_at timestamptz, changed_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
  v_zone text := (hansa.notice_setting()).time_zone;
BEGIN
  RETURN QUERY
  WITH seen AS (
    SELECT t.* FROM hansa.task t WHERE t.company_id = v_cur
    UNION ALL
    SELECT t.* FROM hansa.grant_ g JOIN hansa.task t ON t.record_id = g.record_id AND t.shared AND t.company_id <> v_cur
    WHERE g.company_id = v_cur AND g.level >= 2
  )
  SELECT 'task', t.id, t.record_kind, t.record_id, t.title, t.note, d.day, t.due_at, t.state = 'done', t.version, t.remind_at, t.updated_at
  FROM seen t CROSS JOIN LATERAL (SELECT coalesce(t.due_on, (t.due_at AT TIME ZONE v_zone)::date) AS day) d
  WHERE d.day BETWEEN p_from AND p_to AND (NOT p_mine OR t.assigned_to = v_me OR (t.assigned_to IS NULL AND t.assigned_company = v_cur AND t.created_by = v_me))
  UNION ALL
  SELECT 'lead_close', l.id, 'lead', l.id, coalesce(i.title, i.company_name, l.product_interest, l.number), NULL, c.expected_close, NULL,
    l.stage = 'converted', l.version + g.rev, NULL, l.updated_at
  FROM hansa.grant_ g JOIN hansa.lead_commercial c ON c.lead_id = g.record_id JOIN hansa.lead l ON l.id = g.record_id
    LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id
  WHERE g.company_id = v_cur AND g.kind = 'lead' AND g.level >= 2 AND g.status NOT IN ('lost', 'disqualified', 'returned')
    AND c.expected_close BETWEEN p_from AND p_to AND (NOT p_mine OR l.assigned_to = v_me)
  UNION ALL
  SELECT x.kind, o.id, 'order', o.id, o.number, NULL, x.day, NULL, o.state NOT IN ('received', 'confirmed', 'partly_shipped', 'shipped'),
    o.version + g.rev, NULL, o.updated_at
  FROM hansa.grant_ g JOIN hansa.order_ o ON o.id = g.record_id
    CROSS JOIN LATERAL (VALUES ('order_requested', o.requested_on), ('order_promised', o.promised_on)) x (kind, day)
  WHERE g.company_id = v_cur AND g.kind = 'order' AND g.status NOT IN ('rejected', 'cancelled') AND x.day BETWEEN p_from AND p_to
  UNION ALL
  SELECT 'partnership_ends', p.id, 'partnership', p.id, c.name, NULL, d.day, NULL, p.state = 'ended', p.version + g.rev, NULL, p.updated_at
  FROM hansa.grant_ g JOIN hansa.partnership p ON p.id = g.record_id
    LEFT JOIN hansa.company c ON c.id = CASE WHEN p.company_id = v_cur THEN p.partner_id ELSE p.company_id END
    CROSS JOIN LATERAL (SELECT (p.ends_at AT TIME ZONE v_zone)::date AS day) d
  WHERE g.company_id = v_cur AND g.kind = 'partnership' AND p.state IN ('notice', 'ended') AND d.day BETWEEN p_from AND p_to
  ORDER BY 7, 8 NULLS FIRST, 1, 2 LIMIT 5000;
END $$;

-- A text value: control characters gone, what has a meaning in the format escaped.
CREATE OR REPLACE FUNCTION hansa.ics_text(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(regexp_replace(replace(p, E'\r\n', E'\n'), E'[\\x01-\\x09\\x0b-\\x1f\\x7f]', ' ', 'g'), '\', '\\'), ';', '\;'), ',', '\,'), E'\n', '\n');

-- Lines of at most 75 octets, cut between characters; a line that goes on begins with a blank.
CREATE OR REPLACE FUNCTION hansa.ics_fold(p_line text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_rest text := p_line;
  v_out text := '';
  v_room int := 75;
  v_n int;
BEGIN
  WHILE octet_length(v_rest) > v_room LOOP
    v_n := least(v_room, length(v_rest));
    WHILE octet_length(left(v_rest, v_n)) > v_room LOOP
      v_n := v_n - greatest(1, (octet_length(left(v_rest, v_n)) - v_room) / 4);
    END LOOP;
    v_out := v_out || left(v_rest, v_n) || E'\r\n ';
    v_rest := substr(v_rest, v_n + 1);
    v_room := 74;
  END LOOP;
  RETURN v_out || v_rest || E'\r\n';
END $$;

CREATE OR REPLACE FUNCTION hansa.ics_lines(p_lines text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT string_agg(hansa.ics_fold(l.line), '' ORDER BY l.n) FROM unnest(p_lines) WITH ORDINALITY l (line, n));
END $$;

CREATE OR REPLACE FUNCTION hansa.ics_moment(p timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_char(p AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS"Z"');

-- A new link; the address is given once, kept is the hash of its secret.
CREATE OR REPLACE FUNCTION hansa.calendar_feed_new(p_name text, p_scope text, p_base text, OUT id uuid, OUT link text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_token text := hansa.random_token();
BEGIN
  IF hansa.me() IS NULL THEN
    PERFORM hansa.fail('HA403', 'person_needed', 'A calendar feed belongs to a person; an API key has none.');
  ELSIF (SELECT count(*) FROM hansa.calendar_feed f) >= 20 THEN
    PERFORM hansa.fail('HA409', 'too_many_feeds', 'There are twenty feeds already. Delete one that is no longer used.');
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.calendar_feed (id, company_id, person_id, name, scope, base, token_hash)
  VALUES (id, hansa.cur(), hansa.me(), p_name, p_scope, p_base, sha256(convert_to(v_token, 'UTF8')));
  PERFORM hansa.audit('calendar_feed.made', 'calendar_feed', id, jsonb_build_object('scope', p_scope));
  link := p_base || '/feeds/' || v_token || '.ics';
END $$;

CREATE OR REPLACE FUNCTION hansa.calendar_feed_delete(p_feed uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM hansa.calendar_feed f WHERE f.id = p_feed;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.audit('calendar_feed.deleted', 'calendar_feed', p_feed);
END $$;

-- Binds the person whose feed this is, as a log-in would: what is read afterwards is read with that person's rights of today.
CREATE OR REPLACE FUNCTION hansa.calendar_feed_bind(p_token text, OUT scope text, OUT base text, OUT language text, OUT company_name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  f hansa.calendar_feed;
  v_name text;
BEGIN
  SELECT * INTO f FROM hansa.calendar_feed x WHERE x.token_hash = sha256(convert_to(p_token, 'UTF8'));
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT c.name, p.name, p.language INTO company_name, v_name, language
    FROM hansa.company c, hansa.person p WHERE c.id = f.company_id AND p.id = f.person_id;
  PERFORM hansa.bind_(f.company_id, f.person_id, 'viewer', v_name);
  IF f.read_at IS NULL OR f.read_at < now() - interval '1 hour' THEN
    UPDATE hansa.calendar_feed x SET read_at = now() WHERE x.id = f.id;
  END IF;
  scope := f.scope;
  base := f.base;
END $$;
COMMENT ON FUNCTION hansa.calendar_feed_bind(text) IS 'definer: finds a calendar feed by the hash of its token, before any company is known';

-- The whole feed, or null: three months back, a year ahead. All entries are events, tasks too: Google and Outlook leave VTODO out
-- of subscribed calendars. What has a day but no hour takes a whole day and leaves its owner free.
CREATE OR REPLACE FUNCTION hansa.calendar_ics(p_token text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  f record;
  e record;
  v_lines text[];
  v_parts text[];                          -- folded, an event each: one array of all lines would be copied at every event
  v_title text;
BEGIN
  SELECT * INTO f FROM hansa.calendar_feed_bind(p_token);
  IF f.scope IS NULL THEN
    RETURN NULL;
  END IF;
  v_lines := ARRAY['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Hansa//Calendar//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH',
    'NAME:' || hansa.ics_text('Hansa – ' || f.company_name), 'X-WR-CALNAME:' || hansa.ics_text('Hansa – ' || f.company_name),
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H'];
  v_parts := ARRAY[hansa.ics_lines(v_lines)];
  FOR e IN SELECT * FROM hansa.calendar(current_date - 92, current_date + 366, f.scope = 'mine') c LOOP
    v_title := CASE e.kind WHEN 'task' THEN CASE WHEN e.done THEN '✓ ' ELSE '' END || e.title
      ELSE hansa.message('calendar.' || e.kind, f.language, jsonb_build_object('title', coalesce(e.title, '…'))) END;
    v_lines := ARRAY['BEGIN:VEVENT', 'UID:' || e.kind || '-' || e.id || '@hansa', 'SEQUENCE:' || (e.version - 1),
      'DTSTAMP:' || hansa.ics_moment(e.changed_at), 'LAST-MODIFIED:' || hansa.ics_moment(e.changed_at), 'SUMMARY:' || hansa.ics_text(v_title)];
    v_lines := v_lines || CASE WHEN e.at IS NULL
      THEN ARRAY['DTSTART;VALUE=DATE:' || to_char(e."on", 'YYYYMMDD'), 'DTEND;VALUE=DATE:' || to_char(e."on" + 1, 'YYYYMMDD'), 'TRANSP:TRANSPARENT']
      ELSE ARRAY['DTSTART:' || hansa.ics_moment(e.at), 'DTEND:' || hansa.ics_moment(e.at + interval '30 minutes'), 'TRANSP:OPAQUE'] END;
    IF e.note IS NOT NULL THEN
      v_lines := v_lines || ('DESCRIPTION:' || hansa.ics_text(e.note));
    END IF;
    v_lines := v_lines || ('URL:' || f.base || CASE WHEN e.record_id IS NULL THEN '/tasks?task=' || e.id ELSE '/records/' || e.record_id END)
      || ('CATEGORIES:' || hansa.ics_text(hansa.message('calendar.category.' || e.kind, f.language, '{}')));
    IF e.remind_at IS NOT NULL AND NOT e.done THEN
      v_lines := v_lines || ARRAY['BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:' || hansa.ics_text(v_title),
        'TRIGGER;VALUE=DATE-TIME:' || hansa.ics_moment(e.remind_at), 'END:VALARM'];
    END IF;
    v_parts := v_parts || hansa.ics_lines(v_lines || 'END:VEVENT'::text);
  END LOOP;
  RETURN array_to_string(v_parts, '') || hansa.ics_lines('{END:VCALENDAR}');
END $$;

GRANT EXECUTE ON FUNCTION hansa.calendar(date, date, boolean), hansa.ics_text(text), hansa.ics_fold(text), hansa.ics_lines(text[]), hansa.ics_moment(timestamptz),
  hansa.calendar_feed_new(text, text, text), hansa.calendar_feed_delete(uuid), hansa.calendar_feed_bind(text), hansa.calendar_ics(text) TO hansa_app;

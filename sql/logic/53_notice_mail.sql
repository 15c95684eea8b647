-- Notifications by mail: at once when one stays unread, or once a day; held back in quiet hours. A mail holds no word of another
-- company: kinds and counts, the reader's own company's name, the titles of its own tasks.
CREATE OR REPLACE FUNCTION hansa.plural(p_language text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_language
  WHEN 'zh' THEN 'other'
  WHEN 'pl' THEN CASE WHEN n = 1 THEN 'one' WHEN n % 10 BETWEEN 2 AND 4 AND n % 100 NOT BETWEEN 12 AND 14 THEN 'few' ELSE 'many' END
  WHEN 'ru' THEN CASE WHEN n % 10 = 1 AND n % 100 <> 11 THEN 'one' WHEN n % 10 BETWEEN 2 AND 4 AND n % 100 NOT BETWEEN 12 AND 14 THEN 'few' ELSE 'many' END
  WHEN 'es' THEN CASE WHEN n = 1 THEN 'one' WHEN n <> 0 AND n % 1000000 = 0 THEN 'many' ELSE 'other' END
  ELSE CASE WHEN n = 1 THEN 'one' ELSE 'other' END END;

-- The text for a kind: its own, else that of all its record's kinds, else one for everything.
CREATE OR REPLACE FUNCTION hansa.notice_key(p_kind text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'notice.line.' || CASE
  WHEN p_kind IN ('partnership.invited', 'lead.shared', 'lead.offered', 'lead.returned', 'order.received', 'task.assigned', 'task.due', 'room.mention',
    'room.message', 'room.invited', 'room.report', 'import.done') THEN p_kind
  WHEN p_kind LIKE '%.shared' THEN 'shared'
  WHEN split_part(p_kind, '.', 1) IN ('partnership', 'lead', 'order', 'room') THEN split_part(p_kind, '.', 1) ELSE 'other' END;

-- One mail about these notifications of one person.
CREATE OR REPLACE FUNCTION hansa.notice_mail_(p_company uuid, p_person uuid, p_ids uuid[], p_base text, p_digest boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_company text := (SELECT c.name FROM hansa.company c WHERE c.id = p_company);
  v_token text := hansa.random_token();
  p hansa.person;
  n record;
  v_params jsonb := jsonb_build_object('company', v_company);
  v_subject text;
  v_text text;
  v_html text;
  v_link text;
  v_classes text[];
  v_count bigint;
BEGIN
  SELECT * INTO p FROM hansa.person x WHERE x.id = p_person;
  SELECT array_agg(DISTINCT x.class ORDER BY x.class), count(*) INTO v_classes, v_count FROM hansa.notification x WHERE x.id = ANY (p_ids);
  v_text := hansa.message('notice.intro', p.language, v_params) || E'\n';
  v_html := '<p>' || hansa.html_escape(hansa.message('notice.intro', p.language, v_params)) || '</p><ul>';
  FOR n IN SELECT l.line, sum(l.times) AS times, min(l.link) AS link, count(*) AS rows FROM (
      SELECT CASE WHEN x.kind LIKE 'task.%' AND t.id IS NOT NULL
          THEN hansa.message(hansa.notice_key(x.kind) || '.own', p.language, jsonb_build_object('title', t.title))
          ELSE hansa.message(hansa.notice_key(x.kind), p.language, '{}') END AS line,
        CASE WHEN x.kind = 'room.message' THEN coalesce((x.params ->> 'count')::int, 1) ELSE 1 END AS times,
        p_base || CASE x.record_kind WHEN 'task' THEN '/tasks?task=' WHEN 'room' THEN '/rooms/' WHEN 'import' THEN '/imports/' ELSE '/records/' END
          || x.record_id AS link, x.at
      FROM hansa.notification x LEFT JOIN hansa.task t ON t.id = x.record_id AND t.company_id = p_company
      WHERE x.id = ANY (p_ids)) l GROUP BY l.line ORDER BY max(l.at) DESC LIMIT 40 LOOP
    v_link := CASE WHEN n.rows = 1 THEN n.link ELSE p_base || '/notifications' END;
    v_subject := coalesce(v_subject, n.line);
    v_text := v_text || E'\n- ' || n.line || CASE WHEN n.times > 1 THEN ' (' || n.times || ')' ELSE '' END || E'\n  ' || v_link;
    v_html := v_html || '<li><a href="' || hansa.html_escape(v_link) || '">' || hansa.html_escape(n.line) || '</a>'
      || CASE WHEN n.times > 1 THEN ' (' || n.times || ')' ELSE '' END || '</li>';
  END LOOP;
  v_subject := CASE WHEN p_digest THEN hansa.message('notice.digest', p.language, v_params)
    WHEN v_count = 1 THEN v_company || ': ' || v_subject
    ELSE hansa.message('notice.subject.' || hansa.plural(p.language, v_count), p.language, v_params || jsonb_build_object('n', v_count)) END;
  INSERT INTO hansa.unsubscribe (token_hash, company_id, person_id, classes)
  VALUES (sha256(convert_to(v_token, 'UTF8')), p_company, p_person, v_classes);
  v_link := p_base || '/u/' || v_token;
  INSERT INTO hansa.mail_outbox (company_id, to_address, subject, text_body, html_body, unsubscribe)
  VALUES (p_company, p.email, translate(left(v_subject, 200), E'\r\n\t', '   '),
    v_text || E'\n\n-- \n' || hansa.message('notice.why', p.language, v_params) || E'\n'
      || hansa.message('notice.stop', p.language, '{}') || ': ' || v_link || E'\n'
      || hansa.message('notice.settings', p.language, '{}') || ': ' || p_base || E'/notifications/settings\n',
    '<!doctype html><html lang="' || p.language || '"><body style="font-family:sans-serif;max-width:36rem">' || v_html || '</ul><p><a href="'
      || hansa.html_escape(p_base) || '">' || hansa.html_escape(hansa.message('notice.open', p.language, '{}'))
      || '</a></p><hr><p style="color:#555;font-size:0.85rem">' || hansa.html_escape(hansa.message('notice.why', p.language, v_params))
      || '<br><a href="' || hansa.html_escape(v_link) || '">' || hansa.html_escape(hansa.message('notice.stop', p.language, '{}'))
      || '</a> · <a href="' || hansa.html_escape(p_base) || '/notifications/settings">'
      || hansa.html_escape(hansa.message('notice.settings', p.language, '{}')) || '</a></p></body></html>', v_link);
END $$;
COMMENT ON FUNCTION hansa.notice_mail_(uuid, uuid, uuid[], text, boolean) IS 'definer: internal; writes the outbox, which no one may read';

-- Who is told what by mail, how, and whether it is read by now.
CREATE OR REPLACE FUNCTION hansa.notice_unread_(p_from timestamptz, p_to timestamptz, p_company uuid DEFAULT NULL, p_person uuid DEFAULT NULL)
RETURNS TABLE (id uuid, at timestamptz, company_id uuid, person_id uuid, mail text, quiet_from time, quiet_to time, time_zone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT n.id, n.at, m.company_id, m.person_id, coalesce(s.classes, hansa.notice_defaults()) -> n.class ->> 'mail', s.quiet_from, s.quiet_to,
    coalesce(s.time_zone, 'UTC')
  FROM hansa.notification n
    JOIN hansa.membership m ON m.company_id = n.company_id AND (n.person_id IS NULL OR m.person_id = n.person_id)
    JOIN hansa.person p ON p.id = m.person_id
    LEFT JOIN hansa.notification_setting s ON s.company_id = m.company_id AND s.person_id = m.person_id
  WHERE n.at > p_from AND n.at <= p_to AND (p_company IS NULL OR n.company_id = p_company) AND (p_person IS NULL OR m.person_id = p_person)
    AND n.at > m.notified_until AND m.role <> 'guest' AND p.email IS NOT NULL
    AND NOT EXISTS (SELECT FROM hansa.notification_read r WHERE r.notification_id = n.id AND r.person_id = m.person_id OFFSET 0);
$$;
COMMENT ON FUNCTION hansa.notice_unread_(timestamptz, timestamptz, uuid, uuid) IS 'definer: internal; reads notifications and settings of all';

-- What has been unread for ten minutes is marked for mail, once a notification and person. The clock's row is the lock.
CREATE OR REPLACE FUNCTION hansa.notice_ripen_() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_from timestamptz;
  v_to timestamptz := clock_timestamp() - interval '10 minutes';
  v_more timestamptz;
  v_n int;
BEGIN
  SELECT c.ripe_until INTO v_from FROM hansa.notification_clock c FOR UPDATE SKIP LOCKED;
  IF NOT FOUND OR v_from >= v_to THEN
    RETURN 0;
  END IF;
  SELECT x.at INTO v_more FROM hansa.notification x WHERE x.at > v_from AND x.at <= v_to ORDER BY x.at OFFSET 999 LIMIT 1;
  v_to := coalesce(v_more, v_to);
  INSERT INTO hansa.notification_mail (notification_id, company_id, person_id, due_at)
  SELECT u.id, u.company_id, u.person_id, coalesce(hansa.quiet_end(u.quiet_from, u.quiet_to, u.time_zone, now()), now())
    FROM hansa.notice_unread_(v_from, v_to) u WHERE u.mail = 'once'
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_n = ROW_COUNT;
  UPDATE hansa.notification_clock SET ripe_until = v_to;
  RETURN v_n;
END $$;
COMMENT ON FUNCTION hansa.notice_ripen_() IS 'definer: internal; looks through notifications of all companies';

-- The mails that are due now; one for everything a person has waiting in a company. What was read meanwhile stays out.
CREATE OR REPLACE FUNCTION hansa.notice_send_(p_base text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  w record;
  v_ids uuid[];
  v_n int := 0;
BEGIN
  FOR w IN SELECT DISTINCT x.company_id, x.person_id FROM hansa.notification_mail x WHERE x.mailed_at IS NULL AND x.due_at <= now() LIMIT 50 LOOP
    WITH taken AS (
      UPDATE hansa.notification_mail x SET mailed_at = now()
      WHERE x.company_id = w.company_id AND x.person_id = w.person_id AND x.mailed_at IS NULL AND x.due_at <= now() RETURNING x.notification_id)
    SELECT array_agg(u.id) INTO v_ids FROM taken t
      JOIN hansa.notice_unread_('-infinity', 'infinity', w.company_id, w.person_id) u ON u.id = t.notification_id WHERE u.mail = 'once';
    IF v_ids IS NOT NULL THEN
      PERFORM hansa.notice_mail_(w.company_id, w.person_id, v_ids, p_base, false);
      v_n := v_n + 1;
    END IF;
  END LOOP;
  RETURN v_n;
END $$;
COMMENT ON FUNCTION hansa.notice_send_(text) IS 'definer: internal; writes mail to people of all companies';

-- The digests whose hour has come.
CREATE OR REPLACE FUNCTION hansa.notice_digest_(p_base text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  w record;
  v_ids uuid[];
  v_n int := 0;
BEGIN
  FOR w IN SELECT m.company_id, m.person_id, m.digested_at, coalesce(s.digest_hour, 8) AS hour, s.quiet_from, s.quiet_to,
      coalesce(s.time_zone, 'UTC') AS zone
    FROM hansa.membership m LEFT JOIN hansa.notification_setting s ON s.company_id = m.company_id AND s.person_id = m.person_id
    WHERE m.digest_at <= now() ORDER BY m.digest_at LIMIT 100 FOR UPDATE OF m SKIP LOCKED LOOP
    SELECT array_agg(u.id) INTO v_ids FROM (SELECT x.id FROM hansa.notice_unread_(w.digested_at, now(), w.company_id, w.person_id) x
      WHERE x.mail = 'digest' ORDER BY x.at DESC LIMIT 200) u;
    IF v_ids IS NOT NULL THEN
      PERFORM hansa.notice_mail_(w.company_id, w.person_id, v_ids, p_base, true);
      v_n := v_n + 1;
    END IF;
    UPDATE hansa.membership m SET digested_at = now(), digest_at = hansa.digest_next(w.hour, w.quiet_from, w.quiet_to, w.zone, now())
      WHERE m.company_id = w.company_id AND m.person_id = w.person_id;
  END LOOP;
  RETURN v_n;
END $$;
COMMENT ON FUNCTION hansa.notice_digest_(text) IS 'definer: internal; writes mail to people of all companies';

-- What the clock does about notifications; base is where the portal is. Answers how much was done.
CREATE OR REPLACE FUNCTION hansa.notice_run(p_base text) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_worker_();
  IF NOT pg_try_advisory_xact_lock(hashtextextended('notice', 0)) THEN
    RETURN 0;
  END IF;
  RETURN hansa.task_remind_(200) + hansa.notice_ripen_() + hansa.notice_send_(p_base) + hansa.notice_digest_(p_base);
END $$;
COMMENT ON FUNCTION hansa.notice_run(text) IS 'definer: reminders and mails of all companies; refused to a bound person or key';

-- The page behind the link in a mail; with p_act (a POST, never a GET: programs open links) it turns those mails off.
CREATE OR REPLACE FUNCTION hansa.unsubscribe(p_token text, p_act boolean, p_language text, OUT known boolean, OUT html text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u hansa.unsubscribe;
  v_language text := p_language;
  v_params jsonb := '{}';
  v_class text;
  v_say text;
BEGIN
  SELECT * INTO u FROM hansa.unsubscribe x WHERE x.token_hash = sha256(convert_to(p_token, 'UTF8'));
  known := FOUND;
  IF known THEN
    SELECT p.language, jsonb_build_object('company', c.name) INTO v_language, v_params
      FROM hansa.person p, hansa.company c WHERE p.id = u.person_id AND c.id = u.company_id;
    IF p_act THEN
      INSERT INTO hansa.notification_setting AS s (company_id, person_id, classes) VALUES (u.company_id, u.person_id, hansa.notice_defaults())
        ON CONFLICT DO NOTHING;
      FOREACH v_class IN ARRAY u.classes LOOP
        UPDATE hansa.notification_setting s SET classes = jsonb_set(s.classes, ARRAY[v_class, 'mail'], '"off"')
          WHERE s.company_id = u.company_id AND s.person_id = u.person_id;
      END LOOP;
      UPDATE hansa.unsubscribe x SET used_at = now() WHERE x.token_hash = u.token_hash;
    END IF;
  END IF;
  v_say := CASE WHEN NOT known THEN 'gone' WHEN p_act THEN 'done' ELSE 'ask' END;
  html := '<!doctype html><html lang="' || v_language || '"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    || '<meta name="color-scheme" content="light dark"><title>Hansa</title></head><body><main><h1>Hansa</h1><p>'
    || hansa.html_escape(hansa.message('unsubscribe.' || v_say, v_language, v_params)) || '</p>'
    || CASE v_say WHEN 'ask' THEN '<form method="post"><button>' || hansa.html_escape(hansa.message('notice.stop', v_language, '{}')) || '</button></form>'
      WHEN 'done' THEN '<p>' || hansa.html_escape(hansa.message('unsubscribe.back', v_language, '{}')) || '</p>' ELSE '' END
    || '<p><a href="/notifications/settings">' || hansa.html_escape(hansa.message('notice.settings', v_language, '{}')) || '</a></p></main></body></html>';
END $$;
COMMENT ON FUNCTION hansa.unsubscribe(text, boolean, text) IS 'definer: turns off mails of whoever holds the link that came in one';

GRANT EXECUTE ON FUNCTION hansa.plural(text, bigint), hansa.notice_key(text), hansa.notice_run(text), hansa.unsubscribe(text, boolean, text) TO hansa_app;

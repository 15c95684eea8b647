-- What every record has in common: its grants, its numbered events, its timeline, notifications, audit.
-- Functions ending in _ are internals of the definer functions: hansa_app cannot call them.

-- The stream's row is the lock of a record: whoever changes its grants takes it first, several in the order of their ids.
CREATE OR REPLACE FUNCTION hansa.lock_(p_records uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM hansa.stream s WHERE s.id = ANY (p_records) ORDER BY s.id FOR UPDATE;
END $$;
COMMENT ON FUNCTION hansa.lock_(uuid[]) IS 'definer: internal; locks streams';

-- Appends one event. In the record's own numbering, or (audience) for one company only and then unnumbered.
CREATE OR REPLACE FUNCTION hansa.emit_(p_record uuid, p_record_kind text, p_event text, p_body jsonb DEFAULT '{}', p_audience uuid DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_seq bigint;
BEGIN
  IF p_audience IS NULL THEN
    -- The row lock orders the writers of one record; it is held to the commit, so that seq and commit order agree.
    UPDATE hansa.stream SET head = head + 1 WHERE id = p_record RETURNING head INTO v_seq;
  END IF;
  INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id, audience, body)
  VALUES (p_record, v_seq, p_event, p_record_kind, p_record, hansa.cur(), p_audience, p_body);
END $$;
COMMENT ON FUNCTION hansa.emit_(uuid, text, text, jsonb, uuid) IS 'definer: internal; streams and events are written by no one else';

-- Makes a row that the caller has just inserted a record: the owner's grant, its stream with the first event, its timeline,
-- and the owner's search document of the words given: one statement, for creating is what a company does most.
CREATE OR REPLACE FUNCTION hansa.record_new(p_kind text, p_record uuid, p_status text, p_body jsonb, p_title text, p_words text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_ok boolean := false;
BEGIN
  -- Branch by branch: in one expression the plans of all three would be made ready each time.
  IF p_kind = 'account' THEN
    v_ok := EXISTS (SELECT FROM hansa.account r WHERE r.id = p_record AND r.company_id = v_cur);
  ELSIF p_kind = 'contact' THEN
    v_ok := EXISTS (SELECT FROM hansa.contact r WHERE r.id = p_record AND r.company_id = v_cur);
  ELSIF p_kind = 'product' THEN
    v_ok := EXISTS (SELECT FROM hansa.product r WHERE r.id = p_record AND r.company_id = v_cur);
  END IF;
  IF NOT v_ok THEN
    PERFORM hansa.not_found();
  END IF;
  WITH g AS (
    INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
    VALUES (v_cur, p_record, p_kind, 5, p_status, now(), v_cur)
  ), s AS (
    INSERT INTO hansa.stream (id, head) VALUES (p_record, 1)
  ), t AS (
    INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, action, body)
    VALUES (p_record, p_kind, v_cur, hansa.me(), hansa.actor_name(), 'created', p_body)
  ), d AS (
    INSERT INTO hansa.search_doc (company_id, record_id, kind, sort_at, title, tsv)
    VALUES (v_cur, p_record, p_kind, now(), p_title, hansa.words(p_words))
  )
  INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id, body)
  VALUES (p_record, 1, p_kind || '.created', p_kind, p_record, v_cur, p_body);
END $$;
COMMENT ON FUNCTION hansa.record_new(text, uuid, text, jsonb, text, text) IS 'definer: creates a grant; only for a row the caller''s company owns and that has none';

-- Notes a change of a record for all who see it: timeline, event, and the state and place in every grantee's list.
CREATE OR REPLACE FUNCTION hansa.record_touch(p_record uuid, p_action text, p_event text, p_body jsonb DEFAULT '{}',
  p_status text DEFAULT NULL, p_event_body jsonb DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
BEGIN
  -- Before the lock, so that a stranger does not hold up others; and under it, for a grant taken back meanwhile.
  IF EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur AND x.level >= 3) THEN
    PERFORM hansa.lock_(ARRAY[p_record]);
  END IF;
  SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur AND x.level >= 3;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  -- Lists are ordered to the minute: a record that changes all the time does not rewrite its grants all the time.
  UPDATE hansa.grant_ x SET status = coalesce(p_status, x.status),
      sort_at = CASE WHEN x.sort_at < now() - interval '1 minute' THEN now() ELSE x.sort_at END
    WHERE x.record_id = p_record AND (x.sort_at < now() - interval '1 minute' OR x.status <> p_status);
  INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, action, body)
  VALUES (p_record, g.kind, v_cur, hansa.me(), hansa.actor_name(), p_action, p_body);
  PERFORM hansa.emit_(p_record, g.kind, p_event, coalesce(p_event_body, p_body));
END $$;
COMMENT ON FUNCTION hansa.record_touch(uuid, text, text, jsonb, text, jsonb) IS 'definer: writes other companies'' grants and the stream; needs level 3 of the caller';

-- Notes a change that only the caller's company sees: its own timeline entry, its own event, its own version.
CREATE OR REPLACE FUNCTION hansa.record_touch_own(p_record uuid, p_action text, p_event text, p_body jsonb DEFAULT '{}', p_rev boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_kind text;
BEGIN
  UPDATE hansa.grant_ x SET rev = x.rev + p_rev::int WHERE x.record_id = p_record AND x.company_id = v_cur AND x.level >= 2
    RETURNING x.kind INTO v_kind;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, visibility, action, body)
  VALUES (p_record, v_kind, v_cur, hansa.me(), hansa.actor_name(), 'own', p_action, p_body);
  PERFORM hansa.emit_(p_record, v_kind, p_event, '{}', v_cur);
END $$;
COMMENT ON FUNCTION hansa.record_touch_own(uuid, text, text, jsonb, boolean) IS 'definer: grants and events are written by definer functions only; touches the caller''s own rows';

-- Tells the other companies that work on the record.
CREATE OR REPLACE FUNCTION hansa.record_notify(p_record uuid, p_kind text, p_params jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  IF NOT EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur AND x.level >= 3) THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.notify_(x.company_id, NULL, p_kind, x.kind, p_record, p_params)
    FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id <> v_cur AND x.level >= 3;
END $$;
COMMENT ON FUNCTION hansa.record_notify(uuid, text, jsonb) IS 'definer: writes for the other companies of a record; needs level 3 of the caller';

CREATE OR REPLACE FUNCTION hansa.audit(p_action text, p_kind text DEFAULT NULL, p_record uuid DEFAULT NULL, p_detail jsonb DEFAULT '{}')
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO hansa.audit_entry (company_id, person_id, action, record_kind, record_id, detail)
  VALUES (hansa.cur(), hansa.me(), p_action, p_kind, p_record, p_detail);
END $$;

-- What the caller holds on a record, or the one answer for "absent" and "not yours".
CREATE OR REPLACE FUNCTION hansa.record_grant(p_record uuid) RETURNS hansa.grant_ LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = hansa.cur();
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  RETURN g;
END $$;

-- The same for a change: level 4 or more, the role, and the version the caller has read.
CREATE OR REPLACE FUNCTION hansa.record_edit(p_record uuid, p_kind text) RETURNS hansa.grant_ LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('member');
  g := hansa.record_grant(p_record);
  IF g.kind <> p_kind THEN
    PERFORM hansa.not_found();
  ELSIF g.level < 4 THEN
    PERFORM hansa.fail('HA403', 'level_insufficient', 'Your company may read this, not change it. Ask the owner for more.');
  END IF;
  RETURN g;
END $$;

-- The access list: the owner sees all, another company itself and the owner.
CREATE OR REPLACE FUNCTION hansa.grants_of(p_record uuid)
RETURNS TABLE (company_id uuid, name text, level text, owner boolean, since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
BEGIN
  SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur;
  IF NOT FOUND OR g.kind IN ('company', 'room') THEN
    PERFORM hansa.not_found();
  END IF;
  RETURN QUERY SELECT x.company_id, c.name, hansa.level_name(x.level), x.level = 5, x.since
    FROM hansa.grant_ x JOIN hansa.company c ON c.id = x.company_id
    WHERE x.record_id = p_record AND (g.level = 5 OR x.company_id = v_cur OR x.level = 5)
    ORDER BY x.level DESC, c.name, c.id;
END $$;
COMMENT ON FUNCTION hansa.grants_of(uuid) IS 'definer: reads other companies'' grants on a record the caller sees; all of them for its owner only';

GRANT EXECUTE ON FUNCTION hansa.record_new(text, uuid, text, jsonb, text, text), hansa.record_touch(uuid, text, text, jsonb, text, jsonb),
  hansa.record_touch_own(uuid, text, text, jsonb, boolean), hansa.record_notify(uuid, text, jsonb), hansa.audit(text, text, uuid, jsonb),
  hansa.record_grant(uuid), hansa.record_edit(uuid, text), hansa.grants_of(uuid) TO hansa_app;

-- Which companies are in a room: made and invited, come and gone, or following from a record's grants.
-- Who was asked into a room and has not answered, as its owner sees it.
CREATE OR REPLACE FUNCTION hansa.room_invited(p_room uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  g := hansa.room_grant_(p_room, 1);
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) ORDER BY c.name, c.id), '[]')
    FROM hansa.grant_ x JOIN hansa.company c ON c.id = x.company_id WHERE x.record_id = p_room AND x.status = 'invited' AND g.level = 5);
END $$;
COMMENT ON FUNCTION hansa.room_invited(uuid) IS 'definer: reads other companies'' grants on a room; for its owner only';

-- Words of a free room, for those who see it.
CREATE OR REPLACE FUNCTION hansa.room_search_(p_room uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO hansa.search_doc AS d (company_id, record_id, kind, sort_at, title, tsv)
  SELECT g.company_id, g.record_id, 'room', g.sort_at, r.title, hansa.words(hansa.message_words(concat_ws(' ', r.title, r.topic)))
    FROM hansa.grant_ g JOIN hansa.room r ON r.id = g.record_id WHERE g.record_id = p_room AND r.kind = 'free' AND g.level >= 2
  ON CONFLICT (record_id, company_id) DO UPDATE SET title = excluded.title, tsv = excluded.tsv, sort_at = excluded.sort_at;
END $$;
COMMENT ON FUNCTION hansa.room_search_(uuid) IS 'definer: internal; writes the search documents of everyone in a room';

-- Asks companies in. Only partners of today; held to the commit, as when a record is shared.
CREATE OR REPLACE FUNCTION hansa.room_ask_(p_room uuid, p_companies uuid[], p_history boolean, p_field text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_company uuid;
  r hansa.room;
BEGIN
  SELECT * INTO r FROM hansa.room x WHERE x.id = p_room;
  FOR v_company IN SELECT DISTINCT c FROM unnest(p_companies) c ORDER BY c LOOP
    IF v_company = v_cur THEN
      PERFORM hansa.fail('HA422', 'share_self', 'Your own company is in it already.', p_field);
    ELSIF NOT EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = v_company AND x.company_id = v_cur AND x.kind = 'company') THEN
      PERFORM hansa.not_found();
    END IF;
    PERFORM FROM hansa.partnership p WHERE p.state IN ('active', 'notice')
      AND least(p.company_id, p.partner_id) = least(v_cur, v_company) AND greatest(p.company_id, p.partner_id) = greatest(v_cur, v_company) FOR SHARE;
    IF NOT FOUND THEN
      PERFORM hansa.fail('HA422', 'no_partnership', 'There is no active partnership with this company.', p_field);
    END IF;
    -- Nothing has been said to it until it comes in.
    INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, from_seq)
    VALUES (v_company, p_room, 'room', 1, 'invited', now(), v_cur, CASE WHEN p_history THEN 0 ELSE 9223372036854775807 END) ON CONFLICT DO NOTHING;
    IF FOUND THEN
      PERFORM hansa.emit_(p_room, 'room', 'room.invited', '{}', v_company);
      PERFORM hansa.notify_(v_company, NULL, 'room.invited', 'room', p_room,
        jsonb_build_object('company', hansa.company_name_(v_cur), 'title', r.title));
    ELSIF cardinality(p_companies) = 1 THEN
      PERFORM hansa.fail('HA409', 'room_company_exists', 'This company is in the room or invited already.', p_field);
    END IF;
  END LOOP;
END $$;
COMMENT ON FUNCTION hansa.room_ask_(uuid, uuid[], boolean, text) IS 'definer: internal; invites active partners into the caller''s own room';

CREATE OR REPLACE FUNCTION hansa.room_create(p_title text, p_topic text, p_companies uuid[], p_history boolean, OUT id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.need_role('member');
  PERFORM hansa.need_value(p_title, '/title');
  IF cardinality(p_companies) > 20 THEN
    PERFORM hansa.fail('HA422', 'too_many_companies', 'A room begins with at most 20 companies.', '/companies');
  ELSIF hansa.throttle_hit_('room:' || v_cur, interval '1 hour') > 200 THEN
    PERFORM hansa.fail('HA429', 'too_many_requests', 'Too many rooms within an hour. Try again later.');
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.room (id, kind, company_id, title, topic, created_by) VALUES (id, 'free', v_cur, btrim(p_title), nullif(btrim(p_topic), ''), hansa.me());
  INSERT INTO hansa.stream (id) VALUES (id);
  INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id) VALUES (v_cur, id, 'room', 5, 'active', now(), v_cur);
  PERFORM hansa.room_enter_(id);
  PERFORM hansa.emit_(id, 'room', 'room.opened', '{}', v_cur);
  PERFORM hansa.room_ask_(id, p_companies, coalesce(p_history, true), '/companies');
  PERFORM hansa.room_search_(id);
  PERFORM hansa.audit('room.created', 'room', id);
END $$;
COMMENT ON FUNCTION hansa.room_create(text, text, uuid[], boolean) IS 'definer: creates grants on a new room: the owner''s, and invitations of its active partners';

CREATE OR REPLACE FUNCTION hansa.room_update(p_room uuid, p_version int, p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r hansa.room;
BEGIN
  PERFORM hansa.need_role('member');
  PERFORM hansa.room_lock_(p_room, 5);
  SELECT * INTO r FROM hansa.room x WHERE x.id = p_room;
  IF r.kind <> 'free' THEN
    PERFORM hansa.fail('HA422', 'room_follows_record', 'This room is called what its record is called.', '/title');
  END IF;
  PERFORM hansa.need_version(p_version, r.version);
  IF p ? 'title' THEN
    PERFORM hansa.need_value(p ->> 'title', '/title');
    r.title := btrim(p ->> 'title');
  END IF;
  IF p ? 'topic' THEN
    r.topic := nullif(btrim(p ->> 'topic'), '');
  END IF;
  UPDATE hansa.room x SET title = r.title, topic = r.topic, version = x.version + 1 WHERE x.id = p_room;
  PERFORM hansa.room_search_(p_room);
  PERFORM hansa.room_emit_(p_room, 'room.meta', jsonb_build_object('title', r.title, 'topic', r.topic, 'version', r.version + 1));
  id := p_room;
  version := r.version + 1;
END $$;
COMMENT ON FUNCTION hansa.room_update(uuid, int, jsonb) IS 'definer: streams and search documents of everyone in a room; its owner only';

CREATE OR REPLACE FUNCTION hansa.room_invite(p_room uuid, p_company uuid, p_history boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('member');
  PERFORM hansa.room_grant_(p_room, 5);
  IF (SELECT r.kind FROM hansa.room r WHERE r.id = p_room) <> 'free' THEN
    PERFORM hansa.fail('HA422', 'room_follows_record', 'Who is in this room follows from its record: share the record.', '/company_id');
  ELSIF (SELECT count(*) FROM hansa.grant_ g WHERE g.record_id = p_room) >= 50 THEN
    PERFORM hansa.fail('HA422', 'too_many_companies', 'A room holds at most 50 companies.', '/company_id');
  END IF;
  PERFORM hansa.room_lock_(p_room, 5);
  PERFORM hansa.room_ask_(p_room, ARRAY[p_company], p_history, '/company_id');
  PERFORM hansa.audit('room.invited', 'room', p_room, jsonb_build_object('company_id', p_company, 'history', p_history));
END $$;
COMMENT ON FUNCTION hansa.room_invite(uuid, uuid, boolean) IS 'definer: creates a grant for another company; by the room''s owner, for an active partner';

CREATE OR REPLACE FUNCTION hansa.room_accept(p_room uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_head bigint;
  g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('manager');
  PERFORM hansa.room_grant_(p_room, 1);
  -- The partnership first, as in share(): its end either comes before or takes this away again.
  PERFORM FROM hansa.room r JOIN hansa.partnership p ON p.state IN ('active', 'notice') AND least(p.company_id, p.partner_id) = least(v_cur, r.company_id)
    AND greatest(p.company_id, p.partner_id) = greatest(v_cur, r.company_id) WHERE r.id = p_room FOR SHARE OF p;
  g := hansa.room_lock_(p_room, 1);
  IF g.status <> 'invited' THEN
    PERFORM hansa.fail('HA409', 'not_invited', 'There is no open invitation.');
  END IF;
  SELECT s.head INTO v_head FROM hansa.stream s WHERE s.id = p_room;
  UPDATE hansa.grant_ x SET level = 3, status = 'active', since = now(), sort_at = now(), from_seq = CASE WHEN x.from_seq = 0 THEN 0 ELSE v_head END
    WHERE x.record_id = p_room AND x.company_id = v_cur;
  PERFORM hansa.room_emit_(p_room, 'company.join', jsonb_build_object('company_id', v_cur, 'company', hansa.company_name_(v_cur)));
  PERFORM hansa.emit_(p_room, 'room', 'room.opened', '{}', v_cur);
  PERFORM hansa.room_enter_(p_room);
  PERFORM hansa.room_search_(p_room);
  PERFORM hansa.audit('room.accepted', 'room', p_room);
END $$;
COMMENT ON FUNCTION hansa.room_accept(uuid) IS 'definer: raises the caller''s own invitation to a place in the room';

-- Out of rooms at once: sockets, guests, names. With keep, who could write there takes a copy of what it saw.
CREATE OR REPLACE FUNCTION hansa.room_revoke_(p_company uuid, p_rooms uuid[], p_reason text, p_keep boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_room uuid;
  g hansa.grant_;
  r hansa.room;
BEGIN
  IF coalesce(cardinality(p_rooms), 0) = 0 THEN
    RETURN;
  END IF;
  PERFORM hansa.lock_(p_rooms);
  FOREACH v_room IN ARRAY p_rooms LOOP
    SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = v_room AND x.company_id = p_company;
    CONTINUE WHEN NOT FOUND;
    SELECT * INTO r FROM hansa.room x WHERE x.id = v_room;
    IF p_keep AND g.level >= 3 AND g.status = 'active' THEN
      PERFORM hansa.room_snapshot_(r, g);
    END IF;
    PERFORM hansa.guests_end_(ARRAY(SELECT x.id FROM hansa.room_guest x WHERE x.room_id = v_room AND x.company_id = p_company AND x.revoked_at IS NULL));
    UPDATE hansa.room n SET title = left(nullif(hansa.room_title_for_(r, p_company), ''), 200)
      WHERE n.about_id = v_room AND n.kind = 'notes' AND n.company_id = p_company;
    PERFORM hansa.emit_(v_room, 'room', 'grant.revoked', jsonb_build_object('why', p_reason), p_company);
    DELETE FROM hansa.search_doc d WHERE d.record_id = v_room AND d.company_id = p_company;
    DELETE FROM hansa.grant_ x WHERE x.record_id = v_room AND x.company_id = p_company;
    DELETE FROM hansa.room_person x WHERE x.room_id = v_room AND x.company_id = p_company;
    IF g.level >= 2 THEN
      PERFORM hansa.room_emit_(v_room, 'company.leave', jsonb_build_object('company_id', p_company, 'company', hansa.company_name_(p_company), 'why', p_reason));
    END IF;
  END LOOP;
END $$;
COMMENT ON FUNCTION hansa.room_revoke_(uuid, uuid[], text, boolean) IS 'definer: internal; removes grants on rooms';

-- What a company keeps of a room: the words it could see, who said them, the names of files.
CREATE OR REPLACE FUNCTION hansa.room_snapshot_(r hansa.room, g hansa.grant_) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO hansa.snapshot (record_id, company_id, revision, kind, body, hash, people)
  SELECT r.id, g.company_id,
    1 + coalesce((SELECT max(s.revision) FROM hansa.snapshot s WHERE s.company_id = g.company_id AND s.record_id = r.id), 0),
    'room', b.body, sha256(convert_to(b.body::text, 'UTF8')),
    CASE WHEN g.listed THEN ARRAY(SELECT p.person_id FROM hansa.room_person p WHERE p.room_id = r.id AND p.company_id = g.company_id) END
  FROM (SELECT jsonb_build_object('title', hansa.room_title_for_(r, g.company_id), 'kind', r.kind, 'about_kind', r.about_kind, 'about_id', r.about_id,
    'companies', (SELECT jsonb_agg(c.name ORDER BY c.name) FROM hansa.grant_ x JOIN hansa.company c ON c.id = x.company_id WHERE x.record_id = r.id AND x.level >= 2),
    'messages', (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', m.id, 'seq', m.seq, 'at', m.at, 'author', m.author_name, 'company', m.company_name,
        'own', m.company_id = g.company_id, 'thread_id', m.thread_id, 'text', CASE WHEN m.deleted IS NULL THEN m.text END, 'deleted', m.deleted,
        'files', (SELECT jsonb_agg(f.value -> 'name') FROM jsonb_array_elements(m.files) f))) ORDER BY m.seq), '[]')
      FROM hansa.message m WHERE m.room_id = r.id AND m.seq > g.from_seq)) AS body) b;
$$;
COMMENT ON FUNCTION hansa.room_snapshot_(hansa.room, hansa.grant_) IS 'definer: internal; copies a room for a company that wrote in it';

CREATE OR REPLACE FUNCTION hansa.room_leave(p_room uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('manager');
  g := hansa.room_grant_(p_room, 1);
  IF g.status <> 'invited' AND (SELECT r.kind FROM hansa.room r WHERE r.id = p_room) <> 'free' THEN
    PERFORM hansa.fail('HA422', 'room_follows_record', 'This room is left with its record: give the record back.');
  ELSIF g.level = 5 THEN
    PERFORM hansa.fail('HA409', 'owner_stays', 'The owner keeps its own room.');
  END IF;
  PERFORM hansa.room_revoke_(g.company_id, ARRAY[p_room], 'left', true);
  PERFORM hansa.emit_(p_room, 'room', 'room.changed', '{}', g.owner_id);
  PERFORM hansa.audit('room.left', 'room', p_room);
END $$;
COMMENT ON FUNCTION hansa.room_leave(uuid) IS 'definer: removes the caller''s own grant on a room';

CREATE OR REPLACE FUNCTION hansa.room_decline(p_room uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('manager');
  g := hansa.room_grant_(p_room, 1);
  IF g.status <> 'invited' THEN
    PERFORM hansa.fail('HA409', 'not_invited', 'There is no open invitation.');
  END IF;
  PERFORM hansa.room_leave(p_room);
END $$;
COMMENT ON FUNCTION hansa.room_decline(uuid) IS 'definer: removes the caller''s own invitation to a room';

CREATE OR REPLACE FUNCTION hansa.room_remove(p_room uuid, p_company uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.need_role('manager');
  PERFORM hansa.room_grant_(p_room, 5);
  IF (SELECT r.kind FROM hansa.room r WHERE r.id = p_room) <> 'free' THEN
    PERFORM hansa.fail('HA422', 'room_follows_record', 'Who is in this room follows from its record: share the record.');
  ELSIF p_company = v_cur THEN
    PERFORM hansa.fail('HA409', 'owner_stays', 'The owner keeps its own room.');
  ELSIF NOT EXISTS (SELECT FROM hansa.grant_ g WHERE g.record_id = p_room AND g.company_id = p_company AND g.status <> 'guest') THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.room_revoke_(p_company, ARRAY[p_room], 'removed', true);
  PERFORM hansa.audit('room.removed', 'room', p_room, jsonb_build_object('company_id', p_company));
END $$;
COMMENT ON FUNCTION hansa.room_remove(uuid, uuid) IS 'definer: removes another company''s grant on the caller''s own room';

-- A record's room follows the record's grants. The record is locked already.
CREATE OR REPLACE FUNCTION hansa.room_sync_(p_record uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r hansa.room;
  g record;
  v_head bigint;
BEGIN
  SELECT * INTO r FROM hansa.room x WHERE x.about_id = p_record AND x.kind = 'record';
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM hansa.lock_(ARRAY[r.id]);
  PERFORM hansa.room_revoke_(x.company_id, ARRAY[r.id], 'unshared', false) FROM hansa.grant_ x WHERE x.record_id = r.id AND x.status <> 'guest'
    AND NOT EXISTS (SELECT FROM hansa.grant_ y WHERE y.record_id = p_record AND y.company_id = x.company_id AND y.level >= 2);
  FOR g IN SELECT y.company_id, hansa.room_level(y.level) AS level, x.level AS before FROM hansa.grant_ y
      LEFT JOIN hansa.grant_ x ON x.record_id = r.id AND x.company_id = y.company_id
      WHERE y.record_id = p_record AND y.level >= 2 AND x.level IS DISTINCT FROM hansa.room_level(y.level) LOOP
    IF g.before IS NOT NULL THEN
      UPDATE hansa.grant_ x SET level = g.level WHERE x.record_id = r.id AND x.company_id = g.company_id;
    ELSE
      -- What was said before it came was not said to it.
      SELECT s.head INTO v_head FROM hansa.stream s WHERE s.id = r.id;
      INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, from_seq)
      VALUES (g.company_id, r.id, 'room', g.level, 'active', now(), r.company_id, v_head);
      PERFORM hansa.room_emit_(r.id, 'company.join', jsonb_build_object('company_id', g.company_id, 'company', hansa.company_name_(g.company_id)));
    END IF;
    PERFORM hansa.emit_(r.id, 'room', 'room.opened', '{}', g.company_id);
  END LOOP;
END $$;
COMMENT ON FUNCTION hansa.room_sync_(uuid) IS 'definer: internal; gives the companies of a record their places in its room';

-- What goes with a partnership: places in each other's free rooms; with its end, the room of the partnership itself.
CREATE OR REPLACE FUNCTION hansa.rooms_end_(p hansa.partnership, p_reason text, p_keep boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_own uuid[] := ARRAY(SELECT r.id FROM hansa.room r WHERE r.about_id = p.id AND r.kind = 'record' AND p.state = 'ended');
  v_first uuid[] := ARRAY(SELECT g.record_id FROM hansa.grant_ g JOIN hansa.room r ON r.id = g.record_id AND r.kind = 'free'
    WHERE g.company_id = p.partner_id AND g.owner_id = p.company_id AND g.kind = 'room' AND g.level < 5);
  v_second uuid[] := ARRAY(SELECT g.record_id FROM hansa.grant_ g JOIN hansa.room r ON r.id = g.record_id AND r.kind = 'free'
    WHERE g.company_id = p.company_id AND g.owner_id = p.partner_id AND g.kind = 'room' AND g.level < 5);
BEGIN
  PERFORM hansa.lock_(v_own || v_first || v_second);
  PERFORM hansa.room_revoke_(p.partner_id, v_own || v_first, p_reason, p_keep);
  PERFORM hansa.room_revoke_(p.company_id, v_own || v_second, p_reason, p_keep);
END $$;
COMMENT ON FUNCTION hansa.rooms_end_(hansa.partnership, text, boolean) IS 'definer: internal; takes away places in rooms that a partnership allowed';

GRANT EXECUTE ON FUNCTION hansa.room_invited(uuid), hansa.room_create(text, text, uuid[], boolean), hansa.room_update(uuid, int, jsonb),
  hansa.room_invite(uuid, uuid, boolean), hansa.room_accept(uuid), hansa.room_decline(uuid), hansa.room_leave(uuid), hansa.room_remove(uuid, uuid) TO hansa_app;

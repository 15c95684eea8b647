-- Rooms: how they come to be, who is in them, and how a record's room follows the record's own grants.
-- Locks: a record's stream first, then its room's; several of a kind in the order of their ids.

-- Is the caller among those to whom its company opens the room? As the policy of grant_ has it, for functions that stand outside of it.
CREATE OR REPLACE FUNCTION hansa.let_in_(g hansa.grant_) RETURNS boolean LANGUAGE sql STABLE
RETURN NOT (g).listed OR hansa.me() IS NULL OR EXISTS (SELECT FROM hansa.room_person p
  WHERE p.room_id = (g).record_id AND p.company_id = (g).company_id AND p.person_id = hansa.me());

-- What the caller holds on a room; absent, another's and one it was not let into get the same answer.
CREATE OR REPLACE FUNCTION hansa.room_grant_(p_room uuid, p_level int DEFAULT 2) RETURNS hansa.grant_
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = p_room AND x.company_id = hansa.cur() AND x.kind = 'room' AND hansa.let_in_(x);
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  ELSIF g.level = 1 AND p_level > 1 THEN
    PERFORM hansa.fail('HA403', 'room_invited', 'Your company has not accepted the invitation to this room.');
  ELSIF g.level < p_level THEN
    PERFORM hansa.fail('HA403', 'level_insufficient', 'Your company may read here, not write. Ask the owner for more.');
  END IF;
  RETURN g;
END $$;
COMMENT ON FUNCTION hansa.room_grant_(uuid, int) IS 'definer: internal; what the caller holds on a room';

-- The same for a change: the room is locked, then looked at again, for a grant taken back meanwhile.
CREATE OR REPLACE FUNCTION hansa.room_lock_(p_room uuid, p_level int) RETURNS hansa.grant_
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.room_grant_(p_room, p_level);
  PERFORM hansa.lock_(ARRAY[p_room]);
  RETURN hansa.room_grant_(p_room, p_level);
END $$;
COMMENT ON FUNCTION hansa.room_lock_(uuid, int) IS 'definer: internal; locks a room the caller may see';

CREATE OR REPLACE FUNCTION hansa.room_emit_(p_room uuid, p_event text, p_body jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_seq bigint;
BEGIN
  UPDATE hansa.stream SET head = head + 1 WHERE id = p_room RETURNING head INTO v_seq;
  INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id, body)
  VALUES (p_room, v_seq, p_event, 'room', p_room, hansa.cur(), p_body);
  RETURN v_seq;
END $$;
COMMENT ON FUNCTION hansa.room_emit_(uuid, text, jsonb) IS 'definer: internal; streams and events are written by no one else';

-- Makes the bound person one of those in the room. The room is locked already.
CREATE OR REPLACE FUNCTION hansa.room_enter_(p_room uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
BEGIN
  IF v_me IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO hansa.room_person (room_id, company_id, person_id) VALUES (p_room, v_cur, v_me) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM hansa.room_emit_(p_room, 'member.join', (SELECT jsonb_build_object('person_id', v_me, 'name', hansa.actor_name(),
      'company_id', c.id, 'company', c.name, 'guest', c.guest) FROM hansa.company c WHERE c.id = v_cur));
    PERFORM hansa.emit_(p_room, 'room', 'room.joined', jsonb_build_object('person_id', v_me), v_cur);
  END IF;
END $$;
COMMENT ON FUNCTION hansa.room_enter_(uuid) IS 'definer: internal; writes the caller''s own place in a room';

-- Who is in a room, as those in it may know.
CREATE OR REPLACE FUNCTION hansa.room_companies(p_room uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  g := hansa.room_grant_(p_room, 1);
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'guest', c.guest) ORDER BY x.level DESC, c.name, c.id), '[]')
    FROM hansa.grant_ x JOIN hansa.company c ON c.id = x.company_id WHERE x.record_id = p_room AND x.level >= 2 AND g.level >= 2);
END $$;
COMMENT ON FUNCTION hansa.room_companies(uuid) IS 'definer: names of the companies in a room, for those in it';

-- What a room is called for the reader: a record's room by the record as its company may read it.
CREATE OR REPLACE FUNCTION hansa.room_title(p_room uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  r hansa.room;
BEGIN
  PERFORM hansa.room_grant_(p_room, 1);
  SELECT * INTO r FROM hansa.room x WHERE x.id = p_room;
  IF r.kind = 'notes' THEN
    -- While the room is there, by its name of today; afterwards by the one it had.
    RETURN coalesce((SELECT hansa.room_title_for_(m, v_cur) FROM hansa.room m JOIN hansa.grant_ g ON g.record_id = m.id AND g.company_id = v_cur
      WHERE m.id = r.about_id), r.title);
  END IF;
  RETURN coalesce(hansa.guest_title_(p_room, v_cur), hansa.room_title_for_(r, v_cur));
END $$;
COMMENT ON FUNCTION hansa.room_title(uuid) IS 'definer: what a room the caller sees is called for its company';

CREATE OR REPLACE FUNCTION hansa.room_title_for_(r hansa.room, p_company uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE r.about_kind
    WHEN 'partnership' THEN (SELECT c.name FROM hansa.partnership p
        JOIN hansa.company c ON c.id = CASE p_company WHEN p.company_id THEN p.partner_id ELSE p.company_id END
      WHERE p.id = r.about_id AND p_company IN (p.company_id, p.partner_id))
    WHEN 'order' THEN (SELECT o.number FROM hansa.order_ o JOIN hansa.grant_ g ON g.record_id = o.id AND g.company_id = p_company WHERE o.id = r.about_id)
    WHEN 'lead' THEN (SELECT d.title FROM hansa.search_doc d WHERE d.record_id = r.about_id AND d.company_id = p_company)
    ELSE r.title END;
END $$;
COMMENT ON FUNCTION hansa.room_title_for_(hansa.room, uuid) IS 'definer: internal; a record''s title as one company reads it';

-- A guest's room is called what its host calls it.
CREATE OR REPLACE FUNCTION hansa.guest_title_(p_room uuid, p_company uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT g.title FROM hansa.room_guest g WHERE g.room_id = p_room AND g.guest_company_id = p_company);
END $$;
COMMENT ON FUNCTION hansa.guest_title_(uuid, uuid) IS 'definer: internal; the title written on a guest''s invitation';

CREATE OR REPLACE FUNCTION hansa.company_name_(p_company uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT c.name FROM hansa.company c WHERE c.id = p_company);
END $$;
COMMENT ON FUNCTION hansa.company_name_(uuid) IS 'definer: internal; the name of a company';

DROP FUNCTION IF EXISTS hansa.room_unread(uuid, bigint, bigint), hansa.room_inviter(uuid);

-- The caller's rooms, or one of them: read in one go, by the rules of the policies (a listed room for those let in, words from
-- level 2 and after what was said before the company came).
CREATE OR REPLACE FUNCTION hansa.rooms(p_room uuid DEFAULT NULL)
RETURNS TABLE (id uuid, kind text, about_kind text, about_id uuid, title text, topic text, owner_id uuid, level text, status text, companies jsonb,
  invited_by text, listed boolean, head bigint, from_seq bigint, read_to bigint, unread int, mentioned boolean, joined boolean, notify text, last jsonb, at timestamptz,
  notes_id uuid, notes_unread int, version int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
BEGIN
  RETURN QUERY
  WITH inside AS MATERIALIZED (
    SELECT p.room_id, p.read_to, p.notify FROM hansa.room_person p WHERE p.company_id = v_cur AND p.person_id = v_me),
  held AS MATERIALIZED (
    SELECT g.record_id AS id, g.level, g.status, g.sort_at, g.from_seq, g.listed FROM hansa.grant_ g
    WHERE g.company_id = v_cur AND g.kind = 'room' AND (p_room IS NULL OR g.record_id = p_room)
      AND (NOT g.listed OR v_me IS NULL OR g.record_id IN (SELECT i.room_id FROM inside i))
    ORDER BY g.sort_at DESC, g.record_id DESC LIMIT 600)
  SELECT r.id, r.kind, r.about_kind, r.about_id,
    CASE r.kind
      WHEN 'free' THEN coalesce(CASE WHEN g.status = 'guest' THEN hansa.guest_title_(r.id, v_cur) END, r.title)
      WHEN 'notes' THEN hansa.room_title(r.id)
      ELSE coalesce(CASE WHEN g.status = 'guest' THEN hansa.guest_title_(r.id, v_cur) END, hansa.room_title_for_(r, v_cur)) END,
    r.topic, r.company_id, hansa.level_name(g.level), g.status, coalesce(c.companies, '[]'),
    CASE WHEN g.status = 'invited' THEN hansa.company_name_(r.company_id) END, g.listed, coalesce(s.head, 0), g.from_seq, w.read_to,
    CASE WHEN w.read_to < s.head THEN (SELECT count(*)::int FROM (SELECT FROM hansa.message m WHERE m.room_id = g.id AND m.seq > w.read_to
      AND m.deleted IS NULL AND m.person_id IS DISTINCT FROM v_me LIMIT 100) x) ELSE 0 END,
    coalesce(w.read_to < s.head, false) AND EXISTS (SELECT FROM hansa.message m WHERE m.room_id = g.id AND m.seq > w.read_to AND m.deleted IS NULL
      AND v_me = ANY (m.mentions)),
    p.room_id IS NOT NULL, coalesce(p.notify, 'mentions'), jsonb_build_object('author', l.author_name, 'text', left(l.text, 140), 'at', l.at), coalesce(l.at, g.sort_at),
    n.id, coalesce(n.unread, 0), r.version
  FROM held g
    JOIN hansa.room r ON r.id = g.id
    LEFT JOIN hansa.stream s ON s.id = g.id AND g.level >= 2
    LEFT JOIN inside p ON p.room_id = g.id
    CROSS JOIN LATERAL (SELECT greatest(p.read_to, g.from_seq) AS read_to) w
    LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'guest', o.guest) ORDER BY y.level DESC, o.name, o.id) AS companies
      FROM hansa.grant_ y JOIN hansa.company o ON o.id = y.company_id WHERE y.record_id = g.id AND y.level >= 2 AND g.level >= 2) c ON true
    LEFT JOIN LATERAL (SELECT m.author_name, m.text, m.at FROM hansa.message m
      WHERE m.room_id = g.id AND g.level >= 2 AND m.seq > g.from_seq AND m.deleted IS NULL ORDER BY m.seq DESC LIMIT 1) l ON true
    LEFT JOIN LATERAL (SELECT x.id, (SELECT count(*)::int FROM (SELECT FROM hansa.message m WHERE m.room_id = x.id
          AND m.seq > coalesce((SELECT i.read_to FROM inside i WHERE i.room_id = x.id), 0) AND m.deleted IS NULL AND m.person_id IS DISTINCT FROM v_me LIMIT 100) y) AS unread
      FROM hansa.room x JOIN hansa.grant_ y ON y.record_id = x.id AND y.company_id = v_cur
      WHERE x.about_id = g.id AND x.company_id = v_cur AND x.kind = 'notes'
        AND (NOT y.listed OR v_me IS NULL OR x.id IN (SELECT i.room_id FROM inside i))) n ON true
  -- Notes stand beside their room, and for themselves when the room is no longer the company's.
  WHERE r.kind <> 'notes' OR p_room IS NOT NULL
    OR NOT EXISTS (SELECT FROM hansa.grant_ y WHERE y.record_id = r.about_id AND y.company_id = v_cur)
  ORDER BY coalesce(l.at, g.sort_at) DESC, r.id LIMIT 300;
END $$;
COMMENT ON FUNCTION hansa.rooms(uuid) IS 'definer: the caller''s own rooms in one reading, with the names of the companies in them';

-- What the reader may do in a room.
CREATE OR REPLACE FUNCTION hansa.room_can(p_room uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  v_kind text;
  v_rank int := hansa.role_rank(hansa.role());
  v_member int := hansa.role_rank('member');
BEGIN
  g := hansa.record_grant(p_room);
  SELECT r.kind INTO v_kind FROM hansa.room r WHERE r.id = p_room;
  RETURN jsonb_build_object('post', g.level >= 3 AND (v_rank >= v_member OR g.status = 'guest'), 'invite', v_kind = 'free' AND g.level = 5 AND v_rank >= v_member,
    'admit', v_kind <> 'notes' AND g.level >= 2 AND v_rank >= hansa.role_rank('manager'), 'guests', v_kind <> 'notes' AND g.level >= 3 AND v_rank >= hansa.role_rank('manager'),
    'moderate', v_kind <> 'notes' AND g.level >= 3 AND v_rank >= hansa.role_rank('admin'), 'edit', v_kind = 'free' AND g.level = 5 AND v_rank >= v_member,
    'leave', v_kind = 'free' AND g.level IN (2, 3) AND v_rank >= hansa.role_rank('manager'));
END $$;

GRANT EXECUTE ON FUNCTION hansa.room_companies(uuid), hansa.room_title(uuid), hansa.rooms(uuid), hansa.room_can(uuid) TO hansa_app;

-- The level a company has in a record's room: what it has of the record; the teaser of a lead has no room.
CREATE OR REPLACE FUNCTION hansa.room_level(p_level smallint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_level WHEN 5 THEN 5 WHEN 4 THEN 3 WHEN 3 THEN 3 WHEN 2 THEN 2 END::smallint;

-- The room of a record, made when it is first wanted, and the company's own notes on it.
CREATE OR REPLACE FUNCTION hansa.record_room(p_record uuid, OUT id uuid, OUT notes_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('viewer');
  SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = p_record AND x.company_id = v_cur;
  IF NOT FOUND OR g.kind = 'company' THEN
    PERFORM hansa.not_found();
  ELSIF g.kind NOT IN ('lead', 'order', 'partnership') THEN
    PERFORM hansa.fail('HA422', 'kind_has_no_room', 'Only leads, orders and partnerships have a room.');
  ELSIF g.level < 2 OR (g.kind = 'partnership' AND g.status NOT IN ('active', 'notice', 'suspended')) THEN
    PERFORM hansa.fail('HA403', 'level_insufficient', 'Your company cannot talk about this yet.');
  END IF;
  SELECT r.id INTO id FROM hansa.room r WHERE r.about_id = p_record AND r.kind = 'record';
  IF NOT FOUND THEN
    IF g.level < 3 THEN
      PERFORM hansa.fail('HA403', 'level_insufficient', 'Your company may read this, not talk about it. Ask the owner for more.');
    END IF;
    PERFORM hansa.need_role('member');
    PERFORM hansa.lock_(ARRAY[p_record]);
    SELECT r.id INTO id FROM hansa.room r WHERE r.about_id = p_record AND r.kind = 'record';
    IF NOT FOUND THEN
      id := gen_random_uuid();
      INSERT INTO hansa.room (id, kind, about_kind, about_id, company_id, created_by) VALUES (id, 'record', g.kind, p_record, g.owner_id, hansa.me());
      INSERT INTO hansa.stream (id) VALUES (id);
      INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
      SELECT x.company_id, record_room.id, 'room', hansa.room_level(x.level), 'active', now(), x.owner_id
        FROM hansa.grant_ x WHERE x.record_id = p_record AND x.level >= 2;
      -- Still there under the lock?
      IF NOT EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = record_room.id AND x.company_id = v_cur AND x.level >= 3) THEN
        PERFORM hansa.not_found();
      END IF;
      PERFORM hansa.emit_(id, 'room', 'room.opened', jsonb_build_object('record', p_record), x.company_id)
        FROM hansa.grant_ x WHERE x.record_id = record_room.id;
    END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = record_room.id AND x.company_id = v_cur) THEN
    PERFORM hansa.not_found();
  END IF;
  SELECT r.id INTO notes_id FROM hansa.room r WHERE r.about_id = record_room.id AND r.kind = 'notes' AND r.company_id = v_cur;
END $$;
COMMENT ON FUNCTION hansa.record_room(uuid) IS 'definer: makes a room for a record''s companies; needs level 3 on the record';

-- The company's own notes on a room: a room beside it that nobody else has ever had a grant on.
CREATE OR REPLACE FUNCTION hansa.room_notes(p_room uuid, OUT id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
  r hansa.room;
BEGIN
  PERFORM hansa.need_role('viewer');
  g := hansa.room_grant_(p_room, 2);
  SELECT * INTO r FROM hansa.room x WHERE x.id = p_room;
  IF r.kind = 'notes' THEN
    PERFORM hansa.fail('HA422', 'kind_has_no_room', 'These are notes already.');
  END IF;
  SELECT x.id INTO id FROM hansa.room x WHERE x.about_id = p_room AND x.kind = 'notes' AND x.company_id = v_cur;
  IF FOUND THEN
    RETURN;
  END IF;
  PERFORM hansa.need_role('member');
  PERFORM hansa.room_lock_(p_room, 2);
  SELECT x.id INTO id FROM hansa.room x WHERE x.about_id = p_room AND x.kind = 'notes' AND x.company_id = v_cur;
  IF FOUND THEN
    RETURN;
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.room (id, kind, about_kind, about_id, company_id, created_by) VALUES (id, 'notes', 'room', p_room, v_cur, hansa.me());
  INSERT INTO hansa.stream (id) VALUES (id);
  INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, listed)
  VALUES (v_cur, id, 'room', 5, 'active', now(), v_cur, g.listed);
  IF g.listed THEN
    INSERT INTO hansa.room_person (room_id, company_id, person_id)
    SELECT room_notes.id, p.company_id, p.person_id FROM hansa.room_person p WHERE p.room_id = p_room AND p.company_id = v_cur;
  END IF;
  PERFORM hansa.emit_(id, 'room', 'room.opened', jsonb_build_object('notes_of', p_room), v_cur);
END $$;
COMMENT ON FUNCTION hansa.room_notes(uuid) IS 'definer: makes a room that only the caller''s company holds; it must see the room it is about';

GRANT EXECUTE ON FUNCTION hansa.record_room(uuid), hansa.room_notes(uuid) TO hansa_app;

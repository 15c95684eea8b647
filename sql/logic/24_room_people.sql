-- Which people of a company are in a room, and how each wants to hear of it.
-- Whom a company lets into a room, itself. Its own notes beside the room go with it.
CREATE OR REPLACE FUNCTION hansa.room_listed(p_room uuid, p_listed boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_notes uuid;
  g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('manager');
  g := hansa.room_lock_(p_room, 2);
  IF (SELECT r.kind FROM hansa.room r WHERE r.id = p_room) = 'notes' THEN
    PERFORM hansa.fail('HA422', 'room_follows_room', 'Who sees these notes follows from their room.', '/listed');
  ELSIF g.listed = p_listed THEN
    RETURN;
  END IF;
  PERFORM hansa.room_enter_(p_room);
  SELECT r.id INTO v_notes FROM hansa.room r WHERE r.about_id = p_room AND r.kind = 'notes' AND r.company_id = v_cur;
  UPDATE hansa.grant_ x SET listed = p_listed WHERE x.record_id IN (p_room, v_notes) AND x.company_id = v_cur;
  IF p_listed THEN
    INSERT INTO hansa.room_person (room_id, company_id, person_id)
    SELECT v_notes, p.company_id, p.person_id FROM hansa.room_person p WHERE v_notes IS NOT NULL AND p.room_id = p_room AND p.company_id = v_cur ON CONFLICT DO NOTHING;
    DELETE FROM hansa.room_person n WHERE n.room_id = v_notes AND n.company_id = v_cur
      AND NOT EXISTS (SELECT FROM hansa.room_person p WHERE p.room_id = p_room AND p.company_id = v_cur AND p.person_id = n.person_id);
    PERFORM hansa.emit_(x.room, 'room', 'room.left', jsonb_build_object('person_id', m.person_id), v_cur)
      FROM hansa.membership m CROSS JOIN unnest(ARRAY[p_room, v_notes]) x (room) WHERE x.room IS NOT NULL AND m.company_id = v_cur
        AND NOT EXISTS (SELECT FROM hansa.room_person p WHERE p.room_id = p_room AND p.company_id = v_cur AND p.person_id = m.person_id);
  ELSE
    PERFORM hansa.emit_(p_room, 'room', 'room.opened', '{}', v_cur);
  END IF;
  PERFORM hansa.audit('room.listed', 'room', p_room, jsonb_build_object('listed', p_listed));
END $$;
COMMENT ON FUNCTION hansa.room_listed(uuid, boolean) IS 'definer: changes the caller''s own grant on a room';

-- What the caller needs to let people in or send them: to be in the room, or to be an administrator of a company that is; else a
-- room is nobody's once the last of those let in has gone. Notes follow their room while the company is in it.
CREATE OR REPLACE FUNCTION hansa.room_door_(p_room uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  IF hansa.role_rank(hansa.role()) >= hansa.role_rank('admin') AND EXISTS (SELECT FROM hansa.grant_ g JOIN hansa.room r ON r.id = g.record_id
      WHERE g.record_id = p_room AND g.company_id = v_cur AND g.listed AND g.level >= 2 AND (r.kind <> 'notes'
        OR NOT EXISTS (SELECT FROM hansa.grant_ m WHERE m.record_id = r.about_id AND m.company_id = v_cur))) THEN
    RETURN;
  END IF;
  PERFORM hansa.room_grant_(p_room, 2);
END $$;
COMMENT ON FUNCTION hansa.room_door_(uuid) IS 'definer: internal; whether the caller decides who of its own company is in a room';

CREATE OR REPLACE FUNCTION hansa.room_admit(p_room uuid, p_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_notes uuid;
  p hansa.person;
BEGIN
  PERFORM hansa.need_role('manager');
  PERFORM hansa.room_door_(p_room);
  SELECT x.* INTO p FROM hansa.person x JOIN hansa.membership m ON m.person_id = x.id WHERE x.id = p_person AND m.company_id = v_cur;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.lock_(ARRAY[p_room]);
  PERFORM hansa.room_door_(p_room);
  INSERT INTO hansa.room_person (room_id, company_id, person_id) VALUES (p_room, v_cur, p_person) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT r.id INTO v_notes FROM hansa.room r WHERE r.about_id = p_room AND r.kind = 'notes' AND r.company_id = v_cur;
  IF v_notes IS NOT NULL THEN
    INSERT INTO hansa.room_person (room_id, company_id, person_id) VALUES (v_notes, v_cur, p_person) ON CONFLICT DO NOTHING;
  END IF;
  PERFORM hansa.room_emit_(p_room, 'member.join', jsonb_build_object('person_id', p_person, 'name', p.name, 'company_id', v_cur,
    'company', hansa.company_name_(v_cur), 'guest', false));
  PERFORM hansa.emit_(p_room, 'room', 'room.joined', jsonb_build_object('person_id', p_person), v_cur);
  PERFORM hansa.audit('room.admitted', 'room', p_room, jsonb_build_object('person_id', p_person));
END $$;
COMMENT ON FUNCTION hansa.room_admit(uuid, uuid) IS 'definer: lets a person of the caller''s own company into a room';

CREATE OR REPLACE FUNCTION hansa.room_dismiss(p_room uuid, p_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.room_door_(p_room);
  -- Who wants to go may go; others a manager sends.
  IF p_person IS DISTINCT FROM hansa.me() THEN
    PERFORM hansa.need_role('manager');
  END IF;
  PERFORM hansa.lock_(ARRAY[p_room]);
  PERFORM hansa.room_door_(p_room);
  IF NOT hansa.room_out_(p_room, hansa.cur(), p_person) THEN
    PERFORM hansa.not_found();
  END IF;
  IF p_person IS DISTINCT FROM hansa.me() THEN
    PERFORM hansa.audit('room.dismissed', 'room', p_room, jsonb_build_object('person_id', p_person));
  END IF;
END $$;
COMMENT ON FUNCTION hansa.room_dismiss(uuid, uuid) IS 'definer: takes a person of the caller''s own company out of a room';

CREATE OR REPLACE FUNCTION hansa.room_out_(p_room uuid, p_company uuid, p_person uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM hansa.room_person p WHERE p.room_id = p_room AND p.company_id = p_company AND p.person_id = p_person;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM hansa.room_person p USING hansa.room r WHERE r.about_id = p_room AND r.kind = 'notes' AND r.company_id = p_company
    AND p.room_id = r.id AND p.company_id = p_company AND p.person_id = p_person;
  PERFORM hansa.room_emit_(p_room, 'member.leave', jsonb_build_object('person_id', p_person,
    'name', (SELECT p.name FROM hansa.person p WHERE p.id = p_person), 'company_id', p_company));
  PERFORM hansa.emit_(x.room, 'room', 'room.left', jsonb_build_object('person_id', p_person), p_company)
    FROM (SELECT p_room UNION ALL SELECT r.id FROM hansa.room r WHERE r.about_id = p_room AND r.kind = 'notes' AND r.company_id = p_company) x (room)
      JOIN hansa.grant_ g ON g.record_id = x.room AND g.company_id = p_company AND g.listed;
  RETURN true;
END $$;
COMMENT ON FUNCTION hansa.room_out_(uuid, uuid, uuid) IS 'definer: internal; ends a person''s place in a room';

-- Somebody who leaves a company leaves its rooms.
CREATE OR REPLACE FUNCTION hansa.rooms_out_(p_company uuid, p_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_rooms uuid[] := ARRAY(SELECT p.room_id FROM hansa.room_person p WHERE p.company_id = p_company AND p.person_id = p_person);
BEGIN
  PERFORM hansa.lock_(v_rooms);
  PERFORM hansa.room_out_(x, p_company, p_person) FROM unnest(v_rooms) x;
END $$;
COMMENT ON FUNCTION hansa.rooms_out_(uuid, uuid) IS 'definer: internal; ends a person''s places in a company''s rooms';

CREATE OR REPLACE FUNCTION hansa.room_notify(p_room uuid, p_level text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.room_lock_(p_room, 2);
  PERFORM hansa.room_enter_(p_room);
  UPDATE hansa.room_person p SET notify = p_level WHERE p.room_id = p_room AND p.company_id = hansa.cur() AND p.person_id = hansa.me();
END $$;
COMMENT ON FUNCTION hansa.room_notify(uuid, text) IS 'definer: writes the caller''s own place in a room';

-- The rooms of a company for its administrators: which there are and who of its own people is let in, never what is said.
CREATE OR REPLACE FUNCTION hansa.company_rooms(p_before timestamptz, p_id uuid, p_limit int)
RETURNS TABLE (id uuid, kind text, about_kind text, title text, listed boolean, people int, inside uuid[], since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.need_role('admin');
  RETURN QUERY SELECT r.id, r.kind, r.about_kind, coalesce(hansa.room_title_for_(r, v_cur), r.title), g.listed,
      CASE WHEN g.listed THEN cardinality(w.inside) ELSE (SELECT count(*)::int FROM hansa.membership m WHERE m.company_id = v_cur) END, w.inside, g.since
    FROM hansa.grant_ g JOIN hansa.room r ON r.id = g.record_id
      CROSS JOIN LATERAL (SELECT CASE WHEN g.listed THEN ARRAY(SELECT p.person_id FROM hansa.room_person p JOIN hansa.membership m
        ON m.company_id = p.company_id AND m.person_id = p.person_id WHERE p.room_id = r.id AND p.company_id = v_cur ORDER BY 1) ELSE '{}' END AS inside) w
    WHERE g.company_id = v_cur AND g.kind = 'room' AND g.level >= 2 AND (g.since, g.record_id) < (p_before, p_id)
      AND (r.kind <> 'notes' OR NOT EXISTS (SELECT FROM hansa.grant_ m WHERE m.record_id = r.about_id AND m.company_id = v_cur))
    ORDER BY g.since DESC, g.record_id DESC LIMIT p_limit;
END $$;
COMMENT ON FUNCTION hansa.company_rooms(timestamptz, uuid, int) IS 'definer: the titles of the caller''s own company''s rooms and who of it is in them; administrators only';

GRANT EXECUTE ON FUNCTION hansa.company_rooms(timestamptz, uuid, int), hansa.room_listed(uuid, boolean), hansa.room_admit(uuid, uuid), hansa.room_dismiss(uuid, uuid), hansa.room_notify(uuid, text) TO hansa_app;

-- Guests: one person from outside, in one room, by a link with an end. The link is what lets in, each time, as the same guest.
CREATE OR REPLACE FUNCTION hansa.guest_invite(p_room uuid, p_name text, p_email text, p_language text, p_days int, p_history boolean, p_token_hash bytea, p_link text, OUT id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_title text;
BEGIN
  PERFORM hansa.need_role('manager');
  PERFORM hansa.room_grant_(p_room, 3);
  PERFORM hansa.need_value(p_name, '/name');
  IF NOT (hansa.rule_of_(v_cur)).guests_allowed THEN
    PERFORM hansa.fail('HA403', 'guests_not_allowed', 'Your company''s rule allows no guests.');
  ELSIF (SELECT r.kind FROM hansa.room r WHERE r.id = p_room) = 'notes' THEN
    PERFORM hansa.fail('HA422', 'notes_have_no_guests', 'Your company''s own notes are for your company only.');
  ELSIF (SELECT count(*) FROM hansa.room_guest g WHERE g.room_id = p_room AND g.company_id = v_cur AND g.revoked_at IS NULL AND g.expires_at > now()) >= 100 THEN
    PERFORM hansa.fail('HA422', 'too_many_guests', 'A company brings at most 100 guests into a room.');
  ELSIF hansa.throttle_hit_('guests:' || v_cur, interval '1 hour') > 200 THEN
    PERFORM hansa.fail('HA429', 'too_many_requests', 'Too many invitations within an hour. Try again later.');
  END IF;
  v_title := coalesce(hansa.room_title(p_room), hansa.company_name_(v_cur));
  IF (SELECT r.about_kind FROM hansa.room r WHERE r.id = p_room) = 'partnership' THEN
    v_title := hansa.company_name_(v_cur) || ' · ' || v_title;
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.room_guest (id, room_id, company_id, token_hash, title, name, email, language, history, created_by, expires_at)
  VALUES (id, p_room, v_cur, p_token_hash, left(v_title, 200), btrim(p_name), nullif(lower(btrim(p_email)), ''), p_language, p_history, hansa.me(), now() + make_interval(days => p_days));
  IF nullif(btrim(p_email), '') IS NOT NULL THEN
    PERFORM hansa.mail_queue_(v_cur, lower(btrim(p_email)), p_language, 'guest',
      jsonb_build_object('name', hansa.actor_name(), 'company', hansa.company_name_(v_cur), 'link', p_link));
  END IF;
  PERFORM hansa.audit('guest.invited', 'room', p_room, jsonb_build_object('guest_id', id, 'days', p_days));
END $$;
COMMENT ON FUNCTION hansa.guest_invite(uuid, text, text, text, int, boolean, bytea, text) IS 'definer: makes a link into a room the caller may write in, and queues mail; managers only';

-- Guests of a room: the host's own with their addresses, of others who they are.
CREATE OR REPLACE FUNCTION hansa.guests_of(p_room uuid)
RETURNS TABLE (id uuid, name text, email text, language text, company_id uuid, company text, own boolean, person_id uuid, history boolean, created_at timestamptz,
  expires_at timestamptz, entered_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.room_grant_(p_room, 2);
  RETURN QUERY SELECT g.id, coalesce(p.name, g.name), CASE WHEN g.company_id = v_cur THEN g.email END, g.language, g.company_id, c.name, g.company_id = v_cur, g.person_id,
      g.history, g.created_at, g.expires_at, g.entered_at
    FROM hansa.room_guest g JOIN hansa.company c ON c.id = g.company_id LEFT JOIN hansa.person p ON p.id = g.person_id
    WHERE g.room_id = p_room AND g.revoked_at IS NULL AND g.expires_at > now() AND (g.company_id = v_cur OR g.entered_at IS NOT NULL)
    ORDER BY g.created_at DESC, g.id LIMIT 1000;
END $$;
COMMENT ON FUNCTION hansa.guests_of(uuid) IS 'definer: guests of other hosts in a room the caller is in; addresses of its own only';

-- Ends guests: their place, their session, their sockets.
CREATE OR REPLACE FUNCTION hansa.guests_end_(p_guests uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.room_guest;
BEGIN
  FOR g IN SELECT * FROM hansa.room_guest x WHERE x.id = ANY (p_guests) AND x.revoked_at IS NULL ORDER BY x.room_id, x.id LOOP
    UPDATE hansa.room_guest x SET revoked_at = now() WHERE x.id = g.id;
    CONTINUE WHEN g.person_id IS NULL;
    PERFORM hansa.lock_(ARRAY[g.room_id]);
    PERFORM hansa.sessions_close_(g.person_id, NULL);
    PERFORM hansa.emit_(g.room_id, 'room', 'grant.revoked', '{"why": "guest_ended"}', g.guest_company_id);
    DELETE FROM hansa.grant_ x WHERE x.record_id = g.room_id AND x.company_id = g.guest_company_id;
    DELETE FROM hansa.room_person x WHERE x.room_id = g.room_id AND x.company_id = g.guest_company_id;
    PERFORM hansa.room_emit_(g.room_id, 'company.leave', jsonb_build_object('company_id', g.guest_company_id, 'company', hansa.company_name_(g.guest_company_id), 'why', 'guest_ended'));
  END LOOP;
END $$;
COMMENT ON FUNCTION hansa.guests_end_(uuid[]) IS 'definer: internal; removes guests'' grants and sessions';

-- By the host, or by the owner of the room.
CREATE OR REPLACE FUNCTION hansa.guest_revoke(p_room uuid, p_guest uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.grant_;
BEGIN
  PERFORM hansa.need_role('manager');
  g := hansa.room_lock_(p_room, 2);
  IF NOT EXISTS (SELECT FROM hansa.room_guest x WHERE x.id = p_guest AND x.room_id = p_room AND x.revoked_at IS NULL
      AND (x.company_id = g.company_id OR (g.level = 5 AND x.entered_at IS NOT NULL))) THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.guests_end_(ARRAY[p_guest]);
  PERFORM hansa.audit('guest.revoked', 'room', p_room, jsonb_build_object('guest_id', p_guest));
END $$;
COMMENT ON FUNCTION hansa.guest_revoke(uuid, uuid) IS 'definer: ends a guest of the caller''s company, or in its own room';

-- The invitation behind a link; unknown, ended and expired are the same. A host no longer in the room has no guests.
CREATE OR REPLACE FUNCTION hansa.guest_of_(p_token_hash bytea) RETURNS hansa.room_guest
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.room_guest;
BEGIN
  SELECT x.* INTO g FROM hansa.room_guest x JOIN hansa.grant_ y ON y.record_id = x.room_id AND y.company_id = x.company_id AND y.level >= 3
    WHERE x.token_hash = p_token_hash AND x.revoked_at IS NULL AND x.expires_at > now();
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA404', 'not_found', 'This invitation is not valid any more.');
  END IF;
  RETURN g;
END $$;
COMMENT ON FUNCTION hansa.guest_of_(bytea) IS 'definer: internal; finds a guest''s invitation by the hash of its token';

CREATE OR REPLACE FUNCTION hansa.guest_lookup(p_token_hash bytea) RETURNS TABLE (room text, company text, name text, language text, expires_at timestamptz, entered boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g hansa.room_guest;
BEGIN
  g := hansa.guest_of_(p_token_hash);
  RETURN QUERY SELECT g.title, hansa.company_name_(g.company_id), coalesce((SELECT p.name FROM hansa.person p WHERE p.id = g.person_id), g.name), g.language, g.expires_at,
    g.entered_at IS NOT NULL;
END $$;
COMMENT ON FUNCTION hansa.guest_lookup(bytea) IS 'definer: shows an invitation to whoever holds its token';

CREATE OR REPLACE FUNCTION hansa.guest_enter(p_token_hash bytea, p_name text, p_organisation text, p_language text, p_session_token_hash bytea, p_ip text)
RETURNS TABLE (session_id uuid, person_id uuid, room_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.room_guest;
  h hansa.grant_;
  v_head bigint;
  v_name text := coalesce(nullif(btrim(p_name), ''), NULL);
BEGIN
  g := hansa.guest_of_(p_token_hash);
  PERFORM hansa.lock_(ARRAY[g.room_id]);
  g := hansa.guest_of_(p_token_hash);
  v_name := coalesce(v_name, g.name);
  IF hansa.throttle_hit_('guest:' || g.id, interval '15 minutes') > 60 THEN
    PERFORM hansa.fail('HA429', 'too_many_attempts', 'Too many attempts. Try again later.');
  END IF;
  IF g.person_id IS NULL THEN
    SELECT * INTO h FROM hansa.grant_ x WHERE x.record_id = g.room_id AND x.company_id = g.company_id;
    g.guest_company_id := gen_random_uuid();
    g.person_id := gen_random_uuid();
    -- ZZ: a country nobody was asked about.
    INSERT INTO hansa.company (id, name, slug, country, language, guest) VALUES (g.guest_company_id, coalesce(nullif(btrim(p_organisation), ''), v_name),
      'guest-' || replace(g.guest_company_id::text, '-', ''), 'ZZ', coalesce(p_language, g.language), true);
    INSERT INTO hansa.person (id, email, name, language) VALUES (g.person_id, NULL, v_name, coalesce(p_language, g.language));
    INSERT INTO hansa.membership (company_id, person_id, role) VALUES (g.guest_company_id, g.person_id, 'guest');
    INSERT INTO hansa.stream (id) VALUES (g.guest_company_id);
    SELECT s.head INTO v_head FROM hansa.stream s WHERE s.id = g.room_id;
    -- A host opens no more of the past than it sees itself.
    INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id, from_seq)
    VALUES (g.guest_company_id, g.room_id, 'room', 3, 'guest', now(), h.owner_id, CASE WHEN g.history THEN h.from_seq ELSE v_head END);
    UPDATE hansa.room_guest x SET guest_company_id = g.guest_company_id, person_id = g.person_id, entered_at = now() WHERE x.id = g.id;
    PERFORM hansa.bind_(g.guest_company_id, g.person_id, 'guest', v_name);
    PERFORM hansa.room_emit_(g.room_id, 'company.join', (SELECT jsonb_build_object('company_id', c.id, 'company', c.name, 'guest', true) FROM hansa.company c WHERE c.id = g.guest_company_id));
    PERFORM hansa.room_enter_(g.room_id);
    INSERT INTO hansa.audit_entry (company_id, person_id, action, record_kind, record_id, detail)
    VALUES (g.company_id, NULL, 'guest.entered', 'room', g.room_id, jsonb_build_object('guest_id', g.id));
  END IF;
  session_id := gen_random_uuid();
  person_id := g.person_id;
  room_id := g.room_id;
  INSERT INTO hansa.session (id, token_hash, person_id, company_id, ip, expires_at) VALUES (session_id, p_session_token_hash, g.person_id, g.guest_company_id, p_ip, g.expires_at);
  RETURN NEXT;
END $$;
COMMENT ON FUNCTION hansa.guest_enter(bytea, text, text, text, bytea, text) IS 'definer: opens a session for whoever holds a guest''s link, as a company of its own with one grant';

-- What a guest's session is for.
CREATE OR REPLACE FUNCTION hansa.guest_self() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('room_id', g.room_id, 'expires_at', g.expires_at, 'host', (SELECT c.name FROM hansa.company c WHERE c.id = g.company_id))
    FROM hansa.room_guest g WHERE g.guest_company_id = hansa.cur() AND g.person_id = hansa.me();
$$;
COMMENT ON FUNCTION hansa.guest_self() IS 'definer: the caller''s own invitation as a guest';

GRANT EXECUTE ON FUNCTION hansa.guest_invite(uuid, text, text, text, int, boolean, bytea, text), hansa.guests_of(uuid), hansa.guest_revoke(uuid, uuid),
  hansa.guest_lookup(bytea), hansa.guest_enter(bytea, text, text, text, bytea, text), hansa.guest_self() TO hansa_app;

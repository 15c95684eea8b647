-- Log-in, sessions, API keys, invitations and password resets. These read before any company is known, hence definer.

-- Counts an attempt under a key within a window and returns the count so far.
CREATE OR REPLACE FUNCTION hansa.throttle_hit_(p_key text, p_window interval) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO hansa.throttle AS t (key, window_start, count) VALUES (sha256(convert_to(p_key, 'UTF8')), now(), 1)
  ON CONFLICT (key) DO UPDATE SET
    window_start = CASE WHEN t.window_start < now() - p_window THEN now() ELSE t.window_start END,
    count = CASE WHEN t.window_start < now() - p_window THEN 1 ELSE t.count + 1 END
  RETURNING t.count;
$$;
COMMENT ON FUNCTION hansa.throttle_hit_(text, interval) IS 'definer: internal; counts attempts, a table nobody else may touch';

CREATE OR REPLACE FUNCTION hansa.bind_(p_company uuid, p_person uuid, p_role text, p_actor text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('hansa.company', coalesce(p_company::text, ''), true), set_config('hansa.person', coalesce(p_person::text, ''), true),
    set_config('hansa.role', coalesce(p_role, ''), true), set_config('hansa.actor', coalesce(p_actor, ''), true);
END $$;

DROP FUNCTION IF EXISTS hansa.bind_session(bytea, text);
CREATE FUNCTION hansa.bind_session(p_token_hash bytea, p_least_role text)
RETURNS TABLE (person_id uuid, company_id uuid, role text, company_name text, person_name text, language text, session_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_seen timestamptz;
BEGIN
  SELECT s.person_id, s.company_id, m.role, c.name, p.name, p.language, s.id, s.seen_at
    INTO bind_session.person_id, bind_session.company_id, bind_session.role, bind_session.company_name, bind_session.person_name,
      bind_session.language, bind_session.session_id, v_seen
    FROM hansa.session s JOIN hansa.membership m ON m.company_id = s.company_id AND m.person_id = s.person_id
      JOIN hansa.company c ON c.id = s.company_id JOIN hansa.person p ON p.id = s.person_id
    WHERE s.token_hash = p_token_hash AND s.expires_at > now();
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA401', 'session_required', 'Log in first.');
  END IF;
  -- Not at every request: a read would otherwise write.
  IF v_seen < now() - interval '5 minutes' THEN
    -- A guest's ends with its invitation.
    UPDATE hansa.session s SET seen_at = now(), expires_at = CASE bind_session.role WHEN 'guest' THEN s.expires_at ELSE greatest(s.expires_at, now() + interval '14 days') END
      WHERE s.id = session_id AND s.seen_at = v_seen;
  END IF;
  PERFORM hansa.bind_(company_id, person_id, role, person_name);
  IF hansa.role_rank(role) < hansa.role_rank(p_least_role) THEN
    PERFORM hansa.fail('HA403', 'role_insufficient', 'This needs the role ' || p_least_role || ' in your company.');
  END IF;
  RETURN NEXT;
END $$;
COMMENT ON FUNCTION hansa.bind_session(bytea, text) IS 'definer: finds a session by the hash of its token, before any company is known';

DROP FUNCTION IF EXISTS hansa.bind_key(bytea, text, text);
CREATE FUNCTION hansa.bind_key(p_key_hash bytea, p_scope text, p_least_role text)
RETURNS TABLE (person_id uuid, company_id uuid, role text, company_name text, person_name text, language text, session_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE k hansa.api_key;
BEGIN
  SELECT * INTO k FROM hansa.api_key x WHERE x.key_hash = p_key_hash AND x.revoked_at IS NULL
    AND (x.expires_at IS NULL OR x.expires_at > now());
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA401', 'key_invalid', 'This API key is unknown, expired or revoked.');
  ELSIF p_scope IS NULL OR p_scope = '' OR p_scope <> ALL (k.scopes) THEN
    PERFORM hansa.fail('HA403', 'scope_missing', 'This API key lacks the scope' || coalesce(' ' || nullif(p_scope, ''), '') || '.');
  ELSIF hansa.role_rank(p_least_role) > hansa.role_rank('manager') THEN
    -- What an administrator does, a person does.
    PERFORM hansa.fail('HA403', 'role_insufficient', 'This needs the role ' || p_least_role || ' in your company.');
  END IF;
  IF k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' THEN
    UPDATE hansa.api_key x SET last_used_at = now() WHERE x.id = k.id AND x.last_used_at IS NOT DISTINCT FROM k.last_used_at;
  END IF;
  company_id := k.company_id;
  role := 'manager';
  SELECT c.name, c.language INTO bind_key.company_name, bind_key.language FROM hansa.company c WHERE c.id = k.company_id;
  PERFORM hansa.bind_(company_id, NULL, role, company_name || ' (' || k.name || ')');
  RETURN NEXT;
END $$;
COMMENT ON FUNCTION hansa.bind_key(bytea, text, text) IS 'definer: finds an API key by its hash, before any company is known';

CREATE OR REPLACE FUNCTION hansa.bind_company(p_company uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.bind_(p_company, NULL, 'system', NULL);
END $$;
CREATE OR REPLACE FUNCTION hansa.bind_public() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.bind_(NULL, NULL, NULL, NULL);
END $$;

-- The first use of a key goes on; the same request again gets the stored answer. Two at once: the second waits here for the first.
CREATE OR REPLACE FUNCTION hansa.idem_claim(p_key text, p_route text, p_body_hash bytea) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE i hansa.idempotency;
BEGIN
  INSERT INTO hansa.idempotency (company_id, key, route, body_hash) VALUES (hansa.cur(), p_key, p_route, p_body_hash) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN;
  END IF;
  SELECT * INTO i FROM hansa.idempotency x WHERE x.company_id = hansa.cur() AND x.key = p_key;
  IF i.route IS DISTINCT FROM p_route OR i.body_hash IS DISTINCT FROM p_body_hash THEN
    PERFORM hansa.fail('HA422', 'idempotency_key_reused', 'This Idempotency-Key was used for another request.');
  ELSIF i.response IS NULL THEN
    PERFORM hansa.fail('HA409', 'idempotency_in_progress', 'The first request with this Idempotency-Key has not ended.');
  END IF;
  RAISE EXCEPTION USING errcode = 'HAIDM', message = 'idempotent_replay', detail = i.response::text;
END $$;

CREATE OR REPLACE FUNCTION hansa.idem_save(p_key text, p_route text, p_response json) RETURNS json
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE hansa.idempotency x SET response = p_response WHERE x.company_id = hansa.cur() AND x.key = p_key AND x.route = p_route;
  RETURN p_response;
END $$;

-- Ten attempts an account and a hundred an address in a quarter of an hour; beyond, not even a right password is looked at.
CREATE OR REPLACE FUNCTION hansa.login_begin(p_email text, p_ip text, OUT person_id uuid, OUT password_hash text, OUT retry_after int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_window interval := '15 minutes';
  v_account text := 'login:' || lower(btrim(p_email));
  v_address text := 'address:' || coalesce(p_ip, '');
BEGIN
  retry_after := 0;
  IF hansa.throttle_hit_(v_account, v_window) > 10 OR hansa.throttle_hit_(v_address, v_window) > 100 THEN
    SELECT greatest(1, ceil(extract(epoch FROM max(t.window_start) + v_window - now())))::int INTO retry_after FROM hansa.throttle t
      WHERE t.key IN (sha256(convert_to(v_account, 'UTF8')), sha256(convert_to(v_address, 'UTF8')));
    RETURN;
  END IF;
  SELECT p.id, p.password_hash INTO login_begin.person_id, login_begin.password_hash FROM hansa.person p
    WHERE p.email = lower(btrim(p_email)) AND p.password_hash IS NOT NULL
      AND EXISTS (SELECT FROM hansa.membership m WHERE m.person_id = p.id);
END $$;
COMMENT ON FUNCTION hansa.login_begin(text, text) IS 'definer: finds a person by address before log-in, counting attempts';

DROP FUNCTION IF EXISTS hansa.session_open_(uuid, uuid, bytea, text);
CREATE FUNCTION hansa.session_open_(p_person uuid, p_company uuid, p_token_hash bytea, p_ip text)
RETURNS TABLE (session_id uuid, person_id uuid, person_name text, email text, language text, company_id uuid, company_name text, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- The company used last, unless one is named.
  SELECT p.id, p.name, p.email, p.language, m.company_id, c.name, m.role
    INTO session_open_.person_id, session_open_.person_name, session_open_.email, session_open_.language, session_open_.company_id,
      session_open_.company_name, session_open_.role
    FROM hansa.person p JOIN hansa.membership m ON m.person_id = p.id JOIN hansa.company c ON c.id = m.company_id
    WHERE p.id = p_person AND (p_company IS NULL OR m.company_id = p_company)
    ORDER BY (SELECT max(s.seen_at) FROM hansa.session s WHERE s.person_id = p.id AND s.company_id = m.company_id) DESC NULLS LAST,
      m.created_at, m.company_id LIMIT 1;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA401', 'login_failed', 'The address or the password is not right.');
  END IF;
  session_id := gen_random_uuid();
  INSERT INTO hansa.session (id, token_hash, person_id, company_id, ip, expires_at)
  VALUES (session_id, p_token_hash, person_id, company_id, p_ip, now() + interval '14 days');
  INSERT INTO hansa.audit_entry (company_id, person_id, action, record_kind, record_id) VALUES (company_id, person_id, 'session.opened', 'person', person_id);
  RETURN NEXT;
END $$;
COMMENT ON FUNCTION hansa.session_open_(uuid, uuid, bytea, text) IS 'definer: internal; opens a session for a person who has proved to be that person';

DROP FUNCTION IF EXISTS hansa.login_finish(uuid, bytea, text, boolean);
CREATE FUNCTION hansa.login_finish(p_person uuid, p_token_hash bytea, p_ip text, p_ok boolean)
RETURNS TABLE (session_id uuid, person_id uuid, person_name text, email text, language text, company_id uuid, company_name text, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_ok IS NOT TRUE OR p_person IS NULL THEN
    INSERT INTO hansa.audit_entry (company_id, person_id, action, record_kind, record_id)
    SELECT m.company_id, p_person, 'session.refused', 'person', p_person FROM hansa.membership m WHERE m.person_id = p_person;
    -- No exception: the attempt and its trace are kept. No row: log-in failed.
    RETURN;
  END IF;
  -- A right password clears the account; of the address only this one attempt is taken back.
  DELETE FROM hansa.throttle t USING hansa.person p WHERE p.id = p_person AND t.key = sha256(convert_to('login:' || p.email, 'UTF8'));
  UPDATE hansa.throttle t SET count = greatest(0, t.count - 1) WHERE t.key = sha256(convert_to('address:' || coalesce(p_ip, ''), 'UTF8'));
  RETURN QUERY SELECT * FROM hansa.session_open_(p_person, NULL, p_token_hash, p_ip);
END $$;
COMMENT ON FUNCTION hansa.login_finish(uuid, bytea, text, boolean) IS 'definer: opens the session of a person whose password the server has checked';

-- Sockets of a closed session close too: an event tells them.
CREATE OR REPLACE FUNCTION hansa.session_close(p_token_hash bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM hansa.session s WHERE s.token_hash = p_token_hash RETURNING s.id, s.company_id)
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  SELECT g.company_id, 'session.closed', 'company', g.company_id, g.company_id, g.company_id, jsonb_build_object('session_id', g.id) FROM gone g;
$$;
COMMENT ON FUNCTION hansa.session_close(bytea) IS 'definer: sessions and events are written by definer functions only; needs the token''s hash';

CREATE OR REPLACE FUNCTION hansa.sessions_close_(p_person uuid, p_company uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM hansa.session s WHERE s.person_id = p_person AND (p_company IS NULL OR s.company_id = p_company)
    RETURNING s.company_id)
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  SELECT DISTINCT g.company_id, 'session.closed', 'company', g.company_id, g.company_id, g.company_id, jsonb_build_object('person_id', p_person) FROM gone g;
$$;
COMMENT ON FUNCTION hansa.sessions_close_(uuid, uuid) IS 'definer: internal; closes sessions of a person';

CREATE OR REPLACE FUNCTION hansa.sessions_close_all() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.sessions_close_(hansa.me(), NULL);
  PERFORM hansa.audit('session.closed_all', 'person', hansa.me());
END $$;
COMMENT ON FUNCTION hansa.sessions_close_all() IS 'definer: closes the caller''s own sessions in every company';

CREATE OR REPLACE FUNCTION hansa.session_switch(p_token_hash bytea, p_company uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM hansa.membership m WHERE m.company_id = p_company AND m.person_id = hansa.me()) THEN
    PERFORM hansa.not_found();
  END IF;
  UPDATE hansa.session s SET company_id = p_company, seen_at = now() WHERE s.token_hash = p_token_hash AND s.person_id = hansa.me();
END $$;
COMMENT ON FUNCTION hansa.session_switch(bytea, uuid) IS 'definer: turns the caller''s own session to another of its companies';

CREATE OR REPLACE FUNCTION hansa.my_companies() RETURNS TABLE (id uuid, name text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, c.name, m.role FROM hansa.membership m JOIN hansa.company c ON c.id = m.company_id WHERE m.person_id = hansa.me() ORDER BY c.name, c.id;
$$;
COMMENT ON FUNCTION hansa.my_companies() IS 'definer: the caller''s own memberships in every company';

-- The same answer for every address: whether it is known shows only in its mailbox.
CREATE OR REPLACE FUNCTION hansa.reset_request(p_email text, p_token_hash bytea, p_link text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE p hansa.person;
BEGIN
  SELECT * INTO p FROM hansa.person x WHERE x.email = lower(btrim(p_email)) AND EXISTS (SELECT FROM hansa.membership m WHERE m.person_id = x.id);
  IF NOT FOUND OR hansa.throttle_hit_('reset:' || p.email, interval '1 hour') > 3 THEN
    RETURN;
  END IF;
  INSERT INTO hansa.password_reset (token_hash, person_id, expires_at) VALUES (p_token_hash, p.id, now() + interval '1 hour');
  PERFORM hansa.mail_queue_(NULL, p.email, p.language, 'reset', jsonb_build_object('name', p.name, 'link', p_link));
END $$;
COMMENT ON FUNCTION hansa.reset_request(text, bytea, text) IS 'definer: finds a person by address before log-in and mails it a link, at most three an hour';

-- A new password ends every session: whoever had got in is out.
CREATE OR REPLACE FUNCTION hansa.reset_redeem(p_token_hash bytea, p_password_hash text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_person uuid;
  v_email text;
BEGIN
  UPDATE hansa.password_reset r SET used_at = now() WHERE r.token_hash = p_token_hash AND r.used_at IS NULL AND r.expires_at > now()
    RETURNING r.person_id INTO v_person;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE hansa.password_reset r SET used_at = now() WHERE r.person_id = v_person AND r.used_at IS NULL;
  UPDATE hansa.person p SET password_hash = p_password_hash WHERE p.id = v_person RETURNING p.email INTO v_email;
  DELETE FROM hansa.throttle t WHERE t.key = sha256(convert_to('login:' || v_email, 'UTF8'));
  PERFORM hansa.sessions_close_(v_person, NULL);
  INSERT INTO hansa.audit_entry (company_id, person_id, action, record_kind, record_id)
  SELECT m.company_id, v_person, 'password.reset', 'person', v_person FROM hansa.membership m WHERE m.person_id = v_person;
  RETURN true;
END $$;
COMMENT ON FUNCTION hansa.reset_redeem(bytea, text) IS 'definer: sets the password of whoever holds an unused reset token';

CREATE OR REPLACE FUNCTION hansa.invitation_create(p_email text, p_role text, p_token_hash bytea, p_link text, OUT id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_email text := lower(btrim(p_email));
  c hansa.company;
BEGIN
  PERFORM hansa.need_role('admin');
  IF EXISTS (SELECT FROM hansa.membership m JOIN hansa.person p ON p.id = m.person_id WHERE m.company_id = v_cur AND p.email = v_email) THEN
    PERFORM hansa.fail('HA409', 'member_exists', 'This person is in your company already.', '/email');
  ELSIF hansa.throttle_hit_('invitation:' || v_cur, interval '1 hour') > 200 THEN
    PERFORM hansa.fail('HA429', 'too_many_requests', 'Too many invitations within an hour. Try again later.');
  END IF;
  -- A new invitation takes the place of one that is still open.
  DELETE FROM hansa.invitation i WHERE i.company_id = v_cur AND i.email = v_email AND i.accepted_at IS NULL;
  id := gen_random_uuid();
  INSERT INTO hansa.invitation (id, company_id, email, role, token_hash, created_by, expires_at)
  VALUES (id, v_cur, v_email, p_role, p_token_hash, hansa.me(), now() + interval '7 days');
  SELECT * INTO c FROM hansa.company x WHERE x.id = v_cur;
  PERFORM hansa.mail_queue_(v_cur, v_email, coalesce((SELECT p.language FROM hansa.person p WHERE p.id = hansa.me()), c.language), 'invitation',
    jsonb_build_object('company', c.name, 'name', hansa.actor_name(), 'link', p_link));
  PERFORM hansa.audit('invitation.created', 'invitation', id, jsonb_build_object('role', p_role));
END $$;
COMMENT ON FUNCTION hansa.invitation_create(text, text, bytea, text) IS 'definer: queues mail; administrators only';

CREATE OR REPLACE FUNCTION hansa.invitation_lookup(p_token_hash bytea)
RETURNS TABLE (company_name text, email text, role text, has_account boolean, expires_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT c.name, i.email, i.role, EXISTS (SELECT FROM hansa.person p WHERE p.email = i.email AND p.password_hash IS NOT NULL), i.expires_at
    FROM hansa.invitation i JOIN hansa.company c ON c.id = i.company_id
    WHERE i.token_hash = p_token_hash AND i.accepted_at IS NULL AND i.expires_at > now();
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA404', 'not_found', 'This invitation is not valid any more.');
  END IF;
END $$;
COMMENT ON FUNCTION hansa.invitation_lookup(bytea) IS 'definer: shows an invitation to whoever holds its token';

-- Who has an account already joins with it and must log in: the link alone neither sets a password nor opens other companies,
-- so no session is opened and session_id is null.
DROP FUNCTION IF EXISTS hansa.invitation_accept(bytea, text, text, bytea);
CREATE FUNCTION hansa.invitation_accept(p_token_hash bytea, p_name text, p_password_hash text, p_session_token_hash bytea)
RETURNS TABLE (session_id uuid, person_id uuid, person_name text, email text, language text, company_id uuid, company_name text, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  i hansa.invitation;
  p hansa.person;
  c hansa.company;
BEGIN
  UPDATE hansa.invitation x SET accepted_at = now() WHERE x.token_hash = p_token_hash AND x.accepted_at IS NULL AND x.expires_at > now()
    RETURNING x.* INTO i;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA404', 'not_found', 'This invitation is not valid any more.');
  END IF;
  SELECT * INTO c FROM hansa.company x WHERE x.id = i.company_id;
  INSERT INTO hansa.person (email, name, language, password_hash) VALUES (i.email, p_name, c.language, p_password_hash) ON CONFLICT DO NOTHING
    RETURNING * INTO p;
  IF NOT FOUND THEN
    SELECT * INTO p FROM hansa.person x WHERE x.email = i.email;
  ELSE
    session_id := gen_random_uuid();
  END IF;
  INSERT INTO hansa.membership (company_id, person_id, role) VALUES (i.company_id, p.id, i.role) ON CONFLICT DO NOTHING;
  INSERT INTO hansa.audit_entry (company_id, person_id, action, record_kind, record_id, detail)
  VALUES (i.company_id, p.id, 'invitation.accepted', 'person', p.id, jsonb_build_object('role', i.role));
  IF session_id IS NOT NULL THEN
    RETURN QUERY SELECT * FROM hansa.session_open_(p.id, i.company_id, p_session_token_hash, NULL);
  ELSE
    RETURN QUERY SELECT NULL::uuid, p.id, p.name, p.email, p.language, c.id, c.name, i.role;
  END IF;
END $$;
COMMENT ON FUNCTION hansa.invitation_accept(bytea, text, text, bytea) IS 'definer: makes whoever holds an invitation''s token a member';

CREATE OR REPLACE FUNCTION hansa.member_set_role(p_person uuid, p_role text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  -- Administrators' rows are locked: two of them cannot take each other's role at once and leave none.
  PERFORM FROM hansa.membership m WHERE m.company_id = hansa.cur() AND m.role = 'admin' ORDER BY m.person_id FOR UPDATE;
  UPDATE hansa.membership m SET role = p_role WHERE m.company_id = hansa.cur() AND m.person_id = p_person;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  ELSIF NOT EXISTS (SELECT FROM hansa.membership m WHERE m.company_id = hansa.cur() AND m.role = 'admin') THEN
    PERFORM hansa.fail('HA409', 'last_admin', 'A company keeps at least one administrator.', '/role');
  END IF;
  PERFORM hansa.audit('member.role', 'person', p_person, jsonb_build_object('role', p_role));
END $$;

CREATE OR REPLACE FUNCTION hansa.member_remove(p_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.need_role('admin');
  PERFORM FROM hansa.membership m WHERE m.company_id = v_cur AND m.role = 'admin' ORDER BY m.person_id FOR UPDATE;
  PERFORM FROM hansa.membership m WHERE m.company_id = v_cur AND m.person_id = p_person;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.sessions_close_(p_person, v_cur);
  PERFORM hansa.rooms_out_(v_cur, p_person);
  DELETE FROM hansa.membership m WHERE m.company_id = v_cur AND m.person_id = p_person;
  IF NOT EXISTS (SELECT FROM hansa.membership m WHERE m.company_id = v_cur AND m.role = 'admin') THEN
    PERFORM hansa.fail('HA409', 'last_admin', 'A company keeps at least one administrator.');
  END IF;
  UPDATE hansa.lead l SET assigned_to = NULL WHERE l.company_id = v_cur AND l.assigned_to = p_person;
  UPDATE hansa.task t SET assigned_to = NULL WHERE t.assigned_company = v_cur AND t.assigned_to = p_person;
  PERFORM hansa.audit('member.removed', 'person', p_person);
END $$;
COMMENT ON FUNCTION hansa.member_remove(uuid) IS 'definer: closes the sessions of a person removed from the caller''s company; administrators only';

CREATE OR REPLACE FUNCTION hansa.api_key_create(p_name text, p_scopes text[], p_expires_at timestamptz, p_prefix text, p_key_hash bytea, OUT id uuid)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  IF cardinality(p_scopes) = 0 THEN
    PERFORM hansa.fail('HA422', 'field_required', 'A key needs at least one scope.', '/scopes');
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.api_key (id, company_id, name, prefix, key_hash, scopes, expires_at, created_by)
  VALUES (id, hansa.cur(), p_name, p_prefix, p_key_hash, p_scopes, p_expires_at, hansa.me());
  PERFORM hansa.audit('api_key.created', 'api_key', id, jsonb_build_object('name', p_name, 'scopes', p_scopes));
END $$;

CREATE OR REPLACE FUNCTION hansa.api_key_revoke(p_key uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  UPDATE hansa.api_key k SET revoked_at = now() WHERE k.id = p_key AND k.company_id = hansa.cur() AND k.revoked_at IS NULL;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.audit('api_key.revoked', 'api_key', p_key);
END $$;

CREATE OR REPLACE FUNCTION hansa.invitation_delete(p_invitation uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  DELETE FROM hansa.invitation i WHERE i.id = p_invitation AND i.company_id = hansa.cur() AND i.accepted_at IS NULL;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.audit('invitation.deleted', 'invitation', p_invitation);
END $$;

GRANT EXECUTE ON FUNCTION hansa.bind_(uuid, uuid, text, text), hansa.bind_session(bytea, text), hansa.bind_key(bytea, text, text),
  hansa.bind_company(uuid), hansa.bind_public(), hansa.idem_claim(text, text, bytea), hansa.idem_save(text, text, json),
  hansa.login_begin(text, text), hansa.login_finish(uuid, bytea, text, boolean), hansa.session_close(bytea), hansa.sessions_close_all(),
  hansa.session_switch(bytea, uuid), hansa.my_companies(), hansa.reset_request(text, bytea, text), hansa.reset_redeem(bytea, text),
  hansa.invitation_create(text, text, bytea, text), hansa.invitation_lookup(bytea), hansa.invitation_accept(bytea, text, text, bytea),
  hansa.member_set_role(uuid, text), hansa.member_remove(uuid), hansa.api_key_create(text, text[], timestamptz, text, bytea),
  hansa.api_key_revoke(uuid), hansa.invitation_delete(uuid) TO hansa_app;

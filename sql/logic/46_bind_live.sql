-- What live sockets ask: whether their session still holds for their company, and who of its people may see a stream.

-- As bind_session, for a company that is settled: a socket goes on in the company it was opened in, though the session may
-- have turned to another since. left_ms: until the session ends, if nothing prolongs it.
CREATE OR REPLACE FUNCTION hansa.bind_live(p_token_hash bytea, p_company uuid, p_least_role text)
RETURNS TABLE (person_id uuid, company_id uuid, role text, company_name text, person_name text, language text, session_id uuid, left_ms bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT b.person_id, b.company_id, b.role, b.company_name, b.person_name, b.language, b.session_id, greatest(0, ceil(extract(epoch FROM s.expires_at - now()) * 1000))::bigint
    INTO bind_live.person_id, bind_live.company_id, bind_live.role, bind_live.company_name, bind_live.person_name, bind_live.language,
      bind_live.session_id, bind_live.left_ms
    FROM hansa.bind_session(p_token_hash, p_least_role) b JOIN hansa.session s ON s.id = b.session_id;
  IF bind_live.company_id IS NULL OR bind_live.company_id <> p_company THEN
    PERFORM hansa.bind_public(), hansa.fail('HA401', 'session_required', 'Log in first.');
  END IF;
  RETURN NEXT;
END $$;
COMMENT ON FUNCTION hansa.bind_live(bytea, uuid, text) IS 'definer: finds a session by the hash of its token, before any company is known';

-- Each is asked under that person's own binding, so that the policies alone decide.
CREATE OR REPLACE FUNCTION hansa.live_persons(p_stream uuid, p_persons uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_person uuid;
BEGIN
  FOREACH v_person IN ARRAY p_persons LOOP
    PERFORM set_config('hansa.person', v_person::text, true);
    IF EXISTS (SELECT FROM hansa.grant_ g WHERE g.record_id = p_stream AND g.company_id = hansa.cur() AND (g.kind <> 'room' OR g.level >= 2)) THEN
      RETURN NEXT v_person;
    END IF;
  END LOOP;
  PERFORM set_config('hansa.person', '', true);
END $$;

GRANT EXECUTE ON FUNCTION hansa.bind_live(bytea, uuid, text), hansa.live_persons(uuid, uuid[]) TO hansa_app;

-- What time alone brings about: notices that run out, invitations and sessions that expire, old rows that go.
CREATE OR REPLACE FUNCTION hansa.sweep() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id uuid;
  v_n int := 0;
  v_rows int;
BEGIN
  PERFORM hansa.need_worker_();
  -- Several servers sweep; one at a time is enough.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('sweep', 0)) THEN
    RETURN 0;
  END IF;
  FOR v_id IN SELECT p.id FROM hansa.partnership p WHERE p.state = 'notice' AND p.ends_at <= now() FOR UPDATE SKIP LOCKED LOOP
    PERFORM hansa.partnership_set_(v_id, 'ended', 'end', NULL);
    v_n := v_n + 1;
  END LOOP;
  FOR v_id IN SELECT p.id FROM hansa.partnership p WHERE p.state = 'invited' AND p.created_at < now() - interval '30 days' FOR UPDATE SKIP LOCKED LOOP
    PERFORM hansa.partnership_set_(v_id, 'expired', 'expire', NULL);
    v_n := v_n + 1;
  END LOOP;
  DELETE FROM hansa.session s WHERE s.expires_at < now();
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_n := v_n + v_rows;
  DELETE FROM hansa.invitation i WHERE i.accepted_at IS NULL AND i.expires_at < now() - interval '30 days';
  DELETE FROM hansa.password_reset r WHERE r.expires_at < now() - interval '1 day';
  DELETE FROM hansa.throttle t WHERE t.window_start < now() - interval '1 day';
  DELETE FROM hansa.unsubscribe u WHERE u.created_at < now() - interval '1 year';
  -- The rows of a file are kept as long as somebody may still want to know what became of them.
  DELETE FROM hansa.import_ i WHERE i.id IN (SELECT x.id FROM hansa.import_ x
    WHERE x.created_at < now() - interval '30 days' AND x.state NOT IN ('checking', 'running') ORDER BY x.created_at LIMIT 3);
  -- News that could not be sent for two days are none; without a mail server they would wait for ever and then come all at once.
  DELETE FROM hansa.mail_outbox o WHERE o.state = 'queued' AND o.unsubscribe IS NOT NULL AND o.created_at < now() - interval '2 days';
  DELETE FROM hansa.mail_outbox o WHERE o.state <> 'queued' AND o.created_at < now() - interval '30 days';
  -- In portions: a long transaction would hold back the event feed.
  DELETE FROM hansa.idempotency i WHERE (i.company_id, i.key) IN (
    SELECT x.company_id, x.key FROM hansa.idempotency x WHERE x.created_at < now() - interval '2 days' ORDER BY x.created_at LIMIT 5000);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_n := v_n + v_rows;
  DELETE FROM hansa.event e WHERE (e.tx, e.id) IN (
    SELECT x.tx, x.id FROM (SELECT y.tx, y.id, y.at FROM hansa.event y ORDER BY y.tx, y.id LIMIT 5000) x WHERE x.at < now() - interval '14 days');
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_n := v_n + v_rows;
  DELETE FROM hansa.notification n WHERE n.id IN (
    SELECT x.id FROM hansa.notification x WHERE x.at < now() - interval '180 days' ORDER BY x.at LIMIT 5000);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_n + v_rows + hansa.rooms_sweep_() + hansa.files_sweep_();
END $$;
COMMENT ON FUNCTION hansa.sweep() IS 'definer: housekeeping of all companies; refused to a bound person or key';

GRANT EXECUTE ON FUNCTION hansa.sweep() TO hansa_app;

-- Tasks: on a record or alone, own or shared. Written here alone, because a shared one is ticked off by a company that does
-- not own it and every company that sees it is told.

-- What a record is called, in the words the caller may read.
CREATE OR REPLACE FUNCTION hansa.record_title(p_kind text, p_record uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE p_kind
    WHEN 'lead' THEN (SELECT coalesce(i.title, i.company_name, l.product_interest, l.number)
      FROM hansa.lead l LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id WHERE l.id = p_record)
    WHEN 'order' THEN (SELECT o.number FROM hansa.order_ o WHERE o.id = p_record)
    WHEN 'account' THEN (SELECT a.name FROM hansa.account a WHERE a.id = p_record)
    WHEN 'contact' THEN (SELECT c.name FROM hansa.contact c WHERE c.id = p_record)
    WHEN 'product' THEN (SELECT r.name FROM hansa.product r WHERE r.id = p_record)
    WHEN 'room' THEN CASE WHEN EXISTS (SELECT FROM hansa.room r WHERE r.id = p_record) THEN hansa.room_title(p_record) END
    WHEN 'document' THEN (SELECT concat_ws(' ', d.set_id, d.number) FROM hansa.edi_document d WHERE d.id = p_record)
    WHEN 'partnership' THEN (SELECT c.name FROM hansa.partnership p
      JOIN hansa.company c ON c.id = CASE WHEN p.company_id = hansa.cur() THEN p.partner_id ELSE p.company_id END WHERE p.id = p_record) END;
END $$;

-- The next thing to do first: by due day, those without one behind, what is done last.
CREATE OR REPLACE FUNCTION hansa.task_sort(t hansa.task) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE t.state WHEN 'done' THEN t.done_at ELSE timestamptz '2000-01-01 00:00+00' + (timestamptz '2900-01-01 00:00+00'
  - coalesce(t.due_at, t.due_on::timestamp AT TIME ZONE 'UTC', t.created_at + interval '150 years')) END;

-- Whether the caller may change everything (own), its part (theirs to do: done or not, and by whom), or nothing.
CREATE OR REPLACE FUNCTION hansa.task_part(t hansa.task) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE WHEN t.company_id = hansa.cur() THEN 'all'
    WHEN t.shared AND EXISTS (SELECT FROM hansa.grant_ g WHERE g.record_id = t.record_id AND g.company_id = hansa.cur() AND g.level >= 3) THEN 'part'
    ELSE 'none' END;
END $$;

CREATE OR REPLACE FUNCTION hansa.task_emit_(t hansa.task, p_event text, p_was_shared boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO hansa.event (stream_id, kind, record_kind, record_id, company_id, audience, body)
  SELECT c.id, p_event, 'task', t.id, hansa.cur(), c.id, jsonb_strip_nulls(jsonb_build_object('record_id', t.record_id))
  FROM (SELECT t.company_id AS id UNION
    SELECT g.company_id FROM hansa.grant_ g WHERE (t.shared OR p_was_shared) AND g.record_id = t.record_id AND g.level >= 2) c;
$$;
COMMENT ON FUNCTION hansa.task_emit_(hansa.task, text, boolean) IS 'definer: internal; tells every company that sees a task';

-- Who may be asked: one of one's own people, or a company on the record that the caller knows to be there.
CREATE OR REPLACE FUNCTION hansa.task_check_(t hansa.task) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
BEGIN
  PERFORM hansa.need_value(t.title, '/title');
  IF t.due_on IS NOT NULL AND t.due_at IS NOT NULL THEN
    PERFORM hansa.fail('HA422', 'due_twice', 'A task is due on a day or at a moment, not both.', '/due_at');
  END IF;
  IF t.record_id IS NOT NULL THEN
    SELECT * INTO g FROM hansa.grant_ x WHERE x.record_id = t.record_id AND x.company_id = v_cur AND x.kind <> 'company';
    IF NOT FOUND AND t.version = 1 THEN
      PERFORM hansa.fail('HA422', 'record_unknown', 'There is no such record, or it is not shared with your company.', '/record_id');
    ELSIF t.shared AND coalesce(g.level, 0) < 3 THEN
      PERFORM hansa.fail('HA403', 'level_insufficient', 'Your company may not share tasks on this record.', '/shared');
    END IF;
  ELSIF t.shared THEN
    PERFORM hansa.fail('HA422', 'record_needed', 'A task is shared with those who see its record, so it needs one.', '/shared');
  END IF;
  IF t.assigned_to IS NOT NULL AND NOT EXISTS (SELECT FROM hansa.membership m
      WHERE m.company_id = v_cur AND m.person_id = t.assigned_to AND t.assigned_company = v_cur) THEN
    PERFORM hansa.fail('HA422', 'person_unknown', 'This person is not in your company.', '/assigned_to');
  ELSIF t.assigned_company NOT IN (v_cur, t.company_id) AND NOT (t.shared AND (g.owner_id = v_cur OR t.assigned_company = g.owner_id)
      AND EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = t.record_id AND x.company_id = t.assigned_company AND x.level >= 3)) THEN
    PERFORM hansa.fail('HA422', 'company_unknown', 'This company does not work on the record together with yours.', '/assigned_company');
  END IF;
END $$;
COMMENT ON FUNCTION hansa.task_check_(hansa.task) IS 'definer: internal; looks whether another company works on the record';

-- Tells whoever has to do something now, unless that is the caller.
CREATE OR REPLACE FUNCTION hansa.task_tell_(t hansa.task) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF t.state = 'open' AND (t.assigned_to IS NOT NULL AND t.assigned_to IS DISTINCT FROM hansa.me() OR t.assigned_company <> hansa.cur()) THEN
    PERFORM hansa.notify_(t.assigned_company, t.assigned_to, 'task.assigned', 'task', t.id, '{}');
  END IF;
END $$;
COMMENT ON FUNCTION hansa.task_tell_(hansa.task) IS 'definer: internal; writes for another company';

-- What a company shared on records it no longer sees is its own again: nobody there changes it any more.
CREATE OR REPLACE FUNCTION hansa.tasks_withdraw_(p_company uuid, p_records uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE hansa.task t SET shared = false, assigned_company = p_company, version = t.version + 1, updated_at = now(),
      assigned_to = CASE WHEN t.assigned_company = p_company THEN t.assigned_to END
    WHERE t.company_id = p_company AND t.record_id = ANY (p_records) AND t.shared;
  -- And where it was this company's turn, it is the owner's.
  UPDATE hansa.task t SET assigned_company = t.company_id, assigned_to = NULL, version = t.version + 1, updated_at = now()
    WHERE t.record_id = ANY (p_records) AND t.assigned_company = p_company AND t.company_id <> p_company;
END $$;
COMMENT ON FUNCTION hansa.tasks_withdraw_(uuid, uuid[]) IS 'definer: internal; a company that loses a record leaves its shared tasks';

CREATE OR REPLACE FUNCTION hansa.task_create(p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t hansa.task;
BEGIN
  PERFORM hansa.need_role('member');
  t := jsonb_populate_record(t, hansa.pick(p, '{record_id,title,note,due_on,due_at,remind_at,assigned_to,assigned_company,shared}'));
  t.id := gen_random_uuid();
  t.company_id := hansa.cur();
  t.created_by := hansa.me();
  t.assigned_company := coalesce(t.assigned_company, t.company_id);
  t.shared := coalesce(t.shared, false);
  t.state := 'open';
  t.version := 1;
  t.created_at := now();
  t.updated_at := now();
  t.record_kind := (SELECT g.kind FROM hansa.grant_ g WHERE g.record_id = t.record_id AND g.company_id = t.company_id);
  PERFORM hansa.task_check_(t);
  INSERT INTO hansa.task SELECT t.*;
  PERFORM hansa.task_emit_(t, 'task.created', false);
  PERFORM hansa.task_tell_(t);
  id := t.id;
  version := 1;
END $$;
COMMENT ON FUNCTION hansa.task_create(jsonb) IS 'definer: tells the other companies of a shared task; writes rows of the caller''s own company only';

CREATE OR REPLACE FUNCTION hansa.task_update(p_task uuid, p_version int, p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  old hansa.task;
  t hansa.task;
  v_part text;
BEGIN
  PERFORM hansa.need_role('member');
  SELECT * INTO old FROM hansa.task x WHERE x.id = p_task FOR UPDATE;
  IF NOT FOUND OR (old.company_id <> v_cur AND NOT (old.shared AND EXISTS (SELECT FROM hansa.grant_ g
      WHERE g.record_id = old.record_id AND g.company_id = v_cur AND g.level >= 2))) THEN
    PERFORM hansa.not_found();
  END IF;
  v_part := hansa.task_part(old);
  IF v_part = 'none' OR (v_part = 'part' AND (p - '{state,assigned_to}'::text[] <> '{}' OR p ? 'assigned_to' AND old.assigned_company <> v_cur)) THEN
    PERFORM hansa.fail('HA403', 'level_insufficient', 'This task is another company''s: yours may only do its part of it.');
  END IF;
  PERFORM hansa.need_version(p_version, old.version);
  t := jsonb_populate_record(old, hansa.pick(p, '{title,note,due_on,due_at,remind_at,assigned_to,assigned_company,shared,state}'));
  t.assigned_company := coalesce(t.assigned_company, t.company_id);
  -- The other kind of due goes when one is given; so does the person when the task passes to a company, and the other way round.
  IF p ->> 'due_on' IS NOT NULL AND NOT p ? 'due_at' THEN t.due_at := NULL; END IF;
  IF p ->> 'due_at' IS NOT NULL AND NOT p ? 'due_on' THEN t.due_on := NULL; END IF;
  IF p ->> 'assigned_to' IS NOT NULL AND NOT p ? 'assigned_company' THEN t.assigned_company := v_cur; END IF;
  IF t.assigned_company <> old.assigned_company AND NOT p ? 'assigned_to' THEN t.assigned_to := NULL; END IF;
  IF NOT coalesce(t.shared, false) THEN
    t.shared := false;
    IF t.assigned_company <> t.company_id THEN
      t.assigned_company := t.company_id;
      t.assigned_to := NULL;
    END IF;
  END IF;
  IF v_part = 'all' AND (t.assigned_to IS DISTINCT FROM old.assigned_to OR t.assigned_company <> old.assigned_company OR t.shared <> old.shared
      OR p ?| '{title,due_on,due_at}') OR v_part = 'part' AND p ->> 'assigned_to' IS NOT NULL THEN
    -- What stays as it was is not asked again: a partner's person stands on a task of ours.
    IF t.assigned_to IS NOT DISTINCT FROM old.assigned_to AND t.assigned_company <> v_cur THEN
      PERFORM hansa.task_check_(jsonb_populate_record(t, '{"assigned_to": null}'));
    ELSE
      PERFORM hansa.task_check_(t);
    END IF;
  END IF;
  t.done_at := CASE t.state WHEN 'done' THEN coalesce(old.done_at, now()) END;
  t.done_by := CASE t.state WHEN 'done' THEN coalesce(old.done_by, hansa.me()) END;
  IF t.remind_at IS DISTINCT FROM old.remind_at THEN
    t.reminded_at := NULL;
  END IF;
  t.version := old.version + 1;
  UPDATE hansa.task x SET title = t.title, note = t.note, due_on = t.due_on, due_at = t.due_at, remind_at = t.remind_at,
      reminded_at = t.reminded_at, assigned_to = t.assigned_to, assigned_company = t.assigned_company, shared = t.shared, state = t.state,
      done_at = t.done_at, done_by = t.done_by, version = t.version, updated_at = now()
    WHERE x.id = p_task;
  PERFORM hansa.task_emit_(t, 'task.updated', old.shared);
  IF t.assigned_to IS DISTINCT FROM old.assigned_to OR t.assigned_company <> old.assigned_company THEN
    PERFORM hansa.task_tell_(t);
  END IF;
  id := t.id;
  version := t.version;
END $$;
COMMENT ON FUNCTION hansa.task_update(uuid, int, jsonb) IS 'definer: a shared task is ticked off by a company that does not own it; needs level 3 on its record';

CREATE OR REPLACE FUNCTION hansa.task_delete(p_task uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE t hansa.task;
BEGIN
  PERFORM hansa.need_role('member');
  DELETE FROM hansa.task x WHERE x.id = p_task AND x.company_id = hansa.cur() RETURNING * INTO t;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.task_emit_(t, 'task.deleted', false);
END $$;
COMMENT ON FUNCTION hansa.task_delete(uuid) IS 'definer: tells the other companies of a shared task; deletes the caller''s own only';

-- The clock's part: whoever has the task is reminded once.
CREATE OR REPLACE FUNCTION hansa.task_remind_(p_limit int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  t hansa.task;
  v_n int := 0;
BEGIN
  FOR t IN UPDATE hansa.task x SET reminded_at = now() WHERE x.id IN (
      SELECT y.id FROM hansa.task y WHERE y.state = 'open' AND y.reminded_at IS NULL AND y.remind_at <= now()
      ORDER BY y.remind_at LIMIT p_limit FOR UPDATE SKIP LOCKED) RETURNING x.* LOOP
    -- A share taken back takes the reminder along.
    IF t.assigned_company <> t.company_id AND NOT EXISTS (SELECT FROM hansa.grant_ g
        WHERE g.record_id = t.record_id AND g.company_id = t.assigned_company AND g.level >= 2) THEN
      t.assigned_company := t.company_id;
      t.assigned_to := NULL;
    END IF;
    PERFORM hansa.notify_(t.assigned_company, coalesce(t.assigned_to, CASE WHEN t.assigned_company = t.company_id THEN t.created_by END),
      'task.due', 'task', t.id, '{}');
    v_n := v_n + 1;
  END LOOP;
  RETURN v_n;
END $$;
COMMENT ON FUNCTION hansa.task_remind_(int) IS 'definer: internal; writes notifications of all companies';

GRANT EXECUTE ON FUNCTION hansa.record_title(text, uuid), hansa.task_sort(hansa.task), hansa.task_part(hansa.task), hansa.task_create(jsonb),
  hansa.task_update(uuid, int, jsonb), hansa.task_delete(uuid) TO hansa_app;

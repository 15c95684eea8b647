-- A company's rule for what its people write, holds, reports, removal, export, and what time erases.

-- The rule of a company, or what holds without one; a guest keeps to its host's.
CREATE OR REPLACE FUNCTION hansa.rule_of_(p_company uuid) RETURNS hansa.company_rule
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r hansa.company_rule;
BEGIN
  SELECT x.* INTO r FROM hansa.company_rule x
    WHERE x.company_id = coalesce((SELECT g.company_id FROM hansa.room_guest g WHERE g.guest_company_id = p_company), p_company);
  IF NOT FOUND THEN
    r := ROW(p_company, NULL, NULL, true, 20, NULL, true, 0, now());
  END IF;
  RETURN r;
END $$;
COMMENT ON FUNCTION hansa.rule_of_(uuid) IS 'definer: internal; a company''s rule for its messages';

CREATE OR REPLACE FUNCTION hansa.chat_rule(OUT retention_days int, OUT edit_minutes int, OUT delete_allowed boolean, OUT file_max_mb int, OUT file_types text[],
  OUT guests_allowed boolean, OUT version int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r hansa.company_rule := hansa.rule_of_(hansa.cur());
BEGIN
  retention_days := r.retention_days;
  edit_minutes := r.edit_minutes;
  delete_allowed := r.delete_allowed;
  file_max_mb := r.file_max_mb;
  file_types := r.file_types;
  guests_allowed := r.guests_allowed;
  version := r.version;
END $$;
COMMENT ON FUNCTION hansa.chat_rule() IS 'definer: the rule of the caller''s own company, or of a guest''s host';

CREATE OR REPLACE FUNCTION hansa.chat_rule_set(p_retention_days int, p_edit_minutes int, p_delete_allowed boolean, p_file_max_mb int, p_file_types text[], p_guests_allowed boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  IF cardinality(p_file_types) > 100 OR EXISTS (SELECT FROM unnest(p_file_types) t WHERE t !~ '^[a-z0-9.+-]{1,60}/(\*|[a-z0-9.+-]{1,100})$') THEN
    PERFORM hansa.fail('HA422', 'file_types_invalid', 'Write types as image/png or image/*.', '/file_types');
  END IF;
  INSERT INTO hansa.company_rule AS r (company_id, retention_days, edit_minutes, delete_allowed, file_max_mb, file_types, guests_allowed)
  VALUES (hansa.cur(), p_retention_days, p_edit_minutes, p_delete_allowed, p_file_max_mb, p_file_types, p_guests_allowed)
  ON CONFLICT (company_id) DO UPDATE SET retention_days = excluded.retention_days, edit_minutes = excluded.edit_minutes, delete_allowed = excluded.delete_allowed,
    file_max_mb = excluded.file_max_mb, file_types = excluded.file_types, guests_allowed = excluded.guests_allowed, version = r.version + 1, updated_at = now();
  PERFORM hansa.audit('chat_rule.changed', 'company', hansa.cur(), jsonb_build_object('retention_days', p_retention_days, 'edit_minutes', p_edit_minutes,
    'delete_allowed', p_delete_allowed, 'file_max_mb', p_file_max_mb, 'file_types', p_file_types, 'guests_allowed', p_guests_allowed));
END $$;
COMMENT ON FUNCTION hansa.chat_rule_set(int, int, boolean, int, text[], boolean) IS 'definer: writes the caller''s own company''s rule; administrators only';

CREATE OR REPLACE FUNCTION hansa.hold_add(p_scope text, p_room uuid, p_person uuid, p_reason text, OUT id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  PERFORM hansa.need_value(p_reason, '/reason');
  IF p_scope = 'room' THEN
    IF p_room IS NULL THEN
      PERFORM hansa.fail('HA422', 'field_required', 'Which room?', '/room_id');
    END IF;
    PERFORM hansa.room_grant_(p_room, 2);
  ELSIF p_scope = 'person' THEN
    IF p_person IS NULL THEN
      PERFORM hansa.fail('HA422', 'field_required', 'Which person?', '/person_id');
    ELSIF NOT EXISTS (SELECT FROM hansa.membership m WHERE m.company_id = hansa.cur() AND m.person_id = p_person)
        AND NOT EXISTS (SELECT FROM hansa.message m WHERE m.company_id = hansa.cur() AND m.person_id = p_person) THEN
      PERFORM hansa.not_found();
    END IF;
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.hold (id, company_id, scope, room_id, person_id, reason, created_by)
  VALUES (id, hansa.cur(), p_scope, CASE WHEN p_scope = 'room' THEN p_room END, CASE WHEN p_scope = 'person' THEN p_person END, btrim(p_reason), hansa.me());
  PERFORM hansa.audit('hold.placed', 'hold', id, jsonb_build_object('scope', p_scope, 'room_id', p_room, 'person_id', p_person));
END $$;
COMMENT ON FUNCTION hansa.hold_add(text, uuid, uuid, text) IS 'definer: keeps messages of a room the caller sees, or of its own people; administrators only';

CREATE OR REPLACE FUNCTION hansa.hold_end(p_hold uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE h hansa.hold;
BEGIN
  PERFORM hansa.need_role('admin');
  DELETE FROM hansa.hold x WHERE x.id = p_hold AND x.company_id = hansa.cur() RETURNING * INTO h;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  -- What only this hold kept of deleted messages goes now.
  DELETE FROM hansa.message_edit e USING hansa.message m WHERE m.id = e.message_id AND m.deleted IS NOT NULL
    AND CASE h.scope WHEN 'room' THEN m.room_id = h.room_id ELSE m.company_id = h.company_id END AND NOT hansa.message_held_(m);
  PERFORM hansa.audit('hold.released', 'hold', p_hold, jsonb_build_object('scope', h.scope, 'room_id', h.room_id, 'person_id', h.person_id));
END $$;
COMMENT ON FUNCTION hansa.hold_end(uuid) IS 'definer: ends a hold of the caller''s own company; administrators only';

CREATE OR REPLACE FUNCTION hansa.message_report(p_message uuid, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  m hansa.message;
  r hansa.room;
BEGIN
  m := hansa.message_lock_(p_message, 2);
  PERFORM hansa.need_value(p_reason, '/reason');
  PERFORM hansa.message_gone_(m);
  IF hansa.me() IS NULL THEN
    PERFORM hansa.fail('HA403', 'person_required', 'Only a person reports.');
  ELSIF hansa.throttle_hit_('report:' || hansa.me(), interval '1 hour') > 30 THEN
    PERFORM hansa.fail('HA429', 'too_many_requests', 'Too many reports within an hour.');
  END IF;
  INSERT INTO hansa.message_report (message_id, room_id, company_id, person_id, author_company_id, reason)
  VALUES (p_message, m.room_id, v_cur, hansa.me(), m.company_id, btrim(p_reason)) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT * INTO r FROM hansa.room x WHERE x.id = m.room_id;
  -- The administrators of who reports, of whose message it is and of whose room; who reports is told to its own alone.
  PERFORM hansa.notify_(a.company_id, a.person_id, 'room.report', 'room', m.room_id, jsonb_build_object('message_id', p_message))
    FROM hansa.membership a WHERE a.role = 'admin' AND a.person_id <> hansa.me()
      AND a.company_id IN (v_cur, m.company_id, r.company_id, (SELECT g.company_id FROM hansa.room_guest g WHERE g.guest_company_id IN (v_cur, m.company_id) LIMIT 1))
      AND EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = m.room_id AND x.company_id = a.company_id AND x.level >= 2 AND m.seq > x.from_seq);
END $$;
COMMENT ON FUNCTION hansa.message_report(uuid, text) IS 'definer: tells administrators of the companies concerned of a message the caller may see';

CREATE OR REPLACE FUNCTION hansa.message_remove(p_message uuid, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE m hansa.message;
BEGIN
  m := hansa.message_lock_(p_message, 2);
  PERFORM hansa.need_role('admin');
  PERFORM hansa.room_grant_(m.room_id, 3);
  IF m.deleted IS NULL THEN
    PERFORM hansa.message_erase_(m, 'moderated');
    -- A company that has left hears no more of the room.
    IF m.person_id IS NOT NULL AND m.person_id IS DISTINCT FROM hansa.me()
      AND EXISTS (SELECT FROM hansa.grant_ x WHERE x.record_id = m.room_id AND x.company_id = m.company_id AND x.level >= 2) THEN
      PERFORM hansa.notify_(m.company_id, m.person_id, 'room.removed', 'room', m.room_id, jsonb_build_object('message_id', p_message));
    END IF;
  END IF;
  UPDATE hansa.message_report x SET closed_at = now(), removed = true WHERE x.message_id = p_message AND x.closed_at IS NULL;
  PERFORM hansa.audit('message.removed', 'room', m.room_id, jsonb_build_object('message_id', p_message, 'reason', p_reason));
END $$;
COMMENT ON FUNCTION hansa.message_remove(uuid, text) IS 'definer: removes another company''s message from a room; administrators of a company that writes there only';

-- Reports that concern the caller: of its people, of its messages, in its rooms. Who reported is shown to its own company alone.
CREATE OR REPLACE FUNCTION hansa.reports_of(p_open boolean)
RETURNS TABLE (id uuid, message_id uuid, room_id uuid, seq bigint, text text, author text, company text, deleted text, reason text, reporter text, reporter_company text,
  own boolean, at timestamptz, closed_at timestamptz, removed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.need_role('admin');
  RETURN QUERY SELECT x.id, x.message_id, x.room_id, m.seq, CASE WHEN m.deleted IS NULL THEN m.text END, m.author_name, m.company_name, m.deleted,
      x.reason, CASE WHEN x.company_id = v_cur THEN p.name END, CASE WHEN x.company_id = v_cur THEN c.name END, x.company_id = v_cur, x.at, x.closed_at, x.removed
    FROM hansa.grant_ g JOIN hansa.message_report x ON x.room_id = g.record_id JOIN hansa.message m ON m.id = x.message_id AND m.seq > g.from_seq
      LEFT JOIN hansa.person p ON p.id = x.person_id LEFT JOIN hansa.company c ON c.id = x.company_id
    WHERE g.company_id = v_cur AND g.kind = 'room' AND g.level >= 2 AND (v_cur IN (x.company_id, x.author_company_id) OR g.level = 5
        OR EXISTS (SELECT FROM hansa.room_guest q WHERE q.company_id = v_cur AND q.guest_company_id IN (x.company_id, x.author_company_id)))
      AND hansa.let_in_(g)
      AND (p_open IS NOT TRUE OR x.closed_at IS NULL)
    ORDER BY x.closed_at IS NOT NULL, x.at DESC, x.id LIMIT 500;
END $$;
COMMENT ON FUNCTION hansa.reports_of(boolean) IS 'definer: reports about or by the caller''s company, or in its rooms; administrators only';

CREATE OR REPLACE FUNCTION hansa.report_close(p_report uuid, p_remove boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_message uuid;
  v_reason text;
BEGIN
  PERFORM hansa.need_role('admin');
  SELECT x.message_id, x.reason INTO v_message, v_reason FROM hansa.reports_of(false) x WHERE x.id = p_report;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  ELSIF p_remove THEN
    PERFORM hansa.message_remove(v_message, v_reason);
  END IF;
  UPDATE hansa.message_report x SET closed_at = coalesce(x.closed_at, now()) WHERE x.id = p_report;
  PERFORM hansa.audit('report.closed', 'report', p_report, jsonb_build_object('removed', p_remove));
END $$;
COMMENT ON FUNCTION hansa.report_close(uuid, boolean) IS 'definer: closes a report the caller sees; administrators only';

-- A room as JSON lines: the room, then each message with what it said before. Files: one's own company's only.
CREATE OR REPLACE FUNCTION hansa.room_export(p_room uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  g hansa.grant_;
  v_held boolean;
BEGIN
  PERFORM hansa.need_role('admin');
  g := hansa.room_grant_(p_room, 2);
  v_held := EXISTS (SELECT FROM hansa.hold h WHERE h.company_id = v_cur AND h.scope = 'room' AND h.room_id = p_room);
  PERFORM hansa.audit('room.exported', 'room', p_room);
  RETURN (SELECT (jsonb_build_object('room', jsonb_build_object('id', p_room, 'title', hansa.room_title(p_room), 'companies', hansa.room_companies(p_room)),
      'exported_at', now(), 'exported_for', hansa.company_name_(v_cur)))::text || E'\n'
    || coalesce((SELECT string_agg((hansa.message_json(m) || jsonb_build_object(
        'files', CASE WHEN m.company_id = v_cur THEN (SELECT coalesce(jsonb_agg(f.value || jsonb_build_object('path', '/api/files/' || (f.value ->> 'id'))), '[]')
          FROM jsonb_array_elements(m.files) f) ELSE '[]' END,
        'edits', (SELECT coalesce(jsonb_agg(jsonb_build_object('rev', e.rev, 'text', e.text, 'at', e.at) ORDER BY e.rev), '[]') FROM hansa.message_edit e
          WHERE e.message_id = m.id AND (m.deleted IS NULL OR v_held OR m.company_id = v_cur))))::text || E'\n', '' ORDER BY m.seq)
      FROM hansa.message m WHERE m.room_id = p_room AND m.seq > g.from_seq), ''));
END $$;
COMMENT ON FUNCTION hansa.room_export(uuid) IS 'definer: what the caller''s company may see of a room, and what its own hold keeps; administrators only';

-- Words whose time has come, in portions; guests whose time has come.
CREATE OR REPLACE FUNCTION hansa.rooms_sweep_() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_due uuid[];
  v_rooms uuid[];
  v_guests uuid[];
BEGIN
  v_guests := ARRAY(SELECT g.id FROM hansa.room_guest g WHERE g.revoked_at IS NULL AND g.expires_at <= now() ORDER BY g.expires_at LIMIT 200);
  PERFORM hansa.lock_(ARRAY(SELECT g.room_id FROM hansa.room_guest g WHERE g.id = ANY (v_guests)));
  PERFORM hansa.guests_end_(v_guests);
  SELECT array_agg(x.id), array_agg(DISTINCT x.room_id) INTO v_due, v_rooms FROM (
    SELECT m.id, m.room_id FROM hansa.company_rule r
      CROSS JOIN LATERAL (SELECT r.company_id UNION ALL SELECT g.guest_company_id FROM hansa.room_guest g WHERE g.company_id = r.company_id AND g.guest_company_id IS NOT NULL) w (company_id)
      JOIN hansa.message m ON m.company_id = w.company_id AND m.deleted IS NULL AND m.at < now() - make_interval(days => r.retention_days)
    WHERE r.retention_days IS NOT NULL AND NOT hansa.message_held_(m) LIMIT 500) x;
  IF v_due IS NOT NULL THEN
    PERFORM hansa.lock_(v_rooms);
    PERFORM hansa.message_erase_(m, 'retention') FROM hansa.message m WHERE m.id = ANY (v_due) AND m.deleted IS NULL;
  END IF;
  RETURN coalesce(cardinality(v_due), 0) + cardinality(v_guests);
END $$;
COMMENT ON FUNCTION hansa.rooms_sweep_() IS 'definer: internal; housekeeping of all companies'' rooms';

GRANT EXECUTE ON FUNCTION hansa.chat_rule(), hansa.chat_rule_set(int, int, boolean, int, text[], boolean), hansa.hold_add(text, uuid, uuid, text), hansa.hold_end(uuid),
  hansa.message_report(uuid, text), hansa.message_remove(uuid, text), hansa.reports_of(boolean), hansa.report_close(uuid, boolean), hansa.room_export(uuid) TO hansa_app;

-- Files: brought by one person, hung into one message, read by whoever may see that message.
DROP POLICY IF EXISTS app_select ON hansa.file_;
CREATE POLICY app_select ON hansa.file_ FOR SELECT TO hansa_app USING (erased_at IS NULL AND CASE
  WHEN message_id IS NULL THEN company_id = (SELECT hansa.cur()) AND person_id IS NOT DISTINCT FROM (SELECT hansa.me())
  ELSE EXISTS (SELECT 1 FROM hansa.message m WHERE m.id = file_.message_id AND m.deleted IS NULL OFFSET 0) END);
GRANT SELECT ON hansa.file_ TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.file_content;
CREATE POLICY app_select ON hansa.file_content FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.file_ f WHERE f.company_id = file_content.company_id AND f.sha256 = file_content.sha256 OFFSET 0));
GRANT SELECT ON hansa.file_content TO hansa_app;

-- A name is shown to others: no path, nothing unseen, nothing that turns the direction of the text around it.
CREATE OR REPLACE FUNCTION hansa.file_name(p_name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(nullif(left(btrim(regexp_replace(regexp_replace(p_name,
  '[\x01-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]', '', 'g'), '[/\\]', '_', 'g')), 255), ''), 'file');

CREATE OR REPLACE FUNCTION hansa.file_add(p_name text, p_bytes bytea, p_sha256 bytea, p_type text, p_width int, p_height int, p_preview boolean)
RETURNS hansa.file_ LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_cur uuid := hansa.cur();
  v_me uuid := hansa.me();
  v_size bigint := length(p_bytes);
  v_waiting record;
  r hansa.company_rule := hansa.rule_of_(hansa.cur());
  f hansa.file_;
BEGIN
  PERFORM hansa.need_writer_();
  IF r.file_max_mb = 0 THEN
    PERFORM hansa.fail('HA403', 'files_not_allowed', 'The company''s rule allows no files.');
  ELSIF v_size > r.file_max_mb::bigint * 1048576 THEN
    PERFORM hansa.fail('HA413', 'file_too_large', 'The company''s rule allows files of at most ' || r.file_max_mb || ' MB.');
  ELSIF v_size = 0 THEN
    PERFORM hansa.fail('HA422', 'file_empty', 'The file is empty.');
  ELSIF NOT EXISTS (SELECT FROM unnest(coalesce(r.file_types, '{*/*}')) t
      WHERE t IN (p_type, '*/*') OR (right(t, 2) = '/*' AND starts_with(p_type, left(t, -1)))) THEN
    PERFORM hansa.fail('HA422', 'file_type_refused', 'The company''s rule does not allow files of this type: ' || p_type || '.', '/name');
  END IF;
  SELECT count(*) AS n, coalesce(sum(x.size), 0) AS size, count(*) FILTER (WHERE x.at > now() - interval '1 minute') AS lately INTO v_waiting
    FROM hansa.file_ x WHERE x.company_id = v_cur AND x.person_id IS NOT DISTINCT FROM v_me AND x.message_id IS NULL AND x.erased_at IS NULL;
  IF v_waiting.n >= 100 OR v_waiting.lately >= 40 OR v_waiting.size + v_size > 209715200 THEN
    PERFORM hansa.fail('HA429', 'too_many_files', 'Many files are uploaded and not yet in a message. Send or discard some first.');
  END IF;
  -- Touched, so that the sweep does not take away at this moment what nothing else hung on.
  INSERT INTO hansa.file_content (company_id, sha256, bytes) VALUES (v_cur, p_sha256, p_bytes)
    ON CONFLICT (company_id, sha256) DO UPDATE SET at = now();
  INSERT INTO hansa.file_ (company_id, person_id, name, type, size, sha256, width, height, preview)
    VALUES (v_cur, v_me, hansa.file_name(p_name), p_type, v_size, p_sha256, p_width, p_height, p_preview) RETURNING * INTO f;
  RETURN f;
END $$;
COMMENT ON FUNCTION hansa.file_add(text, bytea, bytea, text, int, int, boolean) IS 'definer: writes the caller''s own file and its bytes';

-- Thrown away before it was in a message.
CREATE OR REPLACE FUNCTION hansa.file_drop(p_file uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_writer_();
  DELETE FROM hansa.file_ f WHERE f.id = p_file AND f.company_id = hansa.cur() AND f.person_id IS NOT DISTINCT FROM hansa.me() AND f.message_id IS NULL;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
END $$;
COMMENT ON FUNCTION hansa.file_drop(uuid) IS 'definer: takes away the caller''s own file that is in no message';

-- Called while a message is written, by its writer.
CREATE OR REPLACE FUNCTION hansa.files_attach_(p_files uuid[], p_room uuid, p_message uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_n int;
BEGIN
  UPDATE hansa.file_ f SET room_id = p_room, message_id = p_message
    WHERE f.id = ANY (p_files) AND f.company_id = hansa.cur() AND f.person_id IS NOT DISTINCT FROM hansa.me() AND f.message_id IS NULL AND f.erased_at IS NULL;
  GET DIAGNOSTICS v_n = ROW_COUNT;
  IF v_n <> (SELECT count(DISTINCT x) FROM unnest(p_files) x) THEN
    PERFORM hansa.fail('HA422', 'file_unknown', 'A file is not yours, or is in a message already. Upload it again.', '/files');
  END IF;
END $$;
COMMENT ON FUNCTION hansa.files_attach_(uuid[], uuid, uuid) IS 'definer: internal; hangs the writer''s own waiting files into the message just written';

-- The bytes of messages that are deleted go, unless a hold keeps them; so do files that never came into a message.
CREATE OR REPLACE FUNCTION hansa.files_sweep_() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_n int;
  v_rows int;
BEGIN
  DELETE FROM hansa.file_ f WHERE f.id IN (
    SELECT x.id FROM hansa.file_ x WHERE x.message_id IS NULL AND x.at < now() - interval '1 day' ORDER BY x.at LIMIT 500);
  GET DIAGNOSTICS v_n = ROW_COUNT;
  UPDATE hansa.file_ f SET erased_at = now() WHERE f.id IN (
    SELECT x.id FROM hansa.message m JOIN hansa.file_ x ON x.message_id = m.id
    WHERE m.deleted IS NOT NULL AND x.erased_at IS NULL AND NOT hansa.message_held_(m) LIMIT 500);
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  v_n := v_n + v_rows;
  DELETE FROM hansa.file_content c WHERE (c.company_id, c.sha256) IN (
      SELECT x.company_id, x.sha256 FROM hansa.file_content x WHERE x.at < now() - interval '1 hour' AND NOT EXISTS (
        SELECT FROM hansa.file_ f WHERE f.company_id = x.company_id AND f.sha256 = x.sha256 AND f.erased_at IS NULL) LIMIT 200)
    AND c.at < now() - interval '1 hour';
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_n + v_rows;
END $$;
COMMENT ON FUNCTION hansa.files_sweep_() IS 'definer: internal; housekeeping of all companies'' files';

GRANT EXECUTE ON FUNCTION hansa.file_name(text), hansa.file_add(text, bytea, bytea, text, int, int, boolean), hansa.file_drop(uuid) TO hansa_app;

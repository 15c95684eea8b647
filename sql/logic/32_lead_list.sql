-- Lists of leads: which leads a filter lets through, in what order, moves of many at once, and saved views.

-- One expression, so that every list that uses it has it worked into its own plan.
CREATE OR REPLACE FUNCTION hansa.lead_fits(f hansa.lead_filter, g hansa.grant_, l hansa.lead, m hansa.lead_commercial) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ((f).stage IS NULL OR (g).status = ANY ((f).stage))
  AND (coalesce((f).shared, 'all') = 'all' OR ((g).level = 5) = ((f).shared = 'own'))
  AND ((f).ids IS NULL OR (g).record_id = ANY ((f).ids))
  AND ((f).owner IS NULL OR (g).owner_id = ANY ((f).owner))
  AND ((f).assigned_to IS NULL OR coalesce((l).assigned_to, '00000000-0000-0000-0000-000000000000') = ANY ((f).assigned_to))
  AND ((f).country IS NULL OR (l).country = ANY ((f).country))
  AND ((f).industry IS NULL OR (l).industry = ANY ((f).industry))
  AND ((f).source IS NULL OR (l).source = ANY ((f).source))
  AND ((f).currency IS NULL OR (m).currency = (f).currency)
  AND ((f).value_from IS NULL OR (m).value_minor >= (f).value_from)
  AND ((f).value_to IS NULL OR (m).value_minor <= (f).value_to)
  AND ((f).close_from IS NULL OR (m).expected_close >= (f).close_from)
  AND ((f).close_to IS NULL OR (m).expected_close <= (f).close_to)
  AND ((f).created_from IS NULL OR (l).created_at >= (f).created_from::timestamp AT TIME ZONE 'UTC')
  AND ((f).created_to IS NULL OR (l).created_at < ((f).created_to + 1)::timestamp AT TIME ZONE 'UTC')
  AND ((f).updated_from IS NULL OR (g).sort_at >= (f).updated_from::timestamp AT TIME ZONE 'UTC')
  AND ((f).updated_to IS NULL OR (g).sort_at < ((f).updated_to + 1)::timestamp AT TIME ZONE 'UTC');

-- The place of a lead in an order, as text that sorts like the value; what is empty comes last either way.
CREATE OR REPLACE FUNCTION hansa.lead_key(p_sort text, p_dir text, g hansa.grant_, l hansa.lead, m hansa.lead_commercial, p_title text,
  p_company text, p_partner text, p_person text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce('1' || CASE p_sort
    WHEN 'value' THEN lpad(((m).value_minor * (CASE hansa.currency_digits((m).currency) WHEN 0 THEN 10000 WHEN 2 THEN 100 WHEN 3 THEN 10 ELSE 1 END)::numeric)::text, 26, '0')
    WHEN 'close' THEN to_char((m).expected_close, 'YYYY-MM-DD')
    WHEN 'title' THEN lower(coalesce(p_title, (l).product_interest, (l).industry, (l).number))
    WHEN 'company' THEN lower(p_company)
    WHEN 'owner' THEN lower(p_partner)
    WHEN 'assigned_to' THEN lower(p_person)
    WHEN 'country' THEN (l).country
    WHEN 'industry' THEN lower((l).industry)
    WHEN 'source' THEN lower((l).source)
    WHEN 'number' THEN (l).number
    WHEN 'created' THEN to_char((l).created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
    WHEN 'updated' THEN to_char((g).sort_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
    WHEN 'stage' THEN array_position('{new,qualified,offered,accepted,working,converted,returned,lost,disqualified}'::text[], (g).status)::text
  END, CASE p_dir WHEN 'asc' THEN '2' ELSE '0' END);

-- A page's keyset travels as "id|key". What is no time, because the cursor is of another order, begins anew.
CREATE OR REPLACE FUNCTION hansa.lead_after_id(after text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN after IS NULL THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid ELSE left(after, 36)::uuid END;
CREATE OR REPLACE FUNCTION hansa.lead_after_at(after text) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN substr(after, 38) ~ '^\d{4}-\d\d-\d\d ' THEN substr(after, 38)::timestamptz ELSE 'infinity'::timestamptz END;

-- Takes a person's own last move of a lead back, shortly after it and while nobody else has touched the lead since.
CREATE OR REPLACE FUNCTION hansa.lead_undo_one(p_lead uuid, p_version int, OUT stage text, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  l hansa.lead;
  e hansa.timeline;
BEGIN
  g := hansa.record_edit(p_lead, 'lead');
  SELECT * INTO l FROM hansa.lead x WHERE x.id = p_lead FOR UPDATE;
  PERFORM hansa.need_version(p_version, l.version + g.rev);
  SELECT * INTO e FROM hansa.timeline t WHERE t.root_id = p_lead AND t.visibility = 'shared' AND t.body ? 'state' ORDER BY t.at DESC, t.id DESC LIMIT 1;
  IF NOT FOUND OR e.company_id <> hansa.cur() OR e.person_id IS DISTINCT FROM hansa.me() OR e.body ->> 'from' IS NULL
    OR e.body ->> 'state' <> l.stage OR e.at < now() - interval '10 minutes' THEN
    PERFORM hansa.fail('HA409', 'undo_refused', 'Only your own last move can be taken back, within ten minutes.');
  END IF;
  stage := e.body ->> 'from';
  UPDATE hansa.lead x SET stage = lead_undo_one.stage, version = x.version + 1, updated_at = now() WHERE x.id = p_lead;
  -- Without "from": what was taken back is not put forth again by a second undo.
  PERFORM hansa.record_touch(p_lead, 'undone', 'lead.state', jsonb_build_object('state', stage), stage);
  version := l.version + 1 + g.rev;
END $$;

-- One of many leads: moved, changed or taken back; what is refused is told and undone, and holds up nobody.
CREATE OR REPLACE FUNCTION hansa.lead_try(p_lead uuid, p_undo boolean, p_version int, p_action text, p_note text, p_changes jsonb,
  OUT ok boolean, OUT stage text, OUT version int, OUT status int, OUT type text, OUT detail text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ok := true;
  IF p_undo THEN
    SELECT u.stage, u.version INTO stage, version FROM hansa.lead_undo_one(p_lead, p_version) u;
    RETURN;
  END IF;
  IF p_changes <> '{}' THEN
    SELECT u.version INTO version FROM hansa.lead_update(p_lead, NULL, p_changes) u;
  END IF;
  IF p_action IS NOT NULL THEN
    SELECT a.state, a.version INTO stage, version FROM hansa.lead_act(p_lead, p_action, p_note, NULL) a;
  ELSE
    SELECT l.stage INTO stage FROM hansa.lead l WHERE l.id = p_lead;
  END IF;
EXCEPTION WHEN OTHERS THEN
  IF SQLSTATE NOT LIKE 'HA%' THEN
    RAISE;
  END IF;
  ok := false;
  stage := NULL;
  version := NULL;
  status := substr(SQLSTATE, 3)::int;
  GET STACKED DIAGNOSTICS type = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
END $$;

-- Moves or changes many leads. They are taken in the order of their ids, so that two such calls cannot wait for each other.
CREATE OR REPLACE FUNCTION hansa.lead_bulk(p_ids uuid[], p_action text, p_note text, p_changes jsonb)
RETURNS TABLE (id uuid, ok boolean, stage text, version int, status int, type text, detail text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('member');
  IF p_action IS NULL AND p_changes = '{}' THEN
    PERFORM hansa.fail('HA422', 'field_required', 'Say what to do with the leads: an action or changes.', '/action');
  END IF;
  RETURN QUERY SELECT w.x, t.* FROM (SELECT DISTINCT x FROM unnest(p_ids) x ORDER BY x) w
    CROSS JOIN LATERAL hansa.lead_try(w.x, false, NULL, p_action, p_note, p_changes) t;
END $$;

CREATE OR REPLACE FUNCTION hansa.lead_undo(p_ids uuid[], p_versions int[])
RETURNS TABLE (id uuid, ok boolean, stage text, version int, status int, type text, detail text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('member');
  IF cardinality(p_ids) <> cardinality(p_versions) THEN
    PERFORM hansa.fail('HA422', 'versions_missing', 'Give one version for each lead.', '/versions');
  END IF;
  RETURN QUERY SELECT w.i, t.* FROM (SELECT x.i, min(x.v) AS v FROM unnest(p_ids, p_versions) x(i, v) GROUP BY x.i ORDER BY x.i) w
    CROSS JOIN LATERAL hansa.lead_try(w.i, true, w.v, NULL, NULL, NULL) t;
END $$;

-- A view is seen by its maker, a shared one by the company; a manager may also change and remove the shared ones of others.
DROP POLICY IF EXISTS app_select ON hansa.saved_view;
CREATE POLICY app_select ON hansa.saved_view FOR SELECT TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND (shared OR person_id = (SELECT hansa.me())));
DROP POLICY IF EXISTS app_insert ON hansa.saved_view;
CREATE POLICY app_insert ON hansa.saved_view FOR INSERT TO hansa_app
  WITH CHECK (company_id = (SELECT hansa.cur()) AND person_id = (SELECT hansa.me()));
DROP POLICY IF EXISTS app_update ON hansa.saved_view;
CREATE POLICY app_update ON hansa.saved_view FOR UPDATE TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND (person_id = (SELECT hansa.me()) OR (shared AND (SELECT hansa.role_rank(hansa.role())) >= 3)));
DROP POLICY IF EXISTS app_delete ON hansa.saved_view;
CREATE POLICY app_delete ON hansa.saved_view FOR DELETE TO hansa_app
  USING (company_id = (SELECT hansa.cur()) AND (person_id = (SELECT hansa.me()) OR (shared AND (SELECT hansa.role_rank(hansa.role())) >= 3)));
GRANT SELECT, INSERT (id, company_id, person_id, kind, name, shared, query), UPDATE (name, shared, query, version, updated_at), DELETE
  ON hansa.saved_view TO hansa_app;

CREATE OR REPLACE FUNCTION hansa.view_save(p_kind text, p_name text, p_shared boolean, p_query text) RETURNS hansa.saved_view
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE v hansa.saved_view;
BEGIN
  IF hansa.me() IS NULL THEN
    PERFORM hansa.fail('HA403', 'person_required', 'Views belong to people. An API key has none.');
  END IF;
  PERFORM hansa.need_value(p_name, '/name');
  IF p_shared THEN
    PERFORM hansa.need_role('member');
  END IF;
  IF (SELECT count(*) FROM hansa.saved_view x WHERE x.company_id = hansa.cur() AND x.person_id = hansa.me()) >= 100 THEN
    PERFORM hansa.fail('HA409', 'too_many_views', 'You have a hundred views. Remove one first.');
  END IF;
  INSERT INTO hansa.saved_view (company_id, person_id, kind, name, shared, query)
  VALUES (hansa.cur(), hansa.me(), p_kind, btrim(p_name), p_shared, p_query) RETURNING * INTO v;
  RETURN v;
END $$;

CREATE OR REPLACE FUNCTION hansa.view_update(p_id uuid, p_version int, p jsonb) RETURNS hansa.saved_view
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE v hansa.saved_view;
BEGIN
  SELECT * INTO v FROM hansa.saved_view x WHERE x.id = p_id;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.need_version(p_version, v.version);
  IF p ? 'name' THEN
    PERFORM hansa.need_value(p ->> 'name', '/name');
  END IF;
  UPDATE hansa.saved_view x SET name = coalesce(btrim(p ->> 'name'), x.name), shared = coalesce((p ->> 'shared')::boolean, x.shared),
      query = coalesce(p ->> 'query', x.query), version = x.version + 1, updated_at = now()
    WHERE x.id = p_id RETURNING * INTO v;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA403', 'role_insufficient', 'This view belongs to somebody else. A manager may change it.');
  END IF;
  RETURN v;
END $$;

CREATE OR REPLACE FUNCTION hansa.view_remove(p_id uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM hansa.saved_view x WHERE x.id = p_id) THEN
    PERFORM hansa.not_found();
  END IF;
  DELETE FROM hansa.saved_view x WHERE x.id = p_id;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA403', 'role_insufficient', 'This view belongs to somebody else. A manager may remove it.');
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION hansa.lead_fits(hansa.lead_filter, hansa.grant_, hansa.lead, hansa.lead_commercial),
  hansa.lead_key(text, text, hansa.grant_, hansa.lead, hansa.lead_commercial, text, text, text, text),
  hansa.lead_after_id(text), hansa.lead_after_at(text), hansa.lead_bulk(uuid[], text, text, jsonb),
  hansa.lead_undo_one(uuid, int), hansa.lead_try(uuid, boolean, int, text, text, jsonb), hansa.lead_undo(uuid[], int[]), hansa.view_save(text, text, boolean, text),
  hansa.view_update(uuid, int, jsonb), hansa.view_remove(uuid) TO hansa_app;

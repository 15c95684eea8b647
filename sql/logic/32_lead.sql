-- Leads: create and change, field class by field class. A class has a row only when one of its values was given.

-- The part of a request's fields that belongs to one table.
CREATE OR REPLACE FUNCTION hansa.pick(p jsonb, p_keys text[]) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') FROM jsonb_each(p) e WHERE e.key = ANY (p_keys));
END $$;

-- A short code people can read out: six letters and digits without I, L, O, U.
CREATE OR REPLACE FUNCTION hansa.short_code() RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_letters constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  v_bytes constant bytea := uuid_send(gen_random_uuid());
  v_code text := '';
BEGIN
  FOR i IN 0..5 LOOP
    v_code := v_code || substr(v_letters, 1 + (get_byte(v_bytes, i) & 31), 1);
  END LOOP;
  RETURN v_code;
END $$;

CREATE OR REPLACE FUNCTION hansa.lead_check(p jsonb, p_value bigint, p_currency text) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Two conditions, not one: without the query in it the first is worked out in place.
  IF p ->> 'assigned_to' IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM hansa.membership m WHERE m.company_id = hansa.cur() AND m.person_id = (p ->> 'assigned_to')::uuid) THEN
      PERFORM hansa.fail('HA422', 'person_unknown', 'This person is not in your company.', '/assigned_to');
    END IF;
  END IF;
  IF p_value IS NOT NULL AND p_currency IS NULL THEN
    PERFORM hansa.fail('HA422', 'field_required', 'A value needs its currency.', '/currency');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.lead_create(p jsonb, OUT id uuid, OUT number text, OUT version int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_cur uuid := hansa.cur();
BEGIN
  PERFORM hansa.need_role('member');
  PERFORM hansa.lead_check(p, (p ->> 'value_minor')::bigint, p ->> 'currency');
  version := 1;
  -- One statement, with the classes nearly every lead has: what a statement costs at its first use in a transaction is most of
  -- what creating costs.
  -- No counter: its row would make the company's writers wait for each other's commits. A code taken is drawn again.
  LOOP
    id := gen_random_uuid();
    number := 'L-' || hansa.short_code();
    WITH l AS (
      INSERT INTO hansa.lead (id, company_id, number, country, region, industry, size_band, product_interest, use_case, source,
        contact_title, assigned_to)
      VALUES (id, v_cur, number, p ->> 'country', p ->> 'region', p ->> 'industry', p ->> 'size_band', p ->> 'product_interest',
        p ->> 'use_case', p ->> 'source', p ->> 'contact_title', (p ->> 'assigned_to')::uuid) ON CONFLICT DO NOTHING RETURNING lead.id
    ), i AS (
      INSERT INTO hansa.lead_identity (lead_id, title, company_name, website)
      SELECT l.id, p ->> 'title', p ->> 'company_name', p ->> 'website' FROM l WHERE p ?| '{title,company_name,website}'
    ), c AS (
      INSERT INTO hansa.lead_commercial (lead_id, value_minor, currency, competitor, expected_close)
      SELECT l.id, (p ->> 'value_minor')::bigint, p ->> 'currency', p ->> 'competitor', (p ->> 'expected_close')::date FROM l
      WHERE p ?| '{value_minor,currency,competitor,expected_close}'
    ), g AS (
      INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
      SELECT v_cur, l.id, 'lead', 5, 'new', now(), v_cur FROM l
    ), s AS (
      INSERT INTO hansa.stream (id, head) SELECT l.id, 1 FROM l
    ), t AS (
      INSERT INTO hansa.timeline (root_id, kind, company_id, person_id, actor_name, action, body)
      SELECT l.id, 'lead', v_cur, hansa.me(), hansa.actor_name(), 'created', jsonb_build_object('number', number) FROM l
    ), d AS (
      INSERT INTO hansa.search_doc (company_id, record_id, kind, sort_at, title, tsv)
      SELECT v_cur, l.id, 'lead', now(), coalesce(p ->> 'title', p ->> 'company_name', p ->> 'product_interest', number),
        hansa.words(concat_ws(' ', number, p ->> 'region', p ->> 'industry', p ->> 'product_interest', p ->> 'use_case',
          p ->> 'contact_title', p ->> 'title', p ->> 'company_name', p ->> 'website', p ->> 'city', p ->> 'postcode',
          p ->> 'description', p ->> 'contact_name', p ->> 'email')) FROM l
    )
    INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id, body)
    SELECT l.id, 1, 'lead.created', 'lead', l.id, v_cur, jsonb_build_object('number', number) FROM l;
    EXIT WHEN FOUND;
  END LOOP;
  IF p ?| '{address,city,postcode,tax_id,duns,description}' THEN
    INSERT INTO hansa.lead_detail (lead_id, address, city, postcode, tax_id, duns, description)
    VALUES (id, p ->> 'address', p ->> 'city', p ->> 'postcode', p ->> 'tax_id', p ->> 'duns', p ->> 'description');
  END IF;
  IF p ?| '{contact_name,email,phone,consent_to_share}' THEN
    INSERT INTO hansa.lead_personal (lead_id, contact_name, email, phone, consent_to_share)
    VALUES (id, p ->> 'contact_name', p ->> 'email', p ->> 'phone', coalesce((p ->> 'consent_to_share')::boolean, false));
  END IF;
  IF p ?| '{notes,score}' THEN
    INSERT INTO hansa.lead_private (lead_id, company_id, notes, score) VALUES (id, v_cur, p ->> 'notes', (p ->> 'score')::int);
  END IF;
END $$;
COMMENT ON FUNCTION hansa.lead_create(jsonb) IS 'definer: creates a grant with its record; writes rows of the caller''s own company only';

-- Writes the given fields of the classes beside the outline; a class gets its row with its first value.
CREATE OR REPLACE FUNCTION hansa.lead_put(p_lead uuid, p jsonb) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  i hansa.lead_identity;
  d hansa.lead_detail;
  n hansa.lead_personal;
  c hansa.lead_commercial;
BEGIN
  IF p ?| '{title,company_name,website}' THEN
    SELECT * INTO i FROM hansa.lead_identity x WHERE x.lead_id = p_lead;
    i := jsonb_populate_record(i, p);
    INSERT INTO hansa.lead_identity (lead_id, title, company_name, website) VALUES (p_lead, i.title, i.company_name, i.website)
    ON CONFLICT (lead_id) DO UPDATE SET title = i.title, company_name = i.company_name, website = i.website;
  END IF;
  IF p ?| '{address,city,postcode,tax_id,duns,description}' THEN
    SELECT * INTO d FROM hansa.lead_detail x WHERE x.lead_id = p_lead;
    d := jsonb_populate_record(d, p);
    INSERT INTO hansa.lead_detail (lead_id, address, city, postcode, tax_id, duns, description)
    VALUES (p_lead, d.address, d.city, d.postcode, d.tax_id, d.duns, d.description)
    ON CONFLICT (lead_id) DO UPDATE SET address = d.address, city = d.city, postcode = d.postcode, tax_id = d.tax_id,
      duns = d.duns, description = d.description;
  END IF;
  IF p ?| '{contact_name,email,phone,consent_to_share}' THEN
    SELECT * INTO n FROM hansa.lead_personal x WHERE x.lead_id = p_lead;
    n := jsonb_populate_record(n, p);
    INSERT INTO hansa.lead_personal (lead_id, contact_name, email, phone, consent_to_share)
    VALUES (p_lead, n.contact_name, n.email, n.phone, coalesce(n.consent_to_share, false))
    ON CONFLICT (lead_id) DO UPDATE SET contact_name = n.contact_name, email = n.email, phone = n.phone,
      consent_to_share = coalesce(n.consent_to_share, false);
  END IF;
  IF p ?| '{value_minor,currency,competitor,expected_close}' THEN
    SELECT * INTO c FROM hansa.lead_commercial x WHERE x.lead_id = p_lead;
    c := jsonb_populate_record(c, p);
    PERFORM hansa.lead_check(p, c.value_minor, c.currency);
    INSERT INTO hansa.lead_commercial (lead_id, value_minor, currency, competitor, expected_close)
    VALUES (p_lead, c.value_minor, c.currency, c.competitor, c.expected_close)
    ON CONFLICT (lead_id) DO UPDATE SET value_minor = c.value_minor, currency = c.currency, competitor = c.competitor,
      expected_close = c.expected_close;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.lead_update(p_lead uuid, p_version int, p jsonb, OUT id uuid, OUT number text, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  l hansa.lead;
  n hansa.lead_private;
  k_personal constant text[] := '{contact_name,email,phone,consent_to_share}';
  k_private constant text[] := '{notes,score}';
  v_fields constant text[] := ARRAY(SELECT f FROM jsonb_object_keys(p) f WHERE f <> ALL (k_private) ORDER BY f);
BEGIN
  PERFORM hansa.need_role('member');
  g := hansa.record_grant(p_lead);
  IF g.kind <> 'lead' THEN
    PERFORM hansa.not_found();
  ELSIF cardinality(v_fields) > 0 THEN
    g := hansa.record_edit(p_lead, 'lead');
    IF g.level < 5 AND p ?| (k_personal || '{assigned_to}') THEN
      PERFORM hansa.fail('HA403', 'level_insufficient', 'Only the owner of the lead changes this.');
    END IF;
    PERFORM FROM hansa.lead x WHERE x.id = p_lead FOR UPDATE;
  ELSIF g.level < 2 THEN
    PERFORM hansa.fail('HA403', 'level_insufficient', 'Your company sees only the outline of this lead.');
  END IF;
  SELECT * INTO l FROM hansa.lead x WHERE x.id = p_lead;
  PERFORM hansa.need_version(p_version, l.version + g.rev);
  IF cardinality(v_fields) > 0 THEN
    PERFORM hansa.lead_check(p, NULL, NULL);
    l := jsonb_populate_record(l, p - '{id,company_id,number,stage,version,created_at,updated_at}'::text[]);
    l.version := l.version + 1;
    UPDATE hansa.lead x SET country = l.country, region = l.region, industry = l.industry, size_band = l.size_band,
        product_interest = l.product_interest, use_case = l.use_case, source = l.source, contact_title = l.contact_title,
        assigned_to = l.assigned_to, version = l.version, updated_at = now()
      WHERE x.id = p_lead;
    PERFORM hansa.lead_put(p_lead, p);
    PERFORM hansa.search_refresh(p_lead);
    PERFORM hansa.record_touch(p_lead, 'updated', 'lead.updated', jsonb_build_object('fields',
      (SELECT coalesce(jsonb_agg(f), '[]') FROM unnest(v_fields) f WHERE f <> ALL (k_personal))), NULL, '{}');
  END IF;
  IF p ?| k_private THEN
    SELECT * INTO n FROM hansa.lead_private x WHERE x.lead_id = p_lead AND x.company_id = hansa.cur();
    n := jsonb_populate_record(n, p);
    INSERT INTO hansa.lead_private (lead_id, company_id, notes, score) VALUES (p_lead, hansa.cur(), n.notes, n.score)
    ON CONFLICT (lead_id, company_id) DO UPDATE SET notes = n.notes, score = n.score;
    PERFORM hansa.record_touch_own(p_lead, 'noted', 'lead.updated');
    g.rev := g.rev + 1;
  END IF;
  id := l.id;
  number := l.number;
  version := l.version + g.rev;
END $$;

CREATE OR REPLACE FUNCTION hansa.lead_act(p_lead uuid, p_action text, p_note text, p_version int, OUT state text, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  l hansa.lead;
  t hansa.transition;
BEGIN
  g := hansa.record_edit(p_lead, 'lead');
  SELECT * INTO l FROM hansa.lead x WHERE x.id = p_lead FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.need_version(p_version, l.version + g.rev);
  t := hansa.transition_for('lead', l.stage, p_action, hansa.lead_side(g.level), p_note, NULL);
  UPDATE hansa.lead x SET stage = t.to_state, version = x.version + 1, updated_at = now() WHERE x.id = p_lead;
  PERFORM hansa.record_touch(p_lead, p_action, 'lead.state', jsonb_strip_nulls(jsonb_build_object('state', t.to_state, 'from', l.stage, 'note', p_note)),
    t.to_state, jsonb_build_object('state', t.to_state));
  PERFORM hansa.record_notify(p_lead, 'lead.' || t.to_state, jsonb_build_object('number', l.number));
  state := t.to_state;
  version := l.version + 1 + g.rev;
END $$;

GRANT EXECUTE ON FUNCTION hansa.pick(jsonb, text[]), hansa.short_code(), hansa.lead_put(uuid, jsonb),
  hansa.lead_check(jsonb, bigint, text), hansa.lead_create(jsonb), hansa.lead_update(uuid, int, jsonb), hansa.lead_act(uuid, text, text, int)
  TO hansa_app;

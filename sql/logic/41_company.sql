-- The company's own profile and identifiers, and how a company comes to be.
CREATE OR REPLACE FUNCTION hansa.company_update(p_version int, p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE c hansa.company;
BEGIN
  PERFORM hansa.need_role('admin');
  SELECT * INTO c FROM hansa.company x WHERE x.id = hansa.cur() FOR UPDATE;
  PERFORM hansa.need_version(p_version, c.version);
  c := jsonb_populate_record(c, hansa.pick(p, '{name,country,city,website,industry,about,language}'));
  PERFORM hansa.need_value(c.name, '/name');
  PERFORM hansa.need_value(c.country, '/country');
  PERFORM hansa.need_value(c.language, '/language');
  UPDATE hansa.company x SET name = c.name, country = c.country, city = c.city, website = c.website, industry = c.industry, about = c.about,
      language = c.language, version = x.version + 1, updated_at = now()
    WHERE x.id = c.id;
  PERFORM hansa.record_touch(c.id, 'updated', 'company.updated');
  PERFORM hansa.audit('company.updated', 'company', c.id, jsonb_build_object('fields', (SELECT jsonb_agg(f) FROM jsonb_object_keys(p) f)));
  id := c.id;
  version := c.version + 1;
END $$;

CREATE OR REPLACE FUNCTION hansa.identifier_add(p_scheme text, p_value text, OUT id uuid, OUT scheme text, OUT value text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  scheme := p_scheme;
  value := CASE p_scheme WHEN 'domain' THEN hansa.domain_name(p_value) WHEN 'tax' THEN upper(regexp_replace(p_value, '[[:space:].-]', '', 'g'))
    WHEN 'isa' THEN upper(btrim(split_part(p_value, ':', 1))) || ':' || upper(btrim(substring(p_value FROM position(':' IN p_value) + 1)))
    ELSE regexp_replace(p_value, '[[:space:]-]', '', 'g') END;
  IF NOT coalesce(CASE p_scheme
      WHEN 'domain' THEN value ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$'
      WHEN 'duns' THEN value ~ '^\d{9}$' WHEN 'gln' THEN value ~ '^\d{13}$' WHEN 'tax' THEN value ~ '^[A-Z0-9]{4,20}$'
      WHEN 'isa' THEN value ~ '^[A-Z0-9]{2}:[ -~]{1,15}$' AND position(':' IN p_value) > 0 END, false) THEN
    PERFORM hansa.fail('HA422', 'identifier_invalid', 'This is not a value of the scheme ' || p_scheme || '.', '/value');
  END IF;
  -- A domain finds exactly one company, and an ISA address routes to exactly one.
  PERFORM pg_advisory_xact_lock(hashtextextended('identifier:' || scheme || ':' || value, 0));
  IF scheme IN ('domain', 'isa') AND EXISTS (SELECT FROM hansa.company_identifier i
    WHERE i.scheme = identifier_add.scheme AND i.value = identifier_add.value AND i.company_id <> hansa.cur()) THEN
    PERFORM hansa.fail('HA409', 'identifier_taken', 'Another company here is known by this. Ask whoever runs this server.', '/value');
  END IF;
  id := gen_random_uuid();
  INSERT INTO hansa.company_identifier (id, company_id, scheme, value) VALUES (id, hansa.cur(), scheme, value) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA409', 'identifier_exists', 'Your company has this identifier already.', '/value');
  END IF;
  PERFORM hansa.audit('identifier.added', 'company', hansa.cur(), jsonb_build_object('scheme', scheme, 'value', value));
END $$;
COMMENT ON FUNCTION hansa.identifier_add(text, text) IS 'definer: looks whether another company has the domain or ISA address; administrators only';

CREATE OR REPLACE FUNCTION hansa.identifier_remove(p_identifier uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_role('admin');
  DELETE FROM hansa.company_identifier i WHERE i.id = p_identifier AND i.company_id = hansa.cur();
  IF NOT FOUND THEN
    PERFORM hansa.not_found();
  END IF;
  PERFORM hansa.audit('identifier.removed', 'company', hansa.cur());
END $$;

-- For the operator and the demo network; hansa_app has no right to call it.
CREATE OR REPLACE FUNCTION hansa.company_create(p_name text, p_slug text, p_country text, p_domain text, p_language text DEFAULT 'en') RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_id uuid := gen_random_uuid();
BEGIN
  INSERT INTO hansa.company (id, name, slug, country, language, website)
  VALUES (v_id, p_name, p_slug, p_country, p_language, 'https://' || hansa.domain_name(p_domain));
  INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id) VALUES (v_id, v_id, 'company', 5, 'active', now(), v_id);
  INSERT INTO hansa.stream (id) VALUES (v_id);
  IF p_domain IS NOT NULL THEN
    INSERT INTO hansa.company_identifier (company_id, scheme, value) VALUES (v_id, 'domain', hansa.domain_name(p_domain));
  END IF;
  RETURN v_id;
END $$;
COMMENT ON FUNCTION hansa.company_create(text, text, text, text, text) IS 'definer: internal; the operator makes a company';

GRANT EXECUTE ON FUNCTION hansa.company_update(int, jsonb), hansa.identifier_add(text, text), hansa.identifier_remove(uuid) TO hansa_app;

-- `hansa user add` and the demo network: the operator makes a person a member. Somebody known keeps password and language.
-- Nobody who logs in as hansa_app may call it.
CREATE OR REPLACE FUNCTION hansa.user_add(p_email text, p_name text, p_slug text, p_role text, p_password_hash text, p_language text,
  OUT person_id uuid, OUT is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_email text := lower(btrim(p_email));
  c hansa.company;
BEGIN
  SELECT * INTO c FROM hansa.company x WHERE x.slug = p_slug;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA422', 'company_unknown', 'There is no company with the slug ' || p_slug || '.', '/company');
  END IF;
  INSERT INTO hansa.person (email, name, language, password_hash) VALUES (v_email, p_name, coalesce(p_language, c.language), p_password_hash)
    ON CONFLICT DO NOTHING RETURNING id INTO person_id;
  is_new := FOUND;
  IF NOT is_new THEN
    SELECT p.id INTO person_id FROM hansa.person p WHERE p.email = v_email;
  END IF;
  INSERT INTO hansa.membership (company_id, person_id, role) VALUES (c.id, person_id, p_role)
    ON CONFLICT ON CONSTRAINT membership_pkey DO UPDATE SET role = excluded.role;
  INSERT INTO hansa.audit_entry (company_id, person_id, action, record_kind, record_id, detail)
  VALUES (c.id, NULL, 'member.added', 'person', person_id, jsonb_build_object('role', p_role, 'by', 'operator'));
END $$;
COMMENT ON FUNCTION hansa.user_add(text, text, text, text, text, text) IS 'definer: for the operator; not granted to hansa_app';

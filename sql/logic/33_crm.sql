-- Accounts, contacts and products: create and change.
CREATE OR REPLACE FUNCTION hansa.account_create(p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE a hansa.account;
BEGIN
  PERFORM hansa.need_role('member');
  a := jsonb_populate_record(a, p);
  id := gen_random_uuid();
  version := 1;
  INSERT INTO hansa.account (id, company_id, name, website, country, city, postcode, address, industry, size_band, duns, tax_id)
  VALUES (id, hansa.cur(), a.name, a.website, a.country, a.city, a.postcode, a.address, a.industry, a.size_band, a.duns, a.tax_id);
  PERFORM hansa.record_new('account', id, 'active', '{}', a.name,
    concat_ws(' ', a.name, a.website, a.city, a.postcode, a.industry, a.duns, a.tax_id));
END $$;

CREATE OR REPLACE FUNCTION hansa.account_update(p_account uuid, p_version int, p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  a hansa.account;
BEGIN
  g := hansa.record_edit(p_account, 'account');
  SELECT * INTO a FROM hansa.account x WHERE x.id = p_account FOR UPDATE;
  PERFORM hansa.need_version(p_version, a.version + g.rev);
  a := jsonb_populate_record(a, p - '{id,company_id,version,created_at,updated_at}'::text[]);
  PERFORM hansa.need_value(a.name, '/name');
  UPDATE hansa.account x SET name = a.name, website = a.website, country = a.country, city = a.city, postcode = a.postcode,
      address = a.address, industry = a.industry, size_band = a.size_band, duns = a.duns, tax_id = a.tax_id,
      version = x.version + 1, updated_at = now()
    WHERE x.id = p_account;
  PERFORM hansa.search_refresh(p_account);
  PERFORM hansa.record_touch(p_account, 'updated', 'account.updated',
    jsonb_build_object('fields', (SELECT coalesce(jsonb_agg(f), '[]') FROM jsonb_object_keys(p) f)), NULL, '{}');
  id := p_account;
  version := a.version + 1 + g.rev;
END $$;

CREATE OR REPLACE FUNCTION hansa.contact_check(c hansa.contact) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_value(c.name, '/name');
  IF c.account_id IS NOT NULL AND NOT EXISTS (SELECT FROM hansa.account a WHERE a.id = c.account_id AND a.company_id = hansa.cur()) THEN
    PERFORM hansa.fail('HA422', 'account_unknown', 'Your company has no such account.', '/account_id');
  ELSIF c.consent_to_share AND btrim(coalesce(c.consent_source, '')) = '' THEN
    PERFORM hansa.fail('HA422', 'field_required', 'Say where the consent comes from.', '/consent_source');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.contact_create(p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE c hansa.contact;
BEGIN
  PERFORM hansa.need_role('member');
  c := jsonb_populate_record(c, p);
  PERFORM hansa.contact_check(c);
  id := gen_random_uuid();
  version := 1;
  INSERT INTO hansa.contact (id, company_id, account_id, name, email, phone, title, language, consent_to_share, consent_source, consent_at)
  VALUES (id, hansa.cur(), c.account_id, c.name, c.email, c.phone, c.title, c.language, coalesce(c.consent_to_share, false),
    c.consent_source, CASE WHEN c.consent_to_share THEN now() END);
  PERFORM hansa.record_new('contact', id, 'active', '{}', c.name, concat_ws(' ', c.name, c.email, c.phone, c.title));
END $$;

CREATE OR REPLACE FUNCTION hansa.contact_update(p_contact uuid, p_version int, p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  c hansa.contact;
  v_consent boolean;
BEGIN
  g := hansa.record_edit(p_contact, 'contact');
  IF g.level < 5 THEN
    PERFORM hansa.fail('HA403', 'level_insufficient', 'Only the owner of the contact changes it.');
  END IF;
  SELECT * INTO c FROM hansa.contact x WHERE x.id = p_contact FOR UPDATE;
  PERFORM hansa.need_version(p_version, c.version + g.rev);
  v_consent := c.consent_to_share;
  c := jsonb_populate_record(c, p - '{id,company_id,version,consent_at,created_at,updated_at}'::text[]);
  PERFORM hansa.contact_check(c);
  UPDATE hansa.contact x SET account_id = c.account_id, name = c.name, email = c.email, phone = c.phone, title = c.title,
      language = c.language, consent_to_share = coalesce(c.consent_to_share, false), consent_source = c.consent_source,
      consent_at = CASE WHEN c.consent_to_share AND NOT v_consent THEN now() WHEN c.consent_to_share THEN x.consent_at END,
      version = x.version + 1, updated_at = now()
    WHERE x.id = p_contact;
  -- Consent taken back is a share taken back, from everybody.
  IF v_consent AND c.consent_to_share IS NOT TRUE THEN
    PERFORM hansa.unshare_all(p_contact);
  END IF;
  PERFORM hansa.search_refresh(p_contact);
  PERFORM hansa.record_touch(p_contact, 'updated', 'contact.updated', '{}');
  id := p_contact;
  version := c.version + 1 + g.rev;
END $$;

CREATE OR REPLACE FUNCTION hansa.product_check(r hansa.product) RETURNS void LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.need_value(r.name, '/name');
  PERFORM hansa.need_value(r.sku, '/sku');
  IF r.gtin !~ '^[0-9]{8,14}$' THEN
    PERFORM hansa.fail('HA422', 'gtin_invalid', 'A GTIN has 8 to 14 digits and nothing else.', '/gtin');
  ELSIF r.price_minor IS NOT NULL AND r.currency IS NULL THEN
    PERFORM hansa.fail('HA422', 'field_required', 'A price needs its currency.', '/currency');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION hansa.product_create(p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE r hansa.product;
BEGIN
  PERFORM hansa.need_role('member');
  r := jsonb_populate_record(r, p);
  PERFORM hansa.product_check(r);
  id := gen_random_uuid();
  version := 1;
  INSERT INTO hansa.product (id, company_id, sku, gtin, name, description, unit, price_minor, currency)
  VALUES (id, hansa.cur(), r.sku, r.gtin, r.name, r.description, coalesce(r.unit, 'EA'), r.price_minor, r.currency) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA409', 'sku_taken', 'Your company has a product with this number.', '/sku');
  END IF;
  PERFORM hansa.record_new('product', id, 'active', '{}', r.name, concat_ws(' ', r.sku, r.gtin, r.name, r.description));
END $$;

CREATE OR REPLACE FUNCTION hansa.product_update(p_product uuid, p_version int, p jsonb, OUT id uuid, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  r hansa.product;
BEGIN
  g := hansa.record_edit(p_product, 'product');
  -- The number must be new in the owner's list, which an editor of one product does not see.
  IF g.level < 5 AND p ? 'sku' THEN
    PERFORM hansa.fail('HA403', 'level_insufficient', 'Only the owner of the product changes its number.', '/sku');
  END IF;
  SELECT * INTO r FROM hansa.product x WHERE x.id = p_product FOR UPDATE;
  PERFORM hansa.need_version(p_version, r.version + g.rev);
  r := jsonb_populate_record(r, p - '{id,company_id,version,created_at,updated_at}'::text[]);
  PERFORM hansa.product_check(r);
  UPDATE hansa.product x SET sku = r.sku, gtin = r.gtin, name = r.name, description = r.description, unit = coalesce(r.unit, 'EA'),
      price_minor = r.price_minor, currency = r.currency, version = x.version + 1, updated_at = now()
    WHERE x.id = p_product;
  PERFORM hansa.search_refresh(p_product);
  PERFORM hansa.record_touch(p_product, 'updated', 'product.updated',
    jsonb_build_object('fields', (SELECT coalesce(jsonb_agg(f), '[]') FROM jsonb_object_keys(p) f)), NULL, '{}');
  id := p_product;
  version := r.version + 1 + g.rev;
EXCEPTION WHEN unique_violation THEN
  PERFORM hansa.fail('HA409', 'sku_taken', 'Your company has a product with this number.', '/sku');
END $$;

GRANT EXECUTE ON FUNCTION hansa.account_create(jsonb), hansa.account_update(uuid, int, jsonb), hansa.contact_check(hansa.contact),
  hansa.contact_create(jsonb), hansa.contact_update(uuid, int, jsonb), hansa.product_check(hansa.product), hansa.product_create(jsonb),
  hansa.product_update(uuid, int, jsonb) TO hansa_app;

-- Who may see and change leads by field class, accounts, contacts and products.
DROP POLICY IF EXISTS app_select ON hansa.lead;
CREATE POLICY app_select ON hansa.lead FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead.id AND g.company_id = (SELECT hansa.cur()) OFFSET 0));
-- Made by lead_create alone: a lead without its grant would be nobody's.
DROP POLICY IF EXISTS app_update ON hansa.lead;
CREATE POLICY app_update ON hansa.lead FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT,
  UPDATE (country, region, industry, size_band, product_interest, use_case, source, stage, contact_title, assigned_to, version, updated_at)
  ON hansa.lead TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.lead_identity;
CREATE POLICY app_select ON hansa.lead_identity FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_identity.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.lead_identity;
CREATE POLICY app_insert ON hansa.lead_identity FOR INSERT TO hansa_app WITH CHECK (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_identity.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.lead_identity;
CREATE POLICY app_update ON hansa.lead_identity FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_identity.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT, UPDATE (title, company_name, website) ON hansa.lead_identity TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.lead_detail;
CREATE POLICY app_select ON hansa.lead_detail FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_detail.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.lead_detail;
CREATE POLICY app_insert ON hansa.lead_detail FOR INSERT TO hansa_app WITH CHECK (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_detail.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.lead_detail;
CREATE POLICY app_update ON hansa.lead_detail FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_detail.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT, UPDATE (address, city, postcode, tax_id, duns, description) ON hansa.lead_detail TO hansa_app;

-- Personal data crosses to a partner only with the person's consent; only the owner changes it.
DROP POLICY IF EXISTS app_select ON hansa.lead_personal;
CREATE POLICY app_select ON hansa.lead_personal FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_personal.lead_id AND g.company_id = (SELECT hansa.cur())
    AND g.level >= CASE WHEN lead_personal.consent_to_share THEN 2 ELSE 5 END OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.lead_personal;
CREATE POLICY app_insert ON hansa.lead_personal FOR INSERT TO hansa_app WITH CHECK (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_personal.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level = 5 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.lead_personal;
CREATE POLICY app_update ON hansa.lead_personal FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_personal.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level = 5 OFFSET 0));
GRANT SELECT, INSERT, UPDATE (contact_name, email, phone, consent_to_share) ON hansa.lead_personal TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.lead_commercial;
CREATE POLICY app_select ON hansa.lead_commercial FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_commercial.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.lead_commercial;
CREATE POLICY app_insert ON hansa.lead_commercial FOR INSERT TO hansa_app WITH CHECK (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_commercial.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.lead_commercial;
CREATE POLICY app_update ON hansa.lead_commercial FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_commercial.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT, UPDATE (value_minor, currency, competitor, expected_close) ON hansa.lead_commercial TO hansa_app;

-- A company's own side stays its own, also after the lead is no longer shared with it.
DROP POLICY IF EXISTS app_select ON hansa.lead_private;
CREATE POLICY app_select ON hansa.lead_private FOR SELECT TO hansa_app USING (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_insert ON hansa.lead_private;
CREATE POLICY app_insert ON hansa.lead_private FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()) AND EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_private.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.lead_private;
CREATE POLICY app_update ON hansa.lead_private FOR UPDATE TO hansa_app USING (company_id = (SELECT hansa.cur()) AND EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = lead_private.lead_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
GRANT SELECT, INSERT (lead_id, company_id, notes, score), UPDATE (notes, score, version) ON hansa.lead_private TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.account;
CREATE POLICY app_select ON hansa.account FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = account.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.account;
CREATE POLICY app_insert ON hansa.account FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_update ON hansa.account;
CREATE POLICY app_update ON hansa.account FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = account.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT (id, company_id, name, website, country, city, postcode, address, industry, size_band, duns, tax_id),
  UPDATE (name, website, country, city, postcode, address, industry, size_band, duns, tax_id, version, updated_at)
  ON hansa.account TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.contact;
CREATE POLICY app_select ON hansa.contact FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = contact.id AND g.company_id = (SELECT hansa.cur())
    AND g.level >= CASE WHEN contact.consent_to_share THEN 2 ELSE 5 END OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.contact;
CREATE POLICY app_insert ON hansa.contact FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_update ON hansa.contact;
CREATE POLICY app_update ON hansa.contact FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = contact.id AND g.company_id = (SELECT hansa.cur()) AND g.level = 5 OFFSET 0));
GRANT SELECT,
  INSERT (id, company_id, account_id, name, email, phone, title, language, consent_to_share, consent_source, consent_at),
  UPDATE (account_id, name, email, phone, title, language, consent_to_share, consent_source, consent_at, version, updated_at)
  ON hansa.contact TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.product;
CREATE POLICY app_select ON hansa.product FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = product.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.product;
CREATE POLICY app_insert ON hansa.product FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_update ON hansa.product;
CREATE POLICY app_update ON hansa.product FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = product.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT (id, company_id, sku, gtin, name, description, unit, price_minor, currency),
  UPDATE (sku, gtin, name, description, unit, price_minor, currency, version, updated_at) ON hansa.product TO hansa_app;

-- Who may see and change orders and EDI documents: their two parties, at once and for good.
DROP POLICY IF EXISTS app_select ON hansa.order_;
CREATE POLICY app_select ON hansa.order_ FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = order_.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.order_;
CREATE POLICY app_insert ON hansa.order_ FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_update ON hansa.order_;
CREATE POLICY app_update ON hansa.order_ FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = order_.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT (id, company_id, buyer_company_id, seller_company_id, number, currency, total_minor, lines, ordered_on,
    requested_on, source, document_id, note),
  UPDATE (state, promised_on, version, updated_at) ON hansa.order_ TO hansa_app;

-- Lines and parties come with the order, by edi_lines() only.
DROP POLICY IF EXISTS app_select ON hansa.order_line;
CREATE POLICY app_select ON hansa.order_line FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = order_line.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.order_line;
CREATE POLICY app_update ON hansa.order_line FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = order_line.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, UPDATE (confirmed_qty, shipped_qty, invoiced_qty, promised_on) ON hansa.order_line TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.order_party;
CREATE POLICY app_select ON hansa.order_party FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = order_party.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
GRANT SELECT ON hansa.order_party TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.shipment;
CREATE POLICY app_select ON hansa.shipment FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = shipment.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.shipment;
CREATE POLICY app_insert ON hansa.shipment FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()) AND EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = shipment.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.shipment;
CREATE POLICY app_update ON hansa.shipment FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = shipment.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT (id, order_id, company_id, number, carrier, tracking_number), UPDATE (delivered_at) ON hansa.shipment TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.shipment_line;
CREATE POLICY app_select ON hansa.shipment_line FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = shipment_line.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.shipment_line;
CREATE POLICY app_insert ON hansa.shipment_line FOR INSERT TO hansa_app WITH CHECK (EXISTS (
  SELECT 1 FROM hansa.shipment s WHERE s.id = shipment_line.shipment_id AND s.order_id = shipment_line.order_id
    AND s.company_id = (SELECT hansa.cur()) OFFSET 0)
  AND EXISTS (SELECT 1 FROM hansa.order_line l WHERE l.id = order_line_id AND l.order_id = shipment_line.order_id OFFSET 0));
GRANT SELECT, INSERT ON hansa.shipment_line TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.invoice;
CREATE POLICY app_select ON hansa.invoice FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = invoice.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.invoice;
CREATE POLICY app_insert ON hansa.invoice FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()) AND EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = invoice.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.invoice;
CREATE POLICY app_update ON hansa.invoice FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = invoice.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT (id, order_id, company_id, number, due_on, total_minor, currency), UPDATE (paid_at) ON hansa.invoice TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.invoice_line;
CREATE POLICY app_select ON hansa.invoice_line FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = invoice_line.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.invoice_line;
CREATE POLICY app_insert ON hansa.invoice_line FOR INSERT TO hansa_app WITH CHECK (EXISTS (
  SELECT 1 FROM hansa.invoice i WHERE i.id = invoice_line.invoice_id AND i.order_id = invoice_line.order_id
    AND i.company_id = (SELECT hansa.cur()) OFFSET 0)
  AND EXISTS (SELECT 1 FROM hansa.order_line l WHERE l.id = order_line_id AND l.order_id = invoice_line.order_id OFFSET 0));
GRANT SELECT, INSERT ON hansa.invoice_line TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.tracking_link;
CREATE POLICY app_select ON hansa.tracking_link FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = tracking_link.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.tracking_link;
CREATE POLICY app_insert ON hansa.tracking_link FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()) AND EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = tracking_link.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
DROP POLICY IF EXISTS app_update ON hansa.tracking_link;
CREATE POLICY app_update ON hansa.tracking_link FOR UPDATE TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = tracking_link.order_id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 4 OFFSET 0));
GRANT SELECT, INSERT (id, order_id, company_id, token, expires_at), UPDATE (revoked_at) ON hansa.tracking_link TO hansa_app;

-- An interchange carries documents for others too: its bytes stay with the sender and the company it is addressed to.
DROP POLICY IF EXISTS app_select ON hansa.edi_interchange;
CREATE POLICY app_select ON hansa.edi_interchange FOR SELECT TO hansa_app
  USING (company_id = (SELECT hansa.cur()) OR partner_company_id = (SELECT hansa.cur()));
DROP POLICY IF EXISTS app_insert ON hansa.edi_interchange;
CREATE POLICY app_insert ON hansa.edi_interchange FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur()));
GRANT SELECT, INSERT ON hansa.edi_interchange TO hansa_app;

DROP POLICY IF EXISTS app_select ON hansa.edi_document;
CREATE POLICY app_select ON hansa.edi_document FOR SELECT TO hansa_app USING (EXISTS (
  SELECT 1 FROM hansa.grant_ g WHERE g.record_id = edi_document.id AND g.company_id = (SELECT hansa.cur()) AND g.level >= 2 OFFSET 0));
DROP POLICY IF EXISTS app_insert ON hansa.edi_document;
CREATE POLICY app_insert ON hansa.edi_document FOR INSERT TO hansa_app WITH CHECK (company_id = (SELECT hansa.cur())
  AND EXISTS (SELECT 1 FROM hansa.edi_interchange i WHERE i.id = edi_document.interchange_id AND i.company_id = (SELECT hansa.cur()) OFFSET 0));
GRANT SELECT, INSERT ON hansa.edi_document TO hansa_app;

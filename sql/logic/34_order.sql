-- Orders: what each action of act() does to lines, shipments and invoices. Line quantities are primary, the header follows.

-- 128 random bits as 22 letters of base64url.
CREATE OR REPLACE FUNCTION hansa.random_token() RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN left(translate(encode(substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) FROM 1 FOR 16), 'base64'), '+/', '-_'), 22);

-- The lines an action is about: those given in data.lines as {line_no, quantity}, else all.
CREATE OR REPLACE FUNCTION hansa.order_lines_given(p_order uuid, p_data jsonb)
RETURNS TABLE (id uuid, quantity numeric, promised_on date) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_line jsonb;
  v_at int := 0;
BEGIN
  IF p_data -> 'lines' IS NULL OR jsonb_typeof(p_data -> 'lines') = 'null' THEN
    RETURN QUERY SELECT l.id, NULL::numeric, NULL::date FROM hansa.order_line l WHERE l.order_id = p_order ORDER BY l.position;
    RETURN;
  ELSIF jsonb_typeof(p_data -> 'lines') <> 'array' THEN
    PERFORM hansa.fail('HA422', 'type_invalid', 'A list of lines is expected.', '/data/lines');
  END IF;
  FOR v_line IN SELECT e.value FROM jsonb_array_elements(p_data -> 'lines') WITH ORDINALITY e ORDER BY e.ordinality LOOP
    IF jsonb_typeof(v_line) <> 'object' THEN
      PERFORM hansa.fail('HA422', 'type_invalid', 'A line is an object with line_no and quantity.', '/data/lines/' || v_at);
    END IF;
    SELECT l.id INTO id FROM hansa.order_line l WHERE l.order_id = p_order AND l.line_no = v_line ->> 'line_no' ORDER BY l.position LIMIT 1;
    IF NOT FOUND THEN
      PERFORM hansa.fail('HA422', 'line_unknown', 'The order has no such line.', '/data/lines/' || v_at || '/line_no');
    END IF;
    quantity := hansa.json_quantity(v_line, 'quantity', '/data/lines/' || v_at || '/quantity');
    promised_on := hansa.json_date(v_line, 'promised_on', '/data/lines/' || v_at || '/promised_on');
    RETURN NEXT;
    v_at := v_at + 1;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION hansa.order_confirm(o hansa.order_, p_data jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_promised date := coalesce(hansa.json_date(p_data, 'promised_on', '/data/promised_on'), o.requested_on);
BEGIN
  -- Lines not named are confirmed as ordered.
  UPDATE hansa.order_line l SET confirmed_qty = coalesce(x.quantity, l.quantity), promised_on = coalesce(x.promised_on, v_promised)
    FROM hansa.order_line y LEFT JOIN hansa.order_lines_given(o.id, p_data) x ON x.id = y.id
    WHERE l.order_id = o.id AND y.order_id = o.id AND y.id = l.id;
  UPDATE hansa.order_ x SET promised_on = v_promised WHERE x.id = o.id;
  RETURN jsonb_build_object('promised_on', v_promised);
END $$;

CREATE OR REPLACE FUNCTION hansa.order_ship(o hansa.order_, p_data jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_shipment uuid := gen_random_uuid();
  v_number text := coalesce(nullif(btrim(p_data ->> 'number'), ''),
    o.number || '-' || (SELECT count(*) + 1 FROM hansa.shipment s WHERE s.order_id = o.id));
  v_over text;
  v_rows int;
BEGIN
  SELECT l.line_no INTO v_over FROM (
      SELECT x.id, sum(x.quantity) AS quantity FROM hansa.order_lines_given(o.id, p_data) x GROUP BY x.id) x
    JOIN hansa.order_line l ON l.id = x.id WHERE x.quantity > coalesce(l.confirmed_qty, l.quantity) - l.shipped_qty LIMIT 1;
  IF FOUND THEN
    PERFORM hansa.fail('HA422', 'quantity_exceeds', 'More than what remains to be shipped on line ' || v_over || '.', '/data/lines');
  END IF;
  INSERT INTO hansa.shipment (id, order_id, company_id, number, carrier, tracking_number)
  VALUES (v_shipment, o.id, hansa.cur(), v_number, btrim(p_data ->> 'carrier'), nullif(btrim(p_data ->> 'tracking_number'), ''))
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM hansa.fail('HA409', 'number_taken', 'The order has a shipment with this number.', '/data/number');
  END IF;
  INSERT INTO hansa.shipment_line (shipment_id, order_id, order_line_id, quantity)
  SELECT v_shipment, o.id, l.id, x.quantity FROM (
      SELECT y.id, sum(coalesce(y.quantity, coalesce(z.confirmed_qty, z.quantity) - z.shipped_qty)) AS quantity
        FROM hansa.order_lines_given(o.id, p_data) y JOIN hansa.order_line z ON z.id = y.id GROUP BY y.id) x
    JOIN hansa.order_line l ON l.id = x.id WHERE x.quantity > 0;
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  IF v_rows = 0 THEN
    PERFORM hansa.fail('HA422', 'nothing_to_ship', 'Nothing remains to be shipped on these lines.', '/data/lines');
  END IF;
  UPDATE hansa.order_line l SET shipped_qty = l.shipped_qty + s.quantity
    FROM hansa.shipment_line s WHERE s.shipment_id = v_shipment AND l.id = s.order_line_id;
  RETURN jsonb_strip_nulls(jsonb_build_object('shipment', v_number, 'carrier', btrim(p_data ->> 'carrier'),
    'tracking_number', nullif(btrim(p_data ->> 'tracking_number'), '')));
END $$;

CREATE OR REPLACE FUNCTION hansa.order_invoice(o hansa.order_, p_data jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_invoice uuid := gen_random_uuid();
  v_number text := coalesce(nullif(btrim(p_data ->> 'number'), ''), 'INV-' || o.number);
  v_total bigint;
BEGIN
  SELECT coalesce(sum(hansa.minor(coalesce(l.unit_price, 0) * (l.shipped_qty - l.invoiced_qty), o.currency)), 0) INTO v_total
    FROM hansa.order_line l WHERE l.order_id = o.id AND l.shipped_qty > l.invoiced_qty;
  INSERT INTO hansa.invoice (id, order_id, company_id, number, due_on, total_minor, currency)
  VALUES (v_invoice, o.id, hansa.cur(), v_number,
    coalesce(hansa.json_date(p_data, 'due_on', '/data/due_on'), current_date + 30), v_total, o.currency) ON CONFLICT DO NOTHING;
  IF NOT FOUND AND nullif(btrim(p_data ->> 'number'), '') IS NULL THEN
    -- Two buyers may number their orders alike.
    v_number := v_number || '-' || hansa.short_code();
    INSERT INTO hansa.invoice (id, order_id, company_id, number, due_on, total_minor, currency)
    VALUES (v_invoice, o.id, hansa.cur(), v_number,
      coalesce(hansa.json_date(p_data, 'due_on', '/data/due_on'), current_date + 30), v_total, o.currency);
  ELSIF NOT FOUND THEN
    PERFORM hansa.fail('HA409', 'number_taken', 'Your company has an invoice with this number.', '/data/number');
  END IF;
  INSERT INTO hansa.invoice_line (invoice_id, order_id, order_line_id, quantity, amount_minor)
  SELECT v_invoice, o.id, l.id, l.shipped_qty - l.invoiced_qty,
    hansa.minor(coalesce(l.unit_price, 0) * (l.shipped_qty - l.invoiced_qty), o.currency)
    FROM hansa.order_line l WHERE l.order_id = o.id AND l.shipped_qty > l.invoiced_qty;
  UPDATE hansa.order_line l SET invoiced_qty = l.shipped_qty WHERE l.order_id = o.id AND l.shipped_qty > l.invoiced_qty;
  RETURN jsonb_build_object('invoice', v_number, 'total_minor', v_total, 'currency', o.currency);
END $$;

CREATE OR REPLACE FUNCTION hansa.order_act(p_order uuid, p_action text, p_note text, p_data jsonb, p_version int, OUT state text, OUT version int)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  g hansa.grant_;
  o hansa.order_;
  t hansa.transition;
  v_body jsonb := '{}';
BEGIN
  g := hansa.record_edit(p_order, 'order');
  IF jsonb_typeof(p_data) <> 'object' THEN
    PERFORM hansa.fail('HA422', 'type_invalid', 'An object is expected.', '/data');
  END IF;
  SELECT * INTO o FROM hansa.order_ x WHERE x.id = p_order FOR UPDATE;
  PERFORM hansa.need_version(p_version, o.version + g.rev);
  t := hansa.transition_for('order', o.state, p_action, CASE WHEN o.buyer_company_id = hansa.cur() THEN 'buyer' ELSE 'seller' END, p_note, p_data);
  state := t.to_state;
  CASE p_action
    WHEN 'confirm' THEN v_body := hansa.order_confirm(o, p_data);
    WHEN 'ship' THEN
      v_body := hansa.order_ship(o, p_data);
      IF EXISTS (SELECT FROM hansa.order_line l WHERE l.order_id = p_order AND l.shipped_qty < coalesce(l.confirmed_qty, l.quantity)) THEN
        state := 'partly_shipped';
      END IF;
    WHEN 'deliver' THEN UPDATE hansa.shipment s SET delivered_at = now() WHERE s.order_id = p_order AND s.delivered_at IS NULL;
    WHEN 'invoice' THEN v_body := hansa.order_invoice(o, p_data);
    WHEN 'pay' THEN UPDATE hansa.invoice i SET paid_at = now() WHERE i.order_id = p_order AND i.paid_at IS NULL;
    ELSE NULL;
  END CASE;
  UPDATE hansa.order_ x SET state = order_act.state, version = x.version + 1, updated_at = now() WHERE x.id = p_order;
  PERFORM hansa.record_touch(p_order, p_action, 'order.state',
    jsonb_strip_nulls(v_body || jsonb_build_object('state', state, 'note', p_note)), state, jsonb_build_object('state', state));
  PERFORM hansa.record_notify(p_order, 'order.' || p_action, jsonb_build_object('number', o.number, 'state', state));
  version := o.version + 1 + g.rev;
END $$;

-- A new link takes the place of the old one, which stops working.
CREATE OR REPLACE FUNCTION hansa.tracking_new(p_order uuid) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE v_token text := hansa.random_token();
BEGIN
  PERFORM hansa.record_edit(p_order, 'order');
  PERFORM FROM hansa.order_ x WHERE x.id = p_order FOR UPDATE;
  UPDATE hansa.tracking_link k SET revoked_at = now() WHERE k.order_id = p_order AND k.revoked_at IS NULL;
  INSERT INTO hansa.tracking_link (id, order_id, company_id, token, expires_at)
  VALUES (gen_random_uuid(), p_order, hansa.cur(), v_token, now() + interval '1 year');
  UPDATE hansa.order_ x SET version = x.version + 1, updated_at = now() WHERE x.id = p_order;
  PERFORM hansa.record_touch(p_order, 'link_made', 'order.updated');
  PERFORM hansa.audit('tracking_link.made', 'order', p_order);
  RETURN v_token;
END $$;

CREATE OR REPLACE FUNCTION hansa.tracking_revoke(p_order uuid) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM hansa.record_edit(p_order, 'order');
  PERFORM FROM hansa.order_ x WHERE x.id = p_order FOR UPDATE;
  UPDATE hansa.tracking_link k SET revoked_at = now() WHERE k.order_id = p_order AND k.revoked_at IS NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE hansa.order_ x SET version = x.version + 1, updated_at = now() WHERE x.id = p_order;
  PERFORM hansa.record_touch(p_order, 'link_revoked', 'order.updated');
  PERFORM hansa.audit('tracking_link.revoked', 'order', p_order);
END $$;

GRANT EXECUTE ON FUNCTION hansa.random_token(), hansa.order_lines_given(uuid, jsonb), hansa.order_confirm(hansa.order_, jsonb),
  hansa.order_ship(hansa.order_, jsonb), hansa.order_invoice(hansa.order_, jsonb), hansa.order_act(uuid, text, text, jsonb, int),
  hansa.tracking_new(uuid), hansa.tracking_revoke(uuid) TO hansa_app;

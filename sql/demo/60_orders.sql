-- Orders in every state: the older, the further. Dates follow what would have happened when.
DO $$
DECLARE
  o record;
  v_seller text;
  v_buyer text;
  v_age int;
  v_lot int;
  v_line text;
BEGIN
  FOR o IN SELECT x.id, x.number, x.ordered_on, x.requested_on, b.slug AS buyer, s.slug AS seller, (abs(hashtext(x.number)) % 20) AS lot,
      row_number() OVER (PARTITION BY x.seller_company_id, x.buyer_company_id ORDER BY x.ordered_on DESC) AS newest
    FROM hansa.order_ x JOIN hansa.company b ON b.id = x.buyer_company_id JOIN hansa.company s ON s.id = x.seller_company_id ORDER BY x.ordered_on
  LOOP
    v_age := current_date - o.ordered_on;
    v_lot := o.lot;
    v_seller := CASE o.seller WHEN 'luebeck-instruments' THEN 'meike.petersen' ELSE 'li.wei' END;
    v_buyer := CASE o.buyer WHEN 'gdansk-distribution' THEN 'katarzyna.nowak' WHEN 'valencia-control' THEN 'lucia.ferrer'
      WHEN 'kaapse-meettegniek' THEN 'johan.vdmerwe' WHEN 'bergen-marine' THEN 'ingrid.solberg' ELSE 'olga.kim' END;
    CONTINUE WHEN v_age < 3 OR o.newest <= 2;
    IF v_lot = 0 THEN
      PERFORM pg_temp.be(v_seller);
      PERFORM hansa.act(o.id, 'reject', 'No longer made; see the successor in the catalogue.', '{}', NULL);
      CONTINUE;
    ELSIF v_lot = 1 THEN
      PERFORM pg_temp.be(v_buyer);
      PERFORM hansa.act(o.id, 'cancel', 'Project postponed', '{}', NULL);
      CONTINUE;
    END IF;
    PERFORM pg_temp.be(v_seller);
    PERFORM hansa.act(o.id, 'confirm', NULL, jsonb_build_object('promised_on', o.requested_on + v_lot % 4), NULL);
    CONTINUE WHEN v_age < 12;
    IF v_age < 24 THEN
      SELECT l.line_no INTO v_line FROM hansa.order_line l WHERE l.order_id = o.id ORDER BY l.position LIMIT 1;
      CONTINUE WHEN v_lot % 2 = 0;
      PERFORM hansa.act(o.id, 'ship', NULL, jsonb_build_object('carrier', 'DB Schenker', 'tracking_number', 'SCH' || (730000 + o.newest * 37),
        'lines', (SELECT jsonb_agg(jsonb_build_object('line_no', l.line_no, 'quantity', trim_scale(ceil(l.quantity / 2))::text)) FROM hansa.order_line l
                  WHERE l.order_id = o.id AND l.line_no = v_line)), NULL);
      CONTINUE;
    END IF;
    PERFORM hansa.act(o.id, 'ship', NULL, jsonb_build_object('carrier', (ARRAY['DHL Freight', 'DB Schenker', 'DSV'])[1 + v_lot % 3], 'tracking_number', 'JJD' || (41000 + o.newest * 91)), NULL);
    CONTINUE WHEN v_age < 32;
    PERFORM hansa.act(o.id, 'deliver', NULL, '{}', NULL);
    CONTINUE WHEN v_age < 40;
    PERFORM hansa.act(o.id, 'invoice', NULL, '{}', NULL);
    CONTINUE WHEN v_age < 70;
    PERFORM pg_temp.be(v_buyer);
    PERFORM hansa.act(o.id, 'pay', NULL, '{}', NULL);
    CONTINUE WHEN v_age < 90;
    PERFORM hansa.act(o.id, 'close', NULL, '{}', NULL);
  END LOOP;
  PERFORM set_config('role', 'none', true);
END $$;

CREATE FUNCTION pg_temp.after_(p_days int, p_id uuid) RETURNS interval LANGUAGE sql IMMUTABLE AS
$$ SELECT p_days * interval '1 day' + interval '8 hours' + interval '1 minute' * (abs(hashtext(p_id::text)) % 480) $$;
UPDATE hansa.timeline t SET at = least(now(), o.ordered_on + pg_temp.after_(
    CASE t.action WHEN 'confirm' THEN 1 WHEN 'confirmed' THEN 1 WHEN 'ship' THEN 11 WHEN 'shipped' THEN 11 WHEN 'partly_shipped' THEN 11 WHEN 'deliver' THEN 15 WHEN 'delivered' THEN 15
      WHEN 'invoice' THEN 18 WHEN 'invoiced' THEN 18 WHEN 'pay' THEN 48 WHEN 'paid' THEN 48 WHEN 'close' THEN 60 WHEN 'closed' THEN 60 WHEN 'cancel' THEN 2 WHEN 'reject' THEN 1 ELSE 0 END, o.id))
  FROM hansa.order_ o WHERE o.id = t.root_id;
UPDATE hansa.shipment s SET shipped_at = o.ordered_on + pg_temp.after_(11, o.id),
    delivered_at = CASE WHEN s.delivered_at IS NOT NULL THEN o.ordered_on + pg_temp.after_(15, o.id) END FROM hansa.order_ o WHERE o.id = s.order_id;
UPDATE hansa.invoice i SET issued_on = o.ordered_on + 18, due_on = o.ordered_on + 48,
    paid_at = CASE WHEN i.paid_at IS NOT NULL THEN o.ordered_on + pg_temp.after_(48, o.id) END FROM hansa.order_ o WHERE o.id = i.order_id;
UPDATE hansa.order_ o SET created_at = least(now(), o.ordered_on + pg_temp.after_(0, o.id)),
    updated_at = coalesce((SELECT max(t.at) FROM hansa.timeline t WHERE t.root_id = o.id), now());
UPDATE hansa.grant_ g SET sort_at = o.updated_at, since = o.created_at FROM hansa.order_ o WHERE o.id = g.record_id;
UPDATE hansa.search_doc d SET sort_at = g.sort_at FROM hansa.grant_ g WHERE g.record_id = d.record_id AND g.company_id = d.company_id AND d.kind = 'order';
UPDATE hansa.edi_interchange i SET received_at = o.created_at FROM hansa.edi_document d JOIN hansa.order_ o ON o.id = d.order_id WHERE d.interchange_id = i.id;
UPDATE hansa.edi_document d SET created_at = o.created_at FROM hansa.order_ o WHERE o.id = d.order_id;
UPDATE hansa.grant_ g SET sort_at = d.created_at, since = d.created_at FROM hansa.edi_document d WHERE d.id = g.record_id;
UPDATE hansa.event e SET at = now() - interval '1 hour';

-- The public page of an order: what the holder of a tracking link may know. No price, no buyer, no other company than the seller.
CREATE OR REPLACE FUNCTION hansa.track(p_token text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o hansa.order_;
  v_shipped timestamptz;
  v_delivered timestamptz;
BEGIN
  SELECT x.* INTO o FROM hansa.tracking_link k JOIN hansa.order_ x ON x.id = k.order_id
    WHERE k.token = p_token AND k.revoked_at IS NULL AND k.expires_at > now();
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT min(s.shipped_at), CASE WHEN bool_and(s.delivered_at IS NOT NULL) THEN max(s.delivered_at) END
    INTO v_shipped, v_delivered FROM hansa.shipment s WHERE s.order_id = o.id;
  RETURN jsonb_build_object(
    'number', o.number, 'state', o.state, 'version', o.version, 'updated_at', o.updated_at,
    'seller_name', (SELECT c.name FROM hansa.company c WHERE c.id = o.seller_company_id),
    'requested_on', o.requested_on, 'promised_on', o.promised_on,
    'items', (SELECT coalesce(jsonb_agg(jsonb_build_object('description', coalesce(l.description, l.seller_part, l.buyer_part, l.gtin, l.line_no),
        'quantity', trim_scale(l.quantity)::text, 'unit', l.unit, 'shipped', trim_scale(l.shipped_qty)::text) ORDER BY l.position), '[]')
      FROM hansa.order_line l WHERE l.order_id = o.id),
    'steps', (SELECT jsonb_agg(jsonb_build_object('step', s.step, 'at', s.at) ORDER BY s.n) FROM (VALUES
      (1, 'received', o.created_at),
      (2, 'confirmed', (SELECT min(t.at) FROM hansa.timeline t WHERE t.root_id = o.id AND t.action = 'confirm')),
      (3, 'shipped', v_shipped),
      (4, 'delivered', v_delivered),
      (5, 'invoiced', (SELECT min(t.at) FROM hansa.timeline t WHERE t.root_id = o.id AND t.action = 'invoice'))) AS s (n, step, at)),
    'shipments', (SELECT coalesce(jsonb_agg(jsonb_build_object('number', s.number, 'carrier', s.carrier, 'tracking_number', s.tracking_number,
        'shipped_at', s.shipped_at, 'delivered_at', s.delivered_at) ORDER BY s.shipped_at), '[]') FROM hansa.shipment s WHERE s.order_id = o.id),
    -- That there is an invoice, but not what it says; words between the companies are theirs.
    'history', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'event', t.event, 'params', t.params) ORDER BY t.at DESC), '[]')
      FROM (SELECT y.at, CASE y.action WHEN 'created' THEN 'received' WHEN 'confirm' THEN 'confirmed' WHEN 'reject' THEN 'rejected'
            WHEN 'cancel' THEN 'cancelled' WHEN 'ship' THEN 'shipped' WHEN 'deliver' THEN 'delivered' WHEN 'invoice' THEN 'invoiced' END AS event,
          hansa.pick(y.body, '{carrier,tracking_number,promised_on}') AS params
        FROM hansa.timeline y WHERE y.root_id = o.id AND y.visibility = 'shared'
          AND y.action IN ('created', 'confirm', 'reject', 'cancel', 'ship', 'deliver', 'invoice') ORDER BY y.at DESC LIMIT 100) t));
END $$;
COMMENT ON FUNCTION hansa.track(text) IS 'definer: shows an order''s progress to whoever holds its tracking token';

GRANT EXECUTE ON FUNCTION hansa.track(text) TO hansa_app;

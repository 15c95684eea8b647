-- GET /api/orders/{id}
-- One order with its parties, lines, shipments, invoices and the documents behind it.
-- auth: viewer    returns: one    scope: orders:read
-- :id uuid
-- > id uuid
-- > number text
-- > state text
-- > buyer {id uuid, name text?}
-- > seller {id uuid, name text?}
-- > my_side text
-- > currency text
-- > total_minor bigint
-- > ordered_on date?
-- > requested_on date?
-- > promised_on date?
-- > source text
-- > note text?
-- > parties [{role text, name text?, id_scheme text?, id_code text?, street text?, city text?, region text?, postcode text?, country text?}]
-- > lines [{line_no text, buyer_part text?, seller_part text?, gtin text?, description text?, quantity decimal, unit text, unit_price decimal?, amount_minor bigint, confirmed_qty decimal?, shipped_qty decimal, invoiced_qty decimal, promised_on date?}]
-- > shipments [{id uuid, number text, carrier text?, tracking_number text?, shipped_at timestamptz, delivered_at timestamptz?, lines [{line_no text, quantity decimal}]}]
-- > invoices [{id uuid, number text, issued_on date, due_on date?, total_minor bigint, currency text, paid_at timestamptz?, lines [{line_no text, quantity decimal, amount_minor bigint}]}]
-- > documents [{id uuid, set_id text, number text?, control_number text?, delivery text, acknowledgment text, received_at timestamptz}]
-- > tracking {token text, path text, expires_at timestamptz}?
-- > actions [{action text, to_state text, role_ok bool, requires [text]}]
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
SELECT o.id, o.number, o.state, jsonb_build_object('id', o.buyer_company_id, 'name', b.name) AS buyer,
  jsonb_build_object('id', o.seller_company_id, 'name', s.name) AS seller, side.name AS my_side,
  o.currency, o.total_minor, o.ordered_on, o.requested_on, o.promised_on, o.source, o.note,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('role', y.role, 'name', y.name, 'id_scheme', y.id_scheme, 'id_code', y.id_code, 'street', y.street,
      'city', y.city, 'region', y.region, 'postcode', y.postcode, 'country', y.country) ORDER BY y.position), '[]')
    FROM hansa.order_party y WHERE y.order_id = o.id) AS parties,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('line_no', l.line_no, 'buyer_part', l.buyer_part, 'seller_part', l.seller_part, 'gtin', l.gtin,
      'description', l.description, 'quantity', trim_scale(l.quantity)::text, 'unit', l.unit, 'unit_price', l.unit_price::text,
      'amount_minor', l.amount_minor, 'confirmed_qty', trim_scale(l.confirmed_qty)::text, 'shipped_qty', trim_scale(l.shipped_qty)::text,
      'invoiced_qty', trim_scale(l.invoiced_qty)::text, 'promised_on', l.promised_on) ORDER BY l.position), '[]')
    FROM hansa.order_line l WHERE l.order_id = o.id) AS lines,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'number', h.number, 'carrier', h.carrier, 'tracking_number', h.tracking_number,
      'shipped_at', h.shipped_at, 'delivered_at', h.delivered_at, 'lines',
      (SELECT coalesce(jsonb_agg(jsonb_build_object('line_no', l.line_no, 'quantity', trim_scale(x.quantity)::text) ORDER BY l.position), '[]')
        FROM hansa.shipment_line x JOIN hansa.order_line l ON l.id = x.order_line_id WHERE x.shipment_id = h.id)) ORDER BY h.shipped_at, h.number), '[]')
    FROM hansa.shipment h WHERE h.order_id = o.id) AS shipments,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.number, 'issued_on', v.issued_on, 'due_on', v.due_on,
      'total_minor', v.total_minor, 'currency', v.currency, 'paid_at', v.paid_at, 'lines',
      (SELECT coalesce(jsonb_agg(jsonb_build_object('line_no', l.line_no, 'quantity', trim_scale(x.quantity)::text, 'amount_minor', x.amount_minor)
          ORDER BY l.position), '[]')
        FROM hansa.invoice_line x JOIN hansa.order_line l ON l.id = x.order_line_id WHERE x.invoice_id = v.id)) ORDER BY v.issued_on, v.number), '[]')
    FROM hansa.invoice v WHERE v.order_id = o.id) AS invoices,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'set_id', d.set_id, 'number', d.number, 'control_number', d.set_control,
      'delivery', d.delivery, 'acknowledgment', d.acknowledgment, 'received_at', d.created_at) ORDER BY d.created_at, d.id), '[]')
    FROM hansa.edi_document d WHERE d.order_id = o.id) AS documents,
  (SELECT jsonb_build_object('token', k.token, 'path', '/t/' || k.token, 'expires_at', k.expires_at) FROM hansa.tracking_link k
    WHERE k.order_id = o.id AND k.revoked_at IS NULL AND k.expires_at > now() ORDER BY k.created_at DESC LIMIT 1) AS tracking,
  hansa.actions('order', o.state, side.name) AS actions, o.version + g.rev AS version, o.created_at, o.updated_at, o.version + g.rev AS _etag
FROM hansa.grant_ g
  JOIN hansa.order_ o ON o.id = g.record_id
  CROSS JOIN LATERAL (SELECT CASE WHEN o.buyer_company_id = (SELECT hansa.cur()) THEN 'buyer' ELSE 'seller' END AS name) side
  LEFT JOIN hansa.company b ON b.id = o.buyer_company_id
  LEFT JOIN hansa.company s ON s.id = o.seller_company_id
WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())

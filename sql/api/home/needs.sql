-- GET /api/home/needs
-- What waits for an answer of your company, the most pressing first: leads offered, partnerships, orders to confirm, documents not taken in.
-- auth: viewer    returns: many    scope: records:read
-- > what text          offer, partnership, order or document
-- > id uuid            the record
-- > title text?
-- > number text?
-- > company text?      who waits
-- > amount_minor bigint?
-- > currency text?
-- > at timestamptz     since when it waits
-- > due timestamptz?   until when it may wait
WITH mine AS MATERIALIZED (
  (SELECT g.record_id, g.kind, g.level, g.status, g.owner_id, g.sort_at FROM hansa.grant_ g
   WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead' AND g.status = 'offered' AND g.level = 4 ORDER BY g.sort_at LIMIT 50)
  UNION ALL
  (SELECT g.record_id, g.kind, g.level, g.status, g.owner_id, g.sort_at FROM hansa.grant_ g
   WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'partnership' AND g.status = 'invited' AND g.level < 5 LIMIT 50)
  UNION ALL
  (SELECT g.record_id, g.kind, g.level, g.status, g.owner_id, g.sort_at FROM hansa.grant_ g
   WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'order' AND g.status = 'received' AND g.level < 5 ORDER BY g.sort_at LIMIT 50)
  UNION ALL
  (SELECT g.record_id, g.kind, g.level, g.status, g.owner_id, g.sort_at FROM hansa.grant_ g
   WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'document' AND g.status = 'failed' AND g.sort_at > now() - interval '90 days'
   ORDER BY g.sort_at DESC LIMIT 50)
), need AS (
  SELECT 'offer' AS what, l.id, coalesce(i.title, l.product_interest) AS title, l.number, m.owner_id AS company_id, v.value_minor AS amount_minor, v.currency,
    m.sort_at AS at, NULL::timestamptz AS due
  FROM mine m JOIN hansa.lead l ON l.id = m.record_id LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id LEFT JOIN hansa.lead_commercial v ON v.lead_id = l.id
  WHERE m.kind = 'lead'
  UNION ALL
  SELECT 'partnership', p.id, NULL, NULL, m.owner_id, NULL, NULL, p.created_at, p.created_at + interval '30 days'
  FROM mine m JOIN hansa.partnership p ON p.id = m.record_id WHERE m.kind = 'partnership'
  UNION ALL
  SELECT 'order', o.id, NULL, o.number, o.buyer_company_id, o.total_minor, o.currency, o.created_at, o.requested_on::timestamptz
  FROM mine m JOIN hansa.order_ o ON o.id = m.record_id WHERE m.kind = 'order'
  UNION ALL
  SELECT 'document', d.id, d.set_id, d.number, CASE WHEN d.company_id = (SELECT hansa.cur()) THEN d.partner_company_id ELSE d.company_id END, NULL, NULL,
    d.created_at, NULL
  FROM mine m JOIN hansa.edi_document d ON d.id = m.record_id WHERE m.kind = 'document'
)
SELECT n.what, n.id, n.title, n.number, c.name AS company, n.amount_minor, n.currency, n.at, n.due
FROM need n LEFT JOIN hansa.company c ON c.id = n.company_id
ORDER BY n.due NULLS LAST, n.at, n.id
LIMIT 100

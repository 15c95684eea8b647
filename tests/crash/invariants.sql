-- What must hold between the tables whatever was killed, and when: one row for each thing that does not. Read as superuser.
WITH record AS (
  SELECT 'company' AS kind, id, id AS company_id, NULL AS status FROM hansa.company
  UNION ALL SELECT 'partnership', id, company_id, state FROM hansa.partnership
  UNION ALL SELECT 'lead', id, company_id, stage FROM hansa.lead
  UNION ALL SELECT 'account', id, company_id, NULL FROM hansa.account
  UNION ALL SELECT 'contact', id, company_id, NULL FROM hansa.contact
  UNION ALL SELECT 'product', id, company_id, NULL FROM hansa.product
  UNION ALL SELECT 'order', id, company_id, state FROM hansa.order_
  UNION ALL SELECT 'document', id, company_id, delivery FROM hansa.edi_document
), part AS (
  SELECT 'order_line' AS part, order_id AS id FROM hansa.order_line
  UNION ALL SELECT 'order_party', order_id FROM hansa.order_party
  UNION ALL SELECT 'shipment', order_id FROM hansa.shipment
  UNION ALL SELECT 'shipment_line', order_id FROM hansa.shipment_line
  UNION ALL SELECT 'invoice', order_id FROM hansa.invoice
  UNION ALL SELECT 'invoice_line', order_id FROM hansa.invoice_line
  UNION ALL SELECT 'tracking_link', order_id FROM hansa.tracking_link
  UNION ALL SELECT 'edi_document.order_id', order_id FROM hansa.edi_document WHERE order_id IS NOT NULL
  UNION ALL SELECT 'lead_identity', lead_id FROM hansa.lead_identity
  UNION ALL SELECT 'lead_detail', lead_id FROM hansa.lead_detail
  UNION ALL SELECT 'lead_personal', lead_id FROM hansa.lead_personal
  UNION ALL SELECT 'lead_commercial', lead_id FROM hansa.lead_commercial
  UNION ALL SELECT 'lead_private', lead_id FROM hansa.lead_private
  UNION ALL SELECT 'timeline', root_id FROM hansa.timeline
  UNION ALL SELECT 'event', stream_id FROM hansa.event
  UNION ALL SELECT 'notification', record_id FROM hansa.notification WHERE record_id IS NOT NULL
  UNION ALL SELECT 'stream', id FROM hansa.stream
  UNION ALL SELECT 'grant_', record_id FROM hansa.grant_
  UNION ALL SELECT 'search_doc', record_id FROM hansa.search_doc
)
SELECT 'a row of ' || p.part || ' without its record' AS what, p.id FROM part p WHERE NOT EXISTS (SELECT FROM record r WHERE r.id = p.id)
UNION ALL
SELECT 'a ' || r.kind || ' without exactly one owner, its company', r.id FROM record r
  WHERE (SELECT count(*) FILTER (WHERE g.level = 5) <> 1 OR bool_or(g.level = 5 AND g.company_id <> r.company_id) OR bool_or(g.kind <> r.kind)
      OR bool_or(g.owner_id <> r.company_id) FROM hansa.grant_ g WHERE g.record_id = r.id)
UNION ALL
SELECT 'a ' || r.kind || ' without a stream', r.id FROM record r WHERE NOT EXISTS (SELECT FROM hansa.stream s WHERE s.id = r.id)
UNION ALL
SELECT 'grants that bear another status than the ' || r.kind, r.id FROM record r JOIN hansa.grant_ g ON g.record_id = r.id AND g.status <> r.status
UNION ALL
SELECT 'shares that do not count the grants of a ' || g.kind, g.record_id FROM hansa.grant_ g
  WHERE g.kind IN ('lead', 'account', 'contact', 'product', 'order', 'document') AND g.shares <> CASE WHEN g.level = 5
    THEN (SELECT count(*) FROM hansa.grant_ x WHERE x.record_id = g.record_id AND x.level < 5) ELSE 0 END
UNION ALL
SELECT 'a grant on a ' || g.kind || ' without its search document', g.record_id FROM hansa.grant_ g
  WHERE g.kind IN ('lead', 'account', 'contact', 'product', 'order')
    AND NOT EXISTS (SELECT FROM hansa.search_doc d WHERE d.record_id = g.record_id AND d.company_id = g.company_id AND d.kind = g.kind)
UNION ALL
SELECT 'a search document without its grant', d.record_id FROM hansa.search_doc d
  WHERE NOT EXISTS (SELECT FROM hansa.grant_ g WHERE g.record_id = d.record_id AND g.company_id = d.company_id)
UNION ALL
SELECT 'a stream that is not dense up to its head', s.id FROM hansa.stream s
  WHERE (SELECT count(*) <> s.head OR coalesce(max(e.seq), 0) <> s.head FROM hansa.event e WHERE e.stream_id = s.id AND e.seq IS NOT NULL)
UNION ALL
SELECT 'a ' || r.kind || ' whose first event is not its beginning', r.id FROM record r WHERE r.kind IN ('lead', 'order', 'document')
  AND NOT EXISTS (SELECT FROM hansa.event e WHERE e.stream_id = r.id AND e.seq = 1 AND e.kind = r.kind || '.created')
UNION ALL
SELECT 'a ' || r.kind || ' that does not begin its timeline once', r.id FROM record r WHERE r.kind IN ('lead', 'order')
  AND 1 <> (SELECT count(*) FROM hansa.timeline t WHERE t.root_id = r.id AND t.action = 'created')
UNION ALL
SELECT 'half an order', o.id FROM hansa.order_ o
  WHERE o.lines = 0 OR o.lines <> (SELECT count(*) FROM hansa.order_line l WHERE l.order_id = o.id)
    OR o.total_minor <> (SELECT sum(l.amount_minor) FROM hansa.order_line l WHERE l.order_id = o.id)
    OR NOT EXISTS (SELECT FROM hansa.order_party p WHERE p.order_id = o.id)
    OR NOT EXISTS (SELECT FROM hansa.tracking_link t WHERE t.order_id = o.id)
    OR 2 <> (SELECT count(*) FROM hansa.grant_ g WHERE g.record_id = o.id AND g.company_id IN (o.buyer_company_id, o.seller_company_id))
    OR NOT EXISTS (SELECT FROM hansa.notification n WHERE n.company_id = o.seller_company_id AND n.record_id = o.id AND n.kind = 'order.received')
    OR (o.source = 'edi' AND 1 <> (SELECT count(*) FROM hansa.edi_document d WHERE d.id = o.document_id AND d.order_id = o.id AND d.delivery = 'applied'))
UNION ALL
SELECT 'two orders of one number', (array_agg(o.id))[1] FROM hansa.order_ o GROUP BY o.company_id, o.seller_company_id, o.number HAVING count(*) > 1
UNION ALL
SELECT 'an interchange that was taken in without document or acknowledgment', i.id FROM hansa.edi_interchange i
  WHERE i.refusal IS NULL AND i.state <> 'rejected'
    AND (length(i.ack) IS NULL OR i.sha256 <> sha256(i.raw) OR NOT EXISTS (SELECT FROM hansa.edi_document d WHERE d.interchange_id = i.id))
UNION ALL
SELECT 'an Idempotency-Key that is taken without an answer', i.company_id FROM hansa.idempotency i WHERE i.response IS NULL
UNION ALL
SELECT 'a company that counts a partner without partnership', g.record_id FROM hansa.grant_ g
  WHERE g.kind = 'company' AND g.level < 5 AND NOT EXISTS (SELECT FROM hansa.partnership p
    WHERE (p.company_id, p.partner_id) IN ((g.company_id, g.record_id), (g.record_id, g.company_id)))

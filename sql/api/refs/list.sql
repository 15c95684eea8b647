-- GET /api/refs
-- What records are, for links to them in messages. Those you may not see are not in the answer.
-- auth: guest    returns: many    scope: records:read
-- :ids  uuid[]   at most 100
-- > id uuid
-- > kind text
-- > title text?
-- > state text
-- > level text
-- > owner_name text?  when it is another company's
-- > amount_minor bigint?
-- > currency text?
-- > on_date date?  expected, promised or requested
SELECT g.record_id AS id, g.kind,
  CASE g.kind WHEN 'lead' THEN (SELECT coalesce((SELECT coalesce(i.title, i.company_name) FROM hansa.lead_identity i WHERE i.lead_id = l.id), l.product_interest, l.number)
      FROM hansa.lead l WHERE l.id = g.record_id)
    WHEN 'order' THEN o.number WHEN 'account' THEN (SELECT a.name FROM hansa.account a WHERE a.id = g.record_id)
    WHEN 'contact' THEN (SELECT c.name FROM hansa.contact c WHERE c.id = g.record_id) WHEN 'product' THEN p.name
    WHEN 'document' THEN (SELECT concat_ws(' ', d.set_id, d.number) FROM hansa.edi_document d WHERE d.id = g.record_id)
    WHEN 'partnership' THEN (SELECT c.name FROM hansa.partnership x JOIN hansa.company c ON c.id = CASE g.company_id WHEN x.company_id THEN x.partner_id ELSE x.company_id END WHERE x.id = g.record_id)
    WHEN 'room' THEN hansa.room_title(g.record_id) END AS title,
  g.status AS state, hansa.level_name(g.level) AS level, CASE WHEN g.owner_id <> g.company_id THEN c.name END AS owner_name,
  coalesce(m.value_minor, o.total_minor, p.price_minor) AS amount_minor, coalesce(m.currency, o.currency, p.currency) AS currency,
  coalesce(m.expected_close, o.promised_on, o.requested_on) AS on_date
FROM hansa.grant_ g
  LEFT JOIN hansa.lead_commercial m ON m.lead_id = g.record_id
  LEFT JOIN hansa.order_ o ON o.id = g.record_id
  LEFT JOIN hansa.product p ON p.id = g.record_id
  LEFT JOIN hansa.company c ON c.id = g.owner_id
WHERE g.company_id = (SELECT hansa.cur()) AND g.record_id = ANY (:ids) AND g.kind <> 'company' AND (g.kind NOT IN ('account', 'contact', 'product') OR g.level >= 2)
ORDER BY g.record_id LIMIT 100

-- GET /api/charts/pipeline
-- Leads by stage and partner, with their sums. A lead shared with several partners counts at each of them.
-- auth: viewer    returns: many    scope: leads:read    lane: slow
-- > stage text
-- > side text            whole (ours, each once), and of these own (nobody else sees them) and given (shared by us); received (shared with us)
-- > partner_id uuid?     the other company; null for whole and own
-- > partner text?
-- > currency text?
-- > leads bigint
-- > minor bigint?        the sum of the values that may be seen
WITH mine AS MATERIALIZED (
  SELECT g.record_id, g.status, g.level, g.owner_id FROM hansa.grant_ g WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
), sided AS (
  SELECT m.record_id, m.status, 'received' AS side, m.owner_id AS partner_id FROM mine m WHERE m.level < 5
  UNION ALL
  SELECT m.record_id, m.status, 'whole', NULL FROM mine m WHERE m.level = 5
  UNION ALL
  SELECT m.record_id, m.status, CASE WHEN s.company_id IS NULL THEN 'own' ELSE 'given' END, s.company_id
  FROM mine m LEFT JOIN hansa.leads_given() s ON s.record_id = m.record_id WHERE m.level = 5
)
SELECT x.status AS stage, x.side, x.partner_id, c.name AS partner, v.currency, count(*) AS leads, sum(v.value_minor)::bigint AS minor
FROM sided x
  LEFT JOIN hansa.lead_commercial v ON v.lead_id = x.record_id
  LEFT JOIN hansa.company c ON c.id = x.partner_id
GROUP BY x.status, x.side, x.partner_id, c.name, v.currency
ORDER BY x.side, c.name, x.status, v.currency

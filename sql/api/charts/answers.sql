-- GET /api/charts/answers
-- How long the first answer took, by month: to orders we received, to orders we placed, to leads.
-- An order is answered when it is confirmed or rejected, a lead when it is qualified, taken up or disqualified.
-- auth: viewer    returns: many    scope: orders:read    lane: slow
-- :from    date?         the first day; a year ago if not given
-- :to      date?         the last day; today if not given
-- > of text              orders_in, orders_out or leads
-- > month text           in which it came
-- > answered bigint
-- > waiting bigint       not answered yet
-- > median decimal?      hours; half were answered sooner
-- > slow decimal?        hours; nine of ten were answered sooner
WITH asked AS (
  SELECT o.id, CASE WHEN o.buyer_company_id = (SELECT hansa.cur()) THEN 'orders_out' ELSE 'orders_in' END AS of, o.created_at,
    o.state = 'received' AS waiting,
    (SELECT min(t.at) FROM hansa.timeline t WHERE t.root_id = o.id AND t.action IN ('confirm', 'reject')) AS answered_at
  FROM hansa.order_ o JOIN hansa.grant_ g ON g.record_id = o.id AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'order'
  WHERE o.created_at >= coalesce(:from, (now() - interval '1 year')::date) AND o.created_at < coalesce(:to, now()::date) + 1
  UNION ALL
  SELECT l.id, 'leads', l.created_at, l.stage = 'new',
    (SELECT min(t.at) FROM hansa.timeline t WHERE t.root_id = l.id AND t.action IN ('qualify', 'disqualify', 'offer', 'accept', 'start'))
  FROM hansa.lead l JOIN hansa.grant_ g ON g.record_id = l.id AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
  WHERE l.created_at >= coalesce(:from, (now() - interval '1 year')::date) AND l.created_at < coalesce(:to, now()::date) + 1
), timed AS (
  SELECT a.of, to_char(a.created_at, 'YYYY-MM') AS month, a.waiting,
    extract(epoch FROM a.answered_at - a.created_at) / 3600 AS hours FROM asked a
)
SELECT t.of, t.month, count(t.hours) AS answered, count(*) FILTER (WHERE t.waiting AND t.hours IS NULL) AS waiting,
  round((percentile_disc(0.5) WITHIN GROUP (ORDER BY t.hours))::numeric, 1) AS median,
  round((percentile_disc(0.9) WITHIN GROUP (ORDER BY t.hours))::numeric, 1) AS slow
FROM timed t GROUP BY t.of, t.month ORDER BY t.of, t.month

-- GET /api/charts/leads
-- Leads that came in between two days, by month, by source and by country, with how many of them were converted.
-- auth: viewer    returns: many    scope: leads:read    lane: slow
-- :from    date?         the first day; a year ago if not given
-- :to      date?         the last day; today if not given
-- :shared  text = all    one of own|received|all
-- > by text              month, source or country
-- > key text?            2026-11, the source, the country's code; null where nothing was said
-- > leads bigint
-- > converted bigint
SELECT CASE WHEN grouping(to_char(l.created_at, 'YYYY-MM')) = 0 THEN 'month' WHEN grouping(l.source) = 0 THEN 'source' ELSE 'country' END AS by,
  coalesce(CASE WHEN grouping(to_char(l.created_at, 'YYYY-MM')) = 0 THEN to_char(l.created_at, 'YYYY-MM') END,
    CASE WHEN grouping(l.source) = 0 THEN l.source END, CASE WHEN grouping(l.country) = 0 THEN l.country END) AS key,
  count(*) AS leads, count(*) FILTER (WHERE l.stage = 'converted') AS converted
FROM hansa.lead l JOIN hansa.grant_ g ON g.record_id = l.id AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
WHERE l.created_at >= coalesce(:from, (now() - interval '1 year')::date) AND l.created_at < coalesce(:to, now()::date) + 1
  AND (:shared = 'all' OR (g.level = 5) = (:shared = 'own'))
GROUP BY GROUPING SETS ((to_char(l.created_at, 'YYYY-MM')), (l.source), (l.country))
ORDER BY 1, 2

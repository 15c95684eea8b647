-- GET /api/charts/funnel
-- Of the leads that came in between two days: how many were ever qualified, worked on, converted; and how many ended otherwise.
-- auth: viewer    returns: many    scope: leads:read    lane: slow
-- :from    date?         the first day; a year ago if not given
-- :to      date?         the last day; today if not given
-- :shared  text = all    one of own|received|all
-- > step text            new, qualified, working, converted, lost, disqualified, returned
-- > leads bigint
WITH mine AS MATERIALIZED (
  SELECT l.id, l.stage,
    CASE l.stage WHEN 'converted' THEN 3 WHEN 'working' THEN 2 WHEN 'qualified' THEN 1 WHEN 'offered' THEN 1 WHEN 'accepted' THEN 1 ELSE 0 END AS rank
  FROM hansa.lead l JOIN hansa.grant_ g ON g.record_id = l.id AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
  WHERE l.created_at >= coalesce(:from, (now() - interval '1 year')::date) AND l.created_at < coalesce(:to, now()::date) + 1
    AND (:shared = 'all' OR (g.level = 5) = (:shared = 'own'))
), way AS (
  -- How far a lead came that is off the way now, only its timeline tells.
  SELECT m.id, greatest(m.rank, CASE WHEN m.stage IN ('lost', 'disqualified', 'returned') THEN (
      SELECT max(CASE t.body ->> 'state' WHEN 'converted' THEN 3 WHEN 'working' THEN 2 WHEN 'qualified' THEN 1 WHEN 'offered' THEN 1 WHEN 'accepted' THEN 1 END)
      FROM hansa.timeline t WHERE t.root_id = m.id) END) AS rank
  FROM mine m
)
SELECT s.step, (SELECT count(*) FROM way w WHERE w.rank >= s.rank) AS leads
FROM (VALUES ('new', 0), ('qualified', 1), ('working', 2), ('converted', 3)) s (step, rank)
UNION ALL
SELECT e.step, (SELECT count(*) FROM mine m WHERE m.stage = e.step)
FROM (VALUES ('lost'), ('disqualified'), ('returned')) e (step)

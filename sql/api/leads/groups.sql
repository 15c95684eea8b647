-- GET /api/leads/groups
-- The leads that the filter lets through, gathered by one field: how many in each group, and what they are worth.
-- auth: viewer    returns: many    scope: leads:read
-- :shared        text = all    one of own|received|all
-- :stage         text[]?       one of new|qualified|offered|accepted|working|converted|lost|returned|disqualified
-- :owner         uuid[]?       the companies whose leads they are
-- :with          uuid?         a company that they are shared with, or that shares them
-- :assigned_to   uuid[]?       people; all zeros stand for nobody
-- :country       text[]?       1..2; codes
-- :industry      text[]?       1..100
-- :source        text[]?       1..100
-- :currency      currency?
-- :value_from    bigint?       0..; in the minor unit of the currency
-- :value_to      bigint?       0..
-- :close_from    date?
-- :close_to      date?
-- :created_from  date?
-- :created_to    date?
-- :updated_from  date?
-- :updated_to    date?
-- :q             text?         1..200; words to look for
-- :by            text = stage  one of stage|owner|assigned_to|country|industry|source
-- > key text?  the stage, company, person, code or text the group has in common; null: without one
-- > name text?  of the company or person
-- > count bigint
-- > sums [{currency text, minor bigint}]  by currency, the largest first
SELECT y.key, coalesce(c.name, a.name) AS name, y.count, y.sums
FROM (
  SELECT x.key, sum(x.n)::bigint AS count, coalesce(jsonb_agg(jsonb_build_object('currency', x.currency, 'minor', x.minor)
    ORDER BY x.minor DESC) FILTER (WHERE x.minor IS NOT NULL), '[]') AS sums
  FROM (
    SELECT CASE :by WHEN 'stage' THEN g.status WHEN 'owner' THEN g.owner_id::text WHEN 'assigned_to' THEN l.assigned_to::text
        WHEN 'country' THEN l.country WHEN 'industry' THEN l.industry ELSE l.source END AS key,
      m.currency, count(*) AS n, sum(m.value_minor) AS minor
    FROM hansa.grant_ g JOIN hansa.lead l ON l.id = g.record_id LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
    WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
      AND (:q IS NULL OR g.record_id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'lead') s))
      AND (:with IS NULL OR g.owner_id = :with OR g.record_id IN (SELECT s.record_id FROM hansa.leads_given() s WHERE s.company_id = :with))
      AND hansa.lead_fits(ROW(:shared, :stage, :owner, :assigned_to, :country, :industry, :source, :currency, :value_from, :value_to,
          :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, NULL)::hansa.lead_filter, g, l, m)
    GROUP BY 1, 2) x
  GROUP BY x.key) y
  LEFT JOIN hansa.company c ON :by = 'owner' AND c.id = CASE WHEN :by = 'owner' THEN y.key::uuid END
  LEFT JOIN hansa.person a ON :by = 'assigned_to' AND a.id = CASE WHEN :by = 'assigned_to' THEN y.key::uuid END
ORDER BY y.count DESC, y.key
LIMIT 500

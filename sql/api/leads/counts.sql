-- GET /api/leads/counts
-- How many leads stand in each stage, of those that the filter lets through, and what they are worth.
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
-- :sums          bool = false  with the sums; counting alone is quicker
-- > stage text
-- > count bigint
-- > sums [{currency text, minor bigint}]?  by currency, the largest first
(SELECT g.status AS stage, count(*) AS count, NULL::jsonb AS sums FROM hansa.grant_ g
 WHERE NOT :sums AND :shared = 'all' AND num_nonnulls(:stage, :owner, :with, :assigned_to, :country, :industry, :source, :currency, :value_from,
     :value_to, :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, :q) = 0
   AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
 GROUP BY g.status)
UNION ALL
(SELECT x.status, sum(x.n)::bigint, CASE WHEN :sums THEN coalesce(jsonb_agg(jsonb_build_object('currency', x.currency, 'minor', x.minor)
     ORDER BY x.minor DESC) FILTER (WHERE x.minor IS NOT NULL), '[]') END
 FROM (
   SELECT g.status, m.currency, count(*) AS n, sum(m.value_minor) AS minor
   FROM hansa.grant_ g JOIN hansa.lead l ON l.id = g.record_id LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
   WHERE NOT (NOT :sums AND :shared = 'all' AND num_nonnulls(:stage, :owner, :with, :assigned_to, :country, :industry, :source, :currency, :value_from,
       :value_to, :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, :q) = 0)
     AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
     AND (:q IS NULL OR g.record_id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'lead') s))
     AND (:with IS NULL OR g.owner_id = :with OR g.record_id IN (SELECT s.record_id FROM hansa.leads_given() s WHERE s.company_id = :with))
     AND hansa.lead_fits(ROW(:shared, :stage, :owner, :assigned_to, :country, :industry, :source, :currency, :value_from, :value_to,
         :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, NULL)::hansa.lead_filter, g, l, m)
   GROUP BY g.status, m.currency) x
 GROUP BY x.status)
ORDER BY stage

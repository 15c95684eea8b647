-- GET /api/leads/find
-- Leads by any of what their lists show, in any order. :skip goes that many rows further, so that a window on a long list
-- can be opened anywhere.
-- auth: viewer    returns: page    scope: leads:read
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
-- :ids           uuid[]?       of these, those that the filter lets through
-- :sort          text = updated  one of updated|created|value|close|title|company|owner|assigned_to|country|industry|source|stage|number
-- :dir           text = desc   one of asc|desc
-- :skip          int = 0       0..1000000
-- :after         cursor?
-- :limit         int = 50      1..200
-- > id uuid
-- > number text
-- > stage text
-- > level text  what your company may: teaser, read, comment, edit, own
-- > title text?
-- > company_name text?
-- > country text?
-- > industry text?
-- > product_interest text?
-- > source text?
-- > value_minor bigint?
-- > currency text?
-- > expected_close date?
-- > company_id uuid  the owner
-- > owner_name text?
-- > assigned_to uuid?
-- > assigned_to_name text?
-- > shared_with int  how many companies it is shared with, as its owner sees it
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
WITH page AS (
  -- Three ways to the keys of a page, of which one runs: down one stage by time, down all by time, sorted.
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id, NULL::text AS k
   FROM hansa.grant_ g JOIN hansa.lead l ON l.id = g.record_id LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
   WHERE :sort = 'updated' AND :dir = 'desc' AND cardinality(:stage) = 1 AND :ids IS NULL
     AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead' AND g.status = (:stage)[1]
     AND (g.sort_at, g.record_id) < (hansa.lead_after_at(:after), hansa.lead_after_id(:after))
     AND (:q IS NULL OR g.record_id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'lead') s))
     AND (:with IS NULL OR g.owner_id = :with OR g.record_id IN (SELECT s.record_id FROM hansa.leads_given() s WHERE s.company_id = :with))
     AND hansa.lead_fits(ROW(:shared, :stage, :owner, :assigned_to, :country, :industry, :source, :currency, :value_from, :value_to,
         :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, NULL)::hansa.lead_filter, g, l, m)
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1 OFFSET :skip)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id, NULL::text
   FROM hansa.grant_ g JOIN hansa.lead l ON l.id = g.record_id LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
   WHERE :sort = 'updated' AND :dir = 'desc' AND (cardinality(:stage) = 1) IS NOT TRUE AND :ids IS NULL
     AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
     AND (g.sort_at, g.record_id) < (hansa.lead_after_at(:after), hansa.lead_after_id(:after))
     AND (:q IS NULL OR g.record_id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'lead') s))
     AND (:with IS NULL OR g.owner_id = :with OR g.record_id IN (SELECT s.record_id FROM hansa.leads_given() s WHERE s.company_id = :with))
     AND hansa.lead_fits(ROW(:shared, :stage, :owner, :assigned_to, :country, :industry, :source, :currency, :value_from, :value_to,
         :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, NULL)::hansa.lead_filter, g, l, m)
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1 OFFSET :skip)
  UNION ALL
  (SELECT x.record_id, x.sort_at, x.level, x.rev, x.shares, x.owner_id, x.k
   FROM (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id,
           hansa.lead_key(:sort, :dir, g, l, m, i.title, i.company_name, c.name, a.name) COLLATE "und-x-icu" AS k
         FROM hansa.grant_ g JOIN hansa.lead l ON l.id = g.record_id
           LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
           LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id AND :sort IN ('title', 'company')
           LEFT JOIN hansa.company c ON c.id = g.owner_id AND :sort = 'owner'
           LEFT JOIN hansa.person a ON a.id = l.assigned_to AND :sort = 'assigned_to'
         WHERE g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead' AND ((:sort = 'updated' AND :dir = 'desc') IS FALSE OR :ids IS NOT NULL)
           AND (:q IS NULL OR g.record_id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'lead') s))
           AND (:with IS NULL OR g.owner_id = :with OR g.record_id IN (SELECT s.record_id FROM hansa.leads_given() s WHERE s.company_id = :with))
           AND hansa.lead_fits(ROW(:shared, :stage, :owner, :assigned_to, :country, :industry, :source, :currency, :value_from, :value_to,
               :close_from, :close_to, :created_from, :created_to, :updated_from, :updated_to, :ids)::hansa.lead_filter, g, l, m)) x
   WHERE :after IS NULL OR CASE :dir WHEN 'asc' THEN (x.k, x.record_id) > (substr(:after, 38), hansa.lead_after_id(:after))
     ELSE (x.k, x.record_id) < (substr(:after, 38), hansa.lead_after_id(:after)) END
   ORDER BY CASE :dir WHEN 'asc' THEN x.k END, CASE :dir WHEN 'asc' THEN x.record_id END, x.k DESC, x.record_id DESC
   LIMIT :limit + 1 OFFSET :skip)
)
SELECT l.id, l.number, l.stage, hansa.level_name(p.level) AS level, i.title, i.company_name, l.country, l.industry, l.product_interest,
  l.source, m.value_minor, m.currency, m.expected_close, l.company_id, c.name AS owner_name, l.assigned_to, a.name AS assigned_to_name,
  p.shares AS shared_with, l.version + p.rev AS version, l.created_at, l.updated_at, p.record_id || '|' || coalesce(p.k, p.sort_at::text) AS _cursor
FROM page p
  JOIN hansa.lead l ON l.id = p.record_id
  LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id
  LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
  LEFT JOIN hansa.company c ON c.id = p.owner_id
  LEFT JOIN hansa.person a ON a.id = l.assigned_to
ORDER BY CASE WHEN p.k IS NULL THEN p.sort_at END DESC, CASE :dir WHEN 'asc' THEN p.k END, CASE :dir WHEN 'asc' THEN p.record_id END,
  p.k DESC, p.record_id DESC
LIMIT :limit + 1

-- GET /api/leads
-- Leads your company owns or that partners share with it, newest first.
-- auth: viewer    returns: page    scope: leads:read
-- :stage   text?         one of new|qualified|offered|accepted|working|converted|lost|returned|disqualified
-- :shared  text = all    one of own|received|all
-- :q       text?         1..200; words to look for
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > number text
-- > stage text
-- > level text  what your company may: teaser, read, comment, edit, own
-- > title text?
-- > company_name text?
-- > country text?
-- > industry text?
-- > product_interest text?
-- > value_minor bigint?
-- > currency text?
-- > company_id uuid  the owner
-- > owner_name text?
-- > assigned_to uuid?
-- > assigned_to_name text?
-- > shared_with int  how many companies it is shared with, as its owner sees it
-- > version int
-- > updated_at timestamptz
WITH page AS (
  -- Three ways to the keys of a page, of which one runs: by time, by stage and time, by words.
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id FROM hansa.grant_ g
   WHERE :q IS NULL AND :stage IS NULL AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead'
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
     AND (:shared = 'all' OR (g.level = 5) = (:shared = 'own'))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id FROM hansa.grant_ g
   WHERE :q IS NULL AND :stage IS NOT NULL AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'lead' AND g.status = :stage
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
     AND (:shared = 'all' OR (g.level = 5) = (:shared = 'own'))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id
   FROM hansa.search_ids(:q, 'lead') s JOIN hansa.grant_ g ON g.record_id = s.record_id AND g.company_id = (SELECT hansa.cur())
   WHERE :q IS NOT NULL AND (:stage IS NULL OR g.status = :stage)
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
     AND (:shared = 'all' OR (g.level = 5) = (:shared = 'own'))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
)
SELECT l.id, l.number, l.stage, hansa.level_name(p.level) AS level, i.title, i.company_name, l.country, l.industry, l.product_interest,
  m.value_minor, m.currency, l.company_id, c.name AS owner_name, l.assigned_to, a.name AS assigned_to_name, p.shares AS shared_with,
  l.version + p.rev AS version, l.updated_at, p.sort_at || '|' || p.record_id AS _cursor
FROM page p
  JOIN hansa.lead l ON l.id = p.record_id
  LEFT JOIN hansa.lead_identity i ON i.lead_id = l.id
  LEFT JOIN hansa.lead_commercial m ON m.lead_id = l.id
  LEFT JOIN hansa.company c ON c.id = p.owner_id
  LEFT JOIN hansa.person a ON a.id = l.assigned_to
ORDER BY p.sort_at DESC, p.record_id DESC
LIMIT :limit + 1

-- GET /api/partnerships/{id}/shared
-- The records that go from one side of a partnership to the other, last changed first, with the level of each.
-- auth: viewer    returns: page    scope: partnerships:read
-- :id         uuid
-- :direction  text       one of out|in
-- :kind       text?      one of lead|account|contact|product
-- :after      cursor?
-- :limit      int = 50   1..200
-- > id uuid
-- > kind text
-- > title text?
-- > status text
-- > level text
-- > since timestamptz
WITH other AS (
  SELECT CASE WHEN p.company_id = (SELECT hansa.cur()) THEN p.partner_id ELSE p.company_id END AS id
  FROM hansa.grant_ g JOIN hansa.partnership p ON p.id = g.record_id WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())
), page AS (
  (SELECT s.record_id, s.kind, s.level, s.since, g.status, g.sort_at
   FROM other CROSS JOIN LATERAL hansa.shared_with(other.id) s JOIN hansa.grant_ g ON g.record_id = s.record_id AND g.company_id = (SELECT hansa.cur())
   WHERE :direction = 'out' AND (:kind IS NULL OR s.kind = :kind) AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.kind, g.level, g.since, g.status, g.sort_at
   FROM other JOIN hansa.grant_ g ON g.company_id = (SELECT hansa.cur()) AND g.owner_id = other.id AND g.level < 5
   WHERE :direction = 'in' AND g.kind IN ('lead', 'account', 'contact', 'product') AND (:kind IS NULL OR g.kind = :kind)
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
)
SELECT p.record_id AS id, p.kind, hansa.record_title(p.kind, p.record_id) AS title, p.status, hansa.level_name(p.level) AS level, p.since,
  p.sort_at || '|' || p.record_id AS _cursor
FROM page p
ORDER BY p.sort_at DESC, p.record_id DESC
LIMIT :limit + 1

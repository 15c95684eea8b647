-- GET /api/accounts
-- Accounts your company owns or that partners share with it, newest first.
-- auth: viewer    returns: page    scope: accounts:read
-- :q       text?         1..200; words to look for
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > name text
-- > website text?
-- > country text?
-- > city text?
-- > industry text?
-- > size_band text?
-- > level text
-- > company_id uuid  the owner
-- > owner_name text?
-- > shared_with int
-- > version int
-- > updated_at timestamptz
WITH page AS (SELECT x.* FROM hansa.record_page('account', :q, hansa.cursor_at(:after), hansa.cursor_id(:after), :limit + 1) x)
SELECT r.id, r.name, r.website, r.country, r.city, r.industry, r.size_band, hansa.level_name(p.level) AS level, r.company_id, c.name AS owner_name,
  p.shares AS shared_with, r.version + p.rev AS version, r.updated_at, p.sort_at || '|' || p.record_id AS _cursor
FROM page p
  JOIN hansa.account r ON r.id = p.record_id
  LEFT JOIN hansa.company c ON c.id = p.owner_id
ORDER BY p.sort_at DESC, p.record_id DESC
LIMIT :limit + 1

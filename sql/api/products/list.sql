-- GET /api/products
-- Products your company owns or that partners share with it, newest first.
-- auth: viewer    returns: page    scope: products:read
-- :q       text?         1..200; words to look for
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > sku text
-- > gtin text?
-- > name text
-- > unit text
-- > price_minor bigint?
-- > currency text?
-- > level text
-- > company_id uuid  the owner
-- > owner_name text?
-- > shared_with int
-- > version int
-- > updated_at timestamptz
WITH page AS (
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id FROM hansa.grant_ g
   WHERE :q IS NULL AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'product'
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.level, g.rev, g.shares, g.owner_id
   FROM hansa.search_ids(:q, 'product') s JOIN hansa.grant_ g ON g.record_id = s.record_id AND g.company_id = (SELECT hansa.cur())
   WHERE :q IS NOT NULL AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
)
SELECT r.id, r.sku, r.gtin, r.name, r.unit, r.price_minor, r.currency, hansa.level_name(p.level) AS level, r.company_id, c.name AS owner_name,
  p.shares AS shared_with, r.version + p.rev AS version, r.updated_at, p.sort_at || '|' || p.record_id AS _cursor
FROM page p
  JOIN hansa.product r ON r.id = p.record_id
  LEFT JOIN hansa.company c ON c.id = p.owner_id
ORDER BY p.sort_at DESC, p.record_id DESC
LIMIT :limit + 1

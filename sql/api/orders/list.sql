-- GET /api/orders
-- Orders your company placed or received, newest first.
-- auth: viewer    returns: page    scope: orders:read
-- :state   text?         one of received|confirmed|partly_shipped|shipped|delivered|invoiced|paid|closed|rejected|cancelled
-- :side    text = all    one of buyer|seller|all
-- :partner uuid?         the company on the other side
-- :late    bool = false  only those promised for later than asked for
-- :ordered_from  date?   ordered on this day or later
-- :ordered_to    date?   ordered on this day or earlier
-- :q       text?         1..200; words to look for
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > number text
-- > state text
-- > buyer {id uuid, name text?}
-- > seller {id uuid, name text?}
-- > my_side text  buyer or seller
-- > currency text
-- > total_minor bigint
-- > lines int
-- > ordered_on date?
-- > requested_on date?
-- > promised_on date?
-- > source text
-- > version int
-- > updated_at timestamptz
WITH page AS (
  -- Four ways to the keys of a page, of which one runs: by time, by state and time, by words, by what the order itself says.
  (SELECT g.record_id, g.sort_at, g.rev FROM hansa.grant_ g
   WHERE :q IS NULL AND :state IS NULL AND :partner IS NULL AND NOT :late AND :ordered_from IS NULL AND :ordered_to IS NULL AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'order'
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
     AND (:side = 'all' OR (g.level = 5) = (:side = 'buyer'))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.rev FROM hansa.grant_ g
   WHERE :q IS NULL AND :state IS NOT NULL AND :partner IS NULL AND NOT :late AND :ordered_from IS NULL AND :ordered_to IS NULL AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'order' AND g.status = :state
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
     AND (:side = 'all' OR (g.level = 5) = (:side = 'buyer'))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.rev
   FROM hansa.search_ids(:q, 'order') s JOIN hansa.grant_ g ON g.record_id = s.record_id AND g.company_id = (SELECT hansa.cur())
   WHERE :q IS NOT NULL AND :partner IS NULL AND NOT :late AND :ordered_from IS NULL AND :ordered_to IS NULL AND (:state IS NULL OR g.status = :state)
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
     AND (:side = 'all' OR (g.level = 5) = (:side = 'buyer'))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.rev
   FROM hansa.grant_ g JOIN hansa.order_ x ON x.id = g.record_id
   WHERE (:partner IS NOT NULL OR :late OR :ordered_from IS NOT NULL OR :ordered_to IS NOT NULL) AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'order' AND (:state IS NULL OR g.status = :state)
     AND (:partner IS NULL OR :partner IN (x.buyer_company_id, x.seller_company_id)) AND (NOT :late OR x.promised_on > x.requested_on)
     AND (:ordered_from IS NULL OR coalesce(x.ordered_on, x.created_at::date) >= :ordered_from)
     AND (:ordered_to IS NULL OR coalesce(x.ordered_on, x.created_at::date) <= :ordered_to)
     AND (:q IS NULL OR g.record_id IN (SELECT s.record_id FROM hansa.search_ids(:q, 'order') s))
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
     AND (:side = 'all' OR (g.level = 5) = (:side = 'buyer'))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
)
SELECT o.id, o.number, o.state, jsonb_build_object('id', b.id, 'name', b.name) AS buyer, jsonb_build_object('id', s.id, 'name', s.name) AS seller,
  CASE WHEN o.buyer_company_id = (SELECT hansa.cur()) THEN 'buyer' ELSE 'seller' END AS my_side, o.currency, o.total_minor, o.lines,
  o.ordered_on, o.requested_on, o.promised_on, o.source, o.version + p.rev AS version, o.updated_at,
  p.sort_at || '|' || p.record_id AS _cursor
FROM page p
  JOIN hansa.order_ o ON o.id = p.record_id
  LEFT JOIN hansa.company b ON b.id = o.buyer_company_id
  LEFT JOIN hansa.company s ON s.id = o.seller_company_id
ORDER BY p.sort_at DESC, p.record_id DESC
LIMIT :limit + 1

-- GET /api/products/{id}
-- One product.
-- auth: viewer    returns: one    scope: products:read
-- :id uuid
-- > id uuid
-- > sku text
-- > gtin text?
-- > name text
-- > description text?
-- > unit text
-- > price_minor bigint?
-- > currency text?
-- > level text
-- > owner {id uuid, name text?}
-- > shared_with int
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
SELECT r.id, r.sku, r.gtin, r.name, r.description, r.unit, r.price_minor, r.currency, hansa.level_name(g.level) AS level,
  jsonb_build_object('id', r.company_id, 'name', c.name) AS owner, g.shares AS shared_with, r.version + g.rev AS version, r.created_at,
  r.updated_at, r.version + g.rev AS _etag
FROM hansa.grant_ g
  JOIN hansa.product r ON r.id = g.record_id
  LEFT JOIN hansa.company c ON c.id = r.company_id
WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())

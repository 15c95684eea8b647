-- GET /api/accounts/{id}
-- One account.
-- auth: viewer    returns: one    scope: accounts:read
-- :id uuid
-- > id uuid
-- > name text
-- > website text?
-- > country text?
-- > city text?
-- > postcode text?
-- > address text?
-- > industry text?
-- > size_band text?
-- > duns text?
-- > tax_id text?
-- > level text
-- > owner {id uuid, name text?}
-- > shared_with int
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
SELECT r.id, r.name, r.website, r.country, r.city, r.postcode, r.address, r.industry, r.size_band, r.duns, r.tax_id, hansa.level_name(g.level) AS level,
  jsonb_build_object('id', r.company_id, 'name', c.name) AS owner, g.shares AS shared_with, r.version + g.rev AS version, r.created_at,
  r.updated_at, r.version + g.rev AS _etag
FROM hansa.grant_ g
  JOIN hansa.account r ON r.id = g.record_id
  LEFT JOIN hansa.company c ON c.id = r.company_id
WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())

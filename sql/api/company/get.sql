-- GET /api/company
-- Your company's profile, as its partners see it.
-- auth: viewer    returns: one    scope: company:read
-- > id uuid
-- > name text
-- > slug text
-- > country text
-- > city text?
-- > website text?
-- > industry text?
-- > about text?
-- > language text
-- > version int
-- > updated_at timestamptz
SELECT c.id, c.name, c.slug, c.country, c.city, c.website, c.industry, c.about, c.language, c.version, c.updated_at, c.version AS _etag
FROM hansa.company c WHERE c.id = (SELECT hansa.cur())

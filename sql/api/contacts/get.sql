-- GET /api/contacts/{id}
-- One contact.
-- auth: viewer    returns: one    scope: contacts:read
-- :id uuid
-- > id uuid
-- > account_id uuid?
-- > name text
-- > email text?
-- > phone text?
-- > title text?
-- > language text?
-- > consent_to_share bool
-- > consent_source text?
-- > account_name text?
-- > consent_at timestamptz?
-- > level text
-- > owner {id uuid, name text?}
-- > shared_with int
-- > version int
-- > created_at timestamptz
-- > updated_at timestamptz
SELECT r.id, r.account_id, r.name, r.email, r.phone, r.title, r.language, r.consent_to_share, r.consent_source, x.name AS account_name, r.consent_at, hansa.level_name(g.level) AS level,
  jsonb_build_object('id', r.company_id, 'name', c.name) AS owner, g.shares AS shared_with, r.version + g.rev AS version, r.created_at,
  r.updated_at, r.version + g.rev AS _etag
FROM hansa.grant_ g
  JOIN hansa.contact r ON r.id = g.record_id
  LEFT JOIN hansa.company c ON c.id = r.company_id
  LEFT JOIN hansa.account x ON x.id = r.account_id
WHERE g.record_id = :id AND g.company_id = (SELECT hansa.cur())

-- GET /api/api-keys
-- API keys of my company, newest first. The keys themselves are not kept.
-- auth: admin    returns: many
-- > id uuid
-- > name text
-- > prefix text    the key begins with hansa_ and this
-- > scopes [text]
-- > expires_at timestamptz?
-- > last_used_at timestamptz?
-- > revoked_at timestamptz?
-- > created_by_name text?
-- > created_at timestamptz
SELECT k.id, k.name, k.prefix, to_json(k.scopes) AS scopes, k.expires_at, k.last_used_at, k.revoked_at, p.name AS created_by_name, k.created_at
FROM hansa.api_key k LEFT JOIN hansa.person p ON p.id = k.created_by
WHERE k.company_id = hansa.cur()
ORDER BY k.created_at DESC, k.id
LIMIT 500

-- GET /api/invitations
-- Invitations of my company, newest first; those accepted stay for a month.
-- auth: admin    returns: many
-- > id uuid
-- > email email
-- > role text
-- > created_by_name text?
-- > created_at timestamptz
-- > expires_at timestamptz
-- > accepted_at timestamptz?
SELECT i.id, i.email, i.role, p.name AS created_by_name, i.created_at, i.expires_at, i.accepted_at
FROM hansa.invitation i LEFT JOIN hansa.person p ON p.id = i.created_by
WHERE i.company_id = hansa.cur() AND (i.accepted_at IS NULL OR i.accepted_at > now() - interval '30 days')
ORDER BY i.created_at DESC, i.id
LIMIT 500

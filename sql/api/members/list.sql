-- GET /api/members
-- The people of your company.
-- auth: viewer    returns: many
-- > person_id uuid
-- > name text
-- > email text
-- > role text
-- > title text?
-- > me bool
-- > since timestamptz
SELECT p.id AS person_id, p.name, p.email, m.role, m.title, p.id IS NOT DISTINCT FROM (SELECT hansa.me()) AS me, m.created_at AS since
FROM hansa.membership m JOIN hansa.person p ON p.id = m.person_id
WHERE m.company_id = (SELECT hansa.cur()) ORDER BY p.name, p.id

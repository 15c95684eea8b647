-- GET /api/views
-- The saved views of a list: your own and those shared in your company.
-- auth: viewer    returns: many
-- :kind  text = leads   one of leads
-- > id uuid
-- > kind text
-- > name text
-- > shared bool  with everybody in your company
-- > query text  of the list's URL
-- > mine bool
-- > by text?  who made it
-- > version int
SELECT v.id, v.kind, v.name, v.shared, v.query, v.person_id IS NOT DISTINCT FROM (SELECT hansa.me()) AS mine, p.name AS by, v.version
FROM hansa.saved_view v LEFT JOIN hansa.person p ON p.id = v.person_id
WHERE v.company_id = (SELECT hansa.cur()) AND v.kind = :kind ORDER BY v.shared, lower(v.name), v.id LIMIT 1000

-- GET /api/company/holds
-- What must not be erased.
-- auth: admin    returns: many
-- > id uuid
-- > scope text  room, person or company
-- > room_id uuid?
-- > room_title text?
-- > person_id uuid?
-- > person_name text?
-- > reason text
-- > created_at timestamptz
SELECT h.id, h.scope, h.room_id, CASE WHEN g.record_id IS NOT NULL THEN hansa.room_title(h.room_id) END AS room_title, h.person_id, p.name AS person_name, h.reason, h.created_at
FROM hansa.hold h LEFT JOIN hansa.person p ON p.id = h.person_id LEFT JOIN hansa.grant_ g ON g.record_id = h.room_id AND g.company_id = h.company_id
WHERE h.company_id = (SELECT hansa.cur()) ORDER BY h.created_at DESC, h.id LIMIT 1000

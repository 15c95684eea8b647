-- GET /api/audit
-- What people and programs of your company did, newest first.
-- auth: admin    returns: page
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > action text
-- > person {id uuid, name text?}?
-- > record_kind text?
-- > record_id uuid?
-- > detail json
-- > at timestamptz
SELECT e.id, e.action, CASE WHEN e.person_id IS NOT NULL THEN jsonb_build_object('id', e.person_id, 'name', p.name) END AS person,
  e.record_kind, e.record_id, e.detail, e.at, e.at || '|' || e.id AS _cursor
FROM hansa.audit_entry e LEFT JOIN hansa.person p ON p.id = e.person_id
WHERE e.company_id = (SELECT hansa.cur()) AND (e.at, e.id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
ORDER BY e.at DESC, e.id DESC
LIMIT :limit + 1

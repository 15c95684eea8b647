-- GET /api/audit
-- What people and programs of your company did, newest first.
-- auth: admin    returns: page
-- :person  uuid?         what this person did; all zeros stand for programs
-- :about   text?         1..40; the first part of the action: lead, order, key, session
-- :from    date?
-- :to      date?
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > action text
-- > person {id uuid, name text?}?
-- > record_kind text?
-- > record_id uuid?
-- > record_title text?    as your company may read it today
-- > companies [{id uuid, name text}]    the companies that the detail names
-- > detail json
-- > at timestamptz
SELECT e.id, e.action, CASE WHEN e.person_id IS NOT NULL THEN jsonb_build_object('id', e.person_id, 'name', p.name) END AS person,
  e.record_kind, e.record_id, hansa.record_title(e.record_kind, e.record_id) AS record_title,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name)), '[]') FROM hansa.company c
    WHERE c.id::text IN (SELECT d.value FROM jsonb_each_text(CASE WHEN jsonb_typeof(e.detail) = 'object' THEN e.detail END) d)) AS companies,
  e.detail, e.at, e.at || '|' || e.id AS _cursor
FROM hansa.audit_entry e LEFT JOIN hansa.person p ON p.id = e.person_id
WHERE e.company_id = (SELECT hansa.cur()) AND (:person IS NULL OR coalesce(e.person_id, '00000000-0000-0000-0000-000000000000') = :person)
  AND (:about IS NULL OR e.action = :about OR starts_with(e.action, :about || '.'))
  AND (:from IS NULL OR e.at >= :from) AND (:to IS NULL OR e.at < :to + 1)
  AND (e.at, e.id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
ORDER BY e.at DESC, e.id DESC
LIMIT :limit + 1

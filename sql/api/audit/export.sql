-- GET /api/audit/export
-- The audit as a table, newest first, by the same filter as the list.
-- auth: admin    returns: sheet    lane: slow
-- :format  text = csv    one of csv|xlsx
-- :person  uuid?         what this person did; all zeros stand for programs
-- :about   text?         1..40; the first part of the action: lead, order, key, session
-- :from    date?
-- :to      date?
-- > at timestamptz
-- > action text
-- > person text?
-- > record_kind text?
-- > record text?
-- > companies text?
-- > detail text?
SELECT e.at, e.action, p.name AS person, e.record_kind, hansa.record_title(e.record_kind, e.record_id) AS record,
  (SELECT string_agg(c.name, ', ' ORDER BY c.name) FROM hansa.company c
    WHERE c.id::text IN (SELECT d.value FROM jsonb_each_text(CASE WHEN jsonb_typeof(e.detail) = 'object' THEN e.detail END) d)) AS companies,
  nullif(e.detail::text, '{}') AS detail
FROM hansa.audit_entry e LEFT JOIN hansa.person p ON p.id = e.person_id
WHERE e.company_id = (SELECT hansa.cur()) AND (:person IS NULL OR coalesce(e.person_id, '00000000-0000-0000-0000-000000000000') = :person)
  AND (:about IS NULL OR e.action = :about OR starts_with(e.action, :about || '.'))
  AND (:from IS NULL OR e.at >= :from) AND (:to IS NULL OR e.at < :to + 1)
ORDER BY e.at DESC, e.id DESC
LIMIT 50000

-- GET /api/documents
-- EDI documents your company sent or received, newest first.
-- auth: viewer    returns: page    scope: documents:read
-- :delivery     text?         one of received|applied|failed
-- :partner      uuid?         the company on the other side
-- :set          text?         1..10; the type, such as 850
-- :direction    text = all    one of in|out|all
-- :faulty       bool = false  only those with findings
-- :interchange  uuid?         those that came in this interchange
-- :after        cursor?
-- :limit        int = 50      1..200
-- > id uuid
-- > set_id text
-- > number text?
-- > control_number text?  of the interchange
-- > partner {id uuid, name text?}?
-- > direction text  in or out
-- > validity text
-- > delivery text
-- > acknowledgment text
-- > received_at timestamptz
-- > order_id uuid?
-- > findings int
-- > version int
WITH page AS (
  (SELECT g.record_id, g.sort_at, g.rev FROM hansa.grant_ g
   WHERE num_nonnulls(:delivery, :interchange, :partner, :set) = 0 AND :direction = 'all' AND NOT :faulty AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'document'
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.rev FROM hansa.grant_ g
   WHERE :delivery IS NOT NULL AND num_nonnulls(:interchange, :partner, :set) = 0 AND :direction = 'all' AND NOT :faulty AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'document' AND g.status = :delivery
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.rev
   FROM hansa.edi_document x JOIN hansa.grant_ g ON g.record_id = x.id AND g.company_id = (SELECT hansa.cur())
   WHERE x.interchange_id = :interchange AND (:delivery IS NULL OR g.status = :delivery)
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
  UNION ALL
  (SELECT g.record_id, g.sort_at, g.rev
   FROM hansa.grant_ g JOIN hansa.edi_document x ON x.id = g.record_id
   WHERE :interchange IS NULL AND (num_nonnulls(:partner, :set) > 0 OR :direction <> 'all' OR :faulty)
     AND g.company_id = (SELECT hansa.cur()) AND g.kind = 'document' AND (:delivery IS NULL OR g.status = :delivery)
     AND (:partner IS NULL OR (:partner <> (SELECT hansa.cur()) AND :partner IN (x.company_id, x.partner_company_id)))
     AND (:set IS NULL OR x.set_id = :set) AND (:direction = 'all' OR (x.company_id = (SELECT hansa.cur())) = (:direction = 'out'))
     AND (NOT :faulty OR jsonb_array_length(x.findings) > 0)
     AND (g.sort_at, g.record_id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
   ORDER BY g.sort_at DESC, g.record_id DESC LIMIT :limit + 1)
)
SELECT d.id, d.set_id, d.number, i.control_number,
  CASE WHEN other.id IS NOT NULL THEN jsonb_build_object('id', other.id, 'name', c.name) END AS partner,
  CASE WHEN d.company_id = (SELECT hansa.cur()) THEN 'out' ELSE 'in' END AS direction, d.validity, d.delivery, d.acknowledgment,
  d.created_at AS received_at, d.order_id, jsonb_array_length(d.findings) AS findings, 1 + p.rev AS version,
  p.sort_at || '|' || p.record_id AS _cursor
FROM page p
  JOIN hansa.edi_document d ON d.id = p.record_id
  LEFT JOIN hansa.edi_interchange i ON i.id = d.interchange_id
  CROSS JOIN LATERAL (SELECT CASE WHEN d.company_id = (SELECT hansa.cur()) THEN d.partner_company_id ELSE d.company_id END AS id) other
  LEFT JOIN hansa.company c ON c.id = other.id
ORDER BY p.sort_at DESC, p.record_id DESC
LIMIT :limit + 1

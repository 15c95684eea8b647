-- GET /api/notifications
-- What your company was told, newest first.
-- auth: viewer    returns: page
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > kind text
-- > record_kind text?
-- > record_id uuid?
-- > params json
-- > at timestamptz
-- > read bool
SELECT n.id, n.kind, n.record_kind, n.record_id, n.params, n.at,
  n.at <= m.notified_until OR EXISTS (SELECT FROM hansa.notification_read r WHERE r.notification_id = n.id AND r.person_id = (SELECT hansa.me()) OFFSET 0) AS read,
  n.at || '|' || n.id AS _cursor
FROM hansa.notification n
  JOIN hansa.membership m ON m.company_id = (SELECT hansa.cur()) AND m.person_id = (SELECT hansa.me())
WHERE n.company_id = (SELECT hansa.cur()) AND (n.at, n.id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
ORDER BY n.at DESC, n.id DESC
LIMIT :limit + 1

-- GET /api/notifications
-- What you were told, newest first, of the classes you want to see in the portal.
-- auth: viewer    returns: page
-- :class   text?         one of needs_you|mention|watching
-- :unread  bool = false  only those
-- :after   cursor?
-- :limit   int = 50      1..200
-- > id uuid
-- > kind text
-- > class text
-- > record_kind text?
-- > record_id uuid?
-- > title text?         of the record, as you may read it
-- > params json
-- > at timestamptz
-- > read bool
SELECT n.id, n.kind, n.class, n.record_kind, n.record_id, CASE n.record_kind WHEN 'task' THEN (SELECT t.title FROM hansa.task t WHERE t.id = n.record_id)
    ELSE hansa.record_title(n.record_kind, n.record_id) END AS title, n.params, n.at, n.read, n.at || '|' || n.id AS _cursor
FROM (
  SELECT x.*, x.at <= m.notified_until
      OR EXISTS (SELECT FROM hansa.notification_read r WHERE r.notification_id = x.id AND r.person_id = (SELECT hansa.me()) OFFSET 0) AS read
  FROM hansa.notification x
    JOIN hansa.membership m ON m.company_id = (SELECT hansa.cur()) AND m.person_id = (SELECT hansa.me())
  WHERE x.company_id = (SELECT hansa.cur()) AND (x.at, x.id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
    AND (:class IS NULL OR x.class = :class)
    AND x.class IN (SELECT c.key FROM jsonb_each((SELECT (hansa.notice_setting()).classes)) c WHERE (c.value ->> 'portal')::boolean)
) n
WHERE NOT (:unread AND n.read)
ORDER BY n.at DESC, n.id DESC
LIMIT :limit + 1

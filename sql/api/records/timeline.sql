-- GET /api/records/{id}/timeline
-- What happened to a record, newest first: what all who work on it see, and your company's own notes.
-- auth: viewer    returns: page    scope: records:read
-- :id      uuid
-- :after   cursor?
-- :limit   int = 50    1..200
-- > id uuid
-- > action text
-- > actor_name text
-- > company_id uuid
-- > company_name text?
-- > visibility text  shared or own
-- > body json
-- > at timestamptz
SELECT t.id, t.action, t.actor_name, t.company_id, c.name AS company_name, t.visibility, t.body, t.at, t.at || '|' || t.id AS _cursor
FROM (SELECT hansa.record_grant(:id) AS g OFFSET 0) x
  JOIN hansa.timeline t ON t.root_id = (x.g).record_id
  LEFT JOIN hansa.company c ON c.id = t.company_id
WHERE (t.at, t.id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
ORDER BY t.at DESC, t.id DESC
LIMIT :limit + 1

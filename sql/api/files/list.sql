-- GET /api/rooms/{id}/files
-- The files of a room, newest first.
-- auth: guest    returns: page    scope: rooms:read
-- :id     uuid
-- :after  cursor?
-- :limit  int = 50   1..200
-- > id uuid
-- > name text
-- > type text
-- > size bigint
-- > width int?
-- > height int?
-- > preview bool
-- > message_id uuid
-- > seq bigint        of the message, to go there
-- > author text
-- > company text
-- > at timestamptz
WITH r AS (SELECT (hansa.record_grant(:id)).record_id AS id OFFSET 0)
SELECT f.id, f.name, f.type, f.size, f.width, f.height, f.preview, f.message_id, m.seq, m.author_name AS author, m.company_name AS company, f.at,
  f.at || '|' || f.id AS _cursor
FROM r JOIN hansa.file_ f ON f.room_id = r.id
  JOIN hansa.message m ON m.id = f.message_id
WHERE (f.at, f.id) < (hansa.cursor_at(:after), hansa.cursor_id(:after))
ORDER BY f.at DESC, f.id DESC LIMIT :limit + 1

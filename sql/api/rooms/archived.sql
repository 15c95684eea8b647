-- GET /api/rooms/archived
-- Copies your company keeps of rooms it is no longer in, the newest first.
-- auth: viewer    returns: many
-- > id uuid  the room
-- > revision int
-- > title text?
-- > kind text
-- > about_kind text?
-- > companies [text]
-- > messages int
-- > at timestamptz
SELECT s.record_id AS id, s.revision, s.body ->> 'title' AS title, s.body ->> 'kind' AS kind, s.body ->> 'about_kind' AS about_kind,
  coalesce(nullif(s.body -> 'companies', 'null'), '[]') AS companies, jsonb_array_length(s.body -> 'messages') AS messages, s.taken_at AS at
FROM hansa.snapshot s WHERE s.company_id = (SELECT hansa.cur()) AND s.kind = 'room'
ORDER BY s.taken_at DESC, s.record_id LIMIT 300

-- GET /api/rooms/archived/{id}
-- The newest copy your company keeps of a room: what it could see, as it was when it left. hash is its SHA-256.
-- auth: viewer    returns: one
-- :id uuid
-- > id uuid
-- > revision int
-- > title text?
-- > kind text
-- > about_kind text?
-- > about_id uuid?
-- > companies [text]
-- > messages [{id uuid, seq bigint, at timestamptz, author text, company text, own bool, text text?, deleted text?, thread_id uuid?, files json?}]
-- > at timestamptz
-- > hash text
SELECT s.record_id AS id, s.revision, s.body ->> 'title' AS title, s.body ->> 'kind' AS kind, s.body ->> 'about_kind' AS about_kind,
  (s.body ->> 'about_id')::uuid AS about_id, coalesce(nullif(s.body -> 'companies', 'null'), '[]') AS companies, s.body -> 'messages' AS messages,
  s.taken_at AS at, encode(s.hash, 'hex') AS hash
FROM hansa.snapshot s WHERE s.company_id = (SELECT hansa.cur()) AND s.record_id = :id AND s.kind = 'room'
ORDER BY s.revision DESC LIMIT 1

-- GET /api/rooms/{id}/messages
-- Messages of a room in their order: the newest, those before or after a place, around one, or of one thread.
-- auth: guest    returns: many    scope: rooms:read
-- :id      uuid
-- :before  bigint?
-- :after   bigint?
-- :around  bigint?
-- :thread  uuid?      the message that began it, and the answers
-- :limit   int = 50   1..200
-- > id uuid
-- > room_id uuid
-- > seq bigint  its place in the room
-- > cid uuid  the sender's own id
-- > company_id uuid
-- > company text
-- > person_id uuid?  null: a program
-- > author text
-- > guest bool
-- > thread_id uuid?  the message this one answers
-- > text text?  null when deleted
-- > refs [{kind text, id uuid}]
-- > mentions [uuid]
-- > files [{id uuid, name text, type text, size bigint, width int?, height int?, preview bool}]
-- > reactions [{emoji text, people [{id uuid, name text}]}]
-- > rev int
-- > at timestamptz
-- > edited_at timestamptz?
-- > deleted text?  author, company, moderated or retention
-- > pinned_at timestamptz?
-- > pinned_by text?
-- > reply_count int
-- > last_reply_at timestamptz?
-- > after_seq bigint?  of a note: how far the room had come
WITH r AS (SELECT (hansa.record_grant(:id)).record_id AS id OFFSET 0),
x AS (
  (SELECT m FROM r JOIN hansa.message m ON m.room_id = r.id
   WHERE :after IS NULL AND :around IS NULL AND :thread IS NULL AND (:before IS NULL OR m.seq < :before) ORDER BY m.seq DESC LIMIT :limit)
  UNION ALL
  (SELECT m FROM r JOIN hansa.message m ON m.room_id = r.id
   WHERE :after IS NOT NULL AND :around IS NULL AND :thread IS NULL AND m.seq > :after AND (:before IS NULL OR m.seq < :before) ORDER BY m.seq LIMIT :limit)
  UNION ALL
  (SELECT m FROM r JOIN hansa.message m ON m.room_id = r.id
   WHERE :around IS NOT NULL AND :thread IS NULL AND m.seq <= :around ORDER BY m.seq DESC LIMIT (:limit + 1) / 2)
  UNION ALL
  (SELECT m FROM r JOIN hansa.message m ON m.room_id = r.id
   WHERE :around IS NOT NULL AND :thread IS NULL AND m.seq > :around ORDER BY m.seq LIMIT :limit / 2)
  UNION ALL
  (SELECT m FROM r JOIN hansa.message m ON m.room_id = r.id WHERE :thread IS NOT NULL AND m.id = :thread)
  UNION ALL
  (SELECT m FROM r JOIN hansa.message m ON m.room_id = r.id
   WHERE :thread IS NOT NULL AND m.thread_id = :thread AND (:before IS NULL OR m.seq < :before) AND m.seq > coalesce(:after, 0) ORDER BY m.seq DESC LIMIT :limit)
)
SELECT o.* FROM x CROSS JOIN LATERAL hansa.message_out(x.m) o ORDER BY o.seq

-- GET /api/messages/search
-- Messages whose words begin with the words given, in rooms you see, the newest first.
-- auth: guest    returns: page    scope: rooms:read
-- :q        text        1..200
-- :room_id  uuid?
-- :after    cursor?
-- :limit    int = 50    1..100
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
-- > room_title text?
SELECT o.*, hansa.room_title(o.room_id) AS room_title, o.at || '|' || o.id AS _cursor
FROM hansa.message_search(:q, :room_id, hansa.cursor_at(:after), hansa.cursor_id(:after), :limit + 1) s
  JOIN hansa.message m ON m.id = s.id CROSS JOIN LATERAL hansa.message_out(m) o
ORDER BY o.at DESC, o.id DESC
LIMIT :limit + 1

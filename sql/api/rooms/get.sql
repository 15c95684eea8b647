-- GET /api/rooms/{id}
-- One room and what you may do in it.
-- auth: guest    returns: one    scope: rooms:read
-- :id uuid
-- > id uuid
-- > kind text  free, record, or notes of a room that is no longer yours
-- > about_kind text?
-- > about_id uuid?  the record
-- > title text?
-- > topic text?
-- > owner_id uuid
-- > level text
-- > status text  active, invited or guest
-- > companies [{id uuid, name text, guest bool}]  empty while only invited
-- > invited_by text?
-- > listed bool  only some of your people see it
-- > head bigint
-- > from_seq bigint  what was said up to here is not shown to you
-- > read_to bigint
-- > unread int  messages of others not yet read, counted to a hundred
-- > mentioned bool
-- > joined bool  you have been in it
-- > notify text  all, mentions or none
-- > last {author text, text text, at timestamptz}?
-- > at timestamptz
-- > notes_id uuid?  your company's own notes beside it
-- > notes_unread int
-- > version int
-- > invited [{id uuid, name text}]  companies asked in that have not answered; for the owner
-- > can {post bool, invite bool, admit bool, guests bool, moderate bool, edit bool, leave bool}
SELECT x.id, x.kind, x.about_kind, x.about_id, x.title, x.topic, x.owner_id, x.level, x.status, x.companies, x.invited_by, x.listed, x.head, x.from_seq,
  x.read_to, x.unread, x.mentioned, x.joined, x.notify, CASE WHEN x.last ->> 'at' IS NOT NULL THEN x.last END AS last, x.at, x.notes_id, x.notes_unread, x.version,
  hansa.room_invited(x.id) AS invited, hansa.room_can(x.id) AS can
FROM hansa.rooms(:id) x

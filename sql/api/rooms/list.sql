-- GET /api/rooms
-- The rooms you may see and those your company is invited to, the liveliest first, at most 300.
-- auth: guest    returns: many    scope: rooms:read
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
SELECT x.id, x.kind, x.about_kind, x.about_id, x.title, x.topic, x.owner_id, x.level, x.status, x.companies, x.invited_by, x.listed, x.head, x.from_seq,
  x.read_to, x.unread, x.mentioned, x.joined, x.notify, CASE WHEN x.last ->> 'at' IS NOT NULL THEN x.last END AS last, x.at, x.notes_id, x.notes_unread, x.version
FROM hansa.rooms() x

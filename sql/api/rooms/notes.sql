-- POST /api/rooms/{id}/notes
-- Your company's own notes beside a room: a room nobody else can ever see. Its id serves wherever a room's does.
-- auth: viewer    returns: one    scope: rooms:write
-- :id uuid
-- > id uuid
SELECT x.id FROM hansa.room_notes(:id) x

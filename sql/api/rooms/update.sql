-- PATCH /api/rooms/{id}
-- Changes title or topic of your company's own room. What is left out stays; a topic of null goes.
-- auth: member    returns: one    scope: rooms:write
-- :id       uuid
-- :version  etag
-- :title    text?   1..200
-- :topic    text?   1..2000
-- > id uuid
-- > version int
SELECT x.id, x.version, x.version AS _etag FROM hansa.room_update(:id, :version, :_body) x

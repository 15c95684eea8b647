-- PUT /api/rooms/{id}/notify
-- What of a room you are told: all, mentions of you, or nothing.
-- auth: viewer    returns: none
-- :id     uuid
-- :level  text   one of all|mentions|none
SELECT hansa.room_notify(:id, :level)

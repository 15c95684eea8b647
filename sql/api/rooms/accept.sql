-- POST /api/rooms/{id}/accept
-- Accepts the invitation of your company to a room.
-- auth: manager    returns: none    scope: rooms:write
-- :id uuid
SELECT hansa.room_accept(:id)

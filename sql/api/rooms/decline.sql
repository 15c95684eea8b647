-- POST /api/rooms/{id}/decline
-- Declines the invitation of your company to a room.
-- auth: manager    returns: none    scope: rooms:write
-- :id uuid
SELECT hansa.room_decline(:id)

-- POST /api/rooms/{id}/leave
-- Leaves a room for your whole company, at once. A copy of what it could see stays with it.
-- auth: manager    returns: none    scope: rooms:write
-- :id uuid
SELECT hansa.room_leave(:id)

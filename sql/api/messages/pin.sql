-- PUT /api/messages/{id}/pin
-- Pins a message for everybody in the room.
-- auth: member    returns: none    scope: rooms:write
-- :id uuid
SELECT hansa.message_pin(:id, true)

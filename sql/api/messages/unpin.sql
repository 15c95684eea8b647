-- DELETE /api/messages/{id}/pin
-- Takes a pin from a message.
-- auth: member    returns: none    scope: rooms:write
-- :id uuid
SELECT hansa.message_pin(:id, false)

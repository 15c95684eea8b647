-- DELETE /api/messages/{id}/reactions/{emoji}
-- Takes your sign from a message.
-- auth: guest    returns: none
-- :id     uuid
-- :emoji  text   1..64
SELECT hansa.message_react(:id, :emoji, false)

-- PUT /api/messages/{id}/reactions/{emoji}
-- Sets your sign on a message.
-- auth: guest    returns: none
-- :id     uuid
-- :emoji  text   1..64
SELECT hansa.message_react(:id, :emoji, true)

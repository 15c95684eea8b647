-- POST /api/messages/{id}/remove
-- Removes a message, of whichever company, from a room yours writes in.
-- auth: admin    returns: none
-- :id      uuid
-- :reason  text   1..1000
SELECT hansa.message_remove(:id, :reason)

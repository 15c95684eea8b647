-- POST /api/messages/{id}/report
-- Tells the administrators concerned that something is wrong with a message. To other companies it is not told who reported.
-- auth: guest    returns: none
-- :id      uuid
-- :reason  text   1..1000
SELECT hansa.message_report(:id, :reason)

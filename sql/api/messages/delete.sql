-- DELETE /api/messages/{id}
-- Deletes what you wrote, or, for managers, what somebody of your company wrote. Its place stays.
-- auth: guest    returns: none    scope: rooms:write
-- :id uuid
SELECT hansa.message_delete(:id)

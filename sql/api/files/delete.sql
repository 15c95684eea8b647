-- DELETE /api/files/{id}
-- Throws away a file that you have brought and that is in no message.
-- auth: guest    returns: none    scope: rooms:write
-- :id     uuid
SELECT hansa.file_drop(:id)

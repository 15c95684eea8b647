-- DELETE /api/api-keys/{id}
-- Revoke an API key at once.
-- auth: admin    returns: none
-- :id   uuid
SELECT hansa.api_key_revoke(:id)

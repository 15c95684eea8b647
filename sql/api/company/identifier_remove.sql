-- DELETE /api/company/identifiers/{id}
-- Removes an identifier.
-- auth: admin    returns: none
-- :id uuid
SELECT hansa.identifier_remove(:id)

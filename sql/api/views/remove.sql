-- DELETE /api/views/{id}
-- Removes a view.
-- auth: viewer    returns: none
-- :id uuid
SELECT hansa.view_remove(:id)

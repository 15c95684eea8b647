-- DELETE /api/imports/{id}
-- Stops an import that runs: what is made stays. One that does not run is forgotten, with the rows of its file.
-- auth: member    returns: none    scope: imports:write    lane: slow
-- :id uuid
SELECT hansa.import_stop(:id)

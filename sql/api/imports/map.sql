-- PUT /api/imports/{id}/mapping
-- Says which column is which field, and what becomes of rows your company seems to have already.
-- auth: member    returns: none    scope: imports:write
-- :id          uuid
-- :mapping     json          {"0": "title", "3": "email"}
-- :duplicates  text = skip   one of skip|create
SELECT hansa.import_map(:id, :mapping, :duplicates)

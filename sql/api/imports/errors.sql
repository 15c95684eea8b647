-- GET /api/imports/{id}/errors
-- The rows that did not come in, as CSV with a last column for the reason: to be mended and given again.
-- auth: member    returns: text    content-type: text/csv    scope: imports:read    lane: slow
-- :id uuid
SELECT hansa.import_errors(:id)

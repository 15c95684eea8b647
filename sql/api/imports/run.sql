-- POST /api/imports/{id}/run
-- Makes the records. The server works it off in portions; it may be left alone.
-- auth: member    returns: none    status: 202    scope: imports:write    lane: slow
-- :id uuid
SELECT hansa.import_begin(:id, 'running')

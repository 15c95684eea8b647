-- POST /api/imports/{id}/check
-- Tries every row without making anything. The answer comes by GET and as live events.
-- auth: member    returns: none    status: 202    scope: imports:write    lane: slow
-- :id uuid
SELECT hansa.import_begin(:id, 'checking')

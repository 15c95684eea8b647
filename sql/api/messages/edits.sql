-- GET /api/messages/{id}/edits
-- What a message said before, the latest first.
-- auth: guest    returns: many    scope: rooms:read
-- :id uuid
-- > rev int
-- > text text
-- > at timestamptz
SELECT e.rev, e.text, e.at FROM hansa.message_edits(:id) e

-- GET /api/rooms/{id}/export
-- A room as JSON lines: the room, then every message you may see with what it said before. Files are named where they are your company's.
-- auth: admin    returns: text    lane: slow    content-type: application/x-ndjson
-- :id uuid
SELECT hansa.room_export(:id)

-- POST /api/records/{id}/room
-- The room of a lead, an order or a partnership; made when it is first wanted.
-- auth: viewer    returns: one    scope: rooms:write
-- :id uuid
-- > id uuid
-- > notes_id uuid?
SELECT x.id, x.notes_id FROM hansa.record_room(:id) x

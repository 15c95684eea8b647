-- POST /api/rooms/{id}/companies
-- Asks a partner into your company's room.
-- auth: member    returns: none    scope: rooms:write
-- :id          uuid
-- :company_id  uuid
-- :history     bool = false   whether it sees what was said before
SELECT hansa.room_invite(:id, :company_id, :history)

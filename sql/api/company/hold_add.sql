-- POST /api/company/holds
-- Keeps messages of a room, of one of your people or of your whole company from being erased.
-- auth: admin    returns: one    status: 201    idempotent
-- :scope      text    one of room|person|company
-- :room_id    uuid?
-- :person_id  uuid?
-- :reason     text    1..1000
-- > id uuid
SELECT x.id FROM hansa.hold_add(:scope, :room_id, :person_id, :reason) x

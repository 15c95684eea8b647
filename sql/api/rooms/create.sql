-- POST /api/rooms
-- Opens a room of your company and asks partners in. Each comes in when its manager accepts.
-- auth: member    returns: one    status: 201    idempotent    scope: rooms:write
-- :title      text          1..200
-- :topic      text?         1..2000
-- :companies  uuid[]?       active partners
-- :history    bool = true   whether they see what was said before they came
-- > id uuid
SELECT x.id FROM hansa.room_create(:title, :topic, :companies, :history) x

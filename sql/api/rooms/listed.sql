-- PUT /api/rooms/{id}/listed
-- Whether only those let in see the room in your company, or everybody. Who has come in stays in.
-- auth: manager    returns: none
-- :id      uuid
-- :listed  bool
SELECT hansa.room_listed(:id, :listed)

-- DELETE /api/rooms/{id}/people/{person_id}
-- Takes one of your people, or yourself, out of a room. An administrator may do so without being in it.
-- auth: viewer    returns: none
-- :id         uuid
-- :person_id  uuid
SELECT hansa.room_dismiss(:id, :person_id)

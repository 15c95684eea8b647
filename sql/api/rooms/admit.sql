-- PUT /api/rooms/{id}/people/{person_id}
-- Lets one of your people into a room. An administrator may do so without being in it.
-- auth: manager    returns: none
-- :id         uuid
-- :person_id  uuid
SELECT hansa.room_admit(:id, :person_id)

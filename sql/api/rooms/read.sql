-- PUT /api/rooms/{id}/read
-- How far you have read. It never goes back.
-- auth: guest    returns: none
-- :id  uuid
-- :to  bigint   0..
SELECT hansa.room_read(:id, :to)

-- $1 room, $2 the last number that was read.
SELECT hansa.room_read($1::uuid, $2::bigint)

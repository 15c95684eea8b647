-- $1 a record, $2 people of the bound company: those of them who may see it.
SELECT p::text FROM hansa.live_persons($1::uuid, $2::uuid[]) AS p
